//! The adapter as the supervisor sees it.

use adapter::{Adapter, AdapterError, AdapterFuture, Context, DeviceInfo, Exclusive, PointDef};

use crate::config::Config;
use crate::script;

/// Simulated devices, for tests and demonstrations.
#[derive(Debug)]
pub struct SimAdapter {
    config: Config,
    devices: Vec<DeviceInfo>,
    points: Vec<PointDef>,
}

impl SimAdapter {
    /// The adapter with its configuration; its name changes nothing.
    #[must_use]
    pub fn new(_name: &str, config: Config) -> Self {
        let (devices, points) = script::definitions(&config);
        Self {
            config,
            devices,
            points,
        }
    }
}

impl Adapter for SimAdapter {
    fn points(&self) -> &[PointDef] {
        &self.points
    }

    fn devices(&self) -> Vec<DeviceInfo> {
        self.devices.clone()
    }

    fn exclusive(&self) -> Vec<Exclusive> {
        Vec::new()
    }

    fn run(self: Box<Self>, context: Context) -> AdapterFuture {
        Box::pin(async move {
            context.shutdown.cancelled().await;
            Ok::<(), AdapterError>(())
        })
    }
}
