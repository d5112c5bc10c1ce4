//! What becomes of notifications while the server cannot be reached.

use std::time::{Duration, SystemTime};

use coap::ContentFormat;
use lwm2m::LinkState;
use lwm2m::server::{Payload, ServerEvent};
use objects::Value;

use crate::support::{path, resource};
use crate::world::World;

const TARGET: &str = "/3303/0/5700";

/// Observes the temperature as SenML JSON.
fn observing(attributes: &[&str]) -> World {
    let mut world = World::registered();
    let format = Some(ContentFormat::SENML_JSON);
    let answer = world.ask(|server, now| server.observe(now, path(TARGET), format, attributes));
    assert!(answer.observed, "{answer:?}");
    world
}

fn go_offline(world: &mut World) {
    world.reachable = false;
    world.link_is(LinkState::Down("gone".to_owned()));
}

/// A device measures at a second after 2023-11-14T22:13:20Z.
fn measure(world: &mut World, second: u64, degrees: f64) {
    world.at(second * 1000);
    let at = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000 + second);
    let change = world
        .tree
        .set(resource(TARGET), Value::Float(degrees), at)
        .unwrap();
    if let Some(change) = change {
        world.client.handle_change(world.now, &change, &world.tree);
    }
    world.run();
}

/// The payloads of all notifications: histories as text, states as their value.
fn told(world: &mut World) -> Vec<String> {
    let payloads = world.heard.drain(..).filter_map(|(_, event)| match event {
        ServerEvent::Notification { answer, .. } => Some(answer.payload),
        _ => None,
    });
    payloads
        .map(|payload| match payload {
            Payload::Values(values) => values[0].1.to_string(),
            Payload::Unreadable(bytes) => String::from_utf8(bytes).unwrap(),
            Payload::Links(_) | Payload::None => panic!("{payload:?}"),
        })
        .collect()
}

#[test]
fn the_newest_values_arrive_with_their_times_in_one_notification() {
    let mut world = observing(&["hqmax=3"]);
    world.at(1000);
    go_offline(&mut world);
    for (second, degrees) in [(2, 1.0), (3, 2.0), (4, 3.5), (5, 4.0)] {
        measure(&mut world, second, degrees);
    }
    world.reachable = true;
    world.at(100_000);
    // RFC 8428 §4.5: times are relative to the base time.
    let history = r#"[{"bn":"/3303/0/5700","bt":1700000003,"v":2},{"v":3.5,"t":1},{"v":4,"t":2}]"#;
    assert_eq!(told(&mut world), [history]);
    measure(&mut world, 101, 9.0);
    assert_eq!(told(&mut world), ["9"]);
}

#[test]
fn what_is_kept_is_what_would_have_been_told() {
    let mut world = observing(&["hqmax=10", "pmin=10"]);
    go_offline(&mut world);
    for second in 1..=35 {
        measure(&mut world, second, second as f64);
    }
    world.at(39_000);
    world.reachable = true;
    world.at(120_000);
    let told = told(&mut world);
    // What is due at the same instant is told before the new value.
    let history =
        r#"[{"bn":"/3303/0/5700","bt":1700000009,"v":9},{"v":19,"t":10},{"v":29,"t":20},{"v":35,"t":26}]"#;
    assert_eq!(told, [history]);
}

#[test]
fn without_a_limit_only_the_newest_state_is_told() {
    let mut world = observing(&[]);
    go_offline(&mut world);
    measure(&mut world, 1, 1.0);
    measure(&mut world, 2, 2.0);
    world.reachable = true;
    world.at(100_000);
    assert_eq!(told(&mut world), ["2"]);
}

#[test]
fn a_server_that_wants_nothing_stored_gets_the_state_that_differs() {
    let mut world = observing(&["hqmax=3"]);
    world.set("/1/0/6", Value::Boolean(false));
    go_offline(&mut world);
    measure(&mut world, 1, 1.0);
    measure(&mut world, 2, 2.0);
    world.reachable = true;
    world.at(100_000);
    assert_eq!(told(&mut world), ["2"]);
}

#[test]
fn stored_values_that_do_not_arrive_are_sent_again() {
    let mut world = observing(&["hqmax=3"]);
    go_offline(&mut world);
    measure(&mut world, 1, 1.0);
    measure(&mut world, 2, 2.0);
    world.reachable = true;
    world.cut = true;
    world.at(62_000);
    world.cut = false;
    world.at(200_000);
    let history = r#"[{"bn":"/3303/0/5700","bt":1700000001,"v":1},{"v":2,"t":1}]"#;
    assert_eq!(told(&mut world), [history]);
}

#[test]
fn a_new_registration_voids_what_was_stored() {
    let mut world = observing(&["hqmax=3"]);
    go_offline(&mut world);
    measure(&mut world, 1, 1.0);
    let now = world.now;
    world.server.forget(now);
    world.reachable = true;
    world.at(100_000);
    let known = world
        .client
        .servers()
        .map(|server| server.observations)
        .sum::<usize>();
    assert_eq!(known, 0);
    world.forget_the_past();
    world.at(200_000);
    assert_eq!(told(&mut world), [""; 0]);
}
