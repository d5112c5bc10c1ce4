//! Rules of access control in the tree and on the disk.

use std::collections::BTreeMap;
use std::time::Duration;

use lwm2m::{Accounts, Outcome, Rights, Rule, ServerId, WriteMode};
use objects::{InstanceId, ObjectId, Path, ResourceId, ResourcePath, Value};

use super::harness::{ANOTHER_ADAPTER, ONE_DEVICE, World};
use crate::hub::run::now;
use crate::hub::stored::instances;

const RULES: ObjectId = ObjectId::new(2);
const PORTFOLIO: ObjectId = ObjectId::new(16);

fn server(number: u16) -> ServerId {
    ServerId::try_from(number).unwrap()
}

fn rule(object: u16, instance: u16) -> Rule {
    Rule::new(ObjectId::new(object), InstanceId::try_from(instance).ok())
}

fn rules(world: &World) -> BTreeMap<InstanceId, Rule> {
    lwm2m::rules(&world.hub.tree).collect()
}

/// Where the rule of the first Portfolio instance gives rights to others.
fn entries(world: &World) -> ResourcePath {
    let about = |rule: &Rule| (rule.object, rule.instance) == (PORTFOLIO, Some(InstanceId::new(0)));
    let number = rules(world).into_iter().find(|(_, rule)| about(rule)).unwrap().0;
    ResourcePath::new(RULES, number, ResourceId::new(2))
}

/// Accounts of servers 1, 2, ... with these rules.
pub(super) fn accounts(servers: u16, rules: &[(u16, Rule)]) -> Accounts {
    let mut accounts = Accounts::new();
    let mut set = |object, instance, id, value| {
        let path = ResourcePath::new(
            ObjectId::new(object),
            InstanceId::new(instance),
            ResourceId::new(id),
        );
        accounts.set(path, value).unwrap();
    };
    set(0, 9, 0, Value::String("coap://bootstrap.localhost".into()));
    set(0, 9, 1, Value::Boolean(true));
    set(0, 9, 2, Value::Integer(3));
    for number in 0..servers {
        let id = Value::Integer((number + 1).into());
        for (resource, value) in [
            (0, Value::String("coap://localhost".into())),
            (1, Value::Boolean(false)),
            (2, Value::Integer(3)),
            (10, id.clone()),
        ] {
            set(0, number, resource, value);
        }
        for (resource, value) in [
            (0, id),
            (1, Value::Integer(60)),
            (6, Value::Boolean(true)),
            (7, Value::String("U".into())),
        ] {
            set(1, number, resource, value);
        }
    }
    for (number, rule) in rules {
        for (resource, element, value) in rule.values() {
            let path = ResourcePath::new(RULES, InstanceId::new(*number), resource);
            accounts.set(ResourcePath { element, ..path }, value).unwrap();
        }
    }
    accounts
}

pub(super) fn configuration(more: &str) -> String {
    let bootstrap = "[bootstrap]\nuri = \"coap://bootstrap.localhost\"\nsecurity = \"none\"\n";
    format!("{ONE_DEVICE}{more}{bootstrap}")
}

async fn bootstrapped(servers: u16, rules: &[(u16, Rule)]) -> World {
    let mut world = World::new(&configuration("")).await;
    take(&mut world, servers, rules);
    world
}

fn take(world: &mut World, servers: u16, rules: &[(u16, Rule)]) {
    let accounts = accounts(servers, rules);
    world.hub.take_accounts(now(), &accounts);
    assert_eq!(
        world.hub.servers.len(),
        usize::from(servers),
        "they were not taken"
    );
}

fn create(world: &mut World, creator: u16) -> Outcome {
    let identity = (ResourceId::new(0), Some(0), Value::String("x".into()));
    world
        .hub
        .create(now(), server(creator), PORTFOLIO, (None, vec![identity]))
}

fn rules_of(world: &World, object: u16) -> Vec<String> {
    let show = |rule: Rule| {
        let instance = rule.instance.map_or("-".to_owned(), |id| id.to_string());
        let owner = rule.owner.map_or("-".to_owned(), |id| id.to_string());
        format!("{}/{instance} of {owner} {:?}", rule.object, rule.acl)
    };
    let all = rules(world).into_values();
    all.filter(|rule| rule.object.number() == object)
        .map(show)
        .collect()
}

fn some_rules() -> [(u16, Rule); 1] {
    [(0, rule(3, 0).with(None, Rights::ALL))]
}

#[tokio::test(start_paused = true)]
async fn one_server_has_no_rules_and_several_only_what_was_given_and_made() {
    let mut world = bootstrapped(1, &some_rules()).await;
    assert!(world.hub.tree.object(RULES).is_none());
    assert_eq!(create(&mut world, 1), Outcome::Created(InstanceId::new(0)));
    assert!(world.hub.tree.object(RULES).is_none());
    take(&mut world, 2, &[]);
    assert!(world.hub.tree.object(RULES).is_none(), "all may do everything");
    take(&mut world, 2, &some_rules());
    assert_eq!(rules_of(&world, 3), ["3/0 of - {0: RWEDC}"]);
    assert_eq!(rules_of(&world, 1), ["1/0 of 1 {}", "1/1 of 2 {}"]);
    assert_eq!(rules_of(&world, 3303), ["3303/0 of - {0: R}"]);
    take(&mut world, 1, &some_rules());
    assert!(world.hub.tree.object(RULES).is_none());
}

#[tokio::test(start_paused = true)]
async fn a_rule_comes_and_goes_with_what_a_server_creates() {
    let mut world = bootstrapped(2, &some_rules()).await;
    assert_eq!(create(&mut world, 2), Outcome::Created(InstanceId::new(0)));
    assert_eq!(create(&mut world, 1), Outcome::Created(InstanceId::new(1)));
    assert_eq!(rules_of(&world, 16), ["16/0 of 2 {}", "16/1 of 1 {}"]);
    let before = rules(&world);
    let mut world = world.restart(&configuration("")).await;
    assert_eq!(rules(&world), before, "the numbers stay");
    let deleted = world
        .hub
        .delete(now(), Path::Instance(PORTFOLIO, InstanceId::new(0)));
    assert_eq!(deleted, Outcome::Deleted);
    assert_eq!(rules_of(&world, 16), ["16/1 of 1 {}"]);
    let world = world.restart(&configuration("")).await;
    assert_eq!(rules_of(&world, 16), ["16/1 of 1 {}"]);
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_saved_has_not_happened_to_rules_either() {
    let mut world = bootstrapped(2, &some_rules()).await;
    create(&mut world, 2);
    let before = rules(&world);
    std::fs::remove_dir_all(world.folder()).unwrap();
    assert_eq!(create(&mut world, 1), Outcome::Internal);
    assert_eq!(rules(&world), before);
    let deleted = world
        .hub
        .delete(now(), Path::Instance(PORTFOLIO, InstanceId::new(0)));
    assert_eq!(deleted, Outcome::Internal);
    assert_eq!(rules(&world), before);
    let share = share(&mut world, 3);
    assert_eq!(share, Outcome::Internal);
    assert_eq!(rules(&world), before);
}

/// The owner of a Portfolio instance gives rights to the first server.
fn share(world: &mut World, rights: i64) -> Outcome {
    let entry = entries(world);
    let values = vec![(entry.with_element(1), Value::Integer(rights))];
    world
        .hub
        .write_rule(now(), entry.into(), WriteMode::Update, values)
}

#[tokio::test(start_paused = true)]
async fn what_an_owner_has_shared_survives_a_restart() {
    let mut world = bootstrapped(2, &some_rules()).await;
    create(&mut world, 2);
    assert_eq!(share(&mut world, 3), Outcome::Changed);
    let mut world = world.restart(&configuration("")).await;
    assert_eq!(rules_of(&world, 16), ["16/0 of 2 {1: RW}"]);
    let entry = entries(&world).with_element(1);
    let removed = world.hub.delete(now(), entry.into());
    assert_eq!(removed, Outcome::Deleted);
    let world = world.restart(&configuration("")).await;
    assert_eq!(rules_of(&world, 16), ["16/0 of 2 {}"]);
}

#[tokio::test(start_paused = true)]
async fn a_device_that_comes_later_may_be_read_by_all() {
    let mut world = bootstrapped(2, &some_rules()).await;
    world.reload(&configuration(ANOTHER_ADAPTER)).await.unwrap();
    assert_eq!(
        rules_of(&world, 3303),
        ["3303/0 of - {0: R}", "3303/1 of - {0: R}"]
    );
    world.reload(&configuration("")).await.unwrap();
    assert_eq!(rules_of(&world, 3303), ["3303/0 of - {0: R}"]);
}

#[tokio::test(start_paused = true)]
async fn what_was_said_of_a_device_stays_while_it_is_away() {
    let said = [(0, rule(3303, 1).with(Some(server(2)), Rights::ALL))];
    let mut world = bootstrapped(2, &said).await;
    let rule = "3303/1 of - {2: RWEDC}";
    for more in ["", ANOTHER_ADAPTER, ""] {
        world.reload(&configuration(more)).await.unwrap();
        assert!(rules_of(&world, 3303).contains(&rule.to_owned()));
        assert_eq!(rules_of(&world, 3303).len(), 2);
    }
}

// OMA LwM2M core 1.2.1 §8.1, unbootstrapping.
#[tokio::test(start_paused = true)]
async fn what_only_a_deleted_server_could_use_goes_with_it() {
    let mut world = bootstrapped(2, &some_rules()).await;
    create(&mut world, 2);
    create(&mut world, 2);
    create(&mut world, 1);
    assert_eq!(share(&mut world, 1), Outcome::Changed);
    take(&mut world, 1, &[]);
    let left = |world: &World| {
        let instances = instances(&world.hub.tree, PORTFOLIO);
        instances.into_iter().map(InstanceId::number).collect::<Vec<_>>()
    };
    assert_eq!(left(&world), [0, 2], "the first is shared, the third of another");
    world.advance(Duration::from_secs(1)).await;
    let world = world.restart(&configuration("")).await;
    assert_eq!(left(&world), [0, 2]);
}
