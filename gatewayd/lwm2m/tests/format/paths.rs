//! Bodies of composite operations: lists of paths, and patches.

use gatewayd_lwm2m::format::{
    DecodeError, LWM2M_CBOR, SENML_CBOR, SENML_ETCH_CBOR, SENML_ETCH_JSON, SENML_JSON, Scope, TLV,
    decode_patch, decode_paths,
};
use objects::{InvalidPath, Path, ResourcePath, Value};

use crate::support::*;

fn paths(format: u16, payload: &[u8]) -> Result<Vec<Path>, DecodeError> {
    decode_paths(format, payload, &Scope::new(&registry()))
}

fn patch(format: u16, payload: &[u8]) -> Result<Vec<(ResourcePath, Option<Value>)>, DecodeError> {
    decode_patch(format, payload, &Scope::new(&registry()))
}

/// OMA LwM2M core 1.2.1 §7.5.5 for JSON; CBOR generated from the rules of RFC 8428 §6.
#[test]
fn lists_of_paths_are_read_in_both_notations() {
    for (names, json, cbor) in [
        (
            &["/3/0/0", "/3/0/9", "/1/0/1"][..],
            r#"[{"n":"/3/0/0"},{"n":"/3/0/9"},{"n":"/1/0/1"}]"#,
            "83a100662f332f302f30a100662f332f302f39a100662f312f302f31",
        ),
        (
            &["/4/0/0", "/4/0/1", "/4/0/2", "/6/0"],
            r#"[{"bn":"/4/0/","n":"0"},{"n":"1"},{"n":"2"},{"bn":"/6/","n":"0"}]"#,
            "84a221652f342f302f006130a1006131a1006132a221632f362f006130",
        ),
        (&["/"], r#"[{"n":"/"}]"#, "81a100612f"),
        (&["/1"], r#"[{"n":"/1"}]"#, "81a100622f31"),
        (
            &["/1/0", "/1/2"],
            r#"[{"n":"/1/0"},{"n":"/1/2"}]"#,
            "82a100642f312f30a100642f312f32",
        ),
        (
            &["/3/0/7/1"],
            r#"[{"bn":"/3/0/7/1"}]"#,
            "81a121682f332f302f372f31",
        ),
    ] {
        let expected: Vec<Path> = names.iter().map(|name| path(name)).collect();
        for format in [SENML_JSON, SENML_ETCH_JSON] {
            assert_eq!(paths(format, json.as_bytes()).as_ref(), Ok(&expected), "{json}");
        }
        for format in [SENML_CBOR, SENML_ETCH_CBOR] {
            assert_eq!(paths(format, &hex(cbor)).as_ref(), Ok(&expected), "{cbor}");
        }
    }
}

#[test]
fn lists_of_paths_have_no_values() {
    for payload in [
        r#"[{"n":"/3/0/0","v":1}]"#,
        r#"[{"n":"/3/0/0","v":null}]"#,
        r#"[{"n":"/3/0/0","bv":1}]"#,
    ] {
        for format in [SENML_JSON, SENML_ETCH_JSON] {
            let refused = paths(format, payload.as_bytes());
            assert_eq!(refused, Err(DecodeError::NotAPath { record: 0 }), "{payload}");
        }
    }
    let refused = paths(SENML_ETCH_CBOR, &hex("81a200662f332f302f300201"));
    assert_eq!(refused, Err(DecodeError::NotAPath { record: 0 }));
}

/// RFC 8790 §3.1: other fields than names, times and units are refused in a fetch pack.
#[test]
fn a_fetch_pack_has_no_other_fields() {
    let payload = br#"[{"n":"/3/0/0","x":1}]"#;
    assert_eq!(
        paths(SENML_ETCH_JSON, payload),
        Err(DecodeError::NotAPath { record: 0 })
    );
    assert_eq!(paths(SENML_JSON, payload), Ok(vec![path("/3/0/0")]));
    let payload = br#"[{"n":"/3/0/0","bt":1,"t":2,"u":"Cel","bu":"K"}]"#;
    assert_eq!(paths(SENML_ETCH_JSON, payload), Ok(vec![path("/3/0/0")]));
    let payload = hex("81a300662f332f302f300601016343656c");
    assert_eq!(paths(SENML_ETCH_CBOR, &payload), Ok(vec![path("/3/0/0")]));
    let payload = hex("81a200662f332f302f301863f5");
    assert_eq!(
        paths(SENML_ETCH_CBOR, &payload),
        Err(DecodeError::NotAPath { record: 0 })
    );
}

#[test]
fn a_list_of_paths_names_paths() {
    assert_eq!(paths(SENML_JSON, b"[]"), Err(DecodeError::Empty));
    assert_eq!(paths(SENML_CBOR, &hex("80")), Err(DecodeError::Empty));
    let invalid = |source| Err(DecodeError::Path { record: 1, source });
    let second = |name: &str| {
        paths(
            SENML_JSON,
            format!(r#"[{{"n":"/1"}},{{"n":"{name}"}}]"#).as_bytes(),
        )
    };
    assert_eq!(second("3"), invalid(InvalidPath::NoLeadingSlash));
    assert_eq!(second("/3/"), invalid(InvalidPath::NotANumber));
    assert_eq!(second("/65535"), invalid(InvalidPath::Reserved));
    assert_eq!(second("/d01/3"), Err(DecodeError::Prefix { record: 1 }));
    assert_eq!(second("/*"), invalid(InvalidPath::NotANumber));
    assert_eq!(
        paths(LWM2M_CBOR, &hex("a0")),
        Err(DecodeError::Unsupported(LWM2M_CBOR))
    );
    assert_eq!(paths(TLV, &[]), Err(DecodeError::Unsupported(TLV)));
}

#[test]
fn a_list_of_paths_of_a_device_behind_the_gateway_has_its_prefix() {
    let registry = registry();
    let scope = Scope {
        prefix: Some("d01"),
        ..Scope::new(&registry)
    };
    let payload = br#"[{"n":"/d01/3/0"},{"n":"/d01"}]"#;
    assert_eq!(
        decode_paths(SENML_JSON, payload, &scope),
        Ok(vec![path("/3/0"), Path::Root])
    );
    let scope = Scope {
        max_records: 1,
        ..scope
    };
    assert_eq!(
        decode_paths(SENML_JSON, payload, &scope),
        Err(DecodeError::TooMany(1))
    );
}

/// OMA LwM2M core 1.2.1 §7.5.5 for JSON; CBOR generated from the rules of RFC 8428 §6.
#[test]
fn patches_are_read_in_both_notations() {
    let json = br#"[{"n":"/3311/0/5850","vb":false},{"n":"/3311/1/5850","vb":false},{"n":"/3311/2/5851","v":20},{"n":"/3308/0/5900","v":18}]"#;
    let cbor = hex(
        "84a2006c2f333331312f302f3538353004f4a2006c2f333331312f312f3538353004f4a2006c2f333331312f322f353835310214\
        a2006c2f333330382f302f353930300212",
    );
    let expected: Vec<_> = values(&[
        ("/3311/0/5850", Value::Boolean(false)),
        ("/3311/1/5850", Value::Boolean(false)),
        ("/3311/2/5851", int(20)),
        ("/3308/0/5900", Value::Float(18.0)),
    ])
    .into_iter()
    .map(|(path, value)| (path, Some(value)))
    .collect();
    for format in [SENML_JSON, SENML_ETCH_JSON] {
        assert_eq!(patch(format, json).as_ref(), Ok(&expected));
    }
    for format in [SENML_CBOR, SENML_ETCH_CBOR] {
        assert_eq!(patch(format, &cbor).as_ref(), Ok(&expected));
    }
    let maps = hex("a3 190cef a2 00a11916daf4 01a11916daf4 83190cef021916db 14 83190cec0019170c 12");
    assert_eq!(patch(LWM2M_CBOR, &maps).as_ref(), Ok(&expected));
}

/// Generated from the rules of RFC 8790 §3.2.
#[test]
fn a_null_removes_an_element_in_a_patch_pack_only() {
    let json = br#"[{"n":"/16/0/0/3","v":null}]"#;
    let cbor = hex("81a200692f31362f302f302f3302f6");
    let removed = Ok(vec![(resource("/16/0/0/3"), None)]);
    assert_eq!(patch(SENML_ETCH_JSON, json), removed);
    assert_eq!(patch(SENML_ETCH_CBOR, &cbor), removed);
    let refused = Err(DecodeError::Null(path("/16/0/0/3")));
    assert_eq!(patch(SENML_JSON, json), refused);
    assert_eq!(patch(SENML_CBOR, &cbor), refused);
    assert_eq!(patch(LWM2M_CBOR, &hex("a18410000003f6")), refused);
    let whole = patch(SENML_ETCH_JSON, br#"[{"n":"/3/0/9","v":null}]"#);
    assert_eq!(whole, Err(DecodeError::Null(path("/3/0/9"))));
}

/// RFC 8790 §3.2: fields that are not known are no error, unless they must be understood.
#[test]
fn a_patch_pack_may_have_other_fields() {
    let json = br#"[{"n":"/3/0/9","v":5,"u":"%","x":[1],"s":2,"t":-3}]"#;
    let expected = vec![(resource("/3/0/9"), Some(int(5)))];
    assert_eq!(patch(SENML_ETCH_JSON, json), Ok(expected));
    let json = br#"[{"n":"/3/0/9","v":5,"x_":1}]"#;
    assert_eq!(
        patch(SENML_ETCH_JSON, json),
        Err(DecodeError::Extension { record: 0 })
    );
}

#[test]
fn values_come_before_removals_and_links_are_understood() {
    let json = br#"[{"n":"/16/0/0/3","v":null},{"n":"/66/0/2","vlo":"67:0"}]"#;
    let expected = vec![
        (resource("/66/0/2"), Some(link(67, 0))),
        (resource("/16/0/0/3"), None),
    ];
    assert_eq!(patch(SENML_ETCH_JSON, json), Ok(expected));
}

#[test]
fn a_patch_says_something_and_each_thing_once() {
    assert_eq!(patch(SENML_JSON, b"[]"), Err(DecodeError::Empty));
    assert_eq!(patch(LWM2M_CBOR, &hex("a0")), Err(DecodeError::Empty));
    let nothing = patch(SENML_ETCH_JSON, br#"[{"n":"/3/0/9"}]"#);
    assert_eq!(nothing, Err(DecodeError::NoValue { record: 0 }));
    let twice = patch(
        SENML_ETCH_JSON,
        br#"[{"n":"/16/0/0/3","v":null},{"n":"/16/0/0/3","vs":"a"}]"#,
    );
    assert_eq!(twice, Err(DecodeError::Duplicate(resource("/16/0/0/3"))));
    let unknown = patch(SENML_JSON, br#"[{"n":"/3/0/99","v":1}]"#);
    assert_eq!(unknown, Err(DecodeError::Undefined(resource("/3/0/99"))));
    let unknown = patch(SENML_JSON, br#"[{"n":"/4444/0/1","v":1}]"#);
    assert_eq!(unknown, Err(DecodeError::Undefined(resource("/4444/0/1"))));
    let instance = patch(SENML_JSON, br#"[{"n":"/3/0","v":1}]"#);
    assert_eq!(instance, Err(DecodeError::Level(path("/3/0"))));
    let array = patch(LWM2M_CBOR, &hex("a1831000 00a0"));
    assert_eq!(array, Err(DecodeError::Nesting(path("/16/0/0"))));
    assert_eq!(patch(TLV, &hex("c10964")), Err(DecodeError::Unsupported(TLV)));
}
