//! An adapter that runs, and what it reports.

use adapter::testing::{FarEnd, context};
use adapter::{Adapter, AdapterError, Report, Sample};
use gatewayd_adapter_mqtt::{Config, MqttAdapter};
use tokio::task::JoinSet;

use crate::broker::{Broker, within};

/// A plug with a state, as Zigbee2MQTT has them, and a few points more.
const DEVICES: &str = r#"
[device.plug.availability]
topic = "zigbee2mqtt/plug/availability"
pointer = "/state"
[device.plug.point.power]
topic = "zigbee2mqtt/plug"
pointer = "/power"
[device.plug.point.switch]
topic = "zigbee2mqtt/plug"
pointer = "/state"
type = "boolean"
access = "read-write"
command = { topic = "zigbee2mqtt/plug/set", payload = "{\"state\": \"{value}\"}" }
[device.weather.point.restart]
access = "execute"
command = { topic = "weather/restart", payload = "restart {arguments}" }
[device.weather.point.temperature]
topic = "weather/+/temperature"
"#;

pub(crate) const POWER: adapter::PointId = adapter::PointId(0);
pub(crate) const SWITCH: adapter::PointId = adapter::PointId(1);
pub(crate) const RESTART: adapter::PointId = adapter::PointId(2);
pub(crate) const TEMPERATURE: adapter::PointId = adapter::PointId(3);

/// The configuration for a broker, with further lines before the devices.
pub(crate) fn config(url: &str, lines: &str) -> Config {
    let text = format!("url = \"{url}\"\nclient-id = \"under-test\"\n{lines}\n{DEVICES}");
    let config: Config = toml::from_str(&text).expect("the test writes a configuration");
    assert_eq!(config.validate(), []);
    config
}

/// A running adapter.
pub(crate) struct Running {
    pub(crate) far: FarEnd,
    task: JoinSet<Result<(), AdapterError>>,
}

impl Running {
    /// Starts an adapter.
    pub(crate) fn start(config: Config) -> Self {
        let (context, far) = context();
        let mut task = JoinSet::new();
        task.spawn(Box::new(MqttAdapter::new("test", config)).run(context));
        Self { far, task }
    }

    /// Starts an adapter and waits until the broker has its subscriptions.
    pub(crate) async fn connect(broker: &mut Broker) -> Self {
        let running = Self::start(config(&format!("mqtt://127.0.0.1:{}", broker.port), ""));
        running.connected(broker).await
    }

    /// Waits until the broker has the subscriptions.
    pub(crate) async fn connected(mut self, broker: &mut Broker) -> Self {
        let report = self.report().await;
        assert!(matches!(report, Report::Up), "{report:?}");
        broker.logged("Sending SUBACK to under-test").await;
        self
    }

    /// The next report.
    pub(crate) async fn report(&mut self) -> Report {
        let report = within("a report", self.far.reports.recv()).await;
        report.expect("the adapter runs")
    }

    /// The samples of the next report that has any.
    pub(crate) async fn samples(&mut self) -> Vec<Sample> {
        loop {
            if let Report::Samples(samples) = self.report().await {
                return samples;
            }
        }
    }

    /// How the adapter ended.
    pub(crate) async fn end(mut self) -> Result<(), AdapterError> {
        let result = within("the adapter ends", self.task.join_next()).await;
        result
            .expect("the adapter was started")
            .expect("the adapter does not panic")
    }

    /// Tells the adapter to end, and how it ended.
    pub(crate) async fn shut_down(self) -> Result<(), AdapterError> {
        self.far.shutdown.cancel();
        self.end().await
    }
}
