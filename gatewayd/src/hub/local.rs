//! Resources and instances that live in the gateway itself, with no device behind them.

use std::time::{Instant, SystemTime};

use anyhow::Context as _;
use lwm2m::Outcome;
use objects::{
    InstanceId, ObjectId, ObjectTree, Path, Registry, Resource, ResourceId, ResourcePath, Value, ValueKind,
};
use serde::{Deserialize, Serialize};
use tracing::error;

use super::Hub;
use super::mapping::{self, RESET_EXTREMES};

/// Objects whose instances servers create and delete: Portfolio and BinaryAppDataContainer. They hold
/// what servers want to be kept, and nothing of a device.
const SERVER_OWNED: [ObjectId; 2] = [ObjectId::new(16), ObjectId::new(19)];

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

fn server_owned(object: ObjectId) -> bool {
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
        self.state
            .write_json(FILE, &stored(&self.tree))
            .map_err(|problem| {
                error!(error = %problem, "Cannot keep what a server has stored.");
                Outcome::Internal
            })
    }

    /// Writes a resource without a device: its value is what the server says.
    pub(super) fn write_local(
        &mut self,
        now: Instant,
        path: ResourcePath,
        value: Value,
    ) -> Result<(), Outcome> {
        // An optional resource of a device's instance that no point fills does nothing; writing it would
        // pretend otherwise.
        let ours = server_owned(path.object) || path.object.number() <= 1;
        if !ours && self.tree.resource(path).is_none() {
            return Err(Outcome::NotFound);
        }
        self.set(now, path, value, SystemTime::now());
        if server_owned(path.object) {
            self.save_local_objects()
        } else {
            Ok(())
        }
    }

    /// What a Write that replaces an instance takes away before it writes.
    pub(super) fn replace_instance(
        &mut self,
        now: Instant,
        object: ObjectId,
        instance: InstanceId,
        values: &[(ResourcePath, Value)],
    ) -> Result<(), Outcome> {
        // Points of a device cannot be taken away by a server.
        if self
            .mapped
            .keys()
            .any(|path| path.object == object && path.instance == instance)
        {
            return Ok(());
        }
        let written = |id: ResourceId| values.iter().any(|(path, _)| path.resource == id);
        let Some(living) = self.tree.object(object) else {
            return Err(Outcome::NotFound);
        };
        let missing =
            |def: &objects::ResourceDef| def.mandatory && def.operations.writable() && !written(def.id);
        if living.def().resources.iter().any(missing) {
            return Err(Outcome::BadRequest);
        }
        let replaced = |id: ResourceId| {
            living
                .def()
                .resource(id)
                .is_some_and(|def| def.operations.writable() && (def.multiple || !written(id)))
        };
        let gone: Vec<ResourceId> = living
            .instance(instance)
            .into_iter()
            .flat_map(|instance| instance.resources())
            .map(|(id, _)| id)
            .filter(|id| replaced(*id))
            .collect();
        for id in gone {
            let change = self
                .tree
                .remove(ResourcePath::new(object, instance, id), SystemTime::now());
            self.announce(now, change);
        }
        Ok(())
    }

    /// Empties a multiple-instance resource that is about to be replaced.
    pub(super) fn replace_elements(&mut self, now: Instant, path: ResourcePath) {
        if matches!(self.tree.resource(path), Some(Resource::Multiple(_)))
            && let Ok(change) = self.tree.clear_elements(path, SystemTime::now())
        {
            self.announce(now, change);
        }
    }

    pub(super) fn execute_local(&mut self, now: Instant, path: ResourcePath) -> Outcome {
        if path.resource == RESET_EXTREMES {
            self.reset_extremes(now, path);
            return Outcome::Changed;
        }
        // Reboot (3/0/4) needs the system's consent, which nobody has given.
        Outcome::NotImplemented
    }

    /// The current values become the lowest and the highest measured.
    fn reset_extremes(&mut self, now: Instant, path: ResourcePath) {
        let Some(object) = self.tree.object(path.object) else {
            return;
        };
        let def = object.def().clone();
        let resources: Vec<ResourcePath> = def
            .resources
            .iter()
            .map(|def| ResourcePath {
                resource: def.id,
                ..path
            })
            .filter(|path| mapping::extremes(&def, *path).is_some() && self.tree.entry(*path).is_some())
            .collect();
        for measured in resources {
            let Some(entry) = self.tree.entry(measured).cloned() else {
                continue;
            };
            let (Some(extremes), Some(number)) = (mapping::extremes(&def, measured), entry.value.number())
            else {
                continue;
            };
            self.set(now, extremes.min, Value::Float(number), entry.at);
            self.set(now, extremes.max, Value::Float(number), entry.at);
        }
    }

    pub(super) fn create(
        &mut self,
        now: Instant,
        object: ObjectId,
        instance: Option<InstanceId>,
        values: Vec<(ResourceId, Option<u16>, Value)>,
    ) -> Outcome {
        if !server_owned(object) {
            return Outcome::MethodNotAllowed;
        }
        match self.create_checked(now, object, instance, values) {
            Ok(instance) => Outcome::Created(instance),
            Err(outcome) => outcome,
        }
    }

    fn create_checked(
        &mut self,
        now: Instant,
        id: ObjectId,
        instance: Option<InstanceId>,
        values: Vec<(ResourceId, Option<u16>, Value)>,
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
        self.save_local_objects()?;
        Ok(instance)
    }

    pub(super) fn delete(&mut self, now: Instant, path: Path) -> Outcome {
        let at = SystemTime::now();
        let change = match path {
            Path::Instance(object, instance) if server_owned(object) => {
                self.tree.remove_instance(object, instance, at)
            }
            Path::Resource(resource) if server_owned(resource.object) && resource.element.is_some() => {
                self.tree.remove(resource, at)
            }
            Path::Root | Path::Object(_) | Path::Instance(..) | Path::Resource(_) => {
                return Outcome::MethodNotAllowed;
            }
        };
        self.announce(now, change);
        match self.save_local_objects() {
            Ok(()) => Outcome::Deleted,
            Err(outcome) => outcome,
        }
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
                let mut push = |path: ResourcePath, value: &Value| {
                    items.push(Stored {
                        path: path.to_string(),
                        value: Some(value.to_string()),
                    });
                };
                match content {
                    Resource::Executable => {}
                    Resource::Single(entry) => push(path, &entry.value),
                    Resource::Multiple(elements) => {
                        elements
                            .iter()
                            .for_each(|(element, entry)| push(path.with_element(*element), &entry.value));
                    }
                }
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

/// The kind of a resource, by its definition.
pub(super) fn kind_of(registry: &Registry, path: ResourcePath) -> Option<ValueKind> {
    registry.object(path.object)?.resource(path.resource)?.kind
}
