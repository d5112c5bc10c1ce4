//! The rules themselves: when they count, and who may see and alter them.

use coap::{Code, ContentFormat};
use lwm2m::server::ServerEvent;
use lwm2m::{Rights, WriteMode};
use objects::{ObjectId, Value};

use super::court::{Court, FIRST, SECOND, id, rule, shown};
use crate::support::{path, resource};
use crate::world::World;

// OMA LwM2M core 1.2.1 §8.1.
#[test]
fn one_server_may_do_everything() {
    let mut setup = crate::world::Setup::default();
    super::court::put(&mut setup.tree, 0, &rule(3303, 0, &[]));
    let mut world = World::registered_with(setup);
    assert_eq!(world.read("/3303/0", None).code, Code::CONTENT);
    assert_eq!(world.read("/3/0", None).code, Code::CONTENT);
}

#[test]
fn several_servers_without_rules_may_do_everything() {
    let mut court = Court::new(&[]);
    for server in [FIRST, SECOND] {
        assert_eq!(court.read(server, "/3303/0").code, Code::CONTENT);
        assert_eq!(court.write(server, "/19/0/1", 2), Code::CHANGED);
        assert_eq!(court.read(server, "/2").code, Code::NOT_FOUND);
    }
}

// OMA LwM2M ETS, configuration C.14: each server has its own Server instance; the second has the device.
#[test]
fn the_rules_of_the_test_configuration_give_each_server_its_own() {
    let full = Rights::from_number(15);
    let mut court = Court::new(&[
        rule(1, 0, &[(FIRST, full)]).with_owner(id(FIRST)),
        rule(1, 1, &[(SECOND, full)]).with_owner(id(SECOND)),
        rule(3, 0, &[(SECOND, full)]),
    ]);
    let codes = |court: &mut Court, server| {
        ["/1/0", "/1/1", "/3/0"].map(|target| court.read(server, target).code == Code::CONTENT)
    };
    assert_eq!(codes(&mut court, FIRST), [true, false, false]);
    assert_eq!(codes(&mut court, SECOND), [false, true, true]);
    assert_eq!(court.write(FIRST, "/1/1/1", 60), Code::UNAUTHORIZED);
    assert_eq!(court.write(FIRST, "/1/0/1", 60), Code::CHANGED);
}

#[test]
fn every_server_may_see_the_rules() {
    let mut court = Court::new(&[rule(3303, 0, &[(0, Rights::READ)])]);
    let all = "/2/0/0=3303 /2/0/1=0 /2/0/2/0=1 /2/0/3=65535";
    assert_eq!(shown(&court.read(SECOND, "/2")), all);
    assert_eq!(shown(&court.read(SECOND, "/2/0")), all);
    let answer = court.ask(SECOND, |server, now| server.discover(now, path("/2/0"), None));
    assert_eq!(answer.code, Code::CONTENT);
    let answer = court.ask(SECOND, |server, now| {
        server.write_attributes(now, path("/2/0"), &["pmin=1"])
    });
    assert_eq!(answer.code, Code::CHANGED);
    let answer = court.ask(SECOND, |server, now| {
        server.observe(now, path("/2/0/2"), None, &[])
    });
    assert!(answer.observed);
}

// OMA LwM2M core 1.2.1 §8.1: only its owner manages a rule.
#[test]
fn only_the_owner_may_alter_a_rule() {
    let all = [(FIRST, Rights::ALL), (SECOND, Rights::ALL)];
    let mut court = Court::new(&[
        rule(16, 0, &all).with_owner(id(FIRST)),
        rule(3303, 0, &all),
        rule(19, 0, &[]).with_owner(id(FIRST)),
    ]);
    let share = |court: &mut Court, server, rule: u16| {
        let target = resource(&format!("/2/{rule}/2/{SECOND}"));
        let values = [(target, Value::Integer(1))];
        let answer = court.ask(server, |server, now| {
            let target = target.without_element().into();
            server.write_values(now, target, WriteMode::Update, ContentFormat::LWM2M_TLV, &values)
        });
        answer.code
    };
    assert_eq!(share(&mut court, SECOND, 0), Code::UNAUTHORIZED);
    for server in [FIRST, SECOND] {
        assert_eq!(share(&mut court, server, 1), Code::UNAUTHORIZED, "nobody owns it");
    }
    assert_eq!(court.read(SECOND, "/19/0").code, Code::UNAUTHORIZED);
    assert_eq!(share(&mut court, FIRST, 2), Code::CHANGED);
    assert_eq!(court.read(SECOND, "/19/0").code, Code::CONTENT);
    assert_eq!(court.write(FIRST, "/2/2/3", SECOND.into()), Code::CHANGED);
    assert_eq!(
        share(&mut court, FIRST, 2),
        Code::UNAUTHORIZED,
        "it has given it away"
    );
    assert_eq!(share(&mut court, SECOND, 2), Code::CHANGED);
}

#[test]
fn a_rule_names_only_servers_that_are_there() {
    let mut court =
        Court::new(&[rule(16, 0, &[(FIRST, Rights::ALL), (0, Rights::READ)]).with_owner(id(FIRST))]);
    assert_eq!(court.write(FIRST, "/2/0/3", 999), Code::BAD_REQUEST);
    assert_eq!(court.write(FIRST, "/2/0/3", 0), Code::BAD_REQUEST);
    assert_eq!(
        court.write(FIRST, "/2/0/2/0", 32),
        Code::BAD_REQUEST,
        "out of range"
    );
    assert_eq!(court.write(FIRST, "/2/0/0", 3), Code::METHOD_NOT_ALLOWED);
    assert_eq!(court.write(FIRST, "/2/0/1", 3), Code::METHOD_NOT_ALLOWED);
    let stranger = [(resource("/2/0/2/999"), Value::Integer(1))];
    let answer = court.ask(FIRST, |server, now| {
        server.write_values(
            now,
            path("/2/0/2"),
            WriteMode::Update,
            ContentFormat::LWM2M_TLV,
            &stranger,
        )
    });
    assert_eq!(answer.code, Code::BAD_REQUEST);
    let body = r#"[{"n":"/2/0/2/999","v":1}]"#;
    let (_, answer) = court.composite(FIRST, coap::Method::IPatch, body, |request| request);
    assert_eq!(answer.code, Code::BAD_REQUEST);
    assert_eq!(court.write(FIRST, "/2/0/2/0", 3), Code::CHANGED);
    assert_eq!(
        court.write(FIRST, "/2/0/3", 65535),
        Code::CHANGED,
        "only the bootstrap server"
    );
}

#[test]
fn servers_neither_make_nor_delete_rules() {
    let mut court = Court::new(&[rule(16, 0, &[]).with_owner(id(FIRST))]);
    let values = [
        (resource("/2/9/0"), Value::Integer(3)),
        (resource("/2/9/1"), Value::Integer(0)),
    ];
    for server in [FIRST, SECOND] {
        let answer = court.ask(server, |server, now| {
            server.create(now, ObjectId::new(2), None, &values)
        });
        assert_eq!(answer.code, Code::METHOD_NOT_ALLOWED);
        let answer = court.ask(server, |server, now| server.delete(now, path("/2/0")));
        assert_eq!(answer.code, Code::METHOD_NOT_ALLOWED);
    }
    assert_eq!(
        court
            .ask(FIRST, |server, now| server.execute(now, resource("/2/0/3"), ""))
            .code,
        Code::METHOD_NOT_ALLOWED
    );
    assert!(court.asked.is_empty());
}

// OMA LwM2M core 1.2.1 §6.2.1: every server learns of every instance.
#[test]
fn rights_do_not_alter_what_is_announced() {
    let mut court = Court::new(&[rule(3303, 0, &[])]);
    let lists = [FIRST, SECOND].map(|server| court.server(server).registration().unwrap().objects.clone());
    assert_eq!(lists[0], lists[1]);
    assert!(
        lists[0].contains("</3303/1>") && lists[0].contains("</2/0>"),
        "{}",
        lists[0]
    );
}

// OMA LwM2M ETS, case 951.
#[test]
fn attributes_are_those_of_each_server() {
    let read = [(FIRST, Rights::READ), (SECOND, Rights::READ)];
    let mut court = Court::new(&[rule(3, 0, &read)]);
    for (server, queries) in [(FIRST, ["pmin=2", "pmax=10"]), (SECOND, ["pmin=15", "pmax=50"])] {
        let answer = court.ask(server, |server, now| {
            server.write_attributes(now, path("/3/0"), &queries)
        });
        assert_eq!(answer.code, Code::CHANGED);
    }
    let mut links = |server| {
        let answer = court.ask(server, |server, now| server.discover(now, path("/3/0"), Some(0)));
        match answer.payload {
            lwm2m::server::Payload::Links(links) => links,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(links(FIRST), "</3/0>;pmin=2;pmax=10");
    assert_eq!(links(SECOND), "</3/0>;pmin=15;pmax=50");
    assert!(
        !court
            .heard
            .iter()
            .any(|(_, event)| matches!(event, ServerEvent::Refused { .. }))
    );
}
