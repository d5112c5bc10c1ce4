//! Observations with the conditions that a server can attach to them.

use std::time::Duration;

use gatewayd_tests::leshan::{Events, Format, Leshan, Value};
use gatewayd_tests::needs;
use gatewayd_tests::slave::Table;

use super::{PumpHouse, wait_value};
use crate::support::SOON;

const PATH: &str = "/3303/0/5700";

/// A pump house whose water temperature is observed under some attributes.
struct Observed {
    endpoint: &'static str,
    leshan: &'static Leshan,
    house: PumpHouse,
    events: Events,
}

impl Observed {
    /// Starts at 20 °C; the attributes are attached before the observation.
    fn start(endpoint: &'static str, attributes: &[(&str, &str)]) -> anyhow::Result<Self> {
        let leshan = Leshan::shared();
        let house = PumpHouse::start(endpoint, leshan);
        house.slave.set(9, Table::Holding, 16, &[200]);
        wait_value(leshan, endpoint, PATH, 20.0);
        if !attributes.is_empty() {
            let attached = leshan.write_attributes(endpoint, PATH, attributes)?;
            assert_eq!(attached.code(), 204, "{attached:?}");
        }
        let events = leshan.events(endpoint)?;
        let answer = leshan.observe(endpoint, PATH, Format::SenmlCbor)?;
        assert_eq!((answer.code(), answer.value()), (205, 20.0.into()));
        Ok(Self {
            endpoint,
            leshan,
            house,
            events,
        })
    }

    /// Changes the temperature, and waits until the gateway has it: no value on the way is skipped.
    fn becomes(&self, degrees: u16) {
        self.house.slave.set(9, Table::Holding, 16, &[degrees * 10]);
        wait_value(self.leshan, self.endpoint, PATH, f64::from(degrees));
    }

    /// The next notified value.
    fn next(&self) -> Value {
        self.events.next_notification(PATH, SOON).0.value().clone()
    }

    fn next_three(&self) -> [Value; 3] {
        [self.next(), self.next(), self.next()]
    }
}

#[test]
fn without_attributes_every_change_is_notified() -> anyhow::Result<()> {
    needs!(Leshan, Pymodbus);
    let observed = Observed::start("obs-plain", &[])?;
    for degrees in [21, 22, 21] {
        observed.becomes(degrees);
    }
    assert_eq!(observed.next_three(), [21.0, 22.0, 21.0].map(Value::from));
    Ok(())
}

#[test]
fn within_pmin_only_the_newest_value_is_notified() -> anyhow::Result<()> {
    needs!(Leshan, Pymodbus);
    let observed = Observed::start("obs-pmin", &[("pmin", "5")])?;
    let asked = std::time::Instant::now();
    for degrees in [21, 22, 23] {
        observed.becomes(degrees);
    }
    let (node, at) = observed.events.next_notification(PATH, SOON);
    assert_eq!(*node.value(), 23.0, "21 and 22 came and went within the period");
    // The period began when the answer was sent, a little before it was received.
    assert!(at.duration_since(asked) > Duration::from_millis(4_500));
    Ok(())
}

/// As in LightweightM2M-1.1-int-301.
#[test]
fn after_pmax_a_value_is_notified_although_it_is_the_same() -> anyhow::Result<()> {
    needs!(Leshan, Pymodbus);
    let observed = Observed::start("obs-pmax", &[("pmin", "1"), ("pmax", "2")])?;
    assert_eq!(observed.next_three(), [20.0, 20.0, 20.0].map(Value::from));
    Ok(())
}

#[test]
fn with_gt_and_lt_a_value_is_notified_when_it_crosses_them_either_way() -> anyhow::Result<()> {
    needs!(Leshan, Pymodbus);
    let observed = Observed::start("obs-limits", &[("gt", "25"), ("lt", "15")])?;
    for degrees in [24, 30, 31, 24, 10, 9, 20, 21, 26] {
        observed.becomes(degrees);
    }
    assert_eq!(observed.next_three(), [30.0, 24.0, 10.0].map(Value::from));
    assert_eq!([observed.next(), observed.next()], [20.0, 26.0].map(Value::from));
    Ok(())
}

#[test]
fn with_st_a_value_is_notified_when_it_is_that_far_from_the_last_one() -> anyhow::Result<()> {
    needs!(Leshan, Pymodbus);
    let observed = Observed::start("obs-step", &[("st", "5")])?;
    for degrees in [24, 25, 21, 20, 15] {
        observed.becomes(degrees);
    }
    assert_eq!(observed.next_three(), [25.0, 20.0, 15.0].map(Value::from));
    Ok(())
}

/// As in LightweightM2M-1.1-int-303.
#[test]
fn an_ended_observation_is_not_notified() -> anyhow::Result<()> {
    needs!(Leshan, Pymodbus);
    let observed = Observed::start("obs-end", &[])?;
    observed.becomes(21);
    assert_eq!(observed.next(), 21.0);
    let last = observed.leshan.cancel_observation("obs-end", PATH)?;
    assert_eq!(last.value(), 21.0);
    observed.becomes(22);
    // The same notification of a new observation comes first, because there is no older one.
    observed.leshan.observe("obs-end", PATH, Format::Tlv)?;
    observed.becomes(23);
    assert_eq!(observed.next(), 23.0);
    Ok(())
}

/// As in LightweightM2M-1.1-int-260, LightweightM2M-1.1-int-261.
#[test]
fn discover_shows_what_is_there_with_the_attributes_attached() -> anyhow::Result<()> {
    needs!(Leshan, Pymodbus);
    let leshan = Leshan::shared();
    let _house = PumpHouse::start("discover", leshan);
    leshan.write_attributes("discover", "/3303/0", &[("pmax", "60")])?;
    leshan.write_attributes("discover", PATH, &[("pmin", "2"), ("gt", "25.5")])?;
    let links = leshan.discover("discover", "/3303/0")?.links();
    let link = |url: &str| {
        links
            .iter()
            .find(|link| link.url == url)
            .unwrap_or_else(|| panic!("{url} is missing in {links:?}"))
    };
    assert_eq!(link("/3303/0").attributes["pmax"], "60");
    let value = link(PATH);
    assert_eq!(
        (value.attributes["pmin"].as_str(), value.attributes["gt"].as_str()),
        ("2", "25.5")
    );
    for resource in [5601, 5602, 5603, 5604, 5605, 5701, 5750] {
        link(&format!("/3303/0/{resource}"));
    }
    Ok(())
}
