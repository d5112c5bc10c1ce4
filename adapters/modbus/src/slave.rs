//! Simulated Modbus devices for demonstrations and tests.
//!
//! The devices live in a [`Bank`] that is shared with whoever lets their values change. [`serve`] answers on a
//! serial line, which is any byte stream such as the far end of a pseudo terminal, and [`serve_tcp`] on a
//! connection.
#![deny(clippy::indexing_slicing)]

mod answer;

use std::collections::{BTreeMap, VecDeque};
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

use crate::config::Table;
use crate::crc::crc;

/// How many writes are remembered until somebody takes them.
const MOST_WRITES: usize = 256;
/// Two of the longest frames.
const MOST_RECEIVED: usize = 520;
/// Transaction, protocol, length and unit identifier of Modbus/TCP.
const HEADER: usize = 7;

/// The devices, shared between those who serve them and those who change them.
pub type SharedBank = Arc<Mutex<Bank>>;

/// Simulated devices by their unit identifiers. Units that are not there stay silent.
#[derive(Clone, Debug, Default)]
pub struct Bank {
    units: BTreeMap<u8, Unit>,
    writes: VecDeque<Written>,
}

/// The four tables of one device. What is not in them is refused with exception 02.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Unit {
    /// Bits that can be written.
    pub coils: BTreeMap<u16, bool>,
    /// Bits that can only be read.
    pub discrete: BTreeMap<u16, bool>,
    /// Registers that can be written.
    pub holding: BTreeMap<u16, u16>,
    /// Registers that can only be read.
    pub input: BTreeMap<u16, u16>,
}

/// A write that a device accepted.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Written {
    /// The device.
    pub unit: u8,
    /// Coils or holding registers.
    pub table: Table,
    /// The first address.
    pub address: u16,
    /// The registers; of coils, 0 or 1 for each.
    pub values: Vec<u16>,
}

impl Bank {
    /// An empty bank to share.
    #[must_use]
    pub fn shared() -> SharedBank {
        SharedBank::default()
    }

    /// The device of that unit, which is added if there is none.
    pub fn unit(&mut self, unit: u8) -> &mut Unit {
        self.units.entry(unit).or_default()
    }

    /// Removes a device; from now on its unit is silent.
    pub fn remove(&mut self, unit: u8) -> Option<Unit> {
        self.units.remove(&unit)
    }

    /// The accepted writes since the last call, oldest first.
    pub fn take_writes(&mut self) -> Vec<Written> {
        self.writes.drain(..).collect()
    }

    fn remember(&mut self, written: Written) {
        if self.writes.len() == MOST_WRITES {
            self.writes.pop_front();
        }
        self.writes.push_back(written);
    }
}

/// Answers the requests of a master on a serial line until the line is closed.
///
/// # Errors
/// When the line fails.
pub async fn serve(mut line: impl AsyncRead + AsyncWrite + Unpin, bank: SharedBank) -> io::Result<()> {
    let mut received = Vec::new();
    while receive(&mut line, &mut received).await? {
        while let Some(request) = take_frame(&mut received) {
            let Some((&unit, pdu)) = request.split_first() else {
                continue;
            };
            let Some(reply) = answer(&bank, unit, pdu) else {
                continue;
            };
            let mut frame = vec![unit];
            frame.extend(reply);
            frame.extend(crc(&frame).to_le_bytes());
            line.write_all(&frame).await?;
        }
    }
    Ok(())
}

/// Answers the requests of a master on a Modbus/TCP connection until it is closed.
///
/// # Errors
/// When the connection fails, or when something other than Modbus arrives.
pub async fn serve_tcp(mut line: impl AsyncRead + AsyncWrite + Unpin, bank: SharedBank) -> io::Result<()> {
    let mut received = Vec::new();
    while receive(&mut line, &mut received).await? {
        while let Some(frame) = take_tcp_frame(&mut received)? {
            let Some((header, pdu)) = frame.split_first_chunk::<HEADER>() else {
                continue;
            };
            let [t0, t1, p0, p1, .., unit] = *header;
            let Some(reply) = answer(&bank, unit, pdu) else {
                continue;
            };
            let [l0, l1] = u16::try_from(reply.len() + 1).unwrap_or_default().to_be_bytes();
            let mut frame = vec![t0, t1, p0, p1, l0, l1, unit];
            frame.extend(reply);
            line.write_all(&frame).await?;
        }
    }
    Ok(())
}

/// Appends what arrives; false at the end.
async fn receive(line: &mut (impl AsyncRead + Unpin), received: &mut Vec<u8>) -> io::Result<bool> {
    let mut chunk = [0; MOST_RECEIVED];
    let count = line.read(&mut chunk).await?;
    received.extend(chunk.iter().take(count));
    let surplus = received.len().saturating_sub(2 * MOST_RECEIVED);
    received.drain(..surplus);
    Ok(count > 0)
}

fn answer(bank: &SharedBank, unit: u8, pdu: &[u8]) -> Option<Vec<u8>> {
    bank.lock()
        .unwrap_or_else(PoisonError::into_inner)
        .answer(unit, pdu)
}

/// Takes the first whole request out of what was received, without its checksum; what is before it is lost.
fn take_frame(received: &mut Vec<u8>) -> Option<Vec<u8>> {
    for at in 0..received.len() {
        let candidate = received.get(at..)?;
        let length = frame_length(candidate)?;
        let Some((content, checksum)) = candidate.get(..length).and_then(<[u8]>::split_last_chunk) else {
            continue;
        };
        if u16::from_le_bytes(*checksum) == crc(content) {
            let content = content.to_vec();
            received.drain(..at + length);
            return Some(content);
        }
    }
    None
}

/// How long the request that begins there is; `None` while that cannot be known.
fn frame_length(candidate: &[u8]) -> Option<usize> {
    match candidate.get(1)? {
        15 | 16 => candidate.get(6).map(|&bytes| 9 + usize::from(bytes)),
        _ => Some(8),
    }
}

fn take_tcp_frame(received: &mut Vec<u8>) -> io::Result<Option<Vec<u8>>> {
    let Some((&[_, _, _, _, l0, l1], _)) = received.split_first_chunk::<6>() else {
        return Ok(None);
    };
    let length = 6 + usize::from(u16::from_be_bytes([l0, l1]));
    if !(HEADER + 1..=HEADER + 253).contains(&length) {
        return Err(io::ErrorKind::InvalidData.into());
    }
    if received.len() < length {
        return Ok(None);
    }
    Ok(Some(received.drain(..length).collect()))
}

#[cfg(test)]
#[expect(clippy::indexing_slicing, reason = "a test that panics has failed")]
mod tests;
