//! Write: replace and partial update.

use coap::{Code, ContentFormat, Method, Request};
use lwm2m::{Event, WriteMode};
use objects::{ObjectLink, Value};

use crate::support::{path, resource, text};
use crate::world::{Host, World};

const SEVERAL: [ContentFormat; 4] = [
    ContentFormat::LWM2M_TLV,
    ContentFormat::SENML_JSON,
    ContentFormat::SENML_CBOR,
    ContentFormat::LWM2M_CBOR,
];

fn identities(world: &World) -> Vec<(u16, String)> {
    let Some(objects::Resource::Multiple(elements)) = world.tree.resource(resource("/16/0/0")) else {
        panic!("no array")
    };
    elements
        .iter()
        .map(|(element, entry)| (*element, entry.value.to_string()))
        .collect()
}

fn owned(pairs: &[(u16, &str)]) -> Vec<(u16, String)> {
    pairs
        .iter()
        .map(|(element, text)| (*element, (*text).to_owned()))
        .collect()
}

// OMA LwM2M core 1.2.1 §6.3.3: the value must be there; only an array can be empty.
#[test]
fn a_write_without_the_value_is_refused_and_one_without_elements_empties_the_array() {
    // TLV has a form for an array without elements.
    let formats: [(ContentFormat, &[u8], &[u8]); 4] = [
        (ContentFormat::LWM2M_TLV, b"", b"\x80\x00"),
        (ContentFormat::SENML_JSON, b"[]", b"[]"),
        (ContentFormat::SENML_CBOR, b"\x80", b"\x80"),
        (ContentFormat::LWM2M_CBOR, b"\xa0", b"\xa0"),
    ];
    for (format, nothing, no_elements) in formats {
        let mut world = World::registered();
        for (target, payload, code) in [
            ("/3/0/14", nothing, Code::BAD_REQUEST),
            ("/16/0/0/0", nothing, Code::BAD_REQUEST),
            ("/16/0/0", no_elements, Code::CHANGED),
        ] {
            let request = Request::new(Method::Put, target.parse().unwrap()).with_payload(format, payload);
            let answer = world.ask(|server, now| server.send(now, path(target), request));
            assert_eq!(answer.code, code, "{target} {format:?}");
        }
        assert_eq!(identities(&world), []);
    }
}

// OMA LwM2M core 1.2.1 §6.3.3, the worked example of replacing and of updating an array.
#[test]
fn replacing_an_array_takes_the_rest_away_and_updating_leaves_it() {
    for format in SEVERAL {
        for (mode, expected) in [
            (WriteMode::Replace, owned(&[(1, "Yellow"), (3, "Blue")])),
            (
                WriteMode::Update,
                owned(&[(0, "Red"), (1, "Yellow"), (3, "Blue")]),
            ),
        ] {
            let mut world = World::registered();
            let values = [
                (resource("/16/0/0/1"), text("Yellow")),
                (resource("/16/0/0/3"), text("Blue")),
            ];
            let answer =
                world.ask(|server, now| server.write_values(now, path("/16/0/0"), mode, format, &values));
            assert_eq!(answer.code, Code::CHANGED, "{format:?} {mode:?}");
            assert_eq!(identities(&world), expected, "{format:?} {mode:?}");
            let [
                (
                    _,
                    Event::Write {
                        target, mode: told, ..
                    },
                ),
            ] = world.events.as_slice()
            else {
                panic!("{:?}", world.events)
            };
            assert_eq!((*target, *told), (path("/16/0/0"), mode));
        }
    }
}

#[test]
fn an_instance_is_updated_in_every_format_of_several_values() {
    for format in SEVERAL {
        let mut world = World::registered();
        let values = [
            (resource("/3306/0/5850"), Value::Boolean(true)),
            (resource("/3306/0/5851"), Value::Integer(70)),
        ];
        let answer = world
            .ask(|server, now| server.write_values(now, path("/3306/0"), WriteMode::Update, format, &values));
        assert_eq!(answer.code, Code::CHANGED, "{format:?}");
        for (path, value) in &values {
            assert_eq!(&world.tree.entry(*path).unwrap().value, value);
        }
    }
}

#[test]
fn the_values_of_a_write_reach_the_host_in_path_order() {
    let mut world = World::registered();
    let payload = br#"[{"bn":"/3306/0/","n":"5851","v":1},{"n":"5850","vb":true}]"#;
    world.raw(Method::Put, "/3306/0", |request| {
        request.with_payload(ContentFormat::SENML_JSON, payload.to_vec())
    });
    let [(_, Event::Write { values, .. })] = world.events.as_slice() else {
        panic!("{:?}", world.events)
    };
    let paths: Vec<String> = values.iter().map(|(path, _)| path.to_string()).collect();
    assert_eq!(paths, ["/3306/0/5850", "/3306/0/5851"]);
}

#[test]
fn a_single_value_is_written_as_text_cbor_or_opaque() {
    let mut world = World::registered();
    let dimmer = resource("/3306/0/5851");
    for (value, format) in [(20, ContentFormat::TEXT), (30, ContentFormat::CBOR)] {
        let values = [(dimmer, Value::Integer(value))];
        let answer = world
            .ask(|server, now| server.write_values(now, dimmer.into(), WriteMode::Replace, format, &values));
        assert_eq!(answer.code, Code::CHANGED);
        assert_eq!(world.tree.entry(dimmer).unwrap().value, Value::Integer(value));
    }
    let data = resource("/19/0/0/0");
    let answer = world.ask(|server, now| server.write(now, data, &Value::Opaque(vec![9; 8])));
    assert_eq!(answer.code, Code::CHANGED);
    assert_eq!(world.tree.entry(data).unwrap().value, Value::Opaque(vec![9; 8]));
    let answer = world.raw(Method::Put, "/3306/0/5750", |request| {
        request.with_payload(ContentFormat::TEXT, "")
    });
    assert_eq!(
        answer.code,
        Code::CHANGED,
        "an empty payload with a format is the empty string"
    );
    assert_eq!(
        world.tree.entry(resource("/3306/0/5750")).unwrap().value,
        text("")
    );
}

#[test]
fn a_value_that_does_not_fit_refuses_the_whole() {
    let mut world = World::registered();
    for (uri, payload) in [
        ("/3306/0/5851", "101"),
        ("/3306/0/5851", "abc"),
        ("/3306/0/5850", "2"),
        ("/16/0/0", "text for an array"),
        ("/1/0/10", "3303:9"),
        ("/1/0/10", "99:0"),
    ] {
        let answer = world.raw(Method::Put, uri, |request| {
            request.with_payload(ContentFormat::TEXT, payload)
        });
        assert_eq!(answer.code, Code::BAD_REQUEST, "{uri} {payload}");
    }
    let payload = br#"[{"bn":"/3306/0/","n":"5850","vb":true},{"n":"5851","v":101}]"#;
    let answer = world.raw(Method::Post, "/3306/0", |request| {
        request.with_payload(ContentFormat::SENML_JSON, payload.to_vec())
    });
    assert_eq!(answer.code, Code::BAD_REQUEST);
    assert!(world.events.is_empty());
}

#[test]
fn a_payload_about_another_instance_is_a_bad_request() {
    let mut world = World::registered();
    let payload = br#"[{"n":"/3306/1/5850","vb":true}]"#;
    let answer = world.raw(Method::Put, "/3306/0", |request| {
        request.with_payload(ContentFormat::SENML_JSON, payload.to_vec())
    });
    assert_eq!(answer.code, Code::BAD_REQUEST);
}

#[test]
fn links_to_what_is_there_are_accepted() {
    let mut world = World::registered();
    for link in ["3303:0", "3303:65535", "65535:65535"] {
        let answer = world.raw(Method::Put, "/1/0/10", |request| {
            request.with_payload(ContentFormat::TEXT, link)
        });
        assert_eq!(answer.code, Code::CHANGED, "{link}");
        let value = Value::ObjectLink(link.parse::<ObjectLink>().unwrap());
        assert_eq!(world.tree.entry(resource("/1/0/10")).unwrap().value, value);
    }
}

// OMA LwM2M interoperability tests write back to an instance what they have read from it.
#[test]
fn read_only_values_are_tolerated_in_an_instance_when_they_are_the_current_ones() {
    for (voltage, code) in [(21.5, Code::CHANGED), (22.0, Code::METHOD_NOT_ALLOWED)] {
        let mut world = World::registered();
        let payload = format!(r#"[{{"bn":"/3303/0/","n":"5700","v":{voltage}}},{{"n":"5750","vs":"Oven"}}]"#);
        let answer = world.raw(Method::Put, "/3303/0", |request| {
            request.with_payload(ContentFormat::SENML_JSON, payload)
        });
        assert_eq!(answer.code, code);
        let told = world.events.first().map(|(_, event)| match event {
            Event::Write { values, .. } => values.len(),
            other => panic!("{other:?}"),
        });
        assert_eq!(told, (code == Code::CHANGED).then_some(1));
    }
}

#[test]
fn unknown_resources_in_an_instance_are_left_out() {
    let mut world = World::registered();
    let payload = br#"[{"bn":"/3306/0/","n":"5850","vb":true},{"n":"31000","v":1}]"#;
    let answer = world.raw(Method::Post, "/3306/0", |request| {
        request.with_payload(ContentFormat::SENML_JSON, payload.to_vec())
    });
    assert_eq!(answer.code, Code::CHANGED);
}

#[test]
fn what_the_host_says_becomes_the_response_code() {
    use lwm2m::Outcome;
    for (outcome, code) in [
        (Outcome::Changed, Code::CHANGED),
        (Outcome::BadRequest, Code::BAD_REQUEST),
        (Outcome::MethodNotAllowed, Code::METHOD_NOT_ALLOWED),
        (Outcome::NotFound, Code::NOT_FOUND),
        (Outcome::Unavailable, Code::SERVICE_UNAVAILABLE),
        (Outcome::DeviceTimeout, Code::GATEWAY_TIMEOUT),
        (Outcome::Internal, Code::INTERNAL_SERVER_ERROR),
        (Outcome::NotImplemented, Code::NOT_IMPLEMENTED),
    ] {
        let mut world = World::registered();
        world.host = Host::Waits;
        let now = world.now;
        let asked = world
            .server
            .write(now, resource("/3306/0/5850"), &Value::Boolean(true))
            .unwrap();
        world.run();
        let [(_, Event::Write { request, .. })] = world.events[..] else {
            panic!("{:?}", world.events)
        };
        world.client.respond(now, request, outcome);
        world.run();
        assert_eq!(world.answer(asked).unwrap().code, code);
    }
}
