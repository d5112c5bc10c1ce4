//! LwM2M CBOR.

use gatewayd_lwm2m::format::{
    Content, DecodeError, Decoded, EncodeError, LWM2M_CBOR, Record, Scope, decode, encode, encode_parts,
};
use objects::{InvalidPath, Path, Value};

use crate::support::*;

/// OMA LwM2M core 1.2.1 §7.5.7, Read /3/0.
const DEVICE: &str = "a1820300ad00744f70656e204d6f62696c6520416c6c69616e636501764c69676874776569676874204d324d2043\
    6c69656e7402693334353030303132330363312e3006a20001010507a200190ed80119138808a200187d011903840918640a0f0ba1\
    00000d1a5182428f0e662b30323a3030106155";

#[test]
fn the_published_examples_are_written_and_read() {
    assert_eq!(hex(DEVICE).len(), 118);
    assert_both_ways(LWM2M_CBOR, "/3/0", &example_device(), &hex(DEVICE));
    // OMA LwM2M core 1.2.1 §7.5.7, Read /3/0/0 in its two forms.
    let maker = values(&[("/3/0/0", text("Open Mobile Alliance"))]);
    let flat = hex("a183030000744f70656e204d6f62696c6520416c6c69616e6365");
    let nested = hex("a103a100a100744f70656e204d6f62696c6520416c6c69616e6365");
    assert_both_ways(LWM2M_CBOR, "/3/0/0", &maker, &flat);
    assert_eq!(read(LWM2M_CBOR, "/3/0/0", &nested), Ok(maker));
    // OMA LwM2M core 1.2.1 §7.5.7, Read /3/0/6.
    let sources = values(&[("/3/0/6/0", int(1)), ("/3/0/6/1", int(5))]);
    assert_both_ways(LWM2M_CBOR, "/3/0/6", &sources, &hex("a183030006a200010105"));
    // OMA LwM2M core 1.2.1 §7.5.7, Read /1.
    let server = |instance: u16, id, period, stores| {
        let at = |resource: u16| resource_path(1, instance, resource);
        [
            (at(0), int(id)),
            (at(1), int(86_400)),
            (at(2), int(period)),
            (at(3), int(6000)),
            (at(5), int(86_400)),
            (at(6), Value::Boolean(stores)),
            (at(7), text("U")),
        ]
    };
    let servers = [server(0, 101, 300, true), server(1, 102, 600, false)].concat();
    let payload = "a101a200a7001865011a000151800219012c03191770051a0001518006f507615501a7001866011a00015180021902\
        5803191770051a0001518006f4076155";
    assert_both_ways(LWM2M_CBOR, "/1", &servers, &hex(payload));
    // OMA LwM2M core 1.2.1 §7.5.7, the answer to a Read-Composite.
    let composite = values(&[
        ("/3/0/0", text("Open Mobile Alliance")),
        ("/3/0/9", int(100)),
        ("/1/0/1", int(86_400)),
    ]);
    let payload = "a2820300a200744f70656e204d6f62696c6520416c6c69616e6365091864830100011a00015180";
    assert_both_ways(LWM2M_CBOR, "/", &composite, &hex(payload));
}

fn resource_path(object: u16, instance: u16, resource: u16) -> objects::ResourcePath {
    objects::ResourcePath::literal(object, instance, resource)
}

/// Generated from the rules of OMA LwM2M core 1.2.1 §7.5.7.
#[test]
fn every_kind_and_every_open_length_is_understood() {
    let payload = "a18219270f00a700626869012402f94da003f504450102030405051a5182428f066436363a30";
    assert_both_ways(LWM2M_CBOR, "/9999/0", &all_kinds(), &hex(payload));
    let battery = values(&[("/3/0/9", int(100))]);
    assert_eq!(read(LWM2M_CBOR, "/3/0", &hex("bf9f030009ff1864ff")), Ok(battery));
    let element = values(&[("/3/0/7/1", int(5000))]);
    assert_both_ways(LWM2M_CBOR, "/3/0/7/1", &element, &hex("a18403000701191388"));
}

#[test]
fn depths_may_be_mixed_in_one_map() {
    let payload = hex("a3 03a1820009 01 8203 00a1 0a02 83030006a2 0003 8101 04");
    let mixed = values(&[
        ("/3/0/9", int(1)),
        ("/3/0/10", int(2)),
        ("/3/0/6/0", int(3)),
        ("/3/0/6/1", int(4)),
    ]);
    assert_eq!(read(LWM2M_CBOR, "/3/0", &payload), Ok(mixed));
}

#[test]
fn nothing_is_written_for_nothing_and_read_from_an_empty_map_as_well() {
    assert_both_ways(LWM2M_CBOR, "/3/0/7", &values(&[]), &[]);
    assert_eq!(read(LWM2M_CBOR, "/3/0/7", &hex("a0")), Ok(values(&[])));
    let registry = registry();
    let empty =
        |base: &str, payload: &str| decode(LWM2M_CBOR, path(base), &hex(payload), &Scope::new(&registry));
    let expected = |at: &str| {
        Ok(Decoded {
            values: vec![],
            empty: vec![path(at)],
        })
    };
    assert_eq!(empty("/3/0/7", "a183030007a0"), expected("/3/0/7"));
    assert_eq!(empty("/3", "a1820301a0"), expected("/3/1"));
    assert_eq!(empty("/3", "a103a0"), Err(DecodeError::Nesting(path("/3"))));
    assert_eq!(
        empty("/3/0/9", "a183030009a0"),
        Err(DecodeError::Nesting(path("/3/0/9")))
    );
}

#[test]
fn devices_behind_the_gateway_have_their_prefix() {
    let list = values(&[
        ("/3/0/0", text("Company A")),
        ("/3/0/9", int(100)),
        ("/3/0/0", text("Company B")),
        ("/3/0/9", int(65)),
    ]);
    let records = records(&list);
    let (first, second) = records.split_at(2);
    let part = |prefix, records| Content {
        prefix: Some(prefix),
        ..Content::new(Path::Root, records)
    };
    let mut out = Vec::new();
    encode_parts(LWM2M_CBOR, &[part("d01", first), part("d02", second)], &mut out).unwrap();
    // OMA LwM2M gateway 1.1.1 §10.
    let payload =
        "a283636430310300a20069436f6d70616e79204109186483636430320300a20069436f6d70616e792042091841";
    assert_eq!(show(&out), show(&hex(payload)));
    assert_eq!(
        read(LWM2M_CBOR, "/3/0", &out),
        Err(DecodeError::Prefix { record: 0 })
    );

    let registry = registry();
    let scope = Scope {
        prefix: Some("d01"),
        ..Scope::new(&registry)
    };
    let at =
        |payload: &str| decode(LWM2M_CBOR, path("/3/0"), &hex(payload), &scope).map(|decoded| decoded.values);
    let battery = Ok(values(&[("/3/0/9", int(100))]));
    assert_eq!(at("a18363643031 0300 a1091864"), battery);
    assert_eq!(at("a163643031a1820300a1091864"), battery);
    assert_eq!(at("a18463643031 030009 1864"), battery);
    assert_eq!(at(payload), Err(DecodeError::Prefix { record: 2 }));
    for payload in ["a183030009 1864", "a1846364303163643031 0300a1091864"] {
        assert_eq!(at(payload), Err(DecodeError::Prefix { record: 0 }), "{payload}");
    }
}

#[test]
fn leaves_belong_to_resources() {
    let level = |at: &str| Err(DecodeError::Level(path(at)));
    assert_eq!(read(LWM2M_CBOR, "/3", &hex("a10301")), level("/3"));
    assert_eq!(read(LWM2M_CBOR, "/3", &hex("a182030001")), level("/3/0"));
    let source = InvalidPath::TooDeep;
    let deep = Err(DecodeError::Path { record: 0, source });
    assert_eq!(read(LWM2M_CBOR, "/3", &hex("a18503000600 0001")), deep);
    assert_eq!(read(LWM2M_CBOR, "/3", &hex("a103a100a106a100a10001")), deep);
    let nesting = |at: &str| Err(DecodeError::Nesting(path(at)));
    assert_eq!(read(LWM2M_CBOR, "/3", &hex("a18303000601")), nesting("/3/0/6"));
    assert_eq!(
        read(LWM2M_CBOR, "/3", &hex("a1840300090001")),
        nesting("/3/0/9/0")
    );
}

#[test]
fn paths_stay_within_the_request_and_occur_once() {
    let outside = read(LWM2M_CBOR, "/3/0", &hex("a18303010901"));
    assert_eq!(outside, Err(DecodeError::Outside(path("/3/1/9"))));
    let twice = read(LWM2M_CBOR, "/3/0", &hex("a2830300090103a100a10901"));
    assert_eq!(twice, Err(DecodeError::Duplicate(resource("/3/0/9"))));
    let null = read(LWM2M_CBOR, "/3/0", &hex("a183030009f6"));
    assert_eq!(null, Err(DecodeError::Null(path("/3/0/9"))));
    let reserved = DecodeError::Path {
        record: 0,
        source: InvalidPath::Reserved,
    };
    assert_eq!(
        read(LWM2M_CBOR, "/3/0", &hex("a18303 00 19ffff 01")),
        Err(reserved)
    );
}

#[test]
fn unknown_resources_of_an_instance_are_ignored() {
    let battery = values(&[("/3/0/9", int(100))]);
    assert_eq!(
        read(LWM2M_CBOR, "/3/0", &hex("a1820300a309186418 6301 1864a10002")),
        Ok(battery)
    );
}

#[test]
fn what_is_no_map_of_identifiers_is_refused() {
    for payload in [
        "80",
        "01",
        "a1",
        "bf",
        "bbffffffffffffffff",
        "a18001",
        "a12001",
        "a1f501",
        "a183030009",
        "a183030009 80",
        "a19f0300",
        "a11a00010000 01",
    ] {
        let refused = read(LWM2M_CBOR, "/3/0", &hex(payload));
        assert!(
            matches!(refused, Err(DecodeError::Malformed { .. })),
            "{payload}: {refused:?}"
        );
    }
    let trailing = read(LWM2M_CBOR, "/3/0", &hex("a18303000901 00"));
    assert_eq!(trailing, Err(DecodeError::Trailing { offset: 6 }));
}

#[test]
fn deep_nesting_ends_with_the_path() {
    let payload = [0xa1, 0x00].repeat(100_000);
    let source = InvalidPath::TooDeep;
    assert_eq!(
        read(LWM2M_CBOR, "/", &payload),
        Err(DecodeError::Path { record: 0, source })
    );
}

#[test]
fn lwm2m_cbor_has_no_time_stamps() {
    let list = values(&[("/3/0/9", int(100))]);
    let timed = [Record {
        time: Some(1.7e9),
        ..records(&list)[0]
    }];
    let refused = encode(LWM2M_CBOR, &Content::new(path("/3/0"), &timed), &mut Vec::new());
    assert_eq!(refused, Err(EncodeError::Timed(LWM2M_CBOR)));
}
