//! Server accounts: which servers there are and where their Server object instances stand.

use std::fmt;

use objects::{InstanceId, ObjectId, ObjectTree, ResourceId, ResourcePath, Value};

/// The LwM2M Server object (core, appendix E.2).
pub(crate) const SERVER_OBJECT: ObjectId = ObjectId::new(1);

/// A Short Server ID, the name of a server within a client (core §E.1: 1..=65534).
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct ServerId(u16);

/// 0 or 65535 was used as a Short Server ID.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{0} is not a Short Server ID, which is 1 to 65534")]
pub struct InvalidServerId(u16);

impl ServerId {
    /// The number on the wire.
    #[must_use]
    pub const fn number(self) -> u16 {
        self.0
    }
}

impl TryFrom<u16> for ServerId {
    type Error = InvalidServerId;

    fn try_from(id: u16) -> Result<Self, InvalidServerId> {
        if id == 0 || id == u16::MAX {
            Err(InvalidServerId(id))
        } else {
            Ok(Self(id))
        }
    }
}

impl fmt::Display for ServerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// One server the client is to register with.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Account {
    /// Its Short Server ID.
    pub server: ServerId,
    /// Its instance of the Server object in the tree.
    pub instance: InstanceId,
}

impl Account {
    /// The path of a resource of the account's Server object instance.
    pub(crate) fn resource(&self, id: u16) -> ResourcePath {
        ResourcePath::new(SERVER_OBJECT, self.instance, ResourceId::new(id))
    }

    /// A truth value of the account's Server object instance, if it is there.
    pub(crate) fn flag(&self, tree: &ObjectTree, id: u16) -> Option<bool> {
        match tree.entry(self.resource(id))?.value {
            Value::Boolean(flag) => Some(flag),
            _ => None,
        }
    }

    /// A number of the account's Server object instance; negative or absent numbers are `None`.
    pub(crate) fn seconds(&self, tree: &ObjectTree, id: u16) -> Option<u64> {
        match tree.entry(self.resource(id))?.value {
            Value::Integer(number) => u64::try_from(number).ok(),
            Value::Unsigned(number) => Some(number),
            _ => None,
        }
    }
}

/// Resources of the Server object that govern the engine (core, appendix E.2).
pub(crate) mod resource {
    pub(crate) const LIFETIME: u16 = 1;
    pub(crate) const DEFAULT_PMIN: u16 = 2;
    pub(crate) const DEFAULT_PMAX: u16 = 3;
    pub(crate) const DISABLE: u16 = 4;
    pub(crate) const DISABLE_TIMEOUT: u16 = 5;
    pub(crate) const NOTIFICATION_STORING: u16 = 6;
    pub(crate) const BINDING: u16 = 7;
    pub(crate) const UPDATE_TRIGGER: u16 = 8;
    pub(crate) const BOOTSTRAP_TRIGGER: u16 = 9;
    pub(crate) const PRIORITY: u16 = 13;
    pub(crate) const INITIAL_DELAY: u16 = 14;
    pub(crate) const FAILURE_BLOCK: u16 = 15;
    pub(crate) const BOOTSTRAP_ON_FAILURE: u16 = 16;
    pub(crate) const RETRY_COUNT: u16 = 17;
    pub(crate) const RETRY_TIMER: u16 = 18;
    pub(crate) const SEQUENCE_DELAY: u16 = 19;
    pub(crate) const SEQUENCE_COUNT: u16 = 20;
    pub(crate) const MUTE_SEND: u16 = 23;
    pub(crate) const NOTIFICATION_MODE: u16 = 26;
}
