//! Writes and reads the example device of OMA LwM2M core 1.2.1 §7.5.

use std::borrow::Cow;
use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use gatewayd_lwm2m::format::{Content, Record, SENML_CBOR, SENML_JSON, Scope, TLV, decode, encode};
use objects::{
    InstanceId, ObjectDef, ObjectId, Operations, Path, Registry, ResourceDef, ResourceId, ResourcePath,
    Value, ValueKind, Version,
};

const DEVICE: ObjectId = ObjectId::new(3);

fn registry() -> Registry {
    let resource = |(id, kind, multiple): (u16, ValueKind, bool)| ResourceDef {
        id: ResourceId::new(id),
        name: Cow::Borrowed(""),
        operations: Operations::ReadWrite,
        multiple,
        mandatory: false,
        kind: Some(kind),
        range: None,
        unit: Cow::Borrowed(""),
    };
    let texts = [0, 1, 2, 3, 14, 16].map(|id| (id, ValueKind::String, false));
    let lists = [6, 7, 8, 11].map(|id| (id, ValueKind::Integer, true));
    let numbers = [9, 10].map(|id| (id, ValueKind::Integer, false));
    let mut rows = [&texts[..], &lists, &numbers, &[(13, ValueKind::Time, false)]].concat();
    rows.sort_by_key(|(id, ..)| *id);
    let mut registry = Registry::default();
    registry
        .insert(ObjectDef {
            id: DEVICE,
            name: Cow::Borrowed("Device"),
            version: Version::INITIAL,
            multiple: false,
            mandatory: true,
            resources: rows.into_iter().map(resource).collect(),
        })
        .expect("sorted just before");
    registry
}

fn values() -> Vec<(ResourcePath, Value)> {
    let text = |id, text: &str| (ResourcePath::literal(3, 0, id), Value::String(text.to_owned()));
    let number = |id, number| (ResourcePath::literal(3, 0, id), Value::Integer(number));
    let element = |id, element, number| {
        let path = ResourcePath::literal(3, 0, id).with_element(element);
        (path, Value::Integer(number))
    };
    vec![
        text(0, "Open Mobile Alliance"),
        text(1, "Lightweight M2M Client"),
        text(2, "345000123"),
        text(3, "1.0"),
        element(6, 0, 1),
        element(6, 1, 5),
        element(7, 0, 3800),
        element(7, 1, 5000),
        element(8, 0, 125),
        element(8, 1, 900),
        number(9, 100),
        number(10, 15),
        element(11, 0, 0),
        (ResourcePath::literal(3, 0, 13), Value::Time(1_367_491_215)),
        text(14, "+02:00"),
        text(16, "U"),
    ]
}

fn device(criterion: &mut Criterion) {
    let registry = registry();
    let scope = Scope::new(&registry);
    let values = values();
    let records: Vec<_> = values
        .iter()
        .map(|(path, value)| Record {
            path: *path,
            value,
            time: None,
        })
        .collect();
    let base = Path::Instance(DEVICE, InstanceId::new(0));
    let content = Content::new(base, &records);
    for (name, format) in [
        ("tlv", TLV),
        ("senml_cbor", SENML_CBOR),
        ("senml_json", SENML_JSON),
    ] {
        let mut out = Vec::with_capacity(512);
        criterion.bench_function(&format!("encode/{name}"), |bencher| {
            bencher.iter(|| {
                out.clear();
                encode(format, black_box(&content), &mut out).expect("the device can be written");
                out.len()
            });
        });
        criterion.bench_function(&format!("decode/{name}"), |bencher| {
            bencher.iter(|| decode(format, base, black_box(&out), &scope).expect("the device can be read"));
        });
    }
}

criterion_group!(benches, device);
criterion_main!(benches);
