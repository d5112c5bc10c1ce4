//! Keeping what a server cannot be told at the moment (core §6.4.3 and Server object, resource 6).

use std::time::Instant;

use coap::{ContentFormat, Response, Token};
use objects::{ObjectTree, Value};

use super::Session;
use super::notify::{Progress, digest};
use crate::account::resource;
use crate::format::{self, Content};
use crate::planner::{Reported, Verdict};
use crate::read::Selection;

impl Session {
    /// Looks at what is due while nobody can be told: some keep their values, the others wait.
    pub(super) fn store_due(&mut self, now: Instant, tree: &ObjectTree) {
        while let Some(token) = self.observations.due(now) {
            if self.keeps_values(&token, tree) {
                self.store(now, token, tree);
            } else {
                self.observations.park(&token);
            }
        }
    }

    /// Whether an observation wants past values, has a format for them and may have them.
    fn keeps_values(&self, token: &Token, tree: &ObjectTree) -> bool {
        let storing = tree.entry(self.account.resource(resource::NOTIFICATION_STORING));
        self.observations.get(token).is_some_and(|observation| {
            let timed = matches!(
                observation.format,
                ContentFormat::SENML_CBOR | ContentFormat::SENML_JSON
            );
            timed
                && observation.conditions.hqmax > 0
                && storing.is_none_or(|entry| entry.value != Value::Boolean(false))
        })
    }

    /// Keeps what would be told now.
    fn store(&mut self, now: Instant, token: Token, tree: &ObjectTree) {
        let Some(observation) = self.observations.get(&token) else {
            return;
        };
        let Ok(selection) = Selection::find(tree, observation.path) else {
            // That it is gone is told when it can be told.
            return self.observations.park(&token);
        };
        let (simple, most) = (selection.simple(), observation.conditions.hqmax);
        let mut reported = observation.reported;
        let payload = selection.encode(observation.format).unwrap_or_default();
        let current = Reported {
            at: now,
            simple,
            digest: digest(&payload),
        };
        let reported = match observation.verdict(now, simple) {
            Verdict::Compare if current.digest == reported.digest => None,
            Verdict::Keep => None,
            Verdict::Remember => {
                reported.simple = simple;
                Some(reported)
            }
            Verdict::Compare | Verdict::Notify => {
                for record in selection.records() {
                    if let Some(entry) = tree.entry(record.path) {
                        let value = (record.path, record.value);
                        self.observations.stored.push(token, value, entry.at, most);
                    }
                }
                Some(current)
            }
        };
        self.observations.evaluated(&token, now, reported);
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
            let Some(observation) = self.observations.get(&token) else {
                self.observations.stored.remove(&token);
                continue;
            };
            let (path, format) = (observation.path, observation.format);
            let records = self.observations.stored.records(&token);
            let mut payload = Vec::with_capacity(16 + 24 * records.len());
            if format::encode(format.0, &Content::new(path, &records), &mut payload).is_err() {
                self.observations.stored.remove(&token);
                continue;
            }
            // Confirmable, for they are lost otherwise.
            match self
                .endpoint
                .notify(now, &token, Response::content(format, payload), true)
            {
                Ok(id) => self.observations.stored.sent(&token, id),
                Err(coap::NotifyError::NotObserved) => drop(self.observations.remove(&token)),
                Err(coap::NotifyError::QueueFull) => return Progress::Stuck,
            }
        }
        Progress::Made
    }
}
