//! Send to a server that is not there yet: what was measured arrives with its own time.

use std::time::{Duration, SystemTime};

use coap::Code;
use lwm2m::server::{Payload, Policy, Reaction, ServerEvent};
use lwm2m::{EnablerVersion, Event, LinkState, SendError, SendFailure, SendId, SendValue, ServerId};
use objects::Value;

use crate::support::resource;
use crate::world::{Setup, World};

/// Seconds since 1970 at which the temperatures were measured.
const MEASURED: u64 = 1_700_000_000;

fn temperature(degrees: f64, seconds: u64) -> SendValue {
    SendValue {
        path: resource("/3303/0/5700"),
        value: Value::Float(degrees),
        time: Some(SystemTime::UNIX_EPOCH + Duration::from_secs(MEASURED + seconds)),
    }
}

/// A client that cannot reach its server, which may mute it.
fn away(version: EnablerVersion, muted: bool) -> World {
    let mut setup = Setup {
        version,
        ..Setup::default()
    };
    let mute = resource("/1/0/23");
    setup
        .tree
        .set(mute, Value::Boolean(muted), SystemTime::UNIX_EPOCH)
        .unwrap();
    let mut world = setup.build();
    world.server.set_policy(Policy {
        register: Reaction::Refuse(Code::FORBIDDEN),
        ..Policy::default()
    });
    world.begin();
    world
}

fn server() -> ServerId {
    ServerId::try_from(101).unwrap()
}

fn later(world: &mut World, values: &[SendValue]) -> Result<SendId, SendError> {
    let taken = world
        .client
        .send_later(world.now, server(), values, None, &world.tree);
    world.run();
    taken
}

/// Lets the server accept the client, and waits for the next attempt.
fn comes_back(world: &mut World) {
    world.server.set_policy(Policy::default());
    let time = world.time();
    world.at(time + 600_000);
}

fn sent(world: &World) -> Vec<Payload> {
    let heard = world.heard.iter();
    heard
        .filter_map(|(_, event)| match event {
            ServerEvent::Sent(payload) => Some(payload.clone()),
            _ => None,
        })
        .collect()
}

fn ends(world: &World) -> Vec<(SendId, Result<(), SendFailure>)> {
    let events = world.events.iter();
    events
        .filter_map(|(_, event)| match event {
            Event::Sent { send, result, .. } => Some((*send, result.clone())),
            _ => None,
        })
        .collect()
}

#[test]
fn what_was_deferred_arrives_in_order_after_the_registration() {
    let mut world = away(EnablerVersion::V1_2, false);
    let now = world
        .client
        .send(world.now, None, &[temperature(1.0, 0)], None, &world.tree);
    assert_eq!(now, Err(SendError::NotRegistered));
    let ids: Vec<SendId> = [1.0, 2.0, 3.0]
        .map(|degrees| later(&mut world, &[temperature(degrees, 0)]).unwrap())
        .into();
    assert_eq!((sent(&world), ends(&world)), (vec![], vec![]));
    comes_back(&mut world);
    let expected: Vec<_> = ids.into_iter().map(|id| (id, Ok(()))).collect();
    assert_eq!(ends(&world), expected);
    let values: Vec<Payload> = [1.0, 2.0, 3.0]
        .map(|degrees| Payload::Values(vec![(resource("/3303/0/5700"), Value::Float(degrees))]))
        .into();
    assert_eq!(sent(&world), values);
}

#[test]
fn a_long_history_is_deferred_and_goes_up_in_blocks_with_its_times() {
    let mut world = away(EnablerVersion::V1_1, false);
    let history: Vec<SendValue> = (0..1000).map(|second| temperature(0.1, second)).collect();
    later(&mut world, &history).unwrap();
    comes_back(&mut world);
    let [Payload::Unreadable(bytes)] = &sent(&world)[..] else {
        panic!("a history is no state: {:?}", sent(&world))
    };
    assert!(bytes.len() > 4 * 1024, "{} bytes are some blocks", bytes.len());
    // RFC 8949 §3.4.2 and RFC 8428 §6: the base time, as the number 1700000000.
    let base = [0x1a, 0x65, 0x53, 0xf1, 0x00];
    assert!(bytes.windows(5).any(|window| window == base));
}

#[test]
fn a_registered_server_is_told_at_once() {
    let mut world = away(EnablerVersion::V1_2, false);
    comes_back(&mut world);
    let id = later(&mut world, &[temperature(1.0, 0)]).unwrap();
    assert_eq!(ends(&world), [(id, Ok(()))]);
}

#[test]
fn the_oldest_make_room_and_are_reported() {
    let mut world = away(EnablerVersion::V1_2, false);
    let first = later(&mut world, &[temperature(0.0, 0)]).unwrap();
    for number in 0..64 {
        later(&mut world, &[temperature(f64::from(number), 1)]).unwrap();
    }
    assert_eq!(ends(&world), [(first, Err(SendFailure::Displaced))]);
    let many = vec![temperature(1.0, 2); 4096];
    later(&mut world, &many).unwrap();
    assert_eq!(ends(&world).len(), 65, "one message has all the room");
    let too_many = vec![temperature(1.0, 2); 4097];
    assert_eq!(later(&mut world, &too_many), Err(SendError::QueueFull));
}

#[test]
fn whether_the_server_may_be_told_is_decided_when_it_is_there() {
    for (version, muted, expected) in [
        (EnablerVersion::V1_2, true, SendError::Muted),
        (
            EnablerVersion::V1_0,
            false,
            SendError::Version(EnablerVersion::V1_0),
        ),
    ] {
        let mut world = away(version, muted);
        let id = later(&mut world, &[temperature(1.0, 0)]).unwrap();
        comes_back(&mut world);
        assert_eq!(ends(&world), [(id, Err(SendFailure::NotAllowed(expected)))]);
        assert_eq!(sent(&world), []);
    }
}

#[test]
fn what_is_deferred_outlives_a_lost_link_and_ends_with_the_client() {
    let mut world = away(EnablerVersion::V1_2, false);
    world.link_is(LinkState::Down("cable".into()));
    let id = later(&mut world, &[temperature(1.0, 0)]).unwrap();
    world.client.stop(world.now);
    world.run();
    assert_eq!(ends(&world), [(id, Err(SendFailure::Stopped))]);
    assert_eq!(
        later(&mut world, &[temperature(1.0, 0)]),
        Err(SendError::NotRegistered)
    );
}
