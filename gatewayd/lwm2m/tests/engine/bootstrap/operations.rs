//! Bootstrap-Discover, -Read, -Write and -Delete.

use coap::{Code, ContentFormat, Method};
use objects::Value;

use super::stage::{Stage, factory, security, server_object, with_server};
use crate::support::{resource, text};

fn triggered() -> Stage {
    let mut stage = Stage::new(with_server(factory()));
    stage.begin();
    stage.server.execute(stage.now, resource("/1/0/9"), "").unwrap();
    stage.run();
    stage
}

// OMA LwM2M ETS 1.1-int-4.
#[test]
fn int_4_a_delete_spares_the_bootstrap_account() {
    let mut stage = triggered();
    assert_eq!(stage.read("/1/0").len(), 4);
    assert_eq!(stage.delete("/0"), Code::DELETED);
    assert_eq!(stage.delete("/1"), Code::DELETED);
    assert_eq!(
        stage.discover("/"),
        "</>;lwm2m=1.2,</0/1>,</1>,</2>,</3>;ver=1.2,</3/0>,</21>"
    );
    assert_eq!(stage.read("/1"), Vec::<String>::new());
    stage.provision();
    assert_eq!(stage.finish(), Code::CHANGED);
    assert!(stage.is_registered());
}

// OMA LwM2M ETS 1.1-int-8.
#[test]
fn int_8_the_server_and_access_control_objects_can_be_read() {
    let mut stage = Stage::receiving(factory());
    stage.provision();
    let rule = [
        ("/2/0/0", Value::Integer(3)),
        ("/2/0/1", Value::Integer(0)),
        ("/2/0/2/0", Value::Integer(31)),
        ("/2/0/3", Value::Integer(65_535)),
    ];
    assert_eq!(stage.write("/2/0", &rule), Code::CHANGED);
    assert_eq!(
        stage.read("/2"),
        ["/2/0/0=3", "/2/0/1=0", "/2/0/2/0=31", "/2/0/3=65535"]
    );
    assert_eq!(
        stage.read("/1"),
        ["/1/0/0=101", "/1/0/1=86400", "/1/0/6=false", "/1/0/7=U"]
    );
    for (uri, code) in [
        ("/0", Code::METHOD_NOT_ALLOWED),
        ("/3/0", Code::METHOD_NOT_ALLOWED),
        ("/1/0/0", Code::METHOD_NOT_ALLOWED),
        ("/1/9", Code::NOT_FOUND),
        ("/4711", Code::NOT_FOUND),
    ] {
        assert_eq!(stage.ask(Method::Get, uri, |request| request).code, code, "{uri}");
    }
    assert_eq!(stage.finish(), Code::CHANGED);
}

#[test]
fn writes_are_taken_in_every_format_and_at_every_level() {
    let formats = [
        ContentFormat::LWM2M_TLV,
        ContentFormat::SENML_JSON,
        ContentFormat::SENML_CBOR,
        ContentFormat::LWM2M_CBOR,
    ];
    for format in formats {
        let mut stage = Stage::receiving(factory());
        assert_eq!(stage.write_as(format, "/0", &security()), Code::CHANGED);
        assert_eq!(stage.write_as(format, "/1/0", &server_object()), Code::CHANGED);
        let lifetime = [("/1/0/1", Value::Integer(60))];
        assert_eq!(stage.write_as(format, "/1/0/1", &lifetime), Code::CHANGED);
        assert!(stage.read("/1").contains(&"/1/0/1=60".to_owned()));
        assert_eq!(stage.finish(), Code::CHANGED, "{format:?}");
    }
    let mut stage = Stage::receiving(factory());
    let text = [("/1/0/7", text("UQ"))];
    assert_eq!(
        stage.write_as(ContentFormat::TEXT, "/1/0/7", &text),
        Code::CHANGED
    );
}

// OMA LwM2M core 1.2.1 §6.1.7.3: optional resources that are not written are not there.
#[test]
fn a_written_instance_has_what_was_written_and_nothing_else() {
    let mut stage = triggered();
    let mut values = server_object();
    values.push(("/1/0/3", Value::Integer(60)));
    stage.write("/1/0", &values);
    assert!(stage.read("/1/0").contains(&"/1/0/3=60".to_owned()));
    stage.write("/1/0", &server_object());
    assert_eq!(stage.read("/1/0").len(), 4);
    stage.write("/1/1", &[("/1/1/0", Value::Integer(7))]);
    stage.write("/1", &server_object());
    assert_eq!(
        stage.read("/1/1"),
        ["/1/1/0=7"],
        "an instance that is not mentioned stays"
    );
}

#[test]
fn what_cannot_be_written_is_refused() {
    let mut stage = Stage::receiving(factory());
    let zero = [("/1/0/0", Value::Integer(0))];
    assert_eq!(stage.write("/1/0/0", &zero), Code::BAD_REQUEST);
    let maker = [("/3/0/0", text("ACME"))];
    assert_eq!(stage.write("/3/0/0", &maker), Code::METHOD_NOT_ALLOWED);
    let junk = |request: coap::Request| request.with_payload(ContentFormat::LWM2M_TLV, *b"\xff\xff");
    assert_eq!(stage.ask(Method::Put, "/0", junk).code, Code::BAD_REQUEST);
    let unknown = |request: coap::Request| request.with_payload(ContentFormat(65_000), *b"x");
    assert_eq!(
        stage.ask(Method::Put, "/0", unknown).code,
        Code::UNSUPPORTED_CONTENT_FORMAT
    );
    let element = |request: coap::Request| request.with_payload(ContentFormat::TEXT, *b"1");
    assert_eq!(
        stage.ask(Method::Put, "/2/0/2/1", element).code,
        Code::METHOD_NOT_ALLOWED
    );
    assert_eq!(stage.read("/1"), Vec::<String>::new());
}

#[test]
fn a_delete_of_what_must_stay_or_is_not_there_does_no_harm() {
    let mut stage = triggered();
    for (uri, code) in [
        ("/0/1", Code::BAD_REQUEST),
        ("/3/0", Code::BAD_REQUEST),
        ("/3", Code::BAD_REQUEST),
        ("/1/0/5", Code::BAD_REQUEST),
        ("/1/9", Code::DELETED),
        ("/4711", Code::DELETED),
        ("/", Code::DELETED),
    ] {
        assert_eq!(stage.delete(uri), code, "{uri}");
    }
    assert_eq!(stage.discover("/0"), "</>;lwm2m=1.2,</0/1>");
}

#[test]
fn a_discover_is_about_everything_or_one_object() {
    let mut stage = triggered();
    assert_eq!(stage.discover("/1"), "</>;lwm2m=1.2,</1/0>;ssid=101");
    for (uri, code) in [("/4711", Code::NOT_FOUND), ("/1/0", Code::BAD_REQUEST)] {
        let answer = stage.ask(Method::Get, uri, |request| {
            request.with_accept(ContentFormat::LINK_FORMAT)
        });
        assert_eq!(answer.code, code, "{uri}");
    }
}

// OMA LwM2M core 1.2.1 §6.1.7.3.
#[test]
fn unknown_resources_are_ignored_arrays_replaced_and_the_last_write_counts() {
    let mut stage = triggered();
    let json = |request: coap::Request| {
        let payload = br#"[{"bn":"/1/0/","n":"1","v":60},{"n":"31000","v":1},{"n":"31001/0","vs":"x"}]"#;
        request.with_payload(ContentFormat::SENML_JSON, payload.to_vec())
    };
    assert_eq!(stage.ask(Method::Put, "/1/0", json).code, Code::CHANGED);
    assert_eq!(
        stage.read("/1/0"),
        ["/1/0/0=101", "/1/0/1=60", "/1/0/6=false", "/1/0/7=U"],
        "what is mandatory and was not written stays"
    );
    for rights in [&[("/2/3/2/101", 15), ("/2/3/2/102", 1)][..], &[("/2/3/2/101", 1)]] {
        let values: Vec<_> = rights
            .iter()
            .map(|(at, bits)| (*at, Value::Integer(*bits)))
            .collect();
        assert_eq!(stage.write("/2/3/2", &values), Code::CHANGED);
    }
    assert_eq!(stage.read("/2/3"), ["/2/3/2/101=1"]);
    for lifetime in [10, 20] {
        stage.write("/1/0/1", &[("/1/0/1", Value::Integer(lifetime))]);
    }
    assert!(stage.read("/1").contains(&"/1/0/1=20".to_owned()));
}

// OMA LwM2M core 1.2.1 §6.1.7: keys that are not used are written with no bytes.
#[test]
fn keys_may_be_empty() {
    let mut stage = Stage::receiving(factory());
    for (at, format) in [
        ("/0/0/3", ContentFormat::OCTET_STREAM),
        ("/0/0/4", ContentFormat::LWM2M_TLV),
        ("/0/0/5", ContentFormat::TEXT),
    ] {
        let nothing = [(at, Value::Opaque(Vec::new()))];
        assert_eq!(stage.write_as(format, at, &nothing), Code::CHANGED, "{at}");
    }
}
