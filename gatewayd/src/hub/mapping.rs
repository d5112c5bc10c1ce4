//! From points to resources: which place in the tree every configured point has.
//!
//! Everything that can go wrong goes wrong here, before anything is altered.

use std::collections::BTreeMap;

use adapter::PointDef;
use anyhow::{Context as _, bail, ensure};
use objects::{ObjectDef, ObjectId, Operations, Registry, ResourceId, ResourcePath};

use super::adapters::{Extremes, Point, Target, Unit};
use super::instances::Instances;
use super::stored::server_owned;
use crate::adapters;
use crate::config::AdapterEntry;

/// Reusable resources that follow from a measured value (OMA registry, reusable resources).
const TIMESTAMP: ResourceId = ResourceId::new(5518);
pub(super) const MIN_RANGE: ResourceId = ResourceId::new(5603);
pub(super) const MAX_RANGE: ResourceId = ResourceId::new(5604);
pub(super) const RESET_EXTREMES: ResourceId = ResourceId::new(5605);
pub(super) const UNITS: ResourceId = ResourceId::new(5701);
pub(super) const APPLICATION_TYPE: ResourceId = ResourceId::new(5750);
pub(super) const QUALITY: ResourceId = ResourceId::new(6042);

/// A position has a time of its own (OMA registry, object 6).
pub(super) const LOCATION: ObjectId = ObjectId::new(6);
const LOCATION_TIME: ResourceId = ResourceId::new(5);

/// Measured values whose extremes an object may keep: value, lowest, highest.
const MEASURED: [(u16, u16, u16); 6] = [
    (5600, 5601, 5602),
    (5700, 5601, 5602),
    (5705, 5601, 5602),
    (5536, 5601, 5602),
    (5800, 5801, 5802),
    (5810, 5811, 5812),
];

/// An adapter with all its points in their places, not yet part of anything.
pub(super) struct Plan {
    pub(super) name: String,
    pub(super) unit: Unit,
}

/// Finds the places of all points of these adapters.
pub(super) fn plan(
    registry: &Registry,
    instances: &mut Instances,
    entries: &BTreeMap<&String, &AdapterEntry>,
) -> anyhow::Result<Vec<Plan>> {
    let mut plans: Vec<Plan> = entries
        .iter()
        .map(|(name, entry)| Plan {
            name: (*name).clone(),
            unit: unit(name, entry),
        })
        .collect();
    // Instances that somebody chose first, so that nobody else is given one of them.
    for chosen in [true, false] {
        for plan in &mut plans {
            let name = &plan.name;
            for point in &mut plan.unit.points {
                if point
                    .common
                    .resource
                    .is_some_and(|wanted| wanted.instance.is_some() == chosen)
                {
                    point.target = place(registry, instances, name, point)
                        .with_context(|| format!("adapter {name}, point {}/{}", point.device, point.name))?;
                }
            }
        }
    }
    Ok(plans)
}

fn unit(name: &str, entry: &AdapterEntry) -> Unit {
    let built = adapters::build(name, &entry.config);
    let common = |def: &PointDef| {
        entry
            .point(def.device.as_str(), &def.name)
            .cloned()
            .unwrap_or_default()
    };
    Unit::new(name, entry.config.kind(), built.points(), built.devices(), common)
}

fn place(
    registry: &Registry,
    instances: &mut Instances,
    adapter: &str,
    point: &Point,
) -> anyhow::Result<Option<Target>> {
    let Some(wanted) = point.common.resource else {
        return Ok(None);
    };
    let Some(def) = registry.object(wanted.object) else {
        bail!("object {} is not defined", wanted.object)
    };
    ensure!(
        !server_owned(def.id),
        "the instances of object {} belong to the servers",
        def.id
    );
    ensure!(
        defines(def, wanted.resource),
        "object {} has no resource {}",
        def.id,
        wanted.resource
    );
    let owner = format!("{adapter}/{}", point.device);
    let instance = if def.multiple {
        instances.assign(def.id, wanted.resource, &owner, &point.name, wanted.instance)?
    } else {
        instances.assign_single(def.id, wanted.resource, &owner, &point.name)
    };
    Ok(Some(target(
        def,
        ResourcePath::new(def.id, instance, wanted.resource),
    )))
}

pub(super) fn defines(def: &ObjectDef, id: ResourceId) -> bool {
    def.resource(id).is_some()
}

/// The paths of everything that follows from a value at `path`.
fn target(def: &ObjectDef, path: ResourcePath) -> Target {
    let resource = def.resource(path.resource);
    let kind = resource.and_then(|resource| resource.kind);
    // Time and quality describe what was measured; a command has neither.
    let measured = resource
        .is_some_and(|resource| matches!(resource.operations, Operations::Read | Operations::ReadWrite));
    let time = if def.id == LOCATION {
        LOCATION_TIME
    } else {
        TIMESTAMP
    };
    let beside =
        |id: ResourceId| (measured && defines(def, id)).then_some(ResourcePath { resource: id, ..path });
    Target {
        path,
        kind,
        extremes: extremes(def, path),
        timestamp: beside(time).filter(|time| *time != path),
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

/// Whether a resource holds something measured, with extremes and a range beside it.
pub(super) fn measured(id: ResourceId) -> bool {
    MEASURED.iter().any(|(value, ..)| *value == id.number())
}
