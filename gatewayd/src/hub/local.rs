//! Resources and instances that live in the gateway itself, with no device behind them.

use std::time::{Instant, SystemTime};

use lwm2m::Outcome;
use objects::{InstanceId, ObjectId, Registry, Resource, ResourceId, ResourcePath, Value, ValueKind};

use super::Hub;
use super::access::holds_rules;
use super::adapters::Extremes;
use super::machine;
use super::mapping::{self, RESET_EXTREMES};
use super::server_object::SERVER;
use super::stored::server_owned;

/// Resources of the Server object.
const SHORT_SERVER_ID: ResourceId = ResourceId::new(0);
const UPDATE_TRIGGER: ResourceId = ResourceId::new(8);
const BOOTSTRAP_TRIGGER: ResourceId = ResourceId::new(9);

impl Hub {
    /// Writes resources without a device in their order; the first that is refused stops it.
    pub(super) fn write_all_local(
        &mut self,
        now: Instant,
        values: Vec<(ResourcePath, Value)>,
    ) -> Result<(), Outcome> {
        values
            .into_iter()
            .try_for_each(|(path, value)| self.write_local(now, path, value))
    }

    /// Writes a resource without a device: its value is what the server says.
    pub(super) fn write_local(
        &mut self,
        now: Instant,
        path: ResourcePath,
        value: Value,
    ) -> Result<(), Outcome> {
        self.check_local(path)?;
        self.set(now, path, value, SystemTime::now());
        Ok(())
    }

    /// Whether a resource without a device takes values.
    pub(super) fn check_local(&self, path: ResourcePath) -> Result<(), Outcome> {
        // An optional resource of a device's instance that no point fills does nothing; writing it would
        // pretend otherwise.
        let ours = server_owned(path.object)
            || holds_rules(path.object)
            || path.object.number() <= 1
            || machine::owns(path);
        if !ours && self.tree.resource(path).is_none() {
            return Err(Outcome::NotFound);
        }
        Ok(())
    }

    /// Whether a resource instance can be removed: only what servers have stored, and what their rules give to others.
    pub(super) fn check_removal(&self, path: ResourcePath) -> Result<(), Outcome> {
        if server_owned(path.object) || holds_rules(path.object) || self.tree.entry(path).is_none() {
            Ok(())
        } else {
            Err(Outcome::MethodNotAllowed)
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
        if path.object == SERVER {
            return self.execute_server(now, path);
        }
        Outcome::NotImplemented
    }

    /// What the engine does by itself when a server asks, for those who ask over the bus.
    fn execute_server(&mut self, now: Instant, path: ResourcePath) -> Outcome {
        let server = self.client.servers().find(|status| {
            let id = ResourcePath::new(SERVER, path.instance, SHORT_SERVER_ID);
            let entry = self.tree.entry(id);
            entry.is_some_and(|entry| entry.value == Value::Integer(status.server.number().into()))
        });
        match (path.resource, server) {
            (UPDATE_TRIGGER, Some(status)) => {
                self.client.update(now, status.server);
                Outcome::Changed
            }
            (BOOTSTRAP_TRIGGER, Some(status)) => {
                match self.bus_bootstrap(now, Some(status.server.number())) {
                    true => Outcome::Changed,
                    false => Outcome::MethodNotAllowed,
                }
            }
            _ => Outcome::NotImplemented,
        }
    }

    /// The current values become the lowest and the highest measured; without a value there are none.
    fn reset_extremes(&mut self, now: Instant, path: ResourcePath) {
        let Some(object) = self.tree.object(path.object) else {
            return;
        };
        let def = object.def();
        let measured: Vec<(Extremes, ResourcePath)> = def
            .resources
            .iter()
            .map(|def| ResourcePath {
                resource: def.id,
                ..path
            })
            .filter_map(|path| Some((mapping::extremes(def, path)?, path)))
            .collect();
        for (extremes, _) in &measured {
            for path in [extremes.min, extremes.max] {
                let change = self.tree.remove(path, SystemTime::now());
                self.announce(now, change);
            }
        }
        for (extremes, path) in measured {
            let entry = self.tree.entry(path);
            if let Some((number, at)) = entry.and_then(|entry| Some((entry.value.number()?, entry.at))) {
                self.widen(now, extremes, number, at);
            }
        }
    }
}

/// The kind of a resource, by its definition.
pub(super) fn kind_of(registry: &Registry, path: ResourcePath) -> Option<ValueKind> {
    registry.object(path.object)?.resource(path.resource)?.kind
}
