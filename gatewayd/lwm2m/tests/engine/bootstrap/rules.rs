//! Rules of access control that a bootstrap server writes.

use coap::Code;
use lwm2m::{Accounts, Event, Inconsistent};
use objects::{InstanceId, Value};

use super::stage::{Stage, factory, security, server_object, set, with_server};
use crate::support::text;

/// The second server of OMA LwM2M ETS, configuration C.14.
fn second() -> Vec<(&'static str, Value)> {
    vec![
        ("/0/2/0", text("coap://second.example.net")),
        ("/0/2/1", Value::Boolean(false)),
        ("/0/2/2", Value::Integer(3)),
        ("/0/2/10", Value::Integer(102)),
        ("/1/1/0", Value::Integer(102)),
        ("/1/1/1", Value::Integer(60)),
        ("/1/1/6", Value::Boolean(true)),
        ("/1/1/7", text("U")),
    ]
}

fn write_second(stage: &mut Stage) {
    let all = second();
    assert_eq!(stage.write("/0/2", &all[..4]), Code::CHANGED);
    assert_eq!(stage.write("/1/1", &all[4..]), Code::CHANGED);
}

/// A rule as paths and values: object, instance, ACL, owner.
fn rule(number: u16, target: (i64, i64), acl: &[(u16, i64)], owner: i64) -> Vec<(String, Value)> {
    let at = |id: &str| format!("/2/{number}/{id}");
    let mut values = vec![
        (at("0"), Value::Integer(target.0)),
        (at("1"), Value::Integer(target.1)),
        (at("3"), Value::Integer(owner)),
    ];
    let entries = acl
        .iter()
        .map(|(server, rights)| (at(&format!("2/{server}")), Value::Integer(*rights)));
    values.extend(entries);
    values
}

#[track_caller]
fn write_rule(stage: &mut Stage, number: u16, target: (i64, i64), acl: &[(u16, i64)], owner: i64) {
    let values = rule(number, target, acl, owner);
    let values: Vec<(&str, Value)> = values
        .iter()
        .map(|(path, value)| (&**path, value.clone()))
        .collect();
    assert_eq!(stage.write(&format!("/2/{number}"), &values), Code::CHANGED);
}

fn shown(accounts: &Accounts) -> Vec<String> {
    let rule = |(number, rule): (InstanceId, lwm2m::Rule)| {
        let instance = rule
            .instance
            .map_or("-".to_owned(), |instance| instance.to_string());
        let owner = rule.owner.map_or("-".to_owned(), |owner| owner.to_string());
        format!("{number}: {}/{instance} of {owner} {:?}", rule.object, rule.acl)
    };
    accounts.rules().map(rule).collect()
}

fn problem(stage: &Stage) -> Option<Inconsistent> {
    stage.events.iter().rev().find_map(|(_, event)| match event {
        Event::BootstrapInconsistent { problem } => Some(*problem),
        _ => None,
    })
}

// OMA LwM2M ETS, configuration C.14, with the instance numbers that are meant.
#[test]
fn the_rules_of_the_test_configuration_are_taken() {
    let mut stage = Stage::receiving(factory());
    stage.server_reachable = false;
    stage.provision();
    write_second(&mut stage);
    write_rule(&mut stage, 0, (1, 0), &[(101, 15)], 101);
    write_rule(&mut stage, 1, (1, 1), &[(102, 15)], 102);
    write_rule(&mut stage, 2, (3, 0), &[(102, 15)], 65535);
    assert_eq!(stage.finish(), Code::CHANGED);
    assert_eq!(
        shown(&stage.accounts[0]),
        [
            "0: 1/0 of 101 {101: RWED}",
            "1: 1/1 of 102 {102: RWED}",
            "2: 3/0 of - {102: RWED}"
        ]
    );
}

// OMA LwM2M ETS 1.1-int-8.
#[test]
fn int_8_a_rule_for_one_server_is_stored_and_read() {
    let mut stage = Stage::receiving(factory());
    stage.provision();
    write_rule(&mut stage, 0, (3, 0), &[(0, 31)], 65535);
    let read = stage.read("/2");
    assert_eq!(read, ["/2/0/0=3", "/2/0/1=0", "/2/0/2/0=31", "/2/0/3=65535"]);
    assert_eq!(stage.finish(), Code::CHANGED);
}

#[test]
fn rules_must_name_servers_and_objects_that_are_there_and_each_target_once() {
    let mut stage = Stage::receiving(factory());
    stage.server_reachable = false;
    stage.provision();
    let number = InstanceId::new(4);
    let stranger: &[(u16, i64)] = &[(102, 1)];
    let wrong = [
        ((3, 0), stranger, 101, Inconsistent::RuleServer(number)),
        ((3, 0), &[], 102, Inconsistent::RuleServer(number)),
        ((31_999, 0), &[], 101, Inconsistent::RuleTarget(number)),
        ((1, 0), &[], 101, Inconsistent::RuleTwice(number)),
    ];
    write_rule(&mut stage, 0, (1, 0), &[], 101);
    for (target, acl, owner, expected) in wrong {
        write_rule(&mut stage, 4, target, acl, owner);
        assert_eq!(stage.finish(), Code::NOT_ACCEPTABLE);
        assert_eq!(problem(&stage), Some(expected));
    }
    // Of an instance that comes later, and of creating instances.
    write_rule(&mut stage, 4, (3303, 7), &[(0, 1)], 101);
    write_rule(&mut stage, 5, (16, 65535), &[(101, 16)], 65535);
    assert_eq!(stage.finish(), Code::CHANGED);
}

// OMA LwM2M core 1.2.1 §8.1, unbootstrapping.
#[test]
fn what_a_deleted_server_owned_goes_to_the_one_that_may_most() {
    let mut accounts = with_server(factory());
    for (at, value) in second() {
        set(&mut accounts, at, value);
    }
    let rules = [
        rule(0, (1, 0), &[], 101),
        rule(1, (1, 1), &[], 102),
        rule(2, (16, 0), &[(101, 15), (102, 1)], 101),
        rule(3, (16, 1), &[(101, 15)], 101),
        rule(4, (3, 0), &[(0, 1), (101, 15)], 65535),
    ];
    for (at, value) in rules.into_iter().flatten() {
        set(&mut accounts, &at, value);
    }
    let mut stage = Stage::new(accounts);
    stage.server_reachable = false;
    stage.begin();
    stage.at(900);
    assert_eq!(stage.delete("/0/0"), Code::DELETED);
    assert_eq!(stage.finish(), Code::CHANGED);
    assert_eq!(
        shown(&stage.accounts[0]),
        [
            "1: 1/1 of 102 {}",
            "2: 16/0 of 102 {102: R}",
            "3: 16/1 of - {}",
            "4: 3/0 of - {0: R}"
        ]
    );
}

#[test]
fn the_bootstrap_server_finds_the_rules_as_their_owners_have_left_them() {
    let mut accounts = with_server(factory());
    for (at, value) in second().into_iter().chain(security()).chain(server_object()) {
        set(&mut accounts, at, value);
    }
    for (at, value) in [rule(0, (1, 0), &[], 101), rule(1, (16, 0), &[], 102)].concat() {
        set(&mut accounts, &at, value);
    }
    let mut stage = Stage::new(accounts.clone());
    stage.server_reachable = false;
    // The owner has shared the first instance, and deleted the second.
    let (number, given) = accounts.rules().next().unwrap();
    let shared = given.with(None, lwm2m::Rights::READ);
    crate::access::put(&mut stage.tree, number.number(), &shared);
    stage.begin();
    stage.at(900);
    assert_eq!(
        stage.read("/2"),
        ["/2/0/0=1", "/2/0/1=0", "/2/0/2/0=1", "/2/0/3=101"]
    );
}
