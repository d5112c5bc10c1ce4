//! Definitions, the example device of the specification and short notations.

use std::borrow::Cow;

use gatewayd_lwm2m::format::{Content, DecodeError, EncodeError, Record, Scope, decode, encode};
use objects::{
    ObjectDef, ObjectId, ObjectLink, Operations, Path, Registry, ResourceDef, ResourceId, ResourcePath,
    Value, ValueKind, Version,
};

/// A resource of the test definitions: number, kind, whether it is a list.
type Row = (u16, Option<ValueKind>, bool);

const fn one(id: u16, kind: ValueKind) -> Row {
    (id, Some(kind), false)
}

const fn many(id: u16, kind: ValueKind) -> Row {
    (id, Some(kind), true)
}

use ValueKind::{Boolean, CoreLink, Float, Integer, Opaque, String as Text, Time, Unsigned};

const OBJECTS: &[(u16, &[Row])] = &[
    (
        1,
        &[
            one(0, Integer),
            one(1, Integer),
            one(2, Integer),
            one(3, Integer),
            one(5, Integer),
            one(6, Boolean),
            one(7, Text),
        ],
    ),
    (
        2,
        &[
            one(0, Integer),
            one(1, Integer),
            many(2, Integer),
            one(3, Integer),
        ],
    ),
    (
        3,
        &[
            one(0, Text),
            one(1, Text),
            one(2, Text),
            one(3, Text),
            (4, None, false),
            many(6, Integer),
            many(7, Integer),
            many(8, Integer),
            one(9, Integer),
            one(10, Integer),
            many(11, Integer),
            one(13, Time),
            one(14, Text),
            one(15, Text),
            one(16, Text),
        ],
    ),
    (4, &[one(0, Integer), one(1, Integer), one(2, Integer)]),
    (6, &[one(0, Float), one(1, Float)]),
    (16, &[many(0, Text)]),
    (34, &[many(1, Text)]),
    (
        65,
        &[many(0, ValueKind::ObjectLink), one(1, Text), one(2, Integer)],
    ),
    (66, &[one(0, Text), one(1, Text), one(2, ValueKind::ObjectLink)]),
    (72, &[one(2, Float)]),
    (3303, &[one(5700, Float), one(5701, Text)]),
    (3308, &[one(5900, Float)]),
    (3311, &[one(5850, Boolean), one(5851, Integer)]),
    (
        9999,
        &[
            one(0, Text),
            one(1, Integer),
            one(2, Float),
            one(3, Boolean),
            one(4, Opaque),
            one(5, Time),
            one(6, ValueKind::ObjectLink),
            one(7, Unsigned),
            one(8, CoreLink),
            one(256, Text),
            one(5700, Float),
        ],
    ),
];

/// The definitions of all objects that occur in the examples.
pub(crate) fn registry() -> Registry {
    let mut registry = Registry::default();
    for (id, rows) in OBJECTS {
        let resources = rows.iter().map(|(id, kind, multiple)| ResourceDef {
            id: ResourceId::new(*id),
            name: Cow::Borrowed("Test"),
            operations: Operations::ReadWrite,
            multiple: *multiple,
            mandatory: false,
            kind: *kind,
            range: None,
            unit: Cow::Borrowed(""),
        });
        registry
            .insert(ObjectDef {
                id: ObjectId::new(*id),
                name: Cow::Borrowed("Test"),
                version: Version::INITIAL,
                multiple: true,
                mandatory: false,
                resources: resources.collect(),
            })
            .unwrap();
    }
    registry
}

/// Bytes from hexadecimal digits with spaces anywhere.
pub(crate) fn hex(digits: &str) -> Vec<u8> {
    let digits: Vec<u8> = digits
        .bytes()
        .filter(|byte| !byte.is_ascii_whitespace())
        .collect();
    assert!(digits.len().is_multiple_of(2), "whole bytes");
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
    digits.chunks(2).map(byte).collect()
}

pub(crate) fn path(text: &str) -> Path {
    text.parse().unwrap()
}

pub(crate) fn resource(text: &str) -> ResourcePath {
    match path(text) {
        Path::Resource(path) => path,
        other => panic!("{other} is no resource"),
    }
}

pub(crate) fn text(value: &str) -> Value {
    Value::String(value.to_owned())
}

pub(crate) fn link(object: u16, instance: u16) -> Value {
    Value::ObjectLink(ObjectLink { object, instance })
}

pub(crate) fn int(value: i64) -> Value {
    Value::Integer(value)
}

pub(crate) type Values = Vec<(ResourcePath, Value)>;

pub(crate) fn values(list: &[(&str, Value)]) -> Values {
    list.iter()
        .map(|(path, value)| (resource(path), value.clone()))
        .collect()
}

/// The device of the examples in OMA LwM2M core 1.2.1 §7.5.
pub(crate) fn example_device() -> Values {
    values(&[
        ("/3/0/0", text("Open Mobile Alliance")),
        ("/3/0/1", text("Lightweight M2M Client")),
        ("/3/0/2", text("345000123")),
        ("/3/0/3", text("1.0")),
        ("/3/0/6/0", int(1)),
        ("/3/0/6/1", int(5)),
        ("/3/0/7/0", int(3800)),
        ("/3/0/7/1", int(5000)),
        ("/3/0/8/0", int(125)),
        ("/3/0/8/1", int(900)),
        ("/3/0/9", int(100)),
        ("/3/0/10", int(15)),
        ("/3/0/11/0", int(0)),
        ("/3/0/13", Value::Time(1_367_491_215)),
        ("/3/0/14", text("+02:00")),
        ("/3/0/16", text("U")),
    ])
}

/// A value of every kind, as an object that no registry has.
pub(crate) fn all_kinds() -> Values {
    values(&[
        ("/9999/0/0", text("hi")),
        ("/9999/0/1", int(-5)),
        ("/9999/0/2", Value::Float(22.5)),
        ("/9999/0/3", Value::Boolean(true)),
        ("/9999/0/4", Value::Opaque(vec![1, 2, 3, 4, 5])),
        ("/9999/0/5", Value::Time(1_367_491_215)),
        ("/9999/0/6", link(66, 0)),
    ])
}

pub(crate) fn records(values: &Values) -> Vec<Record<'_>> {
    values
        .iter()
        .map(|(path, value)| Record {
            path: *path,
            value,
            time: None,
        })
        .collect()
}

pub(crate) fn written(format: u16, base: &str, values: &Values) -> Result<Vec<u8>, EncodeError> {
    let records = records(values);
    let mut out = Vec::new();
    encode(format, &Content::new(path(base), &records), &mut out)?;
    Ok(out)
}

pub(crate) fn read(format: u16, base: &str, payload: &[u8]) -> Result<Values, DecodeError> {
    decode(format, path(base), payload, &Scope::new(&registry())).map(|decoded| decoded.values)
}

/// Asserts that `payload` is how `values` are written and that it is read as them.
pub(crate) fn assert_both_ways(format: u16, base: &str, values: &Values, payload: &[u8]) {
    assert_eq!(show(&written(format, base, values).unwrap()), show(payload));
    assert_eq!(read(format, base, payload).as_ref(), Ok(values));
}

/// Text where possible, digits where not.
pub(crate) fn show(payload: &[u8]) -> String {
    match std::str::from_utf8(payload) {
        Ok(text) if text.chars().all(|c| !c.is_control()) => text.to_owned(),
        _ => payload.iter().map(|byte| format!("{byte:02x}")).collect(),
    }
}
