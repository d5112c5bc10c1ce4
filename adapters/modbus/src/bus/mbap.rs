//! Modbus/TCP frames (Modbus Messaging on TCP/IP V1.0b §3.1) (pure).
#![deny(clippy::indexing_slicing)]

use std::ops::Range;

use crate::pdu::{MAX_PDU, Request};

/// Transaction, protocol, length and unit identifier.
const HEADER: usize = 7;

/// What received bytes are with regard to a request.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Found {
    /// They cannot be the stream of a Modbus server that answers us.
    Broken,
    /// More bytes are needed.
    Incomplete,
    /// A late reply to an earlier request, this many bytes long.
    Late(usize),
    /// The reply's PDU.
    Reply(Range<usize>),
}

/// Replaces `frame` by the frame that carries the request.
pub(crate) fn encode(transaction: u16, unit: u8, request: &Request, frame: &mut Vec<u8>) {
    frame.clear();
    frame.extend(transaction.to_be_bytes());
    frame.extend([0; 4]);
    frame.push(unit);
    request.encode(frame);
    let length = u16::try_from(frame.len() - HEADER + 1).unwrap_or(u16::MAX);
    for (place, byte) in frame.iter_mut().skip(4).zip(length.to_be_bytes()) {
        *place = byte;
    }
}

/// What the bytes at the beginning of `received` are.
pub(crate) fn find_reply(received: &[u8], transaction: u16, unit: u8, request: &Request) -> Found {
    let Some((header, _)) = received.split_first_chunk::<HEADER>() else {
        return Found::Incomplete;
    };
    let [t0, t1, p0, p1, l0, l1, from] = *header;
    let length = usize::from(u16::from_be_bytes([l0, l1]));
    // The length counts the unit identifier and a PDU of a function and at least one byte.
    if [p0, p1] != [0, 0] || !(3..=MAX_PDU + 1).contains(&length) {
        return Found::Broken;
    }
    let end = HEADER - 1 + length;
    let Some(pdu) = received.get(HEADER..end) else {
        return Found::Incomplete;
    };
    let behind = transaction.wrapping_sub(u16::from_be_bytes([t0, t1]));
    match behind {
        0 if from == unit && request.reply(pdu).is_some() => Found::Reply(HEADER..end),
        0 => Found::Broken,
        1..0x8000 => Found::Late(end),
        0x8000.. => Found::Broken,
    }
}

#[cfg(test)]
#[expect(clippy::indexing_slicing, reason = "a test that panics has failed")]
mod tests {
    use super::*;
    use crate::config::Table;
    use crate::pdu::Read;

    /// The layout of Modbus Messaging on TCP/IP V1.0b §3.1.3 with the values of the SDM120 manual.
    #[test]
    fn a_read_over_tcp_has_a_header_and_no_checksum() {
        let request = Request::Read(Read {
            table: Table::Holding,
            start: 0,
            count: 2,
        });
        let mut sent = Vec::new();
        encode(1, 1, &request, &mut sent);
        assert_eq!(sent, [0, 1, 0, 0, 0, 6, 1, 3, 0, 0, 0, 2]);
        let received = [0, 1, 0, 0, 0, 7, 1, 3, 4, 0x43, 0x66, 0x33, 0x34];
        assert_eq!(find_reply(&received, 1, 1, &request), Found::Reply(7..13));
        for end in 0..received.len() {
            assert_eq!(find_reply(&received[..end], 1, 1, &request), Found::Incomplete);
        }
        assert_eq!(find_reply(&received, 2, 1, &request), Found::Late(13));
        assert_eq!(find_reply(&received, 0, 1, &request), Found::Broken);
        assert_eq!(find_reply(&received, 1, 2, &request), Found::Broken);
    }

    #[test]
    fn transactions_are_counted_round_the_end() {
        let request = Request::Read(Read {
            table: Table::Holding,
            start: 0,
            count: 1,
        });
        let late = [0xFF, 0xFF, 0, 0, 0, 5, 1, 3, 2, 0, 1];
        assert_eq!(find_reply(&late, 0, 1, &request), Found::Late(11));
    }
}
