//! The adapter as the supervisor sees it.

use adapter::{Adapter, AdapterError, AdapterFuture, Context, DeviceInfo, Exclusive, PointDef};

use crate::config::Config;
use crate::plan;

/// Devices behind one MQTT broker.
#[derive(Debug)]
pub struct MqttAdapter {
    pub(crate) name: String,
    pub(crate) config: Config,
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
        Box::pin(async move {
            context.shutdown.cancelled().await;
            Ok::<(), AdapterError>(())
        })
    }
}
