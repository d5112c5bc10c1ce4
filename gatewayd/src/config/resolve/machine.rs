//! Checks the tables `[hooks]`, `[firmware]` and `[location]`.

use std::path::PathBuf;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use toml::Table;

use super::{Context, firmware, take_table};
use crate::config::key::KeyPath;
use crate::config::machine::{Agent, Hooks, Machine, Place};
use crate::config::report::Report;
use crate::config::section::Section;

/// The word for the system's own service in the place of a program.
const SYSTEM: &str = "system";

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct RawHooks {
    reboot: Option<String>,
    factory_reset: Option<String>,
    time_set: Option<String>,
    firmware_install: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct RawLocation {
    latitude: Option<f64>,
    longitude: Option<f64>,
    altitude: Option<f64>,
}

/// Takes the tables out of `merged`; what is wrong goes to `report`.
pub(super) fn machine(merged: &mut Table, context: &Context<'_>, report: &mut Report) -> Option<Machine> {
    let hooks = read(merged, "hooks", report).map(|raw| hooks(raw, report));
    let firmware = read(merged, "firmware", report).map(|raw| firmware::firmware(raw, context, report));
    let location = match merged.contains_key("location") {
        true => read(merged, "location", report).and_then(|raw| place(&raw, report)),
        false => None,
    };
    Some(Machine {
        hooks: hooks?,
        firmware: firmware?,
        location,
    })
}

fn read<T: DeserializeOwned>(merged: &mut Table, name: &str, report: &mut Report) -> Option<T> {
    let table = take_table(merged, name, report)?.unwrap_or_default();
    Section::new(KeyPath::of(&[name]), table, report).read()
}

fn hooks(raw: RawHooks, report: &mut Report) -> Hooks {
    Hooks {
        reboot: agent("reboot", raw.reboot, report),
        factory_reset: program("factory-reset", raw.factory_reset, report),
        time_set: agent("time-set", raw.time_set, report),
        firmware_install: program("firmware-install", raw.firmware_install, report),
    }
}

fn agent(key: &str, text: Option<String>, report: &mut Report) -> Option<Agent> {
    let text = text?;
    if text == SYSTEM {
        return Some(Agent::System);
    }
    let help = "write an absolute path, or \"system\" for the system's own service";
    absolute(key, &text, help, report).map(Agent::Program)
}

fn program(key: &str, text: Option<String>, report: &mut Report) -> Option<PathBuf> {
    absolute(key, &text?, "write an absolute path", report)
}

fn absolute(key: &str, text: &str, help: &str, report: &mut Report) -> Option<PathBuf> {
    let path = PathBuf::from(text);
    if path.is_absolute() {
        return Some(path);
    }
    let at = KeyPath::of(&["hooks", key]);
    report.value(&at, "the program is not named by an absolute path", Some(help));
    None
}

fn place(raw: &RawLocation, report: &mut Report) -> Option<Place> {
    let path = KeyPath::of(&["location"]);
    let mut degrees = |key: &str, value: Option<f64>, limit: f64| match value {
        Some(value) if (-limit..=limit).contains(&value) => Some(value),
        Some(_) => {
            let problem = format!("expected degrees from -{limit} to {limit}");
            report.value(&path.key(key), problem, None);
            None
        }
        None => {
            report.missing(&path, key, None);
            None
        }
    };
    let latitude = degrees("latitude", raw.latitude, 90.0);
    let longitude = degrees("longitude", raw.longitude, 180.0);
    if raw.altitude.is_some_and(|altitude| !altitude.is_finite()) {
        report.value(&path.key("altitude"), "expected metres above sea level", None);
    }
    Some(Place {
        latitude: latitude?,
        longitude: longitude?,
        altitude: raw.altitude,
    })
}
