//! What is read, written and notified.

use adapter::{Action, CommandError, Confirmation, DeviceState};
use gatewayd_adapter_ble::Address;
use gatewayd_adapter_ble::advert::uuid_of_16_bits;
use gatewayd_adapter_ble::fake::{FakeAdvertisement, FakeBluez, FakeCharacteristic, Written};
use objects::Value;
use uuid::Uuid;

use crate::harness::{OTHER, Other, Running, THERMOMETER, on_a_bus};

const SENSING: Uuid = uuid_of_16_bits(0x181A);
const TEMPERATURE: Uuid = uuid_of_16_bits(0x2A6E);
const SWITCH: Uuid = uuid_of_16_bits(0xFF01);
const SETPOINT: Uuid = uuid_of_16_bits(0xFF02);

const CONFIGURATION: &str = r#"
    [device.boiler]
    address = "A4:C1:38:00:00:01"
    [device.boiler.point.setpoint]
    characteristic = { service = "181a", uuid = "ff02", type = "s16" }
    access = "read-write"
    scale = 0.01
    verify = true
    [device.boiler.point.switch]
    characteristic = { service = "181a", uuid = "ff01", type = "bool" }
    access = "write-only"
    write = "without-response"
    [device.boiler.point.temperature]
    characteristic = { service = "181a", uuid = "2a6e", type = "s16" }
    scale = 0.01
    sentinel = [-32768]
"#;

async fn boiler(address: Address, setpoint: FakeCharacteristic) -> FakeBluez {
    let bluez = FakeBluez::start().await.expect("the fake starts");
    bluez
        .remember(address, FakeAdvertisement::default())
        .await
        .expect("the bus is there");
    let temperature = FakeCharacteristic::new(SENSING, TEMPERATURE, &["read", "notify"], &[0xCA, 0x09]);
    let switch = FakeCharacteristic::new(SENSING, SWITCH, &["write-without-response"], &[0]);
    for characteristic in [temperature, setpoint, switch] {
        bluez
            .offer(address, characteristic)
            .await
            .expect("the device is known");
    }
    bluez
}

fn setpoint() -> FakeCharacteristic {
    FakeCharacteristic::new(SENSING, SETPOINT, &["read", "write"], &[0xD0, 0x07])
}

async fn appear(bluez: &FakeBluez, address: Address) {
    bluez.until(|state| state.discovering).await;
    let advertisement = FakeAdvertisement {
        rssi: Some(-70),
        ..FakeAdvertisement::default()
    };
    bluez.advertise(address, advertisement).await.expect("heard");
}

#[test]
fn a_polled_device_is_connected_to_only_while_it_is_read() {
    on_a_bus(async |_| {
        let bluez = boiler(THERMOMETER, setpoint()).await;
        let mut running = Running::start(CONFIGURATION);
        appear(&bluez, THERMOMETER).await;
        running.until_device("boiler", true).await;
        assert_eq!(
            running.sample().await,
            ("boiler/setpoint".into(), Value::Float(20.0))
        );
        assert_eq!(
            running.sample().await,
            ("boiler/temperature".into(), Value::Float(25.06))
        );
        let state = bluez.until(|state| state.connected.is_empty()).await;
        assert_eq!(state.attempts[&THERMOMETER], 1);
        running.stop().await;
        bluez.stop().await.expect("the bus is there");
    });
}

#[test]
fn a_write_is_confirmed_by_reading_back() {
    on_a_bus(async |_| {
        let bluez = boiler(THERMOMETER, setpoint()).await;
        let running = Running::start(CONFIGURATION);
        appear(&bluez, THERMOMETER).await;
        let result = running
            .command("boiler/setpoint", Action::Write(Value::Float(21.504)))
            .await;
        let value = result.map(|Confirmation { value, .. }| value);
        assert_eq!(value, Ok(Some(Value::Float(21.5))));
        let read = running
            .command("boiler/setpoint", Action::Read)
            .await
            .expect("the device answers");
        assert_eq!(read.value, Some(Value::Float(21.5)));
        let result = running
            .command("boiler/switch", Action::Write(Value::Integer(1)))
            .await;
        assert_eq!(
            result.expect("the device is there").value,
            Some(Value::Boolean(true))
        );
        let writes = [
            Written {
                characteristic: SETPOINT,
                bytes: vec![0x66, 0x08],
                kind: "request".into(),
            },
            Written {
                characteristic: SWITCH,
                bytes: vec![1],
                kind: "command".into(),
            },
        ];
        assert_eq!(bluez.state().borrow().writes, writes);
        running.stop().await;
        bluez.stop().await.expect("the bus is there");
    });
}

#[test]
fn a_device_that_keeps_its_old_value_is_found_out() {
    on_a_bus(async |_| {
        let bluez = boiler(THERMOMETER, setpoint().stuck()).await;
        let running = Running::start(CONFIGURATION);
        appear(&bluez, THERMOMETER).await;
        let result = running
            .command("boiler/setpoint", Action::Write(Value::Float(30.0)))
            .await;
        assert_eq!(result, Err(CommandError::Unverified("20".into())));
        running.stop().await;
        bluez.stop().await.expect("the bus is there");
    });
}

#[test]
fn what_cannot_be_done_never_reaches_the_device() {
    on_a_bus(async |_| {
        let bluez = boiler(THERMOMETER, setpoint()).await;
        let running = Running::start(CONFIGURATION);
        appear(&bluez, THERMOMETER).await;
        let refused = running
            .command("boiler/setpoint", Action::Write(Value::Float(400.0)))
            .await;
        assert!(
            matches!(refused, Err(CommandError::Unrepresentable(_))),
            "{refused:?}"
        );
        let not_supported = Err(CommandError::NotSupported);
        assert_eq!(
            running
                .command("boiler/temperature", Action::Write(Value::Float(1.0)))
                .await,
            not_supported
        );
        assert_eq!(
            running.command("boiler/switch", Action::Read).await,
            not_supported
        );
        assert_eq!(
            running
                .command("boiler/switch", Action::Execute(String::new()))
                .await,
            not_supported
        );
        assert!(bluez.state().borrow().writes.is_empty());
        running.stop().await;
        bluez.stop().await.expect("the bus is there");
    });
}

#[test]
fn a_device_that_refuses_is_offline_and_disturbs_no_other() {
    on_a_bus(async |_| {
        let bluez = boiler(THERMOMETER, setpoint()).await;
        bluez
            .refuse_connections(THERMOMETER, true)
            .await
            .expect("the device is known");
        let two = format!(
            "{CONFIGURATION}
            [device.cellar]
            address = \"{OTHER}\"
            [device.cellar.point.temperature]
            advertisement = {{ format = \"bthome\", measurement = \"temperature\" }}"
        );
        let mut running = Running::start(&two);
        appear(&bluez, THERMOMETER).await;
        running.until_device("boiler", false).await;
        let result = running
            .command("boiler/setpoint", Action::Write(Value::Float(20.0)))
            .await;
        assert!(matches!(result, Err(CommandError::Unreachable(_))), "{result:?}");
        bluez
            .advertise(
                OTHER,
                FakeAdvertisement::service(0xFCD2, &[0x40, 0x02, 0xCA, 0x09]),
            )
            .await
            .expect("heard");
        assert_eq!(
            running.sample().await,
            ("cellar/temperature".into(), Value::Float(25.06))
        );
        bluez
            .refuse_connections(THERMOMETER, false)
            .await
            .expect("the device is known");
        running.until_device("boiler", true).await;
        running.stop().await;
        bluez.stop().await.expect("the bus is there");
    });
}

#[test]
fn a_device_out_of_range_is_unreachable() {
    on_a_bus(async |_| {
        let bluez = FakeBluez::start().await.expect("the fake starts");
        let running = Running::start(CONFIGURATION);
        bluez.until(|state| state.discovering).await;
        let result = running.command("boiler/setpoint", Action::Read).await;
        assert_eq!(
            result,
            Err(CommandError::Unreachable("the device is not in range".into()))
        );
        running.stop().await;
        bluez.stop().await.expect("the bus is there");
    });
}

const NOTIFYING: &str = r#"
    [device.boiler]
    address = "A4:C1:38:00:00:01"
    [device.boiler.point.temperature]
    characteristic = { service = "181a", uuid = "2a6e", type = "s16" }
    scale = 0.01
    mode = "notify"
"#;

fn temperature(degrees: f64) -> (String, Value) {
    ("boiler/temperature".into(), Value::Float(degrees))
}

#[test]
fn a_notifying_device_stays_connected_and_is_found_again() {
    on_a_bus(async |_| {
        let bluez = boiler(THERMOMETER, setpoint()).await;
        let mut running = Running::start(NOTIFYING);
        appear(&bluez, THERMOMETER).await;
        assert_eq!(running.sample().await, temperature(25.06));
        bluez
            .notify(THERMOMETER, TEMPERATURE, &[0x64, 0x00])
            .await
            .expect("it is connected");
        assert_eq!(running.sample().await, temperature(1.0));

        bluez
            .drop_connection(THERMOMETER)
            .await
            .expect("the device is known");
        let lost = DeviceState::Offline {
            reason: "the connection was lost".into(),
        };
        assert_eq!(running.other().await, Other::Device("boiler".into(), lost));
        bluez.until(|state| state.notifying.contains(&TEMPERATURE)).await;
        running.until_device("boiler", true).await;
        bluez
            .notify(THERMOMETER, TEMPERATURE, &[0xC8, 0x00])
            .await
            .expect("it is connected");
        // Once as it was when it came back, once notified; a busy adapter may have seen the last value only.
        while running.sample().await != temperature(2.0) {}

        running.stop().await;
        assert!(
            bluez.state().borrow().connected.is_empty(),
            "no connection is left behind"
        );
        bluez.stop().await.expect("the bus is there");
    });
}
