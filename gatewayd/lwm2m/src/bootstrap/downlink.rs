//! What the bootstrap server asks of this client (core §6.1.7): which operation it is, and what it does.

use std::time::Instant;

use coap::{Code, ContentFormat, IncomingRequest, Method, Response};
use objects::{ObjectTree, Path};

use super::state::{CommitAnswer, Staging, State};
use super::{Bootstrap, EXCHANGE_LIFETIME, check, delete, view, write};
use crate::event::{Event, Output};
use crate::operation::parse_path;
use crate::outcome::Outcome;
use crate::session::Outbox;

/// The resource that a Bootstrap-Finish is posted to.
const FINISH: &str = "bs";

impl Bootstrap {
    pub(super) fn handle_request(
        &mut self,
        now: Instant,
        request: &IncomingRequest,
        tree: &ObjectTree,
        out: &mut Outbox,
    ) {
        let finish = request.method == Method::Post && request.path.segments().eq([FINISH]);
        match std::mem::replace(&mut self.state, State::Idle) {
            State::Receiving { staging, .. } if finish => self.finish(now, request, staging, tree, out),
            State::Receiving { mut staging, .. } => {
                let answer = operate(request, &mut staging, &self.accounts, tree);
                self.answer(now, request, answer);
                let until = now + EXCHANGE_LIFETIME;
                self.state = State::Receiving { staging, until };
            }
            // The server may start before its answer to the Bootstrap-Request is here.
            State::Requesting {
                exchange,
                ask,
                mut staging,
            } if !finish => {
                let answer = operate(request, &mut staging, &self.accounts, tree);
                self.answer(now, request, answer);
                self.state = State::Requesting {
                    exchange,
                    ask,
                    staging,
                };
            }
            State::Finished { close_at } if finish => {
                // Its first answer was lost, and the message id is a new one.
                self.endpoint
                    .respond(now, request.id, Response::new(Code::CHANGED));
                self.state = State::Finished { close_at };
            }
            other => {
                self.endpoint.ignore(request.id);
                self.state = other;
            }
        }
    }

    fn answer(&mut self, now: Instant, request: &IncomingRequest, answer: Result<Response, Outcome>) {
        let response = answer.unwrap_or_else(|outcome| Response::new(outcome.code()));
        self.endpoint.respond(now, request.id, response);
    }

    /// Bootstrap-Finish: consistent accounts go to the host; others stay open for correction.
    fn finish(
        &mut self,
        now: Instant,
        request: &IncomingRequest,
        staging: Staging,
        tree: &ObjectTree,
        out: &mut Outbox,
    ) {
        match check::finished(&self.accounts, &staging.accounts, tree.registry()) {
            Ok(accounts) => {
                out.push_back(Output::Event(Event::AccountsChanged {
                    accounts: accounts.clone(),
                }));
                self.state = State::Committing {
                    accounts,
                    staging,
                    answer: CommitAnswer::Finish(request.id),
                };
            }
            Err(problem) => {
                out.push_back(Output::Event(Event::BootstrapInconsistent { problem }));
                self.answer(now, request, Err(Outcome::NotAcceptable));
                let until = now + EXCHANGE_LIFETIME;
                self.state = State::Receiving { staging, until };
            }
        }
    }
}

/// Carries out everything but a Finish.
fn operate(
    request: &IncomingRequest,
    staging: &mut Staging,
    before: &crate::accounts::Accounts,
    tree: &ObjectTree,
) -> Result<Response, Outcome> {
    let target = parse_path(&request.path).map_err(|unknown| match request.method {
        // The table of response codes has no other error for a Bootstrap-Delete.
        Method::Delete => Outcome::BadRequest,
        Method::Get | Method::Put | Method::Post | Method::Fetch | Method::Patch | Method::IPatch => unknown,
    })?;
    let accounts = &mut staging.accounts;
    match request.method {
        Method::Get if discovers(request, target) => view::discover(accounts, tree, target, &request.queries),
        Method::Get => view::read(accounts, tree, target, request.accept),
        Method::Put => write::write(accounts, request, target, tree).map(|()| Response::new(Code::CHANGED)),
        Method::Delete => {
            delete::delete(accounts, before, target, tree).map(|()| Response::new(Code::DELETED))
        }
        Method::Post | Method::Fetch | Method::Patch | Method::IPatch => Err(Outcome::MethodNotAllowed),
    }
}

/// Whether a GET is a Bootstrap-Discover. Some servers leave the format out, and of everything there is nothing
/// else to get.
fn discovers(request: &IncomingRequest, target: Path) -> bool {
    match request.accept {
        Some(format) => format == ContentFormat::LINK_FORMAT,
        None => target == Path::Root,
    }
}
