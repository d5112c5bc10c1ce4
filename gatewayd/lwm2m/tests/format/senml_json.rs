//! SenML JSON.

use gatewayd_lwm2m::format::{Content, DecodeError, Record, SENML_JSON, Scope, decode, encode, encode_parts};
use objects::{InvalidPath, Path, Value};

use crate::support::*;

/// OMA LwM2M core 1.2.1 §7.5.5, Read /3/0.
const DEVICE: &str = concat!(
    r#"[{"bn":"/3/0/","n":"0","vs":"Open Mobile Alliance"},{"n":"1","vs":"Lightweight M2M Client"},"#,
    r#"{"n":"2","vs":"345000123"},{"n":"3","vs":"1.0"},{"n":"6/0","v":1},{"n":"6/1","v":5},{"n":"7/0","v":3800},"#,
    r#"{"n":"7/1","v":5000},{"n":"8/0","v":125},{"n":"8/1","v":900},{"n":"9","v":100},{"n":"10","v":15},"#,
    r#"{"n":"11/0","v":0},{"n":"13","v":1367491215},{"n":"14","vs":"+02:00"},{"n":"16","vs":"U"}]"#
);

#[test]
fn the_published_examples_are_written_and_read() {
    assert_both_ways(SENML_JSON, "/3/0", &example_device(), DEVICE.as_bytes());
    // OMA LwM2M core 1.2.1 §7.5.5, Bootstrap-Read /2.
    let access = values(&[
        ("/2/0/0", int(1)),
        ("/2/0/1", int(0)),
        ("/2/0/2/127", int(7)),
        ("/2/0/3", int(127)),
        ("/2/2/0", int(3)),
        ("/2/2/1", int(0)),
        ("/2/2/2/127", int(7)),
        ("/2/2/2/310", int(7)),
        ("/2/2/3", int(127)),
    ]);
    let payload = concat!(
        r#"[{"bn":"/2/","n":"0/0","v":1},{"n":"0/1","v":0},{"n":"0/2/127","v":7},{"n":"0/3","v":127},"#,
        r#"{"n":"2/0","v":3},{"n":"2/1","v":0},{"n":"2/2/127","v":7},{"n":"2/2/310","v":7},{"n":"2/3","v":127}]"#
    );
    assert_both_ways(SENML_JSON, "/2", &access, payload.as_bytes());
    // OMA LwM2M core 1.2.1 §7.5.5, the answer to a Read-Composite.
    let composite = values(&[
        ("/3/0/0", text("Open Mobile Alliance")),
        ("/3/0/9", int(95)),
        ("/1/0/1", int(86_400)),
    ]);
    let payload =
        r#"[{"n":"/3/0/0","vs":"Open Mobile Alliance"},{"n":"/3/0/9","v":95},{"n":"/1/0/1","v":86400}]"#;
    assert_both_ways(SENML_JSON, "/", &composite, payload.as_bytes());
    // OMA LwM2M core 1.2.1 §6.4.6, Send.
    let sent = values(&[
        ("/6/0/0", Value::Float(43.61092)),
        ("/6/0/1", Value::Float(3.87723)),
        ("/4/0/2", int(-49)),
    ]);
    let payload = r#"[{"n":"/6/0/0","v":43.61092},{"n":"/6/0/1","v":3.87723},{"n":"/4/0/2","v":-49}]"#;
    assert_both_ways(SENML_JSON, "/", &sent, payload.as_bytes());
}

#[test]
fn a_write_of_array_elements_is_read() {
    // OMA LwM2M core 1.2.1 §7.5.5, Write /34/0/1.
    let payload = r#"[{"n":"/34/0/1/1","vs":"Yellow"},{"n":"/34/0/1/3","vs":"Blue"}]"#;
    let colours = values(&[("/34/0/1/1", text("Yellow")), ("/34/0/1/3", text("Blue"))]);
    assert_eq!(read(SENML_JSON, "/34/0/1", payload.as_bytes()), Ok(colours));
}

#[test]
fn object_links_are_read_in_decimal_and_in_the_hexadecimal_of_the_example() {
    // OMA LwM2M core 1.2.1 §7.5.5, Read /65/0 with the instances it links to.
    let payload = concat!(
        r#"[{"bn":"/","n":"65/0/0/0","vlo":"66:0"},{"n":"65/0/0/1","vlo":"66:1"},"#,
        r#"{"n":"65/0/1","vs":"8613800755500"},{"n":"65/0/2","v":1},{"n":"66/0/0","vs":"myService1"},"#,
        r#"{"n":"66/1/2","vlo":"FFFF:FFFF"}]"#
    );
    let linked = values(&[
        ("/65/0/0/0", link(66, 0)),
        ("/65/0/0/1", link(66, 1)),
        ("/65/0/1", text("8613800755500")),
        ("/65/0/2", int(1)),
        ("/66/0/0", text("myService1")),
        ("/66/1/2", link(65535, 65535)),
    ]);
    assert_eq!(read(SENML_JSON, "/", payload.as_bytes()), Ok(linked));
}

#[test]
fn the_base_name_may_end_anywhere() {
    let elements = values(&[("/3/0/7/0", int(3800))]);
    for payload in [
        r#"[{"bn":"/3/0/","n":"7/0","v":3800}]"#,
        r#"[{"bn":"/3/0","n":"/7/0","v":3800}]"#,
        r#"[{"bn":"/","n":"3/0/7/0","v":3800}]"#,
        r#"[{"bn":"/3/0/7/0","v":3800}]"#,
        r#"[{"n":"/3/0/7/0","v":3800}]"#,
        r#"[{"v":3800,"n":"0/7/0","bn":"/3/"}]"#,
        " [ { \"bn\" : \"\\u002f3/0/\" ,\n \"n\" : \"7\\/0\" , \"v\" : 3.8e3 } ] ",
    ] {
        assert_eq!(
            read(SENML_JSON, "/3/0/7", payload.as_bytes()),
            Ok(elements.clone()),
            "{payload}"
        );
    }
}

#[test]
fn a_read_of_a_single_value_has_all_in_its_base_name() {
    let maker = values(&[("/3/0/0", text("A \"quoted\" \\ name\n\u{1}€"))]);
    let payload = "[{\"bn\":\"/3/0/0\",\"vs\":\"A \\\"quoted\\\" \\\\ name\\n\\u0001€\"}]";
    assert_eq!(written(SENML_JSON, "/3/0/0", &maker).unwrap(), payload.as_bytes());
    assert_eq!(read(SENML_JSON, "/3/0/0", payload.as_bytes()), Ok(maker));
    let element = values(&[("/3/0/7/1", int(5000))]);
    assert_both_ways(
        SENML_JSON,
        "/3/0/7/1",
        &element,
        br#"[{"bn":"/3/0/7/1","v":5000}]"#,
    );
    assert_both_ways(
        SENML_JSON,
        "/3/0/7",
        &element,
        br#"[{"bn":"/3/0/7/","n":"1","v":5000}]"#,
    );
    assert_both_ways(SENML_JSON, "/3/0/7", &values(&[]), b"[]");
}

#[test]
fn every_kind_has_its_field() {
    let payload = concat!(
        r#"[{"bn":"/9999/0/","n":"0","vs":"hi"},{"n":"1","v":-5},{"n":"2","v":22.5},{"n":"3","vb":true},"#,
        r#"{"n":"4","vd":"AQIDBAU"},{"n":"5","v":1367491215},{"n":"6","vlo":"66:0"}]"#
    );
    assert_both_ways(SENML_JSON, "/9999/0", &all_kinds(), payload.as_bytes());
}

fn one(id: u16, field: &str) -> Result<Value, DecodeError> {
    let payload = format!(r#"[{{"n":"/9999/0/{id}",{field}}}]"#);
    read(SENML_JSON, "/9999/0", payload.as_bytes()).map(|mut values| values.remove(0).1)
}

#[test]
fn numbers_are_exact_in_every_notation() {
    for (id, field, value) in [
        (1, r#""v":1e3"#, int(1000)),
        (1, r#""v":1000.0"#, int(1000)),
        (1, r#""v":9007199254740993"#, int(9_007_199_254_740_993)),
        (1, r#""v":9007199254740993.0"#, int(9_007_199_254_740_993)),
        (1, r#""v":-9223372036854775808"#, int(i64::MIN)),
        (7, r#""v":18446744073709551615"#, Value::Unsigned(u64::MAX)),
        (2, r#""v":5"#, Value::Float(5.0)),
        (1, r#""v":-0"#, int(0)),
        (4, r#""vd":"AQIDBAU=""#, Value::Opaque(vec![1, 2, 3, 4, 5])),
        (4, r#""vd":"+/8""#, Value::Opaque(vec![0xfb, 0xff])),
    ] {
        assert_eq!(one(id, field), Ok(value), "{field}");
    }
}

#[test]
fn the_base_value_is_added() {
    let payload = concat!(
        r#"[{"bn":"/9999/0/","bv":9007199254740992,"n":"1","v":1},{"n":"7"},"#,
        r#"{"bv":20,"n":"2","v":2.5},{"n":"0","vs":"a"}]"#
    );
    let sums = values(&[
        ("/9999/0/1", int(9_007_199_254_740_993)),
        ("/9999/0/7", Value::Unsigned(9_007_199_254_740_992)),
        ("/9999/0/2", Value::Float(22.5)),
        ("/9999/0/0", text("a")),
    ]);
    assert_eq!(read(SENML_JSON, "/9999/0", payload.as_bytes()), Ok(sums));
}

#[test]
fn fields_without_meaning_here_are_ignored() {
    for fields in [
        r#""v":1,"u":"Cel","bu":"K","s":3,"bs":0,"ut":60,"bver":10,"t":-5,"bt":1700000000.5"#,
        r#""v":1,"x":{"_":[{"n":1}],"y":null},"":0"#,
    ] {
        assert_eq!(one(1, fields), Ok(int(1)), "{fields}");
    }
}

#[test]
fn records_that_say_too_little_or_too_much_are_refused() {
    let record = 0;
    for (field, error) in [
        (r#""v":1,"vs":"a""#, DecodeError::Repeated { record }),
        (r#""v":1,"v":2"#, DecodeError::Repeated { record }),
        (r#""v":1,"n":"/9999/0/1""#, DecodeError::Repeated { record }),
        (r#""s":1"#, DecodeError::NoValue { record }),
        (r#""v":null"#, DecodeError::Null(path("/9999/0/1"))),
        (r#""v":1,"bver":11"#, DecodeError::Extension { record }),
        (r#""v":1,"x_":1"#, DecodeError::Extension { record }),
    ] {
        assert_eq!(one(1, field), Err(error), "{field}");
    }
}

#[test]
fn values_of_another_kind_are_refused() {
    for (id, field) in [
        (1, r#""v":22.5"#),
        (1, r#""v":9223372036854775808"#),
        (1, r#""vs":"1""#),
        (1, r#""vb":true"#),
        (0, r#""v":1"#),
        (0, r#""vlo":"1:1""#),
        (3, r#""v":1"#),
        (4, r#""vs":"AQ""#),
        (6, r#""vlo":"1""#),
        (7, r#""v":-1"#),
    ] {
        let refused = one(id, field);
        assert!(
            matches!(refused, Err(DecodeError::Value { .. })),
            "{field}: {refused:?}"
        );
    }
}

#[test]
fn what_is_no_pack_is_refused_with_the_place() {
    for (payload, offset) in [
        ("", 0),
        ("{}", 0),
        ("[1]", 1),
        ("[", 0),
        (r#"[{"n":"/3/0/9","v":1}"#, 20),
        (r#"[{"n":"/3/0/9","v":"1"}]"#, 21),
        ("[{\"n\":\"/3/0/9\",\n\"v\":01}]", 20),
        (r#"[{"n":"/3/0/9","v":1e999}]"#, 24),
        (r#"[{"n":"/3/0/9","vd":"A"}]"#, 22),
        (r#"[{"n":"/3/0/9","v":1}]]"#, 22),
    ] {
        let refused = read(SENML_JSON, "/3/0", payload.as_bytes());
        let Err(DecodeError::Malformed { offset: found }) = refused else {
            panic!("{payload}: {refused:?}");
        };
        assert!(found.abs_diff(offset) <= 1, "{payload}: {found}");
    }
    let invalid = [br#"[{"n":"/3/0/0","vs":""#.as_slice(), b"\xff\"}]"].concat();
    assert!(matches!(
        read(SENML_JSON, "/3/0", &invalid),
        Err(DecodeError::Malformed { .. })
    ));
    let nested = "[".repeat(100_000);
    let deep = format!(r#"[{{"n":"/3/0/9","v":1,"x":{nested}"#);
    assert!(matches!(
        read(SENML_JSON, "/3/0", deep.as_bytes()),
        Err(DecodeError::Malformed { .. })
    ));
}

#[test]
fn names_must_be_paths_within_the_request() {
    let at = |base: &str, name: &str| {
        let payload = format!(r#"[{{"n":"{name}","v":1}}]"#);
        read(SENML_JSON, base, payload.as_bytes()).unwrap_err()
    };
    let invalid = |source| DecodeError::Path { record: 0, source };
    assert_eq!(at("/3/0", "3/0/9"), invalid(InvalidPath::NoLeadingSlash));
    assert_eq!(at("/3/0", ""), invalid(InvalidPath::NoLeadingSlash));
    assert_eq!(at("/3/0", "/3/0/09"), invalid(InvalidPath::NotANumber));
    assert_eq!(at("/3/0", "/3/0/9/"), invalid(InvalidPath::NotANumber));
    assert_eq!(at("/3/0", "/3/0/65535"), invalid(InvalidPath::Reserved));
    assert_eq!(at("/3/0", "/3/0/7/0/0"), invalid(InvalidPath::TooDeep));
    assert_eq!(at("/3/0", "/3/1/9"), DecodeError::Outside(path("/3/1/9")));
    assert_eq!(at("/3/0/9", "/3/0/10"), DecodeError::Outside(path("/3/0/10")));
    assert_eq!(at("/3/0", "/3/0"), DecodeError::Level(path("/3/0")));
    assert_eq!(at("/3/0", "/3/0/7"), DecodeError::Nesting(path("/3/0/7")));
    assert_eq!(at("/3/0", "/3/0/9/0"), DecodeError::Nesting(path("/3/0/9/0")));
    assert_eq!(at("/3/0", "/d01/3/0/9"), DecodeError::Prefix { record: 0 });
}

#[test]
fn names_that_occur_twice_are_refused() {
    let payload = r#"[{"bn":"/3/0/","n":"10","v":1},{"n":"9","v":1},{"n":"10","v":1}]"#;
    let twice = read(SENML_JSON, "/3/0", payload.as_bytes());
    assert_eq!(twice, Err(DecodeError::Duplicate(resource("/3/0/10"))));
    // OMA LwM2M core 1.2.1 §7.5.5, a history: it is sent by clients, never written by servers.
    let history = r#"[{"bn":"/72/","bt":25462634,"n":"1/2","v":22.4,"t":-5},{"n":"1/2","v":22.9,"t":-30},{"n":"1/2","v":24.1,"t":-50}]"#;
    let twice = read(SENML_JSON, "/72", history.as_bytes());
    assert_eq!(twice, Err(DecodeError::Duplicate(resource("/72/1/2"))));
    // Generated from the rules of RFC 8428 §4.5: no record has a name of its own.
    let history = r#"[{"bn":"/3303/0/5700","bt":1700000000,"v":22.5},{"t":10,"v":22.6},{"t":20,"v":22.4}]"#;
    let twice = read(SENML_JSON, "/3303/0", history.as_bytes());
    assert_eq!(twice, Err(DecodeError::Duplicate(resource("/3303/0/5700"))));
}

/// RFC 8428 §4.1: base fields hold within one pack.
#[test]
fn a_pack_says_nothing_about_the_next() {
    let first = br#"[{"bn":"/9999/0/","bv":5,"n":"1","v":1}]"#;
    assert_eq!(
        read(SENML_JSON, "/9999/0", first),
        Ok(values(&[("/9999/0/1", int(6))]))
    );
    let second = read(SENML_JSON, "/9999/0", br#"[{"n":"1","v":1}]"#);
    let source = InvalidPath::NoLeadingSlash;
    assert_eq!(second, Err(DecodeError::Path { record: 0, source }));
    let second = read(SENML_JSON, "/9999/0", br#"[{"n":"/9999/0/1","v":1}]"#);
    assert_eq!(second, Ok(values(&[("/9999/0/1", int(1))])));
}

/// Generated from the rules of RFC 8428 §4.5.
#[test]
fn a_history_counts_from_its_first_time() {
    let list = values(&[
        ("/3303/0/5700", Value::Float(22.5)),
        ("/3303/0/5700", Value::Float(22.6)),
        ("/3303/0/5700", Value::Float(22.4)),
        ("/3303/0/5700", Value::Float(22.0)),
    ]);
    let mut records = records(&list);
    for (record, time) in records
        .iter_mut()
        .zip([1_700_000_000.0, 1_700_000_010.0, 1_700_000_019.5, 1.7e9])
    {
        record.time = Some(time);
    }
    let mut out = Vec::new();
    encode(
        SENML_JSON,
        &Content::new(path("/3303/0/5700"), &records),
        &mut out,
    )
    .unwrap();
    let payload =
        r#"[{"bn":"/3303/0/5700","bt":1700000000,"v":22.5},{"v":22.6,"t":10},{"v":22.4,"t":19.5},{"v":22}]"#;
    assert_eq!(show(&out), payload);
}

#[test]
fn times_are_absolute_when_some_records_have_none() {
    let list = values(&[
        ("/3303/0/5700", Value::Float(1.5)),
        ("/3303/1/5700", Value::Float(2.5)),
    ]);
    let mut records = records(&list);
    records[0].time = Some(1_700_000_000.25);
    let mut out = Vec::new();
    encode(SENML_JSON, &Content::new(Path::Root, &records), &mut out).unwrap();
    let payload = r#"[{"n":"/3303/0/5700","v":1.5,"t":1700000000.25},{"n":"/3303/1/5700","v":2.5}]"#;
    assert_eq!(show(&out), payload);
}

#[test]
fn devices_behind_the_gateway_have_their_prefix() {
    let list = values(&[("/3303/0/5700", Value::Float(22.1))]);
    let records = records(&list);
    let device = Content {
        prefix: Some("d01"),
        ..Content::new(path("/3303/0"), &records)
    };
    let mut out = Vec::new();
    encode(SENML_JSON, &device, &mut out).unwrap();
    // OMA LwM2M gateway 1.1.1 §10.
    assert_eq!(show(&out), r#"[{"bn":"/d01/3303/0/","n":"5700","v":22.1}]"#);
    let registry = registry();
    let scope = Scope {
        prefix: Some("d01"),
        ..Scope::new(&registry)
    };
    assert_eq!(
        decode(SENML_JSON, path("/3303/0"), &out, &scope).unwrap().values,
        list
    );
    for name in ["/d02/3303/0/5700", "/d011/3303/0/5700", "/3303/0/5700"] {
        let payload = format!(r#"[{{"n":"{name}","v":1}}]"#);
        let other = decode(SENML_JSON, path("/3303/0"), payload.as_bytes(), &scope);
        assert_eq!(other, Err(DecodeError::Prefix { record: 0 }), "{name}");
    }
}

#[test]
fn composite_content_of_several_devices_is_one_pack() {
    let list = values(&[("/3303/0/5700", Value::Float(22.5)), ("/3/0/9", int(100))]);
    let records = records(&list);
    let (sensor, own) = records.split_at(1);
    let parts = [
        Content {
            prefix: Some("d01"),
            ..Content::new(Path::Root, sensor)
        },
        Content::new(Path::Root, own),
    ];
    let mut out = Vec::new();
    encode_parts(SENML_JSON, &parts, &mut out).unwrap();
    let payload = r#"[{"bn":"/d01/","n":"3303/0/5700","v":22.5},{"bn":"/","n":"3/0/9","v":100}]"#;
    assert_eq!(show(&out), payload);
}

#[test]
fn numbers_that_json_does_not_know_are_left_out() {
    let list = values(&[
        ("/9999/0/2", Value::Float(f64::NAN)),
        ("/9999/0/5700", Value::Float(1.0)),
    ]);
    let payload = written(SENML_JSON, "/9999/0", &list).unwrap();
    assert_eq!(show(&payload), r#"[{"bn":"/9999/0/","n":"5700","v":1}]"#);
    assert_eq!(
        written(SENML_JSON, "/9999/0/2", &list[..1].to_vec()).unwrap(),
        b"[]"
    );
}

#[test]
fn more_records_than_allowed_are_refused() {
    let registry = registry();
    let scope = Scope {
        max_records: 1,
        ..Scope::new(&registry)
    };
    let payload = br#"[{"n":"/3/0/9","v":1},{"n":"/3/0/10","v":1}]"#;
    assert_eq!(
        decode(SENML_JSON, path("/3/0"), payload, &scope),
        Err(DecodeError::TooMany(1))
    );
}

#[test]
fn a_write_to_an_executable_is_left_to_the_caller_to_refuse() {
    let payload = br#"[{"n":"/3/0/4","vs":"now"}]"#;
    assert_eq!(
        read(SENML_JSON, "/3/0", payload),
        Ok(values(&[("/3/0/4", text("now"))]))
    );
}

#[test]
fn what_is_written_comes_after_what_was_there() {
    let list = values(&[("/3/0/9", int(100))]);
    let record = Record {
        path: list[0].0,
        value: &list[0].1,
        time: None,
    };
    let mut out = b"before".to_vec();
    encode(SENML_JSON, &Content::new(path("/3/0/9"), &[record]), &mut out).unwrap();
    assert_eq!(show(&out), r#"before[{"bn":"/3/0/9","v":100}]"#);
}
