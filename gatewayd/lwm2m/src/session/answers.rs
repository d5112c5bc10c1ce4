//! What the server answers to Register, Update and De-register, and what follows (core §6.2).

use std::time::{Duration, Instant};

use coap::{Code, ExchangeError, ExchangeId, IncomingResponse, UriPath};
use objects::ObjectTree;

use super::registration::{Farewell, Location, Registration};
use super::{Outbox, Session, bounded};
use crate::client::ClientConfig;
use crate::event::{Event, Output, RegistrationError};

/// RFC 7252 §4.8.2 MAX_TRANSMIT_WAIT: an Update sent this early still arrives before the lifetime ends.
const MAX_TRANSMIT_WAIT: Duration = Duration::from_secs(93);

/// How an own request ended.
type Answer = Result<IncomingResponse, ExchangeError>;

impl Session {
    pub(super) fn handle_response(
        &mut self,
        now: Instant,
        exchange: ExchangeId,
        answer: Answer,
        config: &ClientConfig,
        tree: &ObjectTree,
        out: &mut Outbox,
    ) {
        if self.handle_send_response(exchange, &answer, out) {
            return;
        }
        if answer == Err(ExchangeError::SessionReplaced) {
            // The link went; what becomes of the registration is decided by whoever reported that.
            return;
        }
        match std::mem::replace(&mut self.registration, Registration::Idle) {
            Registration::Registering {
                exchange: own,
                announced,
            } if own == exchange => {
                self.announced = announced;
                self.handle_register_response(now, answer, config, tree, out);
            }
            Registration::Updating {
                exchange: own,
                location,
                announced,
            } if own == exchange => match answer {
                Ok(response) if response.code == Code::CHANGED => {
                    self.announced = announced;
                    self.updated(now, location.path, out);
                }
                // The server does not know us any more, or will not take it from this session.
                Ok(_) => self.register(now, config, tree, out),
                Err(error) => self.unanswered(now, error, out),
            },
            Registration::Deregistering {
                exchange: own,
                farewell,
            } if own == exchange => self.left(now, farewell, out),
            Registration::Withdrawing { exchange: own } if own == exchange => match answer {
                Ok(response) if response.code == Code::CREATED => {
                    self.deregister(now, location(&response), Farewell::Stop, out);
                }
                Ok(_) | Err(_) => self.stopped(out),
            },
            // The answer to a request that something else has overtaken.
            other => self.registration = other,
        }
    }

    fn handle_register_response(
        &mut self,
        now: Instant,
        answer: Answer,
        config: &ClientConfig,
        tree: &ObjectTree,
        out: &mut Outbox,
    ) {
        match answer {
            Ok(response) if response.code == Code::CREATED => {
                // A new registration voids the observations of the one before (core §6.2.1).
                self.observations.clear();
                self.endpoint.stop_observing_all();
                self.succeeded();
                self.reached = true;
                self.enter_registered(now, location(&response));
                self.event(self.registered_event(), out);
            }
            Ok(response) if response.code == Code::PRECONDITION_FAILED => match self.version.lower() {
                Some(lower) => {
                    self.version = lower;
                    self.register(now, config, tree, out);
                }
                None => self.refused(now, &response, config, tree, out),
            },
            Ok(response) => self.refused(now, &response, config, tree, out),
            Err(error) => {
                self.version = config.version;
                self.lost(now, RegistrationError::NoAnswer(error), tree, out);
            }
        }
    }

    /// The next attempt starts with the highest version again: the server may be another one by then.
    fn refused(
        &mut self,
        now: Instant,
        response: &IncomingResponse,
        config: &ClientConfig,
        tree: &ObjectTree,
        out: &mut Outbox,
    ) {
        self.version = config.version;
        let reason = RegistrationError::Refused(response.code);
        match (response.code, response.max_age) {
            // RFC 7252 §5.9.3.4: Max-Age says when to try again, if that is allowed at all.
            (Code::SERVICE_UNAVAILABLE, Some(seconds)) => {
                let pause = bounded(u64::from(seconds.max(1)));
                let pause = self.next_pause(tree).map(|_| pause);
                self.failed(now, reason, pause, None, out);
            }
            _ => self.lost(now, reason, tree, out),
        }
    }

    fn registered_event(&self) -> Event {
        let lifetime = self.announced.lifetime;
        Event::Registered {
            server: self.account.server,
            version: self.version,
            lifetime: (lifetime != 0).then(|| bounded(lifetime)),
        }
    }

    fn updated(&mut self, now: Instant, path: UriPath, out: &mut Outbox) {
        self.succeeded();
        self.enter_registered(now, path);
        self.event(
            Event::Updated {
                server: self.account.server,
            },
            out,
        );
    }

    /// An Update was not answered. The session may be dead: the next attempt is a Register over a new one.
    fn unanswered(&mut self, now: Instant, error: ExchangeError, out: &mut Outbox) {
        out.push_back(Output::Event(Event::RegistrationFailed {
            server: self.account.server,
            reason: RegistrationError::NoAnswer(error),
            retry_at: Some(now),
        }));
        self.open_link(out);
    }

    /// Plans the next Update so that it, with all its retransmissions, arrives within the lifetime.
    fn enter_registered(&mut self, now: Instant, path: UriPath) {
        let lifetime = (self.announced.lifetime != 0).then(|| bounded(self.announced.lifetime));
        let expires_at = lifetime.map(|lifetime| now + lifetime);
        let update_at = lifetime.map(|lifetime| now + lifetime - MAX_TRANSMIT_WAIT.min(lifetime / 2));
        self.registration = Registration::Registered {
            location: Location { path, expires_at },
            update_at,
        };
    }
}

/// Where the server keeps the registration; each segment is taken as it is (core §6.2.1).
fn location(response: &IncomingResponse) -> UriPath {
    UriPath::from_segments(&response.location_path).unwrap_or_default()
}
