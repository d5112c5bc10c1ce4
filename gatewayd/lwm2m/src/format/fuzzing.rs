//! Bodies of the fuzz targets, kept here so that a stable toolchain can replay their corpora.

use std::borrow::Cow;

use objects::{
    InstanceId, ObjectDef, ObjectId, Operations, Path, Registry, ResourceDef, ResourceId, ResourcePath,
    Value, ValueKind, Version,
};

use super::{
    Content, LWM2M_CBOR, Record, SENML_CBOR, SENML_ETCH_CBOR, SENML_ETCH_JSON, SENML_JSON, Scope, TLV,
};

/// An object that has a resource of every kind, single at 0 to 8 and multiple at 10 to 18.
#[must_use]
pub fn registry(object: ObjectId) -> Registry {
    const KINDS: [ValueKind; 9] = [
        ValueKind::Boolean,
        ValueKind::CoreLink,
        ValueKind::Float,
        ValueKind::Integer,
        ValueKind::ObjectLink,
        ValueKind::Opaque,
        ValueKind::String,
        ValueKind::Time,
        ValueKind::Unsigned,
    ];
    let resource = |id: u16, kind, multiple| ResourceDef {
        id: ResourceId::new(id),
        name: Cow::Borrowed("Any"),
        operations: Operations::ReadWrite,
        multiple,
        mandatory: false,
        kind: Some(kind),
        range: None,
        unit: Cow::Borrowed(""),
    };
    let single = (0..).zip(KINDS).map(|(id, kind)| resource(id, kind, false));
    let multiple = (10..).zip(KINDS).map(|(id, kind)| resource(id, kind, true));
    let mut registry = Registry::default();
    registry
        .insert(ObjectDef {
            id: object,
            name: Cow::Borrowed("Everything"),
            version: Version::INITIAL,
            multiple: true,
            mandatory: false,
            resources: single.chain(multiple).collect(),
        })
        .expect("the resources are in ascending order");
    registry
}

const OBJECT: ObjectId = ObjectId::new(3);

/// Reads TLV at every level.
pub fn tlv(data: &[u8]) {
    read(TLV, data);
}

/// Reads SenML JSON as values, paths and patches.
pub fn senml_json(data: &[u8]) {
    read(SENML_JSON, data);
    read(SENML_ETCH_JSON, data);
    read(super::JSON, data);
}

/// Reads SenML CBOR as values, paths and patches.
pub fn senml_cbor(data: &[u8]) {
    read(SENML_CBOR, data);
    read(SENML_ETCH_CBOR, data);
    read(super::CBOR, data);
}

/// Reads LwM2M CBOR at every level.
pub fn lwm2m_cbor(data: &[u8]) {
    read(LWM2M_CBOR, data);
}

/// Reads a list of links; what could be read must read the same when it is written again.
pub fn link_format(data: &[u8]) {
    let Ok(links) = super::link::parse(data, Scope::MAX_RECORDS) else {
        return;
    };
    let mut out = Vec::new();
    let mut writer = super::link::LinkWriter::new(&mut out);
    for link in &links {
        let _ = link.path();
        writer.link(link.target);
        for (name, value) in link.attributes() {
            writer.quoted(name, &value.unwrap_or_default());
        }
    }
    let again = super::link::parse(&out, Scope::MAX_RECORDS).expect("what was written can be read");
    assert_eq!(links.len(), again.len());
    for (link, again) in links.iter().zip(&again) {
        let values =
            |(name, value): (_, Option<Cow<'_, str>>)| (name, value.unwrap_or_default().into_owned());
        assert!(link.attributes().map(values).eq(again.attributes().map(values)));
    }
}

/// Reads `data` in every way the format allows and writes what was understood.
fn read(format: u16, data: &[u8]) {
    let registry = registry(OBJECT);
    let scope = Scope::new(&registry);
    let gateway = Scope {
        prefix: Some("d01"),
        ..scope
    };
    let resource = ResourcePath::literal(OBJECT.number(), 0, 12);
    let bases = [
        Path::Root,
        Path::Object(OBJECT),
        Path::Instance(OBJECT, InstanceId::new(0)),
        Path::Resource(ResourcePath::literal(OBJECT.number(), 0, 2)),
        Path::Resource(resource),
        Path::Resource(resource.with_element(1)),
    ];
    for base in bases {
        for scope in [&scope, &gateway] {
            if let Ok(decoded) = super::decode(format, base, data, scope) {
                write_again(format, base, decoded.values, scope);
            }
        }
    }
    let _ = super::decode_create(format, OBJECT, data, &scope);
    let _ = super::decode_paths(format, data, &scope);
    let _ = super::decode_patch(format, data, &scope);
}

/// Values that were read must come out the same after they were written and read once more.
fn write_again(format: u16, base: Path, mut values: Vec<(ResourcePath, Value)>, scope: &Scope<'_>) {
    // Neither equal to themselves nor expressible in JSON.
    values.retain(|(_, value)| !matches!(value, Value::Float(number) if !number.is_finite()));
    values.sort_by_key(|(path, _)| *path);
    let records: Vec<_> = values
        .iter()
        .map(|(path, value)| Record {
            path: *path,
            value,
            time: None,
        })
        .collect();
    let content = Content {
        prefix: scope.prefix,
        ..Content::new(base, &records)
    };
    let mut out = Vec::new();
    if records.is_empty() || super::encode(format, &content, &mut out).is_err() {
        return;
    }
    let again = super::decode(format, base, &out, scope).expect("what was written can be read");
    assert_eq!(values, again.values);
}
