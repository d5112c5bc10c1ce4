//! Read: levels, formats, defaults.

use coap::{Code, ContentFormat};
use lwm2m::EnablerVersion;
use lwm2m::server::Policy;
use objects::Value;

use crate::support::{resource, text};
use crate::world::{Setup, World};

fn speaking(version: EnablerVersion) -> World {
    World::registered_with(Setup {
        version,
        policy: Policy::default(),
        ..Setup::default()
    })
}

#[test]
fn a_resource_is_read_in_every_format_that_can_carry_it() {
    let mut world = World::registered();
    for format in [
        ContentFormat::TEXT,
        ContentFormat::CBOR,
        ContentFormat::LWM2M_TLV,
        ContentFormat::SENML_JSON,
        ContentFormat::SENML_CBOR,
        ContentFormat::LWM2M_CBOR,
    ] {
        for (target, value) in [
            ("/3/0/0", text("ACME")),
            ("/3303/0/5700", Value::Float(21.5)),
            ("/3306/0/5850", Value::Boolean(false)),
            ("/3/0/7/1", Value::Integer(5000)),
        ] {
            let answer = world.read(target, Some(format));
            assert_eq!(
                (answer.code, answer.format),
                (Code::CONTENT, Some(format)),
                "{target}"
            );
            assert_eq!(
                answer.values(),
                [(resource(target), value)],
                "{target} in {format:?}"
            );
        }
    }
    let answer = world.read("/19/0/0/0", Some(ContentFormat::OCTET_STREAM));
    assert_eq!(answer.value(), Some(&Value::Opaque(vec![1, 2, 3])));
}

#[test]
fn objects_instances_and_arrays_are_read_in_every_format_of_several_values() {
    let mut world = World::registered();
    for format in [
        ContentFormat::LWM2M_TLV,
        ContentFormat::SENML_JSON,
        ContentFormat::SENML_CBOR,
        ContentFormat::LWM2M_CBOR,
    ] {
        let values = |answer: lwm2m::server::Answer| {
            assert_eq!((answer.code, answer.format), (Code::CONTENT, Some(format)));
            let paths = answer.values().iter().map(|(path, _)| path.to_string());
            paths.collect::<Vec<_>>()
        };
        assert_eq!(
            values(world.read("/3/0/7", Some(format))),
            ["/3/0/7/0", "/3/0/7/1"]
        );
        assert_eq!(
            values(world.read("/3303/1", Some(format))),
            ["/3303/1/5700", "/3303/1/5701"]
        );
        assert_eq!(
            values(world.read("/3303", Some(format))),
            ["/3303/0/5700", "/3303/0/5701", "/3303/1/5700", "/3303/1/5701"]
        );
        // The executable /3/0/4 is left out.
        assert_eq!(
            values(world.read("/3", Some(format))),
            ["/3/0/0", "/3/0/7/0", "/3/0/7/1", "/3/0/9", "/3/0/16"]
        );
    }
}

// OMA LwM2M core 1.2.1 §6.3.1 leaves the choice to the client; 1.0 knows no SenML.
#[test]
fn without_accept_a_value_is_text_and_several_are_in_the_format_of_the_version() {
    for (version, several) in [
        (EnablerVersion::V1_0, ContentFormat::LWM2M_TLV),
        (EnablerVersion::V1_1, ContentFormat::SENML_CBOR),
        (EnablerVersion::V1_2, ContentFormat::SENML_CBOR),
    ] {
        let mut world = speaking(version);
        for (target, format) in [
            ("/3/0/0", ContentFormat::TEXT),
            ("/3/0/7/0", ContentFormat::TEXT),
            ("/19/0/0/0", ContentFormat::OCTET_STREAM),
            ("/3/0/7", several),
            ("/3/0", several),
            ("/3", several),
        ] {
            assert_eq!(
                world.read(target, None).format,
                Some(format),
                "{target} in {version}"
            );
        }
    }
}

#[test]
fn a_format_that_the_version_does_not_have_is_not_acceptable() {
    for (version, format) in [
        (EnablerVersion::V1_0, ContentFormat::SENML_JSON),
        (EnablerVersion::V1_0, ContentFormat::CBOR),
        (EnablerVersion::V1_1, ContentFormat::LWM2M_CBOR),
        (EnablerVersion::V1_1, ContentFormat::LWM2M_JSON),
        (EnablerVersion::V1_2, ContentFormat::LWM2M_JSON),
        (EnablerVersion::V1_2, ContentFormat(9999)),
    ] {
        assert_eq!(
            speaking(version).read("/3/0/0", Some(format)).code,
            Code::NOT_ACCEPTABLE
        );
    }
    let answer = speaking(EnablerVersion::V1_0).read("/3/0/0", Some(ContentFormat::LWM2M_JSON));
    assert_eq!(answer.value(), Some(&text("ACME")));
}

#[test]
fn a_format_that_cannot_carry_the_content_is_not_acceptable() {
    let mut world = World::registered();
    for (target, format) in [
        ("/3/0", ContentFormat::TEXT),
        ("/3", ContentFormat::CBOR),
        ("/3/0/7", ContentFormat::TEXT),
        ("/3/0/0", ContentFormat::OCTET_STREAM),
        ("/3/0", ContentFormat::OCTET_STREAM),
    ] {
        assert_eq!(
            world.read(target, Some(format)).code,
            Code::NOT_ACCEPTABLE,
            "{target}"
        );
    }
}

#[test]
fn an_object_without_instances_is_read_as_nothing() {
    let mut world = World::registered();
    world.remove("/3306/0");
    for format in [
        ContentFormat::LWM2M_TLV,
        ContentFormat::SENML_JSON,
        ContentFormat::SENML_CBOR,
    ] {
        let answer = world.read("/3306", Some(format));
        assert_eq!(
            (answer.code, answer.values()),
            (Code::CONTENT, &[][..]),
            "{format:?}"
        );
    }
}

#[test]
fn a_large_answer_comes_down_in_blocks() {
    let mut world = World::registered();
    for element in 0..400 {
        let path = resource("/16/0/0").with_element(element);
        world
            .tree
            .set(path, text("a value of some length"), crate::support::EPOCH)
            .unwrap();
    }
    let answer = world.read("/16/0", None);
    assert_eq!(answer.values().len(), 400);
    assert!(world.sent.len() > 5);
    assert_eq!(
        world.read("/16", None).values().first().map(|(path, _)| *path),
        Some(resource("/16/0/0/0"))
    );
}
