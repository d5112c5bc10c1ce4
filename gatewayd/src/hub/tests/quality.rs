//! What becomes of values whose device has fallen silent.

use std::time::Duration;

use adapter::{DeviceState, NoValue};
use objects::{ResourcePath, Value};

use super::harness::{
    LEVEL, LEVEL_AT, ONE_DEVICE, QUALITY_AT, TEMPERATURE, TEMPERATURE_AT, World, at, offline,
};
use crate::hub::quality::SILENCE;

const SECOND: Duration = Duration::from_secs(1);

fn with_temperature(keys: &str) -> String {
    ONE_DEVICE.replace("unit = \"Cel\"", &format!("unit = \"Cel\"\n{keys}"))
}

async fn world_with_value(keys: &str) -> World {
    let mut world = World::new(&with_temperature(keys)).await;
    world.sample(TEMPERATURE, Value::Float(20.0), at(0)).await;
    world
}

fn fresh_points(world: &World) -> u64 {
    world
        .status()
        .devices
        .iter()
        .map(|device| device.fresh_points)
        .sum()
}

#[tokio::test(start_paused = true)]
async fn a_stale_value_is_hidden_when_configured() {
    let mut world = world_with_value("stale-after = \"10s\"\non-stale = \"hide\"").await;
    world.advance(9 * SECOND).await;
    assert!(world.read(TEMPERATURE_AT).await.is_some());
    world.advance(SECOND).await;
    assert_eq!(world.read(TEMPERATURE_AT).await, None);
    assert_eq!(fresh_points(&world), 0);
    world.sample(TEMPERATURE, Value::Float(21.0), at(11)).await;
    assert_eq!(world.read(TEMPERATURE_AT).await, Some(Value::Float(21.0)));
    assert_eq!(fresh_points(&world), 1);
}

#[tokio::test(start_paused = true)]
async fn a_stale_value_is_kept_and_marked_otherwise() {
    let mut world = world_with_value("stale-after = \"10s\"").await;
    world.advance(10 * SECOND).await;
    assert_eq!(world.read(TEMPERATURE_AT).await, Some(Value::Float(20.0)));
    assert_eq!(world.read(QUALITY_AT).await, Some(Value::Integer(2)));
}

#[tokio::test(start_paused = true)]
async fn the_same_value_again_keeps_a_point_from_growing_stale() {
    let mut world = world_with_value("stale-after = \"10s\"").await;
    for second in 1..5 {
        world.advance(9 * SECOND).await;
        world
            .sample(TEMPERATURE, Value::Float(20.0), at(9 * second))
            .await;
    }
    assert_eq!(world.read(QUALITY_AT).await, Some(Value::Integer(4)));
}

#[tokio::test(start_paused = true)]
async fn a_point_without_a_limit_stays_fresh_while_its_device_is_there() {
    let mut world = world_with_value("").await;
    world.advance(3 * SILENCE).await;
    assert_eq!(world.read(QUALITY_AT).await, Some(Value::Integer(4)));
    assert_eq!(fresh_points(&world), 1);
}

#[tokio::test(start_paused = true)]
async fn the_values_of_a_lost_device_are_doubtful_at_once_and_stale_after_a_while() {
    let mut world = world_with_value("").await;
    world.device(offline()).await;
    assert_eq!(world.read(TEMPERATURE_AT).await, Some(Value::Float(20.0)));
    assert_eq!(world.read(QUALITY_AT).await, Some(Value::Integer(3)));
    assert_eq!(fresh_points(&world), 0);
    world.advance(SILENCE).await;
    assert_eq!(world.read(QUALITY_AT).await, Some(Value::Integer(2)));
}

#[tokio::test(start_paused = true)]
async fn the_values_of_a_dead_adapter_do_not_stay_fresh_for_ever() {
    let mut world = world_with_value("on-stale = \"hide\"").await;
    world.ended("a", "the port is gone").await;
    assert_eq!(world.read(QUALITY_AT).await, Some(Value::Integer(3)));
    world.advance(SILENCE).await;
    assert_eq!(world.read(TEMPERATURE_AT).await, None);
}

#[tokio::test(start_paused = true)]
async fn a_device_that_answers_again_stops_the_countdown_and_its_next_value_the_doubt() {
    let mut world = world_with_value("").await;
    world.device(offline()).await;
    world.device(DeviceState::Online).await;
    world.advance(2 * SILENCE).await;
    assert_eq!(world.read(QUALITY_AT).await, Some(Value::Integer(3)));
    world.sample(TEMPERATURE, Value::Float(20.0), at(1)).await;
    assert_eq!(world.read(QUALITY_AT).await, Some(Value::Integer(4)));
}

#[tokio::test(start_paused = true)]
async fn a_lost_device_does_not_lengthen_the_configured_time() {
    let mut world = world_with_value("stale-after = \"10s\"").await;
    world.advance(9 * SECOND).await;
    world.device(offline()).await;
    world.advance(SECOND).await;
    assert_eq!(world.read(QUALITY_AT).await, Some(Value::Integer(2)));
}

#[tokio::test(start_paused = true)]
async fn a_point_that_cannot_be_read_any_more_grows_stale_although_its_device_answers() {
    let mut world = world_with_value("").await;
    let refusal = || NoValue::DeviceError("illegal address".into());
    world.no_value(TEMPERATURE, refusal()).await;
    assert_eq!(world.read(QUALITY_AT).await, Some(Value::Integer(4)));
    world.advance(SILENCE / 2).await;
    world.no_value(TEMPERATURE, refusal()).await;
    world.advance(SILENCE / 2).await;
    assert_eq!(world.read(QUALITY_AT).await, Some(Value::Integer(2)));
    assert_eq!(world.read(TEMPERATURE_AT).await, Some(Value::Float(20.0)));
}

#[tokio::test(start_paused = true)]
async fn a_lost_device_leaves_the_values_of_others_alone() {
    let text = format!(
        "{ONE_DEVICE}
        [adapter.a.device.e.point.temperature]
        values = [1.0]
        resource = {{ object = 3303, resource = 5700 }}"
    );
    let mut world = World::new(&text).await;
    let others = adapter::PointId(4);
    world.sample(TEMPERATURE, Value::Float(20.0), at(0)).await;
    world.sample(others, Value::Float(10.0), at(0)).await;
    world.device(offline()).await;
    let quality = ResourcePath::literal(3303, 1, 6042);
    assert_eq!(world.read(QUALITY_AT).await, Some(Value::Integer(3)));
    assert_eq!(world.read(quality).await, Some(Value::Integer(4)));
}

#[tokio::test(start_paused = true)]
async fn an_instance_with_several_values_promises_no_more_than_the_worst_of_them() {
    let meter = ONE_DEVICE
        .replace("object = 3306, resource = 5851", "object = 3305, resource = 5800")
        .replace("object = 3303, resource = 5700", "object = 3305, resource = 5805")
        .replace(
            "type = \"integer\"\naccess = \"read-write\"",
            "type = \"integer\"",
        );
    let mut world = World::new(&meter).await;
    let quality = ResourcePath::literal(3305, 0, 6042);
    world.sample(LEVEL, Value::Integer(5), at(0)).await;
    world.sample(TEMPERATURE, Value::Float(20.0), at(0)).await;
    world.no_value(LEVEL, NoValue::Sentinel).await;
    world.sample(TEMPERATURE, Value::Float(21.0), at(1)).await;
    assert_eq!(world.read(quality).await, Some(Value::Integer(2)));
    world.sample(LEVEL, Value::Integer(6), at(2)).await;
    assert_eq!(world.read(quality).await, Some(Value::Integer(4)));
}

#[tokio::test(start_paused = true)]
async fn a_write_without_an_answer_leaves_the_value_in_doubt() {
    // Switches have no quality; the point knows all the same.
    let mut world = World::new(ONE_DEVICE).await;
    world.sample(LEVEL, Value::Integer(1), at(0)).await;
    world.write(LEVEL_AT, Value::Integer(2)).await;
    assert_eq!(fresh_points(&world), 1);
    world.obey(Err(adapter::CommandError::Timeout)).await;
    assert_eq!(fresh_points(&world), 0);
    world.sample(LEVEL, Value::Integer(2), at(1)).await;
    assert_eq!(fresh_points(&world), 1);
}

#[tokio::test(start_paused = true)]
async fn what_an_adapter_has_reported_before_its_end_still_counts() {
    let mut world = World::new(ONE_DEVICE).await;
    world.queue_sample(TEMPERATURE, Value::Float(20.0), at(0));
    world.ended("a", "the port is gone").await;
    assert_eq!(world.read(TEMPERATURE_AT).await, Some(Value::Float(20.0)));
    assert_eq!(world.read(QUALITY_AT).await, Some(Value::Integer(3)));
}

#[tokio::test(start_paused = true)]
async fn a_device_is_offline_with_its_adapter_and_unknown_until_it_is_heard_again() {
    let mut world = World::new(ONE_DEVICE).await;
    world.device(DeviceState::Online).await;
    let state = |world: &World| world.status().devices[0].state.clone();
    assert_eq!(state(&world), "online");
    world.ended("a", "the port is gone").await;
    assert_eq!(state(&world), "offline");
    let adapter = world.status().adapters[0].clone();
    assert_eq!((adapter.state.as_str(), adapter.restarts), ("backing-off", 1));
    assert_eq!(adapter.last_error.as_deref(), Some("the port is gone"));
    let unit = world.unit("a");
    world.started(unit, "a");
    world.settle().await;
    assert_eq!(state(&world), "unknown");
    world.device(DeviceState::Online).await;
    assert_eq!(state(&world), "online");
}
