use adapter::testing::{FarEnd, context};
use adapter::{Action, CommandError, DeviceState, PointId};
use objects::Value;

use super::*;

const CONFIG: &str = r#"
[device.lamp]
latency = "100ms"
faults = [{ after = "1h", for = "1h", kind = "offline" }]
[device.lamp.point.level]
type = "integer"
values = [10, 20]
period = "30min"
[device.lamp.point.switch]
type = "boolean"
access = "read-write"
period = "4h"
"#;
const SWITCH: PointId = PointId(1);

/// Runs the adapter beside `script`, which gets the far end and the start.
async fn with_adapter<F: Future>(script: impl FnOnce(FarEnd, Instant) -> F) -> Result<(), AdapterError> {
    let config: Config = toml::from_str(CONFIG).expect("the test writes a configuration");
    assert_eq!(config.validate(), []);
    let (context, far) = context();
    let shutdown = far.shutdown.clone();
    let adapter = Box::new(SimAdapter::new("sim", config)).run(context);
    let script = async {
        script(far, Instant::now()).await;
        shutdown.cancel();
    };
    tokio::join!(adapter, script).0
}

fn integer(report: Option<Report>) -> Option<Value> {
    match report {
        Some(Report::Samples(samples)) => samples.into_iter().next().map(|sample| sample.value),
        Some(Report::Device { .. } | Report::NoValue { .. } | Report::Up) | None => None,
    }
}

async fn write(far: &FarEnd, value: bool, within: Duration) -> CommandResult {
    let (reply, answer) = oneshot::channel();
    let command = Command {
        point: SWITCH,
        action: Action::Write(Value::Boolean(value)),
        deadline: (Instant::now() + within).into_std(),
        reply,
    };
    far.commands.send(command).await.expect("the adapter runs");
    answer.await.expect("the adapter answers")
}

#[tokio::test(start_paused = true)]
async fn the_script_is_played_in_its_time() {
    let result = with_adapter(async |mut far, start| {
        assert!(matches!(far.reports.recv().await, Some(Report::Up)));
        let online = |report| {
            matches!(
                report,
                Some(Report::Device {
                    state: DeviceState::Online,
                    ..
                })
            )
        };
        assert!(online(far.reports.recv().await));
        assert_eq!(integer(far.reports.recv().await), Some(Value::Integer(10)));
        assert_eq!(integer(far.reports.recv().await), Some(Value::Integer(20)));
        assert_eq!(start.elapsed().as_secs(), 1_800);
        assert!(matches!(far.reports.recv().await, Some(Report::Device { .. })));
        assert_eq!(start.elapsed().as_secs(), 3_600);
        assert!(online(far.reports.recv().await));
        assert_eq!(start.elapsed().as_secs(), 7_200);
        assert_eq!(integer(far.reports.recv().await), Some(Value::Integer(10)));
    })
    .await;
    assert!(result.is_ok());
}

#[tokio::test(start_paused = true)]
async fn commands_are_obeyed_and_confirmed_after_the_latency() {
    let result = with_adapter(async |far, start| {
        let confirmation = write(&far, true, Duration::from_secs(5))
            .await
            .expect("the lamp obeys");
        assert_eq!(confirmation.value, Some(Value::Boolean(true)));
        assert_eq!(start.elapsed().as_millis(), 100);
        let late = write(&far, false, Duration::from_millis(99)).await;
        assert_eq!(late, Err(CommandError::Timeout));
    })
    .await;
    assert!(result.is_ok());
}

#[tokio::test(start_paused = true)]
async fn the_adapter_ends_with_the_hub() {
    let config = toml::from_str(CONFIG).expect("the test writes a configuration");
    let (context, far) = context();
    drop(far.reports);
    let result = Box::new(SimAdapter::new("sim", config)).run(context).await;
    assert!(matches!(result, Err(AdapterError::HubGone)));
}

#[tokio::test]
async fn a_configuration_that_cannot_work_ends_the_adapter() {
    let config = toml::from_str("[device.d.point.p]\nvalues = []").expect("the test writes a configuration");
    let (context, _far) = context();
    let result = Box::new(SimAdapter::new("sim", config)).run(context).await;
    let message = result.expect_err("it cannot work").to_string();
    assert_eq!(
        message,
        "the configuration cannot work: device.d.point.p: `values` is empty"
    );
}
