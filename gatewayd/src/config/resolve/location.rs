//! Checks who tells where the gateway is: the configuration, or points of one device.

use std::collections::BTreeMap;

use objects::ObjectId;

use crate::config::key::KeyPath;
use crate::config::machine::Place;
use crate::config::model::AdapterEntry;
use crate::config::report::{Conflict, Report};

const LOCATION: ObjectId = ObjectId::new(6);

/// The resources every position has: latitude and longitude. Its time is that of the device's delivery.
const NEEDED: [(u16, &str); 2] = [(0, "latitude"), (1, "longitude")];

pub(super) fn check(
    configured: Option<&Place>,
    adapters: &BTreeMap<String, AdapterEntry>,
    report: &mut Report,
) {
    let points: Vec<(KeyPath, u16)> = adapters
        .iter()
        .flat_map(|(name, entry)| {
            entry
                .points
                .iter()
                .map(move |(point, common)| (name, point, common))
        })
        .filter_map(|(name, (device, point), common)| {
            let target = common.resource.filter(|target| target.object == LOCATION)?;
            let path = KeyPath::of(&["adapter", name, "device", device, "point", point]);
            Some((path.key("resource"), target.resource.number()))
        })
        .collect();
    let Some((first, _)) = points.first() else { return };
    if configured.is_some() {
        let conflict = |(path, _): &(KeyPath, u16)| Conflict {
            path: path.clone(),
            problem: "the position is configured in [location]".into(),
            help: Some("remove [location], or the resource of the point".into()),
        };
        return report.conflicts(points.iter().map(conflict).collect());
    }
    for (resource, name) in NEEDED {
        if points.iter().all(|(_, filled)| *filled != resource) {
            let problem = format!("no point fills the {name}, resource {resource} of object 6");
            report.conflict(first, problem, None);
        }
    }
}
