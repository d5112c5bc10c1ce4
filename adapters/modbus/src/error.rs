//! What can go wrong between a request and its reply.

use std::fmt;

use adapter::AdapterError;

/// Why a device refused (Modbus Application Protocol V1.1b3 §7).
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Exception(pub u8);

impl Exception {
    /// The device does not know the function.
    pub const ILLEGAL_FUNCTION: Self = Self(1);
    /// The device has no such address.
    pub const ILLEGAL_ADDRESS: Self = Self(2);
    /// The device does not take the value or the quantity.
    pub const ILLEGAL_VALUE: Self = Self(3);
    /// The device failed.
    pub const DEVICE_FAILURE: Self = Self(4);
    /// The device will need long.
    pub const ACKNOWLEDGE: Self = Self(5);
    /// The device has no time now.
    pub const BUSY: Self = Self(6);
    /// A gateway has no way to the device.
    pub const NO_PATH: Self = Self(10);
    /// A gateway did not hear from the device.
    pub const NO_ANSWER: Self = Self(11);

    /// Whether it says that another, smaller read may work.
    #[must_use]
    pub const fn blames_the_range(self) -> bool {
        matches!(self, Self::ILLEGAL_ADDRESS | Self::ILLEGAL_VALUE)
    }

    /// Whether the same request may work a little later.
    #[must_use]
    pub const fn is_transient(self) -> bool {
        matches!(self, Self::ACKNOWLEDGE | Self::BUSY)
    }

    /// Whether it is a gateway that speaks because the device is silent.
    #[must_use]
    pub const fn means_silence(self) -> bool {
        matches!(self, Self::NO_PATH | Self::NO_ANSWER)
    }

    const fn name(self) -> Option<&'static str> {
        Some(match self.0 {
            1 => "illegal function",
            2 => "illegal data address",
            3 => "illegal data value",
            4 => "device failure",
            5 => "acknowledge",
            6 => "device busy",
            7 => "negative acknowledge",
            8 => "memory parity error",
            10 => "gateway path unavailable",
            11 => "gateway target does not respond",
            _ => return None,
        })
    }
}

impl fmt::Display for Exception {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => write!(f, "exception {:02} ({name})", self.0),
            None => write!(f, "exception {:02}", self.0),
        }
    }
}

/// Why a request has no data.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BusError {
    /// The port or the connection is lost.
    #[error(transparent)]
    Lost(#[from] AdapterError),
    /// The device refused.
    #[error("{0}")]
    Refused(Exception),
    /// Nothing that answers the request arrived in time.
    #[error("no answer")]
    Timeout,
}
