//! What happens when the broker goes and comes.

use std::time::Duration;

use adapter::{Action, AdapterError, CommandError};
use objects::Value;

use crate::bench::{Running, SWITCH, config};
use crate::broker::{Broker, within};

#[tokio::test]
async fn after_a_restart_of_the_broker_the_next_run_has_its_values_again() {
    let mut broker = Broker::start().await;
    let adapter = Running::connect(&mut broker).await;
    let mut broker = broker.restart().await;
    let error = adapter.end().await.expect_err("the broker was lost");
    assert!(matches!(error, AdapterError::Transport { .. }), "{error:?}");
    assert_eq!(
        error.to_string(),
        format!("lost the connection to mqtt://127.0.0.1:{}", broker.port)
    );
    let mut adapter = Running::connect(&mut broker).await;
    broker.publish("weather/south/temperature", "4", false).await;
    assert_eq!(adapter.samples().await[0].value, Value::Float(4.0));
}

#[tokio::test]
async fn a_command_on_its_way_to_a_lost_broker_is_answered_and_never_sent_again() {
    let mut broker = Broker::start().await;
    let adapter = Running::connect(&mut broker).await;
    let mut device = broker.listen("zigbee2mqtt/plug/set").await;
    let action = Action::Write(Value::Boolean(true));
    let command = adapter.far.command(SWITCH, action, Duration::from_secs(20));
    let lose = async {
        device.next().await;
        broker.restart().await
    };
    let (result, mut broker) = within("the answer", async { tokio::join!(command, lose) }).await;
    assert_eq!(result, Err(CommandError::Timeout));
    assert!(adapter.end().await.is_err());
    let mut device = broker.listen("zigbee2mqtt/#").await;
    let _adapter = Running::connect(&mut broker).await;
    broker
        .publish("zigbee2mqtt/plug", "the first message", false)
        .await;
    assert_eq!(device.next().await, "0 1 the first message");
}

#[tokio::test]
async fn an_absent_broker_ends_the_run() {
    let port = Broker::start().await.stop().await;
    let url = format!("mqtt://127.0.0.1:{port}");
    let error = Running::start(config(&url, ""))
        .end()
        .await
        .expect_err("nobody listens");
    assert_eq!(error.to_string(), format!("cannot connect to {url}"));
}

#[tokio::test]
async fn an_adapter_that_cannot_connect_ends_when_it_is_told_to() {
    // A listener that never answers.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").expect("there is a free port");
    let port = silent.local_addr().expect("the socket is bound").port();
    let adapter = Running::start(config(&format!("mqtt://127.0.0.1:{port}"), ""));
    let action = Action::Write(Value::Boolean(true));
    let command = adapter.far.command(SWITCH, action, Duration::from_secs(20));
    let result = within("the answer", command).await;
    assert_eq!(
        result,
        Err(CommandError::Unreachable("the broker is not connected".into()))
    );
    assert!(adapter.shut_down().await.is_ok());
}
