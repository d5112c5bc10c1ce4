//! Requests and responses as the application sees them, in both roles.

use crate::block::{BlockSize, BlockValue};
use crate::code::{Code, Method};
use crate::format::ContentFormat;
use crate::path::UriPath;
use crate::token::Token;

/// Names a request of the peer until it is answered.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct RequestId(pub(crate) u64);

/// Names a request of our own until its last response.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct ExchangeId(pub(crate) u64);

/// Names one notification given to [`Endpoint::notify`](crate::Endpoint::notify).
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct NotificationId(pub(crate) u64);

/// What the Observe option of a request asks for (RFC 7641 §2).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ObserveRequest {
    /// 0: add to the observers.
    Register,
    /// 1: remove from the observers.
    Deregister,
}

/// A request to send, in client role.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// Uri-Path.
    pub path: UriPath,
    /// Uri-Query values, verbatim.
    pub queries: Vec<String>,
    /// Content-Format of the payload.
    pub content_format: Option<ContentFormat>,
    /// Accept.
    pub accept: Option<ContentFormat>,
    /// Whether to observe (GET, FETCH).
    pub observe: bool,
    /// The complete body; sent in blocks when large.
    pub payload: Vec<u8>,
    /// CON (usual) or NON.
    pub confirmable: bool,
    /// Block size to use or ask for, where it shall be below the configured one.
    pub block_size: Option<BlockSize>,
    /// Uri-Host, for servers that have several names (RFC 7252 §5.10.1).
    pub host: Option<String>,
    /// The one block of the answer to ask for, of a body too large to be put together here; see
    /// [`IncomingResponse::part`].
    pub part: Option<BlockValue>,
}

impl Request {
    /// Makes a confirmable request without a body.
    #[must_use]
    pub fn new(method: Method, path: UriPath) -> Self {
        Self {
            method,
            path,
            queries: Vec::new(),
            content_format: None,
            accept: None,
            observe: false,
            payload: Vec::new(),
            confirmable: true,
            block_size: None,
            host: None,
            part: None,
        }
    }

    /// Adds one Uri-Query value.
    #[must_use]
    pub fn with_query(mut self, query: impl Into<String>) -> Self {
        self.queries.push(query.into());
        self
    }

    /// Sets the body and its format.
    #[must_use]
    pub fn with_payload(mut self, format: ContentFormat, payload: impl Into<Vec<u8>>) -> Self {
        self.content_format = Some(format);
        self.payload = payload.into();
        self
    }

    /// Asks for a format of the answer.
    #[must_use]
    pub fn with_accept(mut self, format: ContentFormat) -> Self {
        self.accept = Some(format);
        self
    }

    /// Asks to be notified of changes.
    #[must_use]
    pub fn observed(mut self) -> Self {
        self.observe = true;
        self
    }

    /// Asks for one block of the answer.
    #[must_use]
    pub fn with_part(mut self, part: BlockValue) -> Self {
        self.part = Some(part);
        self
    }

    /// Sends it once, without acknowledgement.
    #[must_use]
    pub fn non_confirmable(mut self) -> Self {
        self.confirmable = false;
        self
    }
}

/// An answer or notification to send, in server role.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Response {
    /// The response code.
    pub code: Code,
    /// Content-Format of the payload.
    pub content_format: Option<ContentFormat>,
    /// The complete body; served in blocks when large.
    pub payload: Vec<u8>,
    /// Answer to an observe request: whether the observation is established.
    pub observe: bool,
    /// Max-Age in seconds.
    pub max_age: Option<u32>,
    /// Location-Path segments (2.01).
    pub location_path: Vec<String>,
    /// Echo challenge (4.01, RFC 9175 §2.3), 1 to 40 bytes.
    pub echo: Option<Vec<u8>>,
}

impl Response {
    /// Makes a response without a body.
    #[must_use]
    pub fn new(code: Code) -> Self {
        Self {
            code,
            content_format: None,
            payload: Vec::new(),
            observe: false,
            max_age: None,
            location_path: Vec::new(),
            echo: None,
        }
    }

    /// Makes a 2.05 Content response.
    #[must_use]
    pub fn content(format: ContentFormat, payload: impl Into<Vec<u8>>) -> Self {
        Self::new(Code::CONTENT).with_payload(format, payload)
    }

    /// Sets the body and its format.
    #[must_use]
    pub fn with_payload(mut self, format: ContentFormat, payload: impl Into<Vec<u8>>) -> Self {
        self.content_format = Some(format);
        self.payload = payload.into();
        self
    }

    /// Establishes the observation the request asked for.
    #[must_use]
    pub fn observed(mut self) -> Self {
        self.observe = true;
        self
    }

    /// Sets Max-Age.
    #[must_use]
    pub fn with_max_age(mut self, seconds: u32) -> Self {
        self.max_age = Some(seconds);
        self
    }

    /// Sets the Location-Path.
    #[must_use]
    pub fn with_location<S: Into<String>>(mut self, segments: impl IntoIterator<Item = S>) -> Self {
        self.location_path = segments.into_iter().map(Into::into).collect();
        self
    }
}

impl From<Code> for Response {
    fn from(code: Code) -> Self {
        Self::new(code)
    }
}

/// One block of an upload that is handed over as it arrives
/// ([`Params::streamed`](crate::Params::streamed)).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct UploadPart {
    /// Where the payload belongs in the body; 0 starts over.
    pub offset: usize,
    /// Whether this completes the body. Success answers to other parts become 2.31 Continue.
    pub last: bool,
}

/// A request of the peer, complete and checked, in server role.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct IncomingRequest {
    /// Pass this to [`Endpoint::respond`](crate::Endpoint::respond).
    pub id: RequestId,
    /// The method.
    pub method: Method,
    /// Uri-Path.
    pub path: UriPath,
    /// Uri-Query values, verbatim.
    pub queries: Vec<String>,
    /// Content-Format of the payload.
    pub content_format: Option<ContentFormat>,
    /// Accept; unknown numbers are to be answered 4.06.
    pub accept: Option<ContentFormat>,
    /// What Observe asks for. A deregistered observation is forgotten already.
    pub observe: Option<ObserveRequest>,
    /// The complete body, unless `part` says otherwise.
    pub payload: Vec<u8>,
    /// Which part of a streamed upload this is.
    pub part: Option<UploadPart>,
    /// Echo value the peer presents (RFC 9175).
    pub echo: Option<Vec<u8>>,
    /// The token; names the observation later.
    pub token: Token,
    /// Whether it came as CON.
    pub confirmable: bool,
}

/// A complete response of the peer, in client role.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct IncomingResponse {
    /// The response code.
    pub code: Code,
    /// Content-Format of the payload.
    pub content_format: Option<ContentFormat>,
    /// Location-Path segments.
    pub location_path: Vec<String>,
    /// Max-Age in seconds, if given.
    pub max_age: Option<u32>,
    /// The Observe sequence number, if given.
    pub observe: Option<u32>,
    /// The complete body, unless `part` says otherwise.
    pub payload: Vec<u8>,
    /// Which part of the body this is, when [`Request::part`] asked for one.
    pub part: Option<DownloadPart>,
}

/// One block of an answer, handed out as it came.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct DownloadPart {
    /// Where it belongs and whether it is the last; an answer without Block2 is the whole body.
    pub block: Option<BlockValue>,
    /// Which state of the body it belongs to.
    pub etag: Option<Vec<u8>>,
    /// How large the whole body is, if the peer has said so (Size2, RFC 7959 §4).
    pub size: Option<u32>,
}
