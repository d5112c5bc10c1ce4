//! What cannot work in a configuration, and what is probably not meant.

use std::collections::BTreeMap;
use std::time::Duration;

use adapter::config::Problem;

use super::{Config, DeviceConfig, MAX_READ_REGISTERS, RtuConfig, TcpConfig};
use crate::point::{Point, is_zero};

/// The highest unit identifier the standard gives to devices (Modbus over Serial Line V1.02 §2.2).
const LAST_UNIT: u8 = 247;

pub(super) fn problems(config: &Config) -> Vec<Problem> {
    let mut problems = match config {
        Config::Rtu(config) => rtu(config),
        Config::Tcp(config) => tcp(config),
    };
    for (name, device) in config.devices() {
        if device.unit == 0 && matches!(config, Config::Rtu(_)) {
            let problem = Problem::new(&["device", name, "unit"], "unit 0 is the broadcast address");
            problems.push(problem.with_help("a device has a unit from 1 to 247"));
        }
        problems.extend(device_problems(name, device));
    }
    problems
}

fn rtu(config: &RtuConfig) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut refuse = |key: &str, message: String| problems.push(Problem::new(&[key], message));
    if config.port.is_empty() {
        refuse("port", "the serial device is missing".into());
    }
    if !(300..=4_000_000).contains(&config.baud_rate) {
        refuse(
            "baud-rate",
            format!("{} is not between 300 and 4000000", config.baud_rate),
        );
    }
    if config.data_bits != 8 {
        refuse(
            "data-bits",
            format!("RTU has 8 data bits, not {}", config.data_bits),
        );
    }
    if !(1..=2).contains(&config.stop_bits) {
        refuse("stop-bits", format!("{} is not 1 or 2", config.stop_bits));
    }
    if config.timeout.is_zero() {
        refuse("timeout", "the timeout cannot be zero".into());
    }
    problems
}

fn tcp(config: &TcpConfig) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut refuse = |key: &str, message: &str| problems.push(Problem::new(&[key], message));
    if config.host.is_empty() {
        refuse("host", "the host is missing");
    }
    if config.port == 0 {
        refuse("port", "there is no TCP port 0");
    }
    let times = [
        ("timeout", config.timeout),
        ("connect-timeout", config.connect_timeout),
    ];
    for (key, _) in times.iter().filter(|(_, time)| time.is_zero()) {
        refuse(key, "the timeout cannot be zero");
    }
    if config.idle_timeout == Some(Duration::ZERO) {
        refuse("idle-timeout", "the time cannot be zero");
    }
    problems
}

fn device_problems(name: &str, device: &DeviceConfig) -> Vec<Problem> {
    let mut problems = Vec::new();
    let limit = device.max_read_registers;
    if !(1..=MAX_READ_REGISTERS).contains(&limit) {
        let message = format!("{limit} is not between 1 and {MAX_READ_REGISTERS}");
        problems.push(Problem::new(&["device", name, "max-read-registers"], message));
    }
    if device.poll.is_some_and(is_zero) {
        let message = "the time between two reads cannot be zero";
        problems.push(Problem::new(&["device", name, "poll"], message));
    }
    for (point, config) in &device.point {
        let found = Point::resolve(config, device).err().unwrap_or_default();
        problems.extend(found.into_iter().map(|problem| below(problem, name, point)));
    }
    problems
}

/// The problem with the full way to the point in front of its key.
fn below(mut problem: Problem, device: &str, point: &str) -> Problem {
    let way = ["device", device, "point", point].map(str::to_owned);
    problem.key = way.into_iter().chain(problem.key).collect();
    problem
}

pub(super) fn hints(config: &Config) -> Vec<Problem> {
    let mut hints = Vec::new();
    if let Config::Rtu(config) = config
        && config.port.starts_with("/dev/ttyUSB")
    {
        let hint = Problem::new(&["port"], "this name may go to another adaptor after a restart");
        hints.push(hint.with_help("use the name below /dev/serial/by-id"));
    }
    let mut units = BTreeMap::new();
    for (name, device) in config.devices() {
        if device.unit > LAST_UNIT && matches!(config, Config::Rtu(_)) {
            let message = format!(
                "unit {} is reserved; some devices use it all the same",
                device.unit
            );
            hints.push(Problem::new(&["device", name, "unit"], message));
        }
        if let Some(other) = units.insert(device.unit, name) {
            let message = format!("{other} has unit {}, too", device.unit);
            hints.push(Problem::new(&["device", name, "unit"], message));
        }
        hints.extend(printed_address(name, device));
    }
    hints
}

/// The first address of a device that looks like a register number. One is enough: a device whose addresses
/// really are there has many of them.
fn printed_address(name: &str, device: &DeviceConfig) -> Option<Problem> {
    let looks_printed = |address: Option<u16>| matches!(address, Some(30_001..=30_999 | 40_001..=40_999));
    let (point, _) = device
        .point
        .iter()
        .find(|(_, point)| looks_printed(point.register.address))?;
    let hint = Problem::new(
        &["register", "address"],
        "this looks like a register number of a manual",
    );
    let help = "address counts from 0 as the protocol does; for such a number write modicon = 40017";
    Some(below(hint.with_help(help), name, point))
}
