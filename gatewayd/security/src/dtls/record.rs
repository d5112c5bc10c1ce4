//! The little this crate itself must know about DTLS records (RFC 6347 section 4.1).
//!
//! OpenSSL is not asked about datagrams no honest peer sends, because some of them end a session there: it takes
//! a record too short for its nonce and tag as an internal error.

use crate::dtls::options::CipherSuite;

/// Type, version, epoch and sequence number, length.
const HEADER: usize = 13;

/// Largest plaintext of one record (RFC 6347 section 4.1.1.1, RFC 5246 section 6.2.1).
pub(crate) const MAX_PLAINTEXT: usize = 1 << 14;

/// Largest body of a record: RFC 5246 section 6.2.3 allows 2048 bytes of protection, OpenSSL takes 320.
const MAX_BODY: usize = MAX_PLAINTEXT + 320;

const CONTENT_HANDSHAKE: u8 = 22;
const HANDSHAKE_CLIENT_HELLO: u8 = 1;
const VERSION_MAJOR: u8 = 254;
const DTLS_1_2: u8 = 253;
const DTLS_1_0: u8 = 255;

/// Tells whether a datagram begins with an unprotected ClientHello, that is, whether a client starts over.
///
/// A server that already has a channel for the sender uses this to notice a client that lost its state
/// (RFC 6347 section 4.2.8). The datagram is not authenticated: keep the old channel until the new one is up.
pub fn is_client_hello(datagram: &[u8]) -> bool {
    matches!(datagram, [CONTENT_HANDSHAKE, VERSION_MAJOR, _, 0, 0, ..])
        && datagram.get(HEADER) == Some(&HANDSHAKE_CLIENT_HELLO)
}

/// Keeps datagrams from OpenSSL that cannot be genuine.
#[derive(Debug)]
pub(crate) struct Screen {
    /// Before the version is agreed, the hellos may carry DTLS 1.0 (RFC 6347 section 4.2.1).
    lowest_version: u8,
    /// Shortest body of a protected record that holds at least one byte.
    shortest_protected: usize,
}

impl Screen {
    /// For a handshake that can agree on any of these suites.
    ///
    /// A protected Finished is 24 bytes of plaintext: none of the suites' minimums hides another's.
    pub(crate) fn of_handshake(suites: &[CipherSuite]) -> Self {
        let shortest = suites.iter().map(|suite| suite.shortest_record()).max();
        Self {
            lowest_version: DTLS_1_0,
            shortest_protected: shortest.unwrap_or(0),
        }
    }

    /// Narrows the screen of a handshake to the suite it has agreed on.
    pub(crate) fn agree(&mut self, suite: CipherSuite) {
        self.shortest_protected = suite.shortest_record();
    }

    /// For a session with this suite.
    pub(crate) fn of_session(suite: CipherSuite) -> Self {
        Self {
            lowest_version: DTLS_1_2,
            shortest_protected: suite.shortest_record(),
        }
    }

    /// Tells whether a datagram is a sequence of whole records each of which could be genuine.
    pub(crate) fn passes(&self, datagram: &[u8]) -> bool {
        let mut rest = datagram;
        while !rest.is_empty() {
            let record = first(rest);
            if !self.could_be_genuine(record) {
                return false;
            }
            rest = &rest[record.len()..];
        }
        !datagram.is_empty()
    }

    fn could_be_genuine(&self, record: &[u8]) -> bool {
        let Some(
            &[
                kind,
                major,
                minor,
                epoch_high,
                epoch_low,
                _,
                _,
                _,
                _,
                _,
                _,
                high,
                low,
            ],
        ) = record.first_chunk::<HEADER>()
        else {
            return false;
        };
        let length = record.len() - HEADER;
        let is_whole = length == usize::from(u16::from_be_bytes([high, low]));
        let is_version = major == VERSION_MAJOR && (minor == DTLS_1_2 || minor == self.lowest_version);
        let is_length = match u16::from_be_bytes([epoch_high, epoch_low]) {
            0 => (1..=MAX_BODY).contains(&length),
            1 => (self.shortest_protected..=MAX_BODY).contains(&length),
            // Without renegotiation there is one protected epoch.
            _ => false,
        };
        matches!(kind, 20..=23) && is_version && is_whole && is_length
    }
}

/// The first record of a datagram, by the length in its header; all that is left if it says more.
pub(crate) fn first(datagram: &[u8]) -> &[u8] {
    match datagram {
        [_, _, _, _, _, _, _, _, _, _, _, high, low, body @ ..] => {
            let length = usize::from(u16::from_be_bytes([*high, *low])).min(body.len());
            &datagram[..HEADER + length]
        }
        _ => datagram,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HELLO: [u8; 15] = [22, 254, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 1, 0];

    fn protected(length: u8) -> Vec<u8> {
        let mut record = vec![23, 254, 253, 0, 1, 0, 0, 0, 0, 0, 9, 0, length];
        record.resize(HEADER + usize::from(length), 0);
        record
    }

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
    fn a_datagram_must_be_whole_records() {
        let screen = Screen::of_handshake(&[CipherSuite::PskAes128Ccm8]);
        assert!(screen.passes(&HELLO));
        assert!(screen.passes(&[HELLO, HELLO].concat()));
        assert!(!screen.passes(&HELLO[..14]));
        assert!(!screen.passes(&[&HELLO[..], b"x"].concat()));
        assert!(!screen.passes(b""));
        assert!(!screen.passes(b"GET / HTTP/1.1\r\n"));
    }

    #[test]
    fn a_protected_record_must_hold_nonce_tag_and_a_byte() {
        let screen = Screen::of_session(CipherSuite::PskAes128Ccm8);
        assert!(!screen.passes(&protected(16)));
        assert!(screen.passes(&protected(17)));
        let screen = Screen::of_session(CipherSuite::PskAes128GcmSha256);
        assert!(!screen.passes(&protected(24)));
        assert!(screen.passes(&protected(25)));
    }

    #[test]
    fn a_session_takes_no_other_version_and_no_later_epoch() {
        let screen = Screen::of_session(CipherSuite::PskAes128Ccm8);
        assert!(!screen.passes(&HELLO));
        let mut record = protected(30);
        record[4] = 2;
        assert!(!screen.passes(&record));
    }

    #[test]
    fn the_largest_record_passes_and_a_larger_one_does_not() {
        let screen = Screen::of_session(CipherSuite::PskAes128Ccm8);
        let record = |length: usize| {
            let mut record = protected(0);
            record[11..13].copy_from_slice(&u16::try_from(length).unwrap().to_be_bytes());
            record.resize(HEADER + length, 0);
            record
        };
        assert!(screen.passes(&record(MAX_BODY)));
        assert!(!screen.passes(&record(MAX_BODY + 1)));
    }
}
