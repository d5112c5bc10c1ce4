//! SenML CBOR (LwM2M core §7.5.6, RFC 8428 §6): an array of maps with small integers as labels.

use std::borrow::Cow;

use minicbor::data::Type;
use minicbor::{Decoder, Encoder};
use objects::{Path, Value};

use super::cbor::{self, Counter, Writer, Written, malformed};
use super::collect::Collector;
use super::name::Name;
use super::number::Number;
use super::raw::Raw;
use super::senml::{Entry, Fields, Line, Pack, Resolved, lines};
use super::{Content, DecodeError, EncodeError, Scope};

/// RFC 8428 §6, table 4.
mod label {
    pub(super) const BASE_VERSION: i64 = -1;
    pub(super) const BASE_NAME: i64 = -2;
    pub(super) const BASE_TIME: i64 = -3;
    pub(super) const BASE_UNIT: i64 = -4;
    pub(super) const BASE_VALUE: i64 = -5;
    pub(super) const NAME: i64 = 0;
    pub(super) const UNIT: i64 = 1;
    pub(super) const VALUE: i64 = 2;
    pub(super) const STRING: i64 = 3;
    pub(super) const BOOLEAN: i64 = 4;
    pub(super) const TIME: i64 = 6;
    pub(super) const DATA: i64 = 8;
}
/// LwM2M core §7.5.6: object links have a name instead of a label.
const OBJECT_LINK: &str = "vlo";

/// Appends all parts as one pack.
pub(super) fn encode(parts: &[Content<'_>], out: &mut Vec<u8>) -> Result<(), EncodeError> {
    let count: usize = parts.iter().map(|part| part.records.len()).sum();
    let mut out = Encoder::new(out);
    let mut write = || -> Written {
        out.array(count as u64)?;
        for line in lines(parts, |_| true) {
            write_line(&mut out, &line)?;
        }
        Ok(())
    };
    write().expect("a vector takes every write");
    Ok(())
}

fn write_line(out: &mut Writer<'_>, line: &Line<'_, '_>) -> Written {
    let fields = [
        line.base_name.is_some(),
        line.base_time.is_some(),
        line.name.is_some(),
        line.time.is_some(),
        true,
    ];
    out.map(fields.into_iter().map(u64::from).sum())?;
    if let Some(base) = line.base_name {
        out.i64(label::BASE_NAME)?.str_len(base.len() as u64)?;
        base.write(out.writer_mut());
    }
    if let Some(time) = line.base_time {
        out.i64(label::BASE_TIME)?;
        write_time(out, time)?;
    }
    if let Some(name) = &line.name {
        out.i64(label::NAME)?;
        cbor::write_name(out, name)?;
    }
    write_value(out, line.record.value)?;
    if let Some(time) = line.time {
        out.i64(label::TIME)?;
        write_time(out, time)?;
    }
    Ok(())
}

fn write_value(out: &mut Writer<'_>, value: &Value) -> Written {
    match value {
        Value::Boolean(_) => out.i64(label::BOOLEAN)?,
        Value::Float(_) | Value::Integer(_) | Value::Time(_) | Value::Unsigned(_) => out.i64(label::VALUE)?,
        Value::ObjectLink(link) => {
            out.str(OBJECT_LINK)?;
            return cbor::write_name(out, &Name::link(*link));
        }
        Value::Opaque(_) => out.i64(label::DATA)?,
        Value::String(_) => out.i64(label::STRING)?,
    };
    cbor::write(out, value)
}

/// Whole seconds are integers, which all receivers can read.
fn write_time(out: &mut Writer<'_>, time: f64) -> Written {
    match Value::Float(time).convert(objects::ValueKind::Integer) {
        Some(whole) => cbor::write(out, &whole),
        None => cbor::write_float(out, time),
    }
}

/// Reads a pack of values.
pub(super) fn decode(payload: &[u8], collector: &mut Collector<'_>) -> Result<(), DecodeError> {
    let mut pack = Pack::new(collector.scope());
    read(payload, &mut pack, |resolved| resolved.collect(collector))
}

/// Reads a pack of names.
pub(super) fn decode_paths(
    payload: &[u8],
    scope: &Scope<'_>,
    fields: Fields,
) -> Result<Vec<Path>, DecodeError> {
    let mut paths = Vec::new();
    read(payload, &mut Pack::new(scope), |resolved| {
        paths.push(resolved.path(fields)?);
        Ok(())
    })?;
    Ok(paths)
}

fn read<'p>(
    payload: &'p [u8],
    pack: &mut Pack<'_>,
    mut each: impl FnMut(Resolved<'p>) -> Result<(), DecodeError>,
) -> Result<(), DecodeError> {
    let mut input = Decoder::new(payload);
    let length = input.array().map_err(|_| malformed(&input))?;
    let mut records = Counter::new(length);
    while records.next(&mut input)? {
        let entry = entry(&mut input)?;
        each(pack.resolve(entry)?)?;
    }
    cbor::end(&input)
}

fn entry<'p>(input: &mut Decoder<'p>) -> Result<Entry<'p>, DecodeError> {
    let length = input.map().map_err(|_| malformed(input))?;
    let mut fields = Counter::new(length);
    let mut entry = Entry::default();
    while fields.next(input)? {
        match input.datatype() {
            Ok(Type::String | Type::StringIndef) => named(input, &mut entry)?,
            Ok(kind) if cbor::is_integer(kind) => labelled(input, &mut entry)?,
            _ => return Err(malformed(input)),
        }
    }
    Ok(entry)
}

fn labelled<'p>(input: &mut Decoder<'p>, entry: &mut Entry<'p>) -> Result<(), DecodeError> {
    // Labels beyond 64 bits are unknown like those that are in between.
    let label = input.int().map_err(|_| malformed(input))?;
    match i64::try_from(label).unwrap_or(i64::MAX) {
        label::BASE_VERSION => entry.version(number(input).map(Number::float)?),
        label::BASE_NAME => entry.base_name(cbor::text(input)?),
        label::BASE_VALUE => entry.base_value(number(input)?),
        label::NAME => entry.name(cbor::text(input)?),
        label::BASE_TIME | label::TIME => drop(numeric(input)?),
        label::VALUE => match input.datatype() {
            Ok(Type::Null) => entry.value(cbor::read(input)?),
            _ => entry.value(numeric(input)?),
        },
        label::STRING => entry.value(Raw::Text(cbor::text(input)?)),
        label::BOOLEAN => {
            let value = input.bool().map_err(|_| malformed(input))?;
            entry.value(Raw::Boolean(value));
        }
        label::DATA => match cbor::read(input)? {
            raw @ Raw::Bytes(_) => entry.value(raw),
            _ => return Err(malformed(input)),
        },
        label::UNIT | label::BASE_UNIT => return skip(input),
        _ => {
            entry.unknown("");
            return skip(input);
        }
    }
    Ok(())
}

fn named<'p>(input: &mut Decoder<'p>, entry: &mut Entry<'p>) -> Result<(), DecodeError> {
    let name: Cow<'_, str> = cbor::text(input)?;
    if name == OBJECT_LINK {
        entry.value(Raw::Link(cbor::text(input)?));
        return Ok(());
    }
    entry.unknown(&name);
    skip(input)
}

fn skip(input: &mut Decoder<'_>) -> Result<(), DecodeError> {
    input.skip().map_err(|_| malformed(input))
}

/// Reads a value that is a number in any form.
fn numeric<'p>(input: &mut Decoder<'p>) -> Result<Raw<'p>, DecodeError> {
    match cbor::read(input)? {
        raw @ (Raw::Integer(_) | Raw::Float(_) | Raw::Time(_)) => Ok(raw),
        Raw::Boolean(_) | Raw::Bytes(_) | Raw::Link(_) | Raw::Null | Raw::Text(_) | Raw::TextOrBase64(_) => {
            Err(malformed(input))
        }
    }
}

fn number(input: &mut Decoder<'_>) -> Result<Number, DecodeError> {
    match numeric(input)? {
        Raw::Integer(number) => Ok(Number::Integer(number)),
        Raw::Float(number) => Ok(Number::Float(number)),
        Raw::Boolean(_)
        | Raw::Bytes(_)
        | Raw::Link(_)
        | Raw::Null
        | Raw::Text(_)
        | Raw::TextOrBase64(_)
        | Raw::Time(_) => Err(malformed(input)),
    }
}
