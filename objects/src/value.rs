//! Values of resources and their kinds.

use std::fmt;
use std::str::FromStr;

/// The data types of LwM2M resources (core §C, "Data Types").
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum ValueKind {
    /// True or false.
    Boolean,
    /// A list of links in CoRE link format, carried as text.
    CoreLink,
    /// A 64-bit binary floating point number.
    Float,
    /// A signed 64-bit integer.
    Integer,
    /// A pair of object and object instance.
    ObjectLink,
    /// A sequence of bytes.
    Opaque,
    /// UTF-8 text.
    String,
    /// Seconds since 1970-01-01T00:00:00Z.
    Time,
    /// An unsigned 64-bit integer.
    Unsigned,
}

impl fmt::Display for ValueKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Boolean => "boolean",
            Self::CoreLink => "core link",
            Self::Float => "float",
            Self::Integer => "integer",
            Self::ObjectLink => "object link",
            Self::Opaque => "opaque",
            Self::String => "string",
            Self::Time => "time",
            Self::Unsigned => "unsigned integer",
        })
    }
}

/// Names an object instance, an object (`instance` 65535) or nothing (both 65535).
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct ObjectLink {
    /// The object, or 65535 for no object.
    pub object: u16,
    /// The instance, or 65535 for the object as such.
    pub instance: u16,
}

impl ObjectLink {
    /// The link that names nothing, `65535:65535`.
    pub const NULL: Self = Self {
        object: u16::MAX,
        instance: u16::MAX,
    };
}

impl fmt::Display for ObjectLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.object, self.instance)
    }
}

impl FromStr for ObjectLink {
    type Err = ParseValueError;

    /// Reads `66:0`. Leading zeros and the hexadecimal null `FFFF:FFFF` of the OMA examples are understood.
    fn from_str(text: &str) -> Result<Self, ParseValueError> {
        if text.eq_ignore_ascii_case("FFFF:FFFF") {
            return Ok(Self::NULL);
        }
        let error = || ParseValueError {
            kind: ValueKind::ObjectLink,
        };
        let number = |part: &str| {
            let digits = !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
            if digits {
                part.parse().map_err(|_| error())
            } else {
                Err(error())
            }
        };
        let (object, instance) = text.split_once(':').ok_or_else(error)?;
        Ok(Self {
            object: number(object)?,
            instance: number(instance)?,
        })
    }
}

/// What a resource holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// True or false.
    Boolean(bool),
    /// A floating point number.
    Float(f64),
    /// A signed integer.
    Integer(i64),
    /// A link to an object instance.
    ObjectLink(ObjectLink),
    /// Bytes.
    Opaque(Vec<u8>),
    /// Text; also the form of a core link.
    String(String),
    /// Seconds since 1970-01-01T00:00:00Z.
    Time(i64),
    /// An unsigned integer.
    Unsigned(u64),
}

/// A text is not a value of the wanted kind.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("the text is not a value of kind {kind}")]
pub struct ParseValueError {
    /// The kind that was wanted.
    pub kind: ValueKind,
}

impl Value {
    /// Whether a resource of `kind` may hold this value.
    #[must_use]
    pub const fn is(&self, kind: ValueKind) -> bool {
        matches!(
            (self, kind),
            (Self::Boolean(_), ValueKind::Boolean)
                | (Self::Float(_), ValueKind::Float)
                | (Self::Integer(_), ValueKind::Integer)
                | (Self::ObjectLink(_), ValueKind::ObjectLink)
                | (Self::Opaque(_), ValueKind::Opaque)
                | (Self::String(_), ValueKind::String | ValueKind::CoreLink)
                | (Self::Time(_), ValueKind::Time)
                | (Self::Unsigned(_), ValueKind::Unsigned)
        )
    }

    /// The value as a number, for thresholds and ranges; text, bytes, links and booleans have none.
    #[must_use]
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Float(v) => Some(*v),
            #[expect(
                clippy::cast_precision_loss,
                reason = "thresholds are floats, as LwM2M defines them"
            )]
            Self::Integer(v) | Self::Time(v) => Some(*v as f64),
            #[expect(
                clippy::cast_precision_loss,
                reason = "thresholds are floats, as LwM2M defines them"
            )]
            Self::Unsigned(v) => Some(*v as f64),
            Self::Boolean(_) | Self::ObjectLink(_) | Self::Opaque(_) | Self::String(_) => None,
        }
    }

    /// The same value in another kind, when nothing is lost by it.
    ///
    /// Integral floats become integers, integers become floats where they are exact, 0 and 1 become
    /// booleans and the other way round. Everything else that is not already of `kind` yields `None`.
    #[must_use]
    pub fn convert(&self, kind: ValueKind) -> Option<Self> {
        if self.is(kind) {
            return Some(self.clone());
        }
        match kind {
            ValueKind::Boolean => match self.exact_integer()? {
                0 => Some(Self::Boolean(false)),
                1 => Some(Self::Boolean(true)),
                _ => None,
            },
            ValueKind::Float => exact_float(self.exact_integer()?).map(Self::Float),
            ValueKind::Integer => i64::try_from(self.exact_integer()?).ok().map(Self::Integer),
            ValueKind::Time => i64::try_from(self.exact_integer()?).ok().map(Self::Time),
            ValueKind::Unsigned => u64::try_from(self.exact_integer()?).ok().map(Self::Unsigned),
            ValueKind::CoreLink | ValueKind::ObjectLink | ValueKind::Opaque | ValueKind::String => None,
        }
    }

    /// The value as an integer, when it is a whole number.
    fn exact_integer(&self) -> Option<i128> {
        match self {
            Self::Boolean(v) => Some(i128::from(*v)),
            Self::Integer(v) | Self::Time(v) => Some(i128::from(*v)),
            Self::Unsigned(v) => Some(i128::from(*v)),
            // 2^64 bounds every integer kind; beyond it a float is never exact for us.
            #[expect(
                clippy::cast_possible_truncation,
                reason = "whole and within 2^64, checked just before"
            )]
            Self::Float(v) if v.fract() == 0.0 && v.abs() <= 1.9e19 => Some(*v as i128),
            Self::Float(_) | Self::ObjectLink(_) | Self::Opaque(_) | Self::String(_) => None,
        }
    }

    /// Reads a value a person typed, such as `21.5`, `true` or `66:0`; bytes are read as hexadecimal.
    ///
    /// # Errors
    /// When the text is not of that kind.
    pub fn parse(text: &str, kind: ValueKind) -> Result<Self, ParseValueError> {
        let error = ParseValueError { kind };
        match kind {
            ValueKind::Boolean => match text {
                "0" | "false" | "off" => Ok(Self::Boolean(false)),
                "1" | "true" | "on" => Ok(Self::Boolean(true)),
                _ => Err(error),
            },
            ValueKind::Float => text.parse().map(Self::Float).map_err(|_| error),
            ValueKind::Integer => text.parse().map(Self::Integer).map_err(|_| error),
            ValueKind::Time => text.parse().map(Self::Time).map_err(|_| error),
            ValueKind::Unsigned => text.parse().map(Self::Unsigned).map_err(|_| error),
            ValueKind::ObjectLink => text.parse().map(Self::ObjectLink),
            ValueKind::Opaque => parse_hex(text).map(Self::Opaque).ok_or(error),
            ValueKind::String | ValueKind::CoreLink => Ok(Self::String(text.to_owned())),
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Boolean(v) => v.fmt(f),
            Self::Float(v) => v.fmt(f),
            Self::Integer(v) | Self::Time(v) => v.fmt(f),
            Self::ObjectLink(v) => v.fmt(f),
            Self::Opaque(bytes) => bytes.iter().try_for_each(|b| write!(f, "{b:02x}")),
            Self::String(v) => v.fmt(f),
            Self::Unsigned(v) => v.fmt(f),
        }
    }
}

/// `integer` as a float, when the float is exactly that number.
#[expect(
    clippy::cast_precision_loss,
    reason = "the way back proves that nothing was lost"
)]
#[expect(
    clippy::cast_possible_truncation,
    reason = "the way back proves that nothing was lost"
)]
fn exact_float(integer: i128) -> Option<f64> {
    let float = integer as f64;
    (float as i128 == integer).then_some(float)
}

fn parse_hex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.is_ascii() {
        return None;
    }
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_conversion_that_would_lose_something_is_refused() {
        assert_eq!(
            Value::Float(22.0).convert(ValueKind::Integer),
            Some(Value::Integer(22))
        );
        assert_eq!(Value::Float(22.5).convert(ValueKind::Integer), None);
        assert_eq!(Value::Float(f64::NAN).convert(ValueKind::Integer), None);
        assert_eq!(Value::Integer(i64::MAX).convert(ValueKind::Float), None);
        assert_eq!(Value::Integer(-1).convert(ValueKind::Unsigned), None);
        assert_eq!(Value::Integer(2).convert(ValueKind::Boolean), None);
        assert_eq!(
            Value::Unsigned(1).convert(ValueKind::Boolean),
            Some(Value::Boolean(true))
        );
        assert_eq!(Value::String("1".into()).convert(ValueKind::Integer), None);
    }

    #[test]
    fn sixty_four_bit_integers_stay_exact() {
        assert_eq!(
            Value::Unsigned(u64::MAX).convert(ValueKind::Unsigned),
            Some(Value::Unsigned(u64::MAX))
        );
        assert_eq!(Value::Unsigned(u64::MAX).convert(ValueKind::Integer), None);
        assert_eq!(
            Value::Integer(i64::MIN).convert(ValueKind::Time),
            Some(Value::Time(i64::MIN))
        );
    }

    #[test]
    fn an_object_link_reads_its_odd_forms() {
        assert_eq!(
            "10:03".parse(),
            Ok(ObjectLink {
                object: 10,
                instance: 3
            })
        );
        assert_eq!("FFFF:FFFF".parse(), Ok(ObjectLink::NULL));
        assert!("66".parse::<ObjectLink>().is_err());
        assert!("+6:0".parse::<ObjectLink>().is_err());
    }

    #[test]
    fn typed_text_becomes_a_value_of_the_kind() {
        assert_eq!(Value::parse("on", ValueKind::Boolean), Ok(Value::Boolean(true)));
        assert_eq!(
            Value::parse("0aff", ValueKind::Opaque),
            Ok(Value::Opaque(vec![10, 255]))
        );
        assert!(Value::parse("abc", ValueKind::Opaque).is_err());
        assert!(Value::parse("zz", ValueKind::Opaque).is_err());
    }
}
