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
