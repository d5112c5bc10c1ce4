//! What becomes of accounts that are complete: the host stores them, or cannot.

use std::time::Instant;

use coap::{Code, Response};
use objects::ObjectTree;

use super::state::{Ask, CommitAnswer, State};
use super::{Bootstrap, EXCHANGE_LIFETIME};
use crate::client::ClientConfig;
use crate::event::BootstrapError;
use crate::outcome::Outcome;
use crate::session::Outbox;

impl Bootstrap {
    /// The host has stored the accounts: they count, and the server may know.
    pub(crate) fn committed(&mut self, now: Instant) {
        match std::mem::replace(&mut self.state, State::Idle) {
            State::Committing { accounts, answer, .. } => {
                self.accounts = accounts;
                self.failures = 0;
                if let CommitAnswer::Finish(request) = answer {
                    self.endpoint.respond(now, request, Response::new(Code::CHANGED));
                }
                self.state = State::Finished {
                    close_at: now + EXCHANGE_LIFETIME,
                };
                self.keep_account_for_a_time(now);
            }
            other => self.state = other,
        }
    }

    /// The host cannot use the accounts, or cannot store them: the server may correct them.
    pub(crate) fn refused(
        &mut self,
        now: Instant,
        outcome: Outcome,
        context: (&ClientConfig, &ObjectTree),
        out: &mut Outbox,
    ) {
        match std::mem::replace(&mut self.state, State::Idle) {
            // Nobody is there any more to correct them.
            State::Committing { .. } if !self.link_up => {
                let reason = "lost while the accounts were stored".to_owned();
                self.fail(now, BootstrapError::Link(reason), out);
            }
            State::Committing {
                staging,
                answer: CommitAnswer::Finish(request),
                ..
            } => {
                self.endpoint.respond(now, request, Response::new(outcome.code()));
                self.state = State::Receiving {
                    staging,
                    until: now + EXCHANGE_LIFETIME,
                };
            }
            State::Committing {
                answer: CommitAnswer::Pack,
                ..
            } => self.ask(now, Ask::Preferring, context, out),
            other => self.state = other,
        }
    }
}
