//! From points to resources: gives every configured point its place in the tree.

use std::collections::BTreeSet;
use std::time::SystemTime;

use adapter::{PointDef, PointId};
use anyhow::{Context as _, bail};
use objects::{InstanceId, ObjectDef, ObjectId, Operations, ResourceId, ResourcePath, Value};

use super::Hub;
use super::adapters::{Extremes, Point, PointKey, Target, Unit};
use crate::adapters;
use crate::config::{AdapterEntry, CommonPoint};

/// Reusable resources that follow from a measured value (OMA registry, reusable resources).
const TIMESTAMP: ResourceId = ResourceId::new(5518);
const MIN_RANGE: ResourceId = ResourceId::new(5603);
const MAX_RANGE: ResourceId = ResourceId::new(5604);
pub(super) const RESET_EXTREMES: ResourceId = ResourceId::new(5605);
const UNITS: ResourceId = ResourceId::new(5701);
const APPLICATION_TYPE: ResourceId = ResourceId::new(5750);
const QUALITY: ResourceId = ResourceId::new(6042);

/// Measured values whose extremes an object may keep: value, lowest, highest.
const MEASURED: [(u16, u16, u16); 6] = [
    (5600, 5601, 5602),
    (5700, 5601, 5602),
    (5705, 5601, 5602),
    (5536, 5601, 5602),
    (5800, 5801, 5802),
    (5810, 5811, 5812),
];

impl Hub {
    /// Maps every adapter of the configuration.
    pub(super) fn map_adapters(&mut self, at: SystemTime) -> anyhow::Result<()> {
        for (name, entry) in self.config.adapters.clone() {
            self.map_adapter(&name, &entry, at)
                .with_context(|| format!("adapter {name}"))?;
        }
        self.instances.save(&self.state)?;
        Ok(())
    }

    /// Adds an adapter with its points; returns the instances its points stand in.
    pub(super) fn map_adapter(
        &mut self,
        name: &str,
        entry: &AdapterEntry,
        at: SystemTime,
    ) -> anyhow::Result<BTreeSet<(ObjectId, InstanceId)>> {
        let built = adapters::build(name, &entry.config);
        let common = |def: &PointDef| {
            entry
                .point(def.device.as_str(), &def.name)
                .cloned()
                .unwrap_or_default()
        };
        let unit = Unit::new(name, entry.config.kind(), built.points(), built.devices(), common);
        let number = self.adapters.insert(unit);
        let mut used = BTreeSet::new();
        for index in 0..built.points().len() {
            let point = PointId(u32::try_from(index).context("an adapter has too many points")?);
            let key = PointKey {
                adapter: number,
                point,
            };
            if let Some(target) = self.place(name, key, at)? {
                used.insert((target.path.object, target.path.instance));
                self.mapped.insert(target.path, key);
                if let Some(point) = self.adapters.point_mut(key) {
                    point.target = Some(target);
                }
            }
        }
        Ok(used)
    }

    /// Finds the instance of a point and fills in what is known without its device.
    fn place(&mut self, adapter: &str, key: PointKey, at: SystemTime) -> anyhow::Result<Option<Target>> {
        let Some(point) = self.adapters.point(key) else {
            return Ok(None);
        };
        let Some(wanted) = point.common.resource else {
            return Ok(None);
        };
        let (device, name, common) = (point.device.clone(), point.name.clone(), point.common.clone());
        let Some(def) = self.tree.registry().object(wanted.object).cloned() else {
            bail!("object {} is not defined", wanted.object)
        };
        let Some(resource) = def.resource(wanted.resource) else {
            bail!("object {} has no resource {}", wanted.object, wanted.resource)
        };
        let owner = format!("{adapter}/{device}");
        let instance =
            self.instances
                .assign(wanted.object, wanted.resource, &owner, &name, wanted.instance)?;
        if self.tree.instance(wanted.object, instance).is_none() {
            self.tree.create_instance(wanted.object, instance, at)?;
        }
        let path = ResourcePath::new(wanted.object, instance, wanted.resource);
        if resource.operations.executable() {
            self.tree.enable_executable(path)?;
        }
        let label = common
            .application_type
            .clone()
            .unwrap_or_else(|| format!("{owner}/{name}"));
        self.describe(&def, path, &common, label, at)?;
        Ok(Some(target(&def, path)))
    }

    /// Fills the resources that say what the value is: unit, range, label.
    fn describe(
        &mut self,
        def: &ObjectDef,
        path: ResourcePath,
        common: &CommonPoint,
        label: String,
        at: SystemTime,
    ) -> anyhow::Result<()> {
        let beside = |id: ResourceId| defines(def, id).then(|| ResourcePath { resource: id, ..path });
        if let Some(label_path) = beside(APPLICATION_TYPE)
            && self.tree.entry(label_path).is_none()
        {
            self.tree.set(label_path, Value::String(label), at)?;
        }
        let measured = MEASURED
            .iter()
            .any(|(value, ..)| *value == path.resource.number());
        if !measured {
            return Ok(());
        }
        if let (Some(units), Some(unit)) = (beside(UNITS), common.unit.clone()) {
            self.tree.set(units, Value::String(unit), at)?;
        }
        if let (Some(min), Some(max), Some(range)) = (beside(MIN_RANGE), beside(MAX_RANGE), common.range) {
            self.tree.set(min, Value::Float(range.min), at)?;
            self.tree.set(max, Value::Float(range.max), at)?;
        }
        if let (Some(reset), true) = (beside(RESET_EXTREMES), extremes(def, path).is_some()) {
            self.tree.enable_executable(reset)?;
        }
        Ok(())
    }

    /// Takes an adapter with all its points out; the instances stay in the tree.
    pub(super) fn unmap_adapter(&mut self, number: u32) -> BTreeSet<(ObjectId, InstanceId)> {
        let Some(unit) = self.adapters.remove(number) else {
            return BTreeSet::new();
        };
        let mut used = BTreeSet::new();
        for (point, Point { target, .. }) in unit.numbered_points() {
            let key = PointKey {
                adapter: number,
                point,
            };
            self.staleness.renew(key, None);
            if let Some(target) = target {
                used.insert((target.path.object, target.path.instance));
                if self.mapped.get(&target.path) == Some(&key) {
                    self.mapped.remove(&target.path);
                }
            }
        }
        used
    }
}

fn defines(def: &ObjectDef, id: ResourceId) -> bool {
    def.resource(id).is_some()
}

/// The paths of everything that follows from a value at `path`.
fn target(def: &ObjectDef, path: ResourcePath) -> Target {
    let resource = def.resource(path.resource);
    let kind = resource.and_then(|resource| resource.kind);
    // Time and quality describe what was measured; a command has neither.
    let measured = resource
        .is_some_and(|resource| matches!(resource.operations, Operations::Read | Operations::ReadWrite));
    let beside =
        |id: ResourceId| (measured && defines(def, id)).then_some(ResourcePath { resource: id, ..path });
    Target {
        path,
        kind,
        extremes: extremes(def, path),
        timestamp: beside(TIMESTAMP),
        quality: beside(QUALITY),
    }
}

/// Where the lowest and highest value measured at `path` are kept.
pub(super) fn extremes(def: &ObjectDef, path: ResourcePath) -> Option<Extremes> {
    let (_, min, max) = MEASURED
        .iter()
        .find(|(value, ..)| *value == path.resource.number())?;
    let (min, max) = (ResourceId::new(*min), ResourceId::new(*max));
    let both = defines(def, min) && defines(def, max);
    both.then_some(Extremes {
        min: ResourcePath {
            resource: min,
            ..path
        },
        max: ResourcePath {
            resource: max,
            ..path
        },
    })
}
