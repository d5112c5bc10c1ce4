//! The account objects with everything in them, keys included: what a bootstrap server may change.

use std::collections::BTreeMap;
use std::fmt;

use objects::{InstanceId, ObjectId, Path, ResourceId, ResourcePath, Value};
use zeroize::Zeroize as _;

use crate::access::{self, Rule};
use crate::account::{SERVER_OBJECT, ServerId};

/// The LwM2M Security object (core, appendix E.1).
pub(crate) const SECURITY_OBJECT: ObjectId = ObjectId::new(0);
/// The LwM2M Access Control object (core, appendix E.3).
pub(crate) const ACCESS_CONTROL_OBJECT: ObjectId = ObjectId::new(2);
/// The LwM2M OSCORE object (registry, object 21).
pub(crate) const OSCORE_OBJECT: ObjectId = ObjectId::new(21);

/// The objects that make up accounts.
pub(crate) const ACCOUNT_OBJECTS: [ObjectId; 4] = [
    SECURITY_OBJECT,
    SERVER_OBJECT,
    ACCESS_CONTROL_OBJECT,
    OSCORE_OBJECT,
];

/// Resources of the Security object (core, appendix E.1).
pub(crate) mod security {
    pub(crate) const URI: u16 = 0;
    pub(crate) const IS_BOOTSTRAP: u16 = 1;
    pub(crate) const MODE: u16 = 2;
    pub(crate) const IDENTITY: u16 = 3;
    pub(crate) const SERVER_KEY: u16 = 4;
    pub(crate) const SECRET_KEY: u16 = 5;
    pub(crate) const SHORT_SERVER_ID: u16 = 10;
    pub(crate) const HOLD_OFF: u16 = 11;
    pub(crate) const ACCOUNT_TIMEOUT: u16 = 12;
    pub(crate) const OSCORE: u16 = 17;
}

/// A resource within an instance: its number and, for multiple-instance resources, the element.
type Key = (ResourceId, Option<u16>);

/// The values of one instance.
///
/// Bytes may be keys: they are overwritten when they are replaced or dropped.
#[derive(Clone, Default, PartialEq)]
pub(crate) struct Content(BTreeMap<Key, Value>);

impl Content {
    pub(crate) fn get(&self, key: Key) -> Option<&Value> {
        self.0.get(&key)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (Key, &Value)> {
        self.0.iter().map(|(key, value)| (*key, value))
    }

    /// Whether there is a value of the resource, or of one of its instances.
    pub(crate) fn has(&self, resource: ResourceId) -> bool {
        self.0.keys().any(|(id, _)| *id == resource)
    }

    pub(crate) fn insert(&mut self, key: Key, value: Value) {
        self.0.insert(key, value).into_iter().for_each(wipe);
    }

    /// Takes a resource away, with all its instances.
    pub(crate) fn remove(&mut self, resource: ResourceId) {
        let keys: Vec<Key> = self.0.keys().filter(|(id, _)| *id == resource).copied().collect();
        keys.into_iter().for_each(|key| self.remove_one(key));
    }

    pub(crate) fn remove_one(&mut self, key: Key) {
        self.0.remove(&key).into_iter().for_each(wipe);
    }
}

impl Drop for Content {
    fn drop(&mut self) {
        std::mem::take(&mut self.0).into_values().for_each(wipe);
    }
}

/// Overwrites what may be a key.
fn wipe(value: Value) {
    if let Value::Opaque(mut bytes) = value {
        bytes.zeroize();
    }
}

/// The Security, Server, Access Control and OSCORE objects with all their values, keys included.
///
/// Unlike an [`ObjectTree`](objects::ObjectTree) this is handed over as a whole: to the client when it
/// starts, and back to the host when a bootstrap server has changed it.
#[derive(Clone, Default, PartialEq)]
pub struct Accounts {
    instances: BTreeMap<(ObjectId, InstanceId), Content>,
}

/// What was set does not belong to an account.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{0} is not part of an account")]
pub struct NotAnAccount(pub ResourcePath);

impl Accounts {
    /// No accounts at all.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Gives a resource a value, in an instance that need not be there yet.
    ///
    /// # Errors
    /// When the path is not in one of the account objects.
    pub fn set(&mut self, path: ResourcePath, value: Value) -> Result<(), NotAnAccount> {
        if !ACCOUNT_OBJECTS.contains(&path.object) {
            return Err(NotAnAccount(path));
        }
        let content = self.instances.entry((path.object, path.instance)).or_default();
        content.insert((path.resource, path.element), value);
        Ok(())
    }

    /// What a resource holds.
    #[must_use]
    pub fn value(&self, path: ResourcePath) -> Option<&Value> {
        self.content(path.object, path.instance)?
            .get((path.resource, path.element))
    }

    /// All values in path order.
    pub fn values(&self) -> impl Iterator<Item = (ResourcePath, &Value)> {
        self.instances.iter().flat_map(|((object, instance), content)| {
            content.iter().map(|((resource, element), value)| {
                let path = ResourcePath::new(*object, *instance, resource);
                (element.map_or(path, |element| path.with_element(element)), value)
            })
        })
    }

    /// Takes the value of a resource away.
    pub fn unset(&mut self, path: ResourcePath) {
        if let Some(content) = self.instances.get_mut(&(path.object, path.instance)) {
            content.remove_one((path.resource, path.element));
        }
    }

    /// The values of one instance: resource and resource instance with what they hold.
    pub fn instance(
        &self,
        object: ObjectId,
        instance: InstanceId,
    ) -> impl Iterator<Item = ((ResourceId, Option<u16>), &Value)> {
        self.content(object, instance).into_iter().flat_map(Content::iter)
    }

    /// The instances of one of the account objects.
    pub fn instances(&self, object: ObjectId) -> impl Iterator<Item = InstanceId> {
        self.instances
            .keys()
            .filter(move |(of, _)| *of == object)
            .map(|(_, instance)| *instance)
    }

    /// The rules of access control, with their instance numbers.
    pub fn rules(&self) -> impl Iterator<Item = (InstanceId, Rule)> {
        let numbers = self.instances(ACCESS_CONTROL_OBJECT);
        numbers.filter_map(|number| Some((number, self.rule(number)?)))
    }

    fn rule(&self, number: InstanceId) -> Option<Rule> {
        let content = self.content(ACCESS_CONTROL_OBJECT, number)?;
        let value = |id| content.get((id, None));
        let acl = content.iter().filter_map(|((resource, server), value)| {
            let server = server.filter(|_| resource == access::ACL)?;
            Some((server, value))
        });
        Rule::from_values(
            value(access::OBJECT),
            value(access::INSTANCE),
            value(access::OWNER),
            acl,
        )
    }

    /// Puts a rule in the place of the one with this number.
    pub(crate) fn put_rule(&mut self, number: InstanceId, rule: &Rule) {
        let mut content = Content::default();
        for (resource, element, value) in rule.values() {
            content.insert((resource, element), value);
        }
        self.put(ACCESS_CONTROL_OBJECT, number, content);
    }

    /// The instance of the Security object that names the bootstrap server.
    #[must_use]
    pub fn bootstrap(&self) -> Option<InstanceId> {
        self.instances(SECURITY_OBJECT).find(|id| self.is_bootstrap(*id))
    }

    /// The servers to register with: Short Server ID and the instances of Security and Server object.
    pub fn servers(&self) -> impl Iterator<Item = (ServerId, InstanceId, InstanceId)> {
        self.instances(SECURITY_OBJECT).filter_map(|security| {
            let server = self.server_id(security)?;
            Some((server, security, self.server_instance(server)?))
        })
    }

    /// Takes the bootstrap account away, with the OSCORE instance it links to.
    pub fn remove_bootstrap(&mut self) {
        if let Some(instance) = self.bootstrap() {
            self.remove_security(instance);
        }
    }

    pub(crate) fn remove_security(&mut self, instance: InstanceId) {
        if let Some(oscore) = self.oscore_of(instance) {
            self.remove(OSCORE_OBJECT, oscore);
        }
        self.remove(SECURITY_OBJECT, instance);
    }

    pub(crate) fn is_bootstrap(&self, security: InstanceId) -> bool {
        let path = security_path(security, security::IS_BOOTSTRAP);
        self.value(path) == Some(&Value::Boolean(true))
    }

    /// The Short Server ID of a Security instance that is not the bootstrap server's.
    pub(crate) fn server_id(&self, security: InstanceId) -> Option<ServerId> {
        if self.is_bootstrap(security) {
            return None;
        }
        server_number(self.value(security_path(security, security::SHORT_SERVER_ID))?)
    }

    /// The instance of the Server object with this Short Server ID.
    pub(crate) fn server_instance(&self, server: ServerId) -> Option<InstanceId> {
        self.instances(SERVER_OBJECT)
            .find(|id| self.id_of_server(*id) == Some(server))
    }

    /// The Short Server ID of an instance of the Server object.
    pub(crate) fn id_of_server(&self, instance: InstanceId) -> Option<ServerId> {
        let path = ResourcePath::new(SERVER_OBJECT, instance, ResourceId::new(0));
        server_number(self.value(path)?)
    }

    /// The OSCORE instance that a Security instance links to, whether it is there or not.
    pub(crate) fn oscore_of(&self, security: InstanceId) -> Option<InstanceId> {
        match self.value(security_path(security, security::OSCORE))? {
            Value::ObjectLink(link) if link.object == OSCORE_OBJECT.number() => {
                InstanceId::try_from(link.instance).ok()
            }
            _ => None,
        }
    }

    /// Seconds in a resource of a Security instance.
    pub(crate) fn seconds(&self, security: InstanceId, id: u16) -> u64 {
        match self.value(security_path(security, id)) {
            Some(Value::Integer(seconds)) => u64::try_from(*seconds).unwrap_or(0),
            Some(Value::Unsigned(seconds)) => *seconds,
            Some(_) | None => 0,
        }
    }

    pub(crate) fn content(&self, object: ObjectId, instance: InstanceId) -> Option<&Content> {
        self.instances.get(&(object, instance))
    }

    pub(crate) fn contains(&self, object: ObjectId, instance: InstanceId) -> bool {
        self.instances.contains_key(&(object, instance))
    }

    /// Puts an instance with exactly this content in the place of the one there.
    pub(crate) fn put(&mut self, object: ObjectId, instance: InstanceId, content: Content) {
        self.instances.insert((object, instance), content);
    }

    pub(crate) fn content_mut(&mut self, object: ObjectId, instance: InstanceId) -> &mut Content {
        self.instances.entry((object, instance)).or_default()
    }

    pub(crate) fn remove(&mut self, object: ObjectId, instance: InstanceId) {
        self.instances.remove(&(object, instance));
    }

    pub(crate) fn free_instance(&self, object: ObjectId) -> Option<InstanceId> {
        (0..u16::MAX)
            .filter_map(|id| InstanceId::try_from(id).ok())
            .find(|id| !self.contains(object, *id))
    }

    pub(crate) fn len(&self) -> usize {
        self.instances.len()
    }
}

/// The path of a resource of the Security object.
pub(crate) const fn security_path(instance: InstanceId, id: u16) -> ResourcePath {
    ResourcePath::new(SECURITY_OBJECT, instance, ResourceId::new(id))
}

fn server_number(value: &Value) -> Option<ServerId> {
    let number = match value {
        Value::Integer(number) => u16::try_from(*number).ok()?,
        Value::Unsigned(number) => u16::try_from(*number).ok()?,
        _ => return None,
    };
    ServerId::try_from(number).ok()
}

/// Shows everything but bytes: those are keys and identities.
impl fmt::Debug for Accounts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |(path, value): (ResourcePath, &Value)| {
            let text = match value {
                Value::Opaque(bytes) => format!("{} bytes", bytes.len()),
                other => other.to_string(),
            };
            (Path::Resource(path).to_string(), text)
        };
        f.debug_map().entries(self.values().map(shown)).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_of_accounts_has_no_keys() {
        let mut accounts = Accounts::new();
        let key = ResourcePath::literal(0, 0, 5);
        accounts.set(key, Value::Opaque(b"swordfish".to_vec())).unwrap();
        accounts
            .set(ResourcePath::literal(21, 0, 0), Value::Opaque(vec![0xab; 2]))
            .unwrap();
        let shown = format!("{accounts:?}");
        assert!(
            shown.contains("9 bytes") && !shown.contains("swordfish") && !shown.contains("ab"),
            "{shown}"
        );
    }

    #[test]
    fn only_account_objects_are_taken() {
        let path = ResourcePath::literal(3, 0, 0);
        let refused = Accounts::new().set(path, Value::Integer(1));
        assert_eq!(refused, Err(NotAnAccount(path)));
    }
}
