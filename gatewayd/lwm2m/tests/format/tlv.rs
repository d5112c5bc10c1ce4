//! OMA TLV.

use gatewayd_lwm2m::format::{
    Content, DecodeError, Decoded, EncodeError, Record, Scope, TLV, decode, encode,
};
use objects::{InvalidPath, Path, Value};

use crate::support::*;

/// OMA LwM2M core 1.2.1 §7.5.4, Read /3/0, with the missing letter of "Lightweight" put in.
const DEVICE: &str = "c800144f70656e204d6f62696c6520416c6c69616e6365c801164c69676874776569676874204d324d20436c6965\
    6e74c80209333435303030313233c303312e30860641000141010588070842000ed842011388870841007d42010384c10964c10a0f\
    830b410000c40d5182428fc60e2b30323a3030c11055";

/// OMA LwM2M core 1.2.1 §7.5.4, Read /2.
const ACCESS: &str = "08000ec10001c101008302417f07c1037f080212c10003c101008702417f0761013601c1037f";

fn access() -> Values {
    values(&[
        ("/2/0/0", int(1)),
        ("/2/0/1", int(0)),
        ("/2/0/2/127", int(7)),
        ("/2/0/3", int(127)),
        ("/2/2/0", int(3)),
        ("/2/2/1", int(0)),
        ("/2/2/2/127", int(7)),
        ("/2/2/2/310", int(1)),
        ("/2/2/3", int(127)),
    ])
}

#[test]
fn the_published_examples_are_written_and_read() {
    assert_both_ways(TLV, "/3/0", &example_device(), &hex(DEVICE));
    assert_both_ways(TLV, "/3", &example_device(), &hex(&format!("080079{DEVICE}")));
    assert_both_ways(TLV, "/2", &access(), &hex(ACCESS));
    // OMA LwM2M core 1.2.1 §7.5.4, Read /65/0.
    let linked = values(&[
        ("/65/0/0/0", link(66, 0)),
        ("/65/0/0/1", link(66, 1)),
        ("/65/0/1", text("8613800755500")),
        ("/65/0/2", int(0x1234_5678)),
    ]);
    let payload = "88000c440000420000440100420001c8010d38363133383030373535353030c40212345678";
    assert_both_ways(TLV, "/65/0", &linked, &hex(payload));
    // OMA LwM2M core 1.2.1 §7.5.4, Read /1, with the length of the instance put right.
    let server = values(&[
        ("/1/0/0", int(1)),
        ("/1/0/1", int(86_400)),
        ("/1/0/6", Value::Boolean(true)),
        ("/1/0/7", text("U")),
    ]);
    assert_both_ways(TLV, "/1", &server, &hex("08000fc10001c40100015180c10601c10755"));
    // OMA LwM2M core 1.2.1 §7.5.4, Read /66, with the lengths of the instances put right.
    let services = values(&[
        ("/66/0/0", text("myService 1")),
        ("/66/0/1", text("Internet.15.234")),
        ("/66/0/2", link(67, 0)),
        ("/66/1/0", text("myService 2")),
        ("/66/1/1", text("Internet.15.235")),
        ("/66/1/2", link(65535, 65535)),
    ]);
    let payload = "080026c8000b6d79536572766963652031c8010f496e7465726e65742e31352e323334c40200430000\
        080126c8000b6d79536572766963652032c8010f496e7465726e65742e31352e323335c402ffffffff";
    assert_both_ways(TLV, "/66", &services, &hex(payload));
}

#[test]
fn the_payloads_of_the_enabler_tests_are_written_and_read() {
    // LightweightM2M-1.2-int-215.
    let update = values(&[
        ("/1/0/2", int(101)),
        ("/1/0/3", int(1010)),
        ("/1/0/5", int(2000)),
        ("/1/0/6", Value::Boolean(true)),
        ("/1/0/7", text("U")),
    ]);
    assert_both_ways(TLV, "/1/0", &update, &hex("c10265c20303f2c20507d0c10601c10755"));
    // LightweightM2M-1.2-int-651.
    let clock = values(&[
        ("/3/0/13", Value::Time(1_367_491_215)),
        ("/3/0/14", text("+02:00")),
        ("/3/0/15", text("Europe/Paris")),
    ]);
    let payload = "c40d5182428fc60e2b30323a3030c80f0c4575726f70652f5061726973";
    assert_both_ways(TLV, "/3/0", &clock, &hex(payload));
    // LightweightM2M-1.2-int-1630, with the type of the array put right.
    let portfolio = values(&[
        ("/16/1/0/0", text("Host Device ID #2")),
        ("/16/1/0/1", text("Host Device Model #2")),
    ]);
    let payload = "08012e88002b480011486f737420446576696365204944202332\
        480114486f737420446576696365204d6f64656c202332";
    assert_both_ways(TLV, "/16", &portfolio, &hex(payload));
    // LightweightM2M-1.2-int-1202 prints this entry without its identifier.
    let malformed = read(TLV, "/3/0", &hex("c1000d02"));
    assert_eq!(malformed, Err(DecodeError::Malformed { offset: 4 }));
    let repaired = values(&[("/3/0/14", text("\u{2}"))]);
    assert_both_ways(TLV, "/3/0", &repaired, &hex("c10e02"));
}

/// Generated from the rules of OMA LwM2M core 1.2.1 §7.5.4 and appendix C: the shortest two's complement.
#[test]
fn integers_take_their_shortest_width() {
    for (value, signed, unsigned) in [
        (0, "00", "00"),
        (1, "01", "01"),
        (127, "7f", "7f"),
        (128, "0080", "80"),
        (255, "00ff", "ff"),
        (256, "0100", "0100"),
        (32_767, "7fff", "7fff"),
        (32_768, "00008000", "8000"),
        (65_535, "0000ffff", "ffff"),
        (65_536, "00010000", "00010000"),
        (2_147_483_647, "7fffffff", "7fffffff"),
        (2_147_483_648, "0000000080000000", "80000000"),
        (4_294_967_295, "00000000ffffffff", "ffffffff"),
        (-1, "ff", ""),
        (-128, "80", ""),
        (-129, "ff7f", ""),
        (-32_768, "8000", ""),
        (-32_769, "ffff7fff", ""),
        (-2_147_483_648, "80000000", ""),
    ] {
        assert_both_ways(
            TLV,
            "/9999/0/1",
            &values(&[("/9999/0/1", int(value))]),
            &entry(1, signed),
        );
        assert_both_ways(
            TLV,
            "/9999/0/5",
            &values(&[("/9999/0/5", Value::Time(value))]),
            &entry(5, signed),
        );
        if let Ok(value) = u64::try_from(value) {
            let unsigned = entry(7, unsigned);
            assert_both_ways(
                TLV,
                "/9999/0/7",
                &values(&[("/9999/0/7", Value::Unsigned(value))]),
                &unsigned,
            );
        }
    }
}

/// A resource with an identifier of one byte.
fn entry(id: u8, value: &str) -> Vec<u8> {
    let value = hex(value);
    let length = u8::try_from(value.len()).unwrap();
    let header = if length < 8 {
        vec![0xc0 | length, id]
    } else {
        vec![0xc8, id, length]
    };
    [header, value].concat()
}

/// Generated from the rules of OMA LwM2M core 1.2.1 §7.5.4.
#[test]
fn floats_take_four_bytes_only_when_these_are_exact() {
    for (value, bytes) in [
        (1.5, "3fc00000"),
        (-40.25, "c2210000"),
        (22.4, "4036666666666666"),
        (0.0, "00000000"),
        (f64::INFINITY, "7f800000"),
    ] {
        assert_both_ways(
            TLV,
            "/9999/0/2",
            &values(&[("/9999/0/2", Value::Float(value))]),
            &entry(2, bytes),
        );
    }
    for (value, bytes) in [(1.5, "3ff8000000000000"), (-40.25, "c044200000000000")] {
        let read = read(TLV, "/9999/0/2", &entry(2, bytes));
        assert_eq!(read, Ok(values(&[("/9999/0/2", Value::Float(value))])));
    }
    let single = read(TLV, "/9999/0/2", &entry(2, "41b33333"));
    assert_eq!(
        single,
        Ok(values(&[("/9999/0/2", Value::Float(f64::from(22.4_f32)))]))
    );
}

/// Generated from the rules of OMA LwM2M core 1.2.1 §7.5.4.
#[test]
fn headers_take_their_shortest_form() {
    for (length, header) in [
        (0, "c004"),
        (7, "c704"),
        (8, "c80408"),
        (255, "c804ff"),
        (256, "d0040100"),
        (65_535, "d004ffff"),
        (65_536, "d804010000"),
    ] {
        let opaque = values(&[("/9999/0/4", Value::Opaque(vec![7; length]))]);
        let payload = [hex(header), vec![7; length]].concat();
        assert_both_ways(TLV, "/9999/0/4", &opaque, &payload);
    }
    let empty = values(&[("/9999/0/256", text(""))]);
    assert_both_ways(TLV, "/9999/0/256", &empty, &hex("e00100"));
    let float = values(&[("/9999/0/5700", Value::Float(22.5))]);
    assert_both_ways(TLV, "/9999/0/5700", &float, &hex("e4164441b40000"));
}

#[test]
fn headers_longer_than_needed_are_read() {
    for payload in [
        "c10164",
        "c8010164",
        "d001000164",
        "d80100000164",
        "e1000164",
        "f800010000 0164",
        "cf010164",
    ] {
        let read = read(TLV, "/9999/0/1", &hex(payload));
        assert_eq!(read, Ok(values(&[("/9999/0/1", int(100))])), "{payload}");
    }
}

#[test]
fn a_sensor_is_read_from_doubles() {
    let read = read(TLV, "/3303/0", &hex("e81644084036800000000000 e3164543656c"));
    let sensor = values(&[
        ("/3303/0/5700", Value::Float(22.5)),
        ("/3303/0/5701", text("Cel")),
    ]);
    assert_eq!(read, Ok(sensor));
}

#[test]
fn a_value_beyond_the_longest_length_is_refused() {
    let long = values(&[("/9999/0/4", Value::Opaque(vec![0; 1 << 24]))]);
    let refused = written(TLV, "/9999/0/4", &long);
    assert_eq!(refused, Err(EncodeError::TooLong(path("/9999/0/4"))));
    assert_eq!(
        refused.unwrap_err().to_string(),
        "the value at /9999/0/4 is too long for TLV"
    );
}

#[test]
fn an_array_is_always_an_array() {
    for (base, list, payload) in [
        ("/3/0/11", &[("/3/0/11/0", int(0))][..], "830b410000"),
        (
            "/3/0/7",
            &[("/3/0/7/0", int(3800)), ("/3/0/7/1", int(5000))],
            "88070842000ed842011388",
        ),
        ("/3/0/7/1", &[("/3/0/7/1", int(5000))], "840742011388"),
    ] {
        assert_both_ways(TLV, base, &values(list), &hex(payload));
    }
    let bare = read(TLV, "/3/0/7/1", &hex("42011388"));
    assert_eq!(bare, Ok(values(&[("/3/0/7/1", int(5000))])));
}

#[test]
fn empty_instances_and_arrays_are_shown_in_their_places() {
    let list = values(&[("/3/0/9", int(100)), ("/3/2/9", int(90))]);
    let empty = ["/3/0/6", "/3/0/11", "/3/1", "/3/3/7"].map(path);
    let records = records(&list);
    let content = Content {
        empty: &empty,
        ..Content::new(path("/3"), &records)
    };
    let mut out = vec![0xaa];
    encode(TLV, &content, &mut out).unwrap();
    assert_eq!(show(&out), "aa07008006c10964800b00010302c1095a02038007");
}

#[test]
fn empty_instances_and_arrays_are_told_from_absent_ones() {
    let registry = registry();
    let scope = Scope::new(&registry);
    let expected = |empty: &str| {
        Ok(Decoded {
            values: vec![],
            empty: vec![path(empty)],
        })
    };
    assert_eq!(
        decode(TLV, path("/3/0/6"), &hex("8006"), &scope),
        expected("/3/0/6")
    );
    assert_eq!(
        decode(TLV, path("/16/0"), &hex("8000"), &scope),
        expected("/16/0/0")
    );
    assert_eq!(decode(TLV, path("/16"), &hex("0003"), &scope), expected("/16/3"));
    assert_eq!(decode(TLV, path("/16"), &[], &scope), Ok(Decoded::default()));
    assert_eq!(decode(TLV, path("/3/0"), &[], &scope), Ok(Decoded::default()));
}

#[test]
fn the_wrapper_of_an_instance_is_optional_but_must_fit() {
    let battery = values(&[("/3/0/9", int(100))]);
    assert_eq!(read(TLV, "/3/0", &hex("c10964")), Ok(battery.clone()));
    assert_eq!(read(TLV, "/3/0", &hex("0300c10964")), Ok(battery));
    assert_eq!(
        read(TLV, "/3/0", &hex("0301c10964")),
        Err(DecodeError::Outside(path("/3/1/9")))
    );
    assert_eq!(
        read(TLV, "/3/0", &hex("0300c109640300c10a64")),
        Err(DecodeError::SeveralInstances)
    );
}

#[test]
fn unknown_resources_of_an_instance_are_ignored() {
    let payload = hex("c16301 c10964 83634100ff 8063");
    assert_eq!(read(TLV, "/3/0", &payload), Ok(values(&[("/3/0/9", int(100))])));
    let refused = read(TLV, "/3/0/99", &hex("c16301"));
    assert_eq!(refused, Err(DecodeError::Undefined(resource("/3/0/99"))));
}

#[test]
fn wrong_nesting_is_refused() {
    let nesting = |at: &str| Err(DecodeError::Nesting(path(at)));
    for (base, payload, error) in [
        // Resources where instances belong, elements where resources belong and the other way round.
        ("/3", "c10964", nesting("/3")),
        ("/3/0", "410964", nesting("/3/0")),
        ("/3", "05000302c10964", nesting("/3")),
        ("/3/0/6", "8306c10001", nesting("/3/0/6")),
        // A single value for an array and an array for a single value.
        ("/3/0", "c10601", nesting("/3/0/6")),
        ("/3/0", "8309410064", nesting("/3/0/9/0")),
        ("/3/0/9", "8009", nesting("/3/0/9")),
        ("/3/0/6", "410001", nesting("/3/0/6")),
    ] {
        assert_eq!(read(TLV, base, &hex(payload)), error, "{payload} at {base}");
    }
}

#[test]
fn a_payload_stays_within_its_request() {
    let outside = |at: &str| Err(DecodeError::Outside(path(at)));
    assert_eq!(read(TLV, "/3/0/9", &hex("c10a64")), outside("/3/0/10"));
    assert_eq!(read(TLV, "/3/0/7/1", &hex("840742001388")), outside("/3/0/7/0"));
    assert_eq!(read(TLV, "/3/0/7/1", &hex("42001388")), outside("/3/0/7/0"));
    assert_eq!(read(TLV, "/3/0/9", &[]), Err(DecodeError::Empty));
}

#[test]
fn a_path_that_occurs_twice_is_refused() {
    let twice = |at: &str| Err(DecodeError::Duplicate(resource(at)));
    assert_eq!(read(TLV, "/3/0", &hex("c10964c10a01c10964")), twice("/3/0/9"));
    assert_eq!(read(TLV, "/3/0/7", &hex("8607410001410002")), twice("/3/0/7/0"));
    assert_eq!(read(TLV, "/3", &hex("0300c109640300c10901")), twice("/3/0/9"));
}

#[test]
fn values_of_another_kind_are_refused() {
    for (id, bytes) in [
        (0, "ff"),
        (1, ""),
        (1, "000001"),
        (1, "000000000000000001"),
        (2, "3fc0"),
        (2, ""),
        (3, "02"),
        (3, "0001"),
        (3, ""),
        (6, "0042"),
        (7, "00000001ff"),
    ] {
        let at = format!("/9999/0/{id}");
        let refused = read(TLV, &at, &entry(id, bytes));
        assert!(
            matches!(refused, Err(DecodeError::Value { .. })),
            "{bytes} at {at}: {refused:?}"
        );
    }
}

#[test]
fn cut_off_payloads_are_refused_at_every_byte() {
    let payload = hex(ACCESS);
    // At 16 the first instance is complete.
    for length in (1..payload.len()).filter(|length| *length != 17) {
        let refused = read(TLV, "/2", &payload[..length]);
        assert!(
            matches!(refused, Err(DecodeError::Malformed { .. })),
            "{length}: {refused:?}"
        );
    }
}

#[test]
fn the_reserved_identifier_is_refused() {
    let source = InvalidPath::Reserved;
    let refused = read(TLV, "/3/0", &hex("e1ffff64"));
    assert_eq!(refused, Err(DecodeError::Path { record: 0, source }));
}

#[test]
fn a_write_to_an_executable_is_left_to_the_caller_to_refuse() {
    let reboot = values(&[("/3/0/4", Value::Opaque(vec![1]))]);
    assert_eq!(read(TLV, "/3/0", &hex("c10401")), Ok(reboot));
}

#[test]
fn more_records_than_allowed_are_refused() {
    let registry = registry();
    let scope = Scope {
        max_records: 2,
        ..Scope::new(&registry)
    };
    let three = decode(TLV, path("/3/0"), &hex("c10964c10a01c16301"), &scope);
    assert_eq!(three, Err(DecodeError::TooMany(2)));
}

#[test]
fn tlv_is_bound_to_one_object_and_the_present() {
    let list = values(&[("/3/0/9", int(100))]);
    assert_eq!(written(TLV, "/", &list), Err(EncodeError::NotComposite(TLV)));
    assert_eq!(read(TLV, "/", &hex("c10964")), Err(DecodeError::Unsupported(TLV)));
    let record = Record {
        time: Some(1.0),
        ..records(&list)[0]
    };
    let mut out = Vec::new();
    let refused = encode(TLV, &Content::new(Path::Root, &[]), &mut out);
    assert_eq!(refused, Err(EncodeError::NotComposite(TLV)));
    let refused = encode(TLV, &Content::new(path("/3/0"), &[record]), &mut out);
    assert_eq!(refused, Err(EncodeError::Timed(TLV)));
    assert!(out.is_empty());
}
