//! What becomes of notifications while the server cannot be reached.

use std::time::{Duration, SystemTime};

use coap::{ContentFormat, Params};
use lwm2m::server::{Payload, ServerEvent};
use lwm2m::{LinkState, Output};
use objects::Value;

use crate::support::{account, path, resource};
use crate::world::{Setup, World};

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
    deliver(world, second, TARGET, Value::Float(degrees));
}

fn deliver(world: &mut World, second: u64, target: &str, value: Value) {
    world.at(second * 1000);
    let at = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000 + second);
    let change = world.tree.set(resource(target), value, at).unwrap();
    if let Some(change) = change {
        world.client.handle_change(world.now, &change, &world.tree);
    }
    world.run();
}

/// Observes several paths and wants SenML JSON.
fn observe_composite(world: &mut World, paths: &[&str], attributes: &[&str]) {
    crate::composite_observe::observe(world, paths, attributes);
}

fn attach(world: &mut World, target: &str, attributes: &[&str]) {
    let answer = world.ask(|server, now| server.write_attributes(now, path(target), attributes));
    assert_eq!(answer.code, coap::Code::CHANGED);
}

/// When the link is opened again after it was lost at the beginning.
fn go_online(world: &mut World) {
    world.reachable = true;
    world.at(100_000);
}

/// The payloads of all notifications: histories as text, states as their values.
fn told(world: &mut World) -> Vec<String> {
    let payloads = world.heard.drain(..).filter_map(|(_, event)| match event {
        ServerEvent::Notification { answer, .. } => Some(answer.payload),
        _ => None,
    });
    payloads
        .map(|payload| match payload {
            Payload::Values(values) => {
                let values: Vec<_> = values.iter().map(|(_, value)| value.to_string()).collect();
                values.join(" ")
            }
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

// Only so many notifications are under way at once; what waits may be displaced by a newer state.
#[test]
fn a_history_whose_place_a_newer_state_has_taken_is_sent_again() {
    let mut world = World::registered_with(Setup {
        params: Params {
            max_notifications_in_flight: 1,
            ..Params::default()
        },
        ..Setup::default()
    });
    let format = Some(ContentFormat::SENML_JSON);
    for _ in 0..2 {
        world.ask(|server, now| server.observe(now, path(TARGET), format, &["hqmax=3"]));
    }
    go_offline(&mut world);
    measure(&mut world, 2, 1.0);
    measure(&mut world, 3, 2.0);
    let (now, server) = (world.now, account().server);
    world.client.handle_link(now, server, LinkState::Up, &world.tree);
    let Output::Transmit { datagram, .. } = world.client.poll_output() else {
        panic!("no Update")
    };
    world.server.handle_datagram(now, &datagram);
    let answer = world.server.poll_transmit().unwrap();
    world.client.handle_datagram(now, server, &answer, &world.tree);
    // One history is under way and the other waits.
    world.client.handle_timeout(now, &world.tree);
    let at = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_004);
    let change = world.tree.set(resource(TARGET), Value::Float(9.0), at).unwrap();
    world.client.handle_change(now, &change.unwrap(), &world.tree);
    world.client.handle_timeout(now, &world.tree);
    world.run();
    let history = r#"[{"bn":"/3303/0/5700","bt":1700000002,"v":1},{"v":2,"t":1}]"#;
    let mut told = told(&mut world);
    told.sort_unstable();
    assert_eq!(told, ["9", "9", history, history]);
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

// OMA LwM2M core 1.2.1 §6.4.3: what has no room of its own in the history is left out of it.
#[test]
fn only_parts_that_want_a_history_have_one_and_the_state_follows() {
    let mut world = World::registered();
    attach(&mut world, "/3303/0/5700", &["hqmax=2"]);
    attach(&mut world, "/3303/1", &["hqmax=9"]);
    attach(&mut world, "/3303/1/5701", &["hqmax=0"]);
    let paths = ["/3303/0/5700", "/3303/1", "/3306/0/5850"];
    observe_composite(&mut world, &paths, &[]);
    go_offline(&mut world);
    for second in 1..=3 {
        measure(&mut world, second, second as f64);
    }
    deliver(&mut world, 4, "/3306/0/5850", Value::Boolean(true));
    deliver(&mut world, 5, "/3303/1/5700", Value::Float(50.0));
    deliver(&mut world, 6, "/3303/1/5701", crate::support::text("K"));
    go_online(&mut world);
    // The value that never changed is told with its time, as every notification has all paths.
    let history = concat!(
        r#"[{"bt":1700000002,"n":"/3303/0/5700","v":2},{"n":"/3303/0/5700","v":3,"t":1},"#,
        r#"{"n":"/3303/1/5700","v":21.5,"t":-1700000002},{"n":"/3303/1/5700","v":50,"t":3}]"#
    );
    assert_eq!(told(&mut world), [history, "3 50 K true"]);
    deliver(&mut world, 101, "/3306/0/5850", Value::Boolean(false));
    assert_eq!(told(&mut world), ["3 50 K false"]);
}

#[test]
fn a_composite_history_is_all_there_is_to_tell_when_every_part_has_one() {
    let mut world = World::registered();
    attach(&mut world, "/3303", &["hqmax=9"]);
    attach(&mut world, "/3303/0", &["pmin=10"]);
    attach(&mut world, "/3303/1/5700", &["st=2"]);
    observe_composite(&mut world, &["/3303/0/5700", "/3303/1/5700"], &[]);
    go_offline(&mut world);
    deliver(&mut world, 1, "/3303/0/5700", Value::Float(30.0));
    deliver(&mut world, 5, "/3303/1/5700", Value::Float(22.0));
    deliver(&mut world, 6, "/3303/1/5700", Value::Float(24.0));
    deliver(&mut world, 8, "/3303/1/5700", Value::Float(27.0));
    go_online(&mut world);
    let history = concat!(
        r#"[{"bt":1700000001,"n":"/3303/0/5700","v":30},"#,
        r#"{"n":"/3303/1/5700","v":24,"t":5},{"n":"/3303/1/5700","v":27,"t":7}]"#
    );
    assert_eq!(told(&mut world), [history]);
    assert_eq!(world.heard.len(), 0);
}

#[test]
fn without_a_history_a_composite_observation_tells_the_newest_state() {
    for storing in [true, false] {
        let mut world = World::registered();
        if !storing {
            attach(&mut world, "/3303", &["hqmax=9"]);
            world.set("/1/0/6", Value::Boolean(false));
        }
        observe_composite(&mut world, &["/3303/0/5700", "/3306/0/5850"], &[]);
        go_offline(&mut world);
        measure(&mut world, 1, 1.0);
        measure(&mut world, 2, 2.0);
        go_online(&mut world);
        assert_eq!(told(&mut world), ["2 false"], "storing {storing}");
    }
}

#[test]
fn a_new_registration_voids_a_composite_history() {
    let mut world = World::registered();
    attach(&mut world, "/3303", &["hqmax=9"]);
    observe_composite(&mut world, &["/3303/0/5700", "/3303/1/5700"], &[]);
    go_offline(&mut world);
    measure(&mut world, 1, 1.0);
    let now = world.now;
    world.server.forget(now);
    go_online(&mut world);
    assert_eq!(told(&mut world), [""; 0]);
    let observations: usize = world.client.servers().map(|server| server.observations).sum();
    assert_eq!(observations, 0);
}

#[test]
fn a_value_that_is_missing_for_a_while_interrupts_its_history_only() {
    let mut world = observing(&["hqmax=9"]);
    go_offline(&mut world);
    measure(&mut world, 1, 1.0);
    world.at(2000).remove(TARGET);
    measure(&mut world, 3, 3.0);
    measure(&mut world, 4, 4.0);
    go_online(&mut world);
    let history = r#"[{"bn":"/3303/0/5700","bt":1700000001,"v":1},{"v":3,"t":2},{"v":4,"t":3}]"#;
    assert_eq!(told(&mut world), [history]);
}

#[test]
fn what_vanished_in_the_meantime_is_told_after_the_history() {
    let mut world = World::registered();
    let format = Some(ContentFormat::SENML_JSON);
    let answer = world.ask(|server, now| server.observe(now, path("/3303/0"), format, &["hqmax=5"]));
    assert!(answer.observed);
    go_offline(&mut world);
    measure(&mut world, 1, 1.0);
    world.at(2000).remove("/3303/0/5701");
    go_online(&mut world);
    let told = told(&mut world);
    assert_eq!(told.len(), 2, "{told:?}");
    assert_eq!(told[1], "1");
}

// The minimum period counts from what was sent, though it was measured long before.
#[test]
fn periods_count_from_the_history_that_was_told() {
    let mut world = observing(&["hqmax=3", "pmin=10", "pmax=30"]);
    go_offline(&mut world);
    measure(&mut world, 15, 1.0);
    world.reachable = true;
    // The link is opened again after a minute.
    world.at(60_500);
    assert_eq!(told(&mut world).len(), 1);
    measure(&mut world, 62, 2.0);
    world.at(69_999);
    assert_eq!(told(&mut world), [""; 0]);
    world.at(70_500);
    assert_eq!(told(&mut world), ["2"]);
    world.at(100_500);
    assert_eq!(told(&mut world), ["2"]);
}

#[test]
fn formats_without_times_tell_the_newest_state() {
    for format in [
        ContentFormat::TEXT,
        ContentFormat::LWM2M_CBOR,
        ContentFormat::LWM2M_TLV,
    ] {
        let mut world = World::registered();
        let answer = world.ask(|server, now| server.observe(now, path(TARGET), Some(format), &["hqmax=3"]));
        assert!(answer.observed);
        go_offline(&mut world);
        measure(&mut world, 1, 1.0);
        measure(&mut world, 2, 2.0);
        go_online(&mut world);
        assert_eq!(told(&mut world), ["2"]);
    }
}
