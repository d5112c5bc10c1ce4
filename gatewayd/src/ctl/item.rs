//! A resource as the daemon lists it.

use objects::{ResourcePath, Value};
use serde_json::{Map, json};
use zbus::OwnedVariant;

use super::daemon::Dict;
use super::error::CtlError;
use crate::control::to_input;
use crate::hub::control::Input;

/// A resource and its value.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Item {
    pub(super) path: ResourcePath,
    /// The name of its object.
    pub(super) object: String,
    pub(super) name: String,
    pub(super) operations: String,
    pub(super) value: Option<Value>,
    pub(super) kind: Option<String>,
    pub(super) unit: Option<String>,
    pub(super) time: Option<i64>,
}

impl TryFrom<Dict> for Item {
    type Error = CtlError;

    fn try_from(mut dict: Dict) -> Result<Self, CtlError> {
        let path: String = dict.take("path")?;
        let Ok(objects::Path::Resource(path)) = path.parse() else {
            return Err(CtlError::Answer(format!("{path:?} is no resource")));
        };
        Ok(Self {
            path,
            object: dict.take("object")?,
            name: dict.take("name")?,
            operations: dict.take("operations")?,
            value: dict
                .take_if_there::<OwnedVariant>("value")?
                .map(value)
                .transpose()?,
            kind: dict.take_if_there("kind")?,
            unit: dict.take_if_there("unit")?,
            time: dict.take_if_there("time")?,
        })
    }
}

fn value(variant: OwnedVariant) -> Result<Value, CtlError> {
    match to_input(&variant) {
        Ok(Input::Text(text)) => Ok(Value::String(text)),
        Ok(Input::Typed(value)) => Ok(value),
        Err(error) => Err(CtlError::Answer(error.to_string())),
    }
}

impl Item {
    /// What programs get to see; bytes are hexadecimal text.
    pub(super) fn to_json(&self) -> serde_json::Value {
        let mut map = Map::from_iter([
            ("path".to_owned(), json!(self.path.to_string())),
            ("name".to_owned(), json!(self.name)),
            ("operations".to_owned(), json!(self.operations)),
        ]);
        let value = self.value.as_ref().map(|value| match value {
            Value::Boolean(value) => json!(value),
            Value::Float(value) => json!(value),
            Value::Integer(value) | Value::Time(value) => json!(value),
            Value::ObjectLink(_) | Value::Opaque(_) | Value::String(_) => json!(value.to_string()),
            Value::Unsigned(value) => json!(value),
        });
        let optional = [
            ("value", value),
            ("kind", self.kind.as_ref().map(|kind| json!(kind))),
            ("unit", self.unit.as_ref().map(|unit| json!(unit))),
            ("time", self.time.map(|time| json!(time))),
        ];
        map.extend(
            optional
                .into_iter()
                .filter_map(|(key, value)| Some((key.to_owned(), value?))),
        );
        map.into()
    }

    /// The value and its unit for people to read; nothing when there is none.
    pub(super) fn to_text(&self) -> String {
        match (&self.value, &self.unit) {
            (None, _) => String::new(),
            (Some(value), None) => value.to_string(),
            (Some(value), Some(unit)) => format!("{value} {unit}"),
        }
    }
}
