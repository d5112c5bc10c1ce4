//! What servers have stored in the gateway: kept on the disk, and altered as a whole or not at all.

use std::time::{Instant, SystemTime};

use anyhow::Context as _;
use lwm2m::{Outcome, ServerId, WriteMode};
use objects::{
    Change, ChangeKind, InstanceId, ObjectId, ObjectTree, Path, Resource, ResourceId, ResourcePath, Value,
};
use serde::{Deserialize, Serialize};
use tracing::error;

use super::Hub;
use super::access::holds_rules;
use super::local::kind_of;

/// Objects whose instances servers create and delete: Portfolio and BinaryAppDataContainer. They hold
/// what servers want to be kept, and nothing of a device.
pub(super) const SERVER_OWNED: [ObjectId; 2] = [ObjectId::new(16), ObjectId::new(19)];

/// How many instances a server may create of one object.
const MAX_INSTANCES: usize = 64;

/// The file in the state directory.
const FILE: &str = "server-data.json";

/// One stored value: path segments and text form.
#[derive(Debug, Deserialize, Serialize)]
struct Stored {
    path: String,
    /// As [`Value::parse`] reads it; an instance without values has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    value: Option<String>,
}

/// A value of an instance that is to be created: resource, element and value.
type NewValue = (ResourceId, Option<u16>, Value);

/// The most text that is kept for servers.
const MAX_STORED: usize = 256 * 1024;

/// Whether servers create and delete the instances of an object.
pub(super) fn server_owned(object: ObjectId) -> bool {
    SERVER_OWNED.contains(&object)
}

impl Hub {
    /// Puts what servers have stored back into the tree.
    pub(super) fn load_local_objects(&mut self, at: SystemTime) -> anyhow::Result<()> {
        for object in SERVER_OWNED {
            self.tree.add_object(object)?;
        }
        let stored: Vec<Stored> = self.state.read_json(FILE)?.unwrap_or_default();
        for item in stored {
            restore(&mut self.tree, &item, at).with_context(|| format!("{FILE}: {}", item.path))?;
        }
        Ok(())
    }

    fn save_local_objects(&self) -> Result<(), Outcome> {
        let stored = stored(&self.tree);
        let text = |item: &Stored| item.path.len() + item.value.as_ref().map_or(0, String::len);
        if stored.iter().map(text).sum::<usize>() > MAX_STORED {
            return Err(Outcome::TooLarge);
        }
        self.state.write_json(FILE, &stored).map_err(|problem| {
            error!(error = %problem, "Cannot keep what a server has stored.");
            Outcome::Internal
        })
    }

    /// Writes what is kept for servers.
    pub(super) fn store(
        &mut self,
        now: Instant,
        target: Path,
        mode: WriteMode,
        values: Vec<(ResourcePath, Value)>,
    ) -> Outcome {
        let written = self.alter_stored(now, |hub| {
            hub.prepare(now, target, mode, &values)?;
            hub.write_all_local(now, values)
        });
        written.map_or_else(|outcome| outcome, |()| Outcome::Changed)
    }

    /// Writes single values of what is kept for servers and removes resource instances; those that are not
    /// there are removed already.
    pub(super) fn patch_stored(
        &mut self,
        now: Instant,
        values: Vec<(ResourcePath, Value)>,
        removed: &[ResourcePath],
    ) -> Result<(), Outcome> {
        if values.is_empty() && removed.is_empty() {
            return Ok(());
        }
        self.alter_stored(now, |hub| {
            for path in removed {
                let change = hub.tree.remove(*path, SystemTime::now());
                hub.announce(now, change);
            }
            hub.write_all_local(now, values)
        })
    }

    /// Alters what is kept for servers, as a whole: what cannot be saved has not happened.
    fn alter_stored<T>(
        &mut self,
        now: Instant,
        alter: impl FnOnce(&mut Self) -> Result<T, Outcome>,
    ) -> Result<T, Outcome> {
        let before = stored(&self.tree);
        let result = alter(self).and_then(|done| self.save_local_objects().map(|()| done));
        if result.is_err() {
            self.put_back(now, &before);
        }
        result
    }

    fn put_back(&mut self, now: Instant, before: &[Stored]) {
        let at = SystemTime::now();
        for object in SERVER_OWNED {
            for instance in instances(&self.tree, object) {
                self.tree.remove_instance(object, instance, at);
            }
        }
        for item in before {
            if let Err(problem) = restore(&mut self.tree, item, at) {
                error!(path = item.path, error = %problem, "A value does not fit the tree.");
            }
        }
        for object in SERVER_OWNED {
            for instance in instances(&self.tree, object) {
                let change = Change {
                    path: Path::Instance(object, instance),
                    kind: ChangeKind::Created,
                    at,
                };
                self.announce(now, Some(change));
            }
        }
    }

    pub(super) fn create(
        &mut self,
        now: Instant,
        creator: ServerId,
        object: ObjectId,
        (instance, values): (Option<InstanceId>, Vec<NewValue>),
    ) -> Outcome {
        if !server_owned(object) {
            return Outcome::MethodNotAllowed;
        }
        let created = self.with_rules(now, |hub| {
            hub.alter_stored(now, |hub| {
                let instance = hub.create_checked(now, object, instance, values)?;
                hub.claim(now, creator, object, instance)?;
                Ok(instance)
            })
        });
        match created {
            Ok(instance) => Outcome::Created(instance),
            Err(outcome) => outcome,
        }
    }

    fn create_checked(
        &mut self,
        now: Instant,
        id: ObjectId,
        instance: Option<InstanceId>,
        values: Vec<NewValue>,
    ) -> Result<InstanceId, Outcome> {
        let object = self.tree.object(id).ok_or(Outcome::NotFound)?;
        if object.instances().len() >= MAX_INSTANCES {
            return Err(Outcome::Unavailable);
        }
        let missing = object.def().resources.iter().any(|def| {
            def.mandatory && def.operations.writable() && !values.iter().any(|(id, ..)| *id == def.id)
        });
        if missing {
            return Err(Outcome::BadRequest);
        }
        let instance = instance
            .or_else(|| object.free_instance())
            .ok_or(Outcome::Unavailable)?;
        let at = SystemTime::now();
        let change = self
            .tree
            .create_instance(id, instance, at)
            .map_err(|_| Outcome::BadRequest)?;
        for (resource, element, value) in values {
            let path = ResourcePath {
                element,
                ..ResourcePath::new(id, instance, resource)
            };
            self.set(now, path, value, at);
        }
        self.announce(now, Some(change));
        Ok(instance)
    }

    pub(super) fn delete(&mut self, now: Instant, path: Path) -> Outcome {
        let deletable = match path {
            Path::Instance(object, _) => server_owned(object),
            Path::Resource(resource) => server_owned(resource.object) && resource.element.is_some(),
            Path::Root | Path::Object(_) => false,
        };
        let deleted = match path {
            Path::Resource(entry) if holds_rules(entry.object) && entry.element.is_some() => {
                self.with_rules(now, |hub| {
                    hub.remove_from_rule(now, entry);
                    Ok(())
                })
            }
            _ if !deletable => Err(Outcome::MethodNotAllowed),
            _ => self.with_rules(now, |hub| hub.delete_stored(now, path)),
        };
        deleted.map_or_else(|outcome| outcome, |()| Outcome::Deleted)
    }

    /// Deletes what servers have stored, and not the rule about it.
    pub(super) fn delete_stored(&mut self, now: Instant, path: Path) -> Result<(), Outcome> {
        self.alter_stored(now, |hub| {
            let at = SystemTime::now();
            let change = match path {
                Path::Instance(object, instance) => hub.tree.remove_instance(object, instance, at),
                Path::Resource(resource) => hub.tree.remove(resource, at),
                Path::Root | Path::Object(_) => None,
            };
            hub.announce(now, change);
            Ok(())
        })
    }
}

/// Everything servers have stored, as it goes to the disk.
fn stored(tree: &ObjectTree) -> Vec<Stored> {
    let mut items = Vec::new();
    for object in SERVER_OWNED {
        let Some(living) = tree.object(object) else {
            continue;
        };
        for (id, instance) in living.instances() {
            items.push(Stored {
                path: Path::Instance(object, id).to_string(),
                value: None,
            });
            for (resource, content) in instance.resources() {
                let path = ResourcePath::new(object, id, resource);
                // A list that was emptied is there still.
                if matches!(content, Resource::Multiple(elements) if elements.is_empty()) {
                    items.push(Stored {
                        path: path.to_string(),
                        value: None,
                    });
                }
                items.extend(content.entries().map(|(element, entry)| Stored {
                    path: ResourcePath { element, ..path }.to_string(),
                    value: Some(entry.value.to_string()),
                }));
            }
        }
    }
    items
}

fn restore(tree: &mut ObjectTree, item: &Stored, at: SystemTime) -> anyhow::Result<()> {
    match (item.path.parse()?, &item.value) {
        (Path::Instance(object, instance), None) => {
            tree.create_instance(object, instance, at)?;
        }
        (Path::Resource(path), None) if path.element.is_none() => {
            tree.clear_elements(path, at)?;
        }
        (Path::Resource(path), Some(text)) => {
            let kind = kind_of(tree.registry(), path).context("the resource is not defined")?;
            tree.set(path, Value::parse(text, kind)?, at)?;
        }
        (Path::Root | Path::Object(_) | Path::Instance(..) | Path::Resource(_), _) => {
            anyhow::bail!("the path does not fit its value")
        }
    }
    Ok(())
}

/// The instances of an object.
pub(super) fn instances(tree: &ObjectTree, object: ObjectId) -> Vec<InstanceId> {
    let instances = tree
        .object(object)
        .into_iter()
        .flat_map(|object| object.instances());
    instances.map(|(id, _)| id).collect()
}
