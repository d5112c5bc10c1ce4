//! Requests and the only replies that answer them (Modbus Application Protocol V1.1b3 §6).
#![deny(clippy::indexing_slicing)]

use crate::config::Table;
use crate::error::Exception;

/// The longest PDU (Modbus Application Protocol V1.1b3 §4.1).
pub(crate) const MAX_PDU: usize = 253;
/// What distinguishes the function of an exception from that of its request (§7).
const EXCEPTION: u8 = 0x80;
/// Function and exception code.
pub(crate) const EXCEPTION_LENGTH: usize = 2;

/// One request to one device.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Request {
    /// FC01 to FC04.
    Read(Read),
    /// FC05.
    WriteCoil { address: u16, raw: u16 },
    /// FC15.
    WriteCoils { address: u16, bits: Vec<bool> },
    /// FC06.
    WriteRegister { address: u16, register: u16 },
    /// FC16.
    WriteRegisters { address: u16, registers: Vec<u16> },
}

/// A read of neighbouring bits or registers.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(crate) struct Read {
    pub(crate) table: Table,
    pub(crate) start: u16,
    pub(crate) count: u16,
}

/// What a device replied to a request.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Reply<'a> {
    /// It did what was asked; the data of a read, and nothing after a write.
    Done(&'a [u8]),
    /// It refused.
    Refused(Exception),
}

impl Read {
    /// How many bytes the data of the reply has.
    pub(crate) const fn data_length(self) -> usize {
        if self.table.is_bits() {
            (self.count as usize).div_ceil(8)
        } else {
            2 * self.count as usize
        }
    }
}

impl Request {
    /// The function code.
    pub(crate) const fn function(&self) -> u8 {
        match self {
            Self::Read(read) => match read.table {
                Table::Coil => 1,
                Table::Discrete => 2,
                Table::Holding => 3,
                Table::Input => 4,
            },
            Self::WriteCoil { .. } => 5,
            Self::WriteRegister { .. } => 6,
            Self::WriteCoils { .. } => 15,
            Self::WriteRegisters { .. } => 16,
        }
    }

    /// Appends the PDU.
    pub(crate) fn encode(&self, out: &mut Vec<u8>) {
        out.push(self.function());
        match self {
            Self::Read(read) => pair(out, read.start, read.count),
            Self::WriteCoil { address, raw } => pair(out, *address, *raw),
            Self::WriteRegister { address, register } => pair(out, *address, *register),
            Self::WriteCoils { address, bits } => {
                pair(out, *address, length(bits.len()));
                out.push(low_byte(bits.len().div_ceil(8)));
                out.extend(bits.chunks(8).map(pack));
            }
            Self::WriteRegisters { address, registers } => {
                pair(out, *address, length(registers.len()));
                out.push(low_byte(2 * registers.len()));
                out.extend(registers.iter().flat_map(|register| register.to_be_bytes()));
            }
        }
    }

    /// How long the PDU of the reply is, unless it is an exception.
    pub(crate) const fn reply_length(&self) -> usize {
        match self {
            Self::Read(read) => 2 + read.data_length(),
            Self::WriteCoil { .. }
            | Self::WriteCoils { .. }
            | Self::WriteRegister { .. }
            | Self::WriteRegisters { .. } => 5,
        }
    }

    /// Whether a reply may begin with these bytes, as far as they are there.
    pub(crate) fn may_begin(&self, start: &[u8]) -> bool {
        let function = self.function();
        match *start {
            [] => true,
            [first, ..] if first == function | EXCEPTION => true,
            [first, ref rest @ ..] if first == function => match self {
                Self::Read(read) => rest
                    .first()
                    .is_none_or(|&count| usize::from(count) == read.data_length()),
                Self::WriteCoil { address, .. }
                | Self::WriteCoils { address, .. }
                | Self::WriteRegister { address, .. }
                | Self::WriteRegisters { address, .. } => address
                    .to_be_bytes()
                    .iter()
                    .zip(rest)
                    .all(|(one, other)| one == other),
            },
            [..] => false,
        }
    }

    /// Reads a whole PDU as the reply to this request; `None` when it is not.
    pub(crate) fn reply<'a>(&self, pdu: &'a [u8]) -> Option<Reply<'a>> {
        let function = self.function();
        match (pdu, self) {
            ([first, code], _) if *first == function | EXCEPTION => Some(Reply::Refused(Exception(*code))),
            ([first, count, data @ ..], Self::Read(read)) if *first == function => {
                let exact = data.len() == read.data_length() && usize::from(*count) == data.len();
                exact.then_some(Reply::Done(data))
            }
            ([first, rest @ ..], _) if *first == function => {
                (self.acknowledgement()? == rest).then_some(Reply::Done(&[]))
            }
            _ => None,
        }
    }

    /// The four bytes that acknowledge a write: its address and its value or quantity.
    fn acknowledgement(&self) -> Option<[u8; 4]> {
        let (address, second) = match self {
            Self::Read(_) => return None,
            Self::WriteCoil { address, raw } => (*address, *raw),
            Self::WriteRegister { address, register } => (*address, *register),
            Self::WriteCoils { address, bits } => (*address, length(bits.len())),
            Self::WriteRegisters { address, registers } => (*address, length(registers.len())),
        };
        let ([a, b], [c, d]) = (address.to_be_bytes(), second.to_be_bytes());
        Some([a, b, c, d])
    }
}

/// The bit at `index` of the data of FC01 or FC02, whose first bit is the lowest of the first byte.
pub(crate) fn bit(data: &[u8], index: usize) -> Option<bool> {
    data.get(index / 8).map(|byte| byte >> (index % 8) & 1 == 1)
}

/// Up to eight bits as a byte, the first being the lowest.
pub(crate) fn pack(bits: &[bool]) -> u8 {
    bits.iter().rev().fold(0, |byte, &bit| byte << 1 | u8::from(bit))
}

fn pair(out: &mut Vec<u8>, first: u16, second: u16) {
    out.extend(first.to_be_bytes());
    out.extend(second.to_be_bytes());
}

/// A quantity; points are limited far below 65,535 when they are resolved.
fn length(count: usize) -> u16 {
    u16::try_from(count).unwrap_or(u16::MAX)
}

fn low_byte(count: usize) -> u8 {
    u8::try_from(count).unwrap_or(u8::MAX)
}

#[cfg(test)]
#[expect(clippy::indexing_slicing, reason = "a test that panics has failed")]
mod tests;
