//! What serde cannot see: keys that do not go together.

use std::collections::BTreeMap;
use std::time::Duration;

use adapter::Access;
use adapter::config::Problem;

use super::{AdvertisementConfig, Config, DeviceConfig, Mode, PointConfig};
use crate::advert::{Format, Support};
use crate::decode::Encoding;

/// Below this, a connection is hardly closed before the next one is made.
const SHORTEST_POLL: Duration = Duration::from_secs(1);

impl Config {
    /// Everything that cannot work, all at once.
    #[must_use]
    pub fn validate(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        self.check_controller(&mut problems);
        self.check_formats(&mut problems);
        self.check_connections(&mut problems);
        self.check_addresses(&mut problems);
        for (name, device) in &self.device {
            for (point_name, point) in &device.point {
                let mut check = PointCheck {
                    device: name,
                    name: point_name,
                    problems: &mut problems,
                };
                check.point(point, &self.formats);
            }
        }
        problems
    }

    fn check_controller(&self, problems: &mut Vec<Problem>) {
        let number = self.controller.strip_prefix("hci").unwrap_or_default();
        if number.is_empty() || !number.bytes().all(|b| b.is_ascii_digit()) {
            let message = format!("{:?} is no name of a Bluetooth controller", self.controller);
            problems
                .push(Problem::new(&["controller"], message).with_help("write \"hci0\" for the first one"));
        }
        if self.watchdog < Duration::from_secs(1) {
            problems.push(Problem::new(
                &["watchdog"],
                "the watchdog must allow at least a second of silence",
            ));
        }
    }

    fn check_formats(&self, problems: &mut Vec<Problem>) {
        for format in &self.formats {
            if let Support::Missing { help } = format.support() {
                let message = format!("the format {format} is not decoded by this version");
                problems.push(Problem::new(&["formats"], message).with_help(help));
            }
        }
    }

    fn check_connections(&self, problems: &mut Vec<Problem>) {
        let key = ["max-connections"];
        if !(1..=16).contains(&self.max_connections) {
            problems.push(Problem::new(
                &key,
                "the number of connections must be between 1 and 16",
            ));
            return;
        }
        let lasting = self.device.values().filter(|device| device.notifies()).count();
        let polled = self
            .device
            .values()
            .any(|device| device.connects() && !device.notifies());
        let needed = lasting + usize::from(polled);
        if needed > self.max_connections {
            let message = format!(
                "{lasting} devices with notifying points keep a connection each, which leaves too few of {}",
                self.max_connections
            );
            problems.push(
                Problem::new(&key, message).with_help(format!("set it to {needed} or poll some of them")),
            );
        }
    }

    fn check_addresses(&self, problems: &mut Vec<Problem>) {
        let mut owners = BTreeMap::new();
        for (name, device) in &self.device {
            if let Some(owner) = owners.insert(device.address, name) {
                let message = format!("{} is already the address of {owner}", device.address);
                problems.push(Problem::new(&["device", name, "address"], message));
            }
        }
    }
}

impl DeviceConfig {
    /// Whether a connection is ever made to it.
    pub(crate) fn connects(&self) -> bool {
        self.point.values().any(|point| point.characteristic.is_some())
    }

    /// Whether its connection stays open.
    pub(crate) fn notifies(&self) -> bool {
        self.point.values().any(|point| point.mode == Some(Mode::Notify))
    }
}

struct PointCheck<'a> {
    device: &'a str,
    name: &'a str,
    problems: &'a mut Vec<Problem>,
}

impl PointCheck<'_> {
    fn problem(&mut self, key: &str, message: impl Into<String>) -> &mut Problem {
        let mut path = vec!["device", self.device, "point", self.name];
        path.extend((!key.is_empty()).then_some(key));
        self.problems.push(Problem::new(&path, message));
        self.problems.last_mut().expect("one was pushed just now")
    }

    fn point(&mut self, point: &PointConfig, formats: &[Format]) {
        match (&point.advertisement, &point.characteristic) {
            (Some(advertisement), None) => self.advertised(point, advertisement, formats),
            (None, Some(characteristic)) => self.connected(point, characteristic.encoding),
            (Some(_), Some(_)) => {
                self.problem(
                    "",
                    "a point is a field of the advertisement or a characteristic, not both",
                );
            }
            (None, None) => {
                self.problem("", "the point needs either `advertisement` or `characteristic`")
                    .help = Some(
                    "for example advertisement = { format = \"bthome\", measurement = \"temperature\" }"
                        .into(),
                );
            }
        }
        let linear = [("scale", point.scale), ("offset", point.offset)];
        for (key, number) in linear {
            if number.is_some_and(|n| !n.is_finite() || (key == "scale" && n == 0.0)) {
                self.problem(key, "the number must be finite, and a scale not 0");
            }
        }
    }

    fn advertised(&mut self, point: &PointConfig, field: &AdvertisementConfig, formats: &[Format]) {
        if !formats.contains(&field.format) {
            let message = format!("the format {} is not among the adapter's `formats`", field.format);
            self.problem("advertisement", message);
        } else if field.format.is_supported() && field.format.kind_of(&field.measurement).is_none() {
            let message = format!(
                "the format {} has no measurement {:?}",
                field.format, field.measurement
            );
            let known = field.format.measurements().join(", ");
            self.problem("advertisement", message).help = Some(format!("it has {known}"));
        }
        if field.event.is_some() && field.measurement != "button" {
            self.problem("advertisement", "`event` is for the measurement \"button\" only");
        }
        if point.access != Access::ReadOnly {
            self.problem("access", "an advertisement can only be read");
        }
        let misplaced = [
            ("mode", point.mode.is_some()),
            ("poll", point.poll.is_some()),
            ("sentinel", !point.sentinel.is_empty()),
            ("write", point.write.is_some()),
            ("verify", point.verify),
        ];
        for (key, _) in misplaced.iter().filter(|(_, present)| *present) {
            self.problem(
                key,
                format!("`{key}` is for characteristics; the device decides when it advertises"),
            );
        }
        let linear = point.scale.is_some() || point.offset.is_some();
        if linear
            && field
                .format
                .kind_of(&field.measurement)
                .is_some_and(|kind| !crate::plan::is_number(kind))
        {
            self.problem(
                "scale",
                format!("the measurement {:?} is no number", field.measurement),
            );
        }
    }

    fn connected(&mut self, point: &PointConfig, encoding: Encoding) {
        match point.access {
            Access::ReadOnly | Access::ReadWrite | Access::WriteOnly => {}
            Access::Execute => {
                self.problem("access", "a characteristic cannot be executed");
            }
        }
        if !point.access.readable() && (point.mode.is_some() || point.poll.is_some()) {
            self.problem(
                "mode",
                "a write-only characteristic is neither read nor does it notify",
            );
        }
        if point.mode == Some(Mode::Notify) && point.poll.is_some() {
            self.problem("poll", "a notifying characteristic is not polled");
        }
        if point.poll.is_some_and(|poll| poll < SHORTEST_POLL) {
            self.problem("poll", "a characteristic can be read once a second at most");
        }
        if !point.access.writable() && (point.write.is_some() || point.verify) {
            self.problem("write", "the point is not writable").help =
                Some("set access = \"read-write\"".into());
        }
        if point.verify && !point.access.readable() {
            self.problem("verify", "a write-only characteristic cannot be read back");
        }
        let numeric = point.scale.is_some() || point.offset.is_some() || !point.sentinel.is_empty();
        if numeric && !encoding.is_number() {
            self.problem("scale", "scale, offset and sentinel are for numbers");
        }
        if !point.sentinel.is_empty() && !encoding.is_integer() {
            self.problem(
                "sentinel",
                "sentinels are for integer types; floats say it with NaN",
            );
        }
    }
}
