use std::collections::BTreeMap;

use lwm2m::Rights;

use super::*;

fn server(number: u16) -> ServerId {
    ServerId::try_from(number).unwrap()
}

fn rule(object: u16, instance: u16) -> Rule {
    Rule::new(ObjectId::new(object), InstanceId::try_from(instance).ok())
}

fn policy(servers: &[u16], given: &[(u16, Rule)], configured: &[(u16, Rights)]) -> Policy {
    Policy {
        servers: servers.iter().copied().map(server).collect(),
        given: numbered(given),
        configured: configured
            .iter()
            .map(|(id, rights)| (server(*id), *rights))
            .collect(),
        ..Policy::default()
    }
}

fn numbered(rules: &[(u16, Rule)]) -> Rules {
    let rules = rules.iter().cloned();
    rules
        .map(|(number, rule)| (InstanceId::new(number), rule))
        .collect()
}

fn targets(all: &[(u16, u16)]) -> BTreeSet<Target> {
    let target = |(object, instance): &(u16, u16)| target(&rule(*object, *instance));
    all.iter().map(target).collect()
}

fn shown(rules: &Rules) -> Vec<String> {
    let show = |(number, rule): (&InstanceId, &Rule)| {
        let instance = rule.instance.map_or("-".to_owned(), |id| id.to_string());
        let owner = rule.owner.map_or("-".to_owned(), |id| id.to_string());
        format!("{number}: {}/{instance} of {owner} {:?}", rule.object, rule.acl)
    };
    rules.iter().map(show).collect()
}

#[test]
fn there_are_no_rules_for_one_server_or_where_nobody_is_restricted() {
    let given = [(0, rule(3, 0))];
    assert!(!policy(&[1], &given, &[]).in_force());
    assert!(!policy(&[1, 2], &[], &[]).in_force());
    assert!(policy(&[1, 2], &given, &[]).in_force());
    assert!(policy(&[1, 2], &[], &[(2, Rights::READ)]).in_force());
}

#[test]
fn what_the_bootstrap_server_has_not_spoken_of_all_may_read() {
    let given = [(3, rule(3, 0).with(Some(server(1)), Rights::ALL))];
    let policy = policy(&[1, 2], &given, &[]);
    let present = targets(&[(3, 0), (5, 0), (3303, 7)]);
    let rules = policy.completed(policy.given.clone(), &present);
    assert_eq!(
        shown(&rules),
        [
            "0: 5/0 of - {0: R}",
            "1: 3303/7 of - {0: R}",
            "3: 3/0 of - {1: RWEDC}"
        ]
    );
}

#[test]
fn the_configuration_says_what_each_server_may() {
    let policy = policy(&[1, 2], &[], &[(1, Rights::ALL), (2, Rights::READ)]);
    let rules = policy.completed(Rules::new(), &targets(&[(3303, 0)]));
    assert_eq!(
        shown(&rules),
        [
            "0: 16/- of - {1: C, 2: }",
            "1: 19/- of - {1: C, 2: }",
            "2: 3303/0 of - {1: RWED, 2: R}"
        ]
    );
}

#[test]
fn a_server_owns_its_own_account() {
    let policy = Policy {
        accounts: BTreeMap::from([(InstanceId::new(0), server(1)), (InstanceId::new(1), server(2))]),
        ..policy(&[1, 2], &[], &[(2, Rights::READ)])
    };
    let rule = policy.of_gateway(ObjectId::new(1), Some(InstanceId::new(1)));
    assert_eq!((rule.owner, rule.acl.len()), (Some(server(2)), 0));
}

#[test]
fn what_servers_have_created_stays_theirs_when_accounts_change() {
    let policy = policy(&[2, 3], &[(0, rule(3, 0))], &[]);
    let before = numbered(&[
        (0, rule(16, 0).with_owner(server(2))),
        (
            4,
            rule(16, 1)
                .with_owner(server(1))
                .with(Some(server(2)), Rights::READ),
        ),
        (5, rule(16, 2).with_owner(server(1))),
        (6, rule(16, 9).with_owner(server(2))),
        (7, rule(3303, 0).with(None, Rights::ALL)),
    ]);
    let present = targets(&[(3, 0), (16, 0), (16, 1), (16, 2), (3303, 0)]);
    let (rules, doomed) = policy.succeed(&before, &[server(1), server(2)], &present);
    assert_eq!(
        shown(&rules),
        ["0: 3/0 of - {}", "1: 16/0 of 2 {}", "4: 16/1 of 2 {2: R}"]
    );
    assert_eq!(doomed, [target(&rule(16, 2))], "only server 1 could use it");
}

#[test]
fn what_a_server_made_while_it_was_alone_is_its_own_afterwards() {
    let policy = policy(&[1, 2], &[(0, rule(3, 0))], &[]);
    let (rules, _) = policy.succeed(&Rules::new(), &[server(1)], &targets(&[(3, 0), (19, 4)]));
    assert_eq!(shown(&rules), ["0: 3/0 of - {}", "1: 19/4 of 1 {}"]);
}
