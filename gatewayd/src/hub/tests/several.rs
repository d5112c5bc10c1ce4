//! Two servers at once.

use std::time::Duration;

use coap::Code;
use lwm2m::LinkId;
use lwm2m::server::{Answer, ServerEvent};
use objects::{Path, ResourcePath, Value};

use super::harness::{LEVEL, LEVEL_AT, ONE_DEVICE, RING_AT, World, at, confirmed, server};

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
    let states = states.iter().map(|(name, id, state, n)| (&**name, *id, &**state, *n));
    assert_eq!(states.collect::<Vec<_>>(), expected);
}

#[tokio::test(start_paused = true)]
async fn both_are_registered_with_and_what_one_writes_the_other_is_notified_of() {
    let mut world = observed("").await;
    assert_states(&world, &[("main", 1, "registered", 1), ("second", 2, "registered", 1)]);
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
        read(&mut world, server(1), Path::Object(objects::ObjectId::new(2))).await.code,
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
        assert!(rules.iter().any(|found| found == rule), "{rule} is not among {rules:?}");
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
    assert_states(&world, &[("main", 1, "registered", 1), ("second", 2, "disabled", 0)]);
    // Not even the other one can wake it.
    let trigger = ResourcePath::literal(1, 1, 8);
    assert_eq!(execute(&mut world, server(1), trigger).await, Some(Code::CHANGED));
    world.sample(LEVEL, Value::Integer(2), at(2)).await;
    assert_eq!(world.notified_to(server(1)), [Value::Integer(2)]);
    world.advance(Duration::from_secs(86_000)).await;
    assert_eq!(
        (world.registrations_with(server(1)), world.registrations_with(server(2))),
        (1, 1)
    );
    world.advance(Duration::from_secs(401)).await;
    assert_eq!(world.registrations_with(server(2)), 2);
    let left = |event: &&ServerEvent| matches!(event, ServerEvent::Deregistered);
    assert_eq!(world.heard_by(server(2)).iter().filter(left).count(), 1);
}
