//! What the engine tells its host, and what it asks of it.

use std::fmt;
use std::time::{Duration, Instant};

use objects::{InstanceId, ObjectId, Path, ResourcePath, Value};

use crate::account::ServerId;
use crate::accounts::Accounts;
use crate::bootstrap::Inconsistent;
use crate::send::{SendFailure, SendId};
use crate::version::EnablerVersion;

/// Names a request of a server until it is answered with [`Client::respond`](crate::Client::respond).
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct RequestId {
    pub(crate) server: ServerId,
    /// The session it came in: a later one counts its requests from the start.
    pub(crate) generation: u64,
    pub(crate) exchange: coap::RequestId,
    /// The object of a Create; it goes into the answer.
    pub(crate) creates: Option<ObjectId>,
    /// What a Delete names; its observations end with it.
    pub(crate) deletes: Option<Path>,
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
    /// Open or close a link.
    Link(LinkRequest),
    /// Send a datagram over a link.
    Transmit {
        /// The link.
        to: LinkId,
        /// The CoAP message.
        datagram: Vec<u8>,
    },
    /// Nothing more to do until input arrives or this instant passes.
    Wait(Option<Instant>),
}

/// Names a link by the server at its far end.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum LinkId {
    /// The bootstrap server.
    Bootstrap,
    /// A server to register with.
    Server(ServerId),
}

impl From<ServerId> for LinkId {
    fn from(server: ServerId) -> Self {
        Self::Server(server)
    }
}

impl fmt::Display for LinkId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bootstrap => f.write_str("bootstrap"),
            Self::Server(server) => server.fmt(f),
        }
    }
}

/// What the engine wants of a link.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum LinkRequest {
    /// Close it, after what was transmitted before.
    Close(LinkId),
    /// Open it anew: resolve the name, connect, shake hands; report [`LinkState`] when done. An open link
    /// is closed first.
    Open(LinkId),
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
    /// The bootstrap server has finished, and its accounts are consistent. Store and use them, then call
    /// [`Client::accept_accounts`](crate::Client::accept_accounts); if that is not possible,
    /// [`Client::refuse_accounts`](crate::Client::refuse_accounts).
    AccountsChanged {
        /// All accounts, in the place of all there were.
        accounts: Accounts,
    },
    /// The time for which the bootstrap account is kept is over.
    BootstrapAccountExpired {
        /// The accounts without it.
        accounts: Accounts,
    },
    /// Bootstrapping failed and has changed nothing; another attempt follows by itself.
    BootstrapFailed {
        /// Why.
        reason: BootstrapError,
        /// When the next attempt is made.
        retry_at: Instant,
    },
    /// The bootstrap server has finished, but its accounts cannot be used; it was told, and may correct them.
    BootstrapInconsistent {
        /// What is wrong with them.
        problem: Inconsistent,
    },
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
    /// The registration with a server has ended: on our wish, or because the server has disabled its account, as its
    /// [status](crate::RegistrationStatus) says.
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
    /// A server could not be reached or refused us.
    RegistrationFailed {
        /// The server.
        server: ServerId,
        /// Why.
        reason: RegistrationError,
        /// When the next attempt is made; the account may grant none (Server object, resource 19).
        retry_at: Option<Instant>,
    },
    /// What [`Client::send`](crate::Client::send) took for a server has arrived, or has not.
    Sent {
        /// The server.
        server: ServerId,
        /// What was sent.
        send: SendId,
        /// Whether the server took it.
        result: Result<(), SendFailure>,
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
    /// A server writes to resources anywhere, as one Write. Every value is writable, of the right kind and in
    /// range; whatever else could stand against one must be found before anything is written.
    WriteComposite {
        /// Answer this.
        request: RequestId,
        /// The values in the order of the request.
        values: Vec<(ResourcePath, Value)>,
        /// Resource instances to remove, each of a writable resource; what is not there is removed already.
        removed: Vec<ResourcePath>,
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

/// Why bootstrapping failed.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum BootstrapError {
    /// The link could not be opened, or was lost.
    #[error("no link: {0}")]
    Link(String),
    /// The bootstrap server does not answer.
    #[error("no answer: {0}")]
    NoAnswer(coap::ExchangeError),
    /// The bootstrap server answered with an error code.
    #[error("refused with {0}")]
    Refused(coap::Code),
    /// The request could not be sent.
    #[error("not sent: {0}")]
    Request(coap::RequestError),
    /// The bootstrap server began and then fell silent.
    #[error("the bootstrap server did not finish in time")]
    Unfinished,
}
