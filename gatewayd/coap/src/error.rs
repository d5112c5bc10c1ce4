//! What can be wrong with bytes, requests and exchanges.

/// A byte string was too long for a token.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("a token of {length} bytes is longer than 8")]
pub struct TokenError {
    /// How long it was.
    pub length: usize,
}

/// A path cannot be carried in Uri-Path options.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum PathError {
    /// More segments than [`UriPath::MAX_SEGMENTS`](crate::UriPath::MAX_SEGMENTS).
    #[error("the path has more than 16 segments")]
    TooManySegments,
    /// RFC 7252 §5.10: a segment is at most 255 bytes.
    #[error("a path segment of {length} bytes is longer than 255")]
    SegmentTooLong {
        /// How long it was.
        length: usize,
    },
}

/// Why a datagram is not a CoAP message (RFC 7252 §3, §4.2).
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum ParseError {
    /// Shorter than the four header bytes.
    #[error("the datagram of {length} bytes is shorter than a header")]
    Truncated {
        /// Bytes received.
        length: usize,
    },
    /// Longer than the configured limit.
    #[error("the datagram of {length} bytes exceeds the limit of {limit}")]
    TooLarge {
        /// Bytes received.
        length: usize,
        /// Bytes allowed.
        limit: usize,
    },
    /// Version other than 1; such messages are ignored silently.
    #[error("the message has version {version}")]
    Version {
        /// The two version bits.
        version: u8,
    },
    /// Token length 9 to 15, or more than the datagram holds.
    #[error("the token length {length} does not fit")]
    TokenLength {
        /// The TKL field.
        length: u8,
    },
    /// An empty message with something behind its header.
    #[error("the empty message carries {extra} more bytes")]
    NotEmpty {
        /// Bytes behind the message id.
        extra: usize,
    },
    /// A reserved nibble, an overflow or a cut in the options.
    #[error("the option at offset {offset} is malformed")]
    Option {
        /// Where in the datagram.
        offset: usize,
    },
    /// A payload marker with nothing behind it.
    #[error("the payload marker is followed by no payload")]
    EmptyPayload,
}

/// Why a message cannot be sent.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum EncodeError {
    /// The message exceeds the size limit.
    #[error("the message exceeds {limit} bytes")]
    TooLarge {
        /// Bytes allowed.
        limit: usize,
    },
}

/// Why a request was not accepted for sending.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum RequestError {
    /// Too many requests wait for their turn (NSTART).
    #[error("{limit} requests are waiting already")]
    QueueFull {
        /// The bound.
        limit: usize,
    },
    /// Too many observations are kept in client role.
    #[error("{limit} observations exist already")]
    TooManyObservations {
        /// The bound.
        limit: usize,
    },
    /// The options alone do not fit into a message.
    #[error("the request options do not fit into {limit} bytes")]
    OptionsTooLarge {
        /// Bytes allowed for a message.
        limit: usize,
    },
    /// The body exceeds what block-wise transfer or the configuration allows.
    #[error("the body of {length} bytes exceeds {limit}")]
    BodyTooLarge {
        /// Bytes given.
        length: usize,
        /// Bytes allowed.
        limit: usize,
    },
    /// The exchange named is not an observation.
    #[error("the exchange is not an observation")]
    NotObserved,
}

/// How an accepted request failed without a usable response.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum ExchangeError {
    /// The request was never acknowledged (RFC 7252 §4.2).
    #[error("the peer acknowledged nothing")]
    Unacknowledged,
    /// It was acknowledged, but no response came.
    #[error("the peer sent no response in time")]
    NoResponse,
    /// The peer rejected the request with RST.
    #[error("the peer rejected the request with a reset")]
    Reset,
    /// The response carries an option that must be understood and is not.
    #[error("the response carries the unusable critical option {number}")]
    BadOption {
        /// The option number.
        number: u16,
    },
    /// A message of the request does not fit (with the Echo value the peer demands).
    #[error("the request does not fit into {limit} bytes")]
    MessageTooLarge {
        /// Bytes allowed for a message.
        limit: usize,
    },
    /// The response body exceeds the configured limit.
    #[error("the response body exceeds {limit} bytes")]
    BodyTooLarge {
        /// Bytes allowed.
        limit: usize,
    },
    /// The blocks received do not belong together.
    #[error("the blocks received do not form one body")]
    BlockMismatch,
    /// The link got a new session while the request was under way.
    #[error("the session was replaced")]
    SessionReplaced,
}

/// Why a notification was not accepted.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum NotifyError {
    /// Nobody observes with this token.
    #[error("no observation has this token")]
    NotObserved,
    /// The transmit queue is full; try after draining it.
    #[error("the transmit queue is full")]
    QueueFull,
}
