//! Points: the data a device offers or accepts.

use std::sync::Arc;

use objects::ValueKind;
use serde::Deserialize;

use crate::DeviceId;

/// A point of one adapter: its position in [`Adapter::points`](crate::Adapter::points).
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct PointId(pub u32);

impl PointId {
    /// The position as an index.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// What may be done with a point. Nothing is writable unless its configuration or profile says so.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum Access {
    /// It can be triggered, and has no value.
    Execute,
    /// It can be read.
    #[default]
    ReadOnly,
    /// It can be read and written.
    ReadWrite,
    /// It can be written, and never read.
    WriteOnly,
}

impl Access {
    /// Whether the point yields values.
    #[must_use]
    pub const fn readable(self) -> bool {
        matches!(self, Self::ReadOnly | Self::ReadWrite)
    }

    /// Whether the point accepts values.
    #[must_use]
    pub const fn writable(self) -> bool {
        matches!(self, Self::ReadWrite | Self::WriteOnly)
    }
}

/// One readable or writable datum of a device.
#[derive(Clone, Debug, PartialEq)]
pub struct PointDef {
    /// The device it belongs to.
    pub device: DeviceId,
    /// Its name within the device; the key of its configuration table.
    pub name: Arc<str>,
    /// The kind of the values the adapter reports and accepts for it.
    pub kind: ValueKind,
    /// What may be done with it.
    pub access: Access,
}
