//! Requests of the server: what is answered at once, and what goes to the host.

use std::time::Instant;

use coap::{ContentFormat, IncomingRequest, Response, UploadPart};
use objects::{ObjectId, ObjectTree, Path, ResourcePath};

use super::{Outbox, Session};
use crate::access::Need;
use crate::accounts::ACCESS_CONTROL_OBJECT;
use crate::discover::{self, Discovery};
use crate::event::{Event, RequestId, WriteMode};
use crate::operation::Operation;
use crate::outcome::Outcome;
use crate::read::Selection;
use crate::{execute, write};

/// How a request goes on.
enum Reply {
    /// It is answered.
    Now(Response),
    /// The host will answer it.
    ByHost,
}

impl Session {
    pub(super) fn handle_request(
        &mut self,
        now: Instant,
        request: &IncomingRequest,
        tree: &ObjectTree,
        out: &mut Outbox,
    ) {
        if !self.registered() {
            // Core §6.2.1: before the server has answered to Register, its requests are ignored.
            self.endpoint.ignore(request.id);
            return self.follow_the_endpoint(request);
        }
        match self.dispatch(now, request, tree, out) {
            Ok(Reply::ByHost) => {}
            Ok(Reply::Now(response)) => self.endpoint.respond(now, request.id, response),
            Err(outcome) => self
                .endpoint
                .respond(now, request.id, Response::new(outcome.code())),
        }
        self.follow_the_endpoint(request);
    }

    /// A refusal, a cancellation that came too early or late, or the bounds of the endpoint may have ended or
    /// prevented an observation.
    fn follow_the_endpoint(&mut self, request: &IncomingRequest) {
        if request.observe.is_some() && self.endpoint.sequence(&request.token).is_none() {
            self.observations.remove(&request.token);
        }
    }

    fn dispatch(
        &mut self,
        now: Instant,
        request: &IncomingRequest,
        tree: &ObjectTree,
        out: &mut Outbox,
    ) -> Result<Reply, Outcome> {
        if let Some(part) = request.part {
            return self.upload(request, part, tree, out);
        }
        let done = |outcome: Outcome| Reply::Now(Response::new(outcome.code()));
        match Operation::parse(request, tree)? {
            Operation::Read(path) => {
                let selection = Selection::find(tree, &self.grants, path)?;
                let format = selection.format(request.accept, self.version)?;
                Ok(Reply::Now(Response::content(format, selection.encode(format)?)))
            }
            Operation::Observe(path) => self.observe(now, request, path, tree).map(Reply::Now),
            Operation::Cancel(path) => self.cancel(request, path, tree).map(Reply::Now),
            Operation::Discover(path) => self.discover(request, path, tree).map(Reply::Now),
            Operation::WriteAttributes(path) => self.write_attributes(request, path, tree).map(done),
            Operation::Write(path, mode) => self.write(request, path, mode, tree, out),
            Operation::Execute(path) => self.execute(request, path, tree, out),
            Operation::Create(object) => self.create(request, object, tree, out),
            Operation::Delete(path) => self.delete(request, path, tree, out),
            Operation::ReadComposite => self.read_composite(request, tree).map(Reply::Now),
            Operation::ObserveComposite => self.observe_composite(now, request, tree).map(Reply::Now),
            Operation::CancelComposite => self.cancel_composite(request, tree).map(Reply::Now),
            Operation::WriteComposite => self.write_composite(request, tree, out).map(|()| Reply::ByHost),
        }
    }

    fn discover(
        &self,
        request: &IncomingRequest,
        path: Path,
        tree: &ObjectTree,
    ) -> Result<Response, Outcome> {
        let discovery = Discovery {
            tree,
            attributes: &self.attributes,
            version: self.version,
            depth: discover::depth(&request.queries)?,
        };
        let links = discovery.links(path)?;
        Ok(Response::content(ContentFormat::LINK_FORMAT, links))
    }

    pub(super) fn request_id(&self, request: &IncomingRequest) -> RequestId {
        RequestId {
            server: self.account.server,
            generation: self.generation,
            exchange: request.id,
            creates: None,
            deletes: None,
        }
    }

    fn write(
        &self,
        request: &IncomingRequest,
        target: Path,
        mode: WriteMode,
        tree: &ObjectTree,
        out: &mut Outbox,
    ) -> Result<Reply, Outcome> {
        let values = write::values(request, target, mode, (tree, &self.grants), self.version)?;
        self.event(
            Event::Write {
                request: self.request_id(request),
                target,
                mode,
                values,
            },
            out,
        );
        Ok(Reply::ByHost)
    }

    fn upload(
        &self,
        request: &IncomingRequest,
        part: UploadPart,
        tree: &ObjectTree,
        out: &mut Outbox,
    ) -> Result<Reply, Outcome> {
        let path = write::upload_target(request, tree, &self.grants)?;
        self.event(
            Event::Upload {
                request: self.request_id(request),
                path,
                offset: part.offset,
                last: part.last,
                bytes: request.payload.clone(),
            },
            out,
        );
        Ok(Reply::ByHost)
    }

    fn execute(
        &mut self,
        request: &IncomingRequest,
        path: ResourcePath,
        tree: &ObjectTree,
        out: &mut Outbox,
    ) -> Result<Reply, Outcome> {
        let arguments = execute::arguments(request, path, tree, &self.grants)?;
        if let Some(answer) = self.execute_server(request, path, &arguments, tree) {
            return answer.map(Reply::Now);
        }
        self.event(
            Event::Execute {
                request: self.request_id(request),
                path,
                arguments,
            },
            out,
        );
        Ok(Reply::ByHost)
    }

    fn create(
        &self,
        request: &IncomingRequest,
        object: ObjectId,
        tree: &ObjectTree,
        out: &mut Outbox,
    ) -> Result<Reply, Outcome> {
        let new = write::new_instance(request, object, (tree, &self.grants), self.version)?;
        let request = RequestId {
            creates: Some(object),
            ..self.request_id(request)
        };
        self.event(
            Event::Create {
                request,
                object,
                instance: new.id,
                values: new.values,
            },
            out,
        );
        Ok(Reply::ByHost)
    }

    fn delete(
        &self,
        request: &IncomingRequest,
        path: Path,
        tree: &ObjectTree,
        out: &mut Outbox,
    ) -> Result<Reply, Outcome> {
        let (Some(object), Some(instance)) = (path.object(), path.instance()) else {
            return Err(Outcome::MethodNotAllowed);
        };
        tree.instance(object, instance).ok_or(Outcome::NotFound)?;
        if path == Path::Instance(ACCESS_CONTROL_OBJECT, instance) {
            // Rules come and go with what they are about (core §8.1).
            return Err(Outcome::MethodNotAllowed);
        }
        self.grants.permit(Need::Delete, object, instance)?;
        if let Path::Resource(resource) = path {
            let def = tree
                .object(object)
                .and_then(|object| object.def().resource(resource.resource));
            let def = def.ok_or(Outcome::NotFound)?;
            tree.resource(resource).ok_or(Outcome::NotFound)?;
            if !def.multiple {
                return Err(Outcome::MethodNotAllowed);
            }
            tree.entry(resource).ok_or(Outcome::NotFound)?;
            if !def.operations.writable() {
                return Err(Outcome::MethodNotAllowed);
            }
        }
        let request = RequestId {
            deletes: Some(path),
            ..self.request_id(request)
        };
        self.event(Event::Delete { request, path }, out);
        Ok(Reply::ByHost)
    }
}
