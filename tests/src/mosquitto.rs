//! Starts a real MQTT broker, and independent clients of it.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use tempfile::TempDir;

use crate::log::{Log, Mark};
use crate::process::{self, Process};
use crate::tool::Tool;
use crate::{port, wait};

/// How long the broker may take to start, and a client to connect: seconds only on a very busy machine.
const PATIENCE: Duration = Duration::from_secs(10);

/// A mosquitto of the test's own, on a free loopback port.
#[derive(Debug)]
pub struct Mosquitto {
    port: u16,
    folder: TempDir,
    broker: Option<Process>,
}

/// A message as `mosquitto_sub` saw it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The topic it was published to.
    pub topic: String,
    /// What was published.
    pub payload: Vec<u8>,
    /// Whether the broker had kept it from before the subscription.
    pub retained: bool,
    /// The quality of service it was delivered with.
    pub qos: u8,
}

impl Message {
    /// The payload as text; what is no UTF-8 is replaced.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.payload).into_owned()
    }
}

impl Mosquitto {
    /// Starts a broker that lets everybody in and forgets everything when it stops.
    ///
    /// # Panics
    ///
    /// When mosquitto is missing or does not start.
    pub fn start() -> Self {
        Self::start_with("allow_anonymous true\n")
    }

    /// Starts a broker with `options` (lines of mosquitto.conf(5)) about who may enter, what is kept, and so on.
    ///
    /// # Panics
    ///
    /// When mosquitto is missing or does not start.
    pub fn start_with(options: &str) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let port = port::free_tcp();
        // Run by root it would become a user who cannot enter the folder; run by another user it ignores the line.
        let fixed = format!("listener {port} 127.0.0.1\nuser root\nlog_dest stderr\nlog_type all\n");
        fs::write(folder.path().join("mosquitto.conf"), fixed + options).expect("the folder can be written");
        let mut broker = Self {
            port,
            folder,
            broker: None,
        };
        broker.start_again();
        broker
    }

    /// The loopback port it listens on.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The address in the form a configuration wants it.
    pub fn url(&self) -> String {
        format!("mqtt://127.0.0.1:{}", self.port)
    }

    /// The folder of its configuration, for password files and the like.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The log of the broker: who connected, subscribed and published.
    pub fn log(&self) -> Log {
        Log::at(self.folder.path().join("broker.log"))
    }

    /// Kills the broker: connections break, retained messages are gone.
    pub fn stop(&mut self) {
        self.broker = None;
    }

    /// Starts the broker on the same port once more.
    ///
    /// # Panics
    ///
    /// When it does not start.
    pub fn start_again(&mut self) {
        self.broker = None;
        let mut command = process::command(&Tool::Mosquitto.program("mosquitto"));
        command.arg("-c").arg(self.folder.path().join("mosquitto.conf"));
        let mut broker = Process::spawn("mosquitto", command, &self.log());
        broker.wait_until("accepting connections", PATIENCE, || {
            port::accepts_tcp(self.port).then_some(())
        });
        self.broker = Some(broker);
    }

    /// Publishes with `mosquitto_pub`, and returns when the broker has taken the message.
    ///
    /// # Panics
    ///
    /// When the broker refuses it.
    pub fn publish(&self, topic: &str, payload: &str) {
        self.publish_with(&["-t", topic, "-m", payload]);
    }

    /// Publishes a message that the broker keeps for later subscribers; an empty one removes what was kept.
    ///
    /// # Panics
    ///
    /// When the broker refuses it.
    pub fn publish_retained(&self, topic: &str, payload: &str) {
        let message: &[&str] = if payload.is_empty() {
            &["-n"]
        } else {
            &["-m", payload]
        };
        self.publish_with(&[&["-r", "-t", topic], message].concat());
    }

    fn publish_with(&self, arguments: &[&str]) {
        let mut command = process::command(&Tool::Mosquitto.program("mosquitto_pub"));
        // Quality 1: the program then ends after the broker's acknowledgement.
        command
            .args(["-h", "127.0.0.1", "-p", &self.port.to_string(), "-q", "1"])
            .args(arguments);
        let log = Log::at(self.folder.path().join("publisher.log"));
        let status = Process::spawn("mosquitto_pub", command, &log).wait_for_end(PATIENCE);
        assert!(
            status.success(),
            "mosquitto_pub {arguments:?} failed: {status}\n{}",
            log.tail()
        );
    }

    /// Subscribes with `mosquitto_sub`, and returns when the broker has confirmed the subscription.
    ///
    /// # Panics
    ///
    /// When the broker does not confirm it.
    pub fn subscribe(&self, filter: &str) -> Subscription {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let id = format!("observer-{}", NEXT.fetch_add(1, Ordering::Relaxed));
        let mut command = process::command(&Tool::Mosquitto.program("mosquitto_sub"));
        command.args([
            "-h",
            "127.0.0.1",
            "-p",
            &self.port.to_string(),
            "-q",
            "1",
            "-i",
            &id,
        ]);
        // Retained, quality, payload in hexadecimal, topic: only the last may contain a space.
        command.args(["-t", filter, "-F", "%r %q %x %t"]);
        let mark = self.log().mark();
        let log = Log::at(self.folder.path().join(format!("{id}.log")));
        let process = Process::spawn("mosquitto_sub", command, &log);
        // With its line end, or observer-1 would be taken for observer-10.
        let confirmed = format!("Sending SUBACK to {id}");
        wait::until(&confirmed, PATIENCE, || self.confirmed(mark, &confirmed));
        Subscription { process, seen: 0 }
    }

    fn confirmed(&self, mark: Mark, line_end: &str) -> Option<()> {
        self.log()
            .find_after(mark, line_end)
            .filter(|line| line.ends_with(line_end))
            .map(drop)
    }
}

/// A running `mosquitto_sub`.
#[derive(Debug)]
pub struct Subscription {
    process: Process,
    seen: usize,
}

impl Subscription {
    /// Every message so far.
    ///
    /// # Panics
    ///
    /// When `mosquitto_sub` printed something else, such as an error.
    pub fn messages(&self) -> Vec<Message> {
        let parsed = |line: &str| parse(line).unwrap_or_else(|| panic!("mosquitto_sub printed {line:?}"));
        self.process.log().text().lines().map(parsed).collect()
    }

    /// The next message that was not returned yet.
    ///
    /// # Panics
    ///
    /// When none comes in time.
    pub fn next(&mut self, within: Duration) -> Message {
        let found = wait::attempt(within, || self.messages().into_iter().nth(self.seen));
        self.seen += 1;
        found.unwrap_or_else(|| panic!("no message came within {within:?}; so far: {:?}", self.messages()))
    }

    /// The next message to `topic`; messages to others before it are passed over.
    ///
    /// # Panics
    ///
    /// When none comes in time.
    pub fn next_on(&mut self, topic: &str, within: Duration) -> Message {
        let end = std::time::Instant::now() + within;
        loop {
            let message = self.next(end.saturating_duration_since(std::time::Instant::now()));
            if message.topic == topic {
                return message;
            }
        }
    }
}

fn parse(line: &str) -> Option<Message> {
    let mut fields = line.splitn(4, ' ');
    let (retained, qos, payload, topic) = (fields.next()?, fields.next()?, fields.next()?, fields.next()?);
    Some(Message {
        topic: topic.to_owned(),
        payload: crate::hex::decode(payload)?,
        retained: retained == "1",
        qos: qos.parse().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_mosquitto_sub_becomes_a_message() {
        let message = parse("1 0 6f6e a topic/with spaces").expect("the line is well formed");
        assert_eq!(message.topic, "a topic/with spaces");
        assert_eq!(
            (message.text(), message.retained, message.qos),
            ("on".to_owned(), true, 0)
        );
    }

    #[test]
    fn an_empty_payload_is_a_message_too() {
        assert_eq!(parse("0 1  t").expect("the line is well formed").payload, b"");
    }
}
