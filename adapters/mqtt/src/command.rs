//! Commands as payloads, and what counts as their proof.

use std::collections::BTreeMap;
use std::time::Duration;

use objects::Value;

use crate::config::Confirm;
use crate::payload::Scale;
use crate::template::Template;

/// Two numbers this close, relative to their size, are the same number written differently.
const RELATIVE_TOLERANCE: f64 = 1e-6;

/// Why a value cannot be sent.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub(crate) enum EncodeError {
    /// It is bytes or a link.
    #[error("bytes and links have no text to send")]
    NoText,
    /// It is infinite or not a number, or becomes so by the scaling.
    #[error("the number is not finite")]
    NotFinite,
    /// The configured map has no word for it.
    #[error("the map has no entry for {0}")]
    Unmapped(String),
}

/// How a point is written or triggered.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct CommandRule {
    /// Where commands go.
    pub(crate) topic: String,
    /// What is sent.
    pub(crate) template: Template,
    /// Whether the broker acknowledges the receipt (QoS 1).
    pub(crate) acknowledged: bool,
    /// The word for true.
    pub(crate) on: String,
    /// The word for false.
    pub(crate) off: String,
    /// How numbers are scaled.
    pub(crate) scale: Scale,
    /// Values by word.
    pub(crate) map: Option<BTreeMap<String, Value>>,
    /// What proves a command.
    pub(crate) confirm: Confirm,
    /// How far the state may be from the value commanded.
    pub(crate) tolerance: f64,
    /// How long the proof may take.
    pub(crate) timeout: Duration,
}

impl CommandRule {
    /// The payload that asks for `value`.
    ///
    /// # Errors
    /// When the value has no form that can be sent.
    pub(crate) fn write_payload(&self, value: &Value) -> Result<String, EncodeError> {
        self.word_for(value).map(|word| self.template.render(&word))
    }

    /// The payload that triggers the point.
    #[must_use]
    pub(crate) fn execute_payload(&self, arguments: &str) -> String {
        self.template.render(arguments)
    }

    /// Whether a state of `seen` proves that `wanted` was obeyed.
    #[must_use]
    pub(crate) fn is_proof(&self, wanted: &Value, seen: &Value) -> bool {
        if let (Value::Float(wanted), Value::Float(seen)) = (wanted, seen) {
            return self.is_near(*wanted, *seen);
        }
        if let (Value::Integer(wanted), Value::Integer(seen)) = (wanted, seen) {
            return wanted.abs_diff(*seen) as f64 <= self.tolerance;
        }
        wanted == seen
    }

    fn is_near(&self, wanted: f64, seen: f64) -> bool {
        (wanted - seen).abs() <= self.tolerance.max(wanted.abs() * RELATIVE_TOLERANCE)
    }

    fn word_for(&self, value: &Value) -> Result<String, EncodeError> {
        if let Some(map) = &self.map {
            let word = map.iter().find(|(_, mapped)| *mapped == value);
            let word = word.map(|(word, _)| word.clone());
            return word.ok_or_else(|| EncodeError::Unmapped(value.to_string()));
        }
        match value {
            Value::Boolean(true) => Ok(self.on.clone()),
            Value::Boolean(false) => Ok(self.off.clone()),
            Value::Float(_) | Value::Integer(_) | Value::Time(_) | Value::Unsigned(_) => self.number(value),
            Value::String(text) => Ok(text.clone()),
            Value::ObjectLink(_) | Value::Opaque(_) => Err(EncodeError::NoText),
        }
    }

    fn number(&self, value: &Value) -> Result<String, EncodeError> {
        // Without scaling, 64-bit integers stay exact; they would not as floats.
        let is_float = matches!(value, Value::Float(_));
        match value.number() {
            Some(number) if is_float || self.scale != Scale::IDENTITY => self.scaled(number),
            Some(_) | None => Ok(value.to_string()),
        }
    }

    fn scaled(&self, number: f64) -> Result<String, EncodeError> {
        let raw = self.scale.invert(number);
        if raw.is_finite() {
            Ok(raw.to_string())
        } else {
            Err(EncodeError::NotFinite)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(template: &str) -> CommandRule {
        CommandRule {
            topic: "zigbee2mqtt/plug/set".into(),
            template: Template::parse(template, &[]).expect("the template is good"),
            acknowledged: true,
            on: "ON".into(),
            off: "OFF".into(),
            scale: Scale::IDENTITY,
            map: None,
            confirm: Confirm::State,
            tolerance: 0.0,
            timeout: Duration::from_secs(5),
        }
    }

    #[test]
    fn values_become_words_and_numbers_in_the_payload() {
        // Zigbee2MQTT documentation, "MQTT Topics and Messages".
        let plug = rule("{\"state\": \"{value}\"}");
        let payload = plug.write_payload(&Value::Boolean(false));
        assert_eq!(payload.as_deref(), Ok("{\"state\": \"OFF\"}"));
        let plain = rule("{value}");
        assert_eq!(plain.write_payload(&Value::Float(21.5)).as_deref(), Ok("21.5"));
        assert_eq!(plain.write_payload(&Value::Float(22.0)).as_deref(), Ok("22"));
        let exact = plain.write_payload(&Value::Integer(i64::MAX));
        assert_eq!(exact.as_deref(), Ok("9223372036854775807"));
        assert_eq!(plain.execute_payload("60"), "60");
    }

    #[test]
    fn numbers_are_scaled_back_to_what_the_device_speaks() {
        let mut brightness = rule("{\"brightness\": {value}}");
        brightness.scale = Scale {
            factor: 1.0 / 2.54,
            offset: 0.0,
        };
        let payload = brightness.write_payload(&Value::Integer(50));
        assert_eq!(payload.as_deref(), Ok("{\"brightness\": 127}"));
    }

    #[test]
    fn a_value_without_a_form_is_refused() {
        let plain = rule("{value}");
        assert_eq!(
            plain.write_payload(&Value::Float(f64::NAN)),
            Err(EncodeError::NotFinite)
        );
        assert_eq!(
            plain.write_payload(&Value::Opaque(vec![1])),
            Err(EncodeError::NoText)
        );
        let mut mapped = rule("{value}");
        mapped.map = Some(BTreeMap::from([("open".into(), Value::Integer(1))]));
        assert_eq!(mapped.write_payload(&Value::Integer(1)).as_deref(), Ok("open"));
        assert_eq!(
            mapped.write_payload(&Value::Integer(2)),
            Err(EncodeError::Unmapped("2".into()))
        );
    }

    #[test]
    fn only_the_value_commanded_is_a_proof() {
        let mut rule = rule("{value}");
        assert!(rule.is_proof(&Value::Float(21.5), &Value::Float(21.500_001)));
        assert!(!rule.is_proof(&Value::Float(21.5), &Value::Float(21.6)));
        assert!(!rule.is_proof(&Value::Boolean(true), &Value::Boolean(false)));
        assert!(!rule.is_proof(&Value::Integer(50), &Value::Integer(51)));
        rule.tolerance = 1.0;
        assert!(rule.is_proof(&Value::Integer(50), &Value::Integer(51)));
        assert!(rule.is_proof(&Value::Float(21.5), &Value::Float(21.6)));
    }
}
