//! placeholder
use crate::Value;
use std::time::SystemTime;
/// Placeholder.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// v
    pub value: Value,
    /// at
    pub at: SystemTime,
}
/// Placeholder.
pub struct Object;
/// Placeholder.
pub struct ObjectInstance;
/// Placeholder.
pub struct ObjectTree;
/// Placeholder.
pub struct Resource;
/// Placeholder.
pub struct SetError;
/// Placeholder.
pub struct StructureError;
/// Placeholder.
pub struct WriteError;
