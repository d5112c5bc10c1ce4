//! Keeping what a server cannot be told at the moment (core §6.4.3 and Server object, resource 6).

use std::time::Instant;

use coap::{ContentFormat, Response, Token};
use objects::{ObjectTree, Path, ResourcePath, Value};

use super::Session;
use super::composite::is_triggered;
use super::notify::{Progress, digest};
use crate::account::resource;
use crate::attributes::Attributes;
use crate::format::{self, Content};
use crate::planner::{Reported, Verdict};
use crate::read::Selection;

impl Session {
    /// Looks at what is due while nobody can be told: some keep their values, the others wait.
    pub(super) fn store_due(&mut self, now: Instant, tree: &ObjectTree) {
        let storing = self.stores(tree);
        while let Some(token) = self.observations.due(now) {
            if !(storing && self.store(now, token, tree)) {
                self.observations.park(&token);
            }
        }
        while let Some(token) = self.observations.composites.due(now) {
            if !(storing && self.store_composite(now, token, tree)) {
                self.observations.composites.park(&token);
            }
        }
    }

    /// Whether the server wants to know later what it cannot be told now.
    fn stores(&self, tree: &ObjectTree) -> bool {
        let storing = tree.entry(self.account.resource(resource::NOTIFICATION_STORING));
        storing.is_none_or(|entry| entry.value != Value::Boolean(false))
    }

    /// How many values are kept of each part of what is observed; `None` when nothing is.
    fn room(
        &self,
        selection: &Selection<'_>,
        format: ContentFormat,
        own: Option<&Attributes>,
    ) -> Option<Vec<u32>> {
        if !matches!(format, ContentFormat::SENML_CBOR | ContentFormat::SENML_JSON) {
            // Others have no times.
            return None;
        }
        let most = |path: ResourcePath| match own {
            Some(own) => own.hqmax,
            None => self.attributes.effective(&path.into()).hqmax,
        };
        let records = selection.records().iter();
        let room: Vec<u32> = records.map(|record| most(record.path).unwrap_or(0)).collect();
        room.iter().any(|most| *most > 0).then_some(room)
    }

    /// Keeps what would be told now; `false` when the observation keeps nothing.
    fn store(&mut self, now: Instant, token: Token, tree: &ObjectTree) -> bool {
        let Some(observation) = self.observations.get(&token) else {
            return true;
        };
        let Ok(selection) = Selection::find(tree, &self.grants, observation.path) else {
            // That it is gone, or not for this server any more, is looked at when it can be told.
            return false;
        };
        let Some(room) = self.room(&selection, observation.format, observation.own.as_ref()) else {
            return false;
        };
        let current = Reported {
            at: now,
            simple: selection.simple(),
            digest: digest(&selection.encode(observation.format).unwrap_or_default()),
            values: selection.records().len(),
        };
        let before = &observation.reported;
        let reported = match observation.verdict(now, &current.simple) {
            Verdict::Compare if current.digest == before.digest => None,
            Verdict::Keep => None,
            Verdict::Remember => Some(Reported {
                simple: current.simple,
                ..before.clone()
            }),
            Verdict::Compare | Verdict::Notify => {
                let vanished = before.values > current.values;
                self.keep(&token, &selection, &room, vanished, tree);
                Some(current)
            }
        };
        self.observations.evaluated(&token, now, reported);
        true
    }

    fn store_composite(&mut self, now: Instant, token: Token, tree: &ObjectTree) -> bool {
        let Some(composite) = self.observations.composites.get(&token) else {
            return true;
        };
        let selection = Selection::best_effort(tree, &self.grants, composite.paths());
        let Some(room) = self.room(&selection, composite.format, None) else {
            return false;
        };
        let vanished = composite.values > selection.records().len();
        let triggered = self.observations.composites.update(&token, |composite| {
            is_triggered(composite, now, tree, &self.grants)
        });
        if triggered == Some(true) {
            self.keep(&token, &selection, &room, vanished, tree);
            self.told(&token, now, selection.records().len(), tree);
        }
        true
    }

    /// Keeps the parts that are to be kept. What the history cannot tell, the state tells after it.
    fn keep(
        &mut self,
        token: &Token,
        selection: &Selection<'_>,
        room: &[u32],
        vanished: bool,
        tree: &ObjectTree,
    ) {
        let stored = &mut self.observations.stored;
        for (record, most) in selection.records().iter().zip(room) {
            match tree.entry(record.path) {
                Some(entry) if *most > 0 => {
                    stored.push(*token, (record.path, record.value), entry.at, *most);
                }
                Some(_) | None => {}
            }
        }
        if vanished || room.contains(&0) {
            stored.leave_out(token);
        }
    }

    /// When stored values or observations that wait can be told.
    pub(super) fn stored_deadline(&self, now: Instant) -> Option<Instant> {
        let waits = self.observations.has_parked() || self.observations.stored.unsent().is_some();
        (waits && self.may_notify(now)).then_some(now)
    }

    /// Sends stored values, those of one observation in one notification.
    pub(super) fn tell_stored(&mut self, now: Instant) -> Progress {
        while let Some(token) = self.observations.stored.unsent() {
            if self.must_wake(now) {
                return Progress::Stuck;
            }
            let Some(payload) = self.history(&token) else {
                self.observations.stored.remove(&token);
                self.observations.undelivered(&token);
                continue;
            };
            // Confirmable, for they are lost otherwise.
            match self.endpoint.notify(now, &token, payload, true) {
                Ok(id) => {
                    self.observations.stored.sent(&token, id);
                    self.observations.told_history(&token, now);
                }
                Err(coap::NotifyError::NotObserved) => drop(self.observations.remove(&token)),
                Err(coap::NotifyError::QueueFull) => return Progress::Stuck,
            }
        }
        Progress::Made
    }

    /// The values kept of an observation; `None` when there are none.
    fn history(&self, token: &Token) -> Option<Response> {
        let (base, format) = match self.observations.get(token) {
            Some(observation) => (observation.path, observation.format),
            None => (
                Path::Root,
                self.observations
                    .composites
                    .get(token)
                    .map(|composite| composite.format)?,
            ),
        };
        let mut records = self.observations.stored.records(token);
        // What the server could read then, it need not be allowed to read now.
        records.retain(|record| self.grants.may_read(record.path.object, record.path.instance));
        if records.is_empty() {
            return None;
        }
        let mut payload = Vec::with_capacity(16 + 24 * records.len());
        format::encode(format.0, &Content::new(base, &records), &mut payload).ok()?;
        Some(Response::content(format, payload))
    }
}
