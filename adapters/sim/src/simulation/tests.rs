use objects::Value;

use super::*;

const CONFIG: &str = r#"
[device.meter]
latency = "50ms"
faults = [
    { after = "10s", for = "5s", kind = "offline" },
    { after = "20s", for = "5s", kind = "timeout" },
    { after = "30s", for = "5s", kind = "sentinel" },
    { after = "40s", for = "5s", kind = "reject" },
]
[device.meter.point.energy]
type = "integer"
values = [1, 2, 3]
[device.meter.point.relay]
type = "boolean"
access = "read-write"
initial = true
period = "1min"
[device.meter.point.reset]
access = "execute"
[device.meter.point.resets]
type = "integer"
counts = "reset"
period = "1min"
[device.meter.point.setpoint]
access = "write-only"
"#;
const RELAY: PointId = PointId(1);
const RESET: PointId = PointId(2);
const SETPOINT: PointId = PointId(4);
const LONG: Duration = Duration::from_secs(3);

struct Bench {
    simulation: Simulation<&'static str>,
}

impl Bench {
    fn new() -> Self {
        let config = toml::from_str(CONFIG).expect("the test writes a configuration");
        let script = Script::build(&config).expect("the configuration is good");
        let mut bench = Self {
            simulation: Simulation::new(script, SystemTime::UNIX_EPOCH),
        };
        assert_eq!(bench.advance(0), ["meter online", "0=1 1=true 3=0"]);
        bench
    }

    fn advance(&mut self, second: u64) -> Vec<String> {
        let reports = self.simulation.advance(Duration::from_secs(second));
        reports.iter().map(show).collect()
    }

    /// The answer when there is one at once.
    fn command(&mut self, second: u64, point: PointId, action: Action) -> Option<CommandError> {
        let elapsed = Duration::from_secs(second);
        let answer = self
            .simulation
            .handle_command(point, action, "command", LONG, elapsed);
        answer.map(|(_, result)| result.expect_err("nothing is obeyed at once"))
    }

    fn obey(&mut self, millisecond: u64) -> (Vec<CommandResult>, Vec<String>) {
        let (answers, reports) = self.simulation.obey(Duration::from_millis(millisecond));
        let answers = answers.into_iter().map(|(_, result)| result).collect();
        (answers, reports.iter().map(show).collect())
    }
}

fn show(report: &Report) -> String {
    match report {
        Report::Device {
            device,
            state: DeviceState::Online,
        } => format!("{device} online"),
        Report::Device {
            device,
            state: DeviceState::Offline { .. },
        } => format!("{device} offline"),
        Report::NoValue { point, reason } => format!("{} {reason:?}", point.0),
        Report::Samples(samples) => {
            let one = |sample: &Sample| format!("{}={}", sample.point.0, sample.value);
            samples.iter().map(one).collect::<Vec<_>>().join(" ")
        }
        Report::Up => "up".into(),
    }
}

fn confirmed(value: Option<Value>, millisecond: u64) -> CommandResult {
    Ok(Confirmation {
        value,
        at: SystemTime::UNIX_EPOCH + Duration::from_millis(millisecond),
    })
}

#[test]
fn values_follow_one_another_and_begin_again() {
    let mut bench = Bench::new();
    let values: Vec<Vec<String>> = (1..=4).map(|second| bench.advance(second)).collect();
    assert_eq!(values.concat(), ["0=2", "0=3", "0=1", "0=2"]);
    assert!(bench.advance(4).is_empty());
    // What a busy hub had no room for is not made up for.
    assert_eq!(bench.advance(8), ["0=3"]);
}

#[test]
fn a_written_value_is_reported_after_the_latency() {
    let mut bench = Bench::new();
    assert_eq!(
        bench.command(1, RELAY, Action::Write(Value::Boolean(false))),
        None
    );
    assert_eq!(bench.obey(1_049), (vec![], vec![]));
    let confirmation = confirmed(Some(Value::Boolean(false)), 1_050);
    assert_eq!(
        bench.obey(1_050),
        (vec![confirmation], vec!["1=false".to_owned()])
    );
    assert_eq!(bench.advance(60), ["0=1 1=false 3=0"]);
}

#[test]
fn a_point_that_is_only_written_is_never_reported() {
    let mut bench = Bench::new();
    assert_eq!(
        bench.command(1, SETPOINT, Action::Write(Value::Integer(21))),
        None
    );
    assert_eq!(
        bench.obey(2_000),
        (vec![confirmed(Some(Value::Float(21.0)), 2_000)], vec![])
    );
    assert_eq!(
        bench.command(2, SETPOINT, Action::Read),
        Some(CommandError::NotSupported)
    );
}

#[test]
fn executions_are_counted() {
    let mut bench = Bench::new();
    for second in [1, 2] {
        assert_eq!(bench.command(second, RESET, Action::Execute(String::new())), None);
    }
    assert_eq!(
        bench.obey(3_000).0,
        [confirmed(None, 3_000), confirmed(None, 3_000)]
    );
    assert_eq!(bench.advance(60), ["0=1 1=true 3=2"]);
}

#[test]
fn a_value_is_fetched_on_demand() {
    let mut bench = Bench::new();
    assert_eq!(bench.command(2, PointId(0), Action::Read), None);
    assert_eq!(
        bench.obey(2_050),
        (
            vec![confirmed(Some(Value::Integer(3)), 2_050)],
            vec!["0=3".to_owned()]
        )
    );
}

#[test]
fn an_offline_device_is_silent_and_refuses_commands() {
    let mut bench = Bench::new();
    bench.advance(9);
    assert_eq!(bench.advance(10), ["meter offline"]);
    assert!(bench.advance(14).is_empty());
    let error = bench.command(14, RELAY, Action::Write(Value::Boolean(false)));
    assert_eq!(
        error,
        Some(CommandError::Unreachable("the device is offline".into()))
    );
    assert_eq!(bench.advance(15), ["meter online", "0=1"]);
}

#[test]
fn a_device_that_times_out_answers_nothing() {
    let mut bench = Bench::new();
    bench.advance(19);
    assert_eq!(bench.advance(20), ["0 Timeout"]);
    assert_eq!(
        bench.command(20, RELAY, Action::Write(Value::Boolean(false))),
        None
    );
    assert_eq!(bench.obey(22_999).0, []);
    assert_eq!(bench.obey(23_000).0, [Err(CommandError::Timeout)]);
    assert_eq!(bench.advance(25), ["0=2"]);
}

#[test]
fn the_other_faults_are_sentinels_and_refusals() {
    let mut bench = Bench::new();
    bench.advance(29);
    assert_eq!(bench.advance(30), ["0 Sentinel"]);
    bench.advance(39);
    assert_eq!(bench.advance(40), ["0=2"]);
    assert_eq!(
        bench.command(40, RELAY, Action::Write(Value::Boolean(false))),
        None
    );
    let rejected = Err(CommandError::Rejected("the script says so".into()));
    assert_eq!(bench.obey(40_050), (vec![rejected], vec![]));
    assert_eq!(bench.advance(60), ["0=1 1=true 3=0"]);
}

#[test]
fn what_a_point_cannot_do_is_answered_at_once() {
    let mut bench = Bench::new();
    let text = Action::Write(Value::String("on".into()));
    assert!(matches!(
        bench.command(1, RELAY, text),
        Some(CommandError::Unrepresentable(_))
    ));
    for (point, action) in [
        (PointId(0), Action::Write(Value::Integer(1))),
        (RELAY, Action::Execute(String::new())),
        (RESET, Action::Read),
        (PointId(9), Action::Read),
    ] {
        assert_eq!(bench.command(1, point, action), Some(CommandError::NotSupported));
    }
    let expired = bench
        .simulation
        .handle_command(RELAY, Action::Read, "late", Duration::ZERO, LONG);
    assert_eq!(expired, Some(("late", Err(CommandError::Timeout))));
}

#[test]
fn the_number_of_waiting_commands_is_bounded() {
    let mut bench = Bench::new();
    for _ in 0..MAX_WAITING {
        assert_eq!(bench.command(1, RELAY, Action::Read), None);
    }
    assert!(matches!(
        bench.command(1, RELAY, Action::Read),
        Some(CommandError::Unreachable(_))
    ));
}

#[test]
fn the_next_event_is_a_value_an_edge_or_an_answer() {
    let mut bench = Bench::new();
    let next = |bench: &Bench, millisecond| {
        let elapsed = Duration::from_millis(millisecond);
        bench.simulation.next_event(elapsed).map(|next| next.as_millis())
    };
    assert_eq!(next(&bench, 0), Some(1_000));
    assert_eq!(bench.command(0, RELAY, Action::Read), None);
    assert_eq!(next(&bench, 0), Some(50));
    bench.obey(50);
    assert_eq!(next(&bench, 50), Some(1_000));
}
