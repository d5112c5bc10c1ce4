//! The living data: objects, their instances and the values of their resources.

mod error;
mod instance;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, btree_map};
use std::sync::Arc;
use std::time::SystemTime;

pub use error::{DefineError, SetError, StructureError, WriteError};
pub use instance::{Entry, ObjectInstance, Resource};

use crate::{
    Change, ChangeKind, InstanceId, ObjectDef, ObjectId, Path, Registry, ResourceDef, ResourcePath, Value,
};

/// The objects a client has, with all their values.
///
/// Every value conforms to its definition. Whoever alters the tree gets a [`Change`] and owes it to
/// the LwM2M engine.
#[derive(Debug)]
pub struct ObjectTree {
    registry: Registry,
    objects: BTreeMap<ObjectId, Object>,
    structure_version: u64,
}

/// An object with its instances.
#[derive(Debug)]
pub struct Object {
    def: Arc<ObjectDef>,
    instances: BTreeMap<InstanceId, ObjectInstance>,
}

impl Object {
    /// The definition of the object.
    #[must_use]
    pub fn def(&self) -> &ObjectDef {
        &self.def
    }

    /// The instances in ascending order.
    pub fn instances(&self) -> impl ExactSizeIterator<Item = (InstanceId, &ObjectInstance)> {
        self.instances.iter().map(|(id, instance)| (*id, instance))
    }

    /// One instance.
    #[must_use]
    pub fn instance(&self, id: InstanceId) -> Option<&ObjectInstance> {
        self.instances.get(&id)
    }

    /// The lowest instance number that is free.
    #[must_use]
    pub fn free_instance(&self) -> Option<InstanceId> {
        let mut free = 0;
        for id in self.instances.keys() {
            if id.number() != free {
                break;
            }
            free += 1;
        }
        InstanceId::try_from(free).ok()
    }
}

impl ObjectTree {
    /// An empty tree of objects defined in `registry`.
    #[must_use]
    pub const fn new(registry: Registry) -> Self {
        Self {
            registry,
            objects: BTreeMap::new(),
            structure_version: 0,
        }
    }

    /// Lists an object although it has no instance yet.
    ///
    /// # Errors
    /// When the registry does not define it.
    pub fn add_object(&mut self, id: ObjectId) -> Result<(), StructureError> {
        if !self.objects.contains_key(&id) {
            let def = self
                .registry
                .object(id)
                .ok_or(StructureError::UndefinedObject(id))?;
            self.objects.insert(
                id,
                Object {
                    def: Arc::clone(def),
                    instances: BTreeMap::new(),
                },
            );
            self.structure_version += 1;
        }
        Ok(())
    }

    /// Adds an instance without values; its mandatory executables are there from the start.
    ///
    /// # Errors
    /// When the object is not defined, the instance exists, or the object allows instance 0 only.
    pub fn create_instance(
        &mut self,
        object: ObjectId,
        id: InstanceId,
        at: SystemTime,
    ) -> Result<Change, StructureError> {
        self.add_object(object)?;
        let entry = self
            .objects
            .get_mut(&object)
            .ok_or(StructureError::UndefinedObject(object))?;
        if !entry.def.multiple && id.number() != 0 {
            return Err(StructureError::SingleInstance(object));
        }
        if entry.instances.contains_key(&id) {
            return Err(StructureError::InstanceExists(object, id));
        }
        entry.instances.insert(id, ObjectInstance::new(&entry.def));
        self.structure_version += 1;
        Ok(Change {
            path: Path::Instance(object, id),
            kind: ChangeKind::Created,
            at,
        })
    }

    /// Takes an object out of the list; nothing happens when it has instances.
    pub fn remove_object(&mut self, id: ObjectId) {
        if let btree_map::Entry::Occupied(object) = self.objects.entry(id)
            && object.get().instances.is_empty()
        {
            object.remove();
            self.structure_version += 1;
        }
    }

    /// Removes an instance with its values; nothing happens when there is none.
    pub fn remove_instance(&mut self, object: ObjectId, id: InstanceId, at: SystemTime) -> Option<Change> {
        self.objects.get_mut(&object)?.instances.remove(&id)?;
        self.structure_version += 1;
        Some(Change {
            path: Path::Instance(object, id),
            kind: ChangeKind::Removed,
            at,
        })
    }

    /// Gives an instance an optional executable resource.
    ///
    /// # Errors
    /// When the instance does not exist or the definition has no such executable.
    pub fn enable_executable(&mut self, path: ResourcePath) -> Result<(), SetError> {
        let (def, instance) = self.place(path)?;
        if !def.operations.executable() {
            return Err(SetError::NotExecutable(path));
        }
        instance.insert(path.resource, Resource::Executable);
        Ok(())
    }

    /// Gives a resource a value and says what that altered: nothing when it already had it, though its
    /// time is then still renewed. The element of a multiple-instance resource is created when needed.
    ///
    /// # Errors
    /// When the instance or the definition is missing, or the value does not conform to it.
    pub fn set(
        &mut self,
        path: ResourcePath,
        value: Value,
        at: SystemTime,
    ) -> Result<Option<Change>, SetError> {
        let (def, instance) = self.place(path)?;
        let kind = def.kind.ok_or(SetError::NoValue(path))?;
        if !value.is(kind) {
            return Err(SetError::WrongKind { path, wanted: kind });
        }
        if def.multiple != path.element.is_some() {
            return Err(SetError::Multiplicity(path));
        }
        let change = instance.set(path, Entry { value, at });
        Ok(change.map(|kind| Change {
            path: path.into(),
            kind,
            at,
        }))
    }

    /// Makes a multiple-instance resource exist with no elements, or removes all it has.
    ///
    /// # Errors
    /// When the instance or the definition is missing, or the resource is a single one.
    pub fn clear_elements(&mut self, path: ResourcePath, at: SystemTime) -> Result<Option<Change>, SetError> {
        let (def, instance) = self.place(path)?;
        if !def.multiple {
            return Err(SetError::Multiplicity(path));
        }
        let changed = instance.clear_elements(path.resource);
        Ok(changed.then(|| Change {
            path: path.without_element().into(),
            kind: ChangeKind::Value,
            at,
        }))
    }

    /// Removes a resource or an element; nothing happens when it is not there.
    pub fn remove(&mut self, path: ResourcePath, at: SystemTime) -> Option<Change> {
        let instance = self
            .objects
            .get_mut(&path.object)?
            .instances
            .get_mut(&path.instance)?;
        instance.remove(path).then_some(Change {
            path: path.into(),
            kind: ChangeKind::Removed,
            at,
        })
    }

    /// Whether a server may write `value` to `path`: the definition allows it, kind and range fit.
    ///
    /// # Errors
    /// The first reason against it.
    pub fn check_write(&self, path: ResourcePath, value: &Value) -> Result<(), WriteError> {
        let object = self.objects.get(&path.object).ok_or(WriteError::NotFound)?;
        object.instances.get(&path.instance).ok_or(WriteError::NotFound)?;
        let def = object.def.resource(path.resource).ok_or(WriteError::NotFound)?;
        if !def.operations.writable() {
            return Err(WriteError::NotWritable);
        }
        if def.multiple != path.element.is_some() {
            return Err(WriteError::Multiplicity);
        }
        if !def.kind.is_some_and(|kind| value.is(kind)) {
            return Err(WriteError::WrongKind);
        }
        match &def.range {
            Some(range) if !range.contains(value) => Err(WriteError::OutOfRange),
            Some(_) | None => Ok(()),
        }
    }

    /// The definitions the tree knows, those of absent objects included.
    #[must_use]
    pub const fn registry(&self) -> &Registry {
        &self.registry
    }

    /// Adds a definition, or replaces the one with the same number. An object without instances is no longer
    /// listed; its first instance lists it with its new version.
    ///
    /// # Errors
    /// When the object has instances, which conform to the definition of before, or the definition is not in
    /// order.
    pub fn define(&mut self, def: ObjectDef) -> Result<(), DefineError> {
        let id = def.id;
        if self
            .objects
            .get(&id)
            .is_some_and(|object| !object.instances.is_empty())
        {
            return Err(DefineError::InUse(id));
        }
        self.registry.insert(def)?;
        if self.objects.remove(&id).is_some() {
            self.structure_version += 1;
        }
        Ok(())
    }

    /// One object.
    #[must_use]
    pub fn object(&self, id: ObjectId) -> Option<&Object> {
        self.objects.get(&id)
    }

    /// The objects in ascending order.
    pub fn objects(&self) -> impl ExactSizeIterator<Item = (ObjectId, &Object)> {
        self.objects.iter().map(|(id, object)| (*id, object))
    }

    /// One instance.
    #[must_use]
    pub fn instance(&self, object: ObjectId, instance: InstanceId) -> Option<&ObjectInstance> {
        self.objects.get(&object)?.instances.get(&instance)
    }

    /// One resource, whichever element `path` names.
    #[must_use]
    pub fn resource(&self, path: ResourcePath) -> Option<&Resource> {
        self.instance(path.object, path.instance)?.resource(path.resource)
    }

    /// The value of a single resource, or of the element `path` names.
    #[must_use]
    pub fn entry(&self, path: ResourcePath) -> Option<&Entry> {
        self.resource(path)?.entry(path.element)
    }

    /// Grows whenever an object or an instance comes or goes; what a registration must announce.
    #[must_use]
    pub const fn structure_version(&self) -> u64 {
        self.structure_version
    }

    fn place(&mut self, path: ResourcePath) -> Result<(&ResourceDef, &mut ObjectInstance), SetError> {
        let object = self
            .objects
            .get_mut(&path.object)
            .ok_or(SetError::NoInstance(path))?;
        let instance = object
            .instances
            .get_mut(&path.instance)
            .ok_or(SetError::NoInstance(path))?;
        let def = object
            .def
            .resource(path.resource)
            .ok_or(SetError::Undefined(path))?;
        Ok((def, instance))
    }
}
