//! Several servers beside each other.

use coap::{Code, ContentFormat};
use lwm2m::RegistrationStatus;
use lwm2m::server::{Payload, Reaction};
use objects::Value;

use crate::fleet::{Fleet, assert_log};
use crate::support::path;

// OMA LwM2M ETS 1.1-int-950.
#[test]
fn int_950_the_client_registers_with_both_servers() {
    let mut fleet = Fleet::new(2);
    fleet.begin();
    assert_eq!(fleet.times("register"), [(0, 101), (0, 102)]);
}

fn discover(fleet: &mut Fleet, server: u16, target: &str) -> String {
    let target = path(target);
    let answer = fleet.ask(server, |server, now| {
        server.read(now, target, Some(ContentFormat::LINK_FORMAT))
    });
    match answer.unwrap().payload {
        Payload::Links(links) => links,
        other => panic!("{other:?}"),
    }
}

// OMA LwM2M ETS 1.1-int-951.
#[test]
fn int_951_each_server_has_attributes_of_its_own() {
    let mut fleet = Fleet::registered(2);
    for (server, attributes) in [(101, ["pmin=2", "pmax=10"]), (102, ["pmin=15", "pmax=50"])] {
        let answer = fleet.ask(server, |server, now| {
            server.write_attributes(now, path("/3/0"), &attributes)
        });
        assert_eq!(answer.unwrap().code, Code::CHANGED);
    }
    let first = discover(&mut fleet, 101, "/3/0");
    assert!(first.starts_with("</3/0>;pmin=2;pmax=10,"), "{first}");
    assert!(!first.contains("15") && !first.contains("50"), "{first}");
    let second = discover(&mut fleet, 102, "/3/0");
    assert!(second.starts_with("</3/0>;pmin=15;pmax=50,"), "{second}");
}

#[test]
fn each_server_has_its_own_lifetime_and_learns_of_new_instances() {
    let mut fleet = Fleet::new(2).with(102, &[(1, Value::Integer(600))]);
    fleet.begin();
    assert_eq!(
        [fleet.lifetime(101), fleet.lifetime(102)],
        [Some(86_400), Some(600)]
    );
    fleet.create(3303, 7).log();
    fleet.at(507);
    assert_eq!(fleet.times("update"), [(507, 102)]);
    fleet.create(3303, 8);
    assert_eq!(fleet.times("update"), [(507, 101), (507, 102)]);
}

#[test]
fn a_lifetime_that_one_server_writes_for_another_is_told_to_the_other() {
    let mut fleet = Fleet::registered(2);
    fleet.write(101, "/1/1/1", &Value::Integer(1000));
    assert_eq!(fleet.times("update"), [(0, 102)]);
    assert_eq!(fleet.lifetime(102), Some(1000));
}

#[test]
fn what_one_server_writes_the_other_is_notified_of() {
    let mut fleet = Fleet::registered(2);
    for server in [101, 102] {
        let answer = fleet.ask(server, |server, now| {
            server.observe(now, path("/3306/0/5851"), None, &[])
        });
        assert!(answer.unwrap().observed);
    }
    fleet.write(101, "/3306/0/5851", &Value::Integer(70));
    assert_log(&mut fleet, &[(0, 101, "notify 70"), (0, 102, "notify 70")]);
}

#[test]
fn observations_and_attributes_belong_to_one_server() {
    let mut fleet = Fleet::registered(2);
    let target = path("/3303/0/5700");
    fleet.ask(101, |server, now| {
        server.write_attributes(now, target, &["gt=100"])
    });
    for server in [101, 102] {
        fleet.ask(server, |server, now| server.observe(now, target, None, &[]));
    }
    fleet.set("/3303/0/5700", Value::Float(50.0));
    assert_log(&mut fleet, &[(0, 102, "notify 50")]);
}

#[test]
fn a_server_that_refuses_does_not_keep_the_other_waiting() {
    let mut fleet = Fleet::new(2);
    fleet.reaction(101, Reaction::Refuse(Code::FORBIDDEN)).begin();
    assert!(matches!(
        fleet.states()[..],
        [RegistrationStatus::BackingOff(_), RegistrationStatus::Registered]
    ));
}

#[test]
fn a_server_that_goes_down_does_not_disturb_the_other() {
    let mut fleet = Fleet::registered(2);
    for server in [101, 102] {
        fleet.ask(server, |server, now| {
            server.observe(now, path("/3303/0/5700"), None, &[])
        });
    }
    fleet.reachable(101, false).at(10).lose(101);
    fleet.at(1000).log();
    fleet.set("/3303/0/5700", Value::Float(50.0));
    assert_log(&mut fleet, &[(1000, 102, "notify 50")]);
    fleet.reachable(101, true).at(90_000);
    let log = fleet.log();
    let first: Vec<&str> = log
        .iter()
        .filter(|(_, server, _)| *server == 101)
        .map(|(.., what)| &**what)
        .collect();
    assert_eq!(first[..2], ["open", "register"], "its lifetime was over by then");
    let second = log.iter().find(|(_, server, _)| *server == 102).unwrap();
    assert_eq!(*second, (86_307, 102, "update".to_owned()));
}

// OMA LwM2M core 1.2.1, appendix E.2, resource 8: the Update goes to the server of the instance.
#[test]
fn the_trigger_of_an_account_updates_its_own_server() {
    let mut fleet = Fleet::registered(2);
    assert_eq!(fleet.execute(101, "/1/1/8", ""), Some(Code::CHANGED));
    assert_eq!(fleet.times("update"), [(0, 102)]);
    assert_eq!(fleet.execute(101, "/1/0/8", ""), Some(Code::CHANGED));
    assert_eq!(fleet.times("update"), [(0, 101)]);
}

#[test]
fn a_client_that_stops_leaves_all_servers() {
    let mut fleet = Fleet::registered(3);
    fleet.client(|client, now, _| client.stop(now));
    assert_eq!(fleet.times("deregister"), [(0, 101), (0, 102), (0, 103)]);
    assert!(
        fleet
            .states()
            .iter()
            .all(|state| *state == RegistrationStatus::Stopped)
    );
}
