//! What was written reads the same, and no bytes make a reader panic.

use std::collections::BTreeMap;

use gatewayd_lwm2m::format::{
    CBOR, Content, JSON, LWM2M_CBOR, OPAQUE, SENML_CBOR, SENML_JSON, Scope, TEXT, TLV, decode, decode_patch,
    encode, fuzzing,
};
use objects::{InstanceId, ObjectId, ObjectLink, Path, ResourceId, ResourcePath, Value, ValueKind};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;

use crate::support::{Values, records, show};

const OBJECT: ObjectId = ObjectId::new(3303);

fn value(kind: ValueKind) -> BoxedStrategy<Value> {
    let text = vec(any::<char>(), 0..20).prop_map(|text| Value::String(text.into_iter().collect()));
    // Small numbers and limits come up as often as any others.
    let integer = prop_oneof![any::<i64>(), -300..300_i64, Just(i64::MIN), Just(i64::MAX)];
    match kind {
        ValueKind::Boolean => any::<bool>().prop_map(Value::Boolean).boxed(),
        ValueKind::CoreLink | ValueKind::String => text.boxed(),
        ValueKind::Float => {
            let wide = proptest::num::f64::NORMAL | proptest::num::f64::SUBNORMAL | proptest::num::f64::ZERO;
            let short = any::<f32>()
                .prop_filter("finite", |float| float.is_finite())
                .prop_map(f64::from);
            prop_oneof![wide, short, integer.prop_map(|whole| whole as f64)]
                .prop_map(Value::Float)
                .boxed()
        }
        ValueKind::Integer => integer.prop_map(Value::Integer).boxed(),
        ValueKind::ObjectLink => any::<(u16, u16)>()
            .prop_map(|(object, instance)| Value::ObjectLink(ObjectLink { object, instance }))
            .boxed(),
        ValueKind::Opaque => vec(any::<u8>(), 0..300).prop_map(Value::Opaque).boxed(),
        ValueKind::Time => integer.prop_map(Value::Time).boxed(),
        ValueKind::Unsigned => prop_oneof![any::<u64>(), 0..300_u64]
            .prop_map(Value::Unsigned)
            .boxed(),
    }
}

/// A resource that `fuzzing::registry` defines, with a value of its kind.
fn entry() -> impl Strategy<Value = (ResourcePath, Value)> {
    let registry = fuzzing::registry(OBJECT);
    let resources = registry.object(OBJECT).unwrap().resources.to_vec();
    let instance = prop_oneof![0..3_u16, 0..65535_u16];
    let element = prop_oneof![0..4_u16, 0..65535_u16];
    (instance, proptest::sample::select(resources), element).prop_flat_map(|(instance, def, element)| {
        let path = ResourcePath {
            object: OBJECT,
            instance: InstanceId::new(instance),
            resource: def.id,
            element: def.multiple.then_some(element),
        };
        value(def.kind.unwrap()).prop_map(move |value| (path, value))
    })
}

fn entries() -> impl Strategy<Value = BTreeMap<ResourcePath, Value>> {
    vec(entry(), 0..24).prop_map(|entries| entries.into_iter().collect())
}

/// The values at `base`, written and read again.
fn around(format: u16, base: Path, values: &Values) -> Result<Values, TestCaseError> {
    let records = records(values);
    let mut payload = Vec::new();
    encode(format, &Content::new(base, &records), &mut payload)
        .map_err(|error| TestCaseError::fail(error.to_string()))?;
    let registry = fuzzing::registry(OBJECT);
    decode(format, base, &payload, &Scope::new(&registry))
        .map(|decoded| decoded.values)
        .map_err(|error| TestCaseError::fail(format!("{error} in {}", show(&payload))))
}

proptest! {
    #[test]
    fn values_survive_every_format_at_every_level(entries in entries()) {
        let all: Values = entries.clone().into_iter().collect();
        let below = |base: Path| -> Values {
            all.iter().filter(|(path, _)| base.covers(&(*path).into())).cloned().collect()
        };
        let mut bases: Vec<Path> = vec![Path::Root, Path::Object(OBJECT)];
        for path in entries.keys() {
            bases.push(Path::Instance(path.object, path.instance));
            bases.push(path.without_element().into());
            bases.push((*path).into());
        }
        for base in bases {
            let values = below(base);
            for format in [TLV, SENML_JSON, SENML_CBOR, LWM2M_CBOR, JSON] {
                if base == Path::Root && matches!(format, TLV | JSON) {
                    continue;
                }
                if values.is_empty() && base.depth() > 2 {
                    continue;
                }
                prop_assert_eq!(&around(format, base, &values)?, &values, "format {} at {}", format, base);
            }
        }
    }

    #[test]
    fn single_values_survive_every_format((path, value) in entry()) {
        let values = vec![(path, value)];
        for format in [TEXT, CBOR] {
            prop_assert_eq!(&around(format, path.into(), &values)?, &values, "format {}", format);
        }
        if matches!(values[0].1, Value::Opaque(_)) {
            prop_assert_eq!(&around(OPAQUE, path.into(), &values)?, &values);
        }
    }

    #[test]
    fn integral_floats_are_read_as_integers_and_integers_as_floats(number in -(1_i64 << 53)..(1 << 53)) {
        let path = |id| ResourcePath::new(OBJECT, InstanceId::new(0), ResourceId::new(id));
        // Floats are at 2 and integers at 3.
        for (from, to) in [(2, 3), (3, 2)] {
            let written = if from == 2 { Value::Float(number as f64) } else { Value::Integer(number) };
            let wanted = if to == 2 { Value::Float(number as f64) } else { Value::Integer(number) };
            let list = vec![(path(to), written)];
            for format in [TEXT, CBOR, SENML_JSON, SENML_CBOR, LWM2M_CBOR, JSON] {
                let read = around(format, path(to).into(), &list)?;
                prop_assert_eq!(&read, &vec![(path(to), wanted.clone())], "format {}", format);
            }
        }
    }

    #[test]
    fn patches_read_what_composite_answers_write(entries in btree_map(any::<bool>(), entry(), 1..3)) {
        let values: BTreeMap<_, _> = entries.into_values().collect();
        let values: Values = values.into_iter().collect();
        let registry = fuzzing::registry(OBJECT);
        for format in [SENML_JSON, SENML_CBOR, LWM2M_CBOR] {
            let records = records(&values);
            let mut payload = Vec::new();
            encode(format, &Content::new(Path::Root, &records), &mut payload).unwrap();
            let patch = decode_patch(format, &payload, &Scope::new(&registry)).unwrap();
            let expected: Vec<_> = values.iter().cloned().map(|(path, value)| (path, Some(value))).collect();
            prop_assert_eq!(patch, expected);
        }
    }

    #[test]
    fn no_bytes_make_a_reader_panic(data in vec(any::<u8>(), 0..200)) {
        fuzz_all(&data);
    }

    #[test]
    fn no_damage_makes_a_reader_panic(
        entries in entries(),
        damage in vec((any::<proptest::sample::Index>(), any::<u8>()), 1..4),
        cut in any::<proptest::sample::Index>(),
    ) {
        let values: Values = entries.into_iter().collect();
        let records = records(&values);
        for format in [TLV, SENML_JSON, SENML_CBOR, LWM2M_CBOR, JSON] {
            let mut payload = Vec::new();
            encode(format, &Content::new(Path::Object(OBJECT), &records), &mut payload).unwrap();
            if payload.is_empty() {
                continue;
            }
            for (at, byte) in &damage {
                let at = at.index(payload.len());
                payload[at] = *byte;
            }
            fuzz_all(&payload);
            payload.truncate(cut.index(payload.len()));
            fuzz_all(&payload);
        }
    }
}

fn fuzz_all(data: &[u8]) {
    fuzzing::tlv(data);
    fuzzing::senml_json(data);
    fuzzing::senml_cbor(data);
    fuzzing::lwm2m_cbor(data);
    fuzzing::link_format(data);
}
