//! Register and De-register.

use coap::Code;
use lwm2m::server::{Policy, Reaction};
use lwm2m::{EnablerVersion, Event, LinkRequest, LinkState, RegistrationError, RegistrationStatus};
use objects::Value;

use crate::support::{account, add, path, tree};
use crate::world::{Setup, World};

fn refusing(register: Reaction) -> Setup {
    Setup {
        policy: Policy {
            register,
            ..Policy::default()
        },
        ..Setup::default()
    }
}

#[test]
fn the_registration_says_who_for_how_long_and_what() {
    let mut world = Setup::default().build();
    world.begin();
    let registration = world.server.registration().unwrap();
    assert_eq!(
        registration.queries,
        ["ep=urn:dev:ops:32473-gateway-1", "lt=3600", "lwm2m=1.2", "b=U"]
    );
    assert_eq!(
        registration.objects,
        "</>;rt=\"oma.lwm2m\";ct=\"60 110 112 11542 11544\",</1>;ver=1.2,</1/0>,</3>;ver=1.2,</3/0>,\
         </16/0>,</19/0>,</3303>;ver=1.1,</3303/0>,</3303/1>,</3306>;ver=1.1,</3306/0>"
    );
    let [
        (
            0,
            Event::Registered {
                version, lifetime, ..
            },
        ),
    ] = world.events.as_slice()
    else {
        panic!("{:?}", world.events)
    };
    assert_eq!(
        (*version, lifetime.unwrap().as_secs()),
        (EnablerVersion::V1_2, 3600)
    );
    assert_eq!(world.links, [(0, LinkRequest::Open(account().server.into()))]);
}

#[test]
fn a_lifetime_of_zero_never_ends() {
    let setup = Setup {
        tree: tree(0),
        ..Setup::default()
    };
    let mut world = setup.build();
    world.begin();
    assert!(matches!(
        world.events[..],
        [(0, Event::Registered { lifetime: None, .. })]
    ));
    world.registrations();
    world.at(1_000_000_000);
    assert_eq!(world.registrations(), []);
}

#[test]
fn a_lifetime_longer_than_any_clock_is_no_trouble() {
    let setup = Setup {
        tree: tree(i64::MAX),
        ..Setup::default()
    };
    let mut world = World::registered_with(setup);
    assert_eq!(
        world.server.registration().unwrap().lifetime,
        Some(i64::MAX.unsigned_abs())
    );
    world.at(1_000_000_000);
    assert_eq!(world.registrations(), []);
}

#[test]
fn a_long_object_list_goes_up_in_blocks() {
    let mut tree = tree(3600);
    for instance in 2..500 {
        add(&mut tree, 3303, instance, &[(5700, Value::Float(1.0))]);
    }
    let setup = Setup {
        tree,
        ..Setup::default()
    };
    let mut world = setup.build();
    world.begin();
    let registration = world.server.registration().unwrap();
    assert!(registration.lists("/3303/499") && registration.objects.len() > 5000);
    assert!(world.sent.len() > 4, "one message per block");
}

// OMA LwM2M core 1.2.1 §6.2.1: a server refuses a version it does not support with 4.12.
#[test]
fn a_refused_version_is_followed_by_the_next_lower_at_once() {
    for (refused, accepted, queries) in [
        (vec![EnablerVersion::V1_2], EnablerVersion::V1_1, "lwm2m=1.1"),
        (
            vec![EnablerVersion::V1_2, EnablerVersion::V1_1],
            EnablerVersion::V1_0,
            "lwm2m=1.0",
        ),
    ] {
        let setup = Setup {
            policy: Policy {
                refused_versions: refused,
                ..Policy::default()
            },
            ..Setup::default()
        };
        let mut world = setup.build();
        world.begin();
        let registration = world.server.registration().unwrap();
        assert_eq!(registration.version, Some(accepted));
        assert_eq!(registration.queries[2], queries);
        assert_eq!(world.client.servers().next().unwrap().version, accepted);
        let quoted = registration.objects.contains("ver=\"1.2\"");
        assert_eq!(quoted, accepted == EnablerVersion::V1_0);
        assert!(matches!(world.events[..], [(0, Event::Registered { .. })]));
    }
}

#[test]
fn a_server_that_refuses_all_versions_is_asked_again_from_the_top() {
    let all = vec![EnablerVersion::V1_0, EnablerVersion::V1_1, EnablerVersion::V1_2];
    let setup = Setup {
        policy: Policy {
            refused_versions: all,
            ..Policy::default()
        },
        ..Setup::default()
    };
    let mut world = setup.build();
    world.begin();
    assert_eq!(world.registrations(), [(0, "refused"); 3]);
    world.server.set_policy(Policy::default());
    world.at(60_000);
    assert_eq!(world.registrations(), [(60_000, "register")]);
    assert_eq!(
        world.server.registration().unwrap().version,
        Some(EnablerVersion::V1_2)
    );
}

#[test]
fn other_refusals_do_not_lower_the_version() {
    for code in [Code::BAD_REQUEST, Code::FORBIDDEN] {
        let mut world = refusing(Reaction::Refuse(code)).build();
        world.begin();
        assert_eq!(world.registrations(), [(0, "refused")]);
        let [(0, Event::RegistrationFailed { reason, .. })] = world.events.as_slice() else {
            panic!("{:?}", world.events)
        };
        assert_eq!(*reason, RegistrationError::Refused(code));
        let status = world.client.servers().next().unwrap();
        assert_eq!(status.version, EnablerVersion::V1_2);
        assert!(matches!(status.registration, RegistrationStatus::BackingOff(_)));
    }
}

#[test]
fn a_request_before_the_registration_is_not_answered_but_served_when_repeated_after_it() {
    let mut world = refusing(Reaction::Ignore).build();
    world.begin();
    let now = world.now;
    let asked = world.server.read(now, path("/3/0/0"), None).unwrap();
    world.run();
    assert_eq!(world.answer(asked), None);
    world.server.set_policy(Policy::default());
    // The server repeats its request after 2 to 3 s, the client its Register likewise.
    world.at(20_000);
    assert!(world.server.registration().is_some());
    assert_eq!(world.answer(asked).unwrap().code, Code::CONTENT);
}

#[test]
fn a_client_that_stops_takes_leave_and_closes_the_link() {
    let mut world = World::registered();
    world.observe("/3303/0/5700", &[]);
    let now = world.now;
    world.client.stop(now);
    assert_eq!(
        world.client.servers().next().unwrap().registration,
        RegistrationStatus::Registered,
        "until the server has confirmed"
    );
    world.run();
    assert_eq!(world.registrations(), [(0, "deregister")]);
    assert!(matches!(world.events[..], [(0, Event::Deregistered { .. })]));
    assert_eq!(world.links, [(0, LinkRequest::Close(account().server.into()))]);
    let status = world.client.servers().next().unwrap();
    assert_eq!(
        (status.registration, status.observations),
        (RegistrationStatus::Stopped, 0)
    );
    world.set("/3303/0/5700", Value::Float(30.0)).at(10_000_000);
    assert_eq!((world.notified().len(), world.run()), (0, None));
}

#[test]
fn stopping_twice_is_stopping_once() {
    let mut world = World::registered();
    let now = world.now;
    world.client.stop(now);
    world.client.stop(now);
    world.run();
    world.client.stop(now);
    world.link_is(LinkState::Down("closed".to_owned()));
    assert_eq!(world.events.len(), 1, "{:?}", world.events);
}

#[test]
fn a_server_that_does_not_answer_the_farewell_does_not_hold_the_client() {
    let mut world = World::registered();
    world.cut = true;
    let now = world.now;
    world.client.stop(now);
    world.at(92_000);
    let ends = |event: &(u64, Event)| matches!(event.1, Event::Deregistered { .. });
    world.at(94_000);
    assert!(world.events.iter().any(ends), "after MAX_TRANSMIT_WAIT");
    assert_eq!(world.run(), None);
}

#[test]
fn a_registration_under_way_is_taken_back_when_the_client_stops() {
    let mut world = refusing(Reaction::Ignore).build();
    world.begin();
    let now = world.now;
    world.client.stop(now);
    world.run();
    assert!(world.events.is_empty(), "the answer may still come");
    world.server.set_policy(Policy::default());
    world.at(4000);
    let [(_, "register"), (_, "deregister")] = world.registrations()[1..] else {
        panic!("the registration stays")
    };
    assert!(matches!(world.events[..], [(_, Event::Deregistered { .. })]));
}

#[test]
fn a_client_that_was_not_registered_stops_at_once() {
    let mut world = refusing(Reaction::Refuse(Code::FORBIDDEN)).build();
    world.begin();
    let now = world.now;
    world.client.stop(now);
    world.run();
    assert!(matches!(
        world.events.last(),
        Some((0, Event::Deregistered { .. }))
    ));
    assert_eq!(world.run(), None, "no retry");
}
