//! What servers execute in the Server object; it is done after the answer (core §E.2, resources 4, 8 and 9).

use std::time::{Duration, Instant};

use coap::{Code, IncomingRequest, Response};
use objects::{InstanceId, ObjectTree, ResourcePath};

use super::{Link, Outbox, Session};
use crate::account::{SERVER_OBJECT, resource};
use crate::outcome::Outcome;

/// What a server has executed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Trigger {
    /// The client is to bootstrap.
    Bootstrap,
    /// The server does not want to hear of the client for this long.
    Disable(Duration),
    /// The account is to get a new link, and then an Update.
    Reconnect(InstanceId),
    /// The account is to get an Update.
    Update(InstanceId),
}

/// The one transport there is: CoAP over UDP.
const TRANSPORT: char = 'U';

impl Session {
    /// Answers an Execute in the Server object; nothing when the host has to.
    pub(super) fn execute_server(
        &mut self,
        request: &IncomingRequest,
        path: ResourcePath,
        arguments: &str,
        tree: &ObjectTree,
    ) -> Option<Result<Response, Outcome>> {
        if path.object != SERVER_OBJECT {
            return None;
        }
        let trigger = match path.resource.number() {
            resource::DISABLE => self.disable_trigger(path.instance, arguments, tree),
            resource::UPDATE_TRIGGER => self.update_trigger(request, path.instance, arguments, tree),
            resource::BOOTSTRAP_TRIGGER if !self.can_bootstrap => Err(Outcome::MethodNotAllowed),
            resource::BOOTSTRAP_TRIGGER => without(arguments).map(|()| Trigger::Bootstrap),
            _ => return None,
        };
        Some(trigger.map(|trigger| {
            self.triggers.push(trigger);
            Response::new(Code::CHANGED)
        }))
    }

    /// A server can ask for silence only on its own behalf.
    fn disable_trigger(
        &self,
        instance: InstanceId,
        arguments: &str,
        tree: &ObjectTree,
    ) -> Result<Trigger, Outcome> {
        if instance != self.account.instance {
            return Err(Outcome::Unauthorized);
        }
        without(arguments)?;
        Ok(Trigger::Disable(self.disable_timeout(tree)))
    }

    /// The argument 0 names a transport to reconnect over. The transport specification writes it as a query.
    fn update_trigger(
        &self,
        request: &IncomingRequest,
        instance: InstanceId,
        arguments: &str,
        tree: &ObjectTree,
    ) -> Result<Trigger, Outcome> {
        let transport = match (arguments, request.queries.as_slice()) {
            ("", []) => return Ok(Trigger::Update(instance)),
            ("", [query]) => query.strip_prefix("0="),
            (argument, []) => argument
                .strip_prefix("0='")
                .and_then(|rest| rest.strip_suffix('\'')),
            (_, _) => None,
        };
        let transport = transport.ok_or(Outcome::BadRequest)?;
        let offered = self.binding(tree).contains(TRANSPORT);
        if offered && transport.chars().eq([TRANSPORT]) {
            Ok(Trigger::Reconnect(instance))
        } else {
            Err(Outcome::BadRequest)
        }
    }

    pub(crate) fn take_triggers(&mut self) -> Vec<Trigger> {
        std::mem::take(&mut self.triggers)
    }

    /// Does what is asked of this session.
    pub(crate) fn pull(&mut self, now: Instant, trigger: Trigger, out: &mut Outbox) {
        match trigger {
            // Not this session's business.
            Trigger::Bootstrap => {}
            Trigger::Disable(time) => self.disable(now, time, out),
            Trigger::Reconnect(_) => self.reconnect(now, out),
            Trigger::Update(_) => self.owe_update(now),
        }
    }

    /// Replaces the link; the registration goes on with an Update over the new one.
    fn reconnect(&mut self, now: Instant, out: &mut Outbox) {
        if self.link != Link::Up || !self.registered() {
            return self.owe_update(now);
        }
        self.flush(out);
        self.open_link(out);
    }
}

fn without(arguments: &str) -> Result<(), Outcome> {
    if arguments.is_empty() {
        Ok(())
    } else {
        Err(Outcome::BadRequest)
    }
}
