//! Bootstrap-Write: what the server writes replaces what was there (core §6.1.7.3).

use std::collections::BTreeMap;

use coap::{IncomingRequest, IncomingResponse};
use objects::{InstanceId, ObjectId, ObjectTree, Path, Registry, ResourcePath, Value};

use super::{MAX_INSTANCES, VERSION};
use crate::access::{Rule, rules as living_rules};
use crate::account::SERVER_OBJECT;
use crate::accounts::{ACCESS_CONTROL_OBJECT, ACCOUNT_OBJECTS, Accounts, Content};
use crate::format::{self, Decoded, Scope};
use crate::outcome::Outcome;

/// The accounts with what servers have made of the Server and Access Control objects since.
pub(super) fn as_they_are(accounts: &Accounts, tree: &ObjectTree) -> Accounts {
    let mut now = accounts.clone();
    let instances: Vec<InstanceId> = accounts.instances(SERVER_OBJECT).collect();
    for id in instances {
        let Some(living) = tree.instance(SERVER_OBJECT, id) else {
            continue;
        };
        let mut content = Content::default();
        for (resource, held) in living.resources() {
            for (element, entry) in held.entries() {
                content.insert((resource, element), entry.value.clone());
            }
        }
        now.put(SERVER_OBJECT, id, content);
    }
    if living_rules(tree).next().is_some() {
        let given: Vec<InstanceId> = accounts.instances(ACCESS_CONTROL_OBJECT).collect();
        let mut living: BTreeMap<InstanceId, Rule> = living_rules(tree).collect();
        for number in given {
            match living.remove(&number) {
                Some(rule) => now.put_rule(number, &rule),
                // What it was about is gone.
                None => now.remove(ACCESS_CONTROL_OBJECT, number),
            }
        }
    }
    now
}

/// Carries out a Bootstrap-Write.
///
/// Only the objects of accounts can be written: the others belong to the gateway and its devices (4.05).
pub(super) fn write(
    accounts: &mut Accounts,
    request: &IncomingRequest,
    target: Path,
    tree: &ObjectTree,
) -> Result<(), Outcome> {
    let object = target.object().ok_or(Outcome::MethodNotAllowed)?;
    if !ACCOUNT_OBJECTS.contains(&object) {
        let known = tree.object(object).is_some();
        return Err(if known {
            Outcome::MethodNotAllowed
        } else {
            Outcome::NotFound
        });
    }
    if matches!(target, Path::Resource(ResourcePath { element: Some(_), .. })) {
        return Err(Outcome::MethodNotAllowed);
    }
    let format = request.content_format.ok_or(Outcome::BadRequest)?;
    if !VERSION.allows(format) {
        return Err(Outcome::UnsupportedFormat);
    }
    let decoded = format::decode(format.0, target, &request.payload, &Scope::new(tree.registry()))?;
    in_range(&decoded, tree.registry())?;
    let mut altered = accounts.clone();
    match target {
        Path::Resource(path) => replace_resource(&mut altered, path, decoded),
        Path::Instance(object, instance) => {
            let mut instances = by_instance(decoded);
            let content = instances.remove(&(object, instance)).unwrap_or_default();
            replace_instance(&mut altered, tree.registry(), (object, instance), content);
        }
        Path::Root | Path::Object(_) => {
            for (at, content) in by_instance(decoded) {
                replace_instance(&mut altered, tree.registry(), at, content);
            }
        }
    }
    keep_if_bounded(accounts, altered)
}

/// Takes a Bootstrap-Pack: each object that occurs in it is replaced as a whole, but for the bootstrap account
/// (core §6.1.7.4).
pub(super) fn pack(
    accounts: &mut Accounts,
    response: &IncomingResponse,
    registry: &Registry,
) -> Result<(), Outcome> {
    let format = response.content_format.ok_or(Outcome::BadRequest)?;
    if !VERSION.allows(format) {
        return Err(Outcome::UnsupportedFormat);
    }
    let decoded = format::decode(format.0, Path::Root, &response.payload, &Scope::new(registry))?;
    in_range(&decoded, registry)?;
    let instances = by_instance(decoded);
    let mut altered = accounts.clone();
    for object in ACCOUNT_OBJECTS {
        if instances.keys().any(|(of, _)| *of == object) {
            super::delete::all_of(&mut altered, accounts, object);
        }
    }
    for ((object, instance), content) in instances {
        if ACCOUNT_OBJECTS.contains(&object) {
            altered.put(object, instance, content);
        }
    }
    keep_if_bounded(accounts, altered)
}

fn keep_if_bounded(accounts: &mut Accounts, altered: Accounts) -> Result<(), Outcome> {
    if altered.len() > MAX_INSTANCES {
        return Err(Outcome::TooLarge);
    }
    *accounts = altered;
    Ok(())
}

/// Puts what was written in the place of an instance. Mandatory values that were not written stay; those of a
/// Security or OSCORE object are addresses and keys, which belong to what they were written for.
fn replace_instance(
    accounts: &mut Accounts,
    registry: &Registry,
    (object, instance): (ObjectId, InstanceId),
    mut content: Content,
) {
    let keeps = object == SERVER_OBJECT || object == ACCESS_CONTROL_OBJECT;
    let def = registry.object(object).filter(|_| keeps);
    let before = accounts.content(object, instance);
    for resource in def.iter().flat_map(|def| def.resources.iter()) {
        let key = (resource.id, None);
        if let Some(value) = before.and_then(|before| before.get(key))
            && resource.mandatory
            && content.get(key).is_none()
        {
            content.insert(key, value.clone());
        }
    }
    accounts.put(object, instance, content);
}

fn replace_resource(accounts: &mut Accounts, path: ResourcePath, decoded: Decoded) {
    let content = accounts.content_mut(path.object, path.instance);
    content.remove(path.resource);
    for (path, value) in decoded.values {
        content.insert((path.resource, path.element), value);
    }
}

fn by_instance(decoded: Decoded) -> BTreeMap<(ObjectId, InstanceId), Content> {
    let mut instances: BTreeMap<_, Content> = BTreeMap::new();
    for path in decoded.empty {
        if let Path::Instance(object, instance) = path {
            instances.entry((object, instance)).or_default();
        }
    }
    for (path, value) in decoded.values {
        let content = instances.entry((path.object, path.instance)).or_default();
        content.insert((path.resource, path.element), value);
    }
    instances
}

fn in_range(decoded: &Decoded, registry: &Registry) -> Result<(), Outcome> {
    let fits = |(path, value): &(ResourcePath, Value)| {
        let def = registry
            .object(path.object)
            .and_then(|def| def.resource(path.resource));
        def.and_then(|def| def.range.as_ref())
            .is_none_or(|range| range.contains(value))
            || empty(value)
    };
    if decoded.values.iter().all(fits) {
        Ok(())
    } else {
        Err(Outcome::BadRequest)
    }
}

/// Keys that a security mode does not use are written empty.
fn empty(value: &Value) -> bool {
    matches!(value, Value::Opaque(bytes) if bytes.is_empty())
}
