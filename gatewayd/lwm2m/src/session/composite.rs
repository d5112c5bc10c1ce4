//! Reading, writing and observing several paths at once (core §6.3.8, §6.3.9, §6.4.5).

use std::time::Instant;

use coap::{IncomingRequest, Response, Token};
use objects::{ObjectTree, Path};

use super::notify::{Progress, fresh_for};
use super::{Outbox, Session};
use crate::access::Grants;
use crate::attributes::{AttributeUpdate, Attributes, TargetKind};
use crate::composite::{self, Composite, Target};
use crate::event::Event;
use crate::outcome::Outcome;
use crate::planner::{Conditions, Simple, Verdict};
use crate::read::Selection;
use crate::version::EnablerVersion;
use crate::write;

impl Session {
    pub(super) fn read_composite(
        &self,
        request: &IncomingRequest,
        tree: &ObjectTree,
    ) -> Result<Response, Outcome> {
        let paths = self.composite_paths(request, tree)?;
        self.read_paths(request, &paths, tree)
    }

    fn read_paths(
        &self,
        request: &IncomingRequest,
        paths: &[Path],
        tree: &ObjectTree,
    ) -> Result<Response, Outcome> {
        let format = composite::answer_format(request, self.version)?;
        let selection = Selection::best_effort(tree, &self.grants, paths.iter().copied());
        if selection.refused() {
            return Err(Outcome::Unauthorized);
        }
        let payload = selection.encode(format)?;
        Ok(Response::content(format, payload))
    }

    /// Composite operations came with LwM2M 1.1.
    fn composite_paths(&self, request: &IncomingRequest, tree: &ObjectTree) -> Result<Vec<Path>, Outcome> {
        if self.version == EnablerVersion::V1_0 {
            return Err(Outcome::MethodNotAllowed);
        }
        composite::paths(request, tree)
    }

    pub(super) fn write_composite(
        &self,
        request: &IncomingRequest,
        tree: &ObjectTree,
        out: &mut Outbox,
    ) -> Result<(), Outcome> {
        if self.version == EnablerVersion::V1_0 {
            return Err(Outcome::MethodNotAllowed);
        }
        let patch = write::patch(request, (tree, &self.grants), self.version)?;
        self.event(
            Event::WriteComposite {
                request: self.request_id(request),
                values: patch.values,
                removed: patch.removed,
            },
            out,
        );
        Ok(())
    }

    /// Starts an observation of several paths and gives the first answer.
    pub(super) fn observe_composite(
        &mut self,
        now: Instant,
        request: &IncomingRequest,
        tree: &ObjectTree,
    ) -> Result<Response, Outcome> {
        let paths = self.composite_paths(request, tree)?;
        let own = self.composite_attributes(&request.queries)?;
        let format = composite::answer_format(request, self.version)?;
        let selection = Selection::best_effort(tree, &self.grants, paths.iter().copied());
        if selection.refused() {
            return Err(Outcome::Unauthorized);
        }
        let response = Response::content(format, selection.encode(format)?);
        let values = selection.records().len();
        let known = self.observations.composites.get(&request.token).is_some();
        let full = self.observations.full() && !known;
        let room = self
            .observations
            .composites
            .has_room_for(&request.token, paths.len());
        if full || !room {
            // RFC 7641 §4.1: a client that cannot take one more answers as to a plain Read.
            self.observations.remove(&request.token);
            self.endpoint.stop_observing(&request.token);
            return Ok(response);
        }
        let target = |path: Path| {
            let conditions = self.composite_conditions(&path, &own);
            Target::new(path, conditions, state(tree, &self.grants, path), now)
        };
        let targets = paths.into_iter().map(target).collect();
        let composite = Composite::new(targets, format, own, (now, values));
        let pmax = composite.pmax();
        self.observations.insert_composite(request.token, composite);
        Ok(fresh_for(response, pmax).observed())
    }

    /// The attributes that an Observe-Composite may carry (core 1.2 §6.4.5).
    fn composite_attributes(&self, queries: &[String]) -> Result<Attributes, Outcome> {
        if queries.is_empty() {
            return Ok(Attributes::default());
        }
        if self.version != EnablerVersion::V1_2 {
            return Err(Outcome::BadRequest);
        }
        let update = AttributeUpdate::parse(queries.iter().map(String::as_str));
        let own = update.and_then(|update| update.apply(&Attributes::default(), TargetKind::Other));
        own.ok()
            .filter(|own| own.hqmax.is_none())
            .ok_or(Outcome::BadRequest)
    }

    fn composite_conditions(&self, path: &Path, own: &Attributes) -> Conditions {
        let attached = self.attributes.effective(path);
        let attributes = Attributes {
            pmin: own.pmin.or(attached.pmin),
            pmax: own.pmax.or(attached.pmax),
            epmin: own.epmin.or(attached.epmin),
            epmax: own.epmax.or(attached.epmax),
            con: own.con.or(attached.con),
            ..attached
        };
        Conditions::resolve(&attributes, &self.defaults)
    }

    /// Computes conditions anew after attributes or defaults at and above some targets have changed.
    pub(super) fn resolve_composites(&mut self, path: &Path) {
        if self.observations.composites.len() == 0 {
            return;
        }
        let mut composites = std::mem::take(&mut self.observations.composites);
        composites.resolve(path, |path, own| self.composite_conditions(path, own));
        self.observations.composites = composites;
    }

    /// Ends the observation with the token of the request, or else one of the same paths, and answers as
    /// to a Read-Composite.
    pub(super) fn cancel_composite(
        &mut self,
        request: &IncomingRequest,
        tree: &ObjectTree,
    ) -> Result<Response, Outcome> {
        let paths = self.composite_paths(request, tree)?;
        if !self.observations.composites.remove(&request.token)
            && let Some(token) = self.observations.composites.token_of(&paths)
        {
            self.observations.composites.remove(&token);
            self.endpoint.stop_observing(&token);
        }
        self.read_paths(request, &paths, tree)
    }

    /// Sends every notification of several paths that is due.
    pub(super) fn notify_composites(&mut self, now: Instant, tree: &ObjectTree) {
        if !self.may_notify(now) {
            return;
        }
        while let Some(token) = self.observations.composites.due(now) {
            let triggered = self.observations.composites.update(&token, |composite| {
                is_triggered(composite, now, tree, &self.grants)
            });
            if triggered == Some(true)
                && let Progress::Stuck = self.tell(now, token, tree)
            {
                // The rest stays due until the host has taken some of what waits.
                self.observations.composites.update(&token, Composite::owe);
                return;
            }
        }
    }

    fn tell(&mut self, now: Instant, token: Token, tree: &ObjectTree) -> Progress {
        let Some(composite) = self.observations.composites.get(&token) else {
            return Progress::Made;
        };
        let (format, confirmable) = (composite.format, composite.confirmable());
        let selection = Selection::best_effort(tree, &self.grants, composite.paths());
        let values = selection.records().len();
        if selection.refused() {
            // Nothing is said while the server may read nothing of it (core §6.4.3).
            self.told(&token, now, values, tree);
            return Progress::Made;
        }
        let Ok(payload) = selection.encode(format) else {
            // A value that the format cannot express may be another one the next time.
            self.told(&token, now, values, tree);
            return Progress::Made;
        };
        let response = fresh_for(Response::content(format, payload), composite.pmax());
        if self.must_wake(now) {
            return Progress::Stuck;
        }
        match self.endpoint.notify(now, &token, response, confirmable) {
            Ok(_) => {
                self.told(&token, now, values, tree);
                Progress::Made
            }
            Err(coap::NotifyError::NotObserved) => {
                self.observations.remove(&token);
                Progress::Made
            }
            Err(coap::NotifyError::QueueFull) => Progress::Stuck,
        }
    }

    pub(super) fn told(&mut self, token: &Token, now: Instant, values: usize, tree: &ObjectTree) {
        self.observations.composites.update(token, |composite| {
            composite.told(now, values, |path| state(tree, &self.grants, path));
        });
        let mut composites = std::mem::take(&mut self.observations.composites);
        composites.update(token, |composite| {
            if composite.take_outdated() {
                composite.resolve(&Path::Root, |path, own| self.composite_conditions(path, own));
            }
        });
        self.observations.composites = composites;
    }
}

/// What a server is told of a target: its value, where it is a simple one, and a digest of all values.
fn state(tree: &ObjectTree, grants: &Grants, path: Path) -> (Simple, u64) {
    let selection = Selection::best_effort(tree, grants, [path]);
    (selection.simple(), selection.digest())
}

/// Whether one of the targets demands a notification.
pub(super) fn is_triggered(
    composite: &mut Composite,
    now: Instant,
    tree: &ObjectTree,
    grants: &Grants,
) -> bool {
    if composite.overdue(now) {
        return true;
    }
    let mut triggered = false;
    for index in composite.take_ripe(now) {
        let Some(target) = composite.target_mut(index) else {
            continue;
        };
        let (simple, digest) = state(tree, grants, target.path);
        match target.conditions.judge(&target.simple, &simple) {
            Verdict::Compare => triggered |= digest != target.digest,
            Verdict::Keep => {}
            Verdict::Notify => triggered = true,
            Verdict::Remember => target.simple = simple,
        }
    }
    triggered
}
