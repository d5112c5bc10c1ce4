//! What the demonstration shows: one line per event, in columns.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use coap::Code;
use lwm2m::EnablerVersion;
use objects::{ResourceId, ResourcePath, Value};

use crate::args::Demo;
use crate::exit::Exit;

/// Resources that are the value itself, and not something about it.
const VALUES: [u16; 2] = [5700, 5850];

/// What was seen, to tell in the end whether the main job happened.
#[derive(Debug, Default)]
struct Seen {
    registered: bool,
    /// Adapters whose values arrived at the server.
    adapters: BTreeSet<String>,
    /// Adapters whose devices were switched.
    switched: BTreeSet<String>,
    confirmed: u32,
    notifications: u32,
    last: BTreeMap<ResourcePath, String>,
}

/// The screen.
pub(super) struct View {
    start: Instant,
    seen: RefCell<Seen>,
}

impl View {
    pub(super) fn start(server: &str, line: &str, broker: u16, duration: Option<Duration>) -> Self {
        let end = duration.map_or_else(
            || "Ctrl-C ends it".to_owned(),
            |d| format!("ends after {} s", d.as_secs()),
        );
        println!("gatewayd demo: simulated devices, real protocols, one LwM2M client; {end}.\n");
        println!("  Modbus RTU   {line:<24} pump-house   water temperature, pump");
        println!("  MQTT         127.0.0.1:{broker:<14} greenhouse   humidity, fan");
        println!(
            "  Bluetooth    {:<24} porch, attic temperature (BTHome), pressure (RuuviTag)",
            "advertisements"
        );
        println!("  LwM2M        {server}\n");
        Self {
            start: Instant::now(),
            seen: RefCell::default(),
        }
    }

    fn line(&self, what: &str, text: &str) {
        println!("{:6.1} s  {what:<13} {text}", self.start.elapsed().as_secs_f64());
    }

    pub(super) fn registered(&self, endpoint: &str, version: Option<EnablerVersion>, objects: &str) {
        self.seen.borrow_mut().registered = true;
        let version = version.map_or_else(|| "?".to_owned(), |version| version.to_string());
        self.line("registered", &format!("{endpoint}, LwM2M {version}"));
        let instances: Vec<&str> = objects
            .split(',')
            .filter_map(|link| link.split_once('>').map(|(path, _)| path.trim_start_matches('<')))
            .filter(|path| path.matches('/').count() == 2)
            .collect();
        self.line("", &format!("instances {}", instances.join(" ")));
    }

    pub(super) fn state(&self, state: &str) {
        if state == "registered" {
            self.seen.borrow_mut().registered = true;
        }
        self.line("server", state);
    }

    /// A value at the server; shown when it is a value itself and is not the one shown last.
    pub(super) fn value(&self, path: ResourcePath, value: &Value, device: &str) {
        if !VALUES.contains(&path.resource.number()) {
            return;
        }
        let mut seen = self.seen.borrow_mut();
        let text = match value {
            Value::Boolean(on) => if *on { "on" } else { "off" }.to_owned(),
            Value::Float(number) => format!("{number:.2}"),
            other => other.to_string(),
        };
        if seen.last.insert(path, text.clone()).as_ref() == Some(&text) {
            return;
        }
        seen.notifications += 1;
        seen.adapters
            .insert(device.split('/').next().unwrap_or_default().to_owned());
        drop(seen);
        self.line(
            "notified",
            &format!("{path:<16} {text:>9} {:<4} {device}", unit(path)),
        );
    }

    pub(super) fn writing(&self, path: ResourcePath, on: bool) {
        self.line(
            "write",
            &format!("{path:<16} {:>9}", if on { "on" } else { "off" }),
        );
    }

    pub(super) fn answered(&self, path: ResourcePath, code: Code, after: Duration) {
        if code == Code::CHANGED {
            self.seen.borrow_mut().confirmed += 1;
        }
        self.line(
            "answer",
            &format!("{path:<16} {code:>9} after {} ms", after.as_millis()),
        );
    }

    /// Something happened at a device itself.
    pub(super) fn device(&self, bus: &str, text: &str) {
        self.seen.borrow_mut().switched.insert(bus.to_owned());
        self.line("at the device", &format!("{bus}: {text}"));
    }

    pub(super) fn failed(&self, error: &str) {
        self.line("failed", error);
    }

    pub(super) fn deregistered(&self) {
        self.line("de-registered", "the gateway has said goodbye");
    }

    /// Sums up. With an end given, the demonstration is also a check: what had time to happen must have.
    pub(super) fn finish(&self, args: &Demo) -> Exit {
        let seen = self.seen.borrow();
        println!(
            "\n{} values from {} buses, {} confirmed writes, {} kinds of devices switched.",
            seen.notifications,
            seen.adapters.len(),
            seen.confirmed,
            seen.switched.len()
        );
        // Two writes have passed after 11 s.
        let had_time = args
            .duration
            .is_some_and(|duration| duration >= Duration::from_secs(15));
        let complete = seen.registered
            && (args.server.is_some()
                || (seen.adapters.len() == 3 && seen.confirmed >= 2 && seen.switched.len() == 2));
        if had_time && !complete {
            eprintln!("The main job did not happen as it should.");
            return Exit::Internal;
        }
        Exit::Done
    }
}

fn unit(path: ResourcePath) -> &'static str {
    match (path.object.number(), path.resource) {
        (3303, VALUE) => "°C",
        (3304, VALUE) => "%",
        (3315, VALUE) => "Pa",
        _ => "",
    }
}

const VALUE: ResourceId = ResourceId::new(5700);
