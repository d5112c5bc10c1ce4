//! What an error from OpenSSL means for the channel.

use crate::alert::Alert;
use crate::dtls::shim::Shim;
use crate::error::{DownReason, ProtocolError};
use openssl::error::ErrorStack;
use openssl::ssl::{Error, ErrorCode, ShutdownState, SslStream};

/// `ERR_LIB_SSL` of `openssl/err.h`: errors of the protocol, as opposed to those of a cipher.
const ERR_LIB_SSL: i32 = 20;

/// `SSL_AD_REASON_OFFSET` of `openssl/ssl.h`: a received alert is reported as this plus its number.
const ALERT_OFFSET: i32 = 1000;

/// Decides whether an error ends the channel; `protocol` names a reason by the phase it happened in.
///
/// Not every error does: DTLS drops what it cannot verify (RFC 6347 section 4.1.2.7), and whatever a cipher has
/// to say about such a record may still lie in OpenSSL's queue. A fatal error, however, always takes OpenSSL out
/// of the state in which its handshake is finished.
pub(crate) fn of(
    error: &Error,
    stream: &mut SslStream<Shim>,
    protocol: impl FnOnce(i32) -> ProtocolError,
) -> Option<DownReason> {
    match error.code() {
        ErrorCode::WANT_READ | ErrorCode::WANT_WRITE => return None,
        ErrorCode::ZERO_RETURN => return Some(DownReason::ClosedByPeer),
        _ if stream.ssl().is_init_finished() => return None,
        _ => {}
    }
    let Some(reason) = error.ssl_error().and_then(reason) else {
        let is_closed = stream.get_shutdown().contains(ShutdownState::RECEIVED);
        let failed = DownReason::Protocol(ProtocolError::Library);
        return Some(if is_closed {
            DownReason::ClosedByPeer
        } else {
            failed
        });
    };
    let alert = reason
        .checked_sub(ALERT_OFFSET)
        .and_then(|number| u8::try_from(number).ok());
    Some(match alert {
        Some(number) => DownReason::AlertReceived(Alert::new(number)),
        None => DownReason::Protocol(protocol(reason)),
    })
}

/// The reason of the first error of the protocol layer, if there is one.
pub(crate) fn reason(stack: &ErrorStack) -> Option<i32> {
    stack
        .errors()
        .iter()
        .find(|error| error.library_code() == ERR_LIB_SSL)
        .map(|error| error.reason_code())
}
