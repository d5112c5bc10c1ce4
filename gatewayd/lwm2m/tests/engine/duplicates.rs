//! Slow devices, repeated messages, and requests beside each other.

use coap::Code;
use lwm2m::{Event, LinkState, Outcome, RequestId};
use objects::Value;

use crate::support::{account, resource, text};
use crate::world::{Host, World};

fn waiting() -> World {
    let mut world = World::registered();
    world.host = Host::Waits;
    world
}

#[track_caller]
fn request(world: &World) -> RequestId {
    match world.events.last() {
        Some((_, Event::Write { request, .. } | Event::Execute { request, .. })) => *request,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_slow_device_is_answered_for_later_while_other_requests_go_on() {
    let mut world = waiting();
    let now = world.now;
    let slow = world
        .server
        .write(now, resource("/3306/0/5850"), &Value::Boolean(true))
        .unwrap();
    world.run();
    let request = request(&world);
    assert!(world.sent.is_empty(), "no acknowledgement yet");
    world.at(1000);
    assert_eq!(world.sent.len(), 1);
    assert_eq!(
        world.sent[0].1[..2],
        [0x60, 0x00],
        "the empty acknowledgement, before 2 s"
    );
    for _ in 0..10 {
        assert_eq!(world.read("/3/0/0", None).value(), Some(&text("ACME")));
    }
    world.at(15_000);
    assert_eq!(world.answer(slow), None);
    let now = world.now;
    world.client.respond(now, request, Outcome::Changed);
    world.run();
    assert_eq!(world.answer(slow).unwrap().code, Code::CHANGED);
}

#[test]
fn a_duplicate_write_reaches_the_device_once() {
    let mut world = World::registered();
    // CON PUT /3306/0/5851 text "7", sent three times.
    let datagram = [
        &[0x42, 3, 0x12, 0x34, 0xaa, 0xbb][..],
        &[0xb4],
        b"3306",
        &[0x01],
        b"0",
        &[0x04],
        b"5851",
        &[0x10, 0xff],
        b"7",
    ]
    .concat();
    for _ in 0..3 {
        let now = world.now;
        world
            .client
            .handle_datagram(now, account().server, &datagram, &world.tree);
        world.run();
    }
    assert_eq!(world.events.len(), 1);
    let answers: Vec<&[u8]> = world.sent.iter().map(|(_, datagram)| &**datagram).collect();
    // ACK 2.04 with the message id and the token of the request.
    assert_eq!(answers, [[0x62, 0x44, 0x12, 0x34, 0xaa, 0xbb]; 3]);
}

#[test]
fn a_duplicate_of_a_write_under_way_is_not_a_second_one() {
    let mut world = waiting();
    let datagram = [
        &[0x40, 2, 0x12, 0x34][..],
        &[0xb1],
        b"3",
        &[0x01],
        b"0",
        &[0x01],
        b"4",
    ]
    .concat();
    for at in [0, 500, 1500] {
        world.at(at);
        let now = world.now;
        world
            .client
            .handle_datagram(now, account().server, &datagram, &world.tree);
        world.run();
    }
    assert_eq!(world.events.len(), 1, "one Execute");
    assert!(
        world
            .sent
            .iter()
            .all(|(_, datagram)| datagram == &[0x60, 0, 0x12, 0x34])
    );
}

#[test]
fn many_slow_requests_are_answered_in_any_order() {
    let mut world = waiting();
    let asked: Vec<_> = (0..20)
        .map(|value| {
            let now = world.now;
            let asked = world
                .server
                .write(now, resource("/3306/0/5851"), &Value::Integer(value))
                .unwrap();
            world.run();
            (asked, request(&world))
        })
        .collect();
    world.at(5000);
    for (_, request) in asked.iter().rev() {
        let now = world.now;
        world.client.respond(now, *request, Outcome::Changed);
    }
    world.run();
    for (asked, _) in asked {
        assert_eq!(world.answer(asked).unwrap().code, Code::CHANGED);
    }
}

#[test]
fn more_requests_than_can_be_kept_open_are_refused_as_busy() {
    let mut world = waiting();
    let mut codes = Vec::new();
    for _ in 0..70 {
        let now = world.now;
        let asked = world.server.execute(now, resource("/3/0/4"), "").unwrap();
        world.at(world.time() + 1000);
        codes.extend(world.answer(asked).map(|answer| answer.code));
    }
    assert_eq!(codes, [Code::SERVICE_UNAVAILABLE; 6], "64 are kept open");
    assert_eq!(world.events.len(), 64);
}

#[test]
fn an_answer_after_the_link_was_lost_has_no_effect() {
    let mut world = waiting();
    let now = world.now;
    world
        .server
        .create(now, objects::ObjectId::new(16), None, &[])
        .unwrap();
    world.run();
    let [(_, Event::Create { request, .. })] = world.events[..] else {
        panic!("{:?}", world.events)
    };
    world.link_is(LinkState::Down("gone".to_owned()));
    world.sent.clear();
    let now = world.now;
    world
        .client
        .respond(now, request, Outcome::Created(objects::InstanceId::new(1)));
    world.run();
    assert!(world.sent.is_empty());
    assert_eq!(world.read("/3/0/0", None).code, Code::CONTENT);
}
