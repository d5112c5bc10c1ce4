//! The built-in LwM2M server: observes everything, and switches pump and fan every few seconds.

use std::collections::HashMap;
use std::future::pending;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use lwm2m::server::{Policy, Server as Engine, ServerEvent, ServerRequest};
use objects::{Path, Registry, ResourcePath, Value};
use tokio::net::UdpSocket;
use tokio::sync::watch;
use tokio::time::{interval, sleep_until};

use super::view::View;
use crate::hub::status::Status;

/// The object of actuators (Actuation, resource On/Off).
const SWITCHES: (u16, u16) = (3306, 5850);

/// Time between two writes.
const WRITE_PERIOD: Duration = Duration::from_secs(5);

/// The socket of the server.
pub(super) struct Server {
    socket: UdpSocket,
}

impl Server {
    pub(super) async fn bind() -> anyhow::Result<Self> {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))
            .await
            .context("no free port for the server")?;
        Ok(Self { socket })
    }

    pub(super) fn uri(&self) -> anyhow::Result<String> {
        Ok(format!("coap://{}", self.socket.local_addr()?))
    }
}

/// Serves for ever; with a real server elsewhere there is nothing to do.
pub(super) async fn run(
    server: Option<Server>,
    status: watch::Receiver<Arc<Status>>,
    view: &View,
) -> anyhow::Result<()> {
    let Some(Server { socket }) = server else {
        return watch_status(status, view).await;
    };
    let engine = Engine::new(
        Registry::standard(),
        Policy::default(),
        coap::Params::default(),
        1,
        Instant::now(),
    );
    let session = Session {
        socket,
        engine,
        status,
        view,
        client: None,
        watched: HashMap::new(),
        writes: HashMap::new(),
        turn: 0,
    };
    session.run().await
}

/// Says when the gateway is registered with a real server.
async fn watch_status(mut status: watch::Receiver<Arc<Status>>, view: &View) -> anyhow::Result<()> {
    let mut last = String::new();
    loop {
        let state = status
            .borrow_and_update()
            .servers
            .first()
            .map(|server| server.state.clone());
        if let Some(state) = state
            && state != last
        {
            view.state(&state);
            last = state;
        }
        if status.changed().await.is_err() {
            return pending().await;
        }
    }
}

struct Session<'a> {
    socket: UdpSocket,
    engine: Engine,
    status: watch::Receiver<Arc<Status>>,
    view: &'a View,
    client: Option<SocketAddr>,
    /// What is observed, with the device it belongs to.
    watched: HashMap<ServerRequest, String>,
    writes: HashMap<ServerRequest, (ResourcePath, Instant)>,
    turn: usize,
}

impl Session<'_> {
    async fn run(mut self) -> anyhow::Result<()> {
        let mut buffer = vec![0; 2048];
        let mut writing = interval(WRITE_PERIOD);
        // The first tick is immediate; nobody is registered then.
        writing.tick().await;
        loop {
            self.drain().await?;
            let timeout = self.engine.poll_timeout();
            tokio::select! {
                received = self.socket.recv_from(&mut buffer) => {
                    let (length, from) = received?;
                    self.client = Some(from);
                    self.engine.handle_datagram(Instant::now(), buffer.get(..length).unwrap_or_default());
                }
                () = sleep_until(timeout.unwrap_or_else(Instant::now).into()), if timeout.is_some() => {
                    self.engine.handle_timeout(Instant::now());
                }
                _ = writing.tick() => self.write(),
            }
        }
    }

    async fn drain(&mut self) -> anyhow::Result<()> {
        while let Some(event) = self.engine.poll_event() {
            self.handle(event);
        }
        while let (Some(datagram), Some(client)) = (self.engine.poll_transmit(), self.client) {
            self.socket.send_to(&datagram, client).await?;
        }
        Ok(())
    }

    fn handle(&mut self, event: ServerEvent) {
        match event {
            ServerEvent::Registered(client) => {
                self.view
                    .registered(&client.endpoint, client.version, &client.objects);
                self.observe();
            }
            ServerEvent::Notification { request, values, .. } => self.show(request, &values),
            ServerEvent::Response {
                request,
                result: Ok(answer),
            } => {
                if let Some((path, since)) = self.writes.remove(&request) {
                    self.view.answered(path, answer.code, since.elapsed());
                } else {
                    self.show(request, answer.values());
                }
            }
            ServerEvent::Response {
                request,
                result: Err(error),
            } => {
                self.writes.remove(&request);
                self.view.failed(&error.to_string());
            }
            ServerEvent::Deregistered => self.view.deregistered(),
            ServerEvent::Refused { .. } | ServerEvent::Sent(_) | ServerEvent::Updated(_) => {}
        }
    }

    fn show(&self, request: ServerRequest, values: &[(ResourcePath, Value)]) {
        let Some(device) = self.watched.get(&request) else {
            return;
        };
        for (path, value) in values {
            self.view.value(*path, value, device);
        }
    }

    /// Observes the resources that devices fill.
    fn observe(&mut self) {
        let status = Arc::clone(&self.status.borrow());
        self.watched.clear();
        for device in &status.devices {
            for path in &device.paths {
                let Ok(path) = path.parse::<Path>() else { continue };
                // A value that no device has delivered yet is not there yet: its instance is.
                let Some(instance) = path.parent() else { continue };
                match self.engine.observe(Instant::now(), instance, None, &["pmin=1"]) {
                    Ok(request) => drop(self.watched.insert(request, device.name.clone())),
                    Err(error) => self.view.failed(&error.to_string()),
                }
            }
        }
    }

    /// Switches the actuators one after the other, on and off.
    fn write(&mut self) {
        if self.engine.registration().is_none() {
            return;
        }
        let status = Arc::clone(&self.status.borrow());
        let switches: Vec<ResourcePath> = status
            .devices
            .iter()
            .flat_map(|device| &device.paths)
            .filter_map(|path| switch(path))
            .collect();
        if switches.is_empty() {
            return;
        }
        let path = switches[self.turn % switches.len()];
        let on = (self.turn / switches.len()).is_multiple_of(2);
        self.turn += 1;
        self.view.writing(path, on);
        match self.engine.write(Instant::now(), path, &Value::Boolean(on)) {
            Ok(request) => drop(self.writes.insert(request, (path, Instant::now()))),
            Err(error) => self.view.failed(&error.to_string()),
        }
    }
}

fn switch(path: &str) -> Option<ResourcePath> {
    match path.parse().ok()? {
        Path::Resource(path) if (path.object.number(), path.resource.number()) == SWITCHES => Some(path),
        Path::Root | Path::Object(_) | Path::Instance(..) | Path::Resource(_) => None,
    }
}
