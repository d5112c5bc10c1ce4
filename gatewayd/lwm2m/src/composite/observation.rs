//! Observations of several paths, indexed by token, target and deadline.
//!
//! A change costs a look-up per level of its path. What is told costs all targets of the observation, for
//! every notification has all of them; what is only looked at costs the targets that have changed.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::{Duration, Instant};

use coap::{ContentFormat, Token};
use objects::{Change, ChangeKind, Path};

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

    fn ripe_at(&self, reported_at: Instant) -> Instant {
        (reported_at + self.conditions.pmin).max(self.evaluated_at + self.conditions.epmin)
    }
}

/// Several paths watched by a server as one.
#[derive(Clone, Debug)]
pub(crate) struct Composite {
    /// In tree order, none below another.
    targets: Vec<Target>,
    /// The format of the first answer, which all notifications keep (RFC 7641 §4.2).
    pub(crate) format: ContentFormat,
    /// Attributes the request carried; they displace attached ones of the same name (core 1.2 §6.4.5).
    pub(crate) own: Attributes,
    pub(crate) reported_at: Instant,
    /// Which targets have changed since they were looked at.
    changed: Vec<u16>,
    deadline: Option<Instant>,
}

impl Composite {
    pub(crate) fn new(
        targets: Vec<Target>,
        format: ContentFormat,
        own: Attributes,
        reported_at: Instant,
    ) -> Self {
        Self {
            targets,
            format,
            own,
            reported_at,
            changed: Vec::new(),
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
        self.pmax().is_some_and(|pmax| now >= self.reported_at + pmax)
    }

    /// The targets whose changes may be looked at now, which is done with that.
    pub(crate) fn take_ripe(&mut self, now: Instant) -> Vec<usize> {
        let Self {
            targets,
            changed,
            reported_at,
            ..
        } = self;
        let mut ripe = Vec::new();
        changed.retain(|index| {
            let index = usize::from(*index);
            let Some(target) = targets.get_mut(index) else {
                return false;
            };
            let waits = target.ripe_at(*reported_at) > now;
            if !waits {
                target.changed = false;
                target.evaluated_at = now;
                ripe.push(index);
            }
            waits
        });
        ripe
    }

    pub(crate) fn target_mut(&mut self, index: usize) -> Option<&mut Target> {
        self.targets.get_mut(index)
    }

    /// Notes that the server was told everything.
    pub(crate) fn told(&mut self, now: Instant, mut state: impl FnMut(Path) -> (Simple, u64)) {
        self.reported_at = now;
        self.changed.clear();
        for target in &mut self.targets {
            (target.simple, target.digest) = state(target.path);
            target.evaluated_at = now;
            target.changed = false;
        }
    }

    /// Makes a target be looked at again.
    fn mark(&mut self, index: u16) -> Option<Instant> {
        let target = self.targets.get_mut(usize::from(index))?;
        if target.changed {
            return None;
        }
        target.changed = true;
        self.changed.push(index);
        Some(target.ripe_at(self.reported_at))
    }

    fn next_deadline(&self) -> Option<Instant> {
        let forced = self.pmax().map(|pmax| self.reported_at + pmax);
        let changed = self.changed.iter().filter_map(|index| {
            let target = self.targets.get(usize::from(*index))?;
            Some(target.ripe_at(self.reported_at))
        });
        changed.chain(forced).min()
    }
}

/// A target of an observation: its token and the number of the target.
type Watch = (Token, u16);

/// The observations of several paths of one server.
#[derive(Debug, Default)]
pub(crate) struct Composites {
    by_token: HashMap<Token, Composite>,
    by_path: BTreeMap<Path, Vec<Watch>>,
    deadlines: BTreeSet<(Instant, Token)>,
    targets: usize,
}

impl Composites {
    /// The most targets that all observations of one server may have together.
    const MAX_TARGETS: usize = 16_384;

    pub(crate) fn len(&self) -> usize {
        self.by_token.len()
    }

    /// Whether there is room for so many more targets.
    pub(crate) const fn has_room_for(&self, targets: usize) -> bool {
        self.targets + targets <= Self::MAX_TARGETS
    }

    pub(crate) fn get(&self, token: &Token) -> Option<&Composite> {
        self.by_token.get(token)
    }

    /// Adds an observation with a token that is free.
    pub(crate) fn insert(&mut self, token: Token, composite: Composite) {
        for (index, target) in (0..).zip(&composite.targets) {
            self.by_path.entry(target.path).or_default().push((token, index));
        }
        self.targets += composite.targets.len();
        self.by_token.insert(token, composite);
        self.schedule(token);
    }

    pub(crate) fn remove(&mut self, token: &Token) -> bool {
        let Some(composite) = self.by_token.remove(token) else {
            return false;
        };
        if let Some(deadline) = composite.deadline {
            self.deadlines.remove(&(deadline, *token));
        }
        self.targets -= composite.targets.len();
        for path in composite.paths() {
            if let Some(watches) = self.by_path.get_mut(&path) {
                watches.retain(|(other, _)| other != token);
                if watches.is_empty() {
                    self.by_path.remove(&path);
                }
            }
        }
        true
    }

    /// A token that observes exactly these paths.
    pub(crate) fn token_of(&self, paths: &[Path]) -> Option<Token> {
        let first = self.by_path.get(paths.first()?)?;
        let same = |(token, _): &&Watch| {
            self.by_token
                .get(token)
                .is_some_and(|composite| composite.paths().eq(paths.iter().copied()))
        };
        first.iter().find(same).map(|(token, _)| *token)
    }

    /// Notes a change for every observation it concerns.
    pub(crate) fn handle_change(&mut self, change: &Change) {
        if self.by_token.is_empty() {
            return;
        }
        let mut level = Some(change.path);
        while let Some(path) = level {
            if let Some(watches) = self.by_path.get(&path).cloned() {
                watches.into_iter().for_each(|watch| self.mark(watch));
            }
            level = path.parent();
        }
        match change.kind {
            ChangeKind::Value => {}
            // What lies below has come or gone with it.
            ChangeKind::Created | ChangeKind::Removed => {
                let below = self.below(&change.path);
                below.into_iter().for_each(|watch| self.mark(watch));
            }
        }
    }

    fn below(&self, path: &Path) -> Vec<Watch> {
        let range = self
            .by_path
            .range(path..)
            .take_while(|(observed, _)| path.covers(observed));
        range.flat_map(|(_, watches)| watches).copied().collect()
    }

    fn mark(&mut self, (token, index): Watch) {
        let Some(composite) = self.by_token.get_mut(&token) else {
            return;
        };
        let Some(ripe_at) = composite.mark(index) else {
            return;
        };
        if composite.deadline.is_none_or(|deadline| ripe_at < deadline) {
            if let Some(old) = composite.deadline.replace(ripe_at) {
                self.deadlines.remove(&(old, token));
            }
            self.deadlines.insert((ripe_at, token));
        }
    }

    /// Alters an observation and computes its deadline anew.
    pub(crate) fn update<T>(&mut self, token: &Token, alter: impl FnOnce(&mut Composite) -> T) -> Option<T> {
        let altered = alter(self.by_token.get_mut(token)?);
        self.schedule(*token);
        Some(altered)
    }

    /// Gives the targets at and below a path the conditions that hold now.
    pub(crate) fn resolve(&mut self, path: &Path, conditions: impl Fn(&Path, &Attributes) -> Conditions) {
        for (token, index) in self.below(path) {
            self.update(&token, |composite| {
                if let Some(target) = composite.targets.get_mut(usize::from(index)) {
                    target.conditions = conditions(&target.path, &composite.own);
                }
            });
        }
    }

    /// Notes that the last notification did not arrive, so that the state is told anew.
    pub(crate) fn undelivered(&mut self, token: &Token) {
        let again = |target: &mut Target| {
            target.simple = Simple::Other;
            target.digest = !target.digest;
        };
        self.update(token, |composite| {
            composite.targets.first_mut().map(again);
            composite.mark(0);
        });
    }

    fn schedule(&mut self, token: Token) {
        let Some(composite) = self.by_token.get_mut(&token) else {
            return;
        };
        let next = composite.next_deadline();
        if next == composite.deadline {
            return;
        }
        if let Some(old) = std::mem::replace(&mut composite.deadline, next) {
            self.deadlines.remove(&(old, token));
        }
        if let Some(new) = next {
            self.deadlines.insert((new, token));
        }
    }

    pub(crate) fn next_deadline(&self) -> Option<Instant> {
        self.deadlines.first().map(|(at, _)| *at)
    }

    /// A token whose deadline has passed.
    pub(crate) fn due(&self, now: Instant) -> Option<Token> {
        let first = self.deadlines.first().filter(|(at, _)| *at <= now);
        first.map(|(_, token)| *token)
    }
}
