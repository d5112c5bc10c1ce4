//! Commands to devices and what becomes of them.

use std::time::{Instant, SystemTime};

use objects::Value;
use tokio::sync::oneshot;

use crate::PointId;

/// What becomes of a command.
pub type CommandResult = Result<Confirmation, CommandError>;

/// A request to a device, answered after the device's own answer.
#[derive(Debug)]
pub struct Command {
    /// The point it is for.
    pub point: PointId,
    /// What to do.
    pub action: Action,
    /// When nobody waits for the answer any more. A command found expired is answered
    /// [`CommandError::Timeout`] without touching the device.
    pub deadline: Instant,
    /// Where the answer goes.
    pub reply: oneshot::Sender<CommandResult>,
}

/// What a command asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Do what the point stands for, with the arguments of the LwM2M Execute.
    Execute(String),
    /// Fetch the value now instead of at the next poll.
    Read,
    /// Take this value, in the kind the point declares.
    Write(Value),
}

/// Proof that a device did what it was asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Confirmation {
    /// The value the device has now: read back, or acknowledged as written. `None` after an Execute
    /// and where the device's answer does not tell.
    pub value: Option<Value>,
    /// When the device answered.
    pub at: SystemTime,
}

/// Why a command was not carried out.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum CommandError {
    /// The point does not support the action.
    #[error("the point does not support this operation")]
    NotSupported,
    /// The device answered and refused.
    #[error("the device refused: {0}")]
    Rejected(String),
    /// The device did not answer in time; whether it acted is unknown.
    #[error("the device did not answer in time")]
    Timeout,
    /// The device or its bus is known to be down, or the queue to it is full.
    #[error("the device cannot be reached: {0}")]
    Unreachable(String),
    /// The value does not fit the point.
    #[error("the value does not fit the point: {0}")]
    Unrepresentable(String),
    /// The device accepted, but reading back gave another value.
    #[error("the device accepted the value but reads back {0}")]
    Unverified(String),
}
