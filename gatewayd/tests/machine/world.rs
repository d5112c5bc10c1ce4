//! A gateway, a server in the same process, and a program that plays the machine.

use std::fs;
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use coap::{Code, Params};
use gatewayd::adapters;
use gatewayd::args::BusOrNone;
use gatewayd::config::{self, Disk, Surroundings};
use gatewayd::daemon::{Gateway, Parts};
use gatewayd::hub::Heartbeat;
use lwm2m::server::{Answer, Policy, Server, ServerEvent, ServerRequest};
use objects::{Path, Registry, ResourcePath, Value};
use tempfile::TempDir;
use tokio::net::UdpSocket;
use tokio::sync::oneshot;
use tokio::time::{sleep_until, timeout};

/// How long anything may take that is expected to happen.
const PATIENCE: Duration = Duration::from_secs(30);

/// Notes what it is called with, waits while a file beside it says so, keeps what it installs, and ends as another
/// file says.
const HOOK: &str = r#"#!/bin/sh
cd "$(dirname "$0")" || exit 9
echo "$*" >> calls
[ -p "within-$1" ] && { sleep 1000 > "within-$1"; }
[ -p "hold-$1" ] && read -r _ < "hold-$1"
[ "$1" = install ] && cp "$2" installed
exit "$(cat "exit-$1" 2>/dev/null || echo 0)"
"#;

pub(crate) struct World {
    home: TempDir,
    gateway: Option<Gateway>,
    socket: UdpSocket,
    engine: Server,
    client: Option<SocketAddr>,
    announced: String,
}

pub(crate) fn resource(text: &str) -> ResourcePath {
    match text.parse() {
        Ok(Path::Resource(path)) => path,
        other => panic!("{text}: {other:?}"),
    }
}

impl World {
    /// A gateway that has registered; `more` is put into its configuration, with the hook for `HOOK`.
    pub(crate) async fn registered(more: &str) -> Self {
        let mut world = Self::prepared(more).await;
        world.start().await;
        world
    }

    /// Puts a definition into the folder of models; the server learns of it as well.
    #[cfg(feature = "sim")]
    pub(crate) fn define(&mut self, xml: &str) {
        fs::create_dir_all(self.path("models")).unwrap();
        self.write_file("models/own.xml", xml);
        let mut registry = Registry::standard();
        for definition in objects::ddf::read(xml).objects {
            registry.insert(definition.def).unwrap();
        }
        self.engine = Server::new(registry, Policy::default(), Params::default(), 1, Instant::now());
    }

    /// The object list of the last registration.
    #[cfg(feature = "sim")]
    pub(crate) fn announced(&self) -> &str {
        &self.announced
    }

    /// As [`World::registered`], before the gateway starts.
    pub(crate) async fn prepared(more: &str) -> Self {
        let home = tempfile::tempdir().unwrap();
        let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let hook = home.path().join("hook");
        fs::write(&hook, HOOK).unwrap();
        fs::set_permissions(&hook, fs::Permissions::from_mode(0o700)).unwrap();
        fs::create_dir(home.path().join("state")).unwrap();
        let text = format!(
            "[gateway]\nendpoint-name = \"machine\"\n[server.main]\nuri = \"coap://{}\"\n\
             short-server-id = 1\nsecurity = \"none\"\n{}",
            socket.local_addr().unwrap(),
            more.replace("HOOK", hook.to_str().unwrap()),
        );
        fs::write(home.path().join("gatewayd.toml"), text).unwrap();
        // The server may ask for other things while it pushes a package.
        let params = Params {
            nstart: 8,
            ..Params::default()
        };
        let engine = Server::new(Registry::standard(), Policy::default(), params, 1, Instant::now());
        Self {
            home,
            gateway: None,
            socket,
            engine,
            client: None,
            announced: String::new(),
        }
    }

    /// Starts the gateway and waits for it.
    pub(crate) async fn start(&mut self) {
        let file = self.path("gatewayd.toml");
        let surroundings = Surroundings {
            disk: Disk::Present,
            ..Surroundings::default()
        };
        let config = config::load_in(&file, &surroundings)
            .unwrap_or_else(|errors| panic!("{errors}"))
            .config;
        let parts = Parts {
            config,
            state_dir: self.path("state"),
            bus: BusOrNone::None,
            loader: Box::new(|| Err("not here".into())),
            build: Box::new(adapters::build),
        };
        let heartbeat = Heartbeat {
            every: None,
            beat: Box::new(|| {}),
        };
        self.client = None;
        self.gateway = Some(Gateway::start(parts, heartbeat).unwrap());
        loop {
            if let ServerEvent::Registered(registration) = self.event().await {
                self.announced = registration.objects;
                return;
            }
        }
    }

    /// Ends the gateway as a power cut would: without a word.
    pub(crate) async fn kill(&mut self) {
        self.gateway = None;
        // Its tasks end when they are polled next; the engine is told by the next registration.
        tokio::task::yield_now().await;
    }

    /// Ends the gateway as a service manager would.
    #[cfg(feature = "dtls")]
    pub(crate) async fn stop(&mut self) {
        if let Some(mut gateway) = self.gateway.take() {
            gateway.stop().await;
        }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    pub(crate) fn write_file(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    #[cfg(feature = "dtls")]
    pub(crate) fn write_secret(&self, name: &str, text: &str) {
        self.write_file(name, text);
        fs::set_permissions(self.path(name), fs::Permissions::from_mode(0o600)).unwrap();
    }

    /// Has the hook wait when it is called with a word.
    pub(crate) fn hold(&self, word: &str) {
        let pipe = self.path(&format!("hold-{word}"));
        rustix::fs::mkfifoat(rustix::fs::CWD, pipe, rustix::fs::Mode::RWXU).unwrap();
    }

    /// Has the hook wait for a program that it starts when it is called with a word; returns the end of that.
    pub(crate) fn start_within(&self, word: &str) -> oneshot::Receiver<()> {
        let pipe = self.path(&format!("within-{word}"));
        rustix::fs::mkfifoat(rustix::fs::CWD, &pipe, rustix::fs::Mode::RWXU).unwrap();
        let (ended, end) = oneshot::channel();
        // In a thread that a test which fails does not wait for.
        std::thread::spawn(move || fs::read(pipe).map(|_| ended.send(())));
        end
    }

    /// Lets the hook go on, and not wait again.
    pub(crate) fn release(&self, word: &str) {
        let pipe = self.path(&format!("hold-{word}"));
        // Opening waits for the reader, which is the hook.
        fs::write(&pipe, "\n").unwrap();
        fs::remove_file(pipe).unwrap();
    }

    /// What the hook was called with, without the paths of packages.
    pub(crate) fn calls(&self) -> Vec<String> {
        let text = fs::read_to_string(self.path("calls")).unwrap_or_default();
        let package = format!(" {}", self.path("state/firmware.package").display());
        text.lines().map(|line| line.replace(&package, "")).collect()
    }

    /// The next thing the gateway does.
    async fn event(&mut self) -> ServerEvent {
        timeout(PATIENCE, self.next()).await.expect("it happens in time")
    }

    async fn next(&mut self) -> ServerEvent {
        let mut buffer = vec![0; 2048];
        loop {
            if let Some(event) = self.engine.poll_event() {
                return event;
            }
            while let (Some(client), Some(datagram)) = (self.client, self.engine.poll_transmit()) {
                self.socket.send_to(&datagram, client).await.unwrap();
            }
            let due = self.engine.poll_timeout();
            tokio::select! {
                received = self.socket.recv_from(&mut buffer) => {
                    let (length, from) = received.unwrap();
                    self.client = Some(from);
                    self.engine.handle_datagram(Instant::now(), &buffer[..length]);
                }
                () = sleep_until(due.unwrap_or_else(Instant::now).into()), if due.is_some() => {
                    self.engine.handle_timeout(Instant::now());
                }
            }
        }
    }

    pub(crate) async fn answer(&mut self, wanted: ServerRequest) -> Answer {
        loop {
            if let ServerEvent::Response { request, result } = self.event().await
                && request == wanted
            {
                return result.unwrap();
            }
        }
    }

    /// Sends a write and does not wait for its answer.
    pub(crate) fn send_write(&mut self, path: &str, value: &Value) -> ServerRequest {
        self.engine.write(Instant::now(), resource(path), value).unwrap()
    }

    pub(crate) async fn write(&mut self, path: &str, value: Value) -> Code {
        let request = self.send_write(path, &value);
        self.answer(request).await.code
    }

    pub(crate) async fn execute(&mut self, path: &str) -> Code {
        let request = self.engine.execute(Instant::now(), resource(path), "").unwrap();
        self.answer(request).await.code
    }

    pub(crate) async fn read(&mut self, path: &str) -> Option<Value> {
        self.read_all(path)
            .await
            .into_iter()
            .next()
            .map(|(_, value)| value)
    }

    /// All values at and below a path.
    pub(crate) async fn read_all(&mut self, path: &str) -> Vec<(ResourcePath, Value)> {
        let request = self
            .engine
            .read(Instant::now(), path.parse().unwrap(), None)
            .unwrap();
        self.answer(request).await.values().to_vec()
    }

    pub(crate) async fn observe(&mut self, path: &str) {
        let request = self
            .engine
            .observe(Instant::now(), path.parse().unwrap(), None, &[])
            .unwrap();
        self.answer(request).await;
    }

    /// Waits for a notification with this value.
    pub(crate) async fn notified(&mut self, path: &str, wanted: &Value) {
        let wanted = (resource(path), wanted.clone());
        loop {
            if let ServerEvent::Notification { values, .. } = self.event().await
                && values.contains(&wanted)
            {
                return;
            }
        }
    }

    pub(crate) async fn number(&mut self, path: &str) -> i64 {
        match self.read(path).await {
            Some(Value::Integer(number) | Value::Time(number)) => number,
            other => panic!("{path}: {other:?}"),
        }
    }

    /// Reads until a resource has a value.
    pub(crate) async fn until(&mut self, path: &str, wanted: i64) {
        let begin = Instant::now();
        loop {
            let seen = self.number(path).await;
            if seen == wanted {
                return;
            }
            assert!(begin.elapsed() < PATIENCE, "{path} stays {seen}");
        }
    }

    /// State and result of the firmware update.
    pub(crate) async fn firmware(&mut self) -> (i64, i64) {
        (self.number("/5/0/3").await, self.number("/5/0/5").await)
    }
}
