//! The LwM2M object model: identifiers, values, definitions and the tree, without I/O.
//!
//! Nothing here reads a clock, a socket or a file; the feature `ddf` adds a reader for definitions as text. The hub is the only writer of an [`ObjectTree`];
//! the LwM2M engine reads it and learns of alterations through [`Change`].

mod change;
#[cfg(feature = "ddf")]
pub mod ddf;
mod definition;
mod id;
mod path;
mod registry;
mod standard;
mod tree;
mod value;

pub use change::{Change, ChangeKind};
pub use definition::{ObjectDef, Operations, Range, ResourceDef, Version};
pub use id::{InstanceId, InvalidId, ObjectId, ResourceId};
pub use path::{InvalidPath, Path, ResourcePath};
pub use registry::{Registry, RegistryError};
pub use tree::{
    DefineError, Entry, Object, ObjectInstance, ObjectTree, Resource, SetError, StructureError, WriteError,
};
pub use value::{ObjectLink, ParseValueError, Value, ValueKind};
