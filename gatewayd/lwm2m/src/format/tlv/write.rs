//! Writes TLV.

use objects::{Path, Value};

use super::super::{Content, EncodeError, Record, TLV};
use super::{Entry, LONG_ID, MAX_LENGTH};

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
pub(in crate::format) fn encode(content: &Content<'_>, out: &mut Vec<u8>) -> Result<(), EncodeError> {
    if content.records.iter().any(|record| record.time.is_some()) {
        return Err(EncodeError::Timed(TLV));
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
