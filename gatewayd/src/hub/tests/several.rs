//! Two servers at once.

use std::time::Duration;

use coap::Code;
use lwm2m::LinkId;
use lwm2m::server::{Answer, Policy, Reaction, ServerEvent};
use objects::{Path, ResourcePath, Value};

use super::harness::{LEVEL, LEVEL_AT, ONE_DEVICE, RING_AT, World, at, confirmed, server};
use crate::hub::control::Control;

const SECOND: &str = r#"
[server.second]
uri = "coap://localhost"
short-server-id = 2
security = "none"
"#;

/// Both servers; the table of the second ends with these keys.
fn two(keys: &str) -> String {
    format!("{ONE_DEVICE}{SECOND}{keys}\n")
}

async fn read(world: &mut World, by: LinkId, path: impl Into<Path>) -> Answer {
    let path = path.into();
    let request = world.ask_as(by, |server, now| server.read(now, path, None)).await;
    world.answer_to(by, request).expect("a read is answered at once")
}

async fn write(world: &mut World, by: LinkId, path: ResourcePath, value: Value) -> Option<Code> {
    let request = world
        .ask_as(by, |server, now| server.write(now, path, &value))
        .await;
    if world.answer_to(by, request).is_none() {
        world.obey(confirmed(Some(value), at(9))).await;
    }
    world.answer_to(by, request).map(|answer| answer.code)
}

async fn execute(world: &mut World, by: LinkId, path: ResourcePath) -> Option<Code> {
    let request = world
        .ask_as(by, |server, now| server.execute(now, path, ""))
        .await;
    if world.answer_to(by, request).is_none() {
        world.obey(confirmed(None, at(9))).await;
    }
    world.answer_to(by, request).map(|answer| answer.code)
}

async fn observe(world: &mut World, by: LinkId, path: ResourcePath) {
    let request = world
        .ask_as(by, |server, now| server.observe(now, path.into(), None, &[]))
        .await;
    let answer = world.answer_to(by, request);
    assert!(answer.is_some_and(|answer| answer.observed));
}

/// Both servers observe the level, which is 1.
async fn observed(keys: &str) -> World {
    let mut world = World::new(&two(keys)).await;
    world.sample(LEVEL, Value::Integer(1), at(1)).await;
    for id in [1, 2] {
        observe(&mut world, server(id), LEVEL_AT).await;
    }
    world
}

/// Name and state of each server, and how many observations it has.
fn states(world: &World) -> Vec<(String, u16, String, u64)> {
    let status = world.status();
    let servers = status.servers.iter();
    servers
        .map(|info| {
            (
                info.name.clone(),
                info.short_server_id,
                info.state.clone(),
                info.observations,
            )
        })
        .collect()
}

#[track_caller]
fn assert_states(world: &World, expected: &[(&str, u16, &str, u64)]) {
    let states = states(world);
    let states = states
        .iter()
        .map(|(name, id, state, n)| (&**name, *id, &**state, *n));
    assert_eq!(states.collect::<Vec<_>>(), expected);
}

#[tokio::test(start_paused = true)]
async fn both_are_registered_with_and_what_one_writes_the_other_is_notified_of() {
    let mut world = observed("").await;
    assert_states(
        &world,
        &[("main", 1, "registered", 1), ("second", 2, "registered", 1)],
    );
    assert_eq!(
        write(&mut world, server(1), LEVEL_AT, Value::Integer(7)).await,
        Some(Code::CHANGED)
    );
    assert_eq!(world.notified_to(server(2)), [Value::Integer(7)]);
    assert_eq!(
        write(&mut world, server(2), LEVEL_AT, Value::Integer(8)).await,
        Some(Code::CHANGED)
    );
    assert_eq!(world.notified_to(server(1)).last(), Some(&Value::Integer(8)));
    // All may do everything, so there are no rules.
    assert_eq!(
        read(&mut world, server(1), Path::Object(objects::ObjectId::new(2)))
            .await
            .code,
        Code::NOT_FOUND
    );
}

// OMA LwM2M core 1.2.1 §8.2.
#[tokio::test(start_paused = true)]
async fn a_server_that_may_only_read_finds_rules_and_is_refused_everything_else() {
    let mut world = observed("rights = \"read\"").await;
    let rules: Vec<String> = lwm2m::rules(&world.hub.tree)
        .map(|(_, rule)| {
            let instance = rule.instance.map_or(String::new(), |id| format!("/{id}"));
            let owner = rule.owner.map_or("-".to_owned(), |id| id.to_string());
            format!("{}{instance} of {owner} {:?}", rule.object, rule.acl)
        })
        .collect();
    for rule in [
        "1/0 of 1 {}",
        "1/1 of 2 {}",
        "3/0 of - {1: RWED, 2: R}",
        "3306/0 of - {1: RWED, 2: R}",
    ] {
        assert!(
            rules.iter().any(|found| found == rule),
            "{rule} is not among {rules:?}"
        );
    }
    for by in [1, 2] {
        let answer = read(&mut world, server(by), Path::Object(objects::ObjectId::new(2))).await;
        assert_eq!(answer.code, Code::CONTENT, "{by} sees the rules");
    }
    assert_eq!(
        read(&mut world, server(2), LEVEL_AT).await.value(),
        Some(&Value::Integer(1))
    );
    let (own, other) = (ResourcePath::literal(1, 1, 1), ResourcePath::literal(1, 0, 1));
    for (by, path, code) in [
        (2, LEVEL_AT, Code::UNAUTHORIZED),
        (2, other, Code::UNAUTHORIZED),
        (2, own, Code::CHANGED),
        (1, own, Code::UNAUTHORIZED),
        (1, other, Code::CHANGED),
        (1, LEVEL_AT, Code::CHANGED),
    ] {
        let answer = write(&mut world, server(by), path, Value::Integer(70)).await;
        assert_eq!(answer, Some(code), "{by} writes to {path}");
    }
    assert_eq!(world.notified_to(server(2)), [Value::Integer(70)]);
    assert_eq!(
        execute(&mut world, server(2), RING_AT).await,
        Some(Code::UNAUTHORIZED)
    );
    assert_eq!(execute(&mut world, server(1), RING_AT).await, Some(Code::CHANGED));
}

#[tokio::test(start_paused = true)]
async fn a_server_that_is_out_of_reach_does_not_disturb_the_other() {
    let mut world = observed("").await;
    world.peer_mut(server(2)).set_cut(true);
    world.lose_link(server(2), "unreachable").await;
    world.advance(Duration::from_secs(300)).await;
    let state = &states(&world)[1].2;
    assert!(["registering", "backing-off"].contains(&&**state), "{state}");
    assert!(world.status().servers[1].last_error.is_some());
    world.sample(LEVEL, Value::Integer(2), at(2)).await;
    assert_eq!(world.notified_to(server(1)), [Value::Integer(2)]);
    assert_eq!(world.registrations_with(server(1)), 1);
    world.peer_mut(server(2)).set_cut(false);
    world.advance(Duration::from_secs(600)).await;
    assert_eq!(states(&world)[1].2, "registered");
    assert_eq!(world.status().servers[1].last_error, None);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_disables_its_account_leaves_the_other_as_it_was() {
    let mut world = observed("").await;
    let disable = ResourcePath::literal(1, 1, 4);
    assert_eq!(
        execute(&mut world, server(1), disable).await,
        Some(Code::UNAUTHORIZED)
    );
    assert_eq!(execute(&mut world, server(2), disable).await, Some(Code::CHANGED));
    assert_states(
        &world,
        &[("main", 1, "registered", 1), ("second", 2, "disabled", 0)],
    );
    // Not even the other one can wake it.
    let trigger = ResourcePath::literal(1, 1, 8);
    assert_eq!(execute(&mut world, server(1), trigger).await, Some(Code::CHANGED));
    world.sample(LEVEL, Value::Integer(2), at(2)).await;
    assert_eq!(world.notified_to(server(1)), [Value::Integer(2)]);
    world.advance(Duration::from_secs(86_000)).await;
    assert_eq!(
        (
            world.registrations_with(server(1)),
            world.registrations_with(server(2))
        ),
        (1, 1)
    );
    world.advance(Duration::from_secs(401)).await;
    assert_eq!(world.registrations_with(server(2)), 2);
    let left = |event: &&ServerEvent| matches!(event, ServerEvent::Deregistered);
    assert_eq!(world.heard_by(server(2)).iter().filter(left).count(), 1);
}

fn registrations(world: &World) -> [usize; 2] {
    [1, 2].map(|id| world.registrations_with(server(id)))
}

#[tokio::test(start_paused = true)]
async fn a_reload_that_changes_one_server_leaves_the_registration_and_observations_of_the_other() {
    let mut world = observed("").await;
    let pending = world
        .ask(|server, now| server.write(now, LEVEL_AT, &Value::Integer(5)))
        .await;
    let report = world.reload(&two("lifetime = \"10min\"")).await.unwrap();
    assert!(report.servers);
    assert_eq!(registrations(&world), [1, 2]);
    assert_states(
        &world,
        &[("main", 1, "registered", 1), ("second", 2, "registered", 0)],
    );
    assert!(world.status().servers[0].last_confirmed.is_some());
    // What was asked before is still answered.
    world.obey(confirmed(Some(Value::Integer(5)), at(2))).await;
    assert_eq!(world.code(pending), Some(Code::CHANGED));
    let lifetime = read(&mut world, server(1), ResourcePath::literal(1, 1, 1)).await;
    assert_eq!(lifetime.value(), Some(&Value::Integer(600)));
    world.sample(LEVEL, Value::Integer(6), at(3)).await;
    assert_eq!(world.notified_to(server(1)).last(), Some(&Value::Integer(6)));
    assert_eq!(world.notified_to(server(2)), []);
    // What happens to its link still counts; the server of these tests forgets us then.
    world.lose_link(server(1), "gone").await;
    assert_eq!(registrations(&world), [2, 2]);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_comes_or_goes_with_a_reload_is_announced_to_the_one_that_stays() {
    let mut world = World::new(ONE_DEVICE).await;
    world.sample(LEVEL, Value::Integer(1), at(1)).await;
    observe(&mut world, server(1), LEVEL_AT).await;
    let updates = |world: &World| {
        let updated = |event: &&ServerEvent| matches!(event, ServerEvent::Updated(_));
        world.heard_by(server(1)).iter().filter(updated).count()
    };
    assert_eq!((registrations(&world), updates(&world)), ([1, 0], 0));
    world.reload(&two("rights = \"read\"")).await.unwrap();
    assert_eq!((registrations(&world), updates(&world)), ([1, 1], 1));
    assert_states(
        &world,
        &[("main", 1, "registered", 1), ("second", 2, "registered", 0)],
    );
    // From now on there are rules, for the one that was there before as well.
    let own = ResourcePath::literal(1, 1, 1);
    for (by, code) in [(1, Code::UNAUTHORIZED), (2, Code::CHANGED)] {
        assert_eq!(
            write(&mut world, server(by), own, Value::Integer(70)).await,
            Some(code)
        );
    }
    world.reload(ONE_DEVICE).await.unwrap();
    assert_eq!(registrations(&world), [1, 1]);
    assert_states(&world, &[("main", 1, "registered", 1)]);
    world.sample(LEVEL, Value::Integer(3), at(3)).await;
    assert_eq!(world.notified_to(server(1)), [Value::Integer(3)]);
    let rules = read(&mut world, server(1), Path::Object(objects::ObjectId::new(2))).await;
    assert_eq!(rules.code, Code::NOT_FOUND);
}

#[tokio::test(start_paused = true)]
async fn a_reload_that_changes_another_server_does_not_end_the_silence_of_one() {
    let mut world = World::new(&two("")).await;
    let disable = ResourcePath::literal(1, 0, 4);
    assert_eq!(execute(&mut world, server(1), disable).await, Some(Code::CHANGED));
    world.reload(&two("lifetime = \"10min\"")).await.unwrap();
    assert_eq!(registrations(&world), [1, 2]);
    let world = world.restart(&two("lifetime = \"10min\"")).await;
    assert_states(
        &world,
        &[("main", 1, "disabled", 0), ("second", 2, "registered", 0)],
    );
}

#[tokio::test(start_paused = true)]
async fn queue_mode_that_is_switched_on_is_a_change_and_another_bootstrap_server_is_one_of_all() {
    let mut world = World::new(&two("")).await;
    world.reload(&two("queue-mode = true")).await.unwrap();
    assert_eq!(registrations(&world), [1, 2]);
    let bootstrap = "queue-mode = true\n[bootstrap]\nuri = \"coap://localhost\"\nsecurity = \"none\"";
    world.reload(&two(bootstrap)).await.unwrap();
    assert_eq!(registrations(&world), [2, 3]);
}

#[tokio::test(start_paused = true)]
async fn a_program_that_ends_before_a_server_has_confirmed_its_silence_keeps_it() {
    let mut world = World::new(&two("")).await;
    world.policy_of(
        server(2),
        Policy {
            deregister: Reaction::Ignore,
            ..Policy::default()
        },
    );
    let disable = ResourcePath::literal(1, 1, 4);
    assert_eq!(execute(&mut world, server(2), disable).await, Some(Code::CHANGED));
    world.hub.stop(crate::hub::run::now());
    world.settle().await;
    let world = world.restart(&two("")).await;
    assert_states(
        &world,
        &[("main", 1, "registered", 0), ("second", 2, "disabled", 0)],
    );
}

#[tokio::test(start_paused = true)]
async fn a_send_reaches_both_and_a_server_that_changes_meanwhile_is_reported() {
    let mut world = observed("").await;
    world.peer_mut(server(2)).set_cut(true);
    let paths = vec![LEVEL_AT.into()];
    let mut answer = world
        .bus(|reply| Control::Send {
            paths,
            server: None,
            later: false,
            reply,
        })
        .await;
    assert!(answer.try_recv().is_err(), "the second has not answered");
    world.reload(&two("lifetime = \"10min\"")).await.unwrap();
    let reports = answer.try_recv().unwrap().unwrap();
    let outcomes: Vec<_> = reports.iter().map(|report| report.outcome.word()).collect();
    assert_eq!(outcomes, ["sent", "stopped"], "{reports:?}");
}
