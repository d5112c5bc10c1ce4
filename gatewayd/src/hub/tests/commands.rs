//! From requests to devices, and from their answers back.

use std::time::Duration;

use adapter::{Action, CommandError};
use coap::{Code, ContentFormat};
use lwm2m::{Outcome, WriteMode};
use objects::{InstanceId, ObjectId, Path, Value};

use super::harness::{
    ANOTHER_ADAPTER, LEVEL, LEVEL_AT, ONE_DEVICE, PUMP, PUMP_AT, RING_AT, TEMPERATURE, TEMPERATURE_AT, World,
    at, confirmed,
};

const BOTH: Path = Path::Instance(ObjectId::new(3306), InstanceId::new(0));

/// Longer than any device may take.
const LONG: Duration = Duration::from_secs(21);

async fn write_both(world: &mut World) -> lwm2m::server::ServerRequest {
    let values = [(LEVEL_AT, Value::Integer(7)), (PUMP_AT, Value::Boolean(true))];
    world
        .ask(|server, now| {
            server.write_values(now, BOTH, WriteMode::Update, ContentFormat::LWM2M_TLV, &values)
        })
        .await
}

#[tokio::test(start_paused = true)]
async fn a_write_is_answered_after_the_device_and_not_before() {
    let mut world = World::new(ONE_DEVICE).await;
    let request = world.write(PUMP_AT, Value::Boolean(true)).await;
    world.advance(Duration::from_secs(3)).await;
    assert_eq!(world.code(request), None);
    assert_eq!(world.read(PUMP_AT).await, None);
    let command = world.command("a").unwrap();
    assert_eq!(command.point, PUMP);
    assert_eq!(command.action, Action::Write(Value::Boolean(true)));
    command.reply.send(confirmed(None, at(1))).unwrap();
    world.settle().await;
    assert_eq!(world.code(request), Some(Code::CHANGED));
    assert_eq!(world.read(PUMP_AT).await, Some(Value::Boolean(true)));
}

#[tokio::test(start_paused = true)]
async fn what_was_read_back_counts_more_than_what_was_written() {
    let mut world = World::new(ONE_DEVICE).await;
    world.write(LEVEL_AT, Value::Integer(71)).await;
    world.obey(confirmed(Some(Value::Integer(70)), at(1))).await;
    assert_eq!(world.read(LEVEL_AT).await, Some(Value::Integer(70)));
}

#[tokio::test(start_paused = true)]
async fn every_failure_of_a_device_has_its_own_answer_and_changes_nothing() {
    let failures = [
        (CommandError::NotSupported, Code::METHOD_NOT_ALLOWED),
        (CommandError::Rejected("busy".into()), Code::INTERNAL_SERVER_ERROR),
        (CommandError::Timeout, Code::GATEWAY_TIMEOUT),
        (CommandError::Unreachable("off".into()), Code::SERVICE_UNAVAILABLE),
        (
            CommandError::Unrepresentable("too large".into()),
            Code::BAD_REQUEST,
        ),
        (CommandError::Unverified("3".into()), Code::INTERNAL_SERVER_ERROR),
    ];
    let mut world = World::new(ONE_DEVICE).await;
    world.sample(LEVEL, Value::Integer(1), at(0)).await;
    for (failure, code) in failures {
        let request = world.write(LEVEL_AT, Value::Integer(2)).await;
        world.obey(Err(failure.clone())).await;
        assert_eq!(world.code(request), Some(code), "{failure}");
        assert_eq!(world.read(LEVEL_AT).await, Some(Value::Integer(1)));
    }
}

#[tokio::test(start_paused = true)]
async fn a_full_command_queue_answers_service_unavailable() {
    let mut world = World::new(ONE_DEVICE).await;
    let mut answers = Vec::new();
    for number in 0..9 {
        answers.push(world.bus_write(LEVEL_AT, &number.to_string()).await);
    }
    assert_eq!(answers[8].try_recv(), Ok(Outcome::Unavailable));
    assert!(answers[..8].iter_mut().all(|answer| answer.try_recv().is_err()));
    // What has found room is carried out in its order.
    for number in 0..8 {
        let command = world.command("a").unwrap();
        assert_eq!(command.action, Action::Write(Value::Integer(number)));
    }
    assert!(world.command("a").is_none());
}

#[tokio::test(start_paused = true)]
async fn an_adapter_that_takes_commands_without_end_and_answers_none_is_bounded_too() {
    let mut world = World::new(ONE_DEVICE).await;
    let mut under_way = Vec::new();
    for _ in 0..256 {
        let answer = world.bus_write(LEVEL_AT, "1").await;
        under_way.push((answer, world.command("a").unwrap()));
    }
    let mut refused = world.bus_write(LEVEL_AT, "1").await;
    assert_eq!(refused.try_recv(), Ok(Outcome::Unavailable));
    assert!(world.command("a").is_none());
}

#[tokio::test(start_paused = true)]
async fn a_device_that_does_not_answer_gives_gateway_timeout() {
    let mut world = World::new(ONE_DEVICE).await;
    let request = world.write(PUMP_AT, Value::Boolean(true)).await;
    let command = world.command("a").unwrap();
    world.advance(LONG).await;
    assert_eq!(world.code(request), Some(Code::GATEWAY_TIMEOUT));
    // Nobody waits for what comes later.
    assert!(command.reply.send(confirmed(None, at(30))).is_err());
    assert_eq!(world.read(PUMP_AT).await, None);
}

#[tokio::test(start_paused = true)]
async fn a_dropped_reply_is_unavailable() {
    let mut world = World::new(ONE_DEVICE).await;
    let request = world.write(PUMP_AT, Value::Boolean(true)).await;
    drop(world.command("a"));
    world.settle().await;
    assert_eq!(world.code(request), Some(Code::SERVICE_UNAVAILABLE));
}

#[tokio::test(start_paused = true)]
async fn commands_while_the_adapter_is_down_are_unavailable_at_once() {
    let mut world = World::new(ONE_DEVICE).await;
    let under_way = world.write(PUMP_AT, Value::Boolean(true)).await;
    world.ended("a", "the port is gone").await;
    assert_eq!(world.code(under_way), Some(Code::SERVICE_UNAVAILABLE));
    let request = world.write(PUMP_AT, Value::Boolean(true)).await;
    assert_eq!(world.code(request), Some(Code::SERVICE_UNAVAILABLE));
    let unit = world.unit("a");
    world.started(unit, "a");
    let request = world.write(PUMP_AT, Value::Boolean(true)).await;
    world.obey(confirmed(None, at(1))).await;
    assert_eq!(world.code(request), Some(Code::CHANGED));
}

#[tokio::test(start_paused = true)]
async fn a_slow_device_does_not_delay_other_requests() {
    let mut world = World::new(&format!("{ONE_DEVICE}{ANOTHER_ADAPTER}")).await;
    world
        .sample_of("b", adapter::PointId(0), Value::Float(5.0), at(0))
        .await;
    let slow = world.write(PUMP_AT, Value::Boolean(true)).await;
    // Until its first request is acknowledged, the server sends no other one (RFC 7252 §4.7).
    world.advance(Duration::from_secs(3)).await;
    let other = objects::ResourcePath::literal(3303, 1, 5700);
    assert_eq!(world.read(other).await, Some(Value::Float(5.0)));
    let mut quick = world
        .bus_write(objects::ResourcePath::literal(1, 0, 2), "10")
        .await;
    assert_eq!(quick.try_recv(), Ok(Outcome::Changed));
    assert_eq!(world.code(slow), None);
}

#[tokio::test(start_paused = true)]
async fn a_write_to_several_points_goes_in_path_order_and_one_by_one() {
    let mut world = World::new(ONE_DEVICE).await;
    let request = write_both(&mut world).await;
    let first = world.command("a").unwrap();
    assert_eq!(first.point, PUMP);
    assert!(world.command("a").is_none());
    first.reply.send(confirmed(None, at(1))).unwrap();
    world.settle().await;
    assert_eq!(world.code(request), None);
    let second = world.command("a").unwrap();
    assert_eq!(second.point, LEVEL);
    second.reply.send(confirmed(None, at(2))).unwrap();
    world.settle().await;
    assert_eq!(world.code(request), Some(Code::CHANGED));
}

#[tokio::test(start_paused = true)]
async fn a_write_to_several_points_stops_at_the_first_failure_and_keeps_what_was_confirmed() {
    let mut world = World::new(ONE_DEVICE).await;
    let request = write_both(&mut world).await;
    world.obey(confirmed(None, at(1))).await;
    world.obey(Err(CommandError::Timeout)).await;
    assert_eq!(world.code(request), Some(Code::GATEWAY_TIMEOUT));
    assert_eq!(world.read(PUMP_AT).await, Some(Value::Boolean(true)));
    assert_eq!(world.read(LEVEL_AT).await, None);

    let request = write_both(&mut world).await;
    world.obey(Err(CommandError::Rejected("no".into()))).await;
    assert_eq!(world.code(request), Some(Code::INTERNAL_SERVER_ERROR));
    assert!(world.command("a").is_none());
}

#[tokio::test(start_paused = true)]
async fn a_value_out_of_the_range_of_its_point_never_reaches_the_device() {
    let mut world = World::new(ONE_DEVICE).await;
    let request = world.write(LEVEL_AT, Value::Integer(81)).await;
    assert_eq!(world.code(request), Some(Code::BAD_REQUEST));
    assert!(world.command("a").is_none());
}

#[tokio::test(start_paused = true)]
async fn a_point_that_is_not_writable_is_not_written_whatever_its_resource_allows() {
    let text = ONE_DEVICE.replace(
        "type = \"boolean\"\naccess = \"read-write\"",
        "type = \"boolean\"",
    );
    let mut world = World::new(&text).await;
    let request = world.write(PUMP_AT, Value::Boolean(true)).await;
    assert_eq!(world.code(request), Some(Code::METHOD_NOT_ALLOWED));
    assert!(world.command("a").is_none());
}

#[tokio::test(start_paused = true)]
async fn an_optional_resource_that_no_point_fills_cannot_be_written() {
    let mut world = World::new(ONE_DEVICE).await;
    let on_time = objects::ResourcePath::literal(3306, 0, 5852);
    let request = world.write(on_time, Value::Integer(0)).await;
    assert_eq!(world.code(request), Some(Code::NOT_FOUND));
}

#[tokio::test(start_paused = true)]
async fn a_time_a_server_has_written_is_shown_and_goes_on_and_stamps_no_value() {
    let mut world = World::new(ONE_DEVICE).await;
    let current_time = objects::ResourcePath::literal(3, 0, 13);
    let request = world.write(current_time, Value::Time(1000)).await;
    assert_eq!(world.code(request), Some(Code::CHANGED));
    world.advance(std::time::Duration::from_secs(60)).await;
    world.hub.refresh_clock();
    assert_eq!(world.read(current_time).await, Some(Value::Time(1060)));
    world.sample(TEMPERATURE, Value::Float(20.0), at(1)).await;
    let stamp = objects::ResourcePath::literal(3303, 0, 5518);
    assert_eq!(world.read(stamp).await, Some(Value::Time(1_700_000_001)));
}

#[tokio::test(start_paused = true)]
async fn an_execution_reaches_the_device_with_its_arguments() {
    let mut world = World::new(ONE_DEVICE).await;
    let request = world
        .ask(|server, now| server.execute(now, RING_AT, "0='x'"))
        .await;
    let command = world.command("a").unwrap();
    assert_eq!(command.action, Action::Execute("0='x'".into()));
    assert_eq!(world.code(request), None);
    command.reply.send(confirmed(None, at(1))).unwrap();
    world.settle().await;
    assert_eq!(world.code(request), Some(Code::CHANGED));
}

#[tokio::test(start_paused = true)]
async fn a_reboot_is_not_ours_to_give() {
    let mut world = World::new(ONE_DEVICE).await;
    let reboot = objects::ResourcePath::literal(3, 0, 4);
    let request = world.ask(|server, now| server.execute(now, reboot, "")).await;
    assert_eq!(world.code(request), Some(Code::NOT_IMPLEMENTED));
}

#[tokio::test(start_paused = true)]
async fn the_bus_and_a_server_write_one_point_in_the_order_they_came_and_the_last_one_stays() {
    let mut world = World::new(ONE_DEVICE).await;
    let mut bus = world.bus_write(LEVEL_AT, "1").await;
    let server = world.write(LEVEL_AT, Value::Integer(2)).await;
    let (first, second) = (world.command("a").unwrap(), world.command("a").unwrap());
    assert_eq!(first.action, Action::Write(Value::Integer(1)));
    assert_eq!(second.action, Action::Write(Value::Integer(2)));
    // The answers arrive the other way round.
    second.reply.send(confirmed(None, at(2))).unwrap();
    world.settle().await;
    first.reply.send(confirmed(None, at(1))).unwrap();
    world.settle().await;
    assert_eq!(bus.try_recv(), Ok(Outcome::Changed));
    assert_eq!(world.code(server), Some(Code::CHANGED));
    assert_eq!(world.read(LEVEL_AT).await, Some(Value::Integer(2)));
}

#[tokio::test(start_paused = true)]
async fn only_the_asked_device_is_asked() {
    let mut world = World::new(&format!("{ONE_DEVICE}{ANOTHER_ADAPTER}")).await;
    world.write(PUMP_AT, Value::Boolean(true)).await;
    assert!(world.command("b").is_none());
    assert!(world.command("a").is_some());
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_comes_after_a_reload_is_not_booked_on_another_device() {
    let mut world = World::new(ONE_DEVICE).await;
    let request = world.write(LEVEL_AT, Value::Integer(7)).await;
    let command = world.command("a").unwrap();
    let changed = ONE_DEVICE.replace("initial = 0", "initial = 1");
    world.reload(&changed).await.unwrap();
    command.reply.send(confirmed(None, at(1))).unwrap();
    world.settle().await;
    assert_eq!(world.code(request), Some(Code::CHANGED));
    assert_eq!(world.read(LEVEL_AT).await, None);
    world.sample(TEMPERATURE, Value::Float(20.0), at(2)).await;
    assert_eq!(world.read(TEMPERATURE_AT).await, Some(Value::Float(20.0)));
}
