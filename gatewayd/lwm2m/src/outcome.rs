//! What became of an operation, and the response code that says so.

use coap::Code;
use objects::{InstanceId, WriteError};

/// What became of an operation of a server.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Outcome {
    /// The request is malformed, or a value is out of range or cannot be represented.
    BadRequest,
    /// A Write, Execute or Write-Attributes was carried out.
    Changed,
    /// An instance was created.
    Created(InstanceId),
    /// An instance or resource instance was deleted.
    Deleted,
    /// The device did not answer in time.
    DeviceTimeout,
    /// Anything else went wrong.
    Internal,
    /// The target does not support the operation.
    MethodNotAllowed,
    /// The wanted format is unknown or cannot carry the answer.
    NotAcceptable,
    /// The target does not exist.
    NotFound,
    /// The client does not do this, although the specification has it.
    NotImplemented,
    /// The payload is larger than the client takes.
    TooLarge,
    /// The server has no right to do this.
    Unauthorized,
    /// The device or its bus is known to be down, or its queue is full.
    Unavailable,
    /// The payload is in a format that is unknown or not allowed here.
    UnsupportedFormat,
}

impl Outcome {
    /// The response code (core §6.3, §6.4, tables of response codes; 5.xx as the gateway decides).
    #[must_use]
    pub const fn code(self) -> Code {
        match self {
            Self::BadRequest => Code::BAD_REQUEST,
            Self::Changed => Code::CHANGED,
            Self::Created(_) => Code::CREATED,
            Self::Deleted => Code::DELETED,
            Self::DeviceTimeout => Code::GATEWAY_TIMEOUT,
            Self::Internal => Code::INTERNAL_SERVER_ERROR,
            Self::MethodNotAllowed => Code::METHOD_NOT_ALLOWED,
            Self::NotAcceptable => Code::NOT_ACCEPTABLE,
            Self::NotFound => Code::NOT_FOUND,
            Self::NotImplemented => Code::NOT_IMPLEMENTED,
            Self::TooLarge => Code::REQUEST_ENTITY_TOO_LARGE,
            Self::Unauthorized => Code::UNAUTHORIZED,
            Self::Unavailable => Code::SERVICE_UNAVAILABLE,
            Self::UnsupportedFormat => Code::UNSUPPORTED_CONTENT_FORMAT,
        }
    }
}

impl From<WriteError> for Outcome {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::NotFound => Self::NotFound,
            WriteError::NotWritable => Self::MethodNotAllowed,
            WriteError::Multiplicity | WriteError::OutOfRange | WriteError::WrongKind => Self::BadRequest,
        }
    }
}
