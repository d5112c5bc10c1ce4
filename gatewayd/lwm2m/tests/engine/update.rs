//! Update: when it is sent, and what it carries.

use coap::{Code, ContentFormat};
use lwm2m::server::{Policy, Reaction};
use lwm2m::{Event, LinkRequest, LinkState, RegistrationStatus};
use objects::Value;

use crate::support::{account, add, path, resource, text, tree};
use crate::world::{Setup, World};

fn with_lifetime(seconds: i64) -> World {
    World::registered_with(Setup {
        tree: tree(seconds),
        ..Setup::default()
    })
}

#[test]
fn registration_is_updated_before_the_lifetime_ends() {
    // MAX_TRANSMIT_WAIT (93 s) before the end, or half of a short lifetime.
    for (lifetime, first, second) in [(3600, 3_507_000, 7_014_000), (20, 10_000, 20_000), (1, 500, 1000)] {
        let mut world = with_lifetime(lifetime);
        world.at(first - 1);
        assert_eq!(world.registrations(), []);
        world.at(second);
        assert_eq!(world.registrations(), [(first, "update"), (second, "update")]);
        let registration = world.server.registration().unwrap();
        assert!(
            registration.queries.is_empty() && !registration.listed,
            "nothing has changed"
        );
    }
}

#[test]
fn new_instances_are_told_at_once_and_together() {
    let mut world = World::registered();
    world.at(5000);
    for instance in 5..8 {
        add(&mut world.tree, 3303, instance, &[]);
        let change = objects::Change {
            path: path(&format!("/3303/{instance}")),
            kind: objects::ChangeKind::Created,
            at: crate::support::EPOCH,
        };
        let now = world.now;
        world.client.handle_change(now, &change, &world.tree);
    }
    world.run();
    assert_eq!(world.registrations(), [(5000, "update")]);
    let registration = world.server.registration().unwrap();
    assert!(registration.listed && registration.queries.is_empty());
    assert!(registration.lists("/3303/7") && registration.lists("/3303/0"));
    world.remove("/3303/7");
    assert_eq!(world.registrations(), [(5000, "update")]);
    assert!(!world.server.registration().unwrap().lists("/3303/7"));
}

// OMA LwM2M core 1.2.1 §6.2.2 and appendix E.2, resource 1.
#[test]
fn a_written_lifetime_is_answered_first_and_told_after() {
    let mut world = World::registered();
    let answer = world.ask(|server, now| server.write(now, resource("/1/0/1"), &Value::Integer(600)));
    assert_eq!(answer.code, Code::CHANGED);
    assert_eq!(world.registrations(), [(0, "update")]);
    assert_eq!(world.server.registration().unwrap().queries, ["lt=600"]);
    assert!(!world.server.registration().unwrap().listed);
    world.at(506_999);
    assert_eq!(world.registrations(), []);
    world.at(507_000);
    assert_eq!(world.registrations(), [(507_000, "update")]);
}

// OMA LwM2M core 1.2.1, appendix E.2, resource 1: 0 is for ever.
#[test]
fn a_lifetime_of_0_is_told_and_needs_no_further_update() {
    let mut world = with_lifetime(60);
    world.ask(|server, now| server.write(now, resource("/1/0/1"), &Value::Integer(0)));
    assert_eq!(world.registrations(), [(0, "update")]);
    assert_eq!(world.server.registration().unwrap().queries, ["lt=0"]);
    world.at(100_000_000);
    assert_eq!(world.registrations(), []);
}

// OMA LwM2M ETS 1.1-int-104: an Update without parameters keeps the registration.
#[test]
fn int_104_the_trigger_brings_an_update_without_parameters() {
    let mut world = with_lifetime(20);
    let answer = world.ask(|server, now| server.execute(now, resource("/1/0/8"), ""));
    assert_eq!(answer.code, Code::CHANGED);
    assert_eq!(world.registrations(), [(0, "update")]);
    let registration = world.server.registration().unwrap();
    assert!(registration.queries.is_empty() && !registration.listed);
    world.at(10_000);
    assert_eq!(world.registrations(), [(10_000, "update")]);
}

// OMA LwM2M ETS 1.1-int-105.
#[test]
fn int_105_an_update_that_is_not_found_is_followed_by_a_register() {
    let mut world = with_lifetime(20);
    let now = world.now;
    world.server.forget(now);
    world.at(10_000);
    assert_eq!(world.registrations(), [(10_000, "register")]);
    assert_eq!(world.server.registration().unwrap().queries[1], "lt=20");
}

// OMA LwM2M core 1.2.1 §6.2.1, parameter `b`, and appendix E.4, resource 16: what the device supports.
#[test]
fn a_changed_binding_is_told_as_far_as_the_device_has_it() {
    let mut world = World::registered();
    world.set("/3/0/16", text("UN"));
    world.set("/1/0/7", text("UTQN"));
    assert_eq!(world.server.registration().unwrap().queries, ["b=UN"]);
    world.set("/1/0/7", text("T"));
    assert_eq!(world.server.registration().unwrap().queries, ["b=U"]);
}

#[test]
fn an_update_can_be_had_by_executing_the_trigger_or_asking_the_client() {
    let mut world = World::registered();
    let answer = world.ask(|server, now| server.execute(now, resource("/1/0/8"), ""));
    assert_eq!(answer.code, Code::CHANGED);
    assert!(
        world
            .events
            .iter()
            .all(|(_, event)| !matches!(event, Event::Execute { .. }))
    );
    assert_eq!(world.registrations(), [(0, "update")]);
    let now = world.now;
    world.client.update(now, account().server);
    world.run();
    assert_eq!(world.registrations(), [(0, "update")]);
}

#[test]
fn a_refused_update_is_followed_by_a_register_that_voids_the_observations() {
    let mut world = World::registered();
    world.observe("/3303/0/5700", &[]);
    let now = world.now;
    world.server.forget(now);
    world.at(3_507_000);
    assert_eq!(world.registrations(), [(3_507_000, "register")]);
    assert_eq!(world.client.servers().next().unwrap().observations, 0);
    world.set("/3303/0/5700", Value::Float(30.0));
    assert_eq!(world.notified(), []);
}

#[test]
fn an_update_without_answer_leads_to_a_new_link_and_a_register() {
    let mut world = with_lifetime(20);
    world.cut = true;
    world.at(102_000);
    // Sent after 10 s, given up 62 to 93 s later.
    let [(at, LinkRequest::Open(_))] = world.links[..] else {
        panic!("{:?}", world.links)
    };
    assert!((72_000..=103_000).contains(&at), "{at}");
    world.cut = false;
    world.at(165_000);
    let registrations = world.registrations();
    assert!(
        matches!(registrations[..], [(_, "register"), ..]),
        "{registrations:?}"
    );
}

#[test]
fn a_lost_link_is_reopened_at_once_and_the_registration_goes_on() {
    let mut world = World::registered();
    world.observe("/3303/0/5700", &[]);
    world
        .at(10_000)
        .link_is(LinkState::Down("network unreachable".to_owned()));
    assert_eq!(
        world.links,
        [(10_000, LinkRequest::Open(account().server.into()))]
    );
    assert_eq!(world.registrations(), [(10_000, "update")]);
    assert!(matches!(
        world.events[..],
        [(_, Event::RegistrationFailed { .. }), (_, Event::Updated { .. })]
    ));
    world.set("/3303/0/5700", Value::Float(30.0));
    assert_eq!(world.notified().len(), 1, "the observation goes on");
}

#[test]
fn a_lost_link_whose_registration_has_expired_makes_a_new_one() {
    let mut world = with_lifetime(100);
    world.reachable = false;
    world.link_is(LinkState::Down("network unreachable".to_owned()));
    world.at(110_000);
    world.reachable = true;
    world.at(200_000);
    let registrations = world.registrations();
    assert!(
        matches!(registrations[..], [(_, "register"), ..]),
        "{registrations:?}"
    );
}

#[test]
fn what_changed_while_the_link_was_lost_during_an_update_is_told_again() {
    let mut world = World::registered();
    world.cut = true;
    add(&mut world.tree, 3303, 9, &[]);
    let now = world.now;
    let change = objects::Change {
        path: path("/3303/9"),
        kind: objects::ChangeKind::Created,
        at: crate::support::EPOCH,
    };
    world.client.handle_change(now, &change, &world.tree);
    world.run();
    assert_eq!(world.sent.len(), 1, "an Update is under way");
    world.cut = false;
    world.link_is(LinkState::Down("network unreachable".to_owned()));
    assert!(world.server.registration().unwrap().lists("/3303/9"));
    let failures = world
        .events
        .iter()
        .filter(|(_, event)| matches!(event, Event::RegistrationFailed { .. }));
    assert_eq!(failures.count(), 1, "{:?}", world.events);
}

#[test]
fn a_change_during_an_update_is_told_by_the_next() {
    let mut world = World::registered();
    world.server.set_policy(Policy {
        update: Reaction::Ignore,
        ..Policy::default()
    });
    world.set("/1/0/1", Value::Integer(600));
    world.set("/1/0/1", Value::Integer(700));
    world.server.set_policy(Policy::default());
    world.registrations();
    world.at(4000);
    let registrations = world.registrations();
    assert!(
        matches!(registrations[..], [(_, "update"), (_, "update")]),
        "{registrations:?}"
    );
    assert_eq!(world.server.registration().unwrap().lifetime, Some(700));
}

#[test]
fn requests_are_served_while_an_update_is_under_way() {
    let mut world = World::registered();
    world.server.set_policy(Policy {
        update: Reaction::Ignore,
        ..Policy::default()
    });
    world.set("/1/0/1", Value::Integer(600));
    assert_eq!(
        world.read("/3/0/0", Some(ContentFormat::TEXT)).value(),
        Some(&text("ACME"))
    );
    assert_eq!(
        world.client.servers().next().unwrap().registration,
        RegistrationStatus::Registered
    );
}

#[test]
fn a_client_that_stops_during_an_update_does_not_wait_for_its_answer() {
    let mut world = World::registered();
    world.server.set_policy(Policy {
        update: Reaction::Ignore,
        ..Policy::default()
    });
    world.set("/1/0/1", Value::Integer(600));
    let now = world.now;
    world.client.stop(now);
    world.run();
    assert_eq!(world.registrations(), [(0, "refused"), (0, "deregister")]);
}
