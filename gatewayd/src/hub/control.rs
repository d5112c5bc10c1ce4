//! What the bus asks the hub for. It goes through the same checks as a server's request.

use std::time::{Instant, SystemTime};

use lwm2m::{Outcome, WriteMode};
use objects::{ObjectId, Path, Resource, ResourcePath, Value, ValueKind, WriteError};
use tokio::sync::oneshot;

use super::Hub;
use super::commands::Requester;
use super::local::kind_of;
use super::reload::ReloadReport;
use super::sends::SendReply;
use super::status::Status;

/// Objects that nobody reads or writes over the bus: they hold or name credentials.
const SECURITY: ObjectId = ObjectId::new(0);

/// A request from the bus.
#[derive(Debug)]
pub enum Control {
    /// Ask the bootstrap server now, without hold-off or pause.
    Bootstrap {
        /// The Short Server ID of the server on whose behalf it is done.
        server: Option<u16>,
        /// Whether there is such a server, and a bootstrap account.
        reply: oneshot::Sender<bool>,
    },
    /// Read the configuration without using it.
    Check {
        /// Where the result goes; an error tells what is wrong with the configuration.
        reply: oneshot::Sender<Result<(), String>>,
    },
    /// Execute a resource with these arguments.
    Execute {
        /// The resource.
        path: ResourcePath,
        /// The arguments in the form LwM2M gives them.
        arguments: String,
        /// Where the outcome goes, after the device's answer.
        reply: oneshot::Sender<Outcome>,
    },
    /// List everything below a path.
    List {
        /// The path.
        path: Path,
        /// Where the list goes.
        reply: oneshot::Sender<Result<Vec<Item>, ReadError>>,
    },
    /// Load the configuration anew.
    Reload {
        /// Where the result goes; an error tells what is wrong with the configuration.
        reply: oneshot::Sender<Result<ReloadReport, String>>,
    },
    /// Send values to servers that have not asked for them.
    Send {
        /// What is at and below these paths.
        paths: Vec<Path>,
        /// The name or the Short Server ID of the one server, instead of all.
        server: Option<String>,
        /// Whether a server that is away is told when it is back.
        later: bool,
        /// Where the outcomes go, after the servers' answers.
        reply: SendReply,
    },
    /// The status as it is now.
    Status {
        /// Where it goes.
        reply: oneshot::Sender<Status>,
    },
    /// Send an Update to a server although nothing has changed.
    Update {
        /// Its Short Server ID.
        server: u16,
        /// Whether there is such a server.
        reply: oneshot::Sender<bool>,
    },
    /// Write a resource.
    Write {
        /// The resource.
        path: ResourcePath,
        /// The value.
        input: Input,
        /// Where the outcome goes, after the device's answer.
        reply: oneshot::Sender<Outcome>,
    },
}

/// A value to write, in the form it came in over the bus.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// As a person types it.
    Text(String),
    /// With a type of its own, which need not be that of the resource.
    Typed(Value),
}

/// One value of the tree.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// Its path.
    pub path: ResourcePath,
    /// The registered name of its object.
    pub object: String,
    /// The registered name of the resource.
    pub name: String,
    /// What it holds; executables hold nothing.
    pub value: Option<Value>,
    /// Its kind.
    pub kind: Option<ValueKind>,
    /// Its unit by definition, where there is one.
    pub unit: String,
    /// When its device delivered it.
    pub at: Option<SystemTime>,
    /// Whether servers may read, write and execute it.
    pub operations: objects::Operations,
}

/// A path cannot be listed.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum ReadError {
    /// There is nothing there.
    #[error("nothing is there")]
    NotFound,
    /// The object holds credentials.
    #[error("the object is not shown")]
    Hidden,
}

impl Hub {
    pub(super) fn handle_control(&mut self, now: Instant, control: Control) {
        // Whoever has stopped waiting does not need the answer.
        match control {
            Control::Bootstrap { server, reply } => drop(reply.send(self.bus_bootstrap(now, server))),
            Control::Check { reply } => drop(reply.send((self.loader)().map(drop))),
            Control::Execute {
                path,
                arguments,
                reply,
            } => self.bus_execute(now, path, arguments, reply),
            Control::List { path, reply } => {
                self.refresh_clock();
                drop(reply.send(self.list(path)));
            }
            Control::Reload { reply } => drop(reply.send(self.reload(now))),
            Control::Send {
                paths,
                server,
                later,
                reply,
            } => self.bus_send(now, &paths, server.as_deref(), later, reply),
            Control::Status { reply } => drop(reply.send(self.snapshot())),
            Control::Update { server, reply } => drop(reply.send(self.bus_update(now, server))),
            Control::Write { path, input, reply } => self.bus_write(now, path, input, reply),
        }
    }

    fn bus_update(&mut self, now: Instant, server: u16) -> bool {
        let known = self.servers.keys().copied().find(|id| id.number() == server);
        if let Some(server) = known {
            self.client.update(now, server);
        }
        known.is_some()
    }

    fn bus_write(&mut self, now: Instant, path: ResourcePath, input: Input, reply: oneshot::Sender<Outcome>) {
        let requester = Requester::Bus(reply);
        match self.checked(path, input) {
            Ok(value) => self.write_at(
                now,
                requester,
                path.into(),
                WriteMode::Update,
                vec![(path, value)],
            ),
            Err(outcome) => self.finish(now, requester, outcome),
        }
    }

    fn checked(&self, path: ResourcePath, input: Input) -> Result<Value, Outcome> {
        if path.object == SECURITY {
            return Err(Outcome::Unauthorized);
        }
        let kind = kind_of(self.tree.registry(), path).ok_or(Outcome::NotFound)?;
        let value = match input {
            Input::Text(text) => Value::parse(&text, kind).ok(),
            Input::Typed(value) => value.convert(kind),
        }
        .ok_or(Outcome::BadRequest)?;
        match self.tree.check_write(path, &value) {
            Ok(()) => Ok(value),
            Err(WriteError::NotFound) => Err(Outcome::NotFound),
            Err(error) => Err(error.into()),
        }
    }

    fn bus_execute(
        &mut self,
        now: Instant,
        path: ResourcePath,
        arguments: String,
        reply: oneshot::Sender<Outcome>,
    ) {
        let requester = Requester::Bus(reply);
        match self.tree.resource(path) {
            Some(Resource::Executable) => self.execute(now, requester, path, arguments),
            Some(Resource::Multiple(_) | Resource::Single(_)) => {
                self.finish(now, requester, Outcome::MethodNotAllowed);
            }
            None => self.finish(now, requester, Outcome::NotFound),
        }
    }

    /// Everything at and below a path.
    pub(super) fn list(&self, path: Path) -> Result<Vec<Item>, ReadError> {
        if path.object() == Some(SECURITY) {
            return Err(ReadError::Hidden);
        }
        let mut items = Vec::new();
        for (id, object) in self.tree.objects().filter(|(id, _)| *id != SECURITY) {
            if path.object().is_some_and(|wanted| wanted != id) {
                continue;
            }
            for (number, instance) in object.instances() {
                if path.instance().is_some_and(|wanted| wanted != number) {
                    continue;
                }
                for (resource_id, resource) in instance.resources() {
                    let at = ResourcePath::new(id, number, resource_id);
                    let Some(def) = object.def().resource(resource_id) else {
                        continue;
                    };
                    items.extend(
                        items_of(at, object.def(), def, resource)
                            .into_iter()
                            .filter(|item| path.covers(&item.path.into())),
                    );
                }
            }
        }
        let exists = path == Path::Root || path.object().is_some_and(|id| self.tree.object(id).is_some());
        match items.is_empty() && (!exists || path.instance().is_some()) {
            true => Err(ReadError::NotFound),
            false => Ok(items),
        }
    }
}

fn items_of(
    path: ResourcePath,
    object: &objects::ObjectDef,
    def: &objects::ResourceDef,
    resource: &Resource,
) -> Vec<Item> {
    let item = |path, entry: Option<&objects::Entry>| Item {
        path,
        object: object.name.to_string(),
        name: def.name.to_string(),
        value: entry.map(|entry| entry.value.clone()),
        kind: def.kind,
        unit: def.unit.to_string(),
        at: entry.map(|entry| entry.at),
        operations: def.operations,
    };
    if *resource == Resource::Executable {
        return vec![item(path, None)];
    }
    let entries = resource.entries();
    entries
        .map(|(element, entry)| item(ResourcePath { element, ..path }, Some(entry)))
        .collect()
}
