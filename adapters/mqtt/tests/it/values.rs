//! Values on their way up.

use adapter::{DeviceState, NoValue, Quality, Report};
use objects::Value;

use crate::bench::{POWER, Running, SWITCH, TEMPERATURE};
use crate::broker::Broker;

#[tokio::test]
async fn values_arrive() {
    let mut broker = Broker::start().await;
    let mut adapter = Running::connect(&mut broker).await;
    broker
        .publish("zigbee2mqtt/plug", r#"{"state":"ON","power":12.3}"#, false)
        .await;
    let report = adapter.report().await;
    assert!(
        matches!(
            report,
            Report::Device {
                state: DeviceState::Online,
                ..
            }
        ),
        "{report:?}"
    );
    let samples = adapter.samples().await;
    let values: Vec<_> = samples
        .iter()
        .map(|sample| (sample.point, sample.value.clone()))
        .collect();
    assert_eq!(
        values,
        [(POWER, Value::Float(12.3)), (SWITCH, Value::Boolean(true))]
    );
    assert!(samples.iter().all(|sample| sample.quality == Quality::Good));
    broker.publish("weather/north/temperature", "-3.5", false).await;
    let samples = adapter.samples().await;
    assert_eq!(
        (samples[0].point, &samples[0].value),
        (TEMPERATURE, &Value::Float(-3.5))
    );
    assert!(adapter.shut_down().await.is_ok());
    broker.logged("Received DISCONNECT from under-test").await;
}

#[tokio::test]
async fn a_retained_value_is_suspicious_until_a_live_one_comes() {
    let mut broker = Broker::start().await;
    broker.publish("weather/north/temperature", "20", true).await;
    let mut adapter = Running::connect(&mut broker).await;
    let retained = adapter.samples().await;
    assert_eq!(
        (&retained[0].value, retained[0].quality),
        (&Value::Float(20.0), Quality::Suspicious)
    );
    broker.publish("weather/north/temperature", "21", true).await;
    let live = adapter.samples().await;
    assert_eq!(
        (&live[0].value, live[0].quality),
        (&Value::Float(21.0), Quality::Good)
    );
}

#[tokio::test]
async fn a_large_payload_does_not_end_the_session() {
    let mut broker = Broker::start().await;
    let mut adapter = Running::connect(&mut broker).await;
    let large = format!("{{\"power\":1,\"padding\":\"{}\"}}", "x".repeat(150_000));
    broker.publish("zigbee2mqtt/plug", large, false).await;
    broker.publish("zigbee2mqtt/plug", r#"{"power":2}"#, false).await;
    let samples = adapter.samples().await;
    assert_eq!(samples[0].value, Value::Float(2.0));
}

#[tokio::test]
async fn garbage_is_no_value_and_the_adapter_lives() {
    let mut broker = Broker::start().await;
    let mut adapter = Running::connect(&mut broker).await;
    for garbage in [&b"{\"power\":"[..], b"\xFF\xFE\x00\x01", b"[]", &[b'['; 5_000]] {
        broker.publish("zigbee2mqtt/plug", garbage, false).await;
        broker.publish("weather/north/temperature", garbage, false).await;
        let reason = loop {
            if let Report::NoValue {
                point: TEMPERATURE,
                reason,
            } = adapter.report().await
            {
                break reason;
            }
        };
        assert!(matches!(reason, NoValue::Undecodable(_)), "{reason:?}");
    }
    broker.publish("weather/north/temperature", "7", false).await;
    assert_eq!(adapter.samples().await[0].value, Value::Float(7.0));
}

#[tokio::test]
async fn the_availability_of_a_device_is_told() {
    let mut broker = Broker::start().await;
    broker
        .publish("zigbee2mqtt/plug/availability", r#"{"state":"offline"}"#, true)
        .await;
    let mut adapter = Running::connect(&mut broker).await;
    let report = adapter.report().await;
    assert!(
        matches!(
            report,
            Report::Device {
                state: DeviceState::Offline { .. },
                ..
            }
        ),
        "{report:?}"
    );
    broker
        .publish("zigbee2mqtt/plug/availability", r#"{"state":"online"}"#, true)
        .await;
    let report = adapter.report().await;
    assert!(
        matches!(
            report,
            Report::Device {
                state: DeviceState::Online,
                ..
            }
        ),
        "{report:?}"
    );
}
