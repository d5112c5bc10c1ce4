//! What the client tells its host and asks of it: looked at, kept, carried out and answered.

use objects::{Path, ResourcePath, Value};

use super::host::Host;
use super::tree;
use crate::accounts::Accounts;
use crate::event::{Event, LinkId, RequestId};
use crate::outcome::Outcome;

/// How many requests the host leaves unanswered at most.
const MAX_PENDING: usize = 32;

impl Host {
    pub(super) fn handle(&mut self, event: Event) {
        self.check(&event);
        match event {
            Event::AccountsChanged { accounts } => self.take(&accounts),
            Event::Registered { server, .. } => self.peer(server.into()).forget_observations(),
            event if request_of(&event).is_some() => {
                self.handed += 1;
                if self.pending.len() < MAX_PENDING {
                    self.pending.push_back(event);
                }
            }
            _ => {}
        }
    }

    /// The client hands out nothing that its host would have to check again.
    fn check(&self, event: &Event) {
        let writable = |path: ResourcePath, value: &Value| {
            assert_eq!(self.tree.check_write(path, value), Ok(()), "{path}");
        };
        match event {
            Event::Create { object, values, .. } => {
                for (id, _, value) in values {
                    let def = self
                        .tree
                        .registry()
                        .object(*object)
                        .and_then(|def| def.resource(*id));
                    assert!(def.is_some_and(|def| def.kind.is_some_and(|kind| value.is(kind))));
                }
            }
            Event::Execute { path, .. } => {
                assert!(self.tree.resource(*path).is_some(), "{path} is not there")
            }
            Event::Upload { path, .. } => writable(*path, &Value::Opaque(Vec::new())),
            Event::Write { target, values, .. } => {
                for (path, value) in values {
                    assert!(target.covers(&Path::Resource(*path)), "{path} is not in {target}");
                    writable(*path, value);
                }
            }
            Event::WriteComposite { values, removed, .. } => {
                values.iter().for_each(|(path, value)| writable(*path, value));
                assert!(removed.iter().all(|path| path.element.is_some()));
            }
            Event::AccountsChanged { accounts } => {
                assert!(accounts.bootstrap().is_some(), "the bootstrap account is lost");
                assert!(accounts.servers().next().is_some(), "there is no server");
            }
            _ => {}
        }
    }

    fn take(&mut self, accounts: &Accounts) {
        if !self.agreeable {
            return self
                .client
                .refuse_accounts(self.now, Outcome::NotAcceptable, &self.tree);
        }
        let servers = tree::show(&mut self.tree, accounts);
        for (link, peer) in &mut self.peers {
            if *link != LinkId::Bootstrap {
                peer.start_over(false);
            }
        }
        self.client.accept_accounts(self.now, &servers, &self.tree);
    }

    /// Answers the oldest request, after doing what it asks for.
    pub(super) fn answer_pending(&mut self, detail: u8) {
        let Some(event) = self.pending.pop_front() else {
            return;
        };
        let (Some(request), refused) = (request_of(&event), detail > 11) else {
            return;
        };
        let outcome = if refused {
            Outcome::Unavailable
        } else {
            self.carry_out(event)
        };
        self.client.respond(self.now, request, outcome);
    }

    fn carry_out(&mut self, event: Event) -> Outcome {
        let put = |host: &mut Self, path: ResourcePath, value: Value| {
            tree::carry_out(host, |tree, at| tree.set(path, value, at).ok().flatten());
        };
        match event {
            Event::Create {
                object,
                instance,
                values,
                ..
            } => {
                let free = self.tree.object(object).and_then(|object| object.free_instance());
                let Some(instance) = instance.or(free) else {
                    return Outcome::Unavailable;
                };
                tree::carry_out(self, |tree, at| tree.create_instance(object, instance, at).ok());
                for (id, element, value) in values {
                    let path = ResourcePath {
                        element,
                        ..ResourcePath::new(object, instance, id)
                    };
                    put(self, path, value);
                }
                Outcome::Created(instance)
            }
            Event::Delete { path, .. } => {
                tree::carry_out(self, |tree, at| match path {
                    Path::Instance(object, instance) => tree.remove_instance(object, instance, at),
                    Path::Resource(path) => tree.remove(path, at),
                    Path::Root | Path::Object(_) => None,
                });
                Outcome::Deleted
            }
            Event::Write { values, .. } => {
                values
                    .into_iter()
                    .for_each(|(path, value)| put(self, path, value));
                Outcome::Changed
            }
            Event::WriteComposite { values, removed, .. } => {
                values
                    .into_iter()
                    .for_each(|(path, value)| put(self, path, value));
                for path in removed {
                    tree::carry_out(self, |tree, at| tree.remove(path, at));
                }
                Outcome::Changed
            }
            _ => Outcome::Changed,
        }
    }
}

/// The request that an event wants answered.
fn request_of(event: &Event) -> Option<RequestId> {
    match event {
        Event::Create { request, .. }
        | Event::Delete { request, .. }
        | Event::Execute { request, .. }
        | Event::Upload { request, .. }
        | Event::Write { request, .. }
        | Event::WriteComposite { request, .. } => Some(*request),
        _ => None,
    }
}
