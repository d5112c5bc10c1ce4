//! LwM2M CBOR (LwM2M core §7.5.7): nested maps from identifiers to values.

use minicbor::data::Type;
use minicbor::{Decoder, Encoder};
use objects::Path;

use super::cbor::{self, Counter, Writer, Written, malformed};
use super::collect::Collector;
use super::raw::Raw;
use super::segments::Segments;
use super::{Content, DecodeError, EncodeError, Record};

/// Appends all parts as one map; nothing at all when there are no values, for the grammar has no empty map.
pub(super) fn encode(parts: &[Content<'_>], out: &mut Vec<u8>) -> Result<(), EncodeError> {
    let mut records = parts.iter().flat_map(|part| part.records);
    if records.any(|record| record.time.is_some()) {
        return Err(EncodeError::Timed(super::LWM2M_CBOR));
    }
    let entries: usize = parts.iter().map(|part| groups(part).count()).sum();
    if entries > 0 {
        let mut out = Encoder::new(out);
        write_parts(&mut out, parts, entries).expect("a vector takes every write");
    }
    Ok(())
}

/// The records that go into one entry of the outermost map.
fn groups<'c, 'a>(part: &'c Content<'a>) -> impl Iterator<Item = &'c [Record<'a>]> {
    let whole = part.base != Path::Root;
    part.records
        .chunk_by(move |a, b| whole || (a.path.object, a.path.instance) == (b.path.object, b.path.instance))
}

fn write_parts(out: &mut Writer<'_>, parts: &[Content<'_>], entries: usize) -> Written {
    out.map(entries as u64)?;
    for part in parts {
        for group in groups(part) {
            write_group(out, part, group)?;
        }
    }
    Ok(())
}

/// Writes one entry: the path that its records share, then what differs between them.
fn write_group(out: &mut Writer<'_>, part: &Content<'_>, group: &[Record<'_>]) -> Written {
    let Some(first) = group.first() else {
        return Ok(());
    };
    let key = match part.base {
        Path::Root if group.len() == 1 => Path::Resource(first.path),
        Path::Root => Path::Instance(first.path.object, first.path.instance),
        Path::Object(_) | Path::Instance(..) | Path::Resource(_) => part.base,
    };
    write_key(out, part.prefix, key)?;
    match key {
        Path::Root | Path::Object(_) => write_instances(out, group),
        Path::Instance(..) => write_resources(out, group),
        Path::Resource(path) if first.path.element == path.element => cbor::write(out, first.value),
        Path::Resource(_) => write_elements(out, group),
    }
}

fn write_key(out: &mut Writer<'_>, prefix: Option<&str>, path: Path) -> Written {
    let segments = Segments::of(path);
    let length = segments.depth() + usize::from(prefix.is_some());
    if length > 1 {
        out.array(length as u64)?;
    }
    if let Some(prefix) = prefix {
        out.str(prefix)?;
    }
    for number in segments.as_slice() {
        out.u16(*number)?;
    }
    Ok(())
}

fn write_instances(out: &mut Writer<'_>, records: &[Record<'_>]) -> Written {
    let instances = || records.chunk_by(|a, b| a.path.instance == b.path.instance);
    out.map(instances().count() as u64)?;
    for instance in instances() {
        if let Some(first) = instance.first() {
            out.u16(first.path.instance.number())?;
        }
        write_resources(out, instance)?;
    }
    Ok(())
}

fn write_resources(out: &mut Writer<'_>, records: &[Record<'_>]) -> Written {
    let resources = || records.chunk_by(|a, b| a.path.resource == b.path.resource);
    out.map(resources().count() as u64)?;
    for resource in resources() {
        let Some(first) = resource.first() else {
            continue;
        };
        out.u16(first.path.resource.number())?;
        match first.path.element {
            None => cbor::write(out, first.value)?,
            Some(_) => write_elements(out, resource)?,
        }
    }
    Ok(())
}

fn write_elements(out: &mut Writer<'_>, records: &[Record<'_>]) -> Written {
    out.map(records.len() as u64)?;
    for record in records {
        out.u16(record.path.element.unwrap_or_default())?;
        cbor::write(out, record.value)?;
    }
    Ok(())
}

/// Reads maps in every mixture of nested and listed identifiers.
pub(super) fn decode(payload: &[u8], collector: &mut Collector<'_>) -> Result<(), DecodeError> {
    if payload.is_empty() {
        return Ok(());
    }
    let mut input = Decoder::new(payload);
    let mut reader = Reader {
        input: &mut input,
        collector,
    };
    if !reader.at_map() {
        return Err(malformed(reader.input));
    }
    let prefix = reader.collector.scope().prefix;
    reader.map(Segments::default(), Expected::first(prefix))?;
    cbor::end(&input)
}

/// Which gateway prefix must still come before the object.
#[derive(Clone, Copy)]
enum Expected<'a> {
    Prefix(&'a str),
    Nothing,
}

impl<'a> Expected<'a> {
    fn first(prefix: Option<&'a str>) -> Self {
        prefix.map_or(Self::Nothing, Self::Prefix)
    }
}

struct Reader<'r, 'p, 'c> {
    input: &'r mut Decoder<'p>,
    collector: &'r mut Collector<'c>,
}

impl Reader<'_, '_, '_> {
    fn at_map(&self) -> bool {
        matches!(self.input.datatype(), Ok(Type::Map | Type::MapIndef))
    }

    /// Reads the map below `at`. Every level adds a segment or takes the prefix, so that five are the most.
    fn map(&mut self, at: Segments, expected: Expected<'_>) -> Result<(), DecodeError> {
        let length = self.input.map().map_err(|_| malformed(self.input))?;
        let mut counter = Counter::new(length);
        let mut empty = true;
        while counter.next(self.input)? {
            empty = false;
            let (path, expected) = self.key(at, expected)?;
            if self.at_map() {
                self.map(path, expected)?;
            } else {
                self.leaf(path, expected)?;
            }
        }
        match at.depth() {
            0 => Ok(()),
            _ if empty => self.collector.empty(at),
            _ => Ok(()),
        }
    }

    fn leaf(&mut self, at: Segments, expected: Expected<'_>) -> Result<(), DecodeError> {
        if let Expected::Prefix(_) = expected {
            return Err(self.prefix());
        }
        match cbor::read(self.input)? {
            Raw::Null => self.collector.null(at),
            raw => self.collector.value(at, |kind| raw.typed(kind)),
        }
    }

    /// Reads one identifier, or a list of them.
    fn key<'e>(
        &mut self,
        at: Segments,
        expected: Expected<'e>,
    ) -> Result<(Segments, Expected<'e>), DecodeError> {
        let length = match self.input.datatype() {
            Ok(Type::Array | Type::ArrayIndef) => self.input.array().map_err(|_| malformed(self.input))?,
            _ => return self.identifier(at, expected),
        };
        let mut counter = Counter::new(length);
        let (mut path, mut left) = (at, expected);
        let mut empty = true;
        while counter.next(self.input)? {
            empty = false;
            (path, left) = self.identifier(path, left)?;
        }
        if empty {
            return Err(malformed(self.input));
        }
        Ok((path, left))
    }

    /// Reads a number, or the prefix where it is expected.
    fn identifier<'e>(
        &mut self,
        mut at: Segments,
        expected: Expected<'e>,
    ) -> Result<(Segments, Expected<'e>), DecodeError> {
        let text = matches!(self.input.datatype(), Ok(Type::String | Type::StringIndef));
        match expected {
            Expected::Prefix(prefix) if text && cbor::text(self.input)? == prefix => {
                return Ok((at, Expected::Nothing));
            }
            Expected::Nothing if !text => {}
            Expected::Prefix(_) | Expected::Nothing => return Err(self.prefix()),
        }
        let number = self.input.u16().map_err(|_| malformed(self.input))?;
        let record = self.collector.record();
        at.push(number)
            .map_err(|source| DecodeError::Path { record, source })?;
        Ok((at, expected))
    }

    fn prefix(&self) -> DecodeError {
        DecodeError::Prefix {
            record: self.collector.record(),
        }
    }
}
