//! Send: values told without being asked.

use std::time::{Duration, SystemTime};

use coap::{Code, ContentFormat};
use lwm2m::server::{Payload, Policy, Reaction, ServerEvent};
use lwm2m::{EnablerVersion, Event, SendError, SendFailure, SendValue};
use objects::Value;

use crate::support::{resource, text};
use crate::world::{Setup, World};

fn value(path: &str, value: Value) -> SendValue {
    SendValue {
        path: resource(path),
        value,
        time: None,
    }
}

fn temperature(degrees: f64) -> SendValue {
    value("/3303/0/5700", Value::Float(degrees))
}

/// A registered client whose server wants to be told.
fn unmuted(version: EnablerVersion) -> World {
    let mut setup = Setup {
        version,
        ..Setup::default()
    };
    let mute = resource("/1/0/23");
    setup
        .tree
        .set(mute, Value::Boolean(false), SystemTime::UNIX_EPOCH)
        .unwrap();
    World::registered_with(setup)
}

fn send(world: &mut World, values: &[SendValue], format: Option<ContentFormat>) -> Result<(), SendError> {
    let sent = world.client.send(world.now, None, values, format, &world.tree);
    world.run();
    sent.map(drop)
}

/// What the server got, and how the engine says it ended.
fn arrived(world: &mut World) -> (Vec<Payload>, Vec<Result<(), SendFailure>>) {
    let payloads = world.heard.drain(..).filter_map(|(_, event)| match event {
        ServerEvent::Sent(payload) => Some(payload),
        _ => None,
    });
    let ends = world.events.drain(..).filter_map(|(_, event)| match event {
        Event::Sent { result, .. } => Some(result),
        _ => None,
    });
    (payloads.collect(), ends.collect())
}

#[test]
fn values_arrive_and_the_host_learns_of_it() {
    for format in [
        None,
        Some(ContentFormat::SENML_JSON),
        Some(ContentFormat::LWM2M_CBOR),
    ] {
        let mut world = unmuted(EnablerVersion::V1_2);
        let values = [value("/3306/0/5850", Value::Boolean(true)), temperature(22.5)];
        send(&mut world, &values, format).unwrap();
        let expected = vec![
            (resource("/3303/0/5700"), Value::Float(22.5)),
            (resource("/3306/0/5850"), Value::Boolean(true)),
        ];
        assert_eq!(
            arrived(&mut world),
            (vec![Payload::Values(expected)], vec![Ok(())])
        );
    }
}

#[test]
fn a_server_that_does_not_unmute_is_told_nothing() {
    let mut world = World::registered();
    assert_eq!(send(&mut world, &[temperature(1.0)], None), Err(SendError::Muted));
    world.set("/1/0/23", Value::Boolean(true));
    assert_eq!(send(&mut world, &[temperature(1.0)], None), Err(SendError::Muted));
    world.set("/1/0/23", Value::Boolean(false));
    assert_eq!(send(&mut world, &[temperature(1.0)], None), Ok(()));
}

#[test]
fn without_a_registration_of_the_second_enabler_nothing_is_sent() {
    let mut world = unmuted(EnablerVersion::V1_0);
    let refused = send(&mut world, &[temperature(1.0)], None);
    assert_eq!(refused, Err(SendError::Version(EnablerVersion::V1_0)));
    let mut world = unmuted(EnablerVersion::V1_1);
    let refused = send(&mut world, &[temperature(1.0)], Some(ContentFormat::LWM2M_CBOR));
    assert_eq!(refused, Err(SendError::Version(EnablerVersion::V1_1)));
    world.client.stop(world.now);
    world.run();
    let refused = send(&mut world, &[temperature(1.0)], None);
    assert_eq!(refused, Err(SendError::NotRegistered));
}

#[test]
fn what_the_server_may_not_read_is_left_out() {
    let mut world = unmuted(EnablerVersion::V1_2);
    let secret = [
        value("/0/0/0", text("coap://localhost")),
        value("/3303/9/5700", Value::Float(1.0)),
        value("/3/0/4", text("executable")),
        value("/3303/0/5700", text("of another kind")),
    ];
    assert_eq!(send(&mut world, &secret, None), Err(SendError::Nothing));
    let mut values = secret.to_vec();
    values.push(temperature(3.0));
    send(&mut world, &values, None).unwrap();
    let (payloads, _) = arrived(&mut world);
    let expected = vec![(resource("/3303/0/5700"), Value::Float(3.0))];
    assert_eq!(payloads, [Payload::Values(expected)]);
}

#[test]
fn several_values_of_one_resource_carry_their_times() {
    let mut world = unmuted(EnablerVersion::V1_1);
    let start = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
    let at = |seconds, degrees| SendValue {
        time: Some(start + Duration::from_secs(seconds)),
        ..temperature(degrees)
    };
    let history = [at(0, 22.5), at(10, 22.6), at(20, 22.4)];
    send(&mut world, &history, Some(ContentFormat::SENML_JSON)).unwrap();
    let (payloads, _) = arrived(&mut world);
    let [Payload::Unreadable(bytes)] = payloads.as_slice() else {
        panic!("a history is no state: {payloads:?}")
    };
    // RFC 8428 §4.5: times are relative to the base time.
    assert_eq!(
        std::str::from_utf8(bytes).unwrap(),
        r#"[{"bt":1700000000,"n":"/3303/0/5700","v":22.5},{"n":"/3303/0/5700","v":22.6,"t":10},{"n":"/3303/0/5700","v":22.4,"t":20}]"#
    );
    let refused = send(&mut world, &history, Some(ContentFormat::LWM2M_CBOR));
    assert!(refused.is_err(), "{refused:?}");
}

#[test]
fn many_values_go_up_in_blocks() {
    let mut world = unmuted(EnablerVersion::V1_2);
    let long = text(&"long ".repeat(1000));
    send(&mut world, &[value("/3/0/0", long.clone())], None).unwrap();
    let (payloads, ends) = arrived(&mut world);
    assert_eq!(payloads, [Payload::Values(vec![(resource("/3/0/0"), long)])]);
    assert_eq!(ends, [Ok(())]);
}

#[test]
fn messages_wait_in_a_queue_that_ends() {
    let mut world = unmuted(EnablerVersion::V1_2);
    world.cut = true;
    for _ in 0..17 {
        send(&mut world, &[temperature(1.0)], None).unwrap();
    }
    let full = send(&mut world, &[temperature(1.0)], None);
    assert_eq!(full, Err(SendError::QueueFull));
    world.cut = false;
    world.at(10_000);
    let (payloads, ends) = arrived(&mut world);
    assert_eq!((payloads.len(), ends), (17, vec![Ok(()); 17]));
}

#[test]
fn a_new_instance_is_announced_before_its_values_are_sent() {
    let mut world = unmuted(EnablerVersion::V1_2);
    let created = world.tree.create_instance(
        3303.try_into().unwrap(),
        7.try_into().unwrap(),
        SystemTime::UNIX_EPOCH,
    );
    world
        .client
        .handle_change(world.now, &created.unwrap(), &world.tree);
    send(&mut world, &[value("/3303/7/5700", Value::Float(1.0))], None).unwrap();
    let order: Vec<_> = world.heard.iter().map(|(_, event)| event).collect();
    assert!(
        matches!(order.as_slice(), [ServerEvent::Updated(_), ServerEvent::Sent(_)]),
        "{order:?}"
    );
}

#[test]
fn what_is_lost_with_the_server_is_reported() {
    let mut world = unmuted(EnablerVersion::V1_2);
    world.cut = true;
    world.server.set_policy(Policy {
        update: Reaction::Refuse(Code::NOT_FOUND),
        ..Policy::default()
    });
    for _ in 0..2 {
        send(&mut world, &[temperature(1.0)], None).unwrap();
    }
    world.at(100_000);
    let (_, ends) = arrived(&mut world);
    assert!(
        matches!(ends.as_slice(), [Err(SendFailure::NoAnswer(_))]),
        "{ends:?}"
    );
    // The other one goes out when the server is back.
    world.cut = false;
    world.at(300_000);
    let (payloads, ends) = arrived(&mut world);
    assert_eq!((payloads.len(), ends), (1, vec![Ok(())]));
}

#[test]
fn what_waits_when_the_client_leaves_is_given_up() {
    let mut world = unmuted(EnablerVersion::V1_2);
    world.cut = true;
    for _ in 0..3 {
        send(&mut world, &[temperature(1.0)], None).unwrap();
    }
    world.client.stop(world.now);
    world.cut = false;
    world.at(400_000);
    let (_, ends) = arrived(&mut world);
    assert_eq!(ends.len(), 3, "{ends:?}");
    assert_eq!(ends.last(), Some(&Err(SendFailure::Stopped)));
}
