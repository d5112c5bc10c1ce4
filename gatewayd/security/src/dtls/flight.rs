//! Tells a handshake datagram sent for the first time from one sent again.
//!
//! Needed only for simulated time, where OpenSSL's own, early retransmissions are swallowed: a new flight that
//! follows one of them must not be.

use crate::dtls::record;

/// Type, version, epoch and sequence number, length (RFC 6347 section 4.1); then the handshake message's type
/// and length (section 4.2.2).
const MESSAGE_SEQUENCE: usize = 13 + 4;

const CHANGE_CIPHER_SPEC: u8 = 20;
const HANDSHAKE: u8 = 22;

/// What one side has sent of its handshake.
#[derive(Debug, Default)]
pub(crate) struct Flights {
    /// Sequence number and fragment offset of the last message in the clear, as they are ordered on the wire.
    last_message: Option<[u8; 5]>,
    has_changed_cipher: bool,
    has_finished: bool,
}

impl Flights {
    /// Notes a datagram about to be sent; whether it repeats an earlier one.
    ///
    /// The first record decides: OpenSSL sends repeated messages one by one, never together with new ones.
    pub(crate) fn is_repetition(&mut self, datagram: &[u8]) -> bool {
        let record = record::first(datagram);
        let is_repeated = self.note(record);
        let mut rest = &datagram[record.len()..];
        while !rest.is_empty() {
            let record = record::first(rest);
            self.note(record);
            rest = &rest[record.len()..];
        }
        is_repeated
    }

    /// Notes a record; whether it was noted before.
    fn note(&mut self, record: &[u8]) -> bool {
        match *record {
            [CHANGE_CIPHER_SPEC, ..] => std::mem::replace(&mut self.has_changed_cipher, true),
            [HANDSHAKE, _, _, 0, 0, ..] => self.repeats_message(record),
            [HANDSHAKE, ..] => std::mem::replace(&mut self.has_finished, true),
            _ => false,
        }
    }

    fn repeats_message(&mut self, record: &[u8]) -> bool {
        let message = record
            .get(MESSAGE_SEQUENCE..)
            .and_then(|rest| rest.first_chunk().copied());
        let is_repeated = message <= self.last_message;
        self.last_message = self.last_message.max(message);
        is_repeated
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(epoch: u8, sequence: u8, offset: u8) -> Vec<u8> {
        let mut record = vec![HANDSHAKE, 254, 253, 0, epoch, 0, 0, 0, 0, 0, 0, 0, 12];
        record.extend([1, 0, 0, 90, 0, sequence, 0, 0, offset, 0, 0, 0]);
        record
    }

    #[test]
    fn a_message_is_new_once() {
        let mut flights = Flights::default();
        for new in [
            message(0, 0, 0),
            message(0, 1, 0),
            message(0, 1, 40),
            message(1, 3, 0),
        ] {
            assert!(!flights.is_repetition(&new));
            assert!(flights.is_repetition(&new));
        }
        assert!(flights.is_repetition(&message(0, 0, 0)));
    }

    #[test]
    fn every_record_of_a_datagram_is_noted() {
        let mut flights = Flights::default();
        assert!(!flights.is_repetition(&[message(0, 0, 0), message(1, 1, 0)].concat()));
        assert!(flights.is_repetition(&message(1, 1, 0)));
        assert!(!flights.is_repetition(&message(0, 1, 0)));
    }

    #[test]
    fn the_cipher_changes_once_and_data_never_repeats() {
        let mut flights = Flights::default();
        let change = [CHANGE_CIPHER_SPEC, 254, 253, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1];
        assert!(!flights.is_repetition(&change));
        assert!(flights.is_repetition(&change));
        assert!(!flights.is_repetition(&[23, 254, 253]));
        assert!(!flights.is_repetition(&[23, 254, 253]));
    }
}
