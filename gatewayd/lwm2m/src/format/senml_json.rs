//! SenML JSON (LwM2M core §7.5.5, RFC 8428 §5): an array of objects with short field names.

use objects::{Path, Value};
use serde::de::{Error as _, IgnoredAny, MapAccess};

use super::collect::Collector;
use super::json::{self, Dialect, number, number_or_null, text, write_plain, write_text};
use super::number::Number;
use super::raw::Raw;
use super::senml::{Entry, Fields, Line, Pack, lines};
use super::{Content, DecodeError, EncodeError, Record, Scope, base64};

/// Appends all parts as one pack; numbers that JSON does not know are left out.
pub(super) fn encode(parts: &[Content<'_>], out: &mut Vec<u8>) -> Result<(), EncodeError> {
    out.push(b'[');
    for (index, line) in lines(parts, finite).enumerate() {
        if index > 0 {
            out.push(b',');
        }
        write_line(&line, out);
    }
    out.push(b']');
    Ok(())
}

/// Whether JSON can express the value.
pub(super) fn finite(record: &Record<'_>) -> bool {
    match record.value {
        Value::Float(number) => number.is_finite(),
        Value::Boolean(_)
        | Value::Integer(_)
        | Value::ObjectLink(_)
        | Value::Opaque(_)
        | Value::String(_)
        | Value::Time(_)
        | Value::Unsigned(_) => true,
    }
}

fn write_line(line: &Line<'_, '_>, out: &mut Vec<u8>) {
    out.push(b'{');
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
    if let Some(name) = &line.name {
        out.extend_from_slice(b"\"n\":\"");
        out.extend_from_slice(name.as_bytes());
        out.extend_from_slice(b"\",");
    }
    write_value(line.record.value, out);
    if let Some(time) = line.time {
        out.extend_from_slice(b",\"t\":");
        write_plain(time, out);
    }
    out.push(b'}');
}

fn write_value(value: &Value, out: &mut Vec<u8>) {
    out.extend_from_slice(match value {
        Value::Boolean(_) => b"\"vb\":",
        Value::Float(_) | Value::Integer(_) | Value::Time(_) | Value::Unsigned(_) => b"\"v\":",
        Value::ObjectLink(_) => b"\"vlo\":",
        Value::Opaque(_) => b"\"vd\":",
        Value::String(_) => b"\"vs\":",
    });
    match value {
        Value::Boolean(v) => write_plain(v, out),
        Value::Float(v) => write_plain(v, out),
        Value::Integer(v) | Value::Time(v) => write_plain(v, out),
        Value::ObjectLink(v) => write_plain(format_args!("\"{v}\""), out),
        Value::Opaque(v) => {
            out.push(b'"');
            base64::write_url_safe(v, out);
            out.push(b'"');
        }
        Value::String(v) => write_text(v, out),
        Value::Unsigned(v) => write_plain(v, out),
    }
}

/// Reads a pack of values.
pub(super) fn decode(payload: &[u8], collector: &mut Collector<'_>) -> Result<(), DecodeError> {
    let mut pack = Pack::new(collector.scope());
    json::read::<SenMl>(payload, &mut pack, |resolved| resolved.collect(collector))
}

/// Reads a pack of names.
pub(super) fn decode_paths(
    payload: &[u8],
    scope: &Scope<'_>,
    fields: Fields,
) -> Result<Vec<Path>, DecodeError> {
    let mut paths = Vec::new();
    json::read::<SenMl>(payload, &mut Pack::new(scope), |resolved| {
        paths.push(resolved.path(fields)?);
        Ok(())
    })?;
    Ok(paths)
}

/// The field names of RFC 8428 §5, and `vlo` of LwM2M.
struct SenMl;

impl Dialect for SenMl {
    fn field<'p, M: MapAccess<'p>>(entry: &mut Entry<'p>, key: &str, map: &mut M) -> Result<(), M::Error> {
        match key {
            "bn" => entry.base_name(text(map)?),
            "bv" => entry.base_value(number(map)?),
            "bver" => entry.version(number(map).map(Number::float)?),
            "n" => entry.name(text(map)?),
            "v" => entry.value(number_or_null(map)?),
            "vb" => entry.value(Raw::Boolean(map.next_value()?)),
            "vd" => {
                let data = base64::read(&text(map)?).ok_or_else(|| M::Error::custom("not base64"))?;
                entry.value(Raw::Bytes(data.into()));
            }
            "vlo" => entry.value(Raw::Link(text(map)?)),
            "vs" => entry.value(Raw::Text(text(map)?)),
            "bt" | "t" => drop(number(map)?),
            "bu" | "u" => drop(text(map)?),
            other => {
                entry.unknown(other);
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}
