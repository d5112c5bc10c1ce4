//! Write-Attributes, and what observations inherit.

use coap::Code;
use objects::Value;

use crate::support::path;
use crate::world::{World, assert_notified};

#[track_caller]
fn attach(world: &mut World, target: &str, attributes: &[&str]) {
    let answer = world.ask(|server, now| server.write_attributes(now, path(target), attributes));
    assert_eq!(answer.code, Code::CHANGED);
}

#[test]
fn attributes_that_make_no_sense_are_refused_and_change_nothing() {
    let mut world = World::registered();
    attach(&mut world, "/3303/0/5700", &["gt=10"]);
    for (target, attributes, code) in [
        ("/3303/0/5700", &["foo=1"][..], Code::BAD_REQUEST),
        ("/3303/0/5700", &["pmin=x"], Code::BAD_REQUEST),
        ("/3303/0/5700", &["pmin=1", "pmin=2"], Code::BAD_REQUEST),
        ("/3303/0/5700", &["lt=10", "pmin=7"], Code::BAD_REQUEST),
        ("/3303/0/5700", &["edge=1"], Code::BAD_REQUEST),
        ("/3303/0", &["gt=1"], Code::BAD_REQUEST),
        ("/3303", &["st=1"], Code::BAD_REQUEST),
        ("/3306/0/5850", &["gt=1"], Code::BAD_REQUEST),
        ("/3303/0/5701", &["lt=1"], Code::BAD_REQUEST),
        ("/3303/9", &["pmin=1"], Code::NOT_FOUND),
        ("/3303/0/5750", &["pmin=1"], Code::NOT_FOUND),
        ("/99", &["pmin=1"], Code::NOT_FOUND),
        ("/3/0/4", &["pmin=1"], Code::METHOD_NOT_ALLOWED),
        ("/0/0", &["pmin=1"], Code::UNAUTHORIZED),
    ] {
        let answer = world.ask(|server, now| server.write_attributes(now, path(target), attributes));
        assert_eq!(answer.code, code, "{target} {attributes:?}");
    }
    let answer = world.ask(|server, now| server.discover(now, path("/3303/0/5700"), None));
    assert_eq!(
        answer.payload,
        lwm2m::server::Payload::Links("</3303/0/5700>;gt=10".to_owned())
    );
    attach(&mut world, "/3303/0/5700", &[]);
}

#[test]
fn an_observation_inherits_each_attribute_from_the_nearest_level_above() {
    let mut world = World::registered();
    attach(&mut world, "/3303", &["pmin=10", "pmax=100"]);
    attach(&mut world, "/3303/0", &["pmin=5"]);
    attach(&mut world, "/3303/0/5700", &["st=2"]);
    world.observe("/3303/0/5700", &[]);
    world.observe("/3303/1/5700", &[]);
    world
        .at(1000)
        .set("/3303/0/5700", Value::Float(23.0))
        .set("/3303/1/5700", Value::Float(7.0));
    world.at(2000).set("/3303/0/5700", Value::Float(24.0));
    world.at(105_000);
    assert_notified(&mut world, &[(5000, "24"), (10_000, "7"), (105_000, "24")]);
    world.at(110_000);
    assert_notified(&mut world, &[(110_000, "7")]);
}

// OMA LwM2M core 1.2.1 §7.3: attributes below the observed level are not for it.
#[test]
fn attributes_below_the_observed_level_do_not_count() {
    let mut world = World::registered();
    attach(&mut world, "/3303/0/5700", &["gt=100", "pmin=50"]);
    world.observe("/3303/0", &[]);
    world.at(1000).set("/3303/0/5700", Value::Float(23.0));
    assert_notified(&mut world, &[(1000, "23 Cel")]);
}

#[test]
fn attributes_of_a_running_observation_take_effect_at_once() {
    let mut world = World::registered();
    world.observe("/3303/0/5700", &[]);
    attach(&mut world, "/3303/0", &["pmin=60"]);
    world.at(1000).set("/3303/0/5700", Value::Float(23.0));
    world.at(30_000);
    assert_notified(&mut world, &[]);
    attach(&mut world, "/3303/0", &["pmin"]);
    assert_notified(&mut world, &[(30_000, "23")]);
}

#[test]
fn the_server_object_has_the_last_word_on_periods() {
    let mut world = World::registered();
    world
        .set("/1/0/2", Value::Integer(10))
        .set("/1/0/3", Value::Integer(20));
    world.observe("/3303/0/5700", &[]);
    world.at(1000).set("/3303/0/5700", Value::Float(23.0));
    world.at(30_000);
    assert_notified(&mut world, &[(10_000, "23"), (30_000, "23")]);
    world
        .set("/1/0/2", Value::Integer(0))
        .set("/1/0/3", Value::Integer(0));
    world.set("/3303/0/5700", Value::Float(24.0)).at(100_000);
    assert_notified(&mut world, &[(30_000, "24")]);
}

#[test]
fn attributes_outlive_the_registration_but_not_the_instance() {
    let mut world = World::registered();
    attach(&mut world, "/3303/0", &["pmin=60"]);
    let now = world.now;
    world.server.forget(now);
    world.client.update(now, crate::support::account().server);
    world.run();
    let shown = |world: &mut World| {
        let answer = world.ask(|server, now| server.discover(now, path("/3303/0"), Some(0)));
        format!("{:?}", answer.payload)
    };
    assert!(shown(&mut world).contains("pmin=60"));
    world.remove("/3303/0");
    crate::support::add(&mut world.tree, 3303, 0, &[(5700, Value::Float(1.0))]);
    assert!(!shown(&mut world).contains("pmin"));
}

#[test]
fn attributes_of_a_resource_stay_while_it_is_hidden() {
    let mut world = World::registered();
    attach(&mut world, "/3303/0/5700", &["gt=30"]);
    world
        .remove("/3303/0/5700")
        .set("/3303/0/5700", Value::Float(1.0));
    let answer = world.ask(|server, now| server.discover(now, path("/3303/0/5700"), None));
    assert_eq!(
        answer.payload,
        lwm2m::server::Payload::Links("</3303/0/5700>;gt=30".to_owned())
    );
}

#[test]
fn an_observation_is_not_held_back_by_attributes_that_went_with_the_instance() {
    let mut world = World::registered();
    attach(&mut world, "/3303/0", &["pmin=60"]);
    world.observe("/3303/0/5700", &[]);
    world.at(1000).remove("/3303/0");
    assert_notified(&mut world, &[(1000, "4.04")]);
}

// OMA LwM2M core 1.2.1 §5.1.2: each attribute is inherited on its own, from the Server object at last.
#[test]
fn a_resource_instance_inherits_from_all_five_levels() {
    let mut world = World::registered();
    world
        .set("/1/0/2", Value::Integer(2))
        .set("/1/0/3", Value::Integer(50))
        .set("/1/0/26", Value::Integer(0));
    attach(&mut world, "/3", &["con=1"]);
    attach(&mut world, "/3/0", &["epmin=3"]);
    attach(&mut world, "/3/0/7", &["pmax=20", "st=100"]);
    attach(&mut world, "/3/0/7/0", &["gt=5000"]);
    world.observe("/3/0/7/0", &[]);
    world.sent.clear();
    // Too small a step, looked at once epmin has passed, and not the shorter pmin.
    world.at(1000).set("/3/0/7/0", Value::Integer(3850));
    world.at(3000).set("/3/0/7/0", Value::Integer(3900));
    world.at(7000);
    assert_notified(&mut world, &[(6000, "3900")]);
    let kind = world.sent[0].1[0] & 0xf0;
    assert_eq!(kind, 0x40, "confirmable, as the object says");
    world.at(26_000);
    assert_notified(&mut world, &[(26_000, "3900")]);
    // Without st only the limit counts, without pmax the default.
    attach(&mut world, "/3/0/7", &["st", "pmax"]);
    world.at(30_000).set("/3/0/7/0", Value::Integer(4999));
    world.at(32_000).set("/3/0/7/0", Value::Integer(5001));
    world.at(100_000);
    assert_notified(&mut world, &[(35_000, "5001"), (85_000, "5001")]);
}

// OMA LwM2M core 1.2.1 §6.4.1: what the request carries replaces everything that is attached.
#[test]
fn attributes_of_the_request_leave_nothing_of_the_attached_ones() {
    let mut world = World::registered();
    world.set("/1/0/3", Value::Integer(100));
    attach(&mut world, "/3303", &["con=1", "hqmax=5"]);
    attach(
        &mut world,
        "/3303/0/5700",
        &["gt=30", "epmin=20", "pmin=5", "pmax=60"],
    );
    world.observe("/3303/0/5700", &["pmin=2"]);
    world.sent.clear();
    world.at(1000).set("/3303/0/5700", Value::Float(22.0));
    world.at(200_000);
    // The default of the Server object stands in for the period that is not given.
    assert_notified(&mut world, &[(2000, "22"), (102_000, "22")]);
    assert_eq!(world.sent[0].1[0] & 0xf0, 0x50, "not confirmable");
    // It is not shown, and attached ones that change do not touch it.
    attach(&mut world, "/3303/0/5700", &["pmax=1"]);
    world.at(203_000);
    assert_notified(&mut world, &[(202_000, "22")]);
}

#[test]
fn a_limit_that_changes_below_a_value_is_crossed_at_once() {
    let mut world = World::registered();
    attach(&mut world, "/3303/0/5700", &["gt=30"]);
    world.observe("/3303/0/5700", &[]);
    world.at(1000).set("/3303/0/5700", Value::Float(25.0));
    assert_notified(&mut world, &[]);
    attach(&mut world, "/3303/0/5700", &["gt=24"]);
    assert_notified(&mut world, &[(1000, "25")]);
}

#[test]
fn each_instance_of_a_resource_is_measured_against_the_limits_by_itself() {
    let mut world = World::registered();
    attach(&mut world, "/3/0/7", &["gt=4000", "st=500"]);
    world.observe("/3/0/7", &[]);
    world.at(1000).set("/3/0/7/0", Value::Integer(3900));
    world.at(2000).set("/3/0/7/1", Value::Integer(5400));
    assert_notified(&mut world, &[]);
    world.at(3000).set("/3/0/7/0", Value::Integer(4100));
    world.at(4000).set("/3/0/7/1", Value::Integer(5899));
    world.at(5000).set("/3/0/7/1", Value::Integer(5900));
    world.at(6000).set("/3/0/7/2", Value::Integer(1));
    world.at(7000).remove("/3/0/7/2");
    assert_notified(
        &mut world,
        &[
            (3000, "4100 5400"),
            (5000, "4100 5900"),
            (6000, "4100 5900 1"),
            (7000, "4100 5900"),
        ],
    );
}

#[test]
fn a_resource_instance_has_limits_of_its_own() {
    let mut world = World::registered();
    attach(&mut world, "/3/0/7", &["gt=4000"]);
    attach(&mut world, "/3/0/7/1", &["gt=6000"]);
    world.observe("/3/0/7/0", &[]);
    world.observe("/3/0/7/1", &[]);
    world.at(1000).set("/3/0/7/0", Value::Integer(4001));
    world.at(2000).set("/3/0/7/1", Value::Integer(3000));
    world.at(3000).set("/3/0/7/1", Value::Integer(6001));
    assert_notified(&mut world, &[(1000, "4001"), (3000, "6001")]);
}
