//! The service in front of a hub that follows a script, and a client on the same bus.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, UNIX_EPOCH};

use gatewayd::args::BusOrNone;
use gatewayd::control::{self, ControlError};
use gatewayd::hub::control::{Control, Item, ReadError};
use gatewayd::hub::reload::ReloadReport;
use gatewayd::hub::sends::{SendRefused, SendReport};
use gatewayd::hub::status::{AdapterInfo, DeviceInfo, ServerInfo, Status};
use lwm2m::Outcome;
use objects::{ObjectId, ObjectLink, Operations, Registry, ResourcePath, Value, ValueKind};
use tokio::sync::{Notify, mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use zbus::fdo::PropertiesProxy;
use zbus::names::InterfaceName;
use zbus::proxy::CacheProperties;
use zbus::wire::DynamicType;
use zbus::{Connection, OwnedVariant};

use crate::bus::{Place, Running};

pub(crate) const ROOT: &str = "/org/gatewayd/Gateway1";

/// How long anything may take that is expected to happen.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// What the hub answers, and what it was asked.
pub(crate) struct Script {
    pub(crate) items: Vec<Item>,
    pub(crate) outcome: Outcome,
    pub(crate) reload: Result<ReloadReport, String>,
    pub(crate) status: Status,
    pub(crate) asked: Vec<String>,
    pub(crate) sent: Result<Vec<SendReport>, SendRefused>,
}

pub(crate) struct Fixture {
    pub(crate) place: Place,
    pub(crate) client: Connection,
    pub(crate) script: Arc<Mutex<Script>>,
    pub(crate) status: watch::Sender<Arc<Status>>,
    pub(crate) shutdown: CancellationToken,
    /// While this is closed, the hub does not answer writes.
    pub(crate) gate: Arc<Gate>,
    pub(crate) tasks: JoinSet<Result<(), ControlError>>,
    _running: Running,
}

/// Lets writes be answered late.
#[derive(Default)]
pub(crate) struct Gate {
    closed: Mutex<bool>,
    opened: Notify,
}

impl Gate {
    pub(crate) fn close(&self) {
        *self.closed.lock().unwrap() = true;
    }

    pub(crate) fn open(&self) {
        *self.closed.lock().unwrap() = false;
        self.opened.notify_waiters();
    }

    async fn pass(&self) {
        while *self.closed.lock().unwrap() {
            self.opened.notified().await;
        }
    }
}

/// Waits for something that is expected to happen.
pub(crate) async fn soon<T>(future: impl Future<Output = T>) -> T {
    timeout(PATIENCE, future).await.expect("it happens in time")
}

impl Fixture {
    /// Starts everything, and returns when the service has its name.
    pub(crate) async fn start() -> Self {
        Self::start_with(status()).await
    }

    /// As [`Fixture::start`], with a hub whose status has changed to `live` since it was published.
    pub(crate) async fn start_with(live: Status) -> Self {
        let place = Place::new();
        let running = place.start();
        let client = control::connect(&place.bus()).await.unwrap();
        let script = Arc::new(Mutex::new(Script {
            items: items(),
            outcome: Outcome::Changed,
            reload: Ok(ReloadReport::default()),
            status: live,
            asked: Vec::new(),
            sent: Ok(Vec::new()),
        }));
        let (requests, hub) = mpsc::channel(16);
        let (sender, receiver) = watch::channel(Arc::new(status()));
        let (shutdown, gate) = (CancellationToken::new(), Arc::<Gate>::default());
        let mut tasks = JoinSet::new();
        tasks.spawn(follow(Arc::clone(&script), Arc::clone(&gate), hub));
        let bus = BusOrNone::Bus(place.bus());
        tasks.spawn(control::serve(bus, requests, receiver, shutdown.clone()));
        wait_for_name(&client).await;
        Self {
            place,
            client,
            script,
            status: sender,
            shutdown,
            gate,
            tasks,
            _running: running,
        }
    }

    /// Publishes a status that differs from the last one by what `change` does.
    pub(crate) fn publish(&self, change: impl FnOnce(&mut Status)) {
        let mut status = Status::clone(&self.status.borrow());
        change(&mut status);
        self.script.lock().unwrap().status = status.clone();
        self.status.send_replace(status.into());
    }

    pub(crate) fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.script.lock().unwrap().asked)
    }

    /// Calls a method of the root object.
    pub(crate) async fn call<B>(&self, method: &str, body: &B) -> zbus::Result<zbus::Message>
    where
        B: serde::Serialize + DynamicType,
    {
        self.call_at(ROOT, "Manager1", method, body).await
    }

    pub(crate) async fn call_at<B>(
        &self,
        path: &str,
        interface: &str,
        method: &str,
        body: &B,
    ) -> zbus::Result<zbus::Message>
    where
        B: serde::Serialize + DynamicType,
    {
        let interface = format!("org.gatewayd.Gateway1.{interface}");
        soon(
            self.client
                .call_method(Some(control::NAME), path, Some(interface), method, body),
        )
        .await
    }

    pub(crate) async fn properties(&self, path: &str) -> PropertiesProxy<'static> {
        let builder = PropertiesProxy::builder(&self.client).destination(control::NAME);
        builder
            .path(path.to_owned())
            .cache_properties(CacheProperties::No)
            .build()
            .await
            .unwrap()
    }

    pub(crate) async fn all(&self, path: &str, interface: &str) -> HashMap<String, OwnedVariant> {
        let interface = InterfaceName::try_from(format!("org.gatewayd.Gateway1.{interface}")).unwrap();
        soon(self.properties(path).await.get_all(interface))
            .await
            .unwrap()
    }
}

/// The name and the text of an error that came over the bus.
pub(crate) fn error(result: zbus::Result<zbus::Message>) -> (String, String) {
    match result {
        Err(zbus::Error::MethodError(name, text, _)) => {
            let name = name
                .as_str()
                .strip_prefix("org.gatewayd.Error.")
                .expect("it is one of ours");
            (name.to_owned(), text.unwrap_or_default())
        }
        other => panic!("expected an error of gatewayd, got {other:?}"),
    }
}

pub(crate) async fn wait_for_name(client: &Connection) {
    use futures_util::StreamExt;

    let bus = zbus::fdo::DBusProxy::new(client).await.unwrap();
    let mut changes = bus
        .receive_name_owner_changed_with_args(&[(0, control::NAME)])
        .await
        .unwrap();
    let there = bus
        .name_has_owner(control::NAME.try_into().unwrap())
        .await
        .unwrap();
    if !there {
        soon(changes.next()).await.unwrap();
    }
}

async fn follow(
    script: Arc<Mutex<Script>>,
    gate: Arc<Gate>,
    mut hub: mpsc::Receiver<Control>,
) -> Result<(), ControlError> {
    let mut late = JoinSet::new();
    while let Some(control) = hub.recv().await {
        let mut script = script.lock().unwrap();
        let outcome = script.outcome;
        match control {
            Control::Bootstrap { server, reply } => {
                script.asked.push(format!("bootstrap {server:?}"));
                reply.send(script.status.bootstrap.is_some()).ok();
            }
            Control::Send {
                paths,
                server,
                later,
                reply,
            } => {
                let paths: Vec<String> = paths.iter().map(ToString::to_string).collect();
                script
                    .asked
                    .push(format!("send {} {server:?} {later}", paths.join(" ")));
                reply.send(script.sent.clone()).ok();
            }
            Control::Check { reply } => drop(reply.send(script.reload.clone().map(drop))),
            Control::Execute {
                path,
                arguments,
                reply,
            } => {
                script.asked.push(format!("execute {path} {arguments:?}"));
                reply.send(outcome).ok();
            }
            Control::List { path, reply } => {
                let below = |item: &&Item| path.covers(&item.path.into());
                let items: Vec<Item> = script.items.iter().filter(below).cloned().collect();
                let hidden = path.object().is_some_and(|object| object.number() == 0);
                drop(reply.send(match items.is_empty() {
                    true if hidden => Err(ReadError::Hidden),
                    true => Err(ReadError::NotFound),
                    false => Ok(items),
                }));
            }
            Control::Reload { reply } => drop(reply.send(script.reload.clone())),
            Control::Status { reply } => drop(reply.send(script.status.clone())),
            Control::Update { server, reply } => {
                script.asked.push(format!("update {server}"));
                let known = script
                    .status
                    .servers
                    .iter()
                    .any(|known| known.short_server_id == server);
                reply.send(known).ok();
            }
            Control::Write { path, input, reply } => {
                script.asked.push(format!("write {path} {input:?}"));
                let gate = Arc::clone(&gate);
                late.spawn(async move {
                    gate.pass().await;
                    reply.send(outcome).ok();
                });
            }
        }
    }
    Ok(())
}

pub(crate) fn server(number: u16) -> ServerInfo {
    ServerInfo {
        name: format!("server-{number}"),
        short_server_id: number,
        uri: "coaps://lwm2m.example.net".into(),
        security: "psk".into(),
        state: "registering".into(),
        version: "1.1".into(),
        observations: 0,
        last_confirmed: None,
        last_error: None,
    }
}

pub(crate) fn status() -> Status {
    Status {
        endpoint_name: "urn:dev:mac:b827eb123456".into(),
        configuration_error: None,
        bootstrap: None,
        servers: vec![server(101)],
        adapters: vec![AdapterInfo {
            name: "meters".into(),
            kind: "modbus-rtu".into(),
            state: "backing-off".into(),
            last_error: Some("/dev/ttyUSB0 is away".into()),
            restarts: 2,
        }],
        devices: vec![DeviceInfo {
            name: "meters/feeder-1".into(),
            address: "unit 3".into(),
            state: "online".into(),
            last_error: None,
            last_seen: Some(1_700_000_000),
            paths: vec!["/3305/0/5800".into()],
            fresh_points: 1,
            points: 2,
        }],
    }
}

/// Of an object that is not in the standard, only the daemon knows the name.
fn object(id: u16) -> String {
    let registry = Registry::standard();
    let known = registry.object(ObjectId::new(id));
    known.map_or_else(|| "Own object".into(), |def| def.name.to_string())
}

fn item(path: (u16, u16, u16), value: Value, kind: ValueKind) -> Item {
    Item {
        path: ResourcePath::literal(path.0, path.1, path.2),
        object: object(path.0),
        name: "A name".into(),
        value: Some(value),
        kind: Some(kind),
        unit: String::new(),
        at: None,
        operations: Operations::ReadWrite,
    }
}

fn items() -> Vec<Item> {
    let at = ResourcePath::literal;
    vec![
        Item {
            name: "Manufacturer".into(),
            ..item((3, 0, 0), Value::String("Ex\0ample".into()), ValueKind::String)
        },
        Item {
            path: at(3, 0, 4),
            object: object(3),
            name: "Reboot".into(),
            value: None,
            kind: None,
            unit: String::new(),
            at: None,
            operations: Operations::Execute,
        },
        Item {
            path: at(3, 0, 7).with_element(0),
            ..item((3, 0, 7), Value::Integer(5000), ValueKind::Integer)
        },
        Item {
            path: at(3, 0, 7).with_element(1),
            ..item((3, 0, 7), Value::Integer(3300), ValueKind::Integer)
        },
        item((3, 0, 13), Value::Time(1_700_000_000), ValueKind::Time),
        Item {
            name: "Sensor Value".into(),
            unit: "Cel".into(),
            at: Some(UNIX_EPOCH + Duration::from_secs(1_700_000_000)),
            operations: Operations::Read,
            ..item((3303, 0, 5700), Value::Float(21.5), ValueKind::Float)
        },
        item((3306, 0, 5850), Value::Boolean(true), ValueKind::Boolean),
        item((33_000, 0, 1), Value::Integer(7), ValueKind::Integer),
        item((19, 0, 0), Value::Opaque(vec![10, 255]), ValueKind::Opaque),
        item((7, 0, 2), Value::Unsigned(u64::MAX), ValueKind::Unsigned),
        item(
            (25, 0, 3),
            Value::ObjectLink(ObjectLink {
                object: 3,
                instance: 1,
            }),
            ValueKind::ObjectLink,
        ),
        Item {
            operations: Operations::Write,
            ..item((3, 0, 14), Value::String("+01:00".into()), ValueKind::String)
        },
    ]
}
