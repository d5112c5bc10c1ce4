//! One observation of several paths: what was told of each, and when the next is due.
//!
//! What is told costs the values of all targets, for every notification has all of them; what is only looked
//! at costs the values of the targets that have changed.

use std::time::{Duration, Instant};

use coap::ContentFormat;
use objects::Path;

use crate::attributes::Attributes;
use crate::planner::{Conditions, Simple};

/// One of the paths of an observation, with conditions of its own.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    pub(crate) path: Path,
    pub(crate) conditions: Conditions,
    /// The value last reported, where it is a single number or truth value.
    pub(crate) simple: Simple,
    /// A digest of the values last reported.
    pub(crate) digest: u64,
    pub(crate) evaluated_at: Instant,
    changed: bool,
}

impl Target {
    pub(crate) fn new(
        path: Path,
        conditions: Conditions,
        (simple, digest): (Simple, u64),
        now: Instant,
    ) -> Self {
        Self {
            path,
            conditions,
            simple,
            digest,
            evaluated_at: now,
            changed: false,
        }
    }

    /// When a change may be evaluated.
    fn ripe_at(&self, reported_at: Instant) -> Instant {
        (reported_at + self.conditions.pmin).max(self.evaluated_at + self.conditions.epmin)
    }

    /// When it is to be evaluated: after a change, or after `epmax` without one.
    fn due_at(&self, reported_at: Instant) -> Option<Instant> {
        let ripe_at = self.ripe_at(reported_at);
        if self.changed {
            return Some(ripe_at);
        }
        let epmax = self.conditions.epmax?;
        Some(ripe_at.max(self.evaluated_at + epmax))
    }
}

/// Several paths watched by a server as one.
#[derive(Clone, Debug)]
pub(crate) struct Composite {
    /// In tree order, none below another.
    pub(super) targets: Vec<Target>,
    /// The format of the first answer, which all notifications keep (RFC 7641 §4.2).
    pub(crate) format: ContentFormat,
    /// Attributes the request carried; they displace attached ones of the same name (core 1.2 §6.4.5).
    pub(crate) own: Attributes,
    pub(crate) reported_at: Instant,
    /// How many values were reported.
    pub(crate) values: usize,
    /// A notification was due and could not be taken.
    owed: bool,
    /// Attributes have gone with an instance; their conditions hold until its going is told.
    pub(super) outdated: bool,
    pub(super) deadline: Option<Instant>,
}

impl Composite {
    pub(crate) fn new(
        targets: Vec<Target>,
        format: ContentFormat,
        own: Attributes,
        (reported_at, values): (Instant, usize),
    ) -> Self {
        Self {
            targets,
            format,
            own,
            reported_at,
            values,
            owed: false,
            outdated: false,
            deadline: None,
        }
    }

    pub(crate) fn paths(&self) -> impl Iterator<Item = Path> {
        self.targets.iter().map(|target| target.path)
    }

    /// One confirmable part makes the whole confirmable (core §6.4.3).
    pub(crate) fn confirmable(&self) -> bool {
        self.targets.iter().any(|target| target.conditions.confirmable)
    }

    /// The earliest of the targets'.
    pub(crate) fn pmax(&self) -> Option<Duration> {
        self.targets
            .iter()
            .filter_map(|target| target.conditions.pmax)
            .min()
    }

    /// Whether a notification is due for its own sake.
    pub(crate) fn overdue(&self, now: Instant) -> bool {
        self.owed || self.pmax().is_some_and(|pmax| now >= self.reported_at + pmax)
    }

    /// Notes that a notification was due and could not be taken; it stays due.
    pub(crate) fn owe(&mut self) {
        self.owed = true;
    }

    /// The targets that are to be looked at now, which is done with that.
    pub(crate) fn take_ripe(&mut self, now: Instant) -> Vec<usize> {
        let mut ripe = Vec::new();
        for (index, target) in self.targets.iter_mut().enumerate() {
            if target.due_at(self.reported_at).is_some_and(|at| at <= now) {
                target.changed = false;
                target.evaluated_at = now;
                ripe.push(index);
            }
        }
        ripe
    }

    /// Whether the conditions are to be resolved anew, now that everything is told.
    pub(crate) const fn take_outdated(&mut self) -> bool {
        std::mem::replace(&mut self.outdated, false)
    }

    /// Gives the targets at and below a path the conditions that hold now; other ones may demand what those of
    /// before did not.
    pub(crate) fn resolve(&mut self, path: &Path, conditions: impl Fn(&Path, &Attributes) -> Conditions) {
        for target in &mut self.targets {
            if path.covers(&target.path) {
                let conditions = conditions(&target.path, &self.own);
                target.changed |= target.conditions != conditions;
                target.conditions = conditions;
            }
        }
    }

    pub(crate) fn target_mut(&mut self, index: usize) -> Option<&mut Target> {
        self.targets.get_mut(index)
    }

    /// Notes that the server was told everything.
    pub(crate) fn told(&mut self, now: Instant, values: usize, mut state: impl FnMut(Path) -> (Simple, u64)) {
        self.reported_at = now;
        self.values = values;
        self.owed = false;
        for target in &mut self.targets {
            (target.simple, target.digest) = state(target.path);
            target.evaluated_at = now;
            target.changed = false;
        }
    }

    /// Makes a target be looked at again.
    pub(super) fn mark(&mut self, index: u16) -> Option<Instant> {
        let target = self.targets.get_mut(usize::from(index))?;
        if std::mem::replace(&mut target.changed, true) {
            return None;
        }
        Some(target.ripe_at(self.reported_at))
    }

    /// Makes every target differ from what was reported.
    pub(super) fn forget_reported(&mut self) {
        for target in &mut self.targets {
            target.simple = Simple::Other;
            target.digest = !target.digest;
            target.changed = true;
        }
    }

    pub(super) fn next_deadline(&self) -> Option<Instant> {
        let forced = match self.pmax() {
            _ if self.owed => Some(self.reported_at),
            pmax => pmax.map(|pmax| self.reported_at + pmax),
        };
        let evaluated = self
            .targets
            .iter()
            .filter_map(|target| target.due_at(self.reported_at));
        evaluated.chain(forced).min()
    }
}
