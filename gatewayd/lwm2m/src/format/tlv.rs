//! OMA TLV (LwM2M core §7.5.4): the format of LwM2M 1.0 for everything but single values.

use objects::{ObjectLink, Path, Value, ValueKind};

use super::collect::Collector;
use super::segments::Segments;
use super::{Content, DecodeError, EncodeError, Record};

/// Bits 7 and 6 of the type byte: what an entry is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Entry {
    /// An object instance with the resources in it.
    Instance,
    /// One element of a multiple-instance resource.
    Element,
    /// A multiple-instance resource with the elements in it.
    Array,
    /// A resource with its value.
    Resource,
}

impl Entry {
    const fn bits(self) -> u8 {
        match self {
            Self::Instance => 0b0000_0000,
            Self::Element => 0b0100_0000,
            Self::Array => 0b1000_0000,
            Self::Resource => 0b1100_0000,
        }
    }

    const fn of(byte: u8) -> Self {
        match byte >> 6 {
            0 => Self::Instance,
            1 => Self::Element,
            2 => Self::Array,
            _ => Self::Resource,
        }
    }
}

/// Bit 5 of the type byte: the identifier has two bytes.
const LONG_ID: u8 = 0b0010_0000;
/// The length field has at most three bytes.
const MAX_LENGTH: usize = (1 << 24) - 1;

/// One thing to write: a value, or a place without values.
#[derive(Clone, Copy)]
enum Item<'c, 'a> {
    Value(&'c Record<'a>),
    Nothing(Path),
}

impl Item<'_, '_> {
    fn path(&self) -> Path {
        match self {
            Self::Value(record) => record.path.into(),
            Self::Nothing(path) => *path,
        }
    }
}

/// Appends `content`, which lies within one object.
pub(super) fn encode(content: &Content<'_>, out: &mut Vec<u8>) -> Result<(), EncodeError> {
    if content.records.iter().any(|record| record.time.is_some()) {
        return Err(EncodeError::Timed(super::TLV));
    }
    let mut items = items(content).peekable();
    if content.base.depth() > 1 {
        return resources(&mut items, None, out);
    }
    while let Some(path) = items.peek().map(Item::path) {
        let Some(instance) = path.instance() else {
            items.next();
            continue;
        };
        let start = out.len();
        resources(&mut items, Some(path), out)?;
        wrap(Entry::Instance, instance.number(), start, path, out)?;
    }
    Ok(())
}

/// Values and empty places in the order of the tree.
fn items<'c, 'a>(content: &'c Content<'a>) -> impl Iterator<Item = Item<'c, 'a>> {
    let mut records = content.records.iter().peekable();
    let mut empty = content.empty.iter().peekable();
    std::iter::from_fn(move || match (records.peek(), empty.peek()) {
        (Some(record), Some(path)) if **path < Path::Resource(record.path) => {
            empty.next().copied().map(Item::Nothing)
        }
        (Some(_), _) => records.next().map(Item::Value),
        (None, _) => empty.next().copied().map(Item::Nothing),
    })
}

/// Writes the resources of one instance: those of `within`, or everything there is.
fn resources<'c, 'a: 'c>(
    items: &mut std::iter::Peekable<impl Iterator<Item = Item<'c, 'a>>>,
    within: Option<Path>,
    out: &mut Vec<u8>,
) -> Result<(), EncodeError> {
    let same = |item: &Item| within.is_none_or(|path| path.instance() == item.path().instance());
    while let Some(item) = items.next_if(same) {
        match item {
            Item::Value(record) => match record.path.element {
                None => leaf(Entry::Resource, record.path.resource.number(), record, out)?,
                Some(_) => array(record, items, out)?,
            },
            Item::Nothing(Path::Resource(path)) => {
                wrap(Entry::Array, path.resource.number(), out.len(), path.into(), out)?;
            }
            Item::Nothing(Path::Root | Path::Object(_) | Path::Instance(..)) => {}
        }
    }
    Ok(())
}

/// Writes a multiple-instance resource: `first` and the elements that follow it.
fn array<'c, 'a: 'c>(
    first: &Record<'a>,
    items: &mut std::iter::Peekable<impl Iterator<Item = Item<'c, 'a>>>,
    out: &mut Vec<u8>,
) -> Result<(), EncodeError> {
    let whole = first.path.without_element();
    let start = out.len();
    leaf(Entry::Element, first.path.element.unwrap_or_default(), first, out)?;
    let same = |item: &Item| match item {
        Item::Value(record) => record.path.element.is_some() && record.path.without_element() == whole,
        Item::Nothing(_) => false,
    };
    while let Some(Item::Value(record)) = items.next_if(same) {
        leaf(
            Entry::Element,
            record.path.element.unwrap_or_default(),
            record,
            out,
        )?;
    }
    wrap(Entry::Array, whole.resource.number(), start, whole.into(), out)
}

/// Puts a header in front of what was written since `start`.
fn wrap(entry: Entry, id: u16, start: usize, path: Path, out: &mut Vec<u8>) -> Result<(), EncodeError> {
    let length = out.len() - start;
    header(entry, id, length, path, out)?;
    let header = out.len() - start - length;
    if let Some(tail) = out.get_mut(start..) {
        tail.rotate_right(header);
    }
    Ok(())
}

/// Writes the type, the identifier and the length in their shortest forms.
fn header(entry: Entry, id: u16, length: usize, path: Path, out: &mut Vec<u8>) -> Result<(), EncodeError> {
    if length > MAX_LENGTH {
        return Err(EncodeError::TooLong(path));
    }
    let [_, _, _, _, _, high, middle, low] = (length as u64).to_be_bytes();
    let id_bit = if id > 0xff { LONG_ID } else { 0 };
    let (length_bits, length_bytes): (u8, &[u8]) = match length {
        0..8 => (low, &[]),
        8..=0xff => (0b0000_1000, &[low]),
        0x100..=0xffff => (0b0001_0000, &[middle, low]),
        _ => (0b0001_1000, &[high, middle, low]),
    };
    out.push(entry.bits() | id_bit | length_bits);
    let [id_high, id_low] = id.to_be_bytes();
    if id_bit != 0 {
        out.push(id_high);
    }
    out.push(id_low);
    out.extend_from_slice(length_bytes);
    Ok(())
}

/// Writes one value with its header.
fn leaf(entry: Entry, id: u16, record: &Record<'_>, out: &mut Vec<u8>) -> Result<(), EncodeError> {
    let mut put = |bytes: &[u8]| {
        header(entry, id, bytes.len(), record.path.into(), out)?;
        out.extend_from_slice(bytes);
        Ok(())
    };
    match record.value {
        Value::Boolean(v) => put(&[u8::from(*v)]),
        #[expect(clippy::cast_possible_truncation, reason = "taken only when nothing is lost")]
        Value::Float(v) => match *v as f32 {
            short if f64::from(short).to_bits() == v.to_bits() => put(&short.to_be_bytes()),
            _ => put(&v.to_be_bytes()),
        },
        Value::Integer(v) | Value::Time(v) => put(shortest(&v.to_be_bytes(), signed_width(*v))),
        Value::Unsigned(v) => put(shortest(&v.to_be_bytes(), unsigned_width(*v))),
        Value::ObjectLink(link) => {
            let [a, b] = link.object.to_be_bytes();
            let [c, d] = link.instance.to_be_bytes();
            put(&[a, b, c, d])
        }
        Value::Opaque(bytes) => put(bytes),
        Value::String(text) => put(text.as_bytes()),
    }
}

/// The last `width` of eight bytes.
fn shortest(bytes: &[u8; 8], width: usize) -> &[u8] {
    bytes.get(bytes.len() - width..).unwrap_or(bytes)
}

fn signed_width(value: i64) -> usize {
    if i8::try_from(value).is_ok() {
        1
    } else if i16::try_from(value).is_ok() {
        2
    } else if i32::try_from(value).is_ok() {
        4
    } else {
        8
    }
}

fn unsigned_width(value: u64) -> usize {
    match value {
        0..=0xff => 1,
        0x100..=0xffff => 2,
        0x1_0000..=0xffff_ffff => 4,
        _ => 8,
    }
}

/// Reads `payload` as what its request path says it is.
pub(super) fn decode(payload: &[u8], collector: &mut Collector<'_>) -> Result<(), DecodeError> {
    let base = collector.base();
    match base {
        Path::Root => Err(DecodeError::Unsupported(super::TLV)),
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
