//! What this client asks the bootstrap server: Bootstrap-Request and Bootstrap-Pack-Request (core §6.1.7).

use std::time::Instant;

use coap::{Code, ContentFormat, ExchangeError, ExchangeId, IncomingResponse, Method, Request, UriPath};
use objects::{ObjectTree, Path};

use super::state::{Ask, CommitAnswer, Staging, State};
use super::{Bootstrap, EXCHANGE_LIFETIME, check, write};
use crate::accounts::{Accounts, OSCORE_OBJECT, SECURITY_OBJECT};
use crate::client::ClientConfig;
use crate::event::{BootstrapError, Event, Output};
use crate::session::Outbox;

/// The format this client likes best, for it carries several instances and is short.
const PREFERRED: ContentFormat = ContentFormat::SENML_CBOR;

impl Bootstrap {
    /// Asks the server; the link is up.
    pub(super) fn ask(
        &mut self,
        now: Instant,
        ask: Ask,
        (config, tree): (&ClientConfig, &ObjectTree),
        out: &mut Outbox,
    ) {
        let name = format!("ep={}", config.endpoint_name);
        let request = match ask {
            Ask::Pack => Request::new(Method::Get, path("bspack"))
                .with_query(name)
                .with_query(format!("acc={}", own_account(&self.accounts)))
                .with_accept(PREFERRED),
            Ask::Plain => Request::new(Method::Post, path("bs")).with_query(name),
            Ask::Preferring => Request::new(Method::Post, path("bs"))
                .with_query(name)
                .with_query(format!("pct={}", PREFERRED.0)),
        };
        match self.endpoint.request(now, request) {
            Ok(exchange) => {
                let staging = Staging {
                    accounts: write::as_they_are(&self.accounts, tree),
                };
                self.state = State::Requesting {
                    exchange,
                    ask,
                    staging,
                };
            }
            Err(error) => self.fail(now, BootstrapError::Request(error), out),
        }
    }

    pub(super) fn handle_response(
        &mut self,
        now: Instant,
        exchange: ExchangeId,
        answer: Result<IncomingResponse, ExchangeError>,
        context: (&ClientConfig, &ObjectTree),
        out: &mut Outbox,
    ) {
        match std::mem::replace(&mut self.state, State::Idle) {
            State::Requesting {
                exchange: own,
                ask,
                staging,
            } if own == exchange => match (ask, answer) {
                (Ask::Pack, Ok(response)) if response.code == Code::CONTENT => {
                    self.take_pack(now, &response, staging, context, out);
                }
                // Whatever is wrong with the pack, the other way may work (core §6.1.7.4).
                (Ask::Pack, _) => self.ask(now, Ask::Preferring, context, out),
                (Ask::Plain | Ask::Preferring, Ok(response)) if response.code == Code::CHANGED => {
                    self.state = State::Receiving {
                        staging,
                        until: now + EXCHANGE_LIFETIME,
                    };
                }
                (Ask::Preferring, Ok(response)) if response.code == Code::UNSUPPORTED_CONTENT_FORMAT => {
                    self.ask(now, Ask::Plain, context, out);
                }
                (Ask::Plain | Ask::Preferring, Ok(response)) => {
                    self.fail(now, BootstrapError::Refused(response.code), out);
                }
                (Ask::Plain | Ask::Preferring, Err(error)) => {
                    self.fail(now, BootstrapError::NoAnswer(error), out);
                }
            },
            // The answer to a request that something else has overtaken.
            other => self.state = other,
        }
    }

    /// Takes everything at once; what cannot be used is as good as none.
    fn take_pack(
        &mut self,
        now: Instant,
        response: &IncomingResponse,
        mut staging: Staging,
        context: (&ClientConfig, &ObjectTree),
        out: &mut Outbox,
    ) {
        let registry = context.1.registry();
        let complete = write::pack(&mut staging.accounts, response, registry)
            .ok()
            .and_then(|()| check::finished(&self.accounts, &staging.accounts, registry).ok());
        match complete {
            Some(accounts) => {
                out.push_back(Output::Event(Event::AccountsChanged {
                    accounts: accounts.clone(),
                }));
                self.state = State::Committing {
                    accounts,
                    staging,
                    answer: CommitAnswer::Pack,
                };
            }
            None => self.ask(now, Ask::Preferring, context, out),
        }
    }
}

/// The instances of the bootstrap account, as links.
fn own_account(accounts: &Accounts) -> String {
    let Some(security) = accounts.bootstrap() else {
        return String::new();
    };
    let mut links = format!("<{}>", Path::Instance(SECURITY_OBJECT, security));
    if let Some(oscore) = accounts.oscore_of(security) {
        links.push_str(&format!(",<{}>", Path::Instance(OSCORE_OBJECT, oscore)));
    }
    links
}

fn path(segment: &str) -> UriPath {
    UriPath::from_segments([segment]).expect("one short segment is within the limits")
}
