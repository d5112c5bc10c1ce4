//! Observe and its end.

use coap::{Code, ContentFormat, Params};
use lwm2m::EnablerVersion;
use objects::Value;

use crate::support::path;
use crate::world::{Setup, World, assert_notified};

#[test]
fn a_change_is_told_at_once_and_the_same_value_is_not() {
    let mut world = World::registered();
    world.observe("/3303/0/5700", &[]);
    world.at(1000).set("/3303/0/5700", Value::Float(21.5));
    world.at(2000).set("/3303/0/5700", Value::Float(22.0));
    world.at(3000).set("/3303/1/5700", Value::Float(9.0));
    world.at(4000).set("/3303/0/5701", crate::support::text("K"));
    assert_notified(&mut world, &[(2000, "22")]);
}

#[test]
fn objects_and_instances_are_observed_with_all_their_values() {
    let mut world = World::registered();
    world.observe("/3303", &[]);
    world.observe("/3303/0", &[]);
    world.at(1000).set("/3303/0/5700", Value::Float(22.0));
    let mut told = world.notified();
    told.sort();
    assert_eq!(
        told,
        [(1000, "22 Cel".to_owned()), (1000, "22 Cel 21.5 Cel".to_owned())]
    );
    world.at(2000).set("/3303/1/5700", Value::Float(7.0));
    assert_notified(&mut world, &[(2000, "22 Cel 7 Cel")]);
}

#[test]
fn the_format_of_the_first_answer_is_kept() {
    let mut world = World::registered();
    let asked = |world: &mut World, accept| {
        let now = world.now;
        world
            .server
            .observe(now, path("/3303/0/5700"), accept, &[])
            .unwrap();
        world.run();
        world.forget_the_past();
        let at = world.time() + 1000;
        world.at(at).set("/3303/0/5700", Value::Float(at as f64));
        let mut formats: Vec<_> = world
            .heard
            .iter()
            .map(|(_, event)| match event {
                lwm2m::server::ServerEvent::Notification { answer, .. } => answer.format.unwrap().0,
                other => panic!("{other:?}"),
            })
            .collect();
        formats.sort_unstable();
        formats
    };
    assert_eq!(asked(&mut world, None), [0]);
    assert_eq!(asked(&mut world, Some(ContentFormat::LWM2M_TLV)), [0, 11542]);
    assert_eq!(
        asked(&mut world, Some(ContentFormat::SENML_JSON)),
        [0, 110, 11542]
    );
}

#[test]
fn what_cannot_be_read_cannot_be_observed() {
    let mut world = World::registered();
    for (target, accept, code) in [
        ("/3/0/4", None, Code::METHOD_NOT_ALLOWED),
        ("/3/0/1", None, Code::NOT_FOUND),
        ("/99", None, Code::NOT_FOUND),
        ("/0/0", None, Code::UNAUTHORIZED),
        ("/3/0", Some(ContentFormat::TEXT), Code::NOT_ACCEPTABLE),
    ] {
        let answer = world.ask(|server, now| server.observe(now, path(target), accept, &[]));
        assert_eq!((answer.code, answer.observed), (code, false), "{target}");
    }
    assert_eq!(world.client.servers().next().unwrap().observations, 0);
}

// OMA LwM2M core 1.2.1 §6.4.1: attributes in the request belong to this observation alone.
#[test]
fn attributes_in_the_request_displace_attached_ones() {
    let mut world = World::registered();
    world.ask(|server, now| server.write_attributes(now, path("/3303/0/5700"), &["pmin=100", "gt=90"]));
    world.observe("/3303/0/5700", &["pmin=10", "pmax=30"]);
    world.at(1000).set("/3303/0/5700", Value::Float(22.0));
    world.at(45_000);
    assert_notified(&mut world, &[(10_000, "22"), (40_000, "22")]);
    for attributes in [&["pmin=x"][..], &["gt=1", "lt=2"], &["edge=1"], &["foo=1"]] {
        let answer = world.ask(|server, now| server.observe(now, path("/3303/0/5700"), None, attributes));
        assert_eq!(answer.code, Code::BAD_REQUEST, "{attributes:?}");
    }
}

#[test]
fn attributes_in_the_request_are_unknown_before_the_third_enabler() {
    for version in [EnablerVersion::V1_0, EnablerVersion::V1_1] {
        let mut world = World::registered_with(Setup {
            version,
            ..Setup::default()
        });
        let answer = world.ask(|server, now| server.observe(now, path("/3303/0/5700"), None, &["pmin=1"]));
        assert_eq!((answer.code, answer.observed), (Code::BAD_REQUEST, false));
        world.observe("/3303/0/5700", &[]);
    }
}

#[test]
fn an_observation_is_cancelled_by_its_token() {
    let mut world = World::registered();
    let first = world.observe("/3303/0/5700", &[]);
    world.observe("/3303/0/5700", &[]);
    let answer = world.ask(|server, now| server.cancel(now, first));
    assert_eq!((answer.code, answer.observed), (Code::CONTENT, false));
    assert_eq!(answer.value(), Some(&Value::Float(21.5)));
    assert_eq!(world.client.servers().next().unwrap().observations, 1);
    world.at(1000).set("/3303/0/5700", Value::Float(22.0));
    assert_notified(&mut world, &[(1000, "22")]);
}

/// A confirmable GET that deregisters, with a token of its own.
fn deregister(world: &mut World, message_id: u8, segments: &[&str]) {
    let mut datagram = vec![0x41, 1, 0xab, message_id, 0x77, 0x61, 0x01];
    for (index, segment) in segments.iter().enumerate() {
        // RFC 7252 §3.1: Uri-Path is 11, five after Observe.
        let delta = if index == 0 { 0x50 } else { 0 };
        datagram.push(delta | segment.len() as u8);
        datagram.extend(segment.bytes());
    }
    let server = crate::support::account().server;
    world
        .client
        .handle_datagram(world.now, server, &datagram, &world.tree);
    world.run();
}

// A server that has lost its token names the path only.
#[test]
fn an_observation_is_cancelled_by_its_path() {
    let mut world = World::registered();
    world.observe("/3303/0/5700", &[]);
    deregister(&mut world, 1, &["3303", "1", "5700"]);
    assert_eq!(world.client.servers().next().unwrap().observations, 1);
    deregister(&mut world, 2, &["3303", "0", "5700"]);
    assert_eq!(world.client.servers().next().unwrap().observations, 0);
}

#[test]
fn an_observation_is_cancelled_by_a_reset() {
    for attributes in [&[][..], &["con=1"]] {
        let mut world = World::registered();
        let observation = world.observe("/3303/0/5700", attributes);
        world.server.abandon(observation);
        world.at(1000).set("/3303/0/5700", Value::Float(22.0));
        assert_eq!(world.client.servers().next().unwrap().observations, 0);
        world.sent.clear();
        world.at(2000).set("/3303/0/5700", Value::Float(23.0));
        assert!(world.sent.is_empty());
    }
}

#[test]
fn the_observation_of_something_deleted_ends_with_not_found() {
    let mut world = World::registered();
    world.observe("/3303/0", &[]);
    world.observe("/3303/0/5700", &["con=1"]);
    world.observe("/3303", &[]);
    world.at(1000).remove("/3303/0");
    let mut told = world.notified();
    told.sort();
    assert_eq!(
        told,
        [
            (1000, "21.5 Cel".to_owned()),
            (1000, "4.04".to_owned()),
            (1000, "4.04".to_owned())
        ]
    );
    assert_eq!(
        world.client.servers().next().unwrap().observations,
        1,
        "the object is still observed"
    );
}

#[test]
fn a_target_that_is_back_before_it_was_missed_goes_on_being_observed() {
    let mut world = World::registered();
    world.observe("/3303/0/5700", &["pmin=10"]);
    world.at(1000).remove("/3303/0/5700");
    world.at(2000).set("/3303/0/5700", Value::Float(22.0));
    world.at(20_000);
    assert_notified(&mut world, &[(10_000, "22")]);
}

#[test]
fn an_observation_outlives_a_value_that_is_missing_for_a_while() {
    let mut world = World::registered();
    world.observe("/3303/0/5700", &["pmax=100"]);
    world.observe("/3303/0/5700", &["gt=30"]);
    world.observe("/3/0/7/1", &[]);
    world.at(1000).remove("/3303/0/5700").remove("/3/0/7/1");
    world.at(500_000);
    assert_notified(&mut world, &[]);
    assert_eq!(world.client.servers().next().unwrap().observations, 3);
    // What is there is compared with what was told last; the maximum period has long been over.
    world.set("/3303/0/5700", Value::Float(21.5));
    world.set("/3/0/7/1", Value::Integer(4000));
    assert_notified(&mut world, &[(500_000, "21.5"), (500_000, "4000")]);
    world.at(510_000).remove("/3303/0/5700");
    world.at(520_000).set("/3303/0/5700", Value::Float(31.0));
    let mut told = world.notified();
    told.sort();
    let expected = [(520_000, "31".to_owned()), (520_000, "31".to_owned())];
    assert_eq!(told, expected, "the limit was crossed meanwhile");
}

#[test]
fn a_missing_value_that_is_back_as_it_was_is_no_news() {
    let mut world = World::registered();
    world.observe("/3303/0/5700", &[]);
    world.at(1000).remove("/3303/0/5700");
    world.at(2000).set("/3303/0/5700", Value::Float(21.5));
    world.at(3000).remove("/3303/0/5700");
    world.at(4000);
    assert_notified(&mut world, &[]);
    world.set("/3303/0/5700", Value::Float(22.0));
    assert_notified(&mut world, &[(4000, "22")]);
}

#[test]
fn a_resource_all_of_whose_instances_are_missing_is_waited_for() {
    let mut world = World::registered();
    world.observe("/3/0/7", &[]);
    world.at(1000).remove("/3/0/7");
    world.at(2000).set("/3/0/7/4", Value::Integer(7));
    assert_notified(&mut world, &[(2000, "7")]);
}

#[test]
fn the_observation_of_a_deleted_resource_instance_ends() {
    let mut world = World::registered();
    world.observe("/16/0/0/1", &[]);
    world.observe("/16/0/0", &[]);
    let answer = world.ask(|server, now| server.delete(now, path("/16/0/0/1")));
    assert_eq!(answer.code, Code::DELETED);
    let mut told = world.notified();
    told.sort();
    assert_eq!(told, [(0, "4.04".to_owned()), (0, "Red".to_owned())]);
    assert_eq!(world.client.servers().next().unwrap().observations, 1);
}

#[test]
fn a_target_that_is_missed_ends_its_observation_when_it_may_be_told() {
    let mut world = World::registered();
    world.observe("/3303/0/5700", &["pmin=10"]);
    world.at(1000).remove("/3303/0");
    world.at(20_000);
    assert_notified(&mut world, &[(10_000, "4.04")]);
    crate::support::add(&mut world.tree, 3303, 0, &[(5700, Value::Float(1.0))]);
    world.at(30_000).set("/3303/0/5700", Value::Float(2.0));
    assert_notified(&mut world, &[]);
}

#[test]
fn a_new_instance_is_news_for_whoever_observes_the_object() {
    let mut world = World::registered();
    world.observe("/16", &[]);
    let values = [(
        crate::support::resource("/16/1/0/0"),
        crate::support::text("Blue"),
    )];
    let id = objects::InstanceId::new(1);
    world.ask(|server, now| server.create(now, objects::ObjectId::new(16), Some(id), &values));
    assert_notified(&mut world, &[(0, "Red Green Blue")]);
}

// RFC 7641 §4.1: whoever cannot take one more observer answers as to a plain request.
#[test]
fn beyond_the_limit_an_observe_is_a_read() {
    let mut world = World::registered_with(Setup {
        params: Params {
            max_observations: 3,
            ..Params::default()
        },
        ..Setup::default()
    });
    for _ in 0..3 {
        world.observe("/3303/0/5700", &[]);
    }
    let answer = world.ask(|server, now| server.observe(now, path("/3303/0/5700"), None, &[]));
    assert_eq!((answer.code, answer.observed), (Code::CONTENT, false));
    assert_eq!(world.client.servers().next().unwrap().observations, 3);
    world.at(1000).set("/3303/0/5700", Value::Float(22.0));
    assert_eq!(world.notified().len(), 3);
}

#[test]
fn a_refused_request_with_the_same_token_ends_the_observation() {
    let mut world = World::registered();
    world.observe("/3303/0/5700", &[]);
    let token = |datagram: &[u8]| datagram[4..4 + usize::from(datagram[0] & 15)].to_vec();
    let token = token(&world.sent.last().unwrap().1);
    // A confirmable GET of /99 with Observe = 0 and that token.
    let mut datagram = vec![0x40 | token.len() as u8, 1, 0xab, 0xcd];
    datagram.extend(token);
    datagram.extend([0x60, 0x52, b'9', b'9']);
    let now = world.now;
    world
        .client
        .handle_datagram(now, crate::support::account().server, &datagram, &world.tree);
    assert_eq!(world.client.servers().next().unwrap().observations, 0);
}
