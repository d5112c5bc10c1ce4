//! The adapter: one task in which everything happens.

use ::adapter::{Adapter, AdapterError, AdapterFuture, Context, DeviceInfo, Exclusive, PointDef};
use tokio::sync::mpsc;

use crate::advert::Advertisement;
use crate::clock::now;
use crate::config::Config;
use crate::plan::Plan;
use crate::radio::{Controller, Radio};
use crate::run::Life;

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
        let key = problem.key.join(".");
        return Err(AdapterError::Configuration(format!("{key}: {}", problem.message)));
    }
    let radio = match adapter.source {
        Source::Given(advertisements) => Radio::Given(advertisements),
        Source::Radio => {
            let opening = Controller::open(&adapter.config, &adapter.plan);
            let Some(controller) = context.shutdown.run_until_cancelled(opening).await else {
                return Ok(());
            };
            Radio::Controller(Box::new(controller?))
        }
    };
    tracing::info!(
        adapter = adapter.name,
        controller = adapter.config.controller,
        "Listens to the radio."
    );
    Life::new(adapter.plan, adapter.config.watchdog, now())
        .run(radio, context)
        .await
}
