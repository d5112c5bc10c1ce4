//! A hub whose network, clock, adapters and supervisor are in the test's hand.

use std::collections::HashMap;
use std::future::poll_fn;
use std::path::Path as FilePath;
use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::time::{Duration, Instant, SystemTime};

use adapter::{
    Command, CommandResult, Confirmation, DeviceId, DeviceState, NoValue, PointId, Quality, Report, Sample,
};
use coap::{Code, Params};
use lwm2m::server::{Answer, Policy, Server, ServerEvent, ServerRequest};
use lwm2m::{LinkRequest, LinkState, Outcome};
use objects::{Path, Registry, ResourcePath, Value};
use tempfile::TempDir;
use tokio::sync::{mpsc, oneshot, watch};
use tokio_util::sync::CancellationToken;

use crate::config::{self, Config, Surroundings};
use crate::hub::control::{Control, Input, Item, ReadError};
use crate::hub::reload::ReloadReport;
use crate::hub::run::{Step, now};
use crate::hub::status::Status;
use crate::hub::{Heartbeat, Hub, HubParts};
use crate::state::StateDir;
use crate::supervisor::{SupervisorEvent, SupervisorHandle, SupervisorRequest, UnitId};

/// One server and one adapter, `a`, with one device, `d`.
pub(super) const ONE_DEVICE: &str = r#"
[gateway]
endpoint-name = "tested"

[server.main]
uri = "coap://localhost"
short-server-id = 1
security = "none"

[adapter.a]
type = "sim"
[adapter.a.device.d.point.level]
type = "integer"
access = "read-write"
initial = 0
range = [0, 80]
resource = { object = 3306, resource = 5851 }
[adapter.a.device.d.point.pump]
type = "boolean"
access = "read-write"
initial = false
resource = { object = 3306, resource = 5850 }
[adapter.a.device.d.point.ring]
access = "execute"
resource = { object = 3200, resource = 5505 }
[adapter.a.device.d.point.temperature]
values = [1.0]
range = [-40.0, 120.0]
unit = "Cel"
resource = { object = 3303, resource = 5700 }
"#;

/// A second adapter, `b`, with one device, `e`; to be appended.
pub(super) const ANOTHER_ADAPTER: &str = r#"
[adapter.b]
type = "sim"
[adapter.b.device.e.point.temperature]
values = [1.0]
resource = { object = 3303, resource = 5700 }
"#;

/// The points of `a`, as adapters number them.
pub(super) const LEVEL: PointId = PointId(0);
pub(super) const PUMP: PointId = PointId(1);
pub(super) const TEMPERATURE: PointId = PointId(3);

/// Where the points of `a` are, and what follows from the temperature.
pub(super) const LEVEL_AT: ResourcePath = ResourcePath::literal(3306, 0, 5851);
pub(super) const PUMP_AT: ResourcePath = ResourcePath::literal(3306, 0, 5850);
pub(super) const RING_AT: ResourcePath = ResourcePath::literal(3200, 0, 5505);
pub(super) const TEMPERATURE_AT: ResourcePath = ResourcePath::literal(3303, 0, 5700);
pub(super) const QUALITY_AT: ResourcePath = ResourcePath::literal(3303, 0, 6042);

/// Reads a configuration as the daemon does.
pub(super) fn configuration(text: &str) -> Config {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("gatewayd.toml");
    std::fs::write(&file, text).unwrap();
    match config::load_in(&file, &Surroundings::default()) {
        Ok(loaded) => loaded.config,
        Err(errors) => panic!("{errors}"),
    }
}

/// A point in time of the devices' clock.
pub(super) fn at(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000 + seconds)
}

/// The far end of a running adapter.
pub(super) struct FarEnd {
    reports: mpsc::Sender<Report>,
    commands: mpsc::Receiver<Command>,
}

/// The hub and everything around it.
pub(super) struct World {
    pub(super) hub: Hub,
    server: Server,
    heard: Vec<ServerEvent>,
    adapters: HashMap<String, FarEnd>,
    /// What the hub asks of the supervisor.
    pub(super) supervisor: mpsc::Receiver<SupervisorRequest>,
    /// What the next reload finds.
    next: Arc<Mutex<Result<Config, String>>>,
    status: watch::Receiver<Arc<Status>>,
    pub(super) folder: TempDir,
}

impl World {
    /// A hub with this configuration that is registered, and whose adapters are up.
    pub(super) async fn new(text: &str) -> Self {
        Self::in_folder(text, tempfile::tempdir().unwrap()).await
    }

    /// The same hub after a restart of the program, perhaps with another configuration.
    pub(super) async fn restart(self, text: &str) -> Self {
        let Self { folder, hub, .. } = self;
        drop(hub);
        Self::in_folder(text, folder).await
    }

    async fn in_folder(text: &str, folder: TempDir) -> Self {
        let (handle, supervisor) = SupervisorHandle::channel();
        let next = Arc::new(Mutex::new(Err("there is no new configuration".to_owned())));
        let (sender, status) = watch::channel(Arc::default());
        let hub = Self::hub(
            configuration(text),
            folder.path(),
            handle,
            Arc::clone(&next),
            sender,
        );
        let mut world = Self {
            hub: hub.unwrap(),
            server: Server::new(
                Registry::standard(),
                Policy::default(),
                Params::default(),
                7,
                now(),
            ),
            heard: Vec::new(),
            adapters: HashMap::new(),
            supervisor,
            next,
            status,
            folder,
        };
        world.hub.start(now());
        world.supervise().await;
        world
    }

    fn hub(
        config: Config,
        folder: &FilePath,
        supervisor: SupervisorHandle,
        next: Arc<Mutex<Result<Config, String>>>,
        status: watch::Sender<Arc<Status>>,
    ) -> anyhow::Result<Hub> {
        // The tests call what the loop would call when one of these had something.
        let (_, control) = mpsc::channel(1);
        let (_, adapters) = mpsc::channel(1);
        Hub::new(HubParts {
            config,
            state: StateDir::open(folder).unwrap(),
            control,
            adapters,
            supervisor,
            status,
            shutdown: CancellationToken::new(),
            heartbeat: Heartbeat {
                every: None,
                beat: Box::new(|| {}),
            },
            loader: Box::new(move || next.lock().unwrap().clone()),
        })
    }

    /// Does what the hub asks of the supervisor: adapters start and are up at once.
    pub(super) async fn supervise(&mut self) {
        while let Ok(request) = self.supervisor.try_recv() {
            if let SupervisorRequest::Start { unit, name, .. } = request {
                self.started(unit, &name);
                self.report(&name, Report::Up);
            }
        }
        self.settle().await;
    }

    /// The supervisor has started an adapter.
    pub(super) fn started(&mut self, unit: UnitId, name: &str) {
        let (report_sender, reports) = mpsc::channel(64);
        let (commands, command_receiver) = mpsc::channel(8);
        let far_end = FarEnd {
            reports: report_sender,
            commands: command_receiver,
        };
        self.adapters.insert(name.to_owned(), far_end);
        let started = SupervisorEvent::Started {
            unit,
            reports,
            commands,
        };
        self.hub.handle_adapter_event(now(), started);
    }

    /// The supervisor says that an adapter has ended.
    pub(super) async fn ended(&mut self, name: &str, error: &str) {
        let ended = SupervisorEvent::Ended {
            unit: self.unit(name),
            error: error.to_owned(),
            retry_at: now() + Duration::from_secs(1),
        };
        self.adapters.remove(name);
        self.hub.handle_adapter_event(now(), ended);
        self.settle().await;
    }

    /// Whether the hub listens to an adapter.
    pub(super) fn listens(&self, name: &str) -> bool {
        !self.adapters[name].reports.is_closed()
    }

    pub(super) fn unit(&self, name: &str) -> UnitId {
        self.hub.adapters.number(name).unwrap()
    }

    /// Puts a report into the channel of an adapter.
    pub(super) fn report(&mut self, name: &str, report: Report) {
        self.adapters[name].reports.try_send(report).unwrap();
    }

    /// A device behind `a` delivers a value.
    pub(super) async fn sample(&mut self, point: PointId, value: Value, at: SystemTime) {
        self.sample_of("a", point, value, at).await;
    }

    pub(super) async fn sample_of(&mut self, adapter: &str, point: PointId, value: Value, at: SystemTime) {
        self.report(adapter, sample(point, value, at));
        self.settle().await;
    }

    /// A device behind `a` has delivered a value that the hub has not taken yet.
    pub(super) fn queue_sample(&mut self, point: PointId, value: Value, at: SystemTime) {
        self.report("a", sample(point, value, at));
    }

    /// Device `d` of `a` has no value for a point.
    pub(super) async fn no_value(&mut self, point: PointId, reason: NoValue) {
        self.report("a", Report::NoValue { point, reason });
        self.settle().await;
    }

    /// Device `d` of `a` is lost or found.
    pub(super) async fn device(&mut self, state: DeviceState) {
        let device = DeviceId::new("d");
        self.report("a", Report::Device { device, state });
        self.settle().await;
    }

    /// The next command that waits for an adapter.
    pub(super) fn command(&mut self, name: &str) -> Option<Command> {
        self.adapters.get_mut(name)?.commands.try_recv().ok()
    }

    /// Answers the next command of `a`.
    pub(super) async fn obey(&mut self, result: CommandResult) {
        let command = self.command("a").expect("a command waits");
        command.reply.send(result).unwrap();
        self.settle().await;
    }

    /// Lets everybody do what can be done without more time.
    pub(super) async fn settle(&mut self) {
        while self.turn().await {}
        // The tests do not wait for the pause between two publications.
        self.hub.published_at = None;
        self.hub.publish(now());
    }

    async fn turn(&mut self) -> bool {
        let now = now();
        let mut worked = false;
        while let Poll::Ready((order, operation, result)) =
            poll_fn(|cx| Poll::Ready(self.hub.in_flight.poll_next(cx))).await
        {
            self.hub.command_answered(now, order, operation, result);
            worked = true;
        }
        for (unit, report) in self.reports().await {
            self.hub.handle_report(now, unit, report);
            worked = true;
        }
        self.hub.expire(now);
        self.network(now) | worked
    }

    async fn reports(&mut self) -> Vec<(UnitId, Report)> {
        let mut reports = Vec::new();
        poll_fn(|cx| {
            let _ = self.hub.adapters.poll_reports(cx, &mut reports);
            Poll::Ready(())
        })
        .await;
        reports
    }

    fn network(&mut self, now: Instant) -> bool {
        let mut worked = false;
        let mut timeouts = 0;
        loop {
            match self.hub.step(now, &mut timeouts) {
                Step::Transmit { datagram, .. } => self.server.handle_datagram(now, &datagram),
                Step::Link(LinkRequest::Open(server)) => {
                    // Another socket: what was on its way to the old one is lost.
                    self.server.forget(now);
                    self.hub
                        .client
                        .handle_link(now, server, LinkState::Up, &self.hub.tree);
                }
                Step::Link(LinkRequest::Close(_)) => {}
                Step::Wait(_) => break,
            }
            worked = true;
        }
        self.server.handle_timeout(now);
        while let Some(datagram) = self.server.poll_transmit() {
            let from = lwm2m::ServerId::try_from(1).unwrap();
            self.hub
                .client
                .handle_datagram(now, from, &datagram, &self.hub.tree);
            worked = true;
        }
        while let Some(event) = self.server.poll_event() {
            self.heard.push(event);
        }
        worked
    }

    /// Lets time pass.
    pub(super) async fn advance(&mut self, time: Duration) {
        let end = now() + time;
        while now() < end {
            let step = Duration::from_secs(1).min(end - now());
            tokio::time::advance(step).await;
            self.settle().await;
        }
    }

    /// Sends a request of the server.
    pub(super) async fn ask(
        &mut self,
        ask: impl FnOnce(&mut Server, Instant) -> Result<ServerRequest, lwm2m::server::AskError>,
    ) -> ServerRequest {
        let request = ask(&mut self.server, now()).unwrap();
        self.settle().await;
        request
    }

    pub(super) async fn write(&mut self, path: ResourcePath, value: Value) -> ServerRequest {
        self.ask(|server, now| server.write(now, path, &value)).await
    }

    /// The answer to a request, if it is there.
    pub(super) fn answer(&self, wanted: ServerRequest) -> Option<Answer> {
        self.heard.iter().find_map(|event| match event {
            ServerEvent::Response { request, result } if *request == wanted => {
                Some(result.clone().expect("the client answers"))
            }
            _ => None,
        })
    }

    pub(super) fn code(&self, request: ServerRequest) -> Option<Code> {
        self.answer(request).map(|answer| answer.code)
    }

    /// Reads a resource as the server sees it; nothing when it is not there.
    pub(super) async fn read(&mut self, path: ResourcePath) -> Option<Value> {
        let request = self.ask(|server, now| server.read(now, path.into(), None)).await;
        let answer = self.answer(request).expect("a read is answered at once");
        if answer.code == Code::NOT_FOUND {
            return None;
        }
        Some(answer.value().expect("there is one value").clone())
    }

    /// What the tree holds, whether or not the server can ask for it now.
    pub(super) fn read_tree(&self, path: ResourcePath) -> Option<Value> {
        self.hub.tree.entry(path).map(|entry| entry.value.clone())
    }

    /// The values of every notification so far.
    pub(super) fn notified(&self) -> Vec<Value> {
        let values = self.heard.iter().filter_map(|event| match event {
            ServerEvent::Notification { values, .. } => Some(values),
            _ => None,
        });
        values.flatten().map(|(_, value)| value.clone()).collect()
    }

    /// How often the client has registered.
    pub(super) fn registrations(&self) -> usize {
        let registered = |event: &&ServerEvent| matches!(event, ServerEvent::Registered(_));
        self.heard.iter().filter(registered).count()
    }

    /// What the client said of itself when it registered last.
    pub(super) fn registered_with(&self) -> Vec<String> {
        self.server
            .registration()
            .map(|registration| registration.queries.clone())
            .unwrap_or_default()
    }

    /// Sends a request of the bus; the answer comes through the receiver.
    pub(super) async fn bus<T>(
        &mut self,
        control: impl FnOnce(oneshot::Sender<T>) -> Control,
    ) -> oneshot::Receiver<T> {
        let (reply, answer) = oneshot::channel();
        self.hub.handle_control(now(), control(reply));
        self.settle().await;
        answer
    }

    pub(super) async fn bus_write(&mut self, path: ResourcePath, text: &str) -> oneshot::Receiver<Outcome> {
        let input = Input::Text(text.to_owned());
        self.bus(|reply| Control::Write { path, input, reply }).await
    }

    pub(super) async fn list(&mut self, path: Path) -> Result<Vec<Item>, ReadError> {
        let mut answer = self.bus(|reply| Control::List { path, reply }).await;
        answer.try_recv().unwrap()
    }

    /// Loads this configuration, and starts what is to be started.
    pub(super) async fn reload(&mut self, text: &str) -> Result<ReloadReport, String> {
        let result = self.reload_unattended(Ok(configuration(text))).await;
        self.supervise().await;
        result
    }

    /// Loads a configuration; the supervisor has not noticed yet.
    pub(super) async fn reload_unattended(
        &mut self,
        found: Result<Config, String>,
    ) -> Result<ReloadReport, String> {
        *self.next.lock().unwrap() = found;
        let mut answer = self.bus(|reply| Control::Reload { reply }).await;
        answer.try_recv().unwrap()
    }

    /// What was last published.
    pub(super) fn status(&self) -> Arc<Status> {
        Arc::clone(&self.status.borrow())
    }
}

/// A confirmation of a device.
pub(super) fn confirmed(value: Option<Value>, at: SystemTime) -> CommandResult {
    Ok(Confirmation { value, at })
}

pub(super) fn offline() -> DeviceState {
    DeviceState::Offline {
        reason: "it does not answer".to_owned(),
    }
}

fn sample(point: PointId, value: Value, at: SystemTime) -> Report {
    Report::Samples(vec![Sample {
        point,
        value,
        quality: Quality::Good,
        at,
    }])
}
