//! The checked configuration: what each topic means and how each point is read and commanded.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use adapter::config::Problem;
use adapter::{Access, DeviceId, DeviceInfo, PointDef, PointId};
use objects::Value;

use crate::command::CommandRule;
use crate::config::{AvailabilityConfig, Config, Confirm, DeviceConfig, MapValue, PointConfig, PointType};
use crate::payload::{Reader, Scale};
use crate::template::Template;
use crate::topic::{self, Filter};

mod build;

pub(crate) use build::definitions;

/// Everything the adapter has to know about its devices.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    /// The devices, in the order of their names.
    pub(crate) devices: Vec<DevicePlan>,
    /// The points, at the positions of their ids.
    pub(crate) points: Vec<PointPlan>,
    exact: HashMap<String, Vec<Target>>,
    wild: Vec<(Filter, Target)>,
}

/// What is known of a device.
#[derive(Debug)]
pub(crate) struct DevicePlan {
    pub(crate) id: DeviceId,
    pub(crate) availability: Option<AvailabilityConfig>,
}

/// What is known of a point.
#[derive(Debug)]
pub(crate) struct PointPlan {
    /// The position of its device in [`Plan::devices`].
    pub(crate) device: usize,
    pub(crate) access: Access,
    /// Absent where no topic carries its values.
    pub(crate) reader: Option<Reader>,
    /// Absent where it can only be read.
    pub(crate) command: Option<CommandRule>,
}

/// What a message on a topic is for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Target {
    /// The state of the device at that position.
    Availability(usize),
    /// Commands go there; watched only for retained ones.
    Commands,
    /// The value of a point.
    Point(PointId),
}

impl Plan {
    /// Checks the devices of a configuration and takes them apart.
    ///
    /// # Errors
    /// Every problem at once.
    pub(crate) fn build(config: &Config) -> Result<Self, Vec<Problem>> {
        build::build(config)
    }

    /// What a message on `topic` is for.
    pub(crate) fn targets<'a>(&'a self, topic: &'a str) -> impl Iterator<Item = Target> + 'a {
        let exact = self.exact.get(topic).into_iter().flatten().copied();
        let wild = self.wild.iter().filter(|(filter, _)| filter.matches(topic));
        exact.chain(wild.map(|(_, target)| *target))
    }

    /// The fewest topic filters that bring every message.
    pub(crate) fn subscriptions(&self) -> Vec<Filter> {
        let exact = self.exact.keys().filter_map(|topic| Filter::parse(topic).ok());
        topic::minimal(exact.chain(self.wild.iter().map(|(filter, _)| filter.clone())))
    }

    /// The points whose values a filter brings, for telling when it is refused.
    pub(crate) fn points_under(&self, filter: &Filter) -> Vec<PointId> {
        let exact = self.exact.iter().filter(|(topic, _)| filter.matches(topic));
        let exact = exact.flat_map(|(_, targets)| targets).copied();
        let wild = self.wild.iter().filter(|(other, _)| filter.covers(other));
        exact
            .chain(wild.map(|(_, target)| *target))
            .filter_map(|target| match target {
                Target::Point(point) => Some(point),
                Target::Availability(_) | Target::Commands => None,
            })
            .collect()
    }

    fn add(&mut self, filter: Filter, target: Target) {
        if filter.has_wildcards() {
            self.wild.push((filter, target));
            return;
        }
        let targets = self.exact.entry(filter.as_str().to_owned()).or_default();
        if !targets.contains(&target) {
            targets.push(target);
        }
    }
}

#[cfg(test)]
mod tests;
