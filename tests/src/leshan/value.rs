//! One value of a resource, as the REST interface of Leshan writes it.

use serde_json::{Value as Json, json};

use crate::hex;

/// A value with its type.
///
/// The JSON forms, with the name of the type in upper case when read and in any case when written:
///
/// | type | JSON |
/// |---|---|
/// | `STRING` | `"text"` |
/// | `INTEGER`, `UNSIGNED_INTEGER` | `"42"`, a string |
/// | `FLOAT` | `"19.3"`, a string |
/// | `BOOLEAN` | `true` |
/// | `OPAQUE` | `"00ff"`, hexadecimal |
/// | `TIME` | `1795499963000`, milliseconds since 1970 |
/// | `OBJLNK` | `{"objectId":3303,"objectInstanceId":0}` |
/// | `CORELINK` | `"</3/0>"` |
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Text.
    String(String),
    /// A signed integer.
    Integer(i64),
    /// An unsigned integer.
    Unsigned(u64),
    /// A number with a fraction.
    Float(f64),
    /// True or false.
    Boolean(bool),
    /// Bytes.
    Opaque(Vec<u8>),
    /// Seconds since 1970.
    Time(i64),
    /// Object and object instance.
    ObjectLink(u16, u16),
    /// Links in CoRE link format.
    CoreLink(String),
}

impl Value {
    /// Reads the two JSON members `type` and `value`.
    pub(super) fn from_json(kind: &str, value: &Json) -> Option<Self> {
        let text = || value.as_str();
        Some(match kind {
            "STRING" => Value::String(text()?.to_owned()),
            "INTEGER" => Value::Integer(text()?.parse().ok()?),
            "UNSIGNED_INTEGER" => Value::Unsigned(text()?.parse().ok()?),
            "FLOAT" => Value::Float(text()?.parse().ok()?),
            "BOOLEAN" => Value::Boolean(value.as_bool()?),
            "OPAQUE" => Value::Opaque(hex::decode(text()?)?),
            "TIME" => Value::Time(value.as_i64()? / 1000),
            "OBJLNK" => Value::ObjectLink(id(value, "objectId")?, id(value, "objectInstanceId")?),
            "CORELINK" => Value::CoreLink(text()?.to_owned()),
            _ => return None,
        })
    }

    /// The JSON member `type`.
    pub(super) const fn kind(&self) -> &'static str {
        match self {
            Value::String(_) => "STRING",
            Value::Integer(_) => "INTEGER",
            Value::Unsigned(_) => "UNSIGNED_INTEGER",
            Value::Float(_) => "FLOAT",
            Value::Boolean(_) => "BOOLEAN",
            Value::Opaque(_) => "OPAQUE",
            Value::Time(_) => "TIME",
            Value::ObjectLink(..) => "OBJLNK",
            Value::CoreLink(_) => "CORELINK",
        }
    }

    /// The JSON member `value`.
    pub(super) fn to_json(&self) -> Json {
        match self {
            Value::String(text) | Value::CoreLink(text) => json!(text),
            Value::Integer(number) => json!(number.to_string()),
            Value::Unsigned(number) => json!(number.to_string()),
            Value::Float(number) => json!(number.to_string()),
            Value::Boolean(truth) => json!(truth),
            Value::Opaque(bytes) => json!(hex::encode(bytes)),
            Value::Time(seconds) => json!(seconds * 1000),
            Value::ObjectLink(object, instance) => json!({"objectId": object, "objectInstanceId": instance}),
        }
    }
}

fn id(value: &Json, member: &str) -> Option<u16> {
    value.get(member)?.as_u64()?.try_into().ok()
}

/// Makes a value from what it holds, and compares the two: a test writes `21.5`, not its wrapping.
macro_rules! stands_for {
    ($($plain:ty => $variant:ident),+ $(,)?) => {$(
        impl From<$plain> for Value {
            fn from(plain: $plain) -> Self {
                Value::$variant(plain.into())
            }
        }

        impl PartialEq<$plain> for Value {
            fn eq(&self, plain: &$plain) -> bool {
                *self == Value::$variant(plain.to_owned().into())
            }
        }
    )+};
}

stands_for!(&str => String, i64 => Integer, i32 => Integer, u64 => Unsigned, f64 => Float, bool => Boolean, Vec<u8> => Opaque);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_survives_the_way_there_and_back() {
        let values = [
            Value::from("Cel"),
            Value::from(-3),
            Value::Unsigned(u64::MAX),
            Value::from(21.5),
            Value::from(true),
            Value::Opaque(vec![0, 255]),
            Value::Time(1_795_499_963),
            Value::ObjectLink(3303, 1),
            Value::CoreLink("</3/0>".to_owned()),
        ];
        for value in values {
            assert_eq!(
                Value::from_json(value.kind(), &value.to_json()).as_ref(),
                Some(&value)
            );
        }
    }

    #[test]
    fn a_number_is_not_taken_for_another_type() {
        assert_eq!(Value::Integer(1), 1);
        assert!(Value::Integer(1) != 1.0);
        assert!(Value::Boolean(true) != 1);
    }
}
