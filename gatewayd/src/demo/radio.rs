//! Simulated advertisements, byte for byte as devices send them.

use std::time::{Duration, SystemTime};

use adapter_ble::Address;
use adapter_ble::advert::Advertisement;
use tokio::sync::mpsc;
use tokio::time::interval;

use super::scene::{ATTIC, PORCH};

/// The service of BTHome v2 (bthome.io, "Data format").
const BTHOME: u16 = 0xFCD2;
/// The company number of Ruuvi Innovations (Bluetooth assigned numbers).
const RUUVI: u16 = 0x0499;

/// Advertises for ever, whether somebody listens or not.
pub(super) async fn run(heard: mpsc::Sender<Advertisement>) {
    let mut tick = interval(Duration::from_millis(2_500));
    let mut count = 0_u8;
    loop {
        tick.tick().await;
        count = count.wrapping_add(1);
        for advertisement in [porch(count), attic(count)] {
            // What is not taken is lost, as in the air.
            drop(heard.try_send(advertisement));
        }
    }
}

/// BTHome v2 without encryption: packet id, battery 97 %, temperature in 0.01 °C.
fn porch(count: u8) -> Advertisement {
    let [low, high] = (1850 + i16::from(count % 12) * 15).to_le_bytes();
    let data = vec![0x40, 0x00, count, 0x01, 97, 0x02, low, high];
    Advertisement::presence(Address::new(PORCH), Some(-61), SystemTime::now()).with_service_data(BTHOME, data)
}

/// RuuviTag data format 5: temperature in 0.005 °C, humidity in 0.0025 %, pressure in Pa above 50000.
fn attic(count: u8) -> Advertisement {
    let temperature = (5_200 + i16::from(count % 20) * 20).to_be_bytes();
    let humidity = 21_600_u16.to_be_bytes();
    let pressure = (51_325 + u16::from(count % 7) * 10).to_be_bytes();
    let sequence = u16::from(count).to_be_bytes();
    let mut data = vec![0x05];
    for part in [
        temperature,
        humidity,
        pressure,
        [0, 4],
        [0xFF, 0xFC],
        [4, 12],
        [0xAC, 0x36],
    ] {
        data.extend(part);
    }
    data.push(66);
    data.extend(sequence);
    data.extend(ATTIC);
    Advertisement::presence(Address::new(ATTIC), Some(-72), SystemTime::now())
        .with_manufacturer_data(RUUVI, data)
}
