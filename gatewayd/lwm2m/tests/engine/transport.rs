//! Which transport is used: Update Trigger with an argument, Binding, Preferred Transport (core, appendix E.2,
//! resources 7, 8 and 22). There is but UDP.

use coap::{Code, Method};
use lwm2m::LinkRequest;
use objects::Value;

use crate::support::{account, resource, text};
use crate::world::{World, assert_notified};

fn execute(world: &mut World, arguments: &str) -> Code {
    world
        .ask(|server, now| server.execute(now, resource("/1/0/8"), arguments))
        .code
}

#[test]
fn the_update_trigger_with_a_transport_reconnects_over_it_and_the_registration_goes_on() {
    let mut world = World::registered();
    world.observe("/3303/0/5700", &[]);
    world.at(1000);
    assert_eq!(execute(&mut world, "0='U'"), Code::CHANGED);
    assert_eq!(world.links, [(1000, LinkRequest::Open(account().server.into()))]);
    assert_eq!(world.registrations(), [(1000, "update")]);
    world.set("/3303/0/5700", Value::Float(30.0));
    assert_notified(&mut world, &[(1000, "30")]);
}

// OMA LwM2M transport 1.2.1 §6.4.3 has the argument as a query.
#[test]
fn the_transport_may_stand_in_the_query() {
    let mut world = World::registered();
    let answer = world.raw(Method::Post, "/1/0/8", |request| request.with_query("0=U"));
    assert_eq!(answer.code, Code::CHANGED);
    assert_eq!(world.links.len(), 1);
    assert_eq!(world.registrations(), [(0, "update")]);
}

#[test]
fn a_transport_that_is_not_there_and_other_arguments_are_refused() {
    let mut world = World::registered();
    for arguments in ["0='T'", "0='UT'", "0=''", "0", "1='U'", "0='U',1"] {
        assert_eq!(execute(&mut world, arguments), Code::BAD_REQUEST, "{arguments}");
    }
    world.set("/1/0/7", text("T")).registrations();
    assert_eq!(
        execute(&mut world, "0='U'"),
        Code::BAD_REQUEST,
        "not offered by the account"
    );
    assert_eq!(execute(&mut world, ""), Code::CHANGED);
    assert_eq!(world.links, []);
}

// Appendix E.2, resource 22: unless it is impossible, which for all but UDP it is.
#[test]
fn a_preferred_transport_that_is_not_there_is_kept_and_changes_nothing() {
    let mut world = World::registered();
    for transport in ["T", "U"] {
        let answer = world.ask(|server, now| server.write(now, resource("/1/0/22"), &text(transport)));
        assert_eq!(answer.code, Code::CHANGED);
        assert_eq!(world.read("/1/0/22", None).value(), Some(&text(transport)));
        assert_eq!(world.registrations(), []);
        assert_eq!(execute(&mut world, "0='U'"), Code::CHANGED);
        assert_eq!(world.server.registration().unwrap().queries, [] as [&str; 0]);
        assert_eq!(world.registrations(), [(0, "update")]);
    }
}

// Appendix E.2, resource 26: the mode of notifications whose attributes say nothing.
#[test]
fn the_default_notification_mode_counts_from_the_moment_it_is_written() {
    let mut world = World::registered();
    world.observe("/3303/0/5700", &[]);
    let confirmable = |world: &mut World, mode: Option<i64>, value: f64| {
        if let Some(mode) = mode {
            let path = resource("/1/0/26");
            world.ask(|server, now| server.write(now, path, &Value::Integer(mode)));
        }
        world.sent.clear();
        world.set("/3303/0/5700", Value::Float(value));
        let (_, datagram) = &world.sent[0];
        // RFC 7252 §3: the two bits behind the version say how it is to be confirmed.
        datagram[0] & 0x30 == 0
    };
    assert!(!confirmable(&mut world, None, 30.0));
    assert!(confirmable(&mut world, Some(1), 31.0));
    assert!(!confirmable(&mut world, Some(0), 32.0));
}
