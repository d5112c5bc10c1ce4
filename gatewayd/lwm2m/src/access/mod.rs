//! Access control: which server may do what with which instance (core §8, appendix E.3).
//!
//! A [`Rule`] is one instance of the Access Control object. The engine keeps what the rules give each server at
//! hand ([`Grants`]), so that a request costs one look-up, and none where there is no access control.

mod grants;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt;
use std::ops::BitOr;

pub(crate) use grants::{Grants, Need};
use objects::{InstanceId, ObjectId, ObjectTree, Resource, ResourceId, ResourcePath, Value};

use crate::account::ServerId;
use crate::accounts::ACCESS_CONTROL_OBJECT;

/// Resources of the Access Control object (core, appendix E.3).
pub(crate) const OBJECT: ResourceId = ResourceId::new(0);
pub(crate) const INSTANCE: ResourceId = ResourceId::new(1);
pub(crate) const ACL: ResourceId = ResourceId::new(2);
pub(crate) const OWNER: ResourceId = ResourceId::new(3);

/// The entry of an ACL for every server that has none of its own.
const EVERYBODY: u16 = 0;

/// As an instance: the rule is about creating instances of the object. As an owner: the bootstrap server.
const NOBODY: u16 = u16::MAX;

/// What a server may do: a set of the rights of the Access Control object.
#[derive(Clone, Copy, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Rights(u8);

impl Rights {
    /// Nothing.
    pub const NONE: Self = Self(0);
    /// Read, Observe, Write-Attributes, and being told values.
    pub const READ: Self = Self(1);
    /// Write.
    pub const WRITE: Self = Self(2);
    /// Execute.
    pub const EXECUTE: Self = Self(4);
    /// Delete.
    pub const DELETE: Self = Self(8);
    /// Create, of an object.
    pub const CREATE: Self = Self(16);
    /// Everything.
    pub const ALL: Self = Self(31);

    /// The rights that a number of an ACL stands for; what is no set of rights gives none.
    #[must_use]
    pub fn from_number(number: i64) -> Self {
        u8::try_from(number).map_or(Self::NONE, |bits| Self(bits & Self::ALL.0))
    }

    /// The number in an ACL.
    #[must_use]
    pub const fn number(self) -> u8 {
        self.0
    }

    /// Whether all of `other` is among them.
    #[must_use]
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

impl BitOr for Rights {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl fmt::Debug for Rights {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let letters = (0..).zip("RWEDC".chars());
        let mut held = letters.filter(|(bit, _)| self.0 & (1 << bit) != 0);
        held.try_for_each(|(_, letter)| write!(f, "{letter}"))
    }
}

/// Who may do what with an object instance, or create instances of an object: one instance of the Access Control
/// object.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Rule {
    /// The object.
    pub object: ObjectId,
    /// The instance; `None` when this is about creating instances.
    pub instance: Option<InstanceId>,
    /// Who may alter the rule; `None` for the bootstrap server only.
    pub owner: Option<ServerId>,
    /// Rights by Short Server ID; 0 stands for all that have no entry.
    pub acl: BTreeMap<u16, Rights>,
}

impl Rule {
    /// A rule that gives nothing to anybody.
    #[must_use]
    pub const fn new(object: ObjectId, instance: Option<InstanceId>) -> Self {
        Self {
            object,
            instance,
            owner: None,
            acl: BTreeMap::new(),
        }
    }

    /// Says who may alter the rule; without an entry in the ACL this server has all rights.
    #[must_use]
    pub fn with_owner(self, owner: ServerId) -> Self {
        Self {
            owner: Some(owner),
            ..self
        }
    }

    /// Gives rights to one server, or to all that have no entry.
    #[must_use]
    pub fn with(mut self, server: Option<ServerId>, rights: Rights) -> Self {
        self.acl
            .insert(server.map_or(EVERYBODY, ServerId::number), rights);
        self
    }

    /// What a server may do, if access control is in force (core §8.2.1, in this order).
    #[must_use]
    pub fn rights(&self, server: ServerId) -> Rights {
        match self.acl.get(&server.number()) {
            Some(own) => *own,
            None if self.owner == Some(server) => Rights::ALL,
            None => self.acl.get(&EVERYBODY).copied().unwrap_or_default(),
        }
    }

    /// The rule in an instance of the Access Control object; `None` when it does not say what it is about.
    #[must_use]
    pub fn read(tree: &ObjectTree, number: InstanceId) -> Option<Self> {
        let value = |id| {
            let path = ResourcePath::new(ACCESS_CONTROL_OBJECT, number, id);
            tree.entry(path).map(|entry| &entry.value)
        };
        let acl = ResourcePath::new(ACCESS_CONTROL_OBJECT, number, ACL);
        let entries = match tree.resource(acl) {
            Some(Resource::Multiple(entries)) => Some(entries),
            Some(Resource::Single(_) | Resource::Executable) | None => None,
        };
        let entries = entries.into_iter().flatten();
        let acl = entries.map(|(server, entry)| (*server, &entry.value));
        Self::from_values(value(OBJECT), value(INSTANCE), value(OWNER), acl)
    }

    /// The rule that the values of an instance make up.
    pub(crate) fn from_values<'a>(
        object: Option<&Value>,
        instance: Option<&Value>,
        owner: Option<&Value>,
        acl: impl Iterator<Item = (u16, &'a Value)>,
    ) -> Option<Self> {
        let instance = number(instance)?;
        Some(Self {
            object: ObjectId::try_from(number(object)?).ok()?,
            instance: InstanceId::try_from(instance).ok(),
            owner: number(owner).and_then(|id| ServerId::try_from(id).ok()),
            acl: acl.map(|(server, value)| (server, rights(value))).collect(),
        })
    }

    /// What the instance of the Access Control object holds: resource, element and value.
    pub fn values(&self) -> impl Iterator<Item = (ResourceId, Option<u16>, Value)> {
        let instance = self.instance.map_or(NOBODY, InstanceId::number);
        let owner = self.owner.map_or(NOBODY, ServerId::number);
        let acl = self.acl.iter();
        let acl = acl.map(|(server, rights)| (ACL, Some(*server), Value::Integer(rights.0.into())));
        [
            (OBJECT, None, Value::Integer(self.object.number().into())),
            (INSTANCE, None, Value::Integer(instance.into())),
            (OWNER, None, Value::Integer(owner.into())),
        ]
        .into_iter()
        .chain(acl)
    }

    /// The rule without a server whose account is gone (core §8.1, unbootstrapping).
    ///
    /// A rule that has lost its owner goes to the server that may do most of writing and deleting; where nobody
    /// may do anything, it stays without one.
    #[must_use]
    pub fn without(mut self, gone: ServerId, remaining: &[ServerId]) -> Self {
        self.acl.remove(&gone.number());
        if self.owner == Some(gone) {
            self.owner = None;
            let worth = |server: &ServerId| {
                let rights = self.rights(*server);
                let held = |right| usize::from(rights.contains(right));
                held(Rights::WRITE) + held(Rights::DELETE)
            };
            let candidates = remaining.iter().rev();
            let candidates = candidates.filter(|server| self.rights(**server) != Rights::NONE);
            self.owner = candidates.max_by_key(|server| worth(server)).copied();
        }
        self
    }

    /// Whether none of these servers may do anything.
    #[must_use]
    pub fn excludes_all(&self, servers: &[ServerId]) -> bool {
        servers.iter().all(|server| self.rights(*server) == Rights::NONE)
    }
}

/// The rules in force or stored in a tree, with their instance numbers.
pub fn rules(tree: &ObjectTree) -> impl Iterator<Item = (InstanceId, Rule)> {
    let object = tree.object(ACCESS_CONTROL_OBJECT).into_iter();
    let numbers = object.flat_map(|object| object.instances().map(|(number, _)| number));
    numbers.filter_map(|number| Some((number, Rule::read(tree, number)?)))
}

fn number(value: Option<&Value>) -> Option<u16> {
    match value? {
        Value::Integer(number) => u16::try_from(*number).ok(),
        Value::Unsigned(number) => u16::try_from(*number).ok(),
        Value::Boolean(_)
        | Value::Float(_)
        | Value::ObjectLink(_)
        | Value::Opaque(_)
        | Value::String(_)
        | Value::Time(_) => None,
    }
}

fn rights(value: &Value) -> Rights {
    number(Some(value)).map_or(Rights::NONE, |number| Rights::from_number(number.into()))
}
