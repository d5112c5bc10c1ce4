//! A sans-IO CoAP endpoint (RFC 7252, 7641, 7959).
//!
//! [`Endpoint`] speaks for one side of one link, in client and server role at once. Feed it with
//! datagrams and time; afterwards drain [`Endpoint::poll_transmit`] and [`Endpoint::poll_event`] and call
//! [`Endpoint::handle_timeout`] no later than [`Endpoint::poll_timeout`] says. It never reads a clock,
//! opens a socket or allocates more than [`Params`] allows.

#![deny(clippy::indexing_slicing)]
#![cfg_attr(test, allow(clippy::indexing_slicing, reason = "a test may panic"))]

mod block;
mod code;
mod dedup;
mod endpoint;
mod error;
mod event;
mod exchange;
mod format;
#[doc(hidden)]
pub mod fuzzing;
mod message;
mod observe;
mod option;
mod params;
mod path;
mod random;
mod reliability;
mod request;
#[cfg(test)]
mod testing;
mod timer;
mod token;

pub use block::{BlockSize, BlockValue};
pub use code::{Code, MessageType, Method};
pub use endpoint::Endpoint;
pub use error::{EncodeError, ExchangeError, NotifyError, ParseError, PathError, RequestError, TokenError};
pub use event::{EndReason, Event};
pub use format::ContentFormat;
pub use message::Message;
pub use option::{OptionNumber, decode_uint, encode_uint};
pub use params::Params;
pub use path::UriPath;
pub use request::{
    DownloadPart, ExchangeId, IncomingRequest, IncomingResponse, NotificationId, ObserveRequest, Request,
    RequestId, Response, UploadPart,
};
pub use token::Token;
