//! What the engine tells its host, and what it asks of it.

use std::time::{Duration, Instant};

use objects::{InstanceId, ObjectId, Path, ResourcePath, Value};

use crate::account::ServerId;
use crate::version::EnablerVersion;

/// Names a request of a server until it is answered with [`Client::respond`](crate::Client::respond).
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct RequestId {
    pub(crate) server: ServerId,
    pub(crate) exchange: coap::RequestId,
    /// The object of a Create; it goes into the answer.
    pub(crate) creates: Option<ObjectId>,
}

impl RequestId {
    /// The server that asks.
    #[must_use]
    pub const fn server(&self) -> ServerId {
        self.server
    }
}

/// What the host must do next.
#[derive(Debug)]
#[must_use]
pub enum Output {
    /// Something happened, or a server asks for something the host must answer.
    Event(Event),
    /// Open or close the link to a server.
    Link(LinkRequest),
    /// Send a datagram over the link to a server.
    Transmit {
        /// The server.
        to: ServerId,
        /// The CoAP message.
        datagram: Vec<u8>,
    },
    /// Nothing more to do until input arrives or this instant passes.
    Wait(Option<Instant>),
}

/// What the engine wants of the link to a server.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum LinkRequest {
    /// Close it, after what was transmitted before.
    Close(ServerId),
    /// Open it anew: resolve the name, connect, shake hands; report [`LinkState`] when done. An open link
    /// is closed first.
    Open(ServerId),
}

/// What became of a link.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum LinkState {
    /// It could not be opened or was lost; a sentence without full stop says why.
    Down(String),
    /// Datagrams pass in both directions.
    Up,
}

/// How a Write treats what is there already (core §6.3.4).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum WriteMode {
    /// The target takes exactly the state written.
    Replace,
    /// What is written is replaced or added, everything else stays.
    Update,
}

/// Something the host must know or answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// A server wants a new instance. The values conform to their definitions.
    Create {
        /// Answer this.
        request: RequestId,
        /// The object.
        object: ObjectId,
        /// The instance number, where the server chose one; it is free.
        instance: Option<InstanceId>,
        /// The values, without the instance number where none is chosen yet.
        values: Vec<(objects::ResourceId, Option<u16>, Value)>,
    },
    /// A server wants an instance or resource instance gone; it exists.
    Delete {
        /// Answer this.
        request: RequestId,
        /// What to delete.
        path: Path,
    },
    /// The registration with a server has ended on our wish.
    Deregistered {
        /// The server.
        server: ServerId,
    },
    /// A server executes a resource; it exists and is executable.
    Execute {
        /// Answer this.
        request: RequestId,
        /// The resource.
        path: ResourcePath,
        /// The arguments in their text form, syntactically correct.
        arguments: String,
    },
    /// A server knows us now.
    Registered {
        /// The server.
        server: ServerId,
        /// The version it accepted.
        version: EnablerVersion,
        /// For how long, unless renewed; `None` for ever.
        lifetime: Option<Duration>,
    },
    /// A server could not be reached or refused us; another attempt follows by itself.
    RegistrationFailed {
        /// The server.
        server: ServerId,
        /// Why.
        reason: RegistrationError,
        /// When the next attempt is made.
        retry_at: Instant,
    },
    /// A server has confirmed that we are still there.
    Updated {
        /// The server.
        server: ServerId,
    },
    /// A part of a large value arrives, as [`coap::Params::streamed`] asks for it. The resource exists, is
    /// writable and opaque. The next part comes after this one was answered with success.
    Upload {
        /// Answer this. An error ends the upload.
        request: RequestId,
        /// The resource.
        path: ResourcePath,
        /// Where the bytes belong in the value; 0 starts over.
        offset: usize,
        /// Whether this completes the value.
        last: bool,
        /// The part.
        bytes: Vec<u8>,
    },
    /// A server writes. Every value is writable, of the right kind and in range.
    Write {
        /// Answer this.
        request: RequestId,
        /// The path of the request.
        target: Path,
        /// Whether what is not written stays.
        mode: WriteMode,
        /// The values in path order.
        values: Vec<(ResourcePath, Value)>,
    },
}

/// Why a registration failed or was lost.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum RegistrationError {
    /// The link could not be opened, or was lost.
    #[error("no link: {0}")]
    Link(String),
    /// The server does not answer.
    #[error("no answer: {0}")]
    NoAnswer(coap::ExchangeError),
    /// The server answered with an error code.
    #[error("refused with {0}")]
    Refused(coap::Code),
    /// The request could not be sent.
    #[error("not sent: {0}")]
    Request(coap::RequestError),
}
