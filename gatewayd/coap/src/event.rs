//! What an endpoint reports to its host.

use crate::error::ExchangeError;
use crate::request::{ExchangeId, IncomingRequest, IncomingResponse, NotificationId};
use crate::token::Token;

/// Something the application must know or answer.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Event {
    /// The peer asks; answer with [`Endpoint::respond`](crate::Endpoint::respond).
    Request(IncomingRequest),
    /// Our request ended. With `observe` set in the response, notifications follow; a failure after
    /// that ends the observation.
    Response {
        /// Which request.
        exchange: ExchangeId,
        /// Its complete response.
        result: Result<IncomingResponse, ExchangeError>,
    },
    /// An observation of ours has news; an error code ends it.
    Notification {
        /// Which request established it.
        exchange: ExchangeId,
        /// The new state, complete and newer than what was reported before.
        response: IncomingResponse,
    },
    /// An observation of the peer is gone.
    ObservationEnded {
        /// Its token.
        token: Token,
        /// Why.
        reason: EndReason,
    },
    /// A confirmable notification was acknowledged; ids below it were superseded.
    NotificationDelivered {
        /// The observation.
        token: Token,
        /// The state that arrived.
        id: NotificationId,
    },
    /// A confirmable notification was given up and its observation kept
    /// ([`Params::keep_timed_out_observations`](crate::Params::keep_timed_out_observations)).
    NotificationTimedOut {
        /// The observation.
        token: Token,
        /// The state that did not arrive.
        id: NotificationId,
    },
}

/// Why an observation of the peer ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum EndReason {
    /// The peer answered a notification with RST (RFC 7641 §3.6).
    Reset,
    /// The peer observed anew with the same token, and that request was refused before the application saw it.
    Refused,
    /// A confirmable notification was never acknowledged (RFC 7641 §4.5).
    TimedOut,
}
