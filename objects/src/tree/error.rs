//! Why the tree refuses an alteration.

use crate::{InstanceId, ObjectId, RegistryError, ResourcePath, ValueKind};

/// The tree cannot take a definition.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum DefineError {
    /// There are instances of the object as it was defined before.
    #[error("object {0} has instances")]
    InUse(ObjectId),
    /// The definition is not in order.
    #[error(transparent)]
    Registry(#[from] RegistryError),
}

/// The tree cannot take a value.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum SetError {
    /// An element was named in a single resource, or none in a multiple-instance one.
    #[error("{0} is addressed with the wrong number of segments")]
    Multiplicity(ResourcePath),
    /// The object instance does not exist.
    #[error("the object instance of {0} does not exist")]
    NoInstance(ResourcePath),
    /// Executable resources hold no value.
    #[error("{0} is executable and holds no value")]
    NoValue(ResourcePath),
    /// The definition does not make the resource executable.
    #[error("{0} is not executable")]
    NotExecutable(ResourcePath),
    /// The object's definition has no such resource.
    #[error("{0} is not defined for its object")]
    Undefined(ResourcePath),
    /// The value is of another kind than the definition states.
    #[error("{path} takes a value of kind {wanted}")]
    WrongKind {
        /// The resource.
        path: ResourcePath,
        /// The kind its definition states.
        wanted: ValueKind,
    },
}

/// The tree cannot take an object or instance.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum StructureError {
    /// The instance is there already.
    #[error("/{0}/{1} exists already")]
    InstanceExists(ObjectId, InstanceId),
    /// The object has one instance, number 0.
    #[error("object {0} has a single instance, number 0")]
    SingleInstance(ObjectId),
    /// The registry does not define the object.
    #[error("object {0} is not defined")]
    UndefinedObject(ObjectId),
}

/// A server may not write a value.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum WriteError {
    /// An element was named in a single resource, or none in a multiple-instance one.
    #[error("the path has the wrong number of segments for the resource")]
    Multiplicity,
    /// The instance does not exist or its object defines no such resource.
    #[error("the resource does not exist")]
    NotFound,
    /// The definition does not allow writing.
    #[error("the resource is not writable")]
    NotWritable,
    /// The value lies outside the range of the definition.
    #[error("the value is out of range")]
    OutOfRange,
    /// The value is of another kind than the definition states.
    #[error("the value is of the wrong kind")]
    WrongKind,
}
