//! SenML CBOR.

use gatewayd_lwm2m::format::{Content, DecodeError, SENML_CBOR, encode, encode_parts};
use objects::{Path, Value};

use crate::support::*;

/// OMA LwM2M core 1.2.1 §7.5.6, Read /3/0.
const DEVICE: &str = "90a321652f332f302f00613003744f70656e204d6f62696c6520416c6c69616e6365a200613103764c696768\
    74776569676874204d324d20436c69656e74a20061320369333435303030313233a20061330363312e30a20063362f300201a20063\
    362f310205a20063372f3002190ed8a20063372f3102191388a20063382f3002187da20063382f3102190384a2006139021864a200\
    623130020fa2006431312f300200a200623133021a5182428fa20062313403662b30323a3030a200623136036155";

#[test]
fn the_published_examples_are_written_and_read() {
    assert_eq!(hex(DEVICE).len(), 196);
    assert_both_ways(SENML_CBOR, "/3/0", &example_device(), &hex(DEVICE));
    // LightweightM2M-1.2-int-257.
    let payload = "83a321612f0065312f302f32021865a20065312f302f3604f5a20066332f302f31330200";
    let composite = values(&[
        ("/1/0/2", int(101)),
        ("/1/0/6", Value::Boolean(true)),
        ("/3/0/13", Value::Time(0)),
    ]);
    assert_eq!(read(SENML_CBOR, "/", &hex(payload)), Ok(composite));
}

/// Generated from the rules of RFC 8428 §6 and OMA LwM2M core 1.2.1 §7.5.6.
#[test]
fn every_kind_has_its_label() {
    let payload = "87a321682f393939392f302f00613003626869a20061310224a200613202f94da0a200613304f5a2006134084501\
        02030405a2006135021a5182428fa200613663766c6f6436363a30";
    assert_both_ways(SENML_CBOR, "/9999/0", &all_kinds(), &hex(payload));
    assert_both_ways(SENML_CBOR, "/3/0/7", &values(&[]), &hex("80"));
    let maker = values(&[("/3/0/9", int(100))]);
    assert_both_ways(SENML_CBOR, "/3/0/9", &maker, &hex("81a221662f332f302f39021864"));
}

/// Generated from the rules of RFC 8428 §6; the values are those of OMA LwM2M core 1.2.1 §7.5.5.
#[test]
fn the_history_of_the_example_has_fields_in_any_order() {
    let payload = "83a521642f37322f221a0184876a0063312f3202fb40366666666666660624a30063312f3202fb4036e6666666666\
        606381da30063312f3202fb403819999999999a063831";
    let twice = read(SENML_CBOR, "/72", &hex(payload));
    assert_eq!(twice, Err(DecodeError::Duplicate(resource("/72/1/2"))));
    let list = values(&[
        ("/72/1/2", Value::Float(22.4)),
        ("/72/1/2", Value::Float(22.9)),
        ("/72/1/2", Value::Float(24.1)),
    ]);
    let mut records = records(&list);
    for (record, time) in records.iter_mut().zip([25_462_629.0, 25_462_604.0, 25_462_584.0]) {
        record.time = Some(time);
    }
    let mut out = Vec::new();
    encode(SENML_CBOR, &Content::new(path("/72"), &records), &mut out).unwrap();
    let payload = "83a421642f37322f221a018487650063312f3202fb4036666666666666a30063312f3202fb4036e6666666666606\
        3818a30063312f3202fb403819999999999a06382c";
    assert_eq!(show(&out), show(&hex(payload)));
}

/// Generated from the rules of RFC 8428 §6 and OMA LwM2M gateway 1.1.1.
#[test]
fn one_message_carries_values_of_several_devices() {
    let list = values(&[
        ("/3303/0/5700", Value::Float(22.5)),
        ("/3303/0/5700", Value::Float(19.0)),
        ("/3/0/9", int(100)),
    ]);
    let mut records = records(&list);
    for record in &mut records {
        record.time = Some(1.7e9);
    }
    let part = |at: usize, prefix, base: &str| Content {
        prefix,
        ..Content::new(path(base), &records[at..=at])
    };
    let parts = [
        part(0, Some("d01"), "/3303/0"),
        part(1, Some("d02"), "/3303/0"),
        part(2, None, "/3/0"),
    ];
    let mut out = Vec::new();
    encode_parts(SENML_CBOR, &parts, &mut out).unwrap();
    let payload = "83a4216c2f6430312f333330332f302f221a6553f10000643537303002f94da0a3216c2f6430322f333330332f302f\
        00643537303002f94cc0a321652f332f302f006139021864";
    assert_eq!(show(&out), show(&hex(payload)));
    assert_eq!(
        read(SENML_CBOR, "/", &hex(payload)),
        Err(DecodeError::Prefix { record: 0 })
    );
}

#[test]
fn fractions_of_seconds_are_kept() {
    let list = values(&[("/72/0/2", Value::Float(1.0)), ("/72/0/2", Value::Float(2.0))]);
    let mut records = records(&list);
    records[0].time = Some(1_700_000_000.5);
    records[1].time = Some(1_700_000_000.25);
    let mut out = Vec::new();
    encode(SENML_CBOR, &Content::new(Path::Root, &records), &mut out).unwrap();
    let payload = "82a322fb41d954fc40200000 00672f37322f302f3202f93c00a300672f37322f302f3202f9400006f9b400";
    assert_eq!(show(&out), show(&hex(payload)));
}

#[test]
fn every_length_may_be_open() {
    let payload = hex("9fbf217f632f332f62302fff00613902 1864ffbf0062313002 0fffff");
    let battery = values(&[("/3/0/9", int(100)), ("/3/0/10", int(15))]);
    assert_eq!(read(SENML_CBOR, "/3/0", &payload), Ok(battery));
}

#[test]
fn unknown_labels_are_ignored_unless_they_must_be_understood() {
    // Unit, base unit, sum, update time, label 99, the text labels "x" and "vlo_".
    let payload = hex("81a700662f332f302f39021864 016143 236143 0501 0701 1863 9f01ff");
    assert_eq!(
        read(SENML_CBOR, "/3/0", &payload),
        Ok(values(&[("/3/0/9", int(100))]))
    );
    let payload = hex("81a300662f332f302f390218646178a10102");
    assert_eq!(
        read(SENML_CBOR, "/3/0", &payload),
        Ok(values(&[("/3/0/9", int(100))]))
    );
    let payload = hex("81a300662f332f302f3902186464766c6f5f01");
    assert_eq!(
        read(SENML_CBOR, "/3/0", &payload),
        Err(DecodeError::Extension { record: 0 })
    );
    let payload = hex("81a300662f332f302f39021864200b");
    assert_eq!(
        read(SENML_CBOR, "/3/0", &payload),
        Err(DecodeError::Extension { record: 0 })
    );
}

#[test]
fn records_that_say_too_little_or_too_much_are_refused() {
    let repeated = Err(DecodeError::Repeated { record: 0 });
    assert_eq!(
        read(SENML_CBOR, "/3/0", &hex("81a300662f332f302f3902010202")),
        repeated
    );
    assert_eq!(
        read(SENML_CBOR, "/3/0", &hex("81a300662f332f302f3902010461 31")),
        Err(DecodeError::Malformed { offset: 14 })
    );
    let nothing = Err(DecodeError::NoValue { record: 0 });
    assert_eq!(read(SENML_CBOR, "/3/0", &hex("81a100662f332f302f39")), nothing);
    let null = Err(DecodeError::Null(path("/3/0/9")));
    assert_eq!(read(SENML_CBOR, "/3/0", &hex("81a200662f332f302f3902f6")), null);
}

#[test]
fn what_is_no_pack_is_refused() {
    for payload in [
        "",
        "a0",
        "8101",
        "81",
        "9f",
        "9bffffffffffffffff",
        "81a100",
        "81bbffffffffffffffff00",
        "81a100f4",
        "81a14100",
        "81a200662f332f302f39026131",
        "81a200662f332f302f390861 31",
        "81a200662f332f302f390301",
        "81a200662f332f302f390261ff",
    ] {
        let refused = read(SENML_CBOR, "/3/0", &hex(payload));
        assert!(
            matches!(refused, Err(DecodeError::Malformed { .. })),
            "{payload}: {refused:?}"
        );
    }
    assert_eq!(
        read(SENML_CBOR, "/3/0", &hex("8000")),
        Err(DecodeError::Trailing { offset: 1 })
    );
}

#[test]
fn integers_are_exact_and_time_tags_are_understood() {
    let payload = hex("81a200692f393939392f302f37021bffffffffffffffff");
    let most = values(&[("/9999/0/7", Value::Unsigned(u64::MAX))]);
    assert_eq!(read(SENML_CBOR, "/9999/0", &payload), Ok(most));
    let payload = hex("81a200692f393939392f302f3502c11a5182428f");
    let time = values(&[("/9999/0/5", Value::Time(1_367_491_215))]);
    assert_eq!(read(SENML_CBOR, "/9999/0", &payload), Ok(time));
    // RFC 8428 §6: decimal fractions are allowed.
    let payload = hex("81a200692f393939392f302f3202c48221196ab3");
    let kelvin = values(&[("/9999/0/2", Value::Float(273.15))]);
    assert_eq!(read(SENML_CBOR, "/9999/0", &payload), Ok(kelvin));
}
