//! OMA JSON (LwM2M core 1.0 §6.4.4), which only servers of LwM2M 1.0 still use.

use std::borrow::Cow;
use std::fmt;

use objects::{Path, Value};
use serde::de::{Deserialize, Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::collect::Collector;
use super::json::{self, Dialect, Text, number, number_or_null, text, write_plain, write_text};
use super::raw::Raw;
use super::senml::{Entry, Line, Pack, lines};
use super::senml_json::finite;
use super::{Content, DecodeError, EncodeError, base64};

/// Appends `content`, which lies within one object; numbers that JSON does not know are left out.
pub(super) fn encode(content: &Content<'_>, out: &mut Vec<u8>) -> Result<(), EncodeError> {
    out.push(b'{');
    let mut open = false;
    for line in lines(std::slice::from_ref(content), finite) {
        if !open {
            write_base(&line, out);
        }
        out.extend_from_slice(if open { b"," } else { b"\"e\":[" });
        open = true;
        write_line(&line, out);
    }
    if !open {
        out.extend_from_slice(b"\"e\":[");
    }
    out.extend_from_slice(b"]}");
    Ok(())
}

/// Writes what stands before the entries: the base name and the base time.
fn write_base(line: &Line<'_, '_>, out: &mut Vec<u8>) {
    if let Some(base) = line.base_name {
        out.extend_from_slice(b"\"bn\":\"");
        base.write(out);
        out.extend_from_slice(b"\",");
    }
    if let Some(time) = line.base_time {
        out.extend_from_slice(b"\"bt\":");
        write_plain(time, out);
        out.push(b',');
    }
}

fn write_line(line: &Line<'_, '_>, out: &mut Vec<u8>) {
    out.push(b'{');
    if let Some(name) = &line.name {
        out.extend_from_slice(b"\"n\":\"");
        out.extend_from_slice(name.as_bytes());
        out.extend_from_slice(b"\",");
    }
    match line.record.value {
        Value::Boolean(v) => write_plain(format_args!("\"bv\":{v}"), out),
        Value::Float(v) => write_plain(format_args!("\"v\":{v}"), out),
        Value::Integer(v) | Value::Time(v) => write_plain(format_args!("\"v\":{v}"), out),
        Value::ObjectLink(v) => write_plain(format_args!("\"ov\":\"{v}\""), out),
        Value::Opaque(v) => {
            out.extend_from_slice(b"\"sv\":\"");
            base64::write_standard(v, out);
            out.push(b'"');
        }
        Value::String(v) => {
            out.extend_from_slice(b"\"sv\":");
            write_text(v, out);
        }
        Value::Unsigned(v) => write_plain(format_args!("\"v\":{v}"), out),
    }
    if let Some(time) = line.time {
        out.extend_from_slice(b",\"t\":");
        write_plain(time, out);
    }
    out.push(b'}');
}

/// The outer object; the entries wait as text until the base name is known, which may come after them.
struct Document<'p> {
    base_name: Option<Cow<'p, str>>,
    entries: &'p RawValue,
}

impl<'p> Deserialize<'p> for Document<'p> {
    fn deserialize<J: Deserializer<'p>>(input: J) -> Result<Self, J::Error> {
        input.deserialize_map(DocumentVisitor)
    }
}

struct DocumentVisitor;

impl<'p> Visitor<'p> for DocumentVisitor {
    type Value = Document<'p>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with entries")
    }

    fn visit_map<M: MapAccess<'p>>(self, mut map: M) -> Result<Document<'p>, M::Error> {
        let mut base_name = None;
        let mut entries = None;
        while let Some(key) = map.next_key_seed(Text)? {
            match &*key {
                "bn" => base_name = Some(text(&mut map)?),
                "e" => entries = Some(map.next_value()?),
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        let entries = entries.ok_or_else(|| M::Error::missing_field("e"))?;
        Ok(Document { base_name, entries })
    }
}

/// Reads an object with entries.
pub(super) fn decode(payload: &[u8], collector: &mut Collector<'_>) -> Result<(), DecodeError> {
    let document: Document<'_> =
        serde_json::from_slice(payload).map_err(|error| json::malformed(payload, &error))?;
    let base = match (document.base_name, collector.base()) {
        (Some(base), _) => base.into_owned(),
        // Without a base name the names are relative to the path of the request.
        (None, Path::Resource(path)) => path.to_string(),
        (None, base) => format!("{base}/"),
    };
    let entries = document.entries.get().as_bytes();
    let mut pack = Pack::with_base(collector.scope(), base);
    json::read::<Oma>(entries, &mut pack, |resolved| resolved.collect(collector)).map_err(|error| match error
    {
        DecodeError::Malformed { offset } => DecodeError::Malformed {
            offset: offset + (entries.as_ptr().addr() - payload.as_ptr().addr()),
        },
        other => other,
    })
}

/// The field names of LwM2M core 1.0, table 21.
struct Oma;

impl Dialect for Oma {
    fn field<'p, M: MapAccess<'p>>(entry: &mut Entry<'p>, key: &str, map: &mut M) -> Result<(), M::Error> {
        match key {
            "n" => entry.name(text(map)?),
            "v" => entry.value(number_or_null(map)?),
            "bv" => entry.value(Raw::Boolean(map.next_value()?)),
            "sv" => entry.value(Raw::TextOrBase64(text(map)?)),
            "ov" => entry.value(Raw::Link(text(map)?)),
            "t" => drop(number(map)?),
            _ => drop(map.next_value::<IgnoredAny>()?),
        }
        Ok(())
    }
}
