//! Reads TLV.

use objects::{ObjectLink, Path, Value, ValueKind};

use super::super::collect::Collector;
use super::super::segments::Segments;
use super::super::{DecodeError, TLV};
use super::{Entry, LONG_ID};

/// Reads `payload` as what its request path says it is.
pub(in crate::format) fn decode(payload: &[u8], collector: &mut Collector<'_>) -> Result<(), DecodeError> {
    let base = collector.base();
    match base {
        Path::Root => Err(DecodeError::Unsupported(TLV)),
        Path::Object(object) if collector.creates() => match Entries::new(payload).next().transpose()? {
            Some((Entry::Instance, ..)) | None => instances(payload, collector),
            Some((Entry::Array | Entry::Element | Entry::Resource, ..)) => {
                resources_of(Segments::new_instance(object.number()), payload, 0, collector)
            }
        },
        Path::Object(_) => instances(payload, collector),
        // The wrapper of an instance is optional where there is only one.
        Path::Instance(..) => match Entries::new(payload).next().transpose()? {
            Some((Entry::Instance, ..)) => instances(payload, collector),
            Some((Entry::Array | Entry::Element | Entry::Resource, ..)) | None => {
                resources_of(Segments::of(base), payload, 0, collector)
            }
        },
        Path::Resource(path) => {
            if payload.is_empty() {
                return Err(DecodeError::Empty);
            }
            let instance = Segments::of(Path::Instance(path.object, path.instance));
            match Entries::new(payload).next().transpose()? {
                Some((Entry::Element, ..)) if path.element.is_some() => {
                    elements(Segments::of(path.without_element().into()), payload, 0, collector)
                }
                _ => resources_of(instance, payload, 0, collector),
            }
        }
    }
}

/// Reads wrapped instances of the object of the request.
fn instances(payload: &[u8], collector: &mut Collector<'_>) -> Result<(), DecodeError> {
    let object = collector.base().object().map(Path::Object).unwrap_or(Path::Root);
    let mut seen = 0;
    for entry in Entries::new(payload) {
        let (kind, id, offset, content) = entry?;
        let at = below(Segments::of(object), id, collector)?;
        let single = collector.creates() || collector.base().depth() > 1;
        seen += 1;
        if single && seen > 1 {
            return Err(DecodeError::SeveralInstances);
        }
        match kind {
            Entry::Instance if content.is_empty() => collector.empty(at)?,
            Entry::Instance => resources_of(at, content, offset, collector)?,
            Entry::Array | Entry::Element | Entry::Resource => return Err(nesting(collector)),
        }
    }
    Ok(())
}

/// Reads the resources of the instance `at`.
fn resources_of(
    at: Segments,
    payload: &[u8],
    offset: usize,
    collector: &mut Collector<'_>,
) -> Result<(), DecodeError> {
    for entry in Entries::within(payload, offset) {
        let (kind, id, offset, content) = entry?;
        let resource = below(at, id, collector)?;
        match kind {
            Entry::Resource => collector.value(resource, |kind| value(content, kind))?,
            Entry::Array if content.is_empty() => collector.empty(resource)?,
            Entry::Array => elements(resource, content, offset, collector)?,
            Entry::Instance | Entry::Element => return Err(nesting(collector)),
        }
    }
    Ok(())
}

/// Reads the elements of the multiple-instance resource `at`.
fn elements(
    at: Segments,
    payload: &[u8],
    offset: usize,
    collector: &mut Collector<'_>,
) -> Result<(), DecodeError> {
    for entry in Entries::within(payload, offset) {
        let (kind, id, _, content) = entry?;
        if kind != Entry::Element {
            return Err(nesting(collector));
        }
        collector.value(below(at, id, collector)?, |kind| value(content, kind))?;
    }
    Ok(())
}

fn nesting(collector: &Collector<'_>) -> DecodeError {
    DecodeError::Nesting(collector.base())
}

fn below(at: Segments, id: u16, collector: &Collector<'_>) -> Result<Segments, DecodeError> {
    let record = collector.record();
    at.with(id).map_err(|source| DecodeError::Path { record, source })
}

/// A value of the given kind; what has no kind stays bytes.
fn value(bytes: &[u8], kind: Option<ValueKind>) -> Option<Value> {
    match kind {
        Some(ValueKind::Boolean) => match bytes {
            [0] => Some(Value::Boolean(false)),
            [1] => Some(Value::Boolean(true)),
            _ => None,
        },
        Some(ValueKind::Float) => float(bytes).map(Value::Float),
        Some(ValueKind::Integer) => integer(bytes).map(Value::Integer),
        Some(ValueKind::Time) => integer(bytes).map(Value::Time),
        Some(ValueKind::Unsigned) => unsigned(bytes).map(Value::Unsigned),
        Some(ValueKind::ObjectLink) => {
            let [a, b, c, d] = *<&[u8; 4]>::try_from(bytes).ok()?;
            Some(Value::ObjectLink(ObjectLink {
                object: u16::from_be_bytes([a, b]),
                instance: u16::from_be_bytes([c, d]),
            }))
        }
        Some(ValueKind::String | ValueKind::CoreLink) => std::str::from_utf8(bytes)
            .ok()
            .map(|text| Value::String(text.to_owned())),
        Some(ValueKind::Opaque) | None => Some(Value::Opaque(bytes.to_vec())),
    }
}

fn float(bytes: &[u8]) -> Option<f64> {
    if let Ok(short) = <[u8; 4]>::try_from(bytes) {
        return Some(f64::from(f32::from_be_bytes(short)));
    }
    bytes.try_into().ok().map(f64::from_be_bytes)
}

fn integer(bytes: &[u8]) -> Option<i64> {
    match *bytes {
        [a] => Some(i64::from(i8::from_be_bytes([a]))),
        [a, b] => Some(i64::from(i16::from_be_bytes([a, b]))),
        [a, b, c, d] => Some(i64::from(i32::from_be_bytes([a, b, c, d]))),
        _ => bytes.try_into().ok().map(i64::from_be_bytes),
    }
}

fn unsigned(bytes: &[u8]) -> Option<u64> {
    match *bytes {
        [a] => Some(u64::from(a)),
        [a, b] => Some(u64::from(u16::from_be_bytes([a, b]))),
        [a, b, c, d] => Some(u64::from(u32::from_be_bytes([a, b, c, d]))),
        _ => bytes.try_into().ok().map(u64::from_be_bytes),
    }
}

/// The entries that stand side by side in a payload: kind, identifier, offset of the content, content.
struct Entries<'p> {
    rest: &'p [u8],
    offset: usize,
}

impl<'p> Entries<'p> {
    const fn new(payload: &'p [u8]) -> Self {
        Self::within(payload, 0)
    }

    /// The entries of content that starts at `offset` of the payload.
    const fn within(content: &'p [u8], offset: usize) -> Self {
        Self {
            rest: content,
            offset,
        }
    }

    fn take(&mut self, count: usize) -> Result<&'p [u8], DecodeError> {
        let offset = self.offset;
        let (taken, rest) = self
            .rest
            .split_at_checked(count)
            .ok_or(DecodeError::Malformed { offset })?;
        self.rest = rest;
        self.offset += count;
        Ok(taken)
    }

    /// A big-endian number of up to three bytes.
    fn number(&mut self, width: usize) -> Result<usize, DecodeError> {
        let bytes = self.take(width)?;
        Ok(bytes
            .iter()
            .fold(0, |number, byte| number << 8 | usize::from(*byte)))
    }

    fn entry(&mut self) -> Result<(Entry, u16, usize, &'p [u8]), DecodeError> {
        let first = self.number(1)? as u8;
        let id = self.number(if first & LONG_ID == 0 { 1 } else { 2 })? as u16;
        let length = match usize::from(first >> 3 & 0b11) {
            0 => usize::from(first & 0b111),
            width => self.number(width)?,
        };
        let offset = self.offset;
        Ok((Entry::of(first), id, offset, self.take(length)?))
    }
}

impl<'p> Iterator for Entries<'p> {
    type Item = Result<(Entry, u16, usize, &'p [u8]), DecodeError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let entry = self.entry();
        if entry.is_err() {
            self.rest = &[];
        }
        Some(entry)
    }
}
