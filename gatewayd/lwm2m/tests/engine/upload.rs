//! Values that are larger than a message, handed over part by part.

use coap::{Code, ContentFormat, Method, Params};
use lwm2m::{Event, Outcome, RequestId};
use objects::{InstanceId, ObjectId, Value};

use crate::support::{EPOCH, resource, text};
use crate::world::{Host, Setup, World};

const PACKAGE: &str = "/5/0/0";

/// A client with a Firmware Update object, whose package is streamed.
fn world() -> World {
    let mut setup = Setup::default();
    setup
        .tree
        .create_instance(ObjectId::new(5), InstanceId::new(0), EPOCH)
        .unwrap();
    setup.params = Params {
        streamed: |method, path| method == Method::Put && path.segments().eq(["5", "0", "0"]),
        ..Params::default()
    };
    World::registered_with(setup)
}

fn package(length: usize) -> Vec<u8> {
    (0..length).map(|index| (index / 7) as u8).collect()
}

fn parts(world: &World) -> Vec<(usize, bool, Vec<u8>)> {
    let part = |(_, event): &(u64, Event)| match event {
        Event::Upload {
            path,
            offset,
            last,
            bytes,
            ..
        } => {
            assert_eq!(*path, resource(PACKAGE));
            Some((*offset, *last, bytes.clone()))
        }
        _ => None,
    };
    world.events.iter().filter_map(part).collect()
}

#[track_caller]
fn open_request(world: &World) -> RequestId {
    match world.events.last() {
        Some((_, Event::Upload { request, .. })) => *request,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_package_of_200_kilobytes_arrives_in_parts_that_join_without_a_gap() {
    let mut world = world();
    let (now, package) = (world.now, package(200_000));
    let request = world
        .server
        .write(now, resource(PACKAGE), &Value::Opaque(package.clone()))
        .unwrap();
    world.run();
    assert_eq!(world.answer(request).unwrap().code, Code::CHANGED);
    let parts = parts(&world);
    assert_eq!(parts.len(), 196);
    let mut joined = Vec::new();
    for (index, (offset, last, bytes)) in parts.iter().enumerate() {
        assert_eq!(*offset, joined.len());
        assert_eq!(*last, index == 195);
        joined.extend_from_slice(bytes);
    }
    assert_eq!(joined, package);
}

#[test]
fn other_requests_are_answered_while_a_part_waits_for_the_host() {
    let mut world = world();
    world.host = Host::Waits;
    let now = world.now;
    let package = Value::Opaque(package(3_000));
    let request = world.server.write(now, resource(PACKAGE), &package).unwrap();
    world.run();
    for part in 1..=3 {
        assert_eq!(parts(&world).len(), part, "one part at a time");
        assert_eq!(world.read("/3/0/0", None).value(), Some(&text("ACME")));
        let (now, open) = (world.now, open_request(&world));
        world.client.respond(now, open, Outcome::Changed);
        world.run();
    }
    assert_eq!(world.answer(request).unwrap().code, Code::CHANGED);
}

#[test]
fn a_part_that_is_refused_ends_the_upload() {
    let mut world = world();
    world.host = Host::Waits;
    let now = world.now;
    let package = Value::Opaque(package(3_000));
    let request = world.server.write(now, resource(PACKAGE), &package).unwrap();
    world.run();
    let (now, open) = (world.now, open_request(&world));
    world.client.respond(now, open, Outcome::TooLarge);
    world.run();
    assert_eq!(
        world.answer(request).unwrap().code,
        Code::REQUEST_ENTITY_TOO_LARGE
    );
    assert_eq!(parts(&world).len(), 1);
}

#[test]
fn parts_are_taken_as_opaque_only() {
    let mut world = world();
    let now = world.now;
    let request = coap::Request::new(Method::Put, PACKAGE.parse().unwrap())
        .with_payload(ContentFormat::TEXT, package(3_000));
    let request = world.server.send(now, resource(PACKAGE).into(), request).unwrap();
    world.run();
    assert_eq!(
        world.answer(request).unwrap().code,
        Code::UNSUPPORTED_CONTENT_FORMAT
    );
    assert_eq!(parts(&world), []);
}
