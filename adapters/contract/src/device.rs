//! Devices: the physical things behind an adapter.

use std::fmt;
use std::sync::Arc;

/// Names a device within its adapter; the key of its configuration table.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct DeviceId(Arc<str>);

impl DeviceId {
    /// The device of that name.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self(name.into())
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DeviceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What is known of a device before it is heard.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct DeviceInfo {
    /// Its name.
    pub id: DeviceId,
    /// Where it is on its bus, as a person would write it: `unit 3`, `AA:BB:CC:DD:EE:FF`.
    pub address: String,
}

/// Whether a device can be reached.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum DeviceState {
    /// It does not answer or says it is offline.
    Offline {
        /// Why it is thought to be, as a sentence without full stop.
        reason: String,
    },
    /// It answers.
    Online,
}
