//! Read-Composite and Write-Composite.

use coap::{Code, ContentFormat, Method};
use lwm2m::server::{Answer, Payload};
use lwm2m::{EnablerVersion, Event};
use objects::Value;

use crate::support::{resource, text};
use crate::world::{Setup, World};

/// A FETCH of a list of paths in SenML-ETCH JSON.
#[track_caller]
fn fetch(world: &mut World, paths: &[&str]) -> Answer {
    let body = list(paths);
    world.raw(Method::Fetch, "/", |request| {
        request.with_payload(ContentFormat::SENML_ETCH_JSON, body)
    })
}

fn list(paths: &[&str]) -> String {
    let names: Vec<String> = paths.iter().map(|path| format!(r#"{{"n":"{path}"}}"#)).collect();
    format!("[{}]", names.join(","))
}

#[track_caller]
fn patch(world: &mut World, body: &str) -> Code {
    let answer = world.raw(Method::IPatch, "/", |request| {
        request.with_payload(ContentFormat::SENML_ETCH_JSON, body)
    });
    answer.code
}

fn told(answer: &Answer) -> Vec<(String, String)> {
    let values = answer.values().iter();
    values
        .map(|(path, value)| (path.to_string(), value.to_string()))
        .collect()
}

#[track_caller]
fn assert_told(answer: &Answer, expected: &[(&str, &str)]) {
    assert_eq!(answer.code, Code::CONTENT);
    let expected: Vec<_> = expected
        .iter()
        .map(|(path, value)| ((*path).to_owned(), (*value).to_owned()))
        .collect();
    assert_eq!(told(answer), expected);
}

#[test]
fn values_of_several_objects_are_read_at_once() {
    let mut world = World::registered();
    let answer = fetch(&mut world, &["/3306/0/5851", "/3/0/7", "/3303/1", "/3/0/0"]);
    assert_told(
        &answer,
        &[
            ("/3/0/0", "ACME"),
            ("/3/0/7/0", "3800"),
            ("/3/0/7/1", "5000"),
            ("/3303/1/5700", "21.5"),
            ("/3303/1/5701", "Cel"),
            ("/3306/0/5851", "10"),
        ],
    );
    assert_eq!(answer.format, Some(ContentFormat::SENML_JSON));
}

// OMA LwM2M interoperability tests leave out what is not there.
#[test]
fn what_is_not_there_or_not_readable_is_left_out() {
    let mut world = World::registered();
    let absent = [
        "/99", "/3303/7", "/3/0/4", "/3/0/1", "/3/0/0/1", "/3/0/7/9", "/3/0/9",
    ];
    assert_told(&fetch(&mut world, &absent), &[("/3/0/9", "80")]);
    assert_told(&fetch(&mut world, &["/99/0"]), &[]);
}

#[test]
fn paths_that_overlap_are_delivered_once() {
    let mut world = World::registered();
    let answer = fetch(&mut world, &["/3303/0/5700", "/3303/0", "/3303/0/5700"]);
    assert_told(&answer, &[("/3303/0/5700", "21.5"), ("/3303/0/5701", "Cel")]);
}

#[test]
fn the_root_is_everything_but_the_security_objects() {
    let mut world = World::registered();
    let answer = fetch(&mut world, &["/"]);
    assert_eq!(answer.code, Code::CONTENT);
    let told = told(&answer);
    assert!(told.iter().all(|(path, _)| !path.starts_with("/0/")), "{told:?}");
    assert!(told.iter().any(|(path, _)| path == "/19/0/0/0"), "{told:?}");
    assert_eq!(fetch(&mut world, &["/3", "/0/0/0"]).code, Code::UNAUTHORIZED);
    assert_eq!(fetch(&mut world, &["/21"]).code, Code::UNAUTHORIZED);
}

#[test]
fn the_answer_is_in_the_format_that_is_accepted_or_that_of_the_request() {
    let json = ContentFormat::SENML_JSON;
    let cbor = ContentFormat::SENML_CBOR;
    // RFC 8949: an array of one map from 0 to "/3/0/9".
    let binary = b"\x81\xa1\x00\x66/3/0/9".to_vec();
    let textual = list(&["/3/0/9"]).into_bytes();
    for (format, body, accept, expected) in [
        (json, &textual, None, json),
        (ContentFormat::SENML_ETCH_JSON, &textual, Some(cbor), cbor),
        (cbor, &binary, None, cbor),
        (ContentFormat::SENML_ETCH_CBOR, &binary, None, cbor),
        (
            ContentFormat::SENML_ETCH_CBOR,
            &binary,
            Some(ContentFormat::LWM2M_CBOR),
            ContentFormat::LWM2M_CBOR,
        ),
    ] {
        let mut world = World::registered();
        let answer = world.raw(Method::Fetch, "/", |mut request| {
            request.accept = accept;
            request.with_payload(format, body.clone())
        });
        assert_eq!(answer.format, Some(expected));
        assert_told(&answer, &[("/3/0/9", "80")]);
    }
}

#[test]
fn a_fetch_that_makes_no_sense_is_refused() {
    let etch = ContentFormat::SENML_ETCH_JSON;
    for (format, body, accept, code) in [
        (etch, "[]", None, Code::BAD_REQUEST),
        (etch, r#"[{"n":"/3/0/9","v":1}]"#, None, Code::BAD_REQUEST),
        (etch, r#"[{"n":"3/0/9"}]"#, None, Code::BAD_REQUEST),
        (etch, r#"[{"n":"/3/0/9/1/1"}]"#, None, Code::BAD_REQUEST),
        (etch, "no list", None, Code::BAD_REQUEST),
        (
            ContentFormat::LWM2M_TLV,
            "",
            None,
            Code::UNSUPPORTED_CONTENT_FORMAT,
        ),
        (
            etch,
            r#"[{"n":"/3"}]"#,
            Some(ContentFormat::LWM2M_TLV),
            Code::NOT_ACCEPTABLE,
        ),
        (etch, r#"[{"n":"/3"}]"#, Some(etch), Code::NOT_ACCEPTABLE),
    ] {
        let mut world = World::registered();
        let answer = world.raw(Method::Fetch, "/", |mut request| {
            request.accept = accept;
            request.with_payload(format, body)
        });
        assert_eq!(answer.code, code, "{body} {accept:?}");
    }
    let mut world = World::registered();
    let answer = world.raw(Method::Fetch, "/3", |request| {
        request.with_payload(ContentFormat::SENML_ETCH_JSON, list(&["/3"]))
    });
    assert_eq!(answer.code, Code::METHOD_NOT_ALLOWED);
    let answer = world.raw(Method::Fetch, "/", |request| request);
    assert_eq!(answer.code, Code::BAD_REQUEST);
}

#[test]
fn a_server_of_the_first_enabler_has_no_composite_operations() {
    let mut world = World::registered_with(Setup {
        version: EnablerVersion::V1_0,
        ..Setup::default()
    });
    assert_eq!(fetch(&mut world, &["/3"]).code, Code::METHOD_NOT_ALLOWED);
    let body = r#"[{"n":"/3306/0/5850","vb":true}]"#;
    assert_eq!(patch(&mut world, body), Code::METHOD_NOT_ALLOWED);
    assert!(world.events.is_empty());
}

#[test]
fn values_of_several_objects_are_written_at_once_and_in_order() {
    let mut world = World::registered();
    let body = r#"[{"n":"/3306/0/5851","v":20},{"n":"/1/0/1","v":600},{"n":"/16/0/0/5","vs":"Blue"}]"#;
    assert_eq!(patch(&mut world, body), Code::CHANGED);
    let Some((_, Event::WriteComposite { values, removed, .. })) = world.events.first() else {
        panic!("{:?}", world.events)
    };
    let paths: Vec<String> = values.iter().map(|(path, _)| path.to_string()).collect();
    assert_eq!(paths, ["/3306/0/5851", "/1/0/1", "/16/0/0/5"]);
    assert!(removed.is_empty());
    let value = |path| world.tree.entry(resource(path)).map(|entry| entry.value.clone());
    assert_eq!(value("/3306/0/5851"), Some(Value::Integer(20)));
    assert_eq!(value("/16/0/0/5"), Some(text("Blue")));
    assert_eq!(value("/16/0/0/0"), Some(text("Red")));
}

#[test]
fn a_null_removes_a_resource_instance_whether_it_is_there_or_not() {
    let mut world = World::registered();
    let body = r#"[{"n":"/16/0/0/1","v":null},{"n":"/16/0/0/7","v":null},{"n":"/16/0/0/2","vs":"Blue"}]"#;
    assert_eq!(patch(&mut world, body), Code::CHANGED);
    let answer = fetch(&mut world, &["/16"]);
    assert_told(&answer, &[("/16/0/0/0", "Red"), ("/16/0/0/2", "Blue")]);
}

#[test]
fn one_record_that_is_refused_refuses_the_whole() {
    for (record, code) in [
        (r#"{"n":"/3306/1/5850","vb":true}"#, Code::NOT_FOUND),
        (r#"{"n":"/3306/0/31000","vb":true}"#, Code::NOT_FOUND),
        (r#"{"n":"/3303/0/5700","v":1}"#, Code::METHOD_NOT_ALLOWED),
        (r#"{"n":"/3/0/7/1","v":null}"#, Code::METHOD_NOT_ALLOWED),
        (r#"{"n":"/16/1/0/1","v":null}"#, Code::NOT_FOUND),
        (r#"{"n":"/3306/0/5851","v":101}"#, Code::BAD_REQUEST),
        (r#"{"n":"/3306/0/5851","vs":"x"}"#, Code::BAD_REQUEST),
        (r#"{"n":"/3306/0/5851","v":null}"#, Code::BAD_REQUEST),
        (r#"{"n":"/3306/0","v":1}"#, Code::BAD_REQUEST),
        (r#"{"n":"/1/0/10","vlo":"99:0"}"#, Code::BAD_REQUEST),
        (r#"{"n":"/3306/0/5850","vb":false}"#, Code::BAD_REQUEST),
        (r#"{"n":"/0/0/0","vs":"coap://x"}"#, Code::UNAUTHORIZED),
    ] {
        let mut world = World::registered();
        let body = format!(r#"[{{"n":"/3306/0/5850","vb":true}},{record}]"#);
        assert_eq!(patch(&mut world, &body), code, "{record}");
        assert!(world.events.is_empty(), "{record}");
    }
    let mut world = World::registered();
    let answer = world.raw(Method::IPatch, "/", |request| {
        request.with_payload(ContentFormat::TEXT, "1")
    });
    assert_eq!(answer.code, Code::UNSUPPORTED_CONTENT_FORMAT);
}

// OMA LwM2M core 1.0, table 21 and §6.4.2: the JSON of the first enabler, and of no other.
#[test]
fn a_server_of_the_first_enabler_reads_and_writes_its_own_json() {
    let json = ContentFormat::LWM2M_JSON;
    let body = r#"{"bn":"/3306/0/","e":[{"n":"5850","bv":true},{"n":"5851","v":33}]}"#;
    let write = |world: &mut World| {
        let filled = world.raw(Method::Post, "/3306/0", |request| {
            request.with_payload(json, body)
        });
        filled.code
    };
    let mut world = World::registered_with(Setup {
        version: EnablerVersion::V1_0,
        ..Setup::default()
    });
    assert_eq!(write(&mut world), Code::CHANGED);
    let answer = world.read("/3306/0", Some(json));
    assert_eq!(answer.format, Some(json));
    assert_told(&answer, &[("/3306/0/5850", "true"), ("/3306/0/5851", "33")]);
    let mut newer = World::registered();
    assert_eq!(write(&mut newer), Code::UNSUPPORTED_CONTENT_FORMAT);
    let refused = newer.read("/3306/0", Some(json));
    assert_eq!(
        (refused.code, refused.payload),
        (Code::NOT_ACCEPTABLE, Payload::None)
    );
}
