//! The adapter: one task in which everything happens.

use ::adapter::{Adapter, AdapterError, AdapterFuture, Context, DeviceInfo, Exclusive, PointDef};
use tokio::sync::mpsc;

use crate::advert::Advertisement;
use crate::config::Config;
use crate::plan::Plan;

/// The driver for the devices in reach of one Bluetooth controller.
#[derive(Debug)]
pub struct BleAdapter {
    name: String,
    config: Config,
    plan: Plan,
    source: Source,
}

/// Where advertisements come from.
#[derive(Debug)]
enum Source {
    /// From a program: demonstrations and tests without a radio.
    Given(mpsc::Receiver<Advertisement>),
    /// From a Bluetooth controller.
    Radio,
}

impl BleAdapter {
    /// The adapter of the configuration table `name`.
    #[must_use]
    pub fn new(name: &str, config: Config) -> Self {
        Self::with_source(name, config, Source::Radio)
    }

    /// An adapter without a radio: advertisements are given to it, and are read exactly as if they had been heard.
    ///
    /// Devices cannot be connected to; commands to characteristics are answered "unreachable".
    #[must_use]
    pub fn with_advertisements(
        name: &str,
        config: Config,
        advertisements: mpsc::Receiver<Advertisement>,
    ) -> Self {
        Self::with_source(name, config, Source::Given(advertisements))
    }

    fn with_source(name: &str, config: Config, source: Source) -> Self {
        let plan = Plan::new(&config);
        Self {
            name: name.to_owned(),
            config,
            plan,
            source,
        }
    }
}

impl Adapter for BleAdapter {
    fn points(&self) -> &[PointDef] {
        &self.plan.points
    }

    fn devices(&self) -> Vec<DeviceInfo> {
        self.plan.device_infos()
    }

    fn exclusive(&self) -> Vec<Exclusive> {
        match self.source {
            Source::Given(_) => Vec::new(),
            Source::Radio => vec![Exclusive::BluetoothController(self.config.controller.clone())],
        }
    }

    fn run(self: Box<Self>, context: Context) -> AdapterFuture {
        Box::pin(run(*self, context))
    }
}

async fn run(adapter: BleAdapter, context: Context) -> Result<(), AdapterError> {
    if let Some(problem) = adapter.config.validate().first() {
        return Err(AdapterError::Configuration(format!(
            "{}: {}",
            problem.key.join("."),
            problem.message
        )));
    }
    tracing::debug!(adapter = adapter.name, "Started.");
    context.shutdown.cancelled().await;
    drop(adapter.source);
    Ok(())
}
