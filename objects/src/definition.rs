//! Definitions of objects and resources: the facts a registry states about them.

use std::borrow::Cow;
use std::fmt;

use crate::{ObjectId, ResourceId, Value, ValueKind};

/// The version of an object definition, such as 1.1.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Version {
    /// Raised by incompatible alterations.
    pub major: u8,
    /// Raised by additions.
    pub minor: u8,
}

impl Version {
    /// Version 1.0, which needs no `ver` attribute in a registration.
    pub const INITIAL: Self = Self { major: 1, minor: 0 };
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

/// What a server may do with a resource.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Operations {
    /// Execute it.
    Execute,
    /// Nothing: only the bootstrap interface may touch it.
    None,
    /// Read and observe it.
    Read,
    /// Read, observe and write it.
    ReadWrite,
    /// Write it.
    Write,
}

impl Operations {
    /// Whether a server may read the resource.
    #[must_use]
    pub const fn readable(self) -> bool {
        matches!(self, Self::Read | Self::ReadWrite)
    }

    /// Whether a server may write the resource.
    #[must_use]
    pub const fn writable(self) -> bool {
        matches!(self, Self::Write | Self::ReadWrite)
    }

    /// Whether a server may execute the resource.
    #[must_use]
    pub const fn executable(self) -> bool {
        matches!(self, Self::Execute)
    }
}

/// The values a resource may take.
#[derive(Clone, Debug, PartialEq)]
pub enum Range {
    /// Length of a string or opaque value in bytes, both ends included.
    Length {
        /// Shortest.
        min: u32,
        /// Longest.
        max: u32,
    },
    /// A numeric interval, both ends included.
    Number {
        /// Lowest.
        min: f64,
        /// Highest.
        max: f64,
    },
    /// Several numeric intervals, ends included; a single value is an interval of its own.
    Numbers(Vec<(f64, f64)>),
}

impl Range {
    /// Whether `value` lies within.
    #[must_use]
    pub fn contains(&self, value: &Value) -> bool {
        match self {
            Self::Length { min, max } => match value {
                Value::String(text) => (*min as usize..=*max as usize).contains(&text.len()),
                Value::Opaque(bytes) => (*min as usize..=*max as usize).contains(&bytes.len()),
                Value::Boolean(_)
                | Value::Float(_)
                | Value::Integer(_)
                | Value::ObjectLink(_)
                | Value::Time(_)
                | Value::Unsigned(_) => true,
            },
            Self::Number { min, max } => value
                .number()
                .is_none_or(|number| (*min..=*max).contains(&number)),
            Self::Numbers(intervals) => value
                .number()
                .is_none_or(|number| intervals.iter().any(|(min, max)| (*min..=*max).contains(&number))),
        }
    }
}

/// What a registry states about one resource of an object.
#[derive(Clone, Debug, PartialEq)]
pub struct ResourceDef {
    /// Its number.
    pub id: ResourceId,
    /// Its registered name.
    pub name: Cow<'static, str>,
    /// What servers may do with it.
    pub operations: Operations,
    /// Whether it holds a list of values.
    pub multiple: bool,
    /// Whether every instance has it.
    pub mandatory: bool,
    /// The kind of its values; executables have none.
    pub kind: Option<ValueKind>,
    /// Which values it may take.
    pub range: Option<Range>,
    /// The unit of its values as a SenML or registry symbol, empty when there is none.
    pub unit: Cow<'static, str>,
}

/// What a registry states about an object.
#[derive(Clone, Debug, PartialEq)]
pub struct ObjectDef {
    /// Its number.
    pub id: ObjectId,
    /// Its registered name.
    pub name: Cow<'static, str>,
    /// The version of this definition.
    pub version: Version,
    /// Whether it may have several instances.
    pub multiple: bool,
    /// Whether a client has at least one instance of it.
    pub mandatory: bool,
    /// Its resources in ascending order of their numbers.
    pub resources: Cow<'static, [ResourceDef]>,
}

impl ObjectDef {
    /// The definition of one of its resources.
    #[must_use]
    pub fn resource(&self, id: ResourceId) -> Option<&ResourceDef> {
        let at = self
            .resources
            .binary_search_by_key(&id, |resource| resource.id)
            .ok()?;
        self.resources.get(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_range_counts_bytes_and_a_number_range_includes_its_ends() {
        let length = Range::Length { min: 1, max: 4 };
        assert!(length.contains(&Value::String("ä€".chars().take(1).collect())));
        assert!(!length.contains(&Value::String("€€".into())));
        assert!(!length.contains(&Value::Opaque(vec![])));
        let number = Range::Number { min: 0.0, max: 100.0 };
        assert!(number.contains(&Value::Integer(100)));
        assert!(!number.contains(&Value::Float(100.1)));
        assert!(!number.contains(&Value::Float(f64::NAN)));
    }
}
