use adapter::{PointId, Report, Reports};
use tokio::sync::mpsc;

use super::*;
use crate::config::Config;
use crate::plan::Plan;

const CONFIGURATION: &str = r#"
    formats = ["bthome", "ruuvi"]
    [device.remote]
    address = "A4:C1:38:00:00:01"
    [device.remote.point.a-double]
    advertisement = { format = "bthome", measurement = "button", event = "double-press" }
    [device.remote.point.b-any]
    advertisement = { format = "bthome", measurement = "button" }
    [device.remote.point.c-second]
    advertisement = { format = "bthome", measurement = "button", index = 1 }
    [device.remote.point.d-dimmer]
    advertisement = { format = "bthome", measurement = "dimmer" }
    [device.remote.point.e-temperature]
    advertisement = { format = "ruuvi", measurement = "temperature" }
    [device.remote.point.f-hectopascal]
    advertisement = { format = "ruuvi", measurement = "pressure" }
    scale = 0.01
    [device.remote.point.g-signal]
    advertisement = { format = "bthome", measurement = "rssi" }
"#;

struct Scene {
    tracker: Tracker,
    start: Instant,
    outbox: Outbox,
}

impl Scene {
    fn new() -> Self {
        let config: Config = toml::from_str(CONFIGURATION).expect("the configuration can be read");
        assert_eq!(config.validate(), []);
        let plan = Plan::new(&config);
        Self {
            tracker: Tracker::new(&plan.devices[0]),
            start: Instant::now(),
            outbox: Outbox::default(),
        }
    }

    /// Hears at a second since the start, and tells what the points became: value, or why there is none.
    fn hear(&mut self, second: f64, advertisement: Advertisement) -> Vec<(u32, String)> {
        let now = self.start + Duration::from_secs_f64(second);
        self.tracker.hear(&advertisement, now, &mut self.outbox);
        let (sender, mut receiver) = mpsc::channel(64);
        self.outbox.flush(&Reports::new(sender));
        let mut told = Vec::new();
        while let Ok(report) = receiver.try_recv() {
            match report {
                Report::Samples(samples) => {
                    told.extend(
                        samples
                            .into_iter()
                            .map(|sample| (sample.point.0, sample.value.to_string())),
                    );
                }
                Report::NoValue {
                    point: PointId(point),
                    reason,
                } => told.push((point, format!("{reason:?}"))),
                Report::Device { .. } | Report::Up => panic!("a tracker only tells values"),
            }
        }
        told
    }

    fn bthome(&mut self, second: f64, payload: &[u8]) -> Vec<(u32, String)> {
        let advertisement = heard().with_service_data(0xFCD2, payload.to_vec());
        self.hear(second, advertisement)
    }
}

fn heard() -> Advertisement {
    Advertisement::presence(
        crate::Address::new([0xA4, 0xC1, 0x38, 0, 0, 1]),
        None,
        SystemTime::UNIX_EPOCH,
    )
}

fn told(values: &[(u32, &str)]) -> Vec<(u32, String)> {
    values
        .iter()
        .map(|(point, value)| (*point, (*value).to_owned()))
        .collect()
}

#[test]
fn a_press_is_counted_once_however_often_it_is_sent() {
    let mut scene = Scene::new();
    let press = [0x44, 0x00, 7, 0x3A, 0x01];
    assert_eq!(scene.bthome(0.0, &press), told(&[(0, "0"), (1, "1")]));
    assert!(scene.bthome(0.1, &press).is_empty());
    assert!(scene.bthome(3.9, &press).is_empty());
    assert_eq!(scene.bthome(30.0, &press), told(&[(0, "0"), (1, "1")]));
    assert_eq!(
        scene.bthome(31.0, &[0x44, 0x00, 8, 0x3A, 0x02]),
        told(&[(0, "1"), (1, "2")])
    );
}

#[test]
fn the_buttons_of_a_group_are_counted_each() {
    let mut scene = Scene::new();
    let second = [0x44, 0x00, 1, 0x3A, 0x00, 0x3A, 0x01];
    assert_eq!(scene.bthome(0.0, &second), told(&[(0, "0"), (1, "0"), (2, "1")]));
}

#[test]
fn without_packet_numbers_a_pause_tells_two_presses_apart() {
    let mut scene = Scene::new();
    let press = [0x44, 0x3A, 0x01];
    let counts: Vec<usize> = [0.0, 2.0, 5.0, 20.0]
        .map(|second| scene.bthome(second, &press).len())
        .into();
    assert_eq!(counts, [2, 0, 2, 2]);
    assert_eq!(scene.bthome(40.0, &press), told(&[(0, "0"), (1, "3")]));
}

#[test]
fn a_dimmer_adds_up_its_steps() {
    let mut scene = Scene::new();
    assert_eq!(
        scene.bthome(0.0, &[0x44, 0x00, 1, 0x3C, 0x02, 5]),
        told(&[(3, "5")])
    );
    assert_eq!(
        scene.bthome(1.0, &[0x44, 0x00, 2, 0x3C, 0x01, 8]),
        told(&[(3, "-3")])
    );
}

#[test]
fn a_measurement_is_scaled_and_its_repetition_is_fresh_after_a_while() {
    let mut scene = Scene::new();
    // docs.ruuvi.com, "Data format 5", valid data.
    let payload = [
        0x05, 0x12, 0xFC, 0x53, 0x94, 0xC3, 0x7C, 0x00, 0x04, 0xFF, 0xFC, 0x04, 0x0C, 0xAC, 0x36, 0x42, 0x00,
        0xCD, 0xCB, 0xB8, 0x33, 0x4C, 0x88, 0x4F,
    ];
    let advertisement = heard().with_manufacturer_data(0x0499, payload.to_vec());
    let values = told(&[(4, "24.3"), (5, "1000.44")]);
    assert_eq!(scene.hear(0.0, advertisement.clone()), values);
    assert!(scene.hear(1.3, advertisement.clone()).is_empty());
    assert_eq!(scene.hear(4.0, advertisement), values);
}

#[test]
fn an_unreadable_payload_leaves_no_old_value_standing() {
    let mut scene = Scene::new();
    let advertisement = heard().with_manufacturer_data(0x0499, vec![0x03, 1, 2]);
    let reason = "Undecodable(\"the advertisement is of version 3 of its format\")";
    assert_eq!(
        scene.hear(0.0, advertisement.clone()),
        told(&[(4, reason), (5, reason)])
    );
    assert!(scene.hear(1.0, advertisement).is_empty());
}

#[test]
fn the_signal_strength_is_told_now_and_then() {
    let mut scene = Scene::new();
    let signal = |rssi| Advertisement {
        rssi: Some(rssi),
        ..heard()
    };
    assert_eq!(scene.hear(0.0, signal(-60)), told(&[(6, "-60")]));
    assert!(scene.hear(1.0, signal(-61)).is_empty());
    assert_eq!(scene.hear(4.0, signal(-62)), told(&[(6, "-62")]));
}
