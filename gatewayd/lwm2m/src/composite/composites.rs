//! The observations of several paths of one server, indexed by token, target and deadline.
//!
//! A change costs a look-up per level of its path.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Instant;

use coap::Token;
use objects::{Change, ChangeKind, Path};

use super::observation::Composite;
use crate::attributes::Attributes;
use crate::planner::Conditions;

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

    /// Whether there is room for so many targets with this token, whose observation goes if there is one.
    pub(crate) fn has_room_for(&self, token: &Token, targets: usize) -> bool {
        let replaced = self.get(token).map_or(0, |composite| composite.targets.len());
        self.targets - replaced + targets <= Self::MAX_TARGETS
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

#[cfg(test)]
mod tests {
    use coap::ContentFormat;

    use super::*;
    use crate::composite::Target;
    use crate::planner::{ServerDefaults, Simple};

    #[test]
    fn an_observation_that_is_replaced_makes_room_for_its_targets() {
        #[expect(clippy::disallowed_methods, reason = "a test needs one origin")]
        let now = Instant::now();
        let attributes = Attributes::default();
        let conditions = Conditions::resolve(&attributes, &ServerDefaults::default());
        let target = Target::new(Path::Root, conditions, (Simple::Other, 0), now);
        let targets = vec![target; 10_000];
        let composite = Composite::new(targets, ContentFormat::SENML_CBOR, attributes, (now, 0));
        let mut composites = Composites::default();
        composites.insert(Token::EMPTY, composite);
        assert!(composites.has_room_for(&Token::EMPTY, 10_000));
        assert!(!composites.has_room_for(&Token::from([1; 8]), 10_000));
    }
}
