//! What the bus may see and do.

use std::sync::Arc;

use lwm2m::Outcome;
use objects::{ObjectId, Path, ResourcePath, Value};

use super::harness::{
    LEVEL_AT, ONE_DEVICE, PUMP_AT, RING_AT, TEMPERATURE, TEMPERATURE_AT, World, at, confirmed,
};
use crate::hub::control::{Control, Input, ReadError};

const SECURITY: ObjectId = ObjectId::new(0);

#[tokio::test(start_paused = true)]
async fn the_security_object_is_not_shown_on_the_bus() {
    let mut world = World::new(ONE_DEVICE).await;
    assert_eq!(world.list(Path::Object(SECURITY)).await, Err(ReadError::Hidden));
    let key = ResourcePath::literal(0, 0, 5);
    assert_eq!(world.list(key.into()).await, Err(ReadError::Hidden));
    let all = world.list(Path::Root).await.unwrap();
    assert!(!all.is_empty());
    assert!(all.iter().all(|item| item.path.object != SECURITY));
    let mut written = world
        .bus_write(ResourcePath::literal(0, 0, 0), "coap://elsewhere")
        .await;
    assert_eq!(written.try_recv(), Ok(Outcome::Unauthorized));
}

#[tokio::test(start_paused = true)]
async fn a_value_is_listed_with_its_time_and_kind() {
    let mut world = World::new(ONE_DEVICE).await;
    world.sample(TEMPERATURE, Value::Float(20.0), at(0)).await;
    let items = world.list(TEMPERATURE_AT.into()).await.unwrap();
    assert_eq!(items.len(), 1);
    assert_eq!(items[0].value, Some(Value::Float(20.0)));
    assert_eq!(items[0].at, Some(at(0)));
    assert_eq!(items[0].name, "Sensor Value");
}

#[tokio::test(start_paused = true)]
async fn what_is_not_there_is_not_found_and_what_is_empty_is_empty() {
    let mut world = World::new(ONE_DEVICE).await;
    assert_eq!(world.list(TEMPERATURE_AT.into()).await, Err(ReadError::NotFound));
    assert_eq!(
        world.list(Path::Object(ObjectId::new(9999))).await,
        Err(ReadError::NotFound)
    );
    assert_eq!(world.list(Path::Object(ObjectId::new(19))).await, Ok(Vec::new()));
}

#[tokio::test(start_paused = true)]
async fn a_write_of_the_bus_goes_through_the_checks_of_a_server() {
    let mut world = World::new(ONE_DEVICE).await;
    let cases = [
        (LEVEL_AT, "81", Outcome::BadRequest),
        (LEVEL_AT, "much", Outcome::BadRequest),
        (TEMPERATURE_AT, "20", Outcome::MethodNotAllowed),
        (ResourcePath::literal(3306, 9, 5850), "1", Outcome::NotFound),
        (ResourcePath::literal(3306, 0, 4711), "1", Outcome::NotFound),
    ];
    for (path, text, outcome) in cases {
        let mut answer = world.bus_write(path, text).await;
        assert_eq!(answer.try_recv(), Ok(outcome), "{path} {text}");
        assert!(world.command("a").is_none());
    }
}

#[tokio::test(start_paused = true)]
async fn a_value_of_a_kind_that_converts_exactly_is_taken() {
    let mut world = World::new(ONE_DEVICE).await;
    for (value, taken) in [(Value::Integer(1), true), (Value::Integer(2), false)] {
        let input = Input::Typed(value);
        let mut answer = world
            .bus(|reply| Control::Write {
                path: PUMP_AT,
                input,
                reply,
            })
            .await;
        match taken {
            true => {
                world.obey(confirmed(None, at(1))).await;
                assert_eq!(answer.try_recv(), Ok(Outcome::Changed));
            }
            false => assert_eq!(answer.try_recv(), Ok(Outcome::BadRequest)),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_execution_of_the_bus_is_answered_after_the_device() {
    let mut world = World::new(ONE_DEVICE).await;
    let execute = |path| {
        move |reply| Control::Execute {
            path,
            arguments: String::new(),
            reply,
        }
    };
    let mut answer = world.bus(execute(RING_AT)).await;
    assert!(answer.try_recv().is_err());
    world.obey(confirmed(None, at(1))).await;
    assert_eq!(answer.try_recv(), Ok(Outcome::Changed));
    let mut answer = world.bus(execute(PUMP_AT)).await;
    assert_eq!(answer.try_recv(), Ok(Outcome::NotFound));
}

#[tokio::test(start_paused = true)]
async fn a_caller_that_has_gone_does_not_stop_its_command() {
    let mut world = World::new(ONE_DEVICE).await;
    drop(world.bus_write(LEVEL_AT, "5").await);
    world.obey(confirmed(None, at(1))).await;
    assert_eq!(world.read(LEVEL_AT).await, Some(Value::Integer(5)));
}

#[tokio::test(start_paused = true)]
async fn an_update_is_sent_to_a_server_that_exists() {
    let mut world = World::new(ONE_DEVICE).await;
    for (server, known) in [(1, true), (2, false)] {
        let mut answer = world.bus(|reply| Control::Update { server, reply }).await;
        assert_eq!(answer.try_recv(), Ok(known));
    }
}

#[tokio::test(start_paused = true)]
async fn a_check_finds_problems_and_changes_nothing() {
    let mut world = World::new(ONE_DEVICE).await;
    let mut answer = world.bus(|reply| Control::Check { reply }).await;
    assert!(answer.try_recv().unwrap().is_err());
    assert_eq!(world.status().configuration_error, None);
}

#[tokio::test(start_paused = true)]
async fn the_status_is_published_when_something_has_changed_and_only_then() {
    let mut world = World::new(ONE_DEVICE).await;
    world.sample(TEMPERATURE, Value::Float(20.0), at(0)).await;
    let before = world.status();
    assert_eq!(before.servers[0].state, "registered");
    assert_eq!(before.adapters[0].state, "up");
    world.sample(TEMPERATURE, Value::Float(21.0), at(1)).await;
    assert!(Arc::ptr_eq(&before, &world.status()));
    world.device(super::harness::offline()).await;
    let device = world.status().devices[0].clone();
    assert_eq!((device.name.as_str(), device.state.as_str()), ("a/d", "offline"));
    assert_eq!(device.last_error.as_deref(), Some("it does not answer"));
    assert_eq!(device.last_seen, Some(1_700_000_001));
}
