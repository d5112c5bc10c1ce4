//! Pieces of configuration that all adapters write the same way.

use std::time::Duration;

use objects::ValueKind;
use serde::Deserialize;
use serde::de::{Deserializer, Error, Visitor};

/// Something in an adapter's configuration that cannot work.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Problem {
    /// The keys from the adapter's table down to the culprit, such as `device`, `pump-house`, `unit`.
    pub key: Vec<String>,
    /// What is wrong, as a sentence without full stop.
    pub message: String,
    /// What to do about it, where that is known.
    pub help: Option<String>,
}

impl Problem {
    /// A problem at `key`.
    pub fn new(key: &[&str], message: impl Into<String>) -> Self {
        let key = key.iter().map(|&part| part.to_owned()).collect();
        Self {
            key,
            message: message.into(),
            help: None,
        }
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// The kind of a point's values.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum PointType {
    /// True or false.
    Boolean,
    /// A floating point number.
    #[default]
    Float,
    /// A whole number.
    Integer,
    /// Text.
    String,
}

impl PointType {
    /// The kind as the object model names it.
    #[must_use]
    pub const fn kind(self) -> ValueKind {
        match self {
            Self::Boolean => ValueKind::Boolean,
            Self::Float => ValueKind::Float,
            Self::Integer => ValueKind::Integer,
            Self::String => ValueKind::String,
        }
    }
}

/// A duration written as `"500ms"`, `"30s"`, `"5min"`, `"2h"` or `"1d"`.
///
/// # Errors
/// A sentence that names the accepted forms.
pub fn parse_duration(text: &str) -> Result<Duration, String> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    let number: u64 = number
        .parse()
        .map_err(|_| format!("{text:?} is not a duration, write it as \"500ms\", \"30s\" or \"5min\""))?;
    let millis = match unit {
        "ms" => 1,
        "s" => 1_000,
        "min" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => return Err(format!("{text:?} has no unit, use ms, s, min, h or d")),
    };
    number
        .checked_mul(millis)
        .map(Duration::from_millis)
        .ok_or_else(|| format!("the duration {text:?} is too long"))
}

struct DurationVisitor;

impl Visitor<'_> for DurationVisitor {
    type Value = Duration;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a duration such as \"500ms\", \"30s\" or \"5min\"")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Duration, E> {
        parse_duration(text).map_err(E::custom)
    }
}

/// For `#[serde(with = "adapter::config::duration")]` on a [`Duration`].
pub mod duration {
    use super::{Deserializer, Duration, DurationVisitor};

    /// Reads a duration from its text form.
    ///
    /// # Errors
    /// When the value is no text, or the text no duration.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
        deserializer.deserialize_str(DurationVisitor)
    }
}

/// For `#[serde(default, with = "adapter::config::optional_duration")]` on an `Option<Duration>`.
pub mod optional_duration {
    use super::{Deserializer, Duration, duration};

    /// Reads a duration from its text form; it is there, or serde's default would have been taken.
    ///
    /// # Errors
    /// When the value is no text, or the text no duration.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Duration>, D::Error> {
        duration::deserialize(deserializer).map(Some)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_as_people_write_them() {
        assert_eq!(parse_duration("500ms"), Ok(Duration::from_millis(500)));
        assert_eq!(parse_duration("30s"), Ok(Duration::from_secs(30)));
        assert_eq!(parse_duration("5min"), Ok(Duration::from_secs(300)));
        assert_eq!(parse_duration("1d"), Ok(Duration::from_secs(86_400)));
    }

    #[test]
    fn a_duration_without_unit_or_number_is_an_error() {
        for text in [
            "",
            "5",
            "s",
            "-1s",
            "1.5s",
            "5 min",
            "99999999999999999999s",
            "18446744073709551615d",
        ] {
            assert!(parse_duration(text).is_err(), "{text:?}");
        }
    }
}
