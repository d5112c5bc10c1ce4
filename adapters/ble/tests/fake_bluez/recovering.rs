//! What ends, and what comes back.

use gatewayd_adapter_ble::fake::{FakeAdvertisement, FakeBluez};
use objects::Value;

use crate::harness::{Running, THERMOMETER, on_a_bus};

const CONFIGURATION: &str = r#"
    watchdog = "1s"
    [device.cellar]
    address = "A4:C1:38:00:00:01"
    [device.cellar.point.temperature]
    advertisement = { format = "bthome", measurement = "temperature" }
"#;

/// The adapter hears the device.
async fn hears(running: &mut Running, bluez: &FakeBluez) {
    bluez.until(|state| state.discovering).await;
    let advertisement = FakeAdvertisement::service(0xFCD2, &[0x40, 0x02, 0xCA, 0x09]);
    bluez.advertise(THERMOMETER, advertisement).await.expect("heard");
    assert_eq!(
        running.sample().await,
        ("cellar/temperature".into(), Value::Float(25.06))
    );
}

#[test]
fn scanning_comes_back_with_bluetoothd() {
    on_a_bus(async |_| {
        let bluez = FakeBluez::start().await.expect("the fake starts");
        let mut running = Running::start(CONFIGURATION);
        hears(&mut running, &bluez).await;
        bluez.stop().await.expect("the bus is there");
        assert_eq!(running.end().await, "bluetoothd has ended");

        assert_eq!(
            Running::start(CONFIGURATION).end().await,
            "bluetoothd is not running"
        );

        let bluez = FakeBluez::start().await.expect("the fake starts");
        let mut running = Running::start(CONFIGURATION);
        hears(&mut running, &bluez).await;
        running.stop().await;
        bluez.stop().await.expect("the bus is there");
    });
}

#[test]
fn a_controller_switched_off_is_switched_on_by_the_next_start() {
    on_a_bus(async |_| {
        let bluez = FakeBluez::start().await.expect("the fake starts");
        let running = Running::start(CONFIGURATION);
        bluez.until(|state| state.discovering).await;
        bluez.set_powered(false).await.expect("the bus is there");
        assert_eq!(
            running.end().await,
            "the Bluetooth controller hci0 was switched off"
        );

        let mut running = Running::start(CONFIGURATION);
        hears(&mut running, &bluez).await;
        assert!(bluez.state().borrow().powered);
        running.stop().await;
        bluez.stop().await.expect("the bus is there");
    });
}

#[test]
fn an_unplugged_controller_is_missed() {
    on_a_bus(async |_| {
        let bluez = FakeBluez::start().await.expect("the fake starts");
        let running = Running::start(CONFIGURATION);
        bluez.until(|state| state.discovering).await;
        bluez.unplug().await.expect("the bus is there");
        assert_eq!(running.end().await, "the Bluetooth controller hci0 is gone");
        assert_eq!(
            Running::start(CONFIGURATION).end().await,
            "there is no Bluetooth controller hci0"
        );
        bluez.stop().await.expect("the bus is there");
    });
}

#[test]
fn silence_restarts_the_scan_and_at_last_the_controller() {
    on_a_bus(async |_| {
        let bluez = FakeBluez::start().await.expect("the fake starts");
        let mut running = Running::start(CONFIGURATION);
        let state = bluez.until(|state| state.power_offs == 1).await;
        assert_eq!(state.scans, 3);
        bluez.until(|state| state.powered && state.scans == 4).await;
        hears(&mut running, &bluez).await;
        running.stop().await;
        bluez.stop().await.expect("the bus is there");
    });
}

#[test]
fn the_adapter_finds_a_bus_that_was_restarted() {
    on_a_bus(async |bus| {
        let bluez = FakeBluez::start().await.expect("the fake starts");
        let mut running = Running::start(CONFIGURATION);
        hears(&mut running, &bluez).await;
        bus.restart().expect("the bus starts again");
        // The bus may say goodbye to bluetoothd before it says goodbye to the adapter.
        let end = running.end().await;
        assert!(
            ["the D-Bus system bus is lost", "bluetoothd has ended"].contains(&end.as_str()),
            "{end}"
        );

        let bluez = FakeBluez::start().await.expect("the fake starts");
        let mut running = Running::start(CONFIGURATION);
        hears(&mut running, &bluez).await;
        running.stop().await;
        bluez.stop().await.expect("the bus is there");
    });
}
