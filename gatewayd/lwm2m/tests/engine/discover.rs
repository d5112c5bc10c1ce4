//! Discover.

use coap::{Code, Method};
use lwm2m::server::Payload;
use lwm2m::{EnablerVersion, server::Answer};

use crate::support::path;
use crate::world::{Setup, World};

fn links(answer: Answer) -> String {
    match answer.payload {
        Payload::Links(links) => links,
        other => panic!("{} {other:?}", answer.code),
    }
}

fn discover(world: &mut World, target: &str, depth: Option<u8>) -> String {
    links(world.ask(|server, now| server.discover(now, path(target), depth)))
}

// OMA LwM2M core 1.2.1 §6.3.2, table of the levels reported for each depth.
#[test]
fn the_depth_says_how_many_levels_are_shown() {
    let mut world = World::registered();
    for (target, depth, expected) in [
        ("/3306", Some(0), "</3306>;ver=1.1"),
        ("/3306", Some(1), "</3306>;ver=1.1,</3306/0>"),
        (
            "/3306",
            None,
            "</3306>;ver=1.1,</3306/0>,</3306/0/5850>,</3306/0/5851>",
        ),
        ("/16", Some(2), "</16>,</16/0>,</16/0/0>;dim=2"),
        (
            "/16",
            Some(3),
            "</16>,</16/0>,</16/0/0>;dim=2,</16/0/0/0>,</16/0/0/1>",
        ),
        ("/16/0", Some(0), "</16/0>"),
        ("/16/0", None, "</16/0>,</16/0/0>;dim=2"),
        (
            "/16/0",
            Some(2),
            "</16/0>,</16/0/0>;dim=2,</16/0/0/0>,</16/0/0/1>",
        ),
        ("/16/0/0", Some(0), "</16/0/0>;dim=2"),
        ("/16/0/0", None, "</16/0/0>;dim=2,</16/0/0/0>,</16/0/0/1>"),
        ("/3/0/4", None, "</3/0/4>"),
    ] {
        assert_eq!(
            discover(&mut world, target, depth),
            expected,
            "{target} {depth:?}"
        );
    }
}

#[test]
fn an_object_without_instances_is_one_link() {
    let mut world = World::registered();
    world.remove("/3306/0");
    assert_eq!(discover(&mut world, "/3306", None), "</3306>;ver=1.1");
}

// Core 1.2.1 §7.2.2 would allow it for the only instance; Leshan 2.0.0-M17 refuses to read the answer then.
#[test]
fn no_instance_carries_the_version_of_its_object() {
    let mut world = World::registered();
    assert_eq!(discover(&mut world, "/3306/0", Some(0)), "</3306/0>");
    assert_eq!(discover(&mut world, "/3303/0", Some(0)), "</3303/0>");
}

// OMA LwM2M core 1.2.1 §6.3.2, the example of attached and inherited attributes.
#[test]
fn the_target_shows_inherited_attributes_and_what_is_below_its_own() {
    let mut world = World::registered();
    for (target, attributes) in [
        ("/3", &["pmin=10", "pmax=200"][..]),
        ("/3/0/7", &["lt=1", "gt=6", "st=1"]),
    ] {
        let answer = world.ask(|server, now| server.write_attributes(now, path(target), attributes));
        assert_eq!(answer.code, Code::CHANGED);
    }
    assert_eq!(
        discover(&mut world, "/3/0", None),
        "</3/0>;pmin=10;pmax=200,</3/0/0>,</3/0/4>,</3/0/7>;dim=2;gt=6;lt=1;st=1,</3/0/9>,</3/0/16>"
    );
    assert_eq!(
        discover(&mut world, "/3/0/7", None),
        "</3/0/7>;dim=2;pmin=10;pmax=200;gt=6;lt=1;st=1,</3/0/7/0>,</3/0/7/1>"
    );
    assert_eq!(
        discover(&mut world, "/3", Some(0)),
        "</3>;ver=1.2;pmin=10;pmax=200"
    );
}

#[test]
fn a_server_of_the_first_enabler_gets_quoted_versions_and_no_elements() {
    let mut world = World::registered_with(Setup {
        version: EnablerVersion::V1_0,
        ..Setup::default()
    });
    assert_eq!(discover(&mut world, "/3306", Some(0)), "</3306>;ver=\"1.1\"");
    assert_eq!(discover(&mut world, "/16/0/0", None), "</16/0/0>;dim=2");
}

/// Attaches attributes to paths.
fn attach(world: &mut World, attributes: &[(&str, &[&str])]) {
    for (target, attributes) in attributes {
        let answer = world.ask(|server, now| server.write_attributes(now, path(target), attributes));
        assert_eq!(answer.code, Code::CHANGED, "{target} {attributes:?}");
    }
}

/// A client as OMA's interoperability tests want it, whose device has error codes.
fn with_error_code(version: EnablerVersion) -> World {
    let mut setup = Setup {
        version,
        ..Setup::default()
    };
    let code = crate::support::resource("/3/0/11").with_element(0);
    let value = objects::Value::Integer(0);
    setup.tree.set(code, value, crate::support::EPOCH).unwrap();
    World::registered_with(setup)
}

// OMA LwM2M interoperability tests, LightweightM2M-1.1-int-260: only the link of the resource itself.
#[test]
fn int_260_the_second_enabler_shows_a_resource_as_one_link() {
    let mut world = with_error_code(EnablerVersion::V1_1);
    attach(
        &mut world,
        &[
            ("/3", &["pmin=10", "pmax=200"]),
            ("/3/0/7", &["lt=1", "gt=6", "st=1"]),
        ],
    );
    assert_eq!(
        discover(&mut world, "/3/0/7", None),
        "</3/0/7>;dim=2;pmin=10;pmax=200;gt=6;lt=1;st=1"
    );
    assert_eq!(
        discover(&mut world, "/3/0/7", Some(1)),
        "</3/0/7>;dim=2;pmin=10;pmax=200;gt=6;lt=1;st=1,</3/0/7/0>,</3/0/7/1>"
    );
}

// OMA LwM2M interoperability tests, LightweightM2M-1.1-int-261.
#[test]
fn int_261_attributes_of_all_levels_are_shown_where_they_were_written() {
    for version in [EnablerVersion::V1_1, EnablerVersion::V1_2] {
        let mut world = with_error_code(version);
        let before = discover(&mut world, "/3/0/11", None);
        assert!(before.starts_with("</3/0/11>;dim=1"), "{before}");
        attach(
            &mut world,
            &[
                ("/3", &["pmin=10", "pmax=200"]),
                ("/3/0", &["pmax=320"]),
                ("/3/0/11/0", &["pmax=100", "epmin=1", "epmax=20"]),
            ],
        );
        assert_eq!(
            discover(&mut world, "/3/0/11", None),
            "</3/0/11>;dim=1;pmin=10;pmax=320,</3/0/11/0>;pmax=100;epmin=1;epmax=20"
        );
    }
}

// OMA LwM2M interoperability tests, LightweightM2M-1.2-int-264, but for the defaults of the Server object.
#[test]
fn int_264_defaults_of_the_server_object_are_no_attributes() {
    let mut world = World::registered();
    world
        .set("/1/0/2", objects::Value::Integer(1))
        .set("/1/0/3", objects::Value::Integer(10));
    assert_eq!(discover(&mut world, "/3", Some(1)), "</3>;ver=1.2,</3/0>");
    attach(&mut world, &[("/3/0", &["pmax=200"])]);
    assert_eq!(
        discover(&mut world, "/3", Some(1)),
        "</3>;ver=1.2,</3/0>;pmax=200"
    );
}

// OMA LwM2M interoperability tests, LightweightM2M-1.2-int-266.
#[test]
fn int_266_three_levels_show_the_attributes_of_resource_instances() {
    let mut world = World::registered();
    let short = discover(&mut world, "/3", Some(2));
    assert!(short.contains("</3/0/7>;dim=2,</3/0/9>"), "{short}");
    attach(
        &mut world,
        &[
            ("/3", &["pmin=10"]),
            ("/3/0/7", &["pmax=60"]),
            ("/3/0/7/1", &["gt=8"]),
        ],
    );
    let long = discover(&mut world, "/3", Some(3));
    assert!(long.starts_with("</3>;ver=1.2;pmin=10,</3/0>,"), "{long}");
    assert!(
        long.contains("</3/0/7>;dim=2;pmax=60,</3/0/7/0>,</3/0/7/1>;gt=8,</3/0/9>"),
        "{long}"
    );
}

// OMA LwM2M core 1.2.1 §7.2.2: `dim` says how many instances there are, also none.
#[test]
fn a_resource_without_instances_has_the_dimension_zero() {
    let mut world = World::registered();
    for element in 0..2 {
        world.remove(&format!("/16/0/0/{element}"));
    }
    assert_eq!(discover(&mut world, "/16/0/0", None), "</16/0/0>;dim=0");
}

// OMA LwM2M core 1.2.1 §7.2.2: `ssid`, `uri` and `lwm2m` are for the bootstrap server.
#[test]
fn a_server_is_not_told_whose_its_account_is() {
    let mut world = World::registered();
    assert_eq!(
        discover(&mut world, "/1", Some(1)),
        "</1>;ver=1.2,</1/0>",
        "no ssid"
    );
}

#[test]
fn what_cannot_be_discovered_is_refused() {
    let mut world = World::registered();
    for (target, code) in [
        ("/99", Code::NOT_FOUND),
        ("/3/7", Code::NOT_FOUND),
        ("/3/0/1", Code::NOT_FOUND),
        ("/0", Code::UNAUTHORIZED),
        ("/16/0/0/0", Code::METHOD_NOT_ALLOWED),
    ] {
        let answer = world.ask(|server, now| server.discover(now, path(target), None));
        assert_eq!(answer.code, code, "{target}");
    }
    for query in ["depth=4", "depth=x", "depth", "dep=1"] {
        let answer = world.raw(Method::Get, "/3", |request| {
            request
                .with_accept(coap::ContentFormat::LINK_FORMAT)
                .with_query(query)
        });
        assert_eq!(answer.code, Code::BAD_REQUEST, "{query}");
    }
}
