//! When notifications are sent, and how.

use lwm2m::LinkState;
use objects::Value;

use crate::support::text;
use crate::world::{World, assert_notified};

/// What is told of these values, each one second after the other.
#[track_caller]
fn assert_told(target: &str, attributes: &[&str], values: &[Value], expected: &[(u64, &str)]) {
    let mut world = World::registered();
    world.observe(target, attributes);
    for (second, value) in (1..).zip(values) {
        world.at(second * 1000).set(target, value.clone());
    }
    let end = values.len() as u64 * 1000;
    world.at(end + 500);
    assert_notified(&mut world, expected);
}

fn floats(values: &[f64]) -> Vec<Value> {
    values.iter().map(|value| Value::Float(*value)).collect()
}

#[test]
fn changes_within_the_minimum_period_are_told_at_its_end_with_the_newest_value() {
    let mut world = World::registered();
    world.observe("/3303/0/5700", &["pmin=10"]);
    for second in 1..=8 {
        world
            .at(second * 1000)
            .set("/3303/0/5700", Value::Float(second as f64));
    }
    world.at(12_000).set("/3303/0/5700", Value::Float(30.0));
    world.at(30_000).set("/3303/0/5700", Value::Float(31.0));
    world.at(60_000);
    assert_notified(&mut world, &[(10_000, "8"), (20_000, "30"), (30_000, "31")]);
}

#[test]
fn a_value_that_is_back_at_the_end_of_the_minimum_period_is_no_news() {
    let mut world = World::registered();
    world.observe("/3303/0/5700", &["pmin=10"]);
    world.at(1000).set("/3303/0/5700", Value::Float(50.0));
    world.at(2000).set("/3303/0/5700", Value::Float(21.5));
    world.at(60_000);
    assert_notified(&mut world, &[]);
}

#[test]
fn the_maximum_period_counts_from_the_last_notification() {
    let mut world = World::registered();
    world.observe("/3303/0/5700", &["pmax=10"]);
    world.at(4000).set("/3303/0/5700", Value::Float(50.0));
    world.at(35_000);
    assert_notified(
        &mut world,
        &[(4000, "50"), (14_000, "50"), (24_000, "50"), (34_000, "50")],
    );
}

#[test]
fn equal_periods_report_periodically() {
    let mut world = World::registered();
    world.observe("/3303/0/5700", &["pmin=5", "pmax=5"]);
    for second in 1..12 {
        world
            .at(second * 1000)
            .set("/3303/0/5700", Value::Float(second as f64));
    }
    assert_notified(&mut world, &[(5000, "4"), (10_000, "9")]);
}

#[test]
fn limits_are_told_when_crossed_in_either_direction() {
    let values = floats(&[29.0, 30.0, 31.0, 40.0, 29.0, 9.0, 5.0, 15.0]);
    let told = [(3000, "31"), (5000, "29"), (6000, "9"), (8000, "15")];
    assert_told("/3303/0/5700", &["gt=30", "lt=10"], &values, &told);
}

#[test]
fn steps_are_told_in_either_direction_from_the_last_reported_value() {
    let values = floats(&[22.0, 23.4, 23.5, 24.0, 21.5, 21.0]);
    let told = [(3000, "23.5"), (5000, "21.5")];
    assert_told("/3303/0/5700", &["st=2"], &values, &told);
}

#[test]
fn an_edge_is_told_in_its_direction_only() {
    let booleans: Vec<Value> = [true, false, true, false].map(Value::Boolean).to_vec();
    assert_told(
        "/3306/0/5850",
        &["edge=1"],
        &booleans,
        &[(1000, "true"), (3000, "true")],
    );
    assert_told(
        "/3306/0/5850",
        &["edge=0"],
        &booleans,
        &[(2000, "false"), (4000, "false")],
    );
}

#[test]
fn an_evaluation_period_delays_what_lies_within_it() {
    let mut world = World::registered();
    world.observe("/3303/0/5700", &["epmin=5", "st=2"]);
    world.at(6000).set("/3303/0/5700", Value::Float(22.0));
    world.at(7000).set("/3303/0/5700", Value::Float(30.0));
    world.at(20_000);
    assert_notified(&mut world, &[(11_000, "30")]);
}

/// A device alters what is observed without telling it as a change, as the times of values are.
fn alter_quietly(world: &mut World, target: &str, value: Value) {
    let path = crate::support::resource(target);
    world.tree.set(path, value, crate::support::EPOCH).unwrap();
}

#[test]
fn an_evaluation_is_made_at_the_latest_after_its_period() {
    let mut world = World::registered();
    world.observe("/3303/0", &["epmax=10"]);
    world.at(1000);
    alter_quietly(&mut world, "/3303/0/5518", Value::Time(1));
    world.at(9999);
    assert_notified(&mut world, &[]);
    world.at(10_000);
    assert_notified(&mut world, &[(10_000, "1 21.5 Cel")]);
    // A change is evaluated at once, and the period counts from there.
    world.at(15_000).set("/3303/0/5700", Value::Float(30.0));
    alter_quietly(&mut world, "/3303/0/5518", Value::Time(2));
    world.at(30_000);
    assert_notified(&mut world, &[(15_000, "1 30 Cel"), (25_000, "2 30 Cel")]);
}

#[test]
fn the_minimum_period_goes_before_the_greatest_period_of_evaluation() {
    let mut world = World::registered();
    world.observe("/3303/0", &["epmax=3", "pmin=10"]);
    alter_quietly(&mut world, "/3303/0/5518", Value::Time(1));
    world.at(9999);
    assert_notified(&mut world, &[]);
    world.at(20_000);
    assert_notified(&mut world, &[(10_000, "1 21.5 Cel")]);
}

// RFC 7641 §4.5: whoever sends notifications without confirmation must ask once a day whether they are wanted.
#[test]
fn once_a_day_a_notification_is_confirmable() {
    for composite in [false, true] {
        let mut world = World::registered();
        if composite {
            crate::composite_observe::observe(&mut world, &["/3303/0/5700"], &["pmax=3600", "con=0"]);
        } else {
            world.observe("/3303/0/5700", &["pmax=3600", "con=0"]);
        }
        world.at(60 * 3_600_000);
        let told = world.heard.iter().filter_map(|(at, event)| match event {
            lwm2m::server::ServerEvent::Notification { .. } => Some(*at),
            _ => None,
        });
        let told: Vec<u64> = told.collect();
        assert_eq!(told.len(), 60);
        let confirmable = |(at, datagram): &(u64, Vec<u8>)| {
            (datagram[0] & 0xf0 == 0x40 && datagram[1] == 0x45).then_some(*at / 3_600_000)
        };
        let confirmed: Vec<u64> = world.sent.iter().filter_map(confirmable).collect();
        assert_eq!(confirmed, [24, 48], "hours");
    }
}

#[test]
fn confirmable_notifications_are_repeated_until_they_are_acknowledged() {
    let mut world = World::registered();
    world.observe("/3303/0/5700", &["con=1"]);
    world.cut = true;
    world.at(1000).set("/3303/0/5700", Value::Float(22.0));
    world.at(1500).set("/3303/0/5700", Value::Float(23.0));
    world.cut = false;
    world.at(10_000);
    let told = world.notified();
    assert!(
        matches!(&told[..], [(3000..=4000, value)] if value == "23"),
        "the newest only: {told:?}"
    );
}

#[test]
fn the_default_mode_of_the_server_object_decides_where_no_attribute_does() {
    for (mode, kind) in [(0, 0x50), (1, 0x40)] {
        let mut world = World::registered();
        world.set("/1/0/26", Value::Integer(mode));
        world.observe("/3303/0/5700", &[]);
        world.sent.clear();
        world.set("/3303/0/5700", Value::Float(22.0));
        assert_eq!(world.sent[0].1[0] & 0xf0, kind, "CoAP version 1 and the type");
    }
}

#[test]
fn a_notification_that_never_arrives_is_followed_by_an_update_and_the_newest_state() {
    let mut world = World::registered();
    world.observe("/3303/0/5700", &["con=1"]);
    world.cut = true;
    world.at(1000).set("/3303/0/5700", Value::Float(22.0));
    world.at(62_000);
    world.cut = false;
    // Given up after 62 to 93 s.
    world.at(96_000);
    assert_eq!(
        world
            .notified()
            .iter()
            .map(|(_, value)| &**value)
            .collect::<Vec<_>>(),
        ["22"]
    );
}

#[test]
fn what_changed_while_the_link_was_lost_is_told_when_it_is_back() {
    let mut world = World::registered();
    world.observe("/3303/0/5700", &[]);
    world.observe("/3303/1/5700", &[]);
    world.reachable = false;
    world.at(1000).link_is(LinkState::Down("gone".to_owned()));
    world
        .set("/3303/0/5700", Value::Float(22.0))
        .set("/3303/0/5700", Value::Float(23.0));
    world.reachable = true;
    world.at(100_000);
    let told = world.notified();
    assert!(
        matches!(&told[..], [(61_000, value)] if value == "23"),
        "{told:?}"
    );
}

#[test]
fn a_large_state_is_fetched_in_blocks() {
    let mut world = World::registered();
    world.observe("/16", &[]);
    for element in 0..200 {
        let path = crate::support::resource("/16/0/0").with_element(element);
        world
            .tree
            .set(path, text("a value of some length"), crate::support::EPOCH)
            .unwrap();
    }
    world.at(1000).set("/16/0/0/0", text("the last one"));
    let told = world.notified();
    assert_eq!(told.len(), 1);
    assert!(told[0].1.starts_with("the last one a value") && told[0].1.len() > 4000);
}

#[test]
fn more_notifications_than_fit_into_a_queue_are_all_sent() {
    let mut world = World::registered();
    for _ in 0..3000 {
        world.observe("/3303/0/5700", &["pmax=1"]);
    }
    world.forget_the_past();
    world.at(world.time() + 999);
    assert_eq!(world.notified().len(), 0);
    world.at(world.time() + 1);
    assert_eq!(world.notified().len(), 3000);
    world.at(world.time() + 1000);
    assert_eq!(world.notified().len(), 3000);
}

#[test]
fn a_long_maximum_period_is_how_long_a_value_is_fresh() {
    let mut world = World::registered();
    for (attribute, max_age) in [("pmax=3600", Some(3600)), ("pmax=60", None), ("pmin=1", None)] {
        let path = crate::support::path("/3303/0/5700");
        let answer = world.ask(|server, now| server.observe(now, path, None, &[attribute]));
        assert_eq!(answer.max_age, max_age, "{attribute}");
    }
}
