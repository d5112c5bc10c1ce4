//! The little this crate itself must know about DTLS records (RFC 6347 section 4.1).

/// Type, version, epoch and sequence number, length.
const HEADER: usize = 13;

/// Largest plaintext of one record (RFC 6347 section 4.1.1.1, RFC 5246 section 6.2.1).
pub(crate) const MAX_PLAINTEXT: usize = 1 << 14;

/// Largest datagram worth looking at: one largest record with the 2048 bytes ciphers may add.
pub(crate) const MAX_DATAGRAM: usize = HEADER + MAX_PLAINTEXT + 2048;

const CONTENT_HANDSHAKE: u8 = 22;
const HANDSHAKE_CLIENT_HELLO: u8 = 1;
const VERSION_MAJOR: u8 = 254;

/// Tells whether a datagram begins with an unprotected ClientHello, that is, whether a client starts over.
///
/// A server that already has a channel for the sender uses this to notice a client that lost its state
/// (RFC 6347 section 4.2.8). The datagram is not authenticated: keep the old channel until the new one is up.
pub fn is_client_hello(datagram: &[u8]) -> bool {
    matches!(datagram, [CONTENT_HANDSHAKE, VERSION_MAJOR, _, 0, 0, ..])
        && datagram.get(HEADER) == Some(&HANDSHAKE_CLIENT_HELLO)
}

/// Tells whether a datagram could start with a record of a version this crate speaks.
///
/// DTLS 1.0 is let through: a ClientHello and HelloVerifyRequest may carry it (RFC 6347 section 4.2.1).
pub(crate) fn is_plausible(datagram: &[u8]) -> bool {
    datagram.len() <= MAX_DATAGRAM
        && matches!(datagram, [20..=23, VERSION_MAJOR, 253 | 255, ..])
        && first_record(datagram).is_some_and(|length| length <= datagram.len())
}

/// Tells whether a datagram holds one record and nothing else.
pub(crate) fn is_single(datagram: &[u8]) -> bool {
    first_record(datagram) == Some(datagram.len())
}

/// Length of the first record with its header, as the header says.
fn first_record(datagram: &[u8]) -> Option<usize> {
    let length: [u8; 2] = datagram.get(HEADER - 2..HEADER)?.try_into().ok()?;
    Some(HEADER + usize::from(u16::from_be_bytes(length)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HELLO: [u8; 15] = [22, 254, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 1, 0];

    #[test]
    fn a_client_hello_is_told_from_other_records() {
        assert!(is_client_hello(&HELLO));
        let mut protected = HELLO;
        protected[4] = 1;
        assert!(!is_client_hello(&protected));
        assert!(!is_client_hello(&HELLO[..13]));
        assert!(!is_client_hello(b""));
    }

    #[test]
    fn only_records_that_fit_their_datagram_are_plausible() {
        assert!(is_plausible(&HELLO) && is_single(&HELLO));
        assert!(!is_plausible(&HELLO[..14]));
        let mut longer = HELLO.to_vec();
        longer.push(0);
        assert!(is_plausible(&longer) && !is_single(&longer));
        assert!(!is_plausible(b"GET / HTTP/1.1\r\n"));
    }
}
