//! What is heard.

use adapter::{Action, CommandError, DeviceState, NoValue};
use gatewayd_adapter_ble::fake::{FakeAdvertisement, FakeBluez};
use objects::Value;

use crate::harness::{OTHER, Other, Running, THERMOMETER, on_a_bus};

const CONFIGURATION: &str = r#"
    [device.cellar]
    address = "A4:C1:38:00:00:01"
    [device.cellar.point.humidity]
    advertisement = { format = "bthome", measurement = "humidity" }
    [device.cellar.point.temperature]
    advertisement = { format = "bthome", measurement = "temperature" }
"#;

/// bthome.io, "Format": 25.06 °C and 50.55 %.
const WARM: &[u8] = &[0x40, 0x02, 0xCA, 0x09, 0x03, 0xBF, 0x13];
/// -0.05 °C only.
const COLD: &[u8] = &[0x40, 0x02, 0xFB, 0xFF];

fn temperature(degrees: f64) -> (String, Value) {
    ("cellar/temperature".into(), Value::Float(degrees))
}

#[test]
fn the_first_advertisement_counts_and_so_does_the_next() {
    on_a_bus(async |_| {
        let bluez = FakeBluez::start().await.expect("the fake starts");
        let mut running = Running::start(CONFIGURATION);
        assert_eq!(running.other().await, Other::Up);
        bluez.until(|state| state.discovering).await;

        assert!(
            bluez
                .advertise(THERMOMETER, FakeAdvertisement::service(0xFCD2, WARM))
                .await
                .expect("heard")
        );
        assert_eq!(
            running.other().await,
            Other::Device("cellar".into(), DeviceState::Online)
        );
        assert_eq!(
            running.sample().await,
            ("cellar/humidity".into(), Value::Float(50.55))
        );
        assert_eq!(running.sample().await, temperature(25.06));

        bluez
            .advertise(THERMOMETER, FakeAdvertisement::service(0xFCD2, COLD))
            .await
            .expect("heard");
        assert_eq!(running.sample().await, temperature(-0.05));
        running.stop().await;
        bluez.until(|state| !state.discovering).await;
        bluez.stop().await.expect("the bus is there");
    });
}

#[test]
fn what_bluez_only_remembers_is_no_value() {
    on_a_bus(async |_| {
        let bluez = FakeBluez::start().await.expect("the fake starts");
        let remembered = FakeAdvertisement {
            rssi: None,
            ..FakeAdvertisement::service(0xFCD2, WARM)
        };
        bluez
            .remember(THERMOMETER, remembered)
            .await
            .expect("the bus is there");
        let mut running = Running::start(CONFIGURATION);
        bluez.until(|state| state.discovering).await;
        bluez
            .advertise(THERMOMETER, FakeAdvertisement::service(0xFCD2, COLD))
            .await
            .expect("heard");
        assert_eq!(running.sample().await, temperature(-0.05));
        running.stop().await;
        bluez.stop().await.expect("the bus is there");
    });
}

#[test]
fn a_stranger_is_not_reported() {
    on_a_bus(async |_| {
        let bluez = FakeBluez::start().await.expect("the fake starts");
        let mut running = Running::start(CONFIGURATION);
        bluez.until(|state| state.discovering).await;
        for payload in [WARM, COLD, WARM] {
            bluez
                .advertise(OTHER, FakeAdvertisement::service(0xFCD2, payload))
                .await
                .expect("heard");
        }
        bluez
            .advertise(THERMOMETER, FakeAdvertisement::service(0xFCD2, COLD))
            .await
            .expect("heard");
        assert_eq!(running.sample().await, temperature(-0.05));
        running.stop().await;
        bluez.stop().await.expect("the bus is there");
    });
}

#[test]
fn an_encrypted_advertisement_says_what_it_needs() {
    on_a_bus(async |_| {
        let bluez = FakeBluez::start().await.expect("the fake starts");
        let mut running = Running::start(CONFIGURATION);
        bluez.until(|state| state.discovering).await;
        let encrypted = [
            0x41, 0xA4, 0x72, 0x66, 0xC9, 0x5F, 0x73, 0x00, 0x11, 0x22, 0x33, 0x78, 0x23, 0x72, 0x14,
        ];
        bluez
            .advertise(THERMOMETER, FakeAdvertisement::service(0xFCD2, &encrypted))
            .await
            .expect("heard");
        assert_eq!(running.other().await, Other::Up);
        assert_eq!(
            running.other().await,
            Other::Device("cellar".into(), DeviceState::Online)
        );
        let reason = NoValue::Undecodable("the advertisement is encrypted, its key is needed".into());
        assert_eq!(
            running.other().await,
            Other::NoValue("cellar/humidity".into(), reason.clone())
        );
        assert_eq!(
            running.other().await,
            Other::NoValue("cellar/temperature".into(), reason)
        );
        running.stop().await;
        bluez.stop().await.expect("the bus is there");
    });
}

#[test]
fn an_advertised_point_takes_no_commands() {
    on_a_bus(async |_| {
        let bluez = FakeBluez::start().await.expect("the fake starts");
        let running = Running::start(CONFIGURATION);
        for action in [
            Action::Read,
            Action::Write(Value::Float(1.0)),
            Action::Execute(String::new()),
        ] {
            assert_eq!(
                running.command("cellar/humidity", action).await,
                Err(CommandError::NotSupported)
            );
        }
        running.stop().await;
        bluez.stop().await.expect("the bus is there");
    });
}
