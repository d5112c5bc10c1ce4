//! The trait every adapter implements, and what it is given to work with.

use std::future::Future;
use std::pin::Pin;

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::{Command, DeviceId, DeviceInfo, DeviceState, Exclusive, NoValue, PointDef, PointId, Sample};

/// What [`Adapter::run`] returns.
pub type AdapterFuture = Pin<Box<dyn Future<Output = Result<(), AdapterError>> + Send>>;

/// A driver for one field bus, radio or broker.
pub trait Adapter: Send + 'static {
    /// Every point this adapter can produce or accept. [`PointId`] is the position in this list.
    fn points(&self) -> &[PointDef];

    /// Every device the points belong to.
    fn devices(&self) -> Vec<DeviceInfo>;

    /// What no other adapter may use at the same time.
    fn exclusive(&self) -> Vec<Exclusive>;

    /// Runs until shutdown (`Ok`) or until the transport is lost (`Err`).
    ///
    /// Do not retry the transport here: the supervisor restarts the adapter with back-off.
    /// Do answer every command, even with an error; a dropped reply counts as "unreachable".
    fn run(self: Box<Self>, context: Context) -> AdapterFuture;
}

/// What an adapter is given when it starts.
pub struct Context {
    /// Where values and states go.
    pub reports: Reports,
    /// Where commands come from. At most eight wait here; the harness refuses further ones.
    pub commands: mpsc::Receiver<Command>,
    /// Cancelled when the adapter is to end.
    pub shutdown: CancellationToken,
}

/// Something an adapter tells the hub.
#[derive(Clone, Debug)]
pub enum Report {
    /// A device became reachable or unreachable. Report edges, not every poll.
    Device {
        /// The device.
        device: DeviceId,
        /// What it is now.
        state: DeviceState,
    },
    /// The device was asked and there is no value: a sentinel, an error, an undecodable payload.
    NoValue {
        /// The point.
        point: PointId,
        /// Why there is none.
        reason: NoValue,
    },
    /// Values that devices delivered, in the order of their delivery.
    Samples(Vec<Sample>),
    /// The transport works: port open, broker connected, radio scanning.
    Up,
}

/// The way from an adapter to the hub; bounded, so that a busy hub slows polling down.
#[derive(Clone, Debug)]
pub struct Reports {
    sender: mpsc::Sender<Report>,
}

impl Reports {
    /// Wraps the sending end of the report channel.
    #[must_use]
    pub const fn new(sender: mpsc::Sender<Report>) -> Self {
        Self { sender }
    }

    /// Sends, waiting for room: for sources that are polled.
    ///
    /// # Errors
    /// [`AdapterError::HubGone`] when the hub has ended.
    pub async fn send(&self, report: Report) -> Result<(), AdapterError> {
        self.sender.send(report).await.map_err(|_| AdapterError::HubGone)
    }

    /// Sends if there is room: for sources that push. Returns the report when there is none.
    ///
    /// # Errors
    /// The report, when the channel is full; keep the newest per point and try again later.
    pub fn try_send(&self, report: Report) -> Result<(), Report> {
        self.sender.try_send(report).map_err(|error| match error {
            mpsc::error::TrySendError::Full(report) | mpsc::error::TrySendError::Closed(report) => report,
        })
    }

    /// Waits until there is room for one report, or the hub has ended.
    pub async fn ready(&self) {
        // A closed channel is noticed by the next `send`; here it only ends the wait.
        drop(self.sender.reserve().await);
    }
}

/// Why an adapter ended without being told to.
#[derive(Debug, thiserror::Error)]
pub enum AdapterError {
    /// The configuration cannot work; a restart does not help.
    #[error("the configuration cannot work: {0}")]
    Configuration(String),
    /// The receiving end of the reports is gone.
    #[error("the hub has ended")]
    HubGone,
    /// The port, broker, bus or radio is lost; a restart may help.
    #[error("{what}")]
    Transport {
        /// What is lost, as a sentence without full stop, such as `cannot open /dev/ttyUSB0`.
        what: String,
        /// What the library or system said.
        #[source]
        source: Option<Box<dyn std::error::Error + Send + Sync>>,
    },
}

impl AdapterError {
    /// A transport error with its cause.
    pub fn transport(
        what: impl Into<String>,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        Self::Transport {
            what: what.into(),
            source: Some(source.into()),
        }
    }
}
