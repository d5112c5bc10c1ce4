//! Characteristics: reading, writing and being notified, each device by a worker of its own.
//!
//! Workers are futures within the adapter's task, not tasks. One that waits for its device, for a connection slot or
//! for a refused call holds up nobody else.

mod link;
mod schedule;
mod worker;

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use adapter::{Command, CommandError, DeviceState, NoValue, PointId};
use objects::Value;
use tokio::sync::{Notify, Semaphore, mpsc};
use tokio_util::sync::CancellationToken;

use crate::central::Central;

pub(crate) use worker::Worker;

/// How many commands may wait for one device.
const ORDERS: usize = 8;
/// How many reports may wait for the adapter.
const REPORTS: usize = 32;

/// What all workers share.
#[derive(Clone)]
pub(crate) struct Shared {
    central: Central,
    /// One for each connection the controller may hold.
    slots: Arc<Semaphore>,
    /// Controllers connect to one device at a time.
    connecting: Arc<Semaphore>,
    reports: mpsc::Sender<GattReport>,
    shutdown: CancellationToken,
}

impl Shared {
    /// For a controller that holds so many connections. The workers end with `shutdown`.
    pub(crate) fn new(
        central: Central,
        connections: usize,
        shutdown: CancellationToken,
    ) -> (Self, mpsc::Receiver<GattReport>) {
        let (reports, receiver) = mpsc::channel(REPORTS);
        let slots = Arc::new(Semaphore::new(connections));
        (
            Self {
                central,
                slots,
                connecting: Arc::new(Semaphore::new(1)),
                reports,
                shutdown,
            },
            receiver,
        )
    }
}

/// What a worker has to say.
#[derive(Debug)]
pub(crate) enum GattReport {
    /// The device at this place of the plan became reachable or unreachable.
    State { device: usize, state: DeviceState },
    /// A characteristic was read, or notified.
    Value {
        point: PointId,
        result: Result<Value, NoValue>,
        at: SystemTime,
    },
}

/// The adapter's end of a worker.
#[derive(Clone, Debug)]
pub(crate) struct Handle {
    orders: mpsc::Sender<Command>,
    signals: Arc<Signals>,
}

/// What the adapter hears about a device that is of interest to its worker.
#[derive(Debug, Default)]
struct Signals {
    /// The connection ended.
    disconnected: Notify,
    /// It is on the air.
    seen: Notify,
}

impl Handle {
    /// Passes a command on; a worker that is behind gets no more.
    pub(crate) fn order(&self, command: Command) {
        let Err(error) = self.orders.try_send(command) else {
            return;
        };
        let (command, reason) = match error {
            mpsc::error::TrySendError::Full(command) => (command, "too many commands wait for the device"),
            mpsc::error::TrySendError::Closed(command) => (command, "the adapter is ending"),
        };
        // Nobody may wait for the answer any more.
        let _ = command.reply.send(Err(CommandError::Unreachable(reason.into())));
    }

    /// The connection ended.
    pub(crate) fn disconnected(&self) {
        self.signals.disconnected.notify_one();
    }

    /// The device came on the air.
    pub(crate) fn seen(&self) {
        self.signals.seen.notify_one();
    }
}

/// Why a device or characteristic could not be used.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub(crate) enum GattError {
    /// It has not been heard, so BlueZ does not know how to connect.
    #[error("the device is not in range")]
    NotInRange,
    /// It did not accept a connection.
    #[error("cannot connect: {0}")]
    Connect(String),
    /// It has no such characteristic.
    #[error("the device has no characteristic {0}")]
    NoCharacteristic(uuid::Uuid),
    /// The connection ended meanwhile.
    #[error("the connection was lost")]
    Disconnected,
    /// It refused the operation.
    #[error("the device refused: {0}")]
    Refused(String),
    /// It did not answer.
    #[error("the device did not answer within {} s", .0.as_secs())]
    Timeout(Duration),
}

impl GattError {
    /// Whether the device itself cannot be reached, so that other operations would fail too.
    const fn is_fatal(&self) -> bool {
        match self {
            Self::NotInRange | Self::Connect(_) | Self::Disconnected | Self::Timeout(_) => true,
            Self::NoCharacteristic(_) | Self::Refused(_) => false,
        }
    }
}

impl From<GattError> for NoValue {
    fn from(error: GattError) -> Self {
        match error {
            GattError::NotInRange
            | GattError::Connect(_)
            | GattError::Disconnected
            | GattError::Timeout(_) => Self::Timeout,
            GattError::NoCharacteristic(_) | GattError::Refused(_) => Self::DeviceError(error.to_string()),
        }
    }
}

impl From<GattError> for CommandError {
    fn from(error: GattError) -> Self {
        match error {
            GattError::NotInRange | GattError::Connect(_) | GattError::Disconnected => {
                Self::Unreachable(error.to_string())
            }
            GattError::NoCharacteristic(_) => Self::Rejected(error.to_string()),
            GattError::Refused(reason) => Self::Rejected(reason),
            GattError::Timeout(_) => Self::Timeout,
        }
    }
}
