//! Values of the tree in the types of D-Bus, and back.

use std::collections::HashMap;

use objects::{Operations, Value};
use zbus::{Array, OwnedVariant, Str, Variant};

use super::Error;
use crate::hub::control::{Input, Item};
use crate::hub::reload::ReloadReport;
use crate::hub::seconds;
use crate::hub::sends::SendReport;

/// `a{sv}`.
pub(super) type Dict = HashMap<&'static str, OwnedVariant>;

/// Text as D-Bus can carry it: a string there has no NUL (D-Bus specification, "Basic types").
pub(super) fn text(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}

/// A value in the D-Bus type that is native to it; times are Unix seconds, links are text such as `66:0`.
pub(super) fn to_variant(value: &Value) -> OwnedVariant {
    match value {
        Value::Boolean(value) => (*value).into(),
        Value::Float(value) => (*value).into(),
        Value::Integer(value) | Value::Time(value) => (*value).into(),
        Value::ObjectLink(link) => Str::from(link.to_string()).into(),
        Value::Opaque(bytes) => owned(bytes.as_slice().into()),
        Value::String(value) => Str::from(text(value)).into(),
        Value::Unsigned(value) => (*value).into(),
    }
}

/// What a caller wants to write: text as a person types it, or a value with a type of its own.
pub(crate) fn to_input(variant: &Variant<'_>) -> Result<Input, Error> {
    Ok(match variant {
        Variant::Bool(value) => Input::Typed(Value::Boolean(*value)),
        Variant::U8(value) => Input::Typed(Value::Unsigned((*value).into())),
        Variant::U16(value) => Input::Typed(Value::Unsigned((*value).into())),
        Variant::U32(value) => Input::Typed(Value::Unsigned((*value).into())),
        Variant::U64(value) => Input::Typed(Value::Unsigned(*value)),
        Variant::I16(value) => Input::Typed(Value::Integer((*value).into())),
        Variant::I32(value) => Input::Typed(Value::Integer((*value).into())),
        Variant::I64(value) => Input::Typed(Value::Integer(*value)),
        Variant::F64(value) => Input::Typed(Value::Float(*value)),
        Variant::Str(value) => Input::Text(value.to_string()),
        Variant::Array(array) => Input::Typed(Value::Opaque(bytes(array)?)),
        Variant::Variant(inner) => to_input(inner)?,
        Variant::Signature(_)
        | Variant::ObjectPath(_)
        | Variant::Dict(_)
        | Variant::Structure(_)
        | Variant::Fd(_) => return Err(foreign(variant)),
    })
}

fn bytes(array: &Array<'_>) -> Result<Vec<u8>, Error> {
    let byte = |element: &Variant<'_>| match element {
        Variant::U8(byte) => Ok(*byte),
        other => Err(foreign(other)),
    };
    array.iter().map(byte).collect()
}

fn foreign(variant: &Variant<'_>) -> Error {
    Error::InvalidArgument(format!(
        "no resource holds values of the type {}",
        variant.value_signature()
    ))
}

/// One element of what `ListObjects` returns; what is unknown or does not exist is left out.
pub(super) fn item(item: &Item) -> Dict {
    let string = |text: &str| OwnedVariant::from(Str::from(text.to_owned()));
    let mut dict = Dict::from([
        ("path", string(&item.path.to_string())),
        ("object", string(&text(&item.object))),
        ("name", string(&text(&item.name))),
        ("operations", string(operations(item.operations))),
    ]);
    if let Some(value) = &item.value {
        dict.insert("value", to_variant(value));
    }
    if let Some(kind) = item.kind {
        dict.insert("kind", string(&kind.to_string()));
    }
    if !item.unit.is_empty() {
        dict.insert("unit", string(&text(&item.unit)));
    }
    if let Some(at) = item.at {
        dict.insert("time", seconds(at).into());
    }
    dict
}

/// As the OMA object definitions write them.
const fn operations(operations: Operations) -> &'static str {
    match operations {
        Operations::Execute => "E",
        Operations::None => "",
        Operations::Read => "R",
        Operations::ReadWrite => "RW",
        Operations::Write => "W",
    }
}

/// What `Reload` returns.
pub(super) fn report(report: ReloadReport) -> Dict {
    Dict::from([
        ("added", owned(report.added.into())),
        ("changed", owned(report.changed.into())),
        ("removed", owned(report.removed.into())),
        ("servers", report.servers.into()),
        ("needs-restart", report.needs_restart.into()),
    ])
}

/// What `Send` returns for one server.
pub(super) fn send_report(report: &SendReport) -> Dict {
    let string = |shown: &str| OwnedVariant::from(Str::from(text(shown)));
    let mut dict = Dict::from([
        ("server", string(&report.server)),
        ("outcome", string(report.outcome.word())),
    ]);
    if let Some(detail) = report.outcome.detail() {
        dict.insert("detail", string(&detail));
    }
    dict
}

fn owned(variant: Variant<'_>) -> OwnedVariant {
    variant
        .try_into()
        .expect("only file descriptors can fail to be copied")
}

#[cfg(test)]
mod tests {
    use objects::ObjectLink;

    use super::*;

    #[test]
    fn every_kind_of_value_has_its_native_type() {
        for (value, signature) in [
            (Value::Boolean(true), "b"),
            (Value::Float(21.5), "d"),
            (Value::Integer(-1), "x"),
            (Value::ObjectLink(ObjectLink::NULL), "s"),
            (Value::Opaque(vec![]), "ay"),
            (Value::Opaque(vec![0, 255]), "ay"),
            (Value::String("text".into()), "s"),
            (Value::Time(0), "x"),
            (Value::Unsigned(u64::MAX), "t"),
        ] {
            assert_eq!(
                to_variant(&value).value_signature().to_string(),
                signature,
                "{value:?}"
            );
        }
    }

    #[test]
    fn a_value_comes_back_as_it_went_out() {
        for value in [
            Value::Boolean(false),
            Value::Float(1e300),
            Value::Integer(i64::MIN),
            Value::Opaque(vec![]),
            Value::Opaque(vec![10, 0]),
            Value::Unsigned(u64::MAX),
        ] {
            assert_eq!(to_input(&to_variant(&value)), Ok(Input::Typed(value)));
        }
        let text = to_variant(&Value::String("a".into()));
        assert_eq!(to_input(&text), Ok(Input::Text("a".into())));
    }

    #[test]
    fn a_nul_in_the_text_of_a_device_does_not_break_the_message() {
        assert_eq!(
            to_variant(&Value::String("a\0b".into())),
            Str::from("a\u{fffd}b").into()
        );
    }

    #[test]
    fn types_that_no_resource_has_are_refused_by_name() {
        let Err(Error::InvalidArgument(reason)) = to_input(&Variant::from((1, 2))) else {
            panic!("a structure was taken");
        };
        assert!(reason.ends_with("(ii)"), "{reason}");
        assert!(to_input(&Variant::from(vec!["a", "b"])).is_err());
    }

    #[test]
    fn a_time_before_1970_is_negative() {
        assert_eq!(
            seconds(std::time::UNIX_EPOCH - std::time::Duration::from_secs(3)),
            -3
        );
    }
}
