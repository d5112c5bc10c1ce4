//! What happens after failures, and when.

use coap::Code;
use lwm2m::server::{Policy, Reaction};
use lwm2m::{Event, LinkRequest, LinkState, RegistrationStatus};
use objects::Value;

use crate::support::{EPOCH, account, resource, tree};
use crate::world::{Setup, World};

fn opened(world: &World) -> Vec<u64> {
    let opened = world
        .links
        .iter()
        .filter(|(_, link)| matches!(link, LinkRequest::Open(_)));
    opened.map(|(at, _)| at / 1000).collect()
}

// OMA LwM2M core 1.2.1 §6.2.1.2 and the recommended values of appendix E.2, resources 17 to 19.
#[test]
fn pauses_double_within_a_sequence_and_a_day_lies_between_sequences() {
    let mut world = Setup::default().build();
    world.reachable = false;
    world.begin();
    world.at(200_000_000);
    assert_eq!(
        opened(&world),
        [
            0, 60, 180, 420, 900, 87_300, 87_360, 87_480, 87_720, 88_200, 174_600, 174_660, 174_780, 175_020,
            175_500
        ]
    );
    let announced: Vec<u64> = world
        .events
        .iter()
        .map(|(at, event)| match event {
            Event::RegistrationFailed { retry_at, .. } => (retry_at.unwrap()
                - world
                    .now
                    .checked_sub(std::time::Duration::from_millis(world.time() - at))
                    .unwrap())
            .as_secs(),
            other => panic!("{other:?}"),
        })
        .take(5)
        .collect();
    assert_eq!(announced, [60, 120, 240, 480, 86_400]);
}

#[test]
fn refusals_are_repeated_with_the_same_pauses() {
    let setup = Setup {
        policy: Policy {
            register: Reaction::Refuse(Code::FORBIDDEN),
            ..Policy::default()
        },
        ..Setup::default()
    };
    let mut world = setup.build();
    world.begin();
    world.at(1_000_000);
    let at: Vec<u64> = world.registrations().iter().map(|(at, _)| at / 1000).collect();
    assert_eq!(at, [0, 60, 180, 420, 900]);
}

#[test]
fn the_server_object_sets_the_pauses() {
    let mut tree = tree(3600);
    for (path, value) in [("/1/0/17", 2), ("/1/0/18", 10), ("/1/0/19", 100)] {
        tree.set(resource(path), Value::Unsigned(value), EPOCH).unwrap();
    }
    let setup = Setup {
        tree,
        ..Setup::default()
    };
    let mut world = setup.build();
    world.reachable = false;
    world.begin();
    world.at(250_000);
    assert_eq!(opened(&world), [0, 10, 110, 120, 220, 230]);
}

// OMA LwM2M core 1.2.1, appendix E.2, resource 19: MAX_VALUE means no further sequence.
#[test]
fn a_server_that_wants_no_second_sequence_is_left_alone_until_somebody_asks_for_it() {
    let mut tree = tree(3600);
    for (path, value) in [("/1/0/17", 3), ("/1/0/19", u64::MAX)] {
        tree.set(resource(path), Value::Unsigned(value), EPOCH).unwrap();
    }
    let setup = Setup {
        tree,
        ..Setup::default()
    };
    let mut world = setup.build();
    world.reachable = false;
    world.begin();
    world.at(1_000_000_000);
    assert_eq!(opened(&world), [0, 60, 180]);
    let status = world.client.servers().next().unwrap();
    assert_eq!(status.registration, RegistrationStatus::Failed);
    let last = world.events.last();
    assert!(matches!(
        last,
        Some((180_000, Event::RegistrationFailed { retry_at: None, .. }))
    ));
    world.links.clear();
    let now = world.now;
    world.client.update(now, account().server);
    world.at(1_000_100_000);
    assert_eq!(opened(&world), [1_000_000, 1_000_060]);
    world.reachable = true;
    world.at(1_000_180_000);
    assert_eq!(world.registrations(), [(1_000_180_000, "register")]);
}

#[test]
fn somebody_who_asks_for_it_ends_the_pause() {
    let mut world = Setup::default().build();
    world.reachable = false;
    world.begin();
    world.at(10_000).reachable = true;
    let now = world.now;
    world.client.update(now, account().server);
    world.run();
    assert_eq!(world.registrations(), [(10_000, "register")]);
}

#[test]
fn a_success_starts_the_pauses_over() {
    let mut world = Setup::default().build();
    world.reachable = false;
    world.begin();
    world.at(100_000);
    world.reachable = true;
    world.at(180_000);
    assert_eq!(world.registrations(), [(180_000, "register")]);
    world.reachable = false;
    world.links.clear();
    world.at(200_000).link_is(LinkState::Down("gone".to_owned()));
    world.at(400_000);
    assert_eq!(
        opened(&world),
        [200, 260, 380],
        "at once, then after the usual pauses"
    );
}

#[test]
fn a_link_that_comes_and_goes_is_not_reopened_without_end() {
    let mut world = World::registered();
    world.cut = true;
    for _ in 0..20 {
        world.link_is(LinkState::Down("port unreachable".to_owned()));
    }
    assert_eq!(opened(&world), [0], "{:?}", world.events);
}

#[test]
fn a_register_without_answer_is_given_up_and_repeated_over_a_new_link() {
    let mut world = Setup::default().build();
    world.cut = true;
    world.begin();
    world.at(154_000);
    let opened = opened(&world);
    assert!(
        matches!(opened[..], [0, at] if (122..=153).contains(&at)),
        "{opened:?}"
    );
}

// RFC 7252 §5.9.3.4: Max-Age of a 5.03 says when to try again.
#[test]
fn a_busy_server_is_asked_again_when_it_says() {
    let setup = Setup {
        policy: Policy {
            register: Reaction::Postpone(7),
            ..Policy::default()
        },
        ..Setup::default()
    };
    let mut world = setup.build();
    world.begin();
    world.at(15_000);
    let at: Vec<u64> = world.registrations().iter().map(|(at, _)| *at).collect();
    assert_eq!(at, [0, 7000, 14_000]);
}

// As with DTLS: a server refuses, and ends the session.
#[test]
fn a_link_that_goes_down_after_a_refusal_is_no_second_failure() {
    let mut world = refusing(Reaction::Refuse(Code::FORBIDDEN), 5);
    world.at(1000);
    for _ in 0..3 {
        world.link_is(LinkState::Down("closed by the server".to_owned()));
    }
    world.at(180_000);
    let at: Vec<u64> = world.registrations().iter().map(|(at, _)| at / 1000).collect();
    assert_eq!(at, [0, 60, 180]);
}

// OMA LwM2M core 1.2.1, appendix E.2, resource 19.
#[test]
fn a_busy_server_that_wants_no_second_sequence_is_left_alone_after_the_first() {
    let mut world = refusing(Reaction::Postpone(7), 3);
    world.at(1_000_000_000);
    let at: Vec<u64> = world.registrations().iter().map(|(at, _)| at / 1000).collect();
    assert_eq!(at, [0, 7, 14]);
    let status = world.client.servers().next().unwrap();
    assert_eq!(status.registration, RegistrationStatus::Failed);
}

/// A client that has begun; there is one sequence of `count` attempts.
fn refusing(register: Reaction, count: u64) -> World {
    let mut tree = tree(3600);
    for (path, value) in [("/1/0/17", count), ("/1/0/19", u64::from(u32::MAX))] {
        tree.set(resource(path), Value::Unsigned(value), EPOCH).unwrap();
    }
    let setup = Setup {
        policy: Policy {
            register,
            ..Policy::default()
        },
        tree,
        ..Setup::default()
    };
    let mut world = setup.build();
    world.begin();
    world
}
