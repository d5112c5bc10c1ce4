//! Puts planned adapters into the tree and takes them out again.
//!
//! Nothing here fails: what can go wrong was found out by `mapping`.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Instant, SystemTime};

use adapter::{Access, DeviceId, PointId};
use objects::{InstanceId, ObjectDef, ObjectId, ObjectTree, ResourceId, ResourcePath, Value, ValueKind};
use tracing::error;

use super::Hub;
use super::adapters::{Point, PointKey, PointState, Target};
use super::mapping::{
    self, APPLICATION_TYPE, MAX_RANGE, MIN_RANGE, Plan, QUALITY, RESET_EXTREMES, UNITS, defines,
};
use crate::config::CommonPoint;
use crate::supervisor::UnitId;

/// A point of an adapter that was taken out. One that is configured under the same name for the same
/// resource is the same one, and what is known of it stays known.
pub(super) struct Former {
    identity: Identity,
    target: Target,
    state: PointState,
}

/// What makes two points the same.
type Identity = (DeviceId, Arc<str>, ValueKind, Option<String>, ResourcePath);

fn identity(point: &Point) -> Option<Identity> {
    let (device, name) = (point.device.clone(), Arc::clone(&point.name));
    let path = point.target?.path;
    Some((device, name, point.kind, point.common.unit.clone(), path))
}

impl Hub {
    /// Adds an adapter with its points. Points that were there before keep their values.
    pub(super) fn install(&mut self, now: Instant, plan: Plan, formers: &[Former], at: SystemTime) -> UnitId {
        let before = instances_of(formers);
        let name = plan.name;
        let number = self.adapters.insert(plan.unit);
        for (key, point) in self.placed_points(number) {
            let Some(target) = point.target else { continue };
            self.create_place(now, target.path, at);
            self.mapped.insert(target.path, key);
            self.describe(now, &name, &point, at);
            let same = identity(&point);
            if let Some(former) = formers
                .iter()
                .find(|former| Some(&former.identity) == same.as_ref())
            {
                self.inherit(now, key, former.state.clone());
            }
        }
        self.clean(now, &before, formers);
        number
    }

    /// Takes an adapter with all its points out; everything stays in the tree until [`Hub::install`] or
    /// [`Hub::clean`].
    pub(super) fn uninstall(&mut self, now: Instant, number: UnitId) -> Vec<Former> {
        let points = self.placed_points(number);
        let mut formers = Vec::new();
        for (key, point) in points {
            self.staleness.renew(key, None);
            let (Some(target), Some(identity)) = (point.target, identity(&point)) else {
                continue;
            };
            // The place may have gone to a point of another adapter by now.
            if self.mapped.get(&target.path) == Some(&key) {
                self.mapped.remove(&target.path);
            }
            formers.push(Former {
                identity,
                target,
                state: point.state,
            });
        }
        self.adapters.remove(number);
        // What the gateway said of the points, it says anew of those that stay.
        for (object, instance) in instances_of(&formers) {
            for id in [APPLICATION_TYPE, UNITS, MIN_RANGE, MAX_RANGE, QUALITY] {
                self.erase(now, ResourcePath::new(object, instance, id));
            }
        }
        formers
    }

    /// Removes what former points have left behind: the instances that nobody uses any more, and in the
    /// others every value that no point of now has inherited.
    pub(super) fn clean(
        &mut self,
        now: Instant,
        instances: &BTreeSet<(ObjectId, InstanceId)>,
        formers: &[Former],
    ) {
        let used: BTreeSet<(ObjectId, InstanceId)> = self
            .mapped
            .keys()
            .map(|path| (path.object, path.instance))
            .collect();
        for (object, instance) in instances.difference(&used) {
            let change = self.tree.remove_instance(*object, *instance, SystemTime::now());
            self.announce(now, change);
        }
        let living: BTreeSet<ResourcePath> = self
            .mapped
            .values()
            .filter_map(|key| self.adapters.point(*key))
            .filter(|point| point.access == Access::Execute || point.state != PointState::Unknown)
            .filter_map(|point| point.target)
            .flat_map(places)
            .collect();
        for path in formers.iter().flat_map(|former| places(former.target)) {
            if !living.contains(&path) && !mandatory_executable(&self.tree, path) {
                self.erase(now, path);
            }
        }
    }

    fn placed_points(&self, number: UnitId) -> Vec<(PointKey, Point)> {
        let Some(unit) = self.adapters.get(number) else {
            return Vec::new();
        };
        let key = |point: PointId| PointKey { unit: number, point };
        unit.numbered_points()
            .map(|(id, point)| (key(id), point.clone()))
            .collect()
    }

    /// The value of a point that was configured anew is from before: right then, and doubtful now.
    fn inherit(&mut self, now: Instant, key: PointKey, state: PointState) {
        match state {
            PointState::Fresh | PointState::Doubtful => {
                self.set_state(key, PointState::Fresh);
                self.doubt(now, key);
            }
            PointState::Stale => {
                self.set_state(key, state);
                // It is stale anew at once.
                self.staleness.renew(key, Some(now));
            }
            PointState::None(_) => {
                self.set_state(key, state);
                self.withdraw(now, key);
            }
            PointState::Unknown => {}
        }
    }

    fn create_place(&mut self, now: Instant, path: ResourcePath, at: SystemTime) {
        if self.tree.instance(path.object, path.instance).is_none() {
            match self.tree.create_instance(path.object, path.instance, at) {
                Ok(change) => self.announce(now, Some(change)),
                Err(error) => error!(%path, %error, "A point does not fit the tree."),
            }
        }
        let executable = self.tree.object(path.object).is_some_and(|object| {
            let def = object.def().resource(path.resource);
            def.is_some_and(|def| def.operations.executable())
        });
        if executable {
            self.enable(path);
        }
    }

    /// Fills the resources that say what the value is: unit, range, label.
    fn describe(&mut self, now: Instant, adapter: &str, point: &Point, at: SystemTime) {
        let Some(path) = point.target.map(|target| target.path) else {
            return;
        };
        let Some(def) = self.tree.registry().object(path.object).cloned() else {
            return;
        };
        let label = beside(&def, path, APPLICATION_TYPE);
        if let Some(label) = label.filter(|label| self.tree.entry(*label).is_none()) {
            let given = point.common.application_type.clone();
            let text = given.unwrap_or_else(|| format!("{adapter}/{}/{}", point.device, point.name));
            self.set(now, label, Value::String(text), at);
        }
        if mapping::measured(path.resource) {
            self.describe_measured(now, &def, path, &point.common, at);
        }
    }

    fn describe_measured(
        &mut self,
        now: Instant,
        def: &ObjectDef,
        path: ResourcePath,
        common: &CommonPoint,
        at: SystemTime,
    ) {
        if let (Some(units), Some(unit)) = (beside(def, path, UNITS), common.unit.clone()) {
            self.set(now, units, Value::String(unit), at);
        }
        if let (Some(min), Some(max), Some(range)) = (
            beside(def, path, MIN_RANGE),
            beside(def, path, MAX_RANGE),
            common.range,
        ) {
            self.set(now, min, Value::Float(range.min), at);
            self.set(now, max, Value::Float(range.max), at);
        }
        if let (Some(reset), Some(_)) = (beside(def, path, RESET_EXTREMES), mapping::extremes(def, path)) {
            self.enable(reset);
        }
    }

    fn enable(&mut self, path: ResourcePath) {
        if let Err(error) = self.tree.enable_executable(path) {
            error!(%path, %error, "A point does not fit the tree.");
        }
    }

    fn erase(&mut self, now: Instant, path: ResourcePath) {
        let change = self.tree.remove(path, SystemTime::now());
        self.announce(now, change);
    }
}

/// The instances these points stood in.
pub(super) fn instances_of(formers: &[Former]) -> BTreeSet<(ObjectId, InstanceId)> {
    let place = |former: &Former| (former.target.path.object, former.target.path.instance);
    formers.iter().map(place).collect()
}

/// The place of a value and those of what follows from it.
fn places(target: Target) -> impl Iterator<Item = ResourcePath> {
    let extremes = target.extremes.map(|extremes| [extremes.min, extremes.max]);
    let beside = [target.timestamp, target.quality].into_iter().flatten();
    std::iter::once(target.path)
        .chain(extremes.into_iter().flatten())
        .chain(beside)
}

fn beside(def: &ObjectDef, path: ResourcePath, id: ResourceId) -> Option<ResourcePath> {
    defines(def, id).then_some(ResourcePath { resource: id, ..path })
}

/// Executables that an instance has in any case.
fn mandatory_executable(tree: &ObjectTree, path: ResourcePath) -> bool {
    let def = tree
        .object(path.object)
        .and_then(|object| object.def().resource(path.resource));
    def.is_some_and(|def| def.mandatory && def.operations.executable())
}
