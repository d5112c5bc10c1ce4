//! What the client answered, read.

use coap::{Code, ContentFormat, IncomingResponse};
use objects::{Path, Registry, ResourcePath, Value};

use crate::format::{self, Scope};

/// An answer or notification of the client.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The response code.
    pub code: Code,
    /// The Content-Format of the payload.
    pub format: Option<ContentFormat>,
    /// The Location-Path, after a Create.
    pub location: Vec<String>,
    /// For how many seconds it is fresh, if it says so.
    pub max_age: Option<u32>,
    /// Whether an observation was established or goes on.
    pub observed: bool,
    /// What it carries.
    pub payload: Payload,
}

/// What an answer carries.
#[derive(Clone, Debug, PartialEq)]
pub enum Payload {
    /// Nothing.
    None,
    /// A document in link format, the answer to a Discover.
    Links(String),
    /// Bytes that could not be read by the definitions.
    Unreadable(Vec<u8>),
    /// Values in the order of the payload.
    Values(Vec<(ResourcePath, Value)>),
}

impl Answer {
    pub(super) fn read(path: Path, response: IncomingResponse, registry: &Registry) -> Self {
        Self {
            code: response.code,
            format: response.content_format,
            location: response.location_path,
            max_age: response.max_age,
            observed: response.observe.is_some(),
            payload: payload(path, response.content_format, response.payload, registry),
        }
    }

    /// The values it carries; none when it carries something else.
    #[must_use]
    pub fn values(&self) -> &[(ResourcePath, Value)] {
        match &self.payload {
            Payload::Values(values) => values,
            Payload::None | Payload::Links(_) | Payload::Unreadable(_) => &[],
        }
    }

    /// The one value it carries.
    #[must_use]
    pub fn value(&self) -> Option<&Value> {
        match self.values() {
            [(_, value)] => Some(value),
            _ => None,
        }
    }
}

pub(super) fn payload(
    path: Path,
    format: Option<ContentFormat>,
    bytes: Vec<u8>,
    registry: &Registry,
) -> Payload {
    match format {
        None if bytes.is_empty() => Payload::None,
        None => Payload::Unreadable(bytes),
        Some(ContentFormat::LINK_FORMAT) => match String::from_utf8(bytes) {
            Ok(links) => Payload::Links(links),
            Err(error) => Payload::Unreadable(error.into_bytes()),
        },
        Some(format) => match format::decode(format.0, path, &bytes, &Scope::new(registry)) {
            Ok(decoded) => Payload::Values(decoded.values),
            Err(_) => Payload::Unreadable(bytes),
        },
    }
}
