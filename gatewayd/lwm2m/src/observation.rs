//! Who watches what: the observations of one server, indexed by token, path and deadline.
//!
//! A change costs a look-up per level of its path, a deadline costs the logarithm of the number of
//! observations; neither costs anything per observation that is not concerned.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::{Instant, SystemTime};

use coap::{ContentFormat, Token};
use objects::{Change, ChangeKind, Path};

use crate::attributes::Attributes;
use crate::composite::{Composite, Composites};
use crate::planner::{Conditions, Reported, Simple, Verdict};
use crate::stored::Stored;

/// One path watched by a server.
#[derive(Clone, Debug)]
pub(crate) struct Observation {
    pub(crate) path: Path,
    /// The format of the first answer, which all notifications keep (RFC 7641 §4.2).
    pub(crate) format: ContentFormat,
    /// Attributes the Observe request carried; they displace attached ones (core §6.4.1).
    pub(crate) own: Option<Attributes>,
    pub(crate) conditions: Conditions,
    pub(crate) reported: Reported,
    pub(crate) evaluated_at: Instant,
    /// Something below the path changed since the last evaluation.
    changed: bool,
    /// There is no value at the moment; nothing is due before the next change.
    missing: bool,
    /// The server has deleted the target, so that the observation ends when it is not there.
    deleted: bool,
    deadline: Option<Instant>,
}

impl Observation {
    pub(crate) fn new(
        path: Path,
        format: ContentFormat,
        own: Option<Attributes>,
        conditions: Conditions,
        reported: Reported,
    ) -> Self {
        let evaluated_at = reported.at;
        Self {
            path,
            format,
            own,
            conditions,
            reported,
            evaluated_at,
            changed: false,
            missing: false,
            deleted: false,
            deadline: None,
        }
    }

    /// Whether a notification is due for its own sake.
    pub(crate) fn overdue(&self, now: Instant) -> bool {
        self.conditions
            .pmax
            .is_some_and(|pmax| now >= self.reported.at + pmax)
    }

    /// What becomes of the value there is now.
    pub(crate) fn verdict(&self, now: Instant, simple: &Simple) -> Verdict {
        if self.overdue(now) {
            Verdict::Notify
        } else {
            self.conditions.judge(&self.reported.simple, simple)
        }
    }

    /// Whether a value that is not there has been deleted by the server itself.
    pub(crate) const fn is_deleted(&self) -> bool {
        self.deleted
    }

    /// When a change may be evaluated.
    fn ripe_at(&self) -> Instant {
        (self.reported.at + self.conditions.pmin).max(self.evaluated_at + self.conditions.epmin)
    }

    fn next_deadline(&self) -> Option<Instant> {
        if self.missing {
            return None;
        }
        let forced = self.conditions.pmax.map(|pmax| self.reported.at + pmax);
        let evaluated = if self.changed {
            Some(self.ripe_at())
        } else {
            let epmax = self.conditions.epmax;
            epmax.map(|epmax| (self.evaluated_at + epmax).max(self.ripe_at()))
        };
        [forced, evaluated].into_iter().flatten().min()
    }
}

/// The observations of one server.
#[derive(Debug, Default)]
pub(crate) struct Observations {
    by_token: HashMap<Token, Observation>,
    by_path: BTreeMap<Path, Vec<Token>>,
    deadlines: BTreeSet<(Instant, Token)>,
    /// Those of several paths at once.
    pub(crate) composites: Composites,
    /// What the server could not be told.
    pub(crate) stored: Stored,
    /// Some observations have no deadline, because there is nobody to tell.
    parked: bool,
}

impl Observations {
    /// The most observations one server may have; each costs about 300 bytes.
    const MAX: usize = 16_384;

    pub(crate) fn full(&self) -> bool {
        self.len() >= Self::MAX
    }

    pub(crate) fn len(&self) -> usize {
        self.by_token.len() + self.composites.len()
    }

    pub(crate) fn is_within_bounds(&self) -> bool {
        let indexed: usize = self.by_path.values().map(Vec::len).sum();
        self.len() <= Self::MAX
            && indexed == self.by_token.len()
            && self.deadlines.len() <= self.by_token.len()
            && self.composites.is_within_bounds()
            && self.stored.is_within_bounds()
    }

    /// Adds an observation; one with the same token is replaced (RFC 7641 §4.1).
    pub(crate) fn insert(&mut self, token: Token, observation: Observation) {
        self.remove(&token);
        self.by_path.entry(observation.path).or_default().push(token);
        self.by_token.insert(token, observation);
        self.schedule(token);
    }

    /// Adds an observation of several paths; one with the same token is replaced.
    pub(crate) fn insert_composite(&mut self, token: Token, composite: Composite) {
        self.remove(&token);
        self.composites.insert(token, composite);
    }

    pub(crate) fn remove(&mut self, token: &Token) -> Option<Observation> {
        self.composites.remove(token);
        self.stored.remove(token);
        let observation = self.by_token.remove(token)?;
        if let Some(deadline) = observation.deadline {
            self.deadlines.remove(&(deadline, *token));
        }
        if let Some(tokens) = self.by_path.get_mut(&observation.path) {
            tokens.retain(|other| other != token);
            if tokens.is_empty() {
                self.by_path.remove(&observation.path);
            }
        }
        Some(observation)
    }

    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }

    pub(crate) fn get(&self, token: &Token) -> Option<&Observation> {
        self.by_token.get(token)
    }

    /// A token that observes exactly this path.
    pub(crate) fn token_of(&self, path: &Path) -> Option<Token> {
        self.by_path.get(path)?.first().copied()
    }

    /// Notes a change for every observation it concerns.
    pub(crate) fn handle_change(&mut self, change: &Change) {
        self.composites.handle_change(change);
        if self.by_token.is_empty() {
            return;
        }
        // Marking does not alter who observes what.
        let by_path = std::mem::take(&mut self.by_path);
        let mut level = Some(change.path);
        while let Some(path) = level {
            let tokens = by_path.get(&path).into_iter().flatten();
            tokens.for_each(|token| self.mark(*token));
            level = path.parent();
        }
        self.by_path = by_path;
        match change.kind {
            ChangeKind::Value => {}
            // What lies below has come or gone with it.
            ChangeKind::Created | ChangeKind::Removed => {
                self.below(&change.path)
                    .into_iter()
                    .for_each(|token| self.mark(token));
            }
        }
    }

    /// Looks at everything anew that shows what lies at a path.
    pub(crate) fn reconsider(&mut self, path: Path) {
        self.handle_change(&Change {
            path,
            // As if it had come and gone, for that concerns everything above and below.
            kind: ChangeKind::Created,
            at: SystemTime::UNIX_EPOCH,
        });
    }

    /// The tokens observing something at or below a path.
    pub(crate) fn below(&self, path: &Path) -> Vec<Token> {
        let range = self
            .by_path
            .range(path..)
            .take_while(|(observed, _)| path.covers(observed));
        range.flat_map(|(_, tokens)| tokens).copied().collect()
    }

    /// Every token, for what concerns all observations.
    pub(crate) fn tokens(&self) -> Vec<Token> {
        self.by_token.keys().copied().collect()
    }

    fn mark(&mut self, token: Token) {
        if let Some(observation) = self.by_token.get_mut(&token)
            && (!observation.changed || observation.deadline.is_none())
        {
            observation.changed = true;
            observation.missing = false;
            self.schedule(token);
        }
    }

    /// Notes that there is no value to evaluate. Whatever comes is compared with what was reported last.
    pub(crate) fn miss(&mut self, token: &Token) {
        self.update(token, |observation| {
            observation.changed = true;
            observation.missing = true;
        });
    }

    /// Notes that a server has deleted this path, so that its observations end unless it is back at once.
    pub(crate) fn deleted(&mut self, path: &Path) {
        for token in self.by_path.get(path).cloned().unwrap_or_default() {
            if let Some(observation) = self.by_token.get_mut(&token) {
                observation.deleted = true;
            }
            self.mark(token);
        }
    }

    /// Gives an observation the conditions that hold now; other ones may demand what those of before did not.
    pub(crate) fn set_conditions(&mut self, token: &Token, conditions: Conditions) {
        if let Some(observation) = self.by_token.get_mut(token)
            && observation.conditions != conditions
        {
            observation.conditions = conditions;
            observation.changed = true;
            self.schedule(*token);
        }
    }

    /// Alters an observation and computes its deadline anew.
    pub(crate) fn update(&mut self, token: &Token, alter: impl FnOnce(&mut Observation)) {
        if let Some(observation) = self.by_token.get_mut(token) {
            alter(observation);
            self.schedule(*token);
        }
    }

    /// Notes that a change was looked at and led to nothing, or that the server was told.
    pub(crate) fn evaluated(&mut self, token: &Token, now: Instant, reported: Option<Reported>) {
        self.update(token, |observation| {
            observation.changed = false;
            observation.deleted = false;
            observation.evaluated_at = now;
            if let Some(reported) = reported {
                observation.reported = reported;
            }
        });
    }

    /// Puts an observation off until the server can be told again.
    pub(crate) fn park(&mut self, token: &Token) {
        if let Some(observation) = self.by_token.get_mut(token)
            && let Some(deadline) = observation.deadline.take()
        {
            self.deadlines.remove(&(deadline, *token));
            self.parked = true;
        }
    }

    pub(crate) const fn has_parked(&self) -> bool {
        self.parked || self.composites.has_parked()
    }

    /// Takes up again what was put off.
    pub(crate) fn unpark(&mut self) {
        self.composites.unpark();
        if std::mem::take(&mut self.parked) {
            self.tokens().into_iter().for_each(|token| self.schedule(token));
        }
    }

    /// Notes that the server was told what had been kept for it: periods count from now.
    pub(crate) fn told_history(&mut self, token: &Token, now: Instant) {
        self.update(token, |observation| observation.reported.at = now);
        self.composites
            .update(token, |composite| composite.reported_at = now);
    }

    /// Notes that the last notification did not arrive, so that the next evaluation tells the state anew.
    pub(crate) fn undelivered(&mut self, token: &Token) {
        self.composites.undelivered(token);
        self.update(token, |observation| {
            observation.changed = true;
            observation.reported.simple = Simple::Other;
            observation.reported.digest = !observation.reported.digest;
        });
    }

    fn schedule(&mut self, token: Token) {
        let Some(observation) = self.by_token.get_mut(&token) else {
            return;
        };
        let next = observation.next_deadline();
        if next == observation.deadline {
            return;
        }
        if let Some(old) = observation.deadline {
            self.deadlines.remove(&(old, token));
        }
        if let Some(new) = next {
            self.deadlines.insert((new, token));
        }
        observation.deadline = next;
    }

    pub(crate) fn next_deadline(&self) -> Option<Instant> {
        self.deadlines.first().map(|(at, _)| *at)
    }

    /// A token whose deadline has passed.
    pub(crate) fn due(&self, now: Instant) -> Option<Token> {
        self.deadlines
            .first()
            .filter(|(at, _)| *at <= now)
            .map(|(_, token)| *token)
    }
}
