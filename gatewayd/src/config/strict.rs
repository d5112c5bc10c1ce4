//! Reads TOML values without coercion, with faults as data instead of text.

use std::fmt;

use serde::de::value::{MapDeserializer, SeqDeserializer, StrDeserializer};
use serde::de::{
    self, DeserializeSeed, EnumAccess, Expected, IntoDeserializer, Unexpected, VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;
use toml::Value;

/// Why a value cannot be read.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Fault {
    /// A text of the reader's own.
    Custom(String),
    /// The value has another type, or does not fit it.
    Mismatch { found: String, expected: String },
    /// A table lacks a key.
    MissingKey(&'static str),
    /// A table has a key that nothing reads.
    UnknownKey {
        key: Option<String>,
        expected: &'static [&'static str],
    },
    /// A text is none of the words that are understood.
    UnknownWord {
        word: String,
        expected: &'static [&'static str],
    },
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Custom(text) => f.write_str(text),
            Self::Mismatch { found, expected } => write!(f, "expected {expected}, found {found}"),
            Self::MissingKey(key) => write!(f, "missing key `{key}`"),
            Self::UnknownKey { .. } => f.write_str("unknown key"),
            Self::UnknownWord { word, .. } => write!(f, "unknown value {word:?}"),
        }
    }
}

impl std::error::Error for Fault {}

impl de::Error for Fault {
    fn custom<T: fmt::Display>(text: T) -> Self {
        Self::Custom(text.to_string())
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::Mismatch {
            found: describe(found),
            expected: plain_words(&expected.to_string()),
        }
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::invalid_type(found, expected)
    }

    fn invalid_length(length: usize, expected: &dyn Expected) -> Self {
        Self::Mismatch {
            found: format!("one of length {length}"),
            expected: plain_words(&expected.to_string()),
        }
    }

    fn unknown_variant(word: &str, expected: &'static [&'static str]) -> Self {
        Self::UnknownWord {
            word: word.to_owned(),
            expected,
        }
    }

    fn unknown_field(key: &str, expected: &'static [&'static str]) -> Self {
        Self::UnknownKey {
            key: Some(key.to_owned()),
            expected,
        }
    }

    fn missing_field(key: &'static str) -> Self {
        Self::MissingKey(key)
    }
}

/// What was found, in the words of TOML instead of serde's.
fn describe(found: Unexpected<'_>) -> String {
    match found {
        Unexpected::Bool(value) => format!("the boolean {value}"),
        Unexpected::Float(value) => format!("the number {value:?}"),
        Unexpected::Signed(value) => format!("the integer {value}"),
        Unexpected::Str(text) => format!("the string {text:?}"),
        Unexpected::Seq => "an array".into(),
        Unexpected::Map => "a table".into(),
        other => other.to_string(),
    }
}

/// What serde expected, in the words of TOML instead of Rust's.
fn plain_words(expected: &str) -> String {
    let words = match expected {
        "u8" => "an integer from 0 to 255",
        "u16" => "an integer from 0 to 65535",
        "u32" => "an integer from 0 to 4294967295",
        "u64" | "usize" => "an integer from 0 on",
        "i8" => "an integer from -128 to 127",
        "i16" => "an integer from -32768 to 32767",
        "i32" => "an integer from -2147483648 to 2147483647",
        "i64" => "an integer",
        "f32" | "f64" => "a number",
        "a boolean" => "true or false",
        "a map" => "a table",
        "a sequence" => "an array",
        other if other.starts_with("struct ") => "a table",
        other if other.starts_with("enum ") => "a word",
        other => other,
    };
    words.to_owned()
}

/// A TOML value as a source for serde.
pub(super) struct Strict<'a>(pub(super) &'a Value);

impl<'a> IntoDeserializer<'a, Fault> for Strict<'a> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> de::Deserializer<'de> for Strict<'de> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.0 {
            Value::Array(items) => {
                let mut items = SeqDeserializer::new(items.iter().map(Strict));
                let value = visitor.visit_seq(&mut items)?;
                items.end()?;
                Ok(value)
            }
            Value::Boolean(value) => visitor.visit_bool(*value),
            Value::Datetime(value) => visitor.visit_string(value.to_string()),
            Value::Float(value) => visitor.visit_f64(*value),
            Value::Integer(value) => visitor.visit_i64(*value),
            Value::String(text) => visitor.visit_borrowed_str(text),
            Value::Table(table) => {
                let entries = table.iter().map(|(key, value)| (key.as_str(), Strict(value)));
                visitor.visit_map(MapDeserializer::new(entries))
            }
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
    }

    /// Serde would also read a struct from an array; in a configuration that is a mistake.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        match self.0 {
            Value::Array(_) => Err(de::Error::invalid_type(Unexpected::Seq, &"a table")),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        match self.0 {
            Value::String(word) => visitor.visit_enum(StrDeserializer::new(word)),
            Value::Table(table) => match table.iter().next() {
                Some((word, content)) if table.len() == 1 => visitor.visit_enum(Tagged { word, content }),
                _ => Err(Fault::Custom(format!(
                    "expected a table with one key, found {} keys",
                    table.len()
                ))),
            },
            _ => self.deserialize_any(visitor),
        }
    }

    /// Nothing is ever ignored: a reader that does not care for a key does not know it.
    fn deserialize_ignored_any<V: Visitor<'de>>(self, _visitor: V) -> Result<V::Value, Fault> {
        Err(Fault::UnknownKey {
            key: None,
            expected: &[],
        })
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct map identifier
    }
}

/// An enum written as a table with one key.
struct Tagged<'a> {
    word: &'a str,
    content: &'a Value,
}

impl<'de> EnumAccess<'de> for Tagged<'de> {
    type Error = Fault;
    type Variant = Content<'de>;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Content<'de>), Fault> {
        let variant = seed.deserialize(StrDeserializer::<Fault>::new(self.word))?;
        Ok((variant, Content(self.content)))
    }
}

struct Content<'a>(&'a Value);

impl<'de> VariantAccess<'de> for Content<'de> {
    type Error = Fault;

    fn unit_variant(self) -> Result<(), Fault> {
        Err(Fault::Custom("expected the word alone, found a table".into()))
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Fault> {
        seed.deserialize(Strict(self.0))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _len: usize, visitor: V) -> Result<V::Value, Fault> {
        de::Deserializer::deserialize_any(Strict(self.0), visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        de::Deserializer::deserialize_struct(Strict(self.0), "", fields, visitor)
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    fn read<'a, T: Deserialize<'a>>(value: &'a Value) -> Result<T, Fault> {
        T::deserialize(Strict(value))
    }

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(rename_all = "kebab-case")]
    enum Shape {
        Point,
        Circle { radius: f64 },
    }

    #[derive(Debug, Deserialize, PartialEq)]
    struct Careless {
        known: Option<bool>,
    }

    #[test]
    fn a_number_in_quotes_is_no_number_and_a_fraction_is_no_integer() {
        assert!(matches!(
            read::<u32>(&Value::String("9600".into())),
            Err(Fault::Mismatch { .. })
        ));
        assert!(matches!(
            read::<u8>(&Value::Float(2.9)),
            Err(Fault::Mismatch { .. })
        ));
        assert_eq!(read::<f64>(&Value::Integer(3)), Ok(3.0));
        let fault = read::<u8>(&Value::Integer(300)).unwrap_err();
        assert_eq!(
            fault.to_string(),
            "expected an integer from 0 to 255, found the integer 300"
        );
    }

    #[test]
    fn a_struct_is_a_table_and_never_an_array() {
        let array = Value::Array(vec![Value::Boolean(true)]);
        assert!(matches!(read::<Careless>(&array), Err(Fault::Mismatch { .. })));
    }

    #[test]
    fn a_key_that_a_careless_reader_would_skip_is_unknown() {
        let table = toml::toml! { other = 1 };
        let fault = read::<Careless>(&Value::Table(table)).unwrap_err();
        assert_eq!(
            fault,
            Fault::UnknownKey {
                key: None,
                expected: &[]
            }
        );
    }

    #[test]
    fn an_enum_reads_from_a_word_or_from_a_table_with_one_key() {
        assert_eq!(read(&Value::String("point".into())), Ok(Shape::Point));
        let circle = Value::Table(toml::toml! { circle = { radius = 2 } });
        assert_eq!(read(&circle), Ok(Shape::Circle { radius: 2.0 }));
        let fault = read::<Shape>(&Value::String("pont".into())).unwrap_err();
        assert_eq!(
            fault,
            Fault::UnknownWord {
                word: "pont".into(),
                expected: &["point", "circle"]
            }
        );
    }
}
