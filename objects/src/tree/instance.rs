//! One object instance and its resources.

use std::collections::BTreeMap;
use std::collections::btree_map;
use std::time::SystemTime;

use crate::{ChangeKind, ObjectDef, ResourceId, ResourcePath, Value};

/// A value with the time at which the device delivered it.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The value.
    pub value: Value,
    /// When it was delivered last, also when it was the same then.
    pub at: SystemTime,
}

/// A resource of an instance.
#[derive(Clone, Debug, PartialEq)]
pub enum Resource {
    /// It can be executed and holds nothing.
    Executable,
    /// It holds a list with gaps.
    Multiple(BTreeMap<u16, Entry>),
    /// It holds one value.
    Single(Entry),
}

impl Resource {
    /// The value of a single resource (`element` is `None`) or of one element.
    #[must_use]
    pub fn entry(&self, element: Option<u16>) -> Option<&Entry> {
        match (self, element) {
            (Self::Single(entry), None) => Some(entry),
            (Self::Multiple(elements), Some(element)) => elements.get(&element),
            (Self::Single(_), Some(_)) | (Self::Multiple(_), None) | (Self::Executable, _) => None,
        }
    }

    /// All its values: the one of a single resource without an element, those of a list with theirs in ascending order.
    pub fn entries(&self) -> impl Iterator<Item = (Option<u16>, &Entry)> {
        let (single, elements) = match self {
            Self::Executable => (None, None),
            Self::Multiple(elements) => (None, Some(elements)),
            Self::Single(entry) => (Some(entry), None),
        };
        let elements = elements.into_iter().flatten();
        let elements = elements.map(|(element, entry)| (Some(*element), entry));
        single.map(|entry| (None, entry)).into_iter().chain(elements)
    }
}

/// An object instance.
///
/// The resources stand in a sorted list: instances have few, and a list costs least memory.
#[derive(Clone, Debug, Default)]
pub struct ObjectInstance {
    resources: Vec<(ResourceId, Resource)>,
}

impl ObjectInstance {
    pub(super) fn new(def: &ObjectDef) -> Self {
        let executables = def
            .resources
            .iter()
            .filter(|r| r.mandatory && r.operations.executable());
        Self {
            resources: executables.map(|r| (r.id, Resource::Executable)).collect(),
        }
    }

    /// The resources in ascending order.
    pub fn resources(&self) -> impl ExactSizeIterator<Item = (ResourceId, &Resource)> {
        self.resources.iter().map(|(id, resource)| (*id, resource))
    }

    /// One resource.
    #[must_use]
    pub fn resource(&self, id: ResourceId) -> Option<&Resource> {
        let at = self.resources.binary_search_by_key(&id, |(id, _)| *id).ok()?;
        self.resources.get(at).map(|(_, resource)| resource)
    }

    pub(super) fn insert(&mut self, id: ResourceId, resource: Resource) {
        match self.resources.binary_search_by_key(&id, |(id, _)| *id) {
            Ok(at) => self.resources[at].1 = resource,
            Err(at) => self.resources.insert(at, (id, resource)),
        }
    }

    fn resource_mut(&mut self, id: ResourceId) -> Option<&mut Resource> {
        let at = self.resources.binary_search_by_key(&id, |(id, _)| *id).ok()?;
        self.resources.get_mut(at).map(|(_, resource)| resource)
    }

    /// Takes a value that the caller has checked against the definition.
    pub(super) fn set(&mut self, path: ResourcePath, entry: Entry) -> Option<ChangeKind> {
        match (self.resource_mut(path.resource), path.element) {
            (Some(Resource::Single(old)), None) => replace(old, entry),
            (Some(Resource::Multiple(elements)), Some(element)) => match elements.entry(element) {
                btree_map::Entry::Occupied(mut old) => replace(old.get_mut(), entry),
                btree_map::Entry::Vacant(free) => {
                    free.insert(entry);
                    Some(ChangeKind::Created)
                }
            },
            (_, None) => {
                self.insert(path.resource, Resource::Single(entry));
                Some(ChangeKind::Created)
            }
            (_, Some(element)) => {
                self.insert(
                    path.resource,
                    Resource::Multiple(BTreeMap::from([(element, entry)])),
                );
                Some(ChangeKind::Created)
            }
        }
    }

    pub(super) fn clear_elements(&mut self, id: ResourceId) -> bool {
        match self.resource_mut(id) {
            Some(Resource::Multiple(elements)) if elements.is_empty() => false,
            Some(Resource::Multiple(elements)) => {
                elements.clear();
                true
            }
            Some(Resource::Executable | Resource::Single(_)) | None => {
                self.insert(id, Resource::Multiple(BTreeMap::new()));
                true
            }
        }
    }

    pub(super) fn remove(&mut self, path: ResourcePath) -> bool {
        let Ok(at) = self.resources.binary_search_by_key(&path.resource, |(id, _)| *id) else {
            return false;
        };
        match (&mut self.resources[at].1, path.element) {
            (Resource::Multiple(elements), Some(element)) => elements.remove(&element).is_some(),
            (Resource::Executable | Resource::Single(_), Some(_)) => false,
            (_, None) => {
                self.resources.remove(at);
                true
            }
        }
    }
}

fn replace(old: &mut Entry, new: Entry) -> Option<ChangeKind> {
    let same = match (&old.value, &new.value) {
        // Bit for bit: a NaN that stays is no change, and -0.0 is not 0.0.
        (Value::Float(a), Value::Float(b)) => a.to_bits() == b.to_bits(),
        (a, b) => a == b,
    };
    *old = new;
    (!same).then_some(ChangeKind::Value)
}
