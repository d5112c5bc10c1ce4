//! Everything the adapter hears, from one place: a controller with its workers, or a program.

use std::collections::HashSet;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use adapter::{Command, CommandError};
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::Address;
use crate::advert::Advertisement;
use crate::central::{Central, Heard, HeardStream};
use crate::config::Config;
use crate::error::RadioError;
use crate::gatt::{GattReport, Handle, Shared, Worker};
use crate::plan::Plan;
use crate::watchdog::Remedy;
use crate::watcher::{ScanChange, Watcher};

/// How long workers may take to disconnect.
const FAREWELL: Duration = Duration::from_secs(2);

/// Where advertisements come from and commands go to.
pub(crate) enum Radio {
    /// A Bluetooth controller.
    Controller(Box<Controller>),
    /// A program; there is nothing to connect to.
    Given(mpsc::Receiver<Advertisement>),
}

/// A scanning controller.
pub(crate) struct Controller {
    watcher: Watcher,
    central: Central,
    heard: HeardStream,
    wanted: Arc<HashSet<Address>>,
    /// By place in the plan; `None` for devices without characteristics.
    handles: Vec<Option<Handle>>,
    workers: FuturesUnordered<Pin<Box<dyn Future<Output = ()> + Send>>>,
    reports: mpsc::Receiver<GattReport>,
    goodbye: CancellationToken,
}

/// Something that happened.
#[derive(Debug)]
pub(crate) enum Event {
    /// A worker has something to say.
    Gatt(GattReport),
    /// The controller heard something.
    Heard(Heard),
    /// The scan changed.
    Scan(ScanChange),
}

impl Radio {
    /// Waits for the next thing to happen. Cancel safe.
    ///
    /// # Errors
    /// When the radio is lost.
    pub(crate) async fn next(&mut self) -> Result<Event, RadioError> {
        match self {
            Self::Controller(controller) => controller.next().await,
            Self::Given(advertisements) => match advertisements.recv().await {
                Some(advertisement) => Ok(Event::Heard(Heard::Advertisement(advertisement))),
                // The program has said all it had to say; its values stay until they are stale.
                None => std::future::pending().await,
            },
        }
    }

    /// Passes a command on to the device at this place of the plan.
    pub(crate) fn order(&self, device: usize, command: Command) {
        match self.handle(device) {
            Some(handle) => handle.order(command),
            None => {
                let error = CommandError::Unreachable("there is no radio to connect with".into());
                // Nobody may wait for the answer any more.
                let _ = command.reply.send(Err(error));
            }
        }
    }

    /// The worker of the device, where it has one.
    pub(crate) fn handle(&self, device: usize) -> Option<&Handle> {
        match self {
            Self::Controller(controller) => controller.handles.get(device)?.as_ref(),
            Self::Given(_) => None,
        }
    }

    /// Tries to make a silent radio speak.
    ///
    /// # Errors
    /// When it cannot even be told to.
    pub(crate) async fn remedy(&mut self, remedy: Remedy) -> Result<(), RadioError> {
        match self {
            Self::Controller(controller) => controller.remedy(remedy).await,
            Self::Given(_) => Ok(()),
        }
    }

    /// Whether silence is suspicious.
    pub(crate) const fn is_watched(&self) -> bool {
        matches!(self, Self::Controller(_))
    }

    /// Disconnects from all devices and ends the scan.
    pub(crate) async fn close(self) {
        match self {
            Self::Controller(controller) => controller.close().await,
            Self::Given(_) => {}
        }
    }
}

impl Controller {
    /// Starts scanning, and workers for the devices that are to be connected to.
    pub(crate) async fn open(config: &Config, plan: &Plan) -> Result<Self, RadioError> {
        let watcher = Watcher::connect(&config.controller).await?;
        let central = Central::open(&config.controller, watcher.bus_id()).await?;
        let wanted: Arc<HashSet<Address>> =
            Arc::new(plan.devices.iter().map(|device| device.address).collect());
        // First listen, then scan: the first advertisement of a device may be the only one for a long time.
        let heard = central.events(Arc::clone(&wanted)).await?;
        central.start_scan().await?;
        let goodbye = CancellationToken::new();
        let (shared, reports) = Shared::new(central.clone(), config.max_connections, goodbye.clone());
        let workers = FuturesUnordered::new();
        let start = |(index, device): (usize, &crate::plan::DevicePlan)| {
            let needed = !device.characteristics.is_empty();
            needed.then(|| {
                let (worker, handle) = Worker::new(shared.clone(), index, device.clone());
                let worker: Pin<Box<dyn Future<Output = ()> + Send>> = Box::pin(worker.run());
                workers.push(worker);
                handle
            })
        };
        let handles = plan.devices.iter().enumerate().map(start).collect();
        Ok(Self {
            watcher,
            central,
            heard,
            wanted,
            handles,
            workers,
            reports,
            goodbye,
        })
    }

    async fn next(&mut self) -> Result<Event, RadioError> {
        loop {
            tokio::select! {
                change = self.watcher.next() => return change.map(Event::Scan),
                Some(report) = self.reports.recv() => return Ok(Event::Gatt(report)),
                Some(heard) = self.heard.next() => return Ok(Event::Heard(heard)),
                // Drives the workers, none of which ends before the goodbye.
                Some(()) = self.workers.next() => {}
            }
        }
    }

    async fn remedy(&mut self, remedy: Remedy) -> Result<(), RadioError> {
        match remedy {
            Remedy::PowerCycle => self.watcher.power_cycle().await?,
            Remedy::Rescan => self.central.stop_scan().await,
        }
        self.heard = self.central.events(Arc::clone(&self.wanted)).await?;
        self.central.start_scan().await
    }

    async fn close(mut self) {
        self.goodbye.cancel();
        let farewell = async {
            loop {
                tokio::select! {
                    // Taken and dropped, so that no worker waits for room.
                    Some(_) = self.reports.recv() => {}
                    done = self.workers.next() => if done.is_none() { break },
                }
            }
        };
        if tokio::time::timeout(FAREWELL, farewell).await.is_err() {
            tracing::warn!("Some devices could not be disconnected in time.");
        }
        self.central.stop_scan().await;
    }
}
