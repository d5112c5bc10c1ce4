//! Observing and notifying (core §6.4.1, §6.4.3; RFC 7641).

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::time::{Duration, Instant};

use coap::{IncomingRequest, Response, Token};
use objects::{ObjectTree, Path, ValueKind};

use super::{Link, Session};
use crate::attributes::{AttributeUpdate, Attributes, TargetKind};
use crate::observation::Observation;
use crate::operation::exists;
use crate::outcome::Outcome;
use crate::planner::{Conditions, Reported, Verdict};
use crate::read::Selection;
use crate::version::EnablerVersion;

/// RFC 7252 §5.10.5: a response without Max-Age is fresh for this many seconds.
const DEFAULT_MAX_AGE: u64 = 60;

impl Session {
    /// Starts an observation and gives the first answer.
    pub(super) fn observe(
        &mut self,
        now: Instant,
        request: &IncomingRequest,
        path: Path,
        tree: &ObjectTree,
    ) -> Result<Response, Outcome> {
        let own = self.own_attributes(&request.queries, path, tree)?;
        let selection = Selection::find(tree, &self.grants, path)?;
        let format = selection.format(request.accept, self.version)?;
        let payload = selection.encode(format)?;
        if self.observations.full() && self.observations.get(&request.token).is_none() {
            // RFC 7641 §4.1: a client that cannot take one more answers as to a plain Read.
            return Ok(Response::content(format, payload));
        }
        let conditions = self.conditions(&path, own.as_ref());
        let reported = Reported {
            at: now,
            simple: selection.simple(),
            digest: digest(&payload),
            values: selection.records().len(),
        };
        self.observations.insert(
            request.token,
            Observation::new(path, format, own, conditions, reported),
        );
        Ok(fresh_for(Response::content(format, payload), conditions.pmax).observed())
    }

    /// Attributes in the Observe request displace everything attached to the path (core 1.2 §6.4.1).
    fn own_attributes(
        &self,
        queries: &[String],
        path: Path,
        tree: &ObjectTree,
    ) -> Result<Option<Attributes>, Outcome> {
        if queries.is_empty() {
            return Ok(None);
        }
        if self.version != EnablerVersion::V1_2 {
            return Err(Outcome::BadRequest);
        }
        let update = AttributeUpdate::parse(queries.iter().map(String::as_str));
        let attributes =
            update.and_then(|update| update.apply(&Attributes::default(), target_kind(&path, tree)));
        attributes.map(Some).map_err(|_| Outcome::BadRequest)
    }

    fn conditions(&self, path: &Path, own: Option<&Attributes>) -> Conditions {
        let attributes = own.copied().unwrap_or_else(|| self.attributes.effective(path));
        Conditions::resolve(&attributes, &self.defaults)
    }

    /// Ends the observation with the token of the request, or else one of the same path, and answers as
    /// to a Read.
    pub(super) fn cancel(
        &mut self,
        request: &IncomingRequest,
        path: Path,
        tree: &ObjectTree,
    ) -> Result<Response, Outcome> {
        if self.observations.remove(&request.token).is_none()
            && let Some(token) = self.observations.token_of(&path)
        {
            self.observations.remove(&token);
            self.endpoint.stop_observing(&token);
        }
        let selection = Selection::find(tree, &self.grants, path)?;
        let format = selection.format(request.accept, self.version)?;
        Ok(Response::content(format, selection.encode(format)?))
    }

    /// Write-Attributes (core §6.3.3).
    pub(super) fn write_attributes(
        &mut self,
        request: &IncomingRequest,
        path: Path,
        tree: &ObjectTree,
    ) -> Result<Outcome, Outcome> {
        // An empty object may carry attributes; everything deeper has to be there and readable.
        if !matches!(path, Path::Object(object) if tree.object(object).is_some()) {
            Selection::find(tree, &self.grants, path)?;
        }
        let update = AttributeUpdate::parse(request.queries.iter().map(String::as_str))
            .map_err(|_| Outcome::BadRequest)?;
        if update.is_empty() {
            return Ok(Outcome::Changed);
        }
        let attributes = update
            .apply(&self.attributes.attached(&path), target_kind(&path, tree))
            .map_err(|_| Outcome::BadRequest)?;
        if !self.attributes.attach(path, attributes) {
            return Err(Outcome::Unavailable);
        }
        let concerned = self.observations.below(&path);
        self.resolve_conditions(&concerned);
        self.resolve_composites(&path);
        Ok(Outcome::Changed)
    }

    /// Computes the conditions of observations anew after attributes or defaults have changed.
    pub(super) fn resolve_conditions(&mut self, tokens: &[Token]) {
        for token in tokens {
            let Some(observation) = self.observations.get(token) else {
                continue;
            };
            let conditions = self.conditions(&observation.path, observation.own.as_ref());
            self.observations.set_conditions(token, conditions);
        }
    }

    /// Whether notifications may go out now; otherwise they wait, and the newest state is sent then.
    pub(super) fn may_notify(&self, now: Instant) -> bool {
        self.link == Link::Up && self.registered() && !self.waking(now)
    }

    /// Sends every notification that is due.
    pub(super) fn notify_due(&mut self, now: Instant, tree: &ObjectTree) {
        if !self.may_notify(now) {
            return self.store_due(now, tree);
        }
        self.observations.unpark();
        if let Progress::Stuck = self.tell_stored(now) {
            return;
        }
        while let Some(token) = self.observations.due(now) {
            if let Progress::Stuck = self.evaluate(now, token, tree) {
                // The rest stays due until the host has taken some of what waits.
                return;
            }
        }
    }

    fn evaluate(&mut self, now: Instant, token: Token, tree: &ObjectTree) -> Progress {
        let Some(observation) = self.observations.get(&token) else {
            return Progress::Made;
        };
        let selection = match Selection::find(tree, &self.grants, observation.path) {
            Ok(selection) => selection,
            Err(outcome) => return self.miss(now, &token, outcome, tree),
        };
        let simple = selection.simple();
        let verdict = observation.verdict(now, &simple);
        match verdict {
            Verdict::Keep => self.evaluated(&token, now, None),
            Verdict::Remember => {
                let reported = Reported {
                    simple,
                    ..observation.reported.clone()
                };
                self.evaluated(&token, now, Some(reported))
            }
            Verdict::Compare | Verdict::Notify => self.tell_if(now, token, &selection, verdict),
        }
    }

    fn evaluated(&mut self, token: &Token, now: Instant, reported: Option<Reported>) -> Progress {
        self.observations.evaluated(token, now, reported);
        Progress::Made
    }

    fn tell_if(
        &mut self,
        now: Instant,
        token: Token,
        selection: &Selection<'_>,
        verdict: Verdict,
    ) -> Progress {
        let Some(observation) = self.observations.get(&token) else {
            return Progress::Made;
        };
        let Ok(payload) = selection.encode(observation.format) else {
            // A value that the format cannot express may be another one the next time.
            self.observations.miss(&token);
            return Progress::Made;
        };
        let digest = digest(&payload);
        if verdict == Verdict::Compare && digest == observation.reported.digest {
            return self.evaluated(&token, now, None);
        }
        let conditions = observation.conditions;
        let response = fresh_for(Response::content(observation.format, payload), conditions.pmax);
        if self.must_wake(now) {
            self.observations.park(&token);
            return Progress::Made;
        }
        match self
            .endpoint
            .notify(now, &token, response, conditions.confirmable)
        {
            Ok(_) => {
                let reported = Reported {
                    at: now,
                    simple: selection.simple(),
                    digest,
                    values: selection.records().len(),
                };
                self.evaluated(&token, now, Some(reported))
            }
            Err(coap::NotifyError::NotObserved) => {
                self.observations.remove(&token);
                Progress::Made
            }
            Err(coap::NotifyError::QueueFull) => Progress::Stuck,
        }
    }

    /// There is nothing to tell. While the instance is there, its resource may get a value again, and the
    /// observation goes on in silence: an error would end it (RFC 7641 §4.2).
    fn miss(&mut self, now: Instant, token: &Token, outcome: Outcome, tree: &ObjectTree) -> Progress {
        let goes_on = self
            .observations
            .get(token)
            .is_some_and(|observation| !observation.is_deleted() && exists(observation.path, tree));
        // The same is true of a server that may not read it at the moment (core §6.4.3).
        if goes_on || outcome == Outcome::Unauthorized {
            self.observations.miss(token);
            Progress::Made
        } else {
            self.end_observation(now, token, outcome)
        }
    }

    /// RFC 7641 §4.2: the target is gone, so the last notification says so and ends the observation.
    ///
    /// The endpoint forgets it once that is on its way, which takes a while when another one is under way.
    fn end_observation(&mut self, now: Instant, token: &Token, outcome: Outcome) -> Progress {
        if self.must_wake(now) {
            self.observations.park(token);
            return Progress::Made;
        }
        match self
            .endpoint
            .notify(now, token, Response::new(outcome.code()), true)
        {
            Ok(_) | Err(coap::NotifyError::NotObserved) => {
                self.observations.remove(token);
                Progress::Made
            }
            Err(coap::NotifyError::QueueFull) => Progress::Stuck,
        }
    }
}

/// Whether something due was dealt with.
pub(super) enum Progress {
    Made,
    /// Nothing more can be sent until the host drains.
    Stuck,
}

/// A response that is fresh until the next one is due.
pub(super) fn fresh_for(response: Response, pmax: Option<Duration>) -> Response {
    match pmax.map(|pmax| pmax.as_secs()) {
        Some(pmax) if pmax > DEFAULT_MAX_AGE => {
            response.with_max_age(u32::try_from(pmax).unwrap_or(u32::MAX))
        }
        Some(_) | None => response,
    }
}

pub(super) fn digest(payload: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    payload.hash(&mut hasher);
    hasher.finish()
}

/// What thresholds and edges can apply to at a path.
fn target_kind(path: &Path, tree: &ObjectTree) -> TargetKind {
    let Path::Resource(resource) = path else {
        return TargetKind::Other;
    };
    let def = tree
        .object(resource.object)
        .and_then(|object| object.def().resource(resource.resource));
    match def.and_then(|def| def.kind) {
        Some(ValueKind::Boolean) => TargetKind::Boolean,
        Some(ValueKind::Float | ValueKind::Integer | ValueKind::Time | ValueKind::Unsigned) => {
            TargetKind::Numeric
        }
        Some(ValueKind::CoreLink | ValueKind::ObjectLink | ValueKind::Opaque | ValueKind::String) | None => {
            TargetKind::Other
        }
    }
}
