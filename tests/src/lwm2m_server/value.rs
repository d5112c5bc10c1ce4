//! Values as they stand in the content formats.

use serde_json::{Value as Json, json};

use crate::hex;

/// A content format (OMA LwM2M core 1.2.1, section 7.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Plain text.
    Text,
    /// Bytes as they are.
    Opaque,
    /// One CBOR value.
    Cbor,
    /// SenML in JSON.
    SenmlJson,
    /// SenML in CBOR.
    SenmlCbor,
    /// SenML-ETCH in JSON, for the bodies of composite requests.
    EtchJson,
    /// SenML-ETCH in CBOR, for the bodies of composite requests.
    EtchCbor,
    /// Type, length, value.
    Tlv,
    /// Nested maps in CBOR.
    Lwm2mCbor,
}

impl Format {
    /// The number of the content format.
    pub const fn number(self) -> u16 {
        match self {
            Format::Text => 0,
            Format::Opaque => 42,
            Format::Cbor => 60,
            Format::SenmlJson => 110,
            Format::SenmlCbor => 112,
            Format::EtchJson => 320,
            Format::EtchCbor => 322,
            Format::Tlv => 11542,
            Format::Lwm2mCbor => 11544,
        }
    }
}

/// A resource, or a resource instance, with its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// The full path.
    pub path: String,
    /// The value.
    pub value: Value,
    /// When it was so, in seconds since 1970; only history has it.
    pub time: Option<f64>,
}

/// A value, as exactly as its content format told it.
///
/// It compares with `21.5`, `3_i64`, `true`, `"text"` and bytes; what has no type is then read as of that type.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Text.
    String(String),
    /// A whole number.
    Integer(i64),
    /// A whole number that TLV writes without a sign.
    Unsigned(u64),
    /// A number.
    Float(f64),
    /// True or false.
    Boolean(bool),
    /// Bytes.
    Opaque(Vec<u8>),
    /// Object and object instance, as in `66:0`.
    ObjectLink(String),
    /// Nothing.
    None,
    /// What plain text held, which does not tell its type.
    Untyped(String),
    /// What TLV held, which does not tell its type.
    Tlv(Vec<u8>),
}

impl Value {
    /// The number this is, with or without a fraction.
    pub fn as_float(&self) -> Option<f64> {
        match self {
            Value::Float(number) => Some(*number),
            Value::Integer(number) => i32::try_from(*number).ok().map(f64::from),
            Value::Untyped(text) => text.parse().ok(),
            Value::Tlv(bytes) => match **bytes {
                [a, b, c, d] => Some(f32::from_be_bytes([a, b, c, d]).into()),
                [a, b, c, d, e, f, g, h] => Some(f64::from_be_bytes([a, b, c, d, e, f, g, h])),
                _ => None,
            },
            Value::String(_)
            | Value::Unsigned(_)
            | Value::Boolean(_)
            | Value::Opaque(_)
            | Value::ObjectLink(_)
            | Value::None => None,
        }
    }

    /// The whole number this is.
    pub fn as_integer(&self) -> Option<i64> {
        match self {
            Value::Integer(number) => Some(*number),
            Value::Unsigned(number) => i64::try_from(*number).ok(),
            Value::Untyped(text) => text.parse().ok(),
            // OMA LwM2M core 1.2.1, appendix C: two's complement in 1, 2, 4 or 8 bytes.
            Value::Tlv(bytes) => match **bytes {
                [a] => Some(i8::from_be_bytes([a]).into()),
                [a, b] => Some(i16::from_be_bytes([a, b]).into()),
                [a, b, c, d] => Some(i32::from_be_bytes([a, b, c, d]).into()),
                [a, b, c, d, e, f, g, h] => Some(i64::from_be_bytes([a, b, c, d, e, f, g, h])),
                _ => None,
            },
            Value::String(_)
            | Value::Float(_)
            | Value::Boolean(_)
            | Value::Opaque(_)
            | Value::ObjectLink(_)
            | Value::None => None,
        }
    }

    /// The truth this is.
    pub fn as_boolean(&self) -> Option<bool> {
        match self {
            Value::Boolean(truth) => Some(*truth),
            Value::Untyped(text) if text == "0" => Some(false),
            Value::Untyped(text) if text == "1" => Some(true),
            Value::Tlv(bytes) if **bytes == [0] => Some(false),
            Value::Tlv(bytes) if **bytes == [1] => Some(true),
            Value::Untyped(_)
            | Value::Tlv(_)
            | Value::String(_)
            | Value::Integer(_)
            | Value::Unsigned(_)
            | Value::Float(_)
            | Value::Opaque(_)
            | Value::ObjectLink(_)
            | Value::None => None,
        }
    }

    /// The text this is.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Value::String(text) | Value::Untyped(text) => Some(text),
            Value::Tlv(bytes) => std::str::from_utf8(bytes).ok(),
            Value::Integer(_)
            | Value::Unsigned(_)
            | Value::Float(_)
            | Value::Boolean(_)
            | Value::Opaque(_)
            | Value::ObjectLink(_)
            | Value::None => None,
        }
    }

    /// The bytes this is.
    pub fn as_bytes(&self) -> Option<&[u8]> {
        match self {
            Value::Opaque(bytes) | Value::Tlv(bytes) => Some(bytes),
            Value::String(_)
            | Value::Integer(_)
            | Value::Unsigned(_)
            | Value::Float(_)
            | Value::Boolean(_)
            | Value::ObjectLink(_)
            | Value::None
            | Value::Untyped(_) => None,
        }
    }

    fn from_json(kind: &str, value: &Json) -> Option<Self> {
        let text = || value.as_str().map(str::to_owned);
        Some(match kind {
            "string" => Value::String(text()?),
            "integer" => value
                .as_i64()
                .map(Value::Integer)
                .or_else(|| value.as_u64().map(Value::Unsigned))?,
            "float" => Value::Float(value.as_f64().or_else(|| value.as_str()?.parse().ok())?),
            "boolean" => Value::Boolean(value.as_bool()?),
            "opaque" => Value::Opaque(hex::decode(value.as_str()?)?),
            "link" => Value::ObjectLink(text()?),
            "none" => Value::None,
            "text" => Value::Untyped(text()?),
            "bytes" => Value::Tlv(hex::decode(value.as_str()?)?),
            _ => return None,
        })
    }

    fn to_json(&self) -> (&'static str, Json) {
        match self {
            Value::String(text) => ("string", json!(text)),
            Value::Integer(number) => ("integer", json!(number)),
            Value::Unsigned(number) => ("unsigned", json!(number)),
            Value::Float(number) if number.is_finite() => ("float", json!(number)),
            Value::Float(number) => ("float", json!(number.to_string())),
            Value::Boolean(truth) => ("boolean", json!(truth)),
            Value::Opaque(bytes) => ("opaque", json!(hex::encode(bytes))),
            Value::ObjectLink(text) => ("link", json!(text)),
            Value::None => ("none", Json::Null),
            Value::Untyped(text) => ("text", json!(text)),
            Value::Tlv(bytes) => ("bytes", json!(hex::encode(bytes))),
        }
    }
}

impl Record {
    pub(super) fn from_json(json: &Json) -> Option<Self> {
        Some(Self {
            path: json.get("path")?.as_str()?.to_owned(),
            value: Value::from_json(json.get("type")?.as_str()?, json.get("value")?)?,
            time: json.get("time").and_then(Json::as_f64),
        })
    }

    pub(super) fn list(json: &Json) -> Option<Vec<Self>> {
        json.as_array()?.iter().map(Self::from_json).collect()
    }

    pub(super) fn json_of(path: &str, value: &Value) -> Json {
        let (kind, value) = value.to_json();
        json!({"path": path, "type": kind, "value": value})
    }
}

impl PartialEq<f64> for Value {
    fn eq(&self, other: &f64) -> bool {
        self.as_float() == Some(*other)
    }
}

impl PartialEq<i64> for Value {
    fn eq(&self, other: &i64) -> bool {
        self.as_integer() == Some(*other)
    }
}

impl PartialEq<bool> for Value {
    fn eq(&self, other: &bool) -> bool {
        self.as_boolean() == Some(*other)
    }
}

impl PartialEq<&str> for Value {
    fn eq(&self, other: &&str) -> bool {
        self.as_text() == Some(*other)
    }
}

impl PartialEq<&[u8]> for Value {
    fn eq(&self, other: &&[u8]) -> bool {
        self.as_bytes() == Some(*other)
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Self {
        Value::Float(number)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Value::Integer(number)
    }
}

impl From<bool> for Value {
    fn from(truth: bool) -> Self {
        Value::Boolean(truth)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::String(text.to_owned())
    }
}

impl From<&[u8]> for Value {
    fn from(bytes: &[u8]) -> Self {
        Value::Opaque(bytes.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_type_is_read_as_the_type_it_is_compared_with() {
        assert_eq!(Value::Tlv(vec![0x41, 0xB4, 0, 0]), 22.5);
        assert_eq!(Value::Tlv(vec![0xFF]), -1_i64);
        assert_eq!(Value::Tlv(vec![1]), true);
        assert_eq!(Value::Untyped("22.5".to_owned()), 22.5);
        assert_eq!(Value::Untyped("Cel".to_owned()), "Cel");
    }

    #[test]
    fn a_typed_value_is_not_taken_for_another_type() {
        assert!(Value::Boolean(true) != 1_i64);
        assert!(Value::String("1".to_owned()) != 1.0);
        assert!(
            Value::Float(1.0) != 1_i64,
            "a whole number must not become a float on the way"
        );
    }

    #[test]
    fn every_value_survives_the_way_there_and_back() {
        let values = [
            Value::from("Cel"),
            Value::from(-3_i64),
            Value::from(21.5),
            Value::from(f64::NEG_INFINITY),
            Value::from(true),
            Value::Opaque(vec![0, 255]),
            Value::ObjectLink("66:0".to_owned()),
            Value::None,
            Value::Tlv(vec![7]),
            Value::Untyped("7".to_owned()),
        ];
        for value in values {
            let json = Record::json_of("/1/0/0", &value);
            assert_eq!(Record::from_json(&json).map(|record| record.value), Some(value));
        }
    }
}
