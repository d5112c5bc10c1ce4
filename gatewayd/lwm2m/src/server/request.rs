//! What a server can ask of a client (core §6.3, §6.4).

use std::time::Instant;

use coap::{ContentFormat, Method, Request, RequestError, UriPath};
use objects::{InstanceId, ObjectId, Path, ResourcePath, Value};

use super::{Server, ServerRequest};
use crate::event::WriteMode;
use crate::format::{self, Content, EncodeError, Record};

/// A request could not be sent.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum AskError {
    /// The values cannot be written in the format.
    #[error("the values cannot be written: {0}")]
    Encode(#[from] EncodeError),
    /// The CoAP layer does not take the request.
    #[error("the request cannot be sent: {0}")]
    Request(#[from] RequestError),
}

impl Server {
    /// Reads what is at a path, in a format of the client's choice unless one is named.
    ///
    /// # Errors
    /// When too many requests wait.
    pub fn read(
        &mut self,
        now: Instant,
        path: Path,
        accept: Option<ContentFormat>,
    ) -> Result<ServerRequest, AskError> {
        let mut request = Request::new(Method::Get, uri(&path));
        request.accept = accept;
        self.send(now, path, request)
    }

    /// Observes a path; `attributes` such as `pmin=10` hold for this observation only.
    ///
    /// # Errors
    /// When too many requests wait or too many observations exist.
    pub fn observe(
        &mut self,
        now: Instant,
        path: Path,
        accept: Option<ContentFormat>,
        attributes: &[&str],
    ) -> Result<ServerRequest, AskError> {
        let mut request = with_queries(Request::new(Method::Get, uri(&path)), attributes).observed();
        request.accept = accept;
        self.send(now, path, request)
    }

    /// Ends an observation with a request that says so; the new request gets the answer.
    ///
    /// # Errors
    /// When there is no such observation.
    pub fn cancel(&mut self, now: Instant, observation: ServerRequest) -> Result<ServerRequest, AskError> {
        let exchange = self.endpoint.deregister(now, observation.0)?;
        if let Some(path) = self.observed.remove(&observation.0) {
            self.asked.insert(exchange, path);
        }
        Ok(ServerRequest(exchange))
    }

    /// Ends an observation without a word: its next notification is rejected.
    pub fn abandon(&mut self, observation: ServerRequest) {
        self.asked.remove(&observation.0);
        self.observed.remove(&observation.0);
        self.endpoint.cancel(observation.0);
    }

    /// Asks what is at and below a path.
    ///
    /// # Errors
    /// When too many requests wait.
    pub fn discover(
        &mut self,
        now: Instant,
        path: Path,
        depth: Option<u8>,
    ) -> Result<ServerRequest, AskError> {
        let mut request = Request::new(Method::Get, uri(&path)).with_accept(ContentFormat::LINK_FORMAT);
        if let Some(depth) = depth {
            request = request.with_query(format!("depth={depth}"));
        }
        self.send(now, path, request)
    }

    /// Writes one value, as text or opaque.
    ///
    /// # Errors
    /// When the value cannot be written as such, or too many requests wait.
    pub fn write(
        &mut self,
        now: Instant,
        path: ResourcePath,
        value: &Value,
    ) -> Result<ServerRequest, AskError> {
        let format = match value {
            Value::Opaque(_) => ContentFormat::OCTET_STREAM,
            _ => ContentFormat::TEXT,
        };
        self.write_values(
            now,
            path.into(),
            WriteMode::Replace,
            format,
            &[(path, value.clone())],
        )
    }

    /// Writes several values at or below a path.
    ///
    /// # Errors
    /// When the format cannot carry the values, or too many requests wait.
    pub fn write_values(
        &mut self,
        now: Instant,
        path: Path,
        mode: WriteMode,
        format: ContentFormat,
        values: &[(ResourcePath, Value)],
    ) -> Result<ServerRequest, AskError> {
        let method = match mode {
            WriteMode::Replace => Method::Put,
            WriteMode::Update => Method::Post,
        };
        let payload = encode(path, format, values)?;
        self.send(
            now,
            path,
            Request::new(method, uri(&path)).with_payload(format, payload),
        )
    }

    /// Attaches attributes such as `pmin=10` to a path.
    ///
    /// # Errors
    /// When too many requests wait.
    pub fn write_attributes(
        &mut self,
        now: Instant,
        path: Path,
        attributes: &[&str],
    ) -> Result<ServerRequest, AskError> {
        let request = with_queries(Request::new(Method::Put, uri(&path)), attributes);
        self.send(now, path, request)
    }

    /// Executes a resource; empty arguments are none.
    ///
    /// # Errors
    /// When too many requests wait.
    pub fn execute(
        &mut self,
        now: Instant,
        path: ResourcePath,
        arguments: &str,
    ) -> Result<ServerRequest, AskError> {
        let path = Path::Resource(path);
        let mut request = Request::new(Method::Post, uri(&path));
        if !arguments.is_empty() {
            request = request.with_payload(ContentFormat::TEXT, arguments);
        }
        self.send(now, path, request)
    }

    /// Creates an instance as TLV; without a number the client chooses one.
    ///
    /// # Errors
    /// When the values cannot be written, or too many requests wait.
    pub fn create(
        &mut self,
        now: Instant,
        object: ObjectId,
        instance: Option<InstanceId>,
        values: &[(ResourcePath, Value)],
    ) -> Result<ServerRequest, AskError> {
        let path = Path::Object(object);
        let format = ContentFormat::LWM2M_TLV;
        // At the level of the object the instance is named, at its own it is not.
        let level = match instance {
            Some(_) => path,
            None => Path::Instance(object, InstanceId::new(0)),
        };
        let payload = encode(level, format, values)?;
        self.send(
            now,
            path,
            Request::new(Method::Post, uri(&path)).with_payload(format, payload),
        )
    }

    /// Deletes an instance or an element of a multiple-instance resource.
    ///
    /// # Errors
    /// When too many requests wait.
    pub fn delete(&mut self, now: Instant, path: Path) -> Result<ServerRequest, AskError> {
        self.send(now, path, Request::new(Method::Delete, uri(&path)))
    }

    /// Sends a request as it is; its answer is read as one about `path`.
    ///
    /// # Errors
    /// When too many requests wait.
    pub fn send(&mut self, now: Instant, path: Path, request: Request) -> Result<ServerRequest, AskError> {
        let exchange = self.endpoint.request(now, request)?;
        self.asked.insert(exchange, path);
        Ok(ServerRequest(exchange))
    }
}

fn with_queries(request: Request, queries: &[&str]) -> Request {
    queries
        .iter()
        .fold(request, |request, query| request.with_query(*query))
}

fn encode(
    base: Path,
    format: ContentFormat,
    values: &[(ResourcePath, Value)],
) -> Result<Vec<u8>, EncodeError> {
    let records = values.iter().map(|(path, value)| Record {
        path: *path,
        value,
        time: None,
    });
    let records: Vec<Record<'_>> = records.collect();
    let mut payload = Vec::new();
    format::encode(format.0, &Content::new(base, &records), &mut payload)?;
    Ok(payload)
}

/// The Uri-Path of a path: its numbers, which are short and few.
fn uri(path: &Path) -> UriPath {
    path.to_string().parse().unwrap_or_default()
}
