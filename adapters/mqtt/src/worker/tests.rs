use std::time::Duration;

use adapter::Report;
use adapter::testing::{FarEnd, context};
use objects::Value;
use rumqttc::{ConnAck, ConnectReturnCode, EventLoop, MqttOptions, PubAck};

use super::*;

const CONFIG: &str = r#"
url = "mqtt://localhost"
[device.pump.availability]
topic = "pump/status"
[device.pump.point.mode]
access = "write-only"
type = "string"
command = { topic = "pump/mode/set" }
[device.pump.point.reset]
access = "execute"
command = { topic = "pump/reset", payload = "reset {arguments}" }
[device.pump.point.running]
topic = "pump/running"
type = "boolean"
access = "read-write"
command = { topic = "pump/set", timeout = "2s" }
[device.pump.point.speed]
topic = "pump/+/speed"
"#;
const MODE: PointId = PointId(0);
const RESET: PointId = PointId(1);
const RUNNING: PointId = PointId(2);
const SPEED: PointId = PointId(3);

/// A worker without a network: the test plays the connection.
struct Bench {
    worker: Worker,
    far: FarEnd,
    now: Instant,
    /// Keeps the channel to the connection open.
    _connection: EventLoop,
}

impl Bench {
    fn new() -> Self {
        let config = toml::from_str(CONFIG).expect("the test writes a configuration");
        let plan = Plan::build(&config).expect("the configuration is good");
        let session = Session::new(&plan.subscriptions());
        let (client, connection) = AsyncClient::new(MqttOptions::new("test", "localhost", 1883), 40);
        let (context, far) = context();
        let worker = Worker::new(plan, session, client, context.reports);
        Self {
            worker,
            far,
            now: Instant::now(),
            _connection: connection,
        }
    }

    fn connected() -> Self {
        let mut bench = Self::new();
        let acknowledgement = ConnAck::new(ConnectReturnCode::Success, false);
        bench
            .worker
            .handle_event(Event::Incoming(Packet::ConnAck(acknowledgement)));
        assert!(matches!(bench.report(), Some(Report::Up)));
        bench
    }

    fn message(&mut self, topic: &str, payload: &str, retained: bool) {
        let mut message = Publish::new(topic, QoS::AtLeastOnce, payload);
        message.retain = retained;
        self.worker
            .handle_event(Event::Incoming(Packet::Publish(message)));
    }

    fn sent(&mut self, packet: u16) {
        self.worker
            .handle_event(Event::Outgoing(Outgoing::Publish(packet)));
    }

    fn command(&mut self, point: PointId, action: Action) -> oneshot::Receiver<CommandResult> {
        let (reply, answer) = oneshot::channel();
        let deadline = self.now + Duration::from_secs(10);
        let command = Command {
            point,
            action,
            deadline,
            reply,
        };
        self.worker.handle_command(command, self.now);
        answer
    }

    fn report(&mut self) -> Option<Report> {
        self.far.reports.try_recv().ok()
    }

    fn states(&mut self) -> Vec<bool> {
        let reports = std::iter::from_fn(|| self.far.reports.try_recv().ok());
        reports
            .filter_map(|report| match report {
                Report::Device { state, .. } => Some(state == DeviceState::Online),
                Report::NoValue { .. } | Report::Samples(_) | Report::Up => None,
            })
            .collect()
    }
}

fn refused(mut answer: oneshot::Receiver<CommandResult>) -> CommandError {
    let result = answer.try_recv().expect("the command is answered at once");
    result.expect_err("the command is refused")
}

#[test]
fn a_retained_message_never_proves_a_command() {
    let mut bench = Bench::connected();
    let mut answer = bench.command(RUNNING, Action::Write(Value::Boolean(true)));
    bench.sent(1);
    bench.message("pump/running", "ON", true);
    assert!(
        answer.try_recv().is_err(),
        "a retained message proved the command"
    );
    bench.message("pump/running", "ON", false);
    let confirmation = answer.try_recv().expect("an answer").expect("a proof");
    assert_eq!(confirmation.value, Some(Value::Boolean(true)));
}

#[test]
fn a_state_from_before_the_command_was_sent_proves_nothing() {
    let mut bench = Bench::connected();
    let mut answer = bench.command(RUNNING, Action::Write(Value::Boolean(true)));
    bench.message("pump/running", "ON", false);
    assert!(answer.try_recv().is_err());
    bench.sent(1);
    bench.worker.handle_timeout(bench.now + Duration::from_secs(2));
    assert_eq!(answer.try_recv(), Ok(Err(CommandError::Timeout)));
}

#[test]
fn a_point_without_a_state_is_proved_by_the_receipt() {
    let mut bench = Bench::connected();
    let mut mode = bench.command(MODE, Action::Write(Value::String("eco".into())));
    let mut reset = bench.command(RESET, Action::Execute("now".into()));
    bench.sent(1);
    bench.sent(2);
    assert!(mode.try_recv().is_err());
    for packet in [1, 2] {
        bench
            .worker
            .handle_event(Event::Incoming(Packet::PubAck(PubAck::new(packet))));
    }
    for answer in [&mut mode, &mut reset] {
        let confirmation = answer.try_recv().expect("an answer").expect("a proof");
        assert_eq!(confirmation.value, None);
    }
    assert!(bench.worker.is_idle());
}

#[test]
fn what_cannot_be_done_is_answered_at_once() {
    let mut bench = Bench::new();
    let on = || Action::Write(Value::Boolean(true));
    let unreachable = |reason: &str| CommandError::Unreachable(reason.into());
    assert_eq!(
        refused(bench.command(RUNNING, on())),
        unreachable("the broker is not connected")
    );

    let mut bench = Bench::connected();
    for (point, action) in [
        (SPEED, on()),
        (RUNNING, Action::Read),
        (RUNNING, Action::Execute(String::new())),
        (RESET, on()),
        (PointId(99), on()),
    ] {
        assert_eq!(refused(bench.command(point, action)), CommandError::NotSupported);
    }
    let bytes = bench.command(MODE, Action::Write(Value::Opaque(vec![1])));
    assert!(matches!(refused(bytes), CommandError::Unrepresentable(_)));
    let long = bench.command(MODE, Action::Write(Value::String("x".repeat(65_537))));
    assert!(matches!(refused(long), CommandError::Unrepresentable(_)));
    bench.message("pump/status", "Offline", true);
    assert_eq!(
        refused(bench.command(RUNNING, on())),
        unreachable("the device is offline")
    );
}

#[test]
fn an_expired_command_does_not_touch_the_device() {
    let mut bench = Bench::connected();
    let (reply, mut answer) = oneshot::channel();
    let action = Action::Write(Value::Boolean(true));
    let command = Command {
        point: RUNNING,
        action,
        deadline: bench.now,
        reply,
    };
    bench.worker.handle_command(command, bench.now);
    assert_eq!(answer.try_recv(), Ok(Err(CommandError::Timeout)));
    assert!(bench.worker.is_idle());
}

#[test]
fn the_last_confirmation_the_command_can_have_is_before_its_own_deadline() {
    let mut bench = Bench::connected();
    let _answer = bench.command(RUNNING, Action::Write(Value::Boolean(true)));
    assert_eq!(
        bench.worker.next_deadline(),
        Some(bench.now + Duration::from_secs(2))
    );
    let _answer = bench.command(MODE, Action::Write(Value::String("eco".into())));
    bench.worker.handle_timeout(bench.now + Duration::from_secs(2));
    assert_eq!(
        bench.worker.next_deadline(),
        Some(bench.now + Duration::from_secs(5))
    );
}

#[test]
fn more_commands_than_can_wait_are_refused() {
    let mut bench = Bench::connected();
    let mut waiting = Vec::new();
    for _ in 0..crate::confirm::MAX_PENDING {
        waiting.push(bench.command(MODE, Action::Write(Value::String("eco".into()))));
    }
    assert!(waiting.iter_mut().all(|answer| answer.try_recv().is_err()));
    let one_more = bench.command(MODE, Action::Write(Value::String("eco".into())));
    assert!(matches!(refused(one_more), CommandError::Unreachable(_)));
    bench.worker.abandon();
    assert!(
        waiting
            .iter_mut()
            .all(|answer| answer.try_recv() == Ok(Err(CommandError::Timeout)))
    );
}

#[test]
fn a_retained_value_is_suspicious_and_says_nothing_about_the_device() {
    let mut bench = Bench::connected();
    bench.message("pump/running", "on", true);
    let Some(Report::Samples(samples)) = bench.report() else {
        panic!("no samples")
    };
    assert_eq!(samples[0].quality, Quality::Suspicious);
    assert!(bench.report().is_none());
    bench.message("pump/main/speed", "1450.5", false);
    assert!(matches!(
        bench.report(),
        Some(Report::Device {
            state: DeviceState::Online,
            ..
        })
    ));
    let Some(Report::Samples(samples)) = bench.report() else {
        panic!("no samples")
    };
    assert_eq!(samples[0].value, Value::Float(1450.5));
    assert_eq!((samples[0].point, samples[0].quality), (SPEED, Quality::Good));
}

#[test]
fn devices_come_and_go_once_each() {
    let mut bench = Bench::connected();
    for (topic, payload) in [
        ("pump/status", "online"),
        ("pump/running", "on"),
        ("pump/status", "ONLINE"),
        ("pump/status", "rebooting"),
        ("pump/status", "offline"),
        ("pump/status", "Offline"),
        // Some devices forget to say that they are back.
        ("pump/running", "off"),
    ] {
        bench.message(topic, payload, false);
    }
    assert_eq!(bench.states(), [true, false, true]);
}

#[test]
fn a_refused_subscription_is_told_for_each_point() {
    let mut bench = Bench::connected();
    bench.worker.handle_event(Event::Outgoing(Outgoing::Subscribe(7)));
    // In the order of the filters: pump/+/speed, pump/mode/set, pump/reset, pump/running, pump/set, pump/status.
    let mut codes = vec![SubscribeReasonCode::Success(QoS::AtLeastOnce); 6];
    codes[3] = SubscribeReasonCode::Failure;
    codes[4] = SubscribeReasonCode::Failure;
    bench
        .worker
        .handle_event(Event::Incoming(Packet::SubAck(SubAck::new(7, codes))));
    let Some(Report::NoValue { point, reason }) = bench.report() else {
        panic!("nothing is told")
    };
    let expected = "the broker refused the subscription to pump/running";
    assert_eq!((point, reason), (RUNNING, NoValue::DeviceError(expected.into())));
    assert!(bench.report().is_none());
}

#[test]
fn a_flood_of_values_waits_in_the_space_of_one() {
    let mut bench = Bench::connected();
    for value in 0..10_000 {
        bench.message("pump/main/speed", &value.to_string(), false);
    }
    assert!(bench.worker.has_backlog());
    let reports = std::iter::from_fn(|| bench.far.reports.try_recv().ok()).count();
    assert!(reports <= 64);
    bench.message("pump/main/speed", "unavailable", false);
    let last = std::iter::from_fn(|| bench.far.reports.try_recv().ok()).last();
    assert!(matches!(
        last,
        Some(Report::NoValue {
            point: SPEED,
            reason: NoValue::Sentinel
        })
    ));
    assert!(!bench.worker.has_backlog());
}
