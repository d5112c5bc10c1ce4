//! The adapter without a radio: advertisements are given to it. Time is simulated.

use std::time::{Duration, SystemTime};

use adapter::testing::{FarEnd, context};
use adapter::{Action, Adapter, Command, CommandError, CommandResult, DeviceState, PointId, Report};
use gatewayd_adapter_ble::advert::Advertisement;
use gatewayd_adapter_ble::{Address, BleAdapter, Config};
use objects::{Value, ValueKind};
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;

const SENSOR: Address = Address::new([0xA4, 0xC1, 0x38, 0, 0, 1]);

const CONFIGURATION: &str = r#"
    [device.cellar]
    address = "A4:C1:38:00:00:01"
    [device.cellar.point.battery]
    advertisement = { format = "bthome", measurement = "battery" }
    [device.cellar.point.temperature]
    advertisement = { format = "bthome", measurement = "temperature" }
    [device.valve]
    address = "A4:C1:38:00:00:02"
    [device.valve.point.position]
    characteristic = { service = "ff00", uuid = "ff01", type = "u8" }
    access = "read-write"
"#;

struct Scene {
    air: mpsc::Sender<Advertisement>,
    far: FarEnd,
    adapter: tokio::task::JoinHandle<Result<(), adapter::AdapterError>>,
}

impl Scene {
    fn start() -> Self {
        let config: Config = toml::from_str(CONFIGURATION).expect("the configuration can be read");
        let (air, advertisements) = mpsc::channel(16);
        let adapter = Box::new(BleAdapter::with_advertisements("air", config, advertisements));
        assert_eq!(adapter.exclusive(), []);
        let kinds: Vec<ValueKind> = adapter.points().iter().map(|point| point.kind).collect();
        assert_eq!(kinds, [ValueKind::Integer, ValueKind::Float, ValueKind::Integer]);
        let (context, far) = context();
        #[expect(clippy::disallowed_methods, reason = "the test is the supervisor")]
        let adapter = tokio::spawn(adapter.run(context));
        Self { air, far, adapter }
    }

    async fn send(&self, payload: &[u8]) {
        let advertisement = Advertisement::presence(SENSOR, Some(-60), SystemTime::UNIX_EPOCH)
            .with_service_data(0xFCD2, payload.to_vec());
        self.air.send(advertisement).await.expect("the adapter runs");
    }

    async fn command_too_late(&self, point: PointId) -> CommandResult {
        let (reply, answer) = oneshot::channel();
        let deadline = Instant::now().into_std() - Duration::from_secs(1);
        let command = Command {
            point,
            action: Action::Read,
            deadline,
            reply,
        };
        self.far.commands.send(command).await.expect("the adapter runs");
        answer.await.expect("every command is answered")
    }

    async fn next(&mut self) -> Report {
        self.far.reports.recv().await.expect("the adapter runs")
    }

    async fn device(&mut self) -> (String, DeviceState) {
        loop {
            if let Report::Device { device, state } = self.next().await {
                return (device.to_string(), state);
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn given_advertisements_are_read_as_if_they_were_heard() {
    let mut scene = Scene::start();
    assert!(matches!(scene.next().await, Report::Up));
    scene.send(&[0x40, 0x01, 0x5D, 0x02, 0xCA, 0x09]).await;
    assert_eq!(scene.device().await, ("cellar".into(), DeviceState::Online));
    let Report::Samples(samples) = scene.next().await else {
        panic!("values come next")
    };
    let values: Vec<(PointId, Value)> = samples
        .iter()
        .map(|sample| (sample.point, sample.value.clone()))
        .collect();
    assert_eq!(
        values,
        [
            (PointId(0), Value::Integer(93)),
            (PointId(1), Value::Float(25.06))
        ]
    );
    assert!(
        samples.iter().all(|sample| sample.at == SystemTime::UNIX_EPOCH),
        "the time is that of the arrival"
    );
    scene.far.shutdown.cancel();
    assert!(matches!(scene.adapter.await, Ok(Ok(()))));
}

#[tokio::test(start_paused = true)]
async fn a_device_that_falls_silent_goes_offline_and_comes_back() {
    let mut scene = Scene::start();
    scene.send(&[0x40, 0x01, 0x5D]).await;
    assert_eq!(scene.device().await, ("cellar".into(), DeviceState::Online));
    let heard = Instant::now();
    let silent = DeviceState::Offline {
        reason: "it was not heard for 600 s".into(),
    };
    assert_eq!(scene.device().await, ("cellar".into(), silent));
    assert_eq!(heard.elapsed().as_secs(), 600);
    scene.send(&[0x40, 0x01, 0x5C]).await;
    assert_eq!(scene.device().await, ("cellar".into(), DeviceState::Online));
}

#[tokio::test(start_paused = true)]
async fn there_is_nothing_to_connect_with() {
    let scene = Scene::start();
    let no_radio = Err(CommandError::Unreachable(
        "there is no radio to connect with".into(),
    ));
    assert_eq!(
        scene
            .far
            .command(PointId(2), Action::Read, Duration::from_secs(5))
            .await,
        no_radio
    );
    let write = Action::Write(Value::Integer(1));
    assert_eq!(
        scene.far.command(PointId(0), write, Duration::from_secs(5)).await,
        Err(CommandError::NotSupported)
    );
    assert_eq!(
        scene.command_too_late(PointId(2)).await,
        Err(CommandError::Timeout)
    );
}

#[tokio::test(start_paused = true)]
async fn a_busy_hub_gets_the_newest_values() {
    let mut scene = Scene::start();
    for percent in 0..100 {
        scene.send(&[0x40, 0x00, percent, 0x01, percent]).await;
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    let mut last = None;
    while last != Some(Value::Integer(99)) {
        if let Report::Samples(samples) = scene.next().await {
            assert_eq!(samples.len(), 1, "one value per point");
            last = samples.last().map(|sample| sample.value.clone());
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_configuration_that_cannot_work_is_not_tried() {
    let text = CONFIGURATION.replace("\"temperature\"", "\"temprature\"");
    let config: Config = toml::from_str(&text).expect("the configuration can be read");
    let (_air, advertisements) = mpsc::channel(1);
    let (context, _far) = context();
    let adapter = Box::new(BleAdapter::with_advertisements("air", config, advertisements));
    let end = adapter.run(context).await;
    assert!(matches!(end, Err(adapter::AdapterError::Configuration(what)) if what.contains("temprature")));
}
