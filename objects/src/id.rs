//! Typed identifiers in which the reserved 65535 cannot be represented.

use std::fmt;

/// LwM2M core §7.2: 65535 (`MAX_ID`) is reserved for objects, instances and resources alike.
const MAX_ID: u16 = u16::MAX;

/// The number 65535, which LwM2M reserves, was used as an identifier.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("65535 is reserved and cannot be an identifier")]
pub struct InvalidId;

macro_rules! identifier {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        pub struct $name(u16);

        impl $name {
            /// An identifier written in source code.
            ///
            /// # Panics
            /// When `id` is the reserved 65535; in a constant this is a compile error.
            #[must_use]
            pub const fn new(id: u16) -> Self {
                assert!(id != MAX_ID, "65535 is reserved");
                Self(id)
            }

            /// The number on the wire.
            #[must_use]
            pub const fn number(self) -> u16 {
                self.0
            }
        }

        impl TryFrom<u16> for $name {
            type Error = InvalidId;

            fn try_from(id: u16) -> Result<Self, InvalidId> {
                if id == MAX_ID { Err(InvalidId) } else { Ok(Self(id)) }
            }
        }

        impl From<$name> for u16 {
            fn from(id: $name) -> u16 {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

identifier! {
    /// Identifies an object, the type of its instances (0..=65534).
    ObjectId
}
identifier! {
    /// Identifies one instance of an object (0..=65534).
    InstanceId
}
identifier! {
    /// Identifies a resource within an instance (0..=65534).
    ResourceId
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reserved_number_is_not_an_identifier() {
        assert_eq!(ObjectId::try_from(65535), Err(InvalidId));
        assert_eq!(InstanceId::try_from(65534), Ok(InstanceId::new(65534)));
    }
}
