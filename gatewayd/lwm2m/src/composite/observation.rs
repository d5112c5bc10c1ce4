//! Observations of several paths, indexed by token, target and deadline.
//!
//! A change costs a look-up per level of its path. What is told costs the values of all targets, for every
//! notification has all of them; what is only looked at costs the values of the targets that have changed.

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
    targets: Vec<Target>,
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
    outdated: bool,
    deadline: Option<Instant>,
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
    fn mark(&mut self, index: u16) -> Option<Instant> {
        let target = self.targets.get_mut(usize::from(index))?;
        if std::mem::replace(&mut target.changed, true) {
            return None;
        }
        Some(target.ripe_at(self.reported_at))
    }

    /// Makes every target differ from what was reported.
    fn forget_reported(&mut self) {
        for target in &mut self.targets {
            target.simple = Simple::Other;
            target.digest = !target.digest;
            target.changed = true;
        }
    }

    fn next_deadline(&self) -> Option<Instant> {
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

/// A target of an observation: its token and the number of the target.
type Watch = (Token, u16);

/// The observations of several paths of one server.
#[derive(Debug, Default)]
pub(crate) struct Composites {
    by_token: HashMap<Token, Composite>,
    by_path: BTreeMap<Path, Vec<Watch>>,
    deadlines: BTreeSet<(Instant, Token)>,
    targets: usize,
    /// Some observations have no deadline, because there is nobody to tell.
    parked: bool,
}

impl Composites {
    /// The most targets that all observations of one server may have together.
    const MAX_TARGETS: usize = 16_384;

    pub(crate) fn is_within_bounds(&self) -> bool {
        self.targets <= Self::MAX_TARGETS && self.deadlines.len() <= self.len()
    }

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
        // Marking does not alter who observes what.
        let by_path = std::mem::take(&mut self.by_path);
        let mut level = Some(change.path);
        while let Some(path) = level {
            let watches = by_path.get(&path).into_iter().flatten();
            watches.for_each(|watch| self.mark(*watch));
            level = path.parent();
        }
        self.by_path = by_path;
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
        let ripe_at = composite.mark(index);
        match (composite.deadline, ripe_at) {
            // It has been put off before.
            (None, _) => self.schedule(token),
            (Some(deadline), Some(ripe_at)) if ripe_at < deadline => {
                composite.deadline = Some(ripe_at);
                self.deadlines.remove(&(deadline, token));
                self.deadlines.insert((ripe_at, token));
            }
            (Some(_), _) => {}
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
        for token in self.tokens_below(path) {
            self.update(&token, |composite| composite.resolve(path, &conditions));
        }
    }

    /// Notes that attributes at and below a path have gone with what carried them.
    pub(crate) fn outdate(&mut self, path: &Path) {
        for token in self.tokens_below(path) {
            self.update(&token, |composite| composite.outdated = true);
        }
    }

    fn tokens_below(&self, path: &Path) -> BTreeSet<Token> {
        self.below(path).into_iter().map(|(token, _)| token).collect()
    }

    /// Notes that the last notification did not arrive, so that the state is told anew.
    pub(crate) fn undelivered(&mut self, token: &Token) {
        self.update(token, Composite::forget_reported);
    }

    /// Puts an observation off until the server can be told again.
    pub(crate) fn park(&mut self, token: &Token) {
        if let Some(composite) = self.by_token.get_mut(token)
            && let Some(deadline) = composite.deadline.take()
        {
            self.deadlines.remove(&(deadline, *token));
            self.parked = true;
        }
    }

    pub(crate) const fn has_parked(&self) -> bool {
        self.parked
    }

    /// Takes up again what was put off.
    pub(crate) fn unpark(&mut self) {
        if std::mem::take(&mut self.parked) {
            let tokens: Vec<Token> = self.by_token.keys().copied().collect();
            tokens.into_iter().for_each(|token| self.schedule(token));
        }
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
