//! The adapter as the supervisor sees it: one connection from its beginning to its end.

use std::error::Error;
use std::future::Future;
use std::pin::pin;
use std::time::{Duration, Instant};

use adapter::config::Problem;
use adapter::{Adapter, AdapterError, AdapterFuture, Context, DeviceInfo, Exclusive, PointDef};
use rumqttc::{AsyncClient, ConnectionError, Event, EventLoop, Outgoing, StateError, mqttbytes};
use tokio::time::{sleep_until, timeout};
use tracing::debug;

use crate::config::Config;
use crate::confirm::MAX_PENDING;
use crate::connection;
use crate::error::ConnectError;
use crate::plan::{self, Plan};
use crate::session::Session;
use crate::worker::Worker;

/// How long commands on their way may still be proved after the adapter is told to end.
const CLOSING_TIME: Duration = Duration::from_secs(2);

/// Devices behind one MQTT broker.
#[derive(Debug)]
pub struct MqttAdapter {
    name: String,
    config: Config,
    devices: Vec<DeviceInfo>,
    points: Vec<PointDef>,
}

impl MqttAdapter {
    /// The adapter `name` with its configuration.
    #[must_use]
    pub fn new(name: &str, config: Config) -> Self {
        let (devices, points) = plan::definitions(&config);
        Self {
            name: name.to_owned(),
            config,
            devices,
            points,
        }
    }

    fn plan(&self) -> Result<Plan, AdapterError> {
        let plan = Plan::build(&self.config).map_err(|problems| configuration(&problems))?;
        let problems = connection::problems(&self.config);
        if problems.is_empty() {
            Ok(plan)
        } else {
            Err(configuration(&problems))
        }
    }

    async fn connect_and_work(&self, context: Context) -> Result<(), AdapterError> {
        let plan = self.plan()?;
        let session = Session::new(&plan.subscriptions());
        let options = connection::options(&self.name, &self.config).map_err(|error| unusable(&error))?;
        let capacity = session.packets() + MAX_PENDING;
        let (client, mut connection) = AsyncClient::new(options, capacity);
        let mut network = connection.network_options();
        network.set_tcp_nodelay(true);
        connection.set_network_options(network);
        let mut worker = Worker::new(plan, session, client.clone(), context.reports.clone());
        let result = self.work(&mut worker, &mut connection, context).await;
        if result.is_ok() && worker.is_connected() {
            close(&client, &mut worker, &mut connection).await;
        }
        worker.abandon();
        result
    }

    /// Works until shutdown (`Ok`) or until the connection is lost (`Err`).
    async fn work(
        &self,
        worker: &mut Worker,
        connection: &mut EventLoop,
        mut context: Context,
    ) -> Result<(), AdapterError> {
        loop {
            let poll = pin!(connection.poll());
            let Some(event) = next_event(poll, worker, &mut context).await? else {
                return Ok(());
            };
            // No retry here: the supervisor owns back-off.
            let event = event.map_err(|error| self.lost(worker.is_connected(), error))?;
            worker.handle_event(event);
        }
    }

    fn lost(&self, was_connected: bool, error: ConnectionError) -> AdapterError {
        let url = &self.config.url;
        let what = match &error {
            ConnectionError::MqttState(StateError::Deserialization(
                mqttbytes::Error::PayloadSizeLimitExceeded(size),
            )) => format!("a message of {size} bytes, more than 1 MiB, ended the connection to {url}"),
            _ if was_connected => format!("lost the connection to {url}"),
            _ => format!("cannot connect to {url}"),
        };
        AdapterError::transport(what, error)
    }
}

impl Adapter for MqttAdapter {
    fn points(&self) -> &[PointDef] {
        &self.points
    }

    fn devices(&self) -> Vec<DeviceInfo> {
        self.devices.clone()
    }

    fn exclusive(&self) -> Vec<Exclusive> {
        // A broker serves any number of clients.
        Vec::new()
    }

    fn run(self: Box<Self>, context: Context) -> AdapterFuture {
        Box::pin(async move { self.connect_and_work(context).await })
    }
}

/// Serves commands and deadlines until the connection has an event; `None` on shutdown.
///
/// The poll is never dropped half-way for a command: it could lose what it has read.
async fn next_event(
    mut poll: std::pin::Pin<&mut impl Future<Output = Result<Event, ConnectionError>>>,
    worker: &mut Worker,
    context: &mut Context,
) -> Result<Option<Result<Event, ConnectionError>>, AdapterError> {
    loop {
        let deadline = worker.next_deadline();
        let due = async {
            match deadline {
                Some(deadline) => sleep_until(deadline.into()).await,
                None => std::future::pending().await,
            }
        };
        // Commands before messages: a flood of values must not hold a command up.
        tokio::select! {
            biased;
            () = context.shutdown.cancelled() => return Ok(None),
            () = due => worker.handle_timeout(Instant::now()),
            command = context.commands.recv() => match command {
                Some(command) => worker.handle_command(command, Instant::now()),
                None => return Ok(None),
            },
            () = worker.reports().ready(), if worker.has_backlog() => worker.flush().await?,
            event = &mut poll => return Ok(Some(event)),
        }
    }
}

/// Waits for the proofs of commands on their way, then takes leave of the broker.
async fn close(client: &AsyncClient, worker: &mut Worker, connection: &mut EventLoop) {
    let farewell = async {
        while !worker.is_idle() {
            worker.handle_event(connection.poll().await?);
        }
        if client.try_disconnect().is_ok() {
            while !matches!(connection.poll().await?, Event::Outgoing(Outgoing::Disconnect)) {}
        }
        Ok::<(), ConnectionError>(())
    };
    match timeout(CLOSING_TIME, farewell).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => debug!(%error, "The broker was lost before it could be taken leave of."),
        Err(_) => debug!("The broker could not be taken leave of in time."),
    }
}

fn configuration(problems: &[Problem]) -> AdapterError {
    let one = |problem: &Problem| format!("{}: {}", problem.key.join("."), problem.message);
    AdapterError::Configuration(problems.iter().map(one).collect::<Vec<_>>().join("; "))
}

fn unusable(error: &ConnectError) -> AdapterError {
    let cause = error
        .source()
        .map(|source| format!(": {source}"))
        .unwrap_or_default();
    AdapterError::Configuration(format!("{error}{cause}"))
}
