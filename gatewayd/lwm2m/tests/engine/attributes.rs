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
