//! What a simulated device answers.
#![deny(clippy::indexing_slicing)]

use std::collections::BTreeMap;

use super::{Bank, Unit, Written};
use crate::config::{MAX_READ_BITS, MAX_READ_REGISTERS, Table};
use crate::error::Exception;
use crate::pdu::{bit, pack};

impl Bank {
    /// The reply to a request; none to a broadcast or when there is no such unit.
    pub(super) fn answer(&mut self, unit: u8, request: &[u8]) -> Option<Vec<u8>> {
        let (&function, data) = request.split_first()?;
        if unit == 0 {
            let all: Vec<u8> = self.units.keys().copied().collect();
            for unit in all {
                // Nobody answers a broadcast, whatever became of it.
                let _ = self.perform(unit, function, data);
            }
            return None;
        }
        self.units
            .contains_key(&unit)
            .then(|| match self.perform(unit, function, data) {
                Ok(reply) => [&[function], reply.as_slice()].concat(),
                Err(exception) => vec![function | 0x80, exception.0],
            })
    }

    fn perform(&mut self, unit: u8, function: u8, data: &[u8]) -> Result<Vec<u8>, Exception> {
        let Some((&[a0, a1, b0, b1], rest)) = data.split_first_chunk::<4>() else {
            return Err(Exception::ILLEGAL_VALUE);
        };
        let (address, second) = (u16::from_be_bytes([a0, a1]), u16::from_be_bytes([b0, b1]));
        let device = self.unit(unit);
        let written = match function {
            1 => return read_bits(&device.coils, address, second),
            2 => return read_bits(&device.discrete, address, second),
            3 => return read_registers(&device.holding, address, second),
            4 => return read_registers(&device.input, address, second),
            5 => device.write_coils(address, &[coil(second)?])?,
            6 => device.write_registers(address, &[second])?,
            15 => device.write_coils(address, &coils(second, rest)?)?,
            16 => device.write_registers(address, &registers(second, rest)?)?,
            _ => return Err(Exception::ILLEGAL_FUNCTION),
        };
        self.remember(Written { unit, ..written });
        Ok(vec![a0, a1, b0, b1])
    }
}

impl Unit {
    fn write_coils(&mut self, address: u16, bits: &[bool]) -> Result<Written, Exception> {
        write(&mut self.coils, address, bits)?;
        let values = bits.iter().map(|&bit| u16::from(bit)).collect();
        Ok(Written {
            unit: 0,
            table: Table::Coil,
            address,
            values,
        })
    }

    fn write_registers(&mut self, address: u16, registers: &[u16]) -> Result<Written, Exception> {
        write(&mut self.holding, address, registers)?;
        Ok(Written {
            unit: 0,
            table: Table::Holding,
            address,
            values: registers.to_vec(),
        })
    }
}

/// All or nothing.
fn write<T: Copy>(table: &mut BTreeMap<u16, T>, address: u16, values: &[T]) -> Result<(), Exception> {
    let count = u16::try_from(values.len()).map_err(|_| Exception::ILLEGAL_VALUE)?;
    read(table, address, count)?;
    for (address, &value) in (address..).zip(values) {
        table.insert(address, value);
    }
    Ok(())
}

fn read<T: Copy>(table: &BTreeMap<u16, T>, address: u16, count: u16) -> Result<Vec<T>, Exception> {
    let entry = |offset: u16| {
        address
            .checked_add(offset)
            .and_then(|address| table.get(&address).copied())
    };
    (0..count)
        .map(|offset| entry(offset).ok_or(Exception::ILLEGAL_ADDRESS))
        .collect()
}

fn read_bits(table: &BTreeMap<u16, bool>, address: u16, count: u16) -> Result<Vec<u8>, Exception> {
    if !(1..=MAX_READ_BITS).contains(&count) {
        return Err(Exception::ILLEGAL_VALUE);
    }
    let bytes = read(table, address, count)?.chunks(8).map(pack).collect();
    Ok(counted(bytes))
}

fn read_registers(table: &BTreeMap<u16, u16>, address: u16, count: u16) -> Result<Vec<u8>, Exception> {
    if !(1..=MAX_READ_REGISTERS).contains(&count) {
        return Err(Exception::ILLEGAL_VALUE);
    }
    let registers = read(table, address, count)?;
    Ok(counted(
        registers.into_iter().flat_map(u16::to_be_bytes).collect(),
    ))
}

/// The bytes behind their number.
fn counted(mut bytes: Vec<u8>) -> Vec<u8> {
    bytes.insert(0, u8::try_from(bytes.len()).unwrap_or(u8::MAX));
    bytes
}

fn coil(raw: u16) -> Result<bool, Exception> {
    match raw {
        0xFF00 => Ok(true),
        0 => Ok(false),
        _ => Err(Exception::ILLEGAL_VALUE),
    }
}

fn coils(count: u16, rest: &[u8]) -> Result<Vec<bool>, Exception> {
    let (_, bytes) = rest.split_first().ok_or(Exception::ILLEGAL_VALUE)?;
    (0..usize::from(count))
        .map(|index| bit(bytes, index).ok_or(Exception::ILLEGAL_VALUE))
        .collect()
}

fn registers(count: u16, rest: &[u8]) -> Result<Vec<u16>, Exception> {
    let (_, bytes) = rest.split_first().ok_or(Exception::ILLEGAL_VALUE)?;
    if bytes.len() != 2 * usize::from(count) {
        return Err(Exception::ILLEGAL_VALUE);
    }
    let register = |pair: &[u8]| pair.iter().fold(0, |word, &byte| word << 8 | u16::from(byte));
    Ok(bytes.chunks_exact(2).map(register).collect())
}
