//! Plain text, opaque and CBOR content: one value each.

use gatewayd_lwm2m::format::{CBOR, Content, DecodeError, EncodeError, OPAQUE, Record, TEXT, encode};
use objects::Value;

use crate::support::*;

fn at(path: &str, value: Value) -> Values {
    values(&[(path, value)])
}

/// Generated from the rules of OMA LwM2M core 1.2.1 §7.5.1, §7.5.3 and appendix C.
#[test]
fn every_kind_is_written_and_read() {
    for (path, value, text, cbor) in [
        ("/9999/0/1", int(100), "100", "1864"),
        ("/9999/0/1", int(-10), "-10", "29"),
        (
            "/9999/0/1",
            int(4_294_967_296),
            "4294967296",
            "1b0000000100000000",
        ),
        ("/9999/0/2", Value::Float(22.5), "22.5", "f94da0"),
        ("/9999/0/2", Value::Float(22.4), "22.4", "fb4036666666666666"),
        ("/9999/0/2", Value::Float(6.667e-11), "0.00000000006667", "-"),
        ("/9999/0/3", Value::Boolean(true), "1", "f5"),
        ("/9999/0/3", Value::Boolean(false), "0", "f4"),
        ("/9999/0/0", text("U"), "U", "6155"),
        ("/9999/0/0", text(""), "", "60"),
        (
            "/9999/0/4",
            Value::Opaque(vec![1, 2, 3, 4, 5]),
            "AQIDBAU=",
            "450102030405",
        ),
        (
            "/9999/0/5",
            Value::Time(1_367_491_215),
            "1367491215",
            "1a5182428f",
        ),
        ("/9999/0/6", link(66, 0), "66:0", "6436363a30"),
        (
            "/9999/0/6",
            link(65535, 65535),
            "65535:65535",
            "6b36353533353a3635353335",
        ),
        (
            "/9999/0/7",
            Value::Unsigned(u64::MAX),
            "18446744073709551615",
            "1bffffffffffffffff",
        ),
        (
            "/9999/0/1",
            int(i64::MIN),
            "-9223372036854775808",
            "3b7fffffffffffffff",
        ),
        ("/9999/0/8", text("</3/0>"), "</3/0>", "663c2f332f303e"),
        ("/3/0/7/1", int(5000), "5000", "191388"),
    ] {
        let list = at(path, value);
        assert_both_ways(TEXT, path, &list, text.as_bytes());
        if cbor != "-" {
            assert_both_ways(CBOR, path, &list, &hex(cbor));
        }
    }
}

#[test]
fn other_notations_of_numbers_are_read() {
    for (path, text, value) in [
        ("/9999/0/2", "1e3", Value::Float(1000.0)),
        ("/9999/0/2", "6.667E-11", Value::Float(6.667e-11)),
        ("/9999/0/2", "-7", Value::Float(-7.0)),
        ("/9999/0/1", "22.0", int(22)),
        ("/9999/0/4", "-_8", Value::Opaque(vec![0xfb, 0xff])),
        ("/9999/0/6", "10:03", link(10, 3)),
        ("/9999/0/6", "FFFF:FFFF", link(65535, 65535)),
    ] {
        assert_eq!(read(TEXT, path, text.as_bytes()), Ok(at(path, value)), "{text}");
    }
    for (path, bytes, value) in [
        ("/9999/0/2", "fa41b40000", Value::Float(22.5)),
        ("/9999/0/2", "fb4036800000000000", Value::Float(22.5)),
        ("/9999/0/2", "fa41b33333", Value::Float(f64::from(22.4_f32))),
        ("/9999/0/2", "1864", Value::Float(100.0)),
        ("/9999/0/2", "c48221196ab3", Value::Float(273.15)),
        ("/9999/0/1", "f94d80", int(22)),
        ("/9999/0/1", "1900ff", int(255)),
        ("/9999/0/5", "c11a5182428f", Value::Time(1_367_491_215)),
        ("/9999/0/5", "c1fb41d46090a3c0 0000", Value::Time(1_367_491_215)),
        (
            "/9999/0/5",
            "c074323031332d30352d30325431303a34303a31355a",
            Value::Time(1_367_491_215),
        ),
        ("/9999/0/5", "20", Value::Time(-1)),
        ("/9999/0/0", "7f6161626263ff", text("abc")),
        ("/9999/0/4", "5f410142 0203ff", Value::Opaque(vec![1, 2, 3])),
    ] {
        assert_eq!(read(CBOR, path, &hex(bytes)), Ok(at(path, value)), "{bytes}");
    }
}

#[test]
fn text_of_another_kind_is_refused() {
    for (path, text) in [
        ("/9999/0/1", "22.5"),
        ("/9999/0/1", " 22"),
        ("/9999/0/1", "22\n"),
        ("/9999/0/1", "+22"),
        ("/9999/0/1", ""),
        ("/9999/0/1", "9223372036854775808"),
        ("/9999/0/2", "NaN"),
        ("/9999/0/2", "1e999"),
        ("/9999/0/3", "true"),
        ("/9999/0/3", "2"),
        ("/9999/0/4", "A"),
        ("/9999/0/6", "66"),
        ("/9999/0/6", "66:0\0"),
        ("/9999/0/7", "-1"),
    ] {
        let refused = read(TEXT, path, text.as_bytes());
        assert!(
            matches!(refused, Err(DecodeError::Value { .. })),
            "{text}: {refused:?}"
        );
    }
    assert_eq!(
        read(TEXT, "/9999/0/0", b"ab\xff"),
        Err(DecodeError::Malformed { offset: 2 })
    );
}

#[test]
fn cbor_of_another_kind_is_refused() {
    for (path, bytes) in [
        ("/9999/0/1", "f94da0"),
        ("/9999/0/1", "6131"),
        ("/9999/0/1", "1bffffffffffffffff"),
        ("/9999/0/3", "01"),
        ("/9999/0/0", "4155"),
        ("/9999/0/4", "6155"),
        // A link with the end mark of C, as some servers write it.
        ("/9999/0/6", "6536363a3000"),
        ("/9999/0/7", "20"),
        ("/9999/0/1", "c101"),
    ] {
        let refused = read(CBOR, path, &hex(bytes));
        assert!(
            matches!(refused, Err(DecodeError::Value { .. })),
            "{bytes}: {refused:?}"
        );
    }
    for bytes in [
        "", "18", "61ff", "80", "a0", "c24101", "c1f97e00", "f7", "ff", "c482fb", "d9d9f701",
    ] {
        let refused = read(CBOR, "/9999/0/1", &hex(bytes));
        assert!(
            matches!(refused, Err(DecodeError::Malformed { .. })),
            "{bytes}: {refused:?}"
        );
    }
    assert_eq!(
        read(CBOR, "/9999/0/1", &hex("0101")),
        Err(DecodeError::Trailing { offset: 1 })
    );
    assert_eq!(
        read(CBOR, "/9999/0/1", &hex("f6")),
        Err(DecodeError::Null(path("/9999/0/1")))
    );
}

#[test]
fn text_is_neither_trimmed_nor_unquoted() {
    let quoted = at("/9999/0/0", text(" \"a\"\n\0"));
    assert_both_ways(TEXT, "/9999/0/0", &quoted, b" \"a\"\n\0");
}

#[test]
fn opaque_content_is_for_opaque_values_only() {
    let data = at("/9999/0/4", Value::Opaque(vec![0, 1, 0xff]));
    assert_both_ways(OPAQUE, "/9999/0/4", &data, &[0, 1, 0xff]);
    let refused = written(OPAQUE, "/9999/0/0", &at("/9999/0/0", text("a")));
    assert_eq!(refused, Err(EncodeError::NotOpaque(resource("/9999/0/0"))));
    assert!(matches!(
        read(OPAQUE, "/9999/0/0", b"a"),
        Err(DecodeError::Value { .. })
    ));
}

#[test]
fn single_values_cannot_stand_for_lists_or_instances() {
    let list = values(&[("/3/0/7/0", int(3800)), ("/3/0/7/1", int(5000))]);
    for format in [TEXT, OPAQUE, CBOR] {
        assert_eq!(
            written(format, "/3/0/7", &list),
            Err(EncodeError::NotSingle(format))
        );
        let one = values(&[("/3/0/7/0", int(3800))]);
        assert_eq!(
            written(format, "/3/0/7", &one),
            Err(EncodeError::NotSingle(format))
        );
        assert_eq!(
            written(format, "/3/0", &values(&[])),
            Err(EncodeError::NotSingle(format))
        );
    }
    for (format, payload) in [(TEXT, &b"1"[..]), (CBOR, b"\x01")] {
        assert_eq!(
            read(format, "/3/0/7", payload),
            Err(DecodeError::Nesting(path("/3/0/7")))
        );
        assert_eq!(
            read(format, "/3/0/9/0", payload),
            Err(DecodeError::Nesting(path("/3/0/9/0")))
        );
        assert_eq!(
            read(format, "/3/0", payload),
            Err(DecodeError::Level(path("/3/0")))
        );
    }
}

#[test]
fn text_and_cbor_have_no_time_and_text_no_infinity() {
    let infinite = at("/9999/0/2", Value::Float(f64::INFINITY));
    let refused = written(TEXT, "/9999/0/2", &infinite);
    assert_eq!(refused, Err(EncodeError::NotFinite(resource("/9999/0/2"))));
    assert_both_ways(CBOR, "/9999/0/2", &infinite, &hex("f97c00"));
    let timed = [Record {
        time: Some(1.7e9),
        ..records(&infinite)[0]
    }];
    for format in [TEXT, CBOR] {
        let refused = encode(format, &Content::new(path("/9999/0/2"), &timed), &mut Vec::new());
        assert_eq!(refused, Err(EncodeError::Timed(format)));
    }
}

#[test]
fn an_unknown_format_is_unsupported_in_both_directions() {
    assert_eq!(
        written(1542, "/3/0", &example_device()),
        Err(EncodeError::Unsupported(1542))
    );
    assert_eq!(read(1542, "/3/0", &[]), Err(DecodeError::Unsupported(1542)));
    assert_eq!(
        written(320, "/3/0", &example_device()),
        Err(EncodeError::Unsupported(320))
    );
    assert_eq!(read(320, "/3/0", b"[]"), Err(DecodeError::Unsupported(320)));
}
