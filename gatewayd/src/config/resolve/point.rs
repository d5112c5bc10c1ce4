//! Checks what gatewayd itself is told about points.

use std::collections::BTreeMap;

use adapter::{Access, PointDef};
use objects::{InstanceId, ObjectDef, ObjectId, Registry, ResourceDef, ResourceId, ValueKind};
use toml::{Table, Value};

use crate::config::key::KeyPath;
use crate::config::model::{CommonPoint, OnStale, ResourceTarget, ValueRange};
use crate::config::raw;
use crate::config::report::{Conflict, Report};
use crate::config::section::Section;

use super::models::Models;

/// Objects that describe the client itself: Security, Server, Access Control, Device, Connectivity Monitoring,
/// Firmware Update, Connectivity Statistics, OSCORE, COSE and Gateway.
const OWN_OBJECTS: [u16; 10] = [0, 1, 2, 3, 4, 5, 7, 21, 23, 25];

/// Objects that hold what servers want to be kept: Portfolio and BinaryAppDataContainer.
const SERVERS_OBJECTS: [u16; 2] = [16, 19];

/// All points of all adapters, and what they fill.
pub(super) struct Points<'a> {
    registry: &'a Registry,
    models: &'a Models,
    taken: BTreeMap<(ObjectId, InstanceId, ResourceId), KeyPath>,
    /// Which device has an instance.
    owners: BTreeMap<(ObjectId, InstanceId), KeyPath>,
}

type Common = BTreeMap<(String, String), CommonPoint>;

impl<'a> Points<'a> {
    pub(super) const fn new(registry: &'a Registry, models: &'a Models) -> Self {
        Self {
            registry,
            models,
            taken: BTreeMap::new(),
            owners: BTreeMap::new(),
        }
    }

    /// Takes the common keys out of all points of the adapter's `table`, which stands at `path`.
    pub(super) fn take(&mut self, path: &KeyPath, table: &mut Table, report: &mut Report) -> Common {
        let mut common = Common::new();
        for (device, table) in tables_in(table, "device") {
            for (point, table) in tables_in(table, "point") {
                let path = point_path(path, device, point);
                let keys = take_common(table, &path, report);
                if let Some(raw) = Section::new(path.clone(), keys, report).read::<raw::Point>() {
                    let checked = self.common(raw, &path, report);
                    common.insert((device.clone(), point.clone()), checked);
                }
            }
        }
        common
    }

    fn common(&mut self, raw: raw::Point, path: &KeyPath, report: &mut Report) -> CommonPoint {
        if raw.resource.is_none() {
            let help = "add resource = { object = .., resource = .. }";
            report.warn(
                path,
                "the point fills no resource, so no server will see it",
                Some(help),
            );
        }
        CommonPoint {
            resource: raw
                .resource
                .and_then(|resource| self.target(&resource, path, report)),
            unit: raw.unit,
            range: raw.range.and_then(|range| value_range(range, path, report)),
            stale_after: raw.stale_after,
            on_stale: match raw.on_stale {
                raw::OnStale::Hide => OnStale::Hide,
                raw::OnStale::Keep => OnStale::Keep,
            },
            application_type: raw.application_type,
        }
    }

    fn target(&mut self, raw: &raw::Resource, path: &KeyPath, report: &mut Report) -> Option<ResourceTarget> {
        let path = path.key("resource");
        let numbers = [
            ("object", Some(raw.object)),
            ("instance", raw.instance),
            ("resource", Some(raw.resource)),
        ];
        for (key, number) in numbers {
            if number == Some(u16::MAX) {
                report.value(&path.key(key), "the number 65535 is reserved", None);
            }
        }
        let target = ResourceTarget {
            object: ObjectId::try_from(raw.object).ok()?,
            instance: raw.instance.map(InstanceId::try_from).transpose().ok()?,
            resource: ResourceId::try_from(raw.resource).ok()?,
        };
        if OWN_OBJECTS.contains(&raw.object) {
            let problem = format!("object {} describes the gateway itself", raw.object);
            report.value(&path.key("object"), problem, None);
            return None;
        }
        if SERVERS_OBJECTS.contains(&raw.object) {
            let problem = format!("the instances of object {} belong to the servers", raw.object);
            report.value(&path.key("object"), problem, None);
            return None;
        }
        self.check_defined(target, &path, report)?;
        self.check_free(target, &path, report);
        Some(target)
    }

    fn check_defined(&self, target: ResourceTarget, path: &KeyPath, report: &mut Report) -> Option<()> {
        let Some(object) = self.registry.object(target.object) else {
            // It may be in the definition that could not be read, which was reported.
            if !self.models.incomplete {
                let problem = format!("object {} is not defined", target.object);
                let help = "put its definition into the folder of models";
                report.value(&path.key("object"), problem, Some(help));
            }
            return None;
        };
        if object.resource(target.resource).is_none() {
            let problem = format!(
                "object {} ({}) has no resource {}",
                object.id, object.name, target.resource
            );
            report.value(&path.key("resource"), problem, None);
            return None;
        }
        if !object.multiple && target.instance.is_some_and(|instance| instance.number() != 0) {
            let problem = format!("object {} ({}) has the single instance 0", object.id, object.name);
            report.value(&path.key("instance"), problem, None);
        }
        Some(())
    }

    fn check_free(&mut self, target: ResourceTarget, path: &KeyPath, report: &mut Report) {
        let single = self
            .registry
            .object(target.object)
            .is_some_and(|object| !object.multiple);
        let only = single.then_some(InstanceId::new(0));
        let Some(instance) = target.instance.or(only) else {
            return;
        };
        if !self.owns(target.object, instance, path) {
            let owner = self.owners.get(&(target.object, instance));
            let owner = owner.map_or_else(String::new, ToString::to_string);
            let problem = format!("/{}/{instance} belongs to {owner}", target.object);
            return report.value(path, problem, Some("an instance has the points of one device"));
        }
        let place = (target.object, instance, target.resource);
        if let Some(other) = self.taken.get(&place) {
            let problem = format!(
                "/{}/{instance}/{} is filled by {other}",
                target.object, target.resource
            );
            let help = (!single).then_some("leave instance out and gatewayd finds a free one");
            report.value(path, problem, help);
        } else if let Some(point) = path.parent() {
            self.taken.insert(place, point);
        }
    }

    /// Whether the device of the point at `path` has the instance, or can have it from now on.
    fn owns(&mut self, object: ObjectId, instance: InstanceId, path: &KeyPath) -> bool {
        // adapter.A.device.D
        let device: KeyPath = path.segments().iter().take(4).cloned().collect();
        let owner = self
            .owners
            .entry((object, instance))
            .or_insert_with(|| device.clone());
        *owner == device
    }

    /// Checks the adapter's points against the resources they fill.
    pub(super) fn check(&self, path: &KeyPath, points: &[PointDef], common: &Common, report: &mut Report) {
        let mut conflicts = Vec::new();
        for point in points {
            let name = (point.device.as_str().to_owned(), point.name.to_string());
            let Some(common) = common.get(&name) else { continue };
            let path = point_path(path, &name.0, &name.1);
            if common.range.is_some() && !is_numeric(point.kind) {
                let problem = format!("a value of kind {} has no range", point.kind);
                conflicts.push(Conflict {
                    path: path.key("range"),
                    problem,
                    help: None,
                });
            }
            let path = path.key("resource");
            if let Some((object, resource)) = common.resource.and_then(|target| self.definition(target)) {
                conflicts.extend(misfit(point, object, resource).map(|(problem, help)| Conflict {
                    path: path.clone(),
                    problem,
                    help: help.map(str::to_owned),
                }));
                if let Some(problem) = narrowing(point, object, resource) {
                    report.warn(&path, problem, None);
                }
            }
        }
        report.conflicts(conflicts);
    }

    fn definition(&self, target: ResourceTarget) -> Option<(&ObjectDef, &ResourceDef)> {
        let object = self.registry.object(target.object)?;
        Some((object, object.resource(target.resource)?))
    }
}

fn point_path(adapter: &KeyPath, device: &str, point: &str) -> KeyPath {
    adapter.key("device").key(device).key("point").key(point)
}

/// The tables in `table.key`; what is no table is left to the adapter to complain about.
fn tables_in<'t>(table: &'t mut Table, key: &str) -> impl Iterator<Item = (&'t String, &'t mut Table)> {
    let inner = table.get_mut(key).and_then(Value::as_table_mut);
    inner
        .into_iter()
        .flat_map(|inner| inner.iter_mut())
        .filter_map(|(name, value)| Some((name, value.as_table_mut()?)))
}

fn take_common(table: &mut Table, path: &KeyPath, report: &mut Report) -> Table {
    let mut common = Table::new();
    for key in raw::POINT_KEYS {
        let Some(value) = table.remove(key) else { continue };
        if raw::POINT_KEYS_TO_COME.contains(&key) {
            report.key(&path.key(key), "this key is not available yet", Some("remove it"));
        } else {
            common.insert(key.to_owned(), value);
        }
    }
    common
}

fn value_range([min, max]: [f64; 2], path: &KeyPath, report: &mut Report) -> Option<ValueRange> {
    if min.is_finite() && max.is_finite() && min < max {
        return Some(ValueRange { min, max });
    }
    let help = "write range = [lowest, highest]";
    report.value(&path.key("range"), "the range contains nothing", Some(help));
    None
}

/// Why the point cannot fill the resource, and what to do about it.
fn misfit(
    point: &PointDef,
    object: &ObjectDef,
    resource: &ResourceDef,
) -> Option<(String, Option<&'static str>)> {
    let place = place(object, resource);
    let executed = resource.operations.executable();
    let (problem, help) = match point.access {
        Access::Execute if executed => return None,
        Access::Execute => (
            format!("{place} cannot be executed"),
            "give the point another access or resource",
        ),
        Access::ReadOnly | Access::ReadWrite | Access::WriteOnly if executed => (
            format!("{place} has no value"),
            "give the point access = \"execute\", or another resource",
        ),
        Access::ReadOnly | Access::ReadWrite | Access::WriteOnly => {
            let kind = resource.kind.filter(|kind| !converts(point.kind, *kind))?;
            return Some((
                format!("{place} holds {kind} values, the point's are {}", point.kind),
                None,
            ));
        }
    };
    Some((problem, Some(help)))
}

/// What servers cannot do with the point, although the point could.
fn narrowing(point: &PointDef, object: &ObjectDef, resource: &ResourceDef) -> Option<String> {
    let place = place(object, resource);
    let operations = resource.operations;
    if point.access.writable() && !operations.writable() && !operations.executable() {
        Some(format!("{place} is read-only, so servers cannot write the point"))
    } else if point.access.readable() && !operations.readable() && !operations.executable() {
        Some(format!("{place} is write-only, so servers cannot read the point"))
    } else {
        None
    }
}

fn place(object: &ObjectDef, resource: &ResourceDef) -> String {
    format!(
        "resource {} ({}) of object {}",
        resource.id, resource.name, object.id
    )
}

/// Whether some values of one kind are values of the other: what [`objects::Value::convert`] can do.
fn converts(from: ValueKind, to: ValueKind) -> bool {
    let counts = |kind| is_numeric(kind) || kind == ValueKind::Boolean;
    let is_text = |kind| matches!(kind, ValueKind::CoreLink | ValueKind::String);
    from == to || (counts(from) && counts(to)) || (is_text(from) && is_text(to))
}

const fn is_numeric(kind: ValueKind) -> bool {
    match kind {
        ValueKind::Float | ValueKind::Integer | ValueKind::Time | ValueKind::Unsigned => true,
        ValueKind::Boolean
        | ValueKind::CoreLink
        | ValueKind::ObjectLink
        | ValueKind::Opaque
        | ValueKind::String => false,
    }
}
