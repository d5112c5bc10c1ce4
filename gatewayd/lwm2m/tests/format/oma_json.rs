//! OMA JSON of LwM2M 1.0.

use gatewayd_lwm2m::format::{Content, DecodeError, EncodeError, JSON, encode};
use objects::{InvalidPath, Value};

use crate::support::*;

/// OMA LwM2M core 1.0.2 §6.4.4, Read /3/0 with the values of 1.2.1.
const DEVICE: &str = concat!(
    r#"{"bn":"/3/0/","e":[{"n":"0","sv":"Open Mobile Alliance"},{"n":"1","sv":"Lightweight M2M Client"},"#,
    r#"{"n":"2","sv":"345000123"},{"n":"3","sv":"1.0"},{"n":"6/0","v":1},{"n":"6/1","v":5},{"n":"7/0","v":3800},"#,
    r#"{"n":"7/1","v":5000},{"n":"8/0","v":125},{"n":"8/1","v":900},{"n":"9","v":100},{"n":"10","v":15},"#,
    r#"{"n":"11/0","v":0},{"n":"13","v":1367491215},{"n":"14","sv":"+02:00"},{"n":"16","sv":"U"}]}"#
);

#[test]
fn the_example_device_is_written_and_read() {
    assert_both_ways(JSON, "/3/0", &example_device(), DEVICE.as_bytes());
}

/// Generated from the rules of OMA LwM2M core 1.0.2 §6.4.4.
#[test]
fn texts_arrays_and_single_values_stand_next_to_each_other() {
    let list = values(&[
        ("/3/0/0", text("Open Mobile Alliance")),
        ("/3/0/6/0", int(1)),
        ("/3/0/16", text("U")),
    ]);
    let payload =
        r#"{"bn":"/3/0/","e":[{"n":"0","sv":"Open Mobile Alliance"},{"n":"6/0","v":1},{"n":"16","sv":"U"}]}"#;
    assert_both_ways(JSON, "/3/0", &list, payload.as_bytes());
}

#[test]
fn every_kind_has_its_field() {
    let payload = concat!(
        r#"{"bn":"/9999/0/","e":[{"n":"0","sv":"hi"},{"n":"1","v":-5},{"n":"2","v":22.5},{"n":"3","bv":true},"#,
        r#"{"n":"4","sv":"AQIDBAU="},{"n":"5","v":1367491215},{"n":"6","ov":"66:0"}]}"#
    );
    assert_both_ways(JSON, "/9999/0", &all_kinds(), payload.as_bytes());
    let battery = values(&[("/3/0/9", int(100))]);
    assert_both_ways(JSON, "/3/0/9", &battery, br#"{"bn":"/3/0/9","e":[{"v":100}]}"#);
    let nothing = values(&[]);
    assert_both_ways(JSON, "/3/0/7", &nothing, br#"{"e":[]}"#);
    let infinite = values(&[("/9999/0/2", Value::Float(f64::INFINITY))]);
    assert_eq!(show(&written(JSON, "/9999/0", &infinite).unwrap()), r#"{"e":[]}"#);
}

#[test]
fn the_base_name_may_come_last_or_not_at_all() {
    let battery = values(&[("/3/0/9", int(100))]);
    for (base, payload) in [
        ("/3/0", r#"{"e":[{"n":"9","v":100}],"bn":"/3/0/"}"#),
        ("/3/0", r#"{"e":[{"n":"9","v":100,"t":5}],"bt":7,"x":[]}"#),
        ("/3", r#"{"e":[{"n":"0/9","v":100}]}"#),
        ("/3/0/9", r#"{"e":[{"v":100}]}"#),
        ("/3/0/9", r#"{"bn":"/3/0/","e":[{"n":"9","v":100}]}"#),
    ] {
        assert_eq!(
            read(JSON, base, payload.as_bytes()),
            Ok(battery.clone()),
            "{payload}"
        );
    }
}

#[test]
fn a_history_has_one_base_time() {
    let list = values(&[("/72/1/2", Value::Float(22.4)), ("/72/1/2", Value::Float(22.9))]);
    let mut records = records(&list);
    records[0].time = Some(25_462_634.0);
    records[1].time = Some(25_462_629.0);
    let mut out = Vec::new();
    encode(JSON, &Content::new(path("/72"), &records), &mut out).unwrap();
    let payload = r#"{"bn":"/72/","bt":25462634,"e":[{"n":"1/2","v":22.4},{"n":"1/2","v":22.9,"t":-5}]}"#;
    assert_eq!(show(&out), payload);
}

#[test]
fn what_does_not_fit_is_refused() {
    let record = 0;
    for (payload, error) in [
        ("[]", DecodeError::Malformed { offset: 0 }),
        (r#"["/3/0/",[]]"#, DecodeError::Malformed { offset: 0 }),
        (r#"{"bn":"/3/0/"}"#, DecodeError::Malformed { offset: 13 }),
        (r#"{"e":[{"n":"9","v":}]}"#, DecodeError::Malformed { offset: 19 }),
        (
            r#"{"e":[{"n":"9","bv":1}]}"#,
            DecodeError::Malformed { offset: 20 },
        ),
        (
            r#"{"e":[{"n":"9","v":1,"sv":""}]}"#,
            DecodeError::Repeated { record },
        ),
        (r#"{"e":[{"n":"9"}]}"#, DecodeError::NoValue { record }),
        (
            r#"{"bn":"/3/1/","e":[{"n":"9","v":1}]}"#,
            DecodeError::Outside(path("/3/1/9")),
        ),
        (
            r#"{"bn":"3/0/","e":[{"n":"9","v":1}]}"#,
            DecodeError::Path {
                record,
                source: InvalidPath::NoLeadingSlash,
            },
        ),
        (
            r#"{"e":[{"n":"9","v":1},{"n":"9","v":1}]}"#,
            DecodeError::Duplicate(resource("/3/0/9")),
        ),
    ] {
        assert_eq!(read(JSON, "/3/0", payload.as_bytes()), Err(error), "{payload}");
    }
    assert_eq!(
        written(JSON, "/", &example_device()),
        Err(EncodeError::NotComposite(JSON))
    );
}
