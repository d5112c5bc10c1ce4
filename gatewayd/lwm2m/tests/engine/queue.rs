//! Queue mode (core §6.5).

use std::time::SystemTime;

use coap::ContentFormat;
use lwm2m::server::{Policy, Reaction, ServerEvent};
use lwm2m::{EnablerVersion, SendValue};
use objects::Value;

use crate::composite_observe;
use crate::support::{add, path, resource, text, tree};
use crate::world::{Setup, World, assert_notified};

fn setup() -> Setup {
    Setup {
        queue: true,
        ..Setup::default()
    }
}

/// A client that has registered with queue mode.
fn queued() -> World {
    World::registered_with(setup())
}

/// When the client sent something, in milliseconds.
fn sent(world: &mut World) -> Vec<u64> {
    world.sent.drain(..).map(|(at, _)| at).collect()
}

// OMA LwM2M ETS 1.1-int-108.
#[test]
fn int_108_queue_mode_is_announced_when_registering() {
    let world = queued();
    let registration = world.server.registration().unwrap();
    assert_eq!(registration.queries[1..], ["lt=3600", "lwm2m=1.2", "b=U", "Q"]);
    let world = World::registered();
    assert!(
        !world
            .server
            .registration()
            .unwrap()
            .queries
            .contains(&"Q".to_owned())
    );
}

// OMA LwM2M core 1.0.2 §5.3.1.1: queue mode is a letter of the binding.
#[test]
fn a_server_of_the_first_enabler_finds_queue_mode_in_the_binding() {
    let world = World::registered_with(Setup {
        policy: Policy {
            refused_versions: vec![EnablerVersion::V1_2, EnablerVersion::V1_1],
            ..Policy::default()
        },
        ..setup()
    });
    let registration = world.server.registration().unwrap();
    assert_eq!(registration.queries[1..], ["lt=3600", "lwm2m=1.0", "b=UQ"]);
}

// OMA LwM2M ETS 1.1-int-109: MAX_TRANSMIT_WAIT is 93 s.
#[test]
fn int_109_nothing_is_sent_after_93_seconds_until_the_next_update() {
    let mut world = queued();
    world.ask(|server, now| server.write(now, resource("/1/0/1"), &Value::Integer(240)));
    assert_eq!(world.registrations(), [(0, "update")]);
    assert_eq!(world.server.registration().unwrap().queries, ["lt=240"]);
    world.sent.clear();
    world.at(146_999);
    assert_eq!(sent(&mut world), [] as [u64; 0]);
    world.at(147_000);
    assert_eq!(world.registrations(), [(147_000, "update")]);
}

#[test]
fn notifications_go_out_at_once_while_the_client_is_awake() {
    let mut world = queued();
    world.observe("/3303/0/5700", &[]);
    world.at(92_000).set("/3303/0/5700", Value::Float(30.0));
    // That was a message as well.
    world.at(184_000).set("/3303/0/5700", Value::Float(31.0));
    assert_eq!(world.registrations_and_values(), ["30", "31"]);
}

#[test]
fn what_is_due_in_the_sleep_is_told_after_an_update_that_was_answered() {
    let mut world = queued();
    world.observe("/3303/0/5700", &[]);
    world.observe("/3306/0/5851", &["con=1"]);
    world.server.set_policy(Policy {
        update: Reaction::Ignore,
        ..Policy::default()
    });
    world.at(100_000);
    world.sent.clear();
    world.set("/3303/0/5700", Value::Float(30.0));
    world.set("/3306/0/5851", Value::Integer(70));
    assert_eq!(
        sent(&mut world).len(),
        1,
        "an Update, and nothing before its answer"
    );
    assert_notified(&mut world, &[]);
    world.server.set_policy(Policy::default());
    world.at(104_000);
    let mut told = world.registrations_and_values();
    // Observations have no order among each other.
    told[2..].sort();
    assert_eq!(told, ["refused", "update", "30", "70"]);
}

#[test]
fn a_change_that_is_not_worth_a_notification_wakes_nobody() {
    let mut world = queued();
    world.observe("/3303/0/5700", &["gt=50"]);
    world.at(100_000);
    world.sent.clear();
    world.set("/3303/0/5700", Value::Float(30.0));
    world.set("/3303/1/5700", Value::Float(99.0));
    assert_eq!(sent(&mut world), [] as [u64; 0]);
    world.set("/3303/0/5700", Value::Float(60.0));
    assert_eq!(world.registrations_and_values(), ["update", "60"]);
}

#[test]
fn an_observation_of_several_paths_and_one_that_ends_wake_as_well() {
    let mut world = queued();
    composite_observe::observe(&mut world, &["/3303/0/5700", "/3306/0/5851"], &[]);
    world.observe("/3303/1", &[]);
    world.at(100_000).set("/3306/0/5851", Value::Integer(70));
    assert_eq!(world.registrations_and_values(), ["update", "21.5 70"]);
    world.at(200_000).remove("/3303/1");
    assert_eq!(world.registrations_and_values(), ["update", "4.04"]);
}

#[test]
fn several_paths_wait_for_the_answer_to_the_update_without_turning_in_circles() {
    let mut world = queued();
    composite_observe::observe(&mut world, &["/3303/0/5700", "/3306/0/5851"], &[]);
    world.server.set_policy(Policy {
        update: Reaction::Ignore,
        ..Policy::default()
    });
    world.at(100_000).set("/3306/0/5851", Value::Integer(70));
    world.set("/3303/0/5700", Value::Float(30.0));
    assert_eq!(world.registrations_and_values(), ["refused"]);
    world.server.set_policy(Policy::default());
    world.at(104_000);
    assert_eq!(world.registrations_and_values(), ["update", "30 70"]);
}

#[test]
fn the_longest_period_wakes_when_it_is_over() {
    let mut world = queued();
    world.observe("/3303/0/5700", &["pmax=300"]);
    world.at(299_999);
    assert_eq!(world.registrations_and_values(), [] as [&str; 0]);
    world.at(300_000);
    assert_eq!(world.registrations_and_values(), ["update", "21.5"]);
}

#[test]
fn a_send_in_the_sleep_goes_out_after_an_update() {
    let mut setup = setup();
    let mute = resource("/1/0/23");
    setup
        .tree
        .set(mute, Value::Boolean(false), SystemTime::UNIX_EPOCH)
        .unwrap();
    let mut world = World::registered_with(setup);
    world.at(100_000);
    let value = SendValue {
        path: resource("/3303/0/5700"),
        value: Value::Float(22.0),
        time: None,
    };
    world
        .client
        .send(world.now, None, &[value], None, &world.tree)
        .unwrap();
    world.run();
    assert!(
        matches!(
            world.heard[..],
            [
                (100_000, ServerEvent::Updated(_)),
                (100_000, ServerEvent::Sent(_))
            ]
        ),
        "{:?}",
        world.heard
    );
}

// The server should not have asked, but it is there, and so are we.
#[test]
fn a_request_in_the_sleep_is_answered_and_wakes_the_client() {
    let mut world = queued();
    world.observe("/3303/0/5700", &[]);
    world.at(1_000_000);
    assert_eq!(
        world.read("/3/0/0", Some(ContentFormat::TEXT)).value(),
        Some(&text("ACME"))
    );
    world.set("/3303/0/5700", Value::Float(30.0));
    assert_eq!(world.registrations_and_values(), ["30"]);
}

#[test]
fn a_new_instance_is_told_in_the_sleep_as_well() {
    let mut world = queued();
    world.at(200_000);
    add(&mut world.tree, 3303, 9, &[]);
    let change = objects::Change {
        path: path("/3303/9"),
        kind: objects::ChangeKind::Created,
        at: SystemTime::UNIX_EPOCH,
    };
    let now = world.now;
    world.client.handle_change(now, &change, &world.tree);
    world.run();
    assert_eq!(world.registrations(), [(200_000, "update")]);
}

#[test]
fn a_server_that_is_gone_when_the_client_wakes_is_registered_with_anew() {
    let mut world = World::registered_with(Setup {
        tree: tree(600),
        ..setup()
    });
    world.observe("/3303/0/5700", &[]);
    world.at(100_000);
    world.cut = true;
    world.set("/3303/0/5700", Value::Float(30.0));
    world.at(200_000);
    world.cut = false;
    world.at(300_000);
    assert!(
        world.registrations_and_values().contains(&"register".to_owned()),
        "{:?}",
        world.heard
    );
}
