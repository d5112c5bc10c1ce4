//! What an alteration of the tree did.

use std::time::SystemTime;

use crate::Path;

/// What one alteration of the tree did; the only thing that can make an observation fire.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Change {
    /// What was altered: a resource (instance) or an object instance.
    pub path: Path,
    /// How it was altered.
    pub kind: ChangeKind,
    /// When the device delivered the value, or when the instance came or went.
    pub at: SystemTime,
}

/// The ways in which the tree can alter.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ChangeKind {
    /// An instance or resource is there that was not.
    Created,
    /// An instance or resource has gone.
    Removed,
    /// A resource has another value.
    Value,
}
