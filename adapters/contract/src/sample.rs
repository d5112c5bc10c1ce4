//! Values on their way from a device to the hub.

use std::time::SystemTime;

use objects::Value;

use crate::PointId;

/// A value a device delivered.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// The point it is of.
    pub point: PointId,
    /// The value, in the kind the point declares.
    pub value: Value,
    /// How far it can be trusted.
    pub quality: Quality,
    /// When the device delivered it.
    pub at: SystemTime,
}

/// How far a value can be trusted.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Quality {
    /// The device vouches for it.
    Good,
    /// The device or the transport marks it as doubtful.
    Suspicious,
}

/// Why a point has no value although its device was heard.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum NoValue {
    /// The device answered with an error, such as a Modbus exception.
    DeviceError(String),
    /// The device did not answer.
    Timeout,
    /// The device sent the value it uses for "not available".
    Sentinel,
    /// What came cannot be read as a value of the point.
    Undecodable(String),
}
