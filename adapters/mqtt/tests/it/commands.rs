//! Commands on their way down, and their proofs.

use std::time::Duration;

use adapter::{Action, CommandError, CommandResult};
use objects::Value;

use crate::bench::{RESTART, Running, SWITCH};
use crate::broker::{Broker, within};

const PATIENT: Duration = Duration::from_secs(20);

async fn switch_on(adapter: &Running, time: Duration) -> CommandResult {
    let command = adapter
        .far
        .command(SWITCH, Action::Write(Value::Boolean(true)), time);
    within("the answer", command).await
}

#[tokio::test]
async fn a_command_reaches_the_device_once_and_is_proved_by_its_state() {
    let mut broker = Broker::start().await;
    let adapter = Running::connect(&mut broker).await;
    let mut device = broker.listen("zigbee2mqtt/plug/set").await;
    let obey = async {
        let command = device.next().await;
        broker
            .publish("zigbee2mqtt/plug", r#"{"state":"ON"}"#, false)
            .await;
        command
    };
    let (result, command) = tokio::join!(switch_on(&adapter, PATIENT), obey);
    assert_eq!(command, "0 1 {\"state\": \"ON\"}");
    let confirmation = result.expect("the state proves the command");
    assert_eq!(confirmation.value, Some(Value::Boolean(true)));
    // Nothing comes before the next message, and nothing was kept for those who come later.
    broker
        .publish("zigbee2mqtt/plug/set", "the next message", false)
        .await;
    assert_eq!(device.next().await, "0 1 the next message");
    let mut latecomer = broker.listen("zigbee2mqtt/plug/set").await;
    broker
        .publish("zigbee2mqtt/plug/set", "the first message", false)
        .await;
    assert_eq!(latecomer.next().await, "0 1 the first message");
}

#[tokio::test]
async fn silence_is_a_timeout() {
    let mut broker = Broker::start().await;
    let adapter = Running::connect(&mut broker).await;
    let result = switch_on(&adapter, Duration::from_millis(300)).await;
    assert_eq!(result, Err(CommandError::Timeout));
}

#[tokio::test]
async fn a_retained_state_proves_no_command() {
    let mut broker = Broker::start().await;
    broker
        .publish("zigbee2mqtt/plug", r#"{"state":"ON"}"#, true)
        .await;
    let mut adapter = Running::connect(&mut broker).await;
    assert_eq!(adapter.samples().await[0].value, Value::Boolean(true));
    let result = switch_on(&adapter, Duration::from_millis(300)).await;
    assert_eq!(result, Err(CommandError::Timeout));
}

#[tokio::test]
async fn a_retained_command_switches_nothing() {
    let mut broker = Broker::start().await;
    broker
        .publish("zigbee2mqtt/plug/set", r#"{"state": "ON"}"#, true)
        .await;
    let mut device = broker.listen("zigbee2mqtt/#").await;
    assert_eq!(device.next().await, "1 1 {\"state\": \"ON\"}");
    let mut adapter = Running::connect(&mut broker).await;
    // Neither is it a value, nor is it sent again: the next message on all topics is the state below.
    broker
        .publish("zigbee2mqtt/plug", r#"{"state":"OFF"}"#, false)
        .await;
    assert_eq!(device.next().await, "0 1 {\"state\":\"OFF\"}");
    assert_eq!(adapter.samples().await[0].value, Value::Boolean(false));
}

#[tokio::test]
async fn a_device_with_another_state_has_not_obeyed() {
    let mut broker = Broker::start().await;
    let adapter = Running::connect(&mut broker).await;
    let mut device = broker.listen("zigbee2mqtt/plug/set").await;
    let refuse = async {
        device.next().await;
        broker
            .publish("zigbee2mqtt/plug", r#"{"state":"OFF"}"#, false)
            .await;
    };
    let (result, ()) = tokio::join!(switch_on(&adapter, Duration::from_secs(2)), refuse);
    assert_eq!(result, Err(CommandError::Unverified("false".into())));
}

#[tokio::test]
async fn an_execution_is_proved_by_the_brokers_receipt() {
    let mut broker = Broker::start().await;
    let adapter = Running::connect(&mut broker).await;
    let mut device = broker.listen("weather/restart").await;
    let command = adapter
        .far
        .command(RESTART, Action::Execute("0='now'".into()), PATIENT);
    let confirmation = within("the answer", command)
        .await
        .expect("the broker acknowledges");
    assert_eq!(confirmation.value, None);
    assert_eq!(device.next().await, "0 1 restart 0='now'");
}

#[tokio::test]
async fn a_command_on_its_way_is_proved_also_while_the_adapter_ends() {
    let mut broker = Broker::start().await;
    let adapter = Running::connect(&mut broker).await;
    let mut device = broker.listen("zigbee2mqtt/plug/set").await;
    let shutdown = adapter.far.shutdown.clone();
    let obey = async {
        device.next().await;
        shutdown.cancel();
        broker
            .publish("zigbee2mqtt/plug", r#"{"state":"ON"}"#, false)
            .await;
    };
    let (result, ()) = tokio::join!(switch_on(&adapter, PATIENT), obey);
    assert!(result.is_ok(), "{result:?}");
    assert!(adapter.end().await.is_ok());
}
