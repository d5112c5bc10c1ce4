//! Write and Create: reading the payload and checking it before anybody acts on it (core §6.3.4, §6.3.7).

use coap::{ContentFormat, IncomingRequest};
use objects::{InstanceId, ObjectDef, ObjectId, ObjectLink, ObjectTree, Path, ResourcePath, Value};

use crate::access::{Grants, Need};
use crate::accounts::ACCESS_CONTROL_OBJECT;
use crate::event::WriteMode;
use crate::format::{self, DecodeError, NewInstance, Scope};
use crate::operation::{hidden, parse_path};
use crate::outcome::Outcome;
use crate::version::EnablerVersion;

impl From<DecodeError> for Outcome {
    fn from(error: DecodeError) -> Self {
        match error {
            DecodeError::Unsupported(_) => Self::UnsupportedFormat,
            DecodeError::Undefined(_) => Self::NotFound,
            _ => Self::BadRequest,
        }
    }
}

/// The values of a Write in path order, each of them allowed.
pub(crate) fn values(
    request: &IncomingRequest,
    target: Path,
    mode: WriteMode,
    (tree, grants): (&ObjectTree, &Grants),
    version: EnablerVersion,
) -> Result<Vec<(ResourcePath, Value)>, Outcome> {
    exists(tree, grants, target, mode)?;
    let format = request.content_format.ok_or(Outcome::BadRequest)?;
    if !version.allows(format) {
        return Err(Outcome::UnsupportedFormat);
    }
    let decoded = format::decode(format.0, target, &request.payload, &Scope::new(tree.registry()))?;
    let mut values = Vec::with_capacity(decoded.values.len());
    for (path, value) in decoded.values {
        match tree.check_write(path, &value) {
            Ok(()) if dangling(&value, tree) => return Err(Outcome::BadRequest),
            Ok(()) => {
                grants.check_value(path, &value)?;
                values.push((path, value));
            }
            // A server that writes back what it has read sends read-only values along.
            Err(_) if is_instance(target) && tree.entry(path).is_some_and(|entry| entry.value == value) => {}
            Err(error) => return Err(error.into()),
        }
    }
    values.sort_by_key(|(path, _)| *path);
    Ok(values)
}

/// What a Write-Composite asks for.
#[derive(Default)]
pub(crate) struct Patch {
    /// What is set.
    pub(crate) values: Vec<(ResourcePath, Value)>,
    /// Which resource instances are removed.
    pub(crate) removed: Vec<ResourcePath>,
}

/// What a Write-Composite sets and removes, in the order of the request, when all of it is allowed (core §6.3.9).
pub(crate) fn patch(
    request: &IncomingRequest,
    (tree, grants): (&ObjectTree, &Grants),
    version: EnablerVersion,
) -> Result<Patch, Outcome> {
    let format = request.content_format.ok_or(Outcome::BadRequest)?;
    if format == ContentFormat::LWM2M_CBOR && !version.allows(format) {
        return Err(Outcome::UnsupportedFormat);
    }
    let scope = Scope::new(tree.registry());
    let patch = format::decode_patch(format.0, &request.payload, &scope).map_err(|error| match error {
        DecodeError::Undefined(path) | DecodeError::Value { path, .. } => permitted(path, tree, grants)
            .err()
            .unwrap_or_else(|| error.into()),
        other => other.into(),
    })?;
    patch
        .iter()
        .try_for_each(|(path, _)| permitted(*path, tree, grants))?;
    let mut allowed = Patch::default();
    for (path, value) in patch {
        match value {
            Some(value) => {
                tree.check_write(path, &value)?;
                if dangling(&value, tree) {
                    return Err(Outcome::BadRequest);
                }
                grants.check_value(path, &value)?;
                allowed.values.push((path, value));
            }
            None => {
                removable(path, tree)?;
                allowed.removed.push(path);
            }
        }
    }
    Ok(allowed)
}

/// Whether a server may write to an instance: it is there, and not forbidden.
fn permitted(path: ResourcePath, tree: &ObjectTree, grants: &Grants) -> Result<(), Outcome> {
    if hidden(path.object) {
        return Err(Outcome::Unauthorized);
    }
    tree.instance(path.object, path.instance)
        .ok_or(Outcome::NotFound)?;
    grants.permit(Need::Write, path.object, path.instance)
}

/// Whether a resource instance, which need not be there, could be removed.
fn removable(path: ResourcePath, tree: &ObjectTree) -> Result<(), Outcome> {
    let object = tree.object(path.object).ok_or(Outcome::NotFound)?;
    object.instance(path.instance).ok_or(Outcome::NotFound)?;
    let def = object.def().resource(path.resource).ok_or(Outcome::NotFound)?;
    if def.operations.writable() {
        Ok(())
    } else {
        Err(Outcome::MethodNotAllowed)
    }
}

/// The opaque resource that parts of an upload belong to. Later parts may leave the format out, which the
/// first has said.
pub(crate) fn upload_target(
    request: &IncomingRequest,
    tree: &ObjectTree,
    grants: &Grants,
) -> Result<ResourcePath, Outcome> {
    let target = parse_path(&request.path)?;
    if target.object().is_some_and(hidden) {
        return Err(Outcome::Unauthorized);
    }
    let Path::Resource(path) = target else {
        return Err(Outcome::MethodNotAllowed);
    };
    exists(tree, grants, target, WriteMode::Update)?;
    match request.content_format {
        Some(ContentFormat::OCTET_STREAM) => {}
        Some(_) => return Err(Outcome::UnsupportedFormat),
        None if request.part.is_some_and(|part| part.offset > 0) => {}
        None => return Err(Outcome::BadRequest),
    }
    tree.check_write(path, &Value::Opaque(Vec::new()))?;
    Ok(path)
}

/// Whether a value links to something that is not there (core §6.3.4: links are checked like kinds).
fn dangling(value: &Value, tree: &ObjectTree) -> bool {
    let Value::ObjectLink(link) = value else {
        return false;
    };
    if *link == ObjectLink::NULL {
        return false;
    }
    let object = ObjectId::try_from(link.object)
        .ok()
        .and_then(|id| tree.object(id));
    match (object, InstanceId::try_from(link.instance)) {
        (None, _) => true,
        (Some(object), Ok(instance)) => object.instance(instance).is_none(),
        (Some(_), Err(_)) => false,
    }
}

const fn is_instance(path: Path) -> bool {
    matches!(path, Path::Instance(..))
}

/// Whether the target is there and may be written: its instance must be, a resource only has to be writable, and
/// a resource instance has to be there unless the whole resource is written.
fn exists(tree: &ObjectTree, grants: &Grants, target: Path, mode: WriteMode) -> Result<(), Outcome> {
    let (Some(id), Some(number)) = (target.object(), target.instance()) else {
        return Err(Outcome::MethodNotAllowed);
    };
    let object = tree.object(id).ok_or(Outcome::NotFound)?;
    let instance = object.instance(number).ok_or(Outcome::NotFound)?;
    grants.permit(Need::Write, id, number)?;
    let Path::Resource(path) = target else {
        return Ok(());
    };
    let def = object.def().resource(path.resource).ok_or(Outcome::NotFound)?;
    let resource = instance.resource(path.resource);
    if !def.operations.writable() {
        return Err(if resource.is_some() {
            Outcome::MethodNotAllowed
        } else {
            Outcome::NotFound
        });
    }
    match path.element {
        Some(_) if !def.multiple => Err(Outcome::MethodNotAllowed),
        Some(element) if mode == WriteMode::Replace => resource
            .and_then(|r| r.entry(Some(element)))
            .map(|_| ())
            .ok_or(Outcome::NotFound),
        Some(_) | None => Ok(()),
    }
}

/// The instance a Create describes. Read-only values in the payload are left out; a value of the wrong
/// kind or out of range refuses the whole.
pub(crate) fn new_instance(
    request: &IncomingRequest,
    object: ObjectId,
    (tree, grants): (&ObjectTree, &Grants),
    version: EnablerVersion,
) -> Result<NewInstance, Outcome> {
    let announced = tree.object(object).ok_or(Outcome::NotFound)?;
    if object == ACCESS_CONTROL_OBJECT {
        // Rules come and go with what they are about (core §8.1).
        return Err(Outcome::MethodNotAllowed);
    }
    grants.permit_create(object)?;
    let mut new = match request.content_format {
        Some(format) if version.allows(format) => {
            let scope = Scope::new(tree.registry());
            format::decode_create(format.0, object, &request.payload, &scope)?
        }
        Some(_) => return Err(Outcome::UnsupportedFormat),
        None if request.payload.is_empty() => NewInstance::default(),
        None => return Err(Outcome::BadRequest),
    };
    if new.id.is_some_and(|id| announced.instance(id).is_some()) {
        return Err(Outcome::BadRequest);
    }
    retain_writable(announced.def(), &mut new)?;
    if new.values.iter().any(|(_, _, value)| dangling(value, tree)) {
        return Err(Outcome::BadRequest);
    }
    Ok(new)
}

fn retain_writable(def: &ObjectDef, new: &mut NewInstance) -> Result<(), Outcome> {
    let writable = |id| {
        def.resource(id)
            .is_some_and(|resource| resource.operations.writable())
    };
    new.values.retain(|(id, _, _)| writable(*id));
    let in_range = new.values.iter().all(|(id, _, value)| {
        let range = def.resource(*id).and_then(|resource| resource.range.as_ref());
        range.is_none_or(|range| range.contains(value))
    });
    if in_range {
        Ok(())
    } else {
        Err(Outcome::BadRequest)
    }
}
