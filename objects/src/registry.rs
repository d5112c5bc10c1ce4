//! Looks object definitions up by their number.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::{ObjectDef, ObjectId, standard};

/// The object definitions a client knows.
#[derive(Clone, Debug, Default)]
pub struct Registry {
    objects: BTreeMap<ObjectId, Arc<ObjectDef>>,
}

/// A definition cannot be added to the registry.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum RegistryError {
    /// The resources are not in ascending order, or a number occurs twice.
    #[error("object {0} lists its resources out of order")]
    Unsorted(ObjectId),
}

impl Registry {
    /// The registered objects this program ships.
    #[must_use]
    pub fn standard() -> Self {
        let objects = standard::objects()
            .map(|def| (def.id, Arc::new(def.clone())))
            .collect();
        Self { objects }
    }

    /// Adds a definition, or replaces the one with the same number.
    ///
    /// # Errors
    /// When the resources of the definition are not in ascending order.
    pub fn insert(&mut self, def: ObjectDef) -> Result<(), RegistryError> {
        if !def.resources.is_sorted_by(|a, b| a.id < b.id) {
            return Err(RegistryError::Unsorted(def.id));
        }
        self.objects.insert(def.id, Arc::new(def));
        Ok(())
    }

    /// The definition of an object.
    #[must_use]
    pub fn object(&self, id: ObjectId) -> Option<&Arc<ObjectDef>> {
        self.objects.get(&id)
    }

    /// All definitions in the order of their numbers.
    pub fn objects(&self) -> impl Iterator<Item = &ObjectDef> {
        self.objects.values().map(Arc::as_ref)
    }
}
