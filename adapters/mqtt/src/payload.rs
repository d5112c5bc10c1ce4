//! Payloads read as values of points.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::time::SystemTime;

use adapter::NoValue;
use objects::Value;
use serde_json::Value as Json;

use crate::config::PointType;
use crate::timestamp::time_of;

/// The longest payload that is looked at. serde_json itself stops at 128 levels of nesting.
pub(crate) const MAX_PAYLOAD: usize = 64 * 1024;
/// How much of a payload an error message shows.
const EXCERPT: usize = 32;
/// What devices and Home Assistant send where there is no value.
const NO_VALUE_WORDS: [&str; 6] = ["", "nan", "none", "null", "unavailable", "unknown"];

/// Why a payload is not a value of the point.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub(crate) enum PayloadError {
    /// A list or an object stands where a value should.
    #[error("the pointer leads to a list or an object")]
    NotScalar,
    /// It does not read as the point's kind.
    #[error("{excerpt:?} is not {wanted}")]
    NotA {
        /// The beginning of what came.
        excerpt: String,
        /// What should have come.
        wanted: &'static str,
    },
    /// It is not JSON.
    #[error("{0:?} is not JSON")]
    NotJson(String),
    /// It is not UTF-8.
    #[error("the payload is not text")]
    NotText,
    /// It is too long to be looked at.
    #[error("the payload is {0} bytes long, more than 65536")]
    TooLong(usize),
    /// The configured map has no such word.
    #[error("the map has no entry for {0:?}")]
    Unmapped(String),
}

/// A received payload; its JSON is parsed once, and only when a point asks for it.
#[derive(Debug)]
pub(crate) struct Payload<'a> {
    bytes: &'a [u8],
    json: OnceCell<Option<Json>>,
}

/// What a payload says about a point.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Reading {
    /// Nothing: a JSON payload without the point's member. Devices that send changes only do that.
    Absent,
    /// There is no value.
    NoValue(NoValue),
    /// A value, and its time where the payload tells one.
    Value(Value, Option<SystemTime>),
}

/// How the payloads of a point are read.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Reader {
    /// Where in a JSON payload the value stands (RFC 6901).
    pub(crate) pointer: Option<String>,
    /// Where in a JSON payload the time of the value stands (RFC 6901).
    pub(crate) timestamp_pointer: Option<String>,
    /// The kind of the values.
    pub(crate) kind: PointType,
    /// How numbers are scaled.
    pub(crate) scale: Scale,
    /// The words for true, in lower case.
    pub(crate) true_values: Vec<String>,
    /// The words for false, in lower case.
    pub(crate) false_values: Vec<String>,
    /// Values by word.
    pub(crate) map: Option<BTreeMap<String, Value>>,
}

/// A linear scaling between the number on the wire and the value of the point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Scale {
    /// What the number on the wire is multiplied with.
    pub(crate) factor: f64,
    /// What is added then.
    pub(crate) offset: f64,
}

impl Scale {
    /// The scaling that changes nothing.
    pub(crate) const IDENTITY: Self = Self {
        factor: 1.0,
        offset: 0.0,
    };

    /// From the wire to the value.
    #[must_use]
    pub(crate) fn apply(self, raw: f64) -> f64 {
        if self == Self::IDENTITY {
            raw
        } else {
            tidy(raw.mul_add(self.factor, self.offset))
        }
    }

    /// From the value to the wire.
    #[must_use]
    pub(crate) fn invert(self, value: f64) -> f64 {
        if self == Self::IDENTITY {
            value
        } else {
            tidy((value - self.offset) / self.factor)
        }
    }
}

/// Rounds to 12 significant digits, so that 0.1 × 3 is 0.3.
fn tidy(number: f64) -> f64 {
    format!("{number:.11e}").parse().unwrap_or(number)
}

/// The part of a payload that is the value.
enum Scalar<'a> {
    Boolean(bool),
    Null,
    Number(&'a serde_json::Number),
    Text(&'a str),
}

impl<'a> Payload<'a> {
    /// Wraps what came.
    #[must_use]
    pub(crate) const fn new(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            json: OnceCell::new(),
        }
    }

    /// The payload as text.
    ///
    /// # Errors
    /// When it is too long or not UTF-8.
    pub(crate) fn text(&self) -> Result<&'a str, PayloadError> {
        if self.bytes.len() > MAX_PAYLOAD {
            return Err(PayloadError::TooLong(self.bytes.len()));
        }
        std::str::from_utf8(self.bytes).map_err(|_| PayloadError::NotText)
    }

    /// The payload as JSON.
    ///
    /// # Errors
    /// When it is too long, not UTF-8 or not JSON.
    pub(crate) fn json(&self) -> Result<&Json, PayloadError> {
        let text = self.text()?;
        let json = self.json.get_or_init(|| serde_json::from_str(text).ok());
        json.as_ref().ok_or_else(|| PayloadError::NotJson(excerpt(text)))
    }

    /// The text at `pointer`, or the whole payload without one; `None` where nothing stands there.
    ///
    /// # Errors
    /// When the payload cannot be read that far.
    pub(crate) fn word(&self, pointer: Option<&str>) -> Result<Option<Cow<'_, str>>, PayloadError> {
        Ok(self.scalar(pointer)?.map(|scalar| scalar.text()))
    }

    fn scalar(&self, pointer: Option<&str>) -> Result<Option<Scalar<'_>>, PayloadError> {
        let Some(pointer) = pointer else {
            return Ok(Some(Scalar::Text(self.text()?.trim())));
        };
        // An empty payload is how MQTT forgets a retained message, also where JSON is expected.
        if self.bytes.is_empty() {
            return Ok(Some(Scalar::Null));
        }
        let scalar = match self.json()?.pointer(pointer) {
            None => return Ok(None),
            Some(Json::Array(_) | Json::Object(_)) => return Err(PayloadError::NotScalar),
            Some(Json::Bool(boolean)) => Scalar::Boolean(*boolean),
            Some(Json::Null) => Scalar::Null,
            Some(Json::Number(number)) => Scalar::Number(number),
            Some(Json::String(text)) => Scalar::Text(text),
        };
        Ok(Some(scalar))
    }
}

impl Reader {
    /// What a payload that came at `arrival` says about the point.
    #[must_use]
    pub(crate) fn read(&self, payload: &Payload<'_>, arrival: SystemTime) -> Reading {
        let value = match payload.scalar(self.pointer.as_deref()) {
            Ok(Some(scalar)) => self.value_of(&scalar),
            Ok(None) => return Reading::Absent,
            Err(error) => Err(undecodable(error)),
        };
        match value {
            Ok(value) => Reading::Value(value, self.time_in(payload, arrival)),
            Err(reason) => Reading::NoValue(reason),
        }
    }

    fn time_in(&self, payload: &Payload<'_>, arrival: SystemTime) -> Option<SystemTime> {
        let pointer = self.timestamp_pointer.as_deref()?;
        time_of(payload.json().ok()?.pointer(pointer)?, arrival)
    }

    fn value_of(&self, scalar: &Scalar<'_>) -> Result<Value, NoValue> {
        if let Some(value) = self.map.as_ref().and_then(|map| map.get(&*scalar.text())) {
            return Ok(value.clone());
        }
        if self.says_no_value(scalar) {
            return Err(NoValue::Sentinel);
        }
        if self.map.is_some() {
            return Err(undecodable(PayloadError::Unmapped(excerpt(&scalar.text()))));
        }
        let (value, wanted) = match self.kind {
            PointType::Boolean => (self.boolean(scalar), "a word for true or false"),
            PointType::Float => (self.float(scalar), "a number"),
            PointType::Integer => (self.integer(scalar), "a whole number"),
            PointType::String => (Some(Value::String(scalar.text().into_owned())), "text"),
        };
        value.ok_or_else(|| {
            undecodable(PayloadError::NotA {
                excerpt: excerpt(&scalar.text()),
                wanted,
            })
        })
    }

    /// Text points may well hold the word "unknown"; for them only nothing is no value.
    fn says_no_value(&self, scalar: &Scalar<'_>) -> bool {
        match (scalar, self.kind) {
            (Scalar::Null, _) => true,
            (Scalar::Boolean(_) | Scalar::Number(_), _) => false,
            (Scalar::Text(text), PointType::String) => text.is_empty() && self.pointer.is_none(),
            (Scalar::Text(text), PointType::Boolean | PointType::Float | PointType::Integer) => {
                NO_VALUE_WORDS.iter().any(|word| word.eq_ignore_ascii_case(text))
            }
        }
    }

    fn boolean(&self, scalar: &Scalar<'_>) -> Option<Value> {
        let word = scalar.text().to_lowercase();
        if self.true_values.contains(&word) {
            Some(Value::Boolean(true))
        } else if self.false_values.contains(&word) {
            Some(Value::Boolean(false))
        } else {
            None
        }
    }

    fn float(&self, scalar: &Scalar<'_>) -> Option<Value> {
        let value = self.scale.apply(scalar.number()?);
        value.is_finite().then_some(Value::Float(value))
    }

    fn integer(&self, scalar: &Scalar<'_>) -> Option<Value> {
        // Without scaling, 64-bit integers stay exact; they would not as floats.
        if self.scale == Scale::IDENTITY
            && let Some(exact) = scalar.integer()
        {
            return Some(Value::Integer(exact));
        }
        Value::Float(self.scale.apply(scalar.number()?)).convert(objects::ValueKind::Integer)
    }
}

impl<'a> Scalar<'a> {
    fn text(&self) -> Cow<'a, str> {
        match self {
            Self::Boolean(boolean) => Cow::Borrowed(if *boolean { "true" } else { "false" }),
            Self::Null => Cow::Borrowed("null"),
            Self::Number(number) => Cow::Owned(number.to_string()),
            Self::Text(text) => Cow::Borrowed(text),
        }
    }

    fn number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => number.as_f64(),
            Self::Text(text) => text.trim().parse().ok(),
            Self::Boolean(_) | Self::Null => None,
        }
    }

    fn integer(&self) -> Option<i64> {
        match self {
            Self::Number(number) => number.as_i64(),
            Self::Text(text) => text.trim().parse().ok(),
            Self::Boolean(_) | Self::Null => None,
        }
    }
}

fn undecodable(error: PayloadError) -> NoValue {
    NoValue::Undecodable(error.to_string())
}

fn excerpt(text: &str) -> String {
    text.chars().take(EXCERPT).collect()
}

#[cfg(test)]
mod tests;
