//! RTU frames: how a request is sent and where in the received bytes its reply is (pure).
#![deny(clippy::indexing_slicing)]

use std::ops::Range;

use crate::crc::crc;
use crate::pdu::{EXCEPTION_LENGTH, Request};

/// Unit identifier in front, checksum behind (Modbus over Serial Line V1.02 §2.3).
const AROUND_PDU: usize = 3;

/// Replaces `frame` by the frame that carries the request.
pub(crate) fn encode(unit: u8, request: &Request, frame: &mut Vec<u8>) {
    frame.clear();
    frame.push(unit);
    request.encode(frame);
    frame.extend(crc(frame).to_le_bytes());
}

/// How many characters the reply has on the wire, unless it is an exception.
pub(crate) const fn reply_length(request: &Request) -> usize {
    request.reply_length() + AROUND_PDU
}

/// Where in `received` the PDU of the reply is.
///
/// Only a frame of exactly the right unit, function, length and checksum counts, wherever it begins:
/// what is before it is noise, foreign traffic or a reply to somebody else.
pub(crate) fn find_reply(received: &[u8], unit: u8, request: &Request) -> Option<Range<usize>> {
    (0..received.len()).find_map(|at| {
        let candidate = received.get(at..)?;
        let length = pdu_length(candidate, unit, request)?;
        Some(at + 1..at + 1 + length)
    })
}

/// The length of the PDU in a frame that begins `candidate`, when that is a reply to the request.
fn pdu_length(candidate: &[u8], unit: u8, request: &Request) -> Option<usize> {
    let (first, rest) = candidate.split_first()?;
    if *first != unit || !request.may_begin(rest) {
        return None;
    }
    [request.reply_length(), EXCEPTION_LENGTH]
        .into_iter()
        .find(|&length| {
            let pdu = rest.get(..length);
            pdu.is_some_and(|pdu| request.reply(pdu).is_some()) && is_intact(candidate, length + AROUND_PDU)
        })
}

fn is_intact(candidate: &[u8], length: usize) -> bool {
    let Some((content, checksum)) = candidate.get(..length).and_then(<[u8]>::split_last_chunk) else {
        return false;
    };
    u16::from_le_bytes(*checksum) == crc(content)
}

/// Whether anything received looks like a whole reply of this unit, whatever it answers.
pub(crate) fn is_heard(received: &[u8], unit: u8) -> bool {
    let looks_whole = |candidate: &[u8]| {
        let Some((&[from, _, count], _)) = candidate.split_first_chunk::<3>() else {
            return false;
        };
        let lengths = [5, 8, 5 + usize::from(count)];
        from == unit && lengths.into_iter().any(|length| is_intact(candidate, length))
    };
    (0..received.len()).any(|at| received.get(at..).is_some_and(looks_whole))
}

/// The first position behind a copy of `frame`, which is what an adaptor that hears itself delivers.
pub(crate) fn end_of_echo(received: &[u8], frame: &[u8]) -> Option<usize> {
    let at = received
        .windows(frame.len().max(1))
        .position(|window| window == frame)?;
    Some(at + frame.len())
}
