//! An independent Modbus RTU slave (pymodbus) behind a cable, which tests look into and change.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::ChildStdin;
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tempfile::TempDir;

use crate::cable::Cable;
use crate::log::Log;
use crate::process::{self, Process};
use crate::tool::Tool;

/// How long Python may take to start, and to answer a line.
const PATIENCE: Duration = Duration::from_secs(20);

/// A table of a slave (application protocol, section 4.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Table {
    /// Single bits that can be written.
    Coil,
    /// Single bits that can only be read.
    Discrete,
    /// Registers that can be written.
    Holding,
    /// Registers that can only be read.
    Input,
}

/// A write that reached the slave over the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WireWrite {
    /// The unit that was written to.
    pub unit: u8,
    /// The function that wrote.
    pub function: u8,
    /// The first coil or register.
    pub address: u16,
    /// The new values; a coil is 0 or 1.
    pub values: Vec<u16>,
}

/// The slave process, and the cable to it. Every unit has 256 values in each table, all 0 at the start.
#[derive(Debug)]
pub struct Slave {
    talk: Mutex<Talk>,
    process: Process,
    cable: Cable,
    _folder: TempDir,
}

#[derive(Debug)]
struct Talk {
    stdin: ChildStdin,
    replies: Receiver<String>,
}

impl Slave {
    /// Starts a slave that answers for each of `units`.
    ///
    /// It answers other units and broadcasts with exception 4, where a real bus is silent; use
    /// [`FaultySlave`](crate::faulty_slave::FaultySlave) for an absent unit.
    ///
    /// # Panics
    ///
    /// When pymodbus is missing or does not start.
    pub fn start(units: &[u8]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let cable = Cable::new();
        let mut command = process::command(&Tool::Pymodbus.python());
        command
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tools/modbus_slave.py"))
            .arg(cable.far_path());
        command.args(units.iter().map(u8::to_string));
        let log = Log::at(folder.path().join("slave.log"));
        let (process, pipes) = Process::spawn_with_pipes("the pymodbus slave", command, &log);
        let (lines, replies) = sync_channel(1);
        std::thread::spawn(move || {
            // Ends with the slave, or with the test that owns the other end.
            for line in BufReader::new(pipes.stdout).lines().map_while(Result::ok) {
                if lines.send(line).is_err() {
                    break;
                }
            }
        });
        let talk = Talk {
            stdin: pipes.stdin,
            replies,
        };
        let slave = Self {
            talk: Mutex::new(talk),
            process,
            cable,
            _folder: folder,
        };
        let greeting = slave.reply(&slave.lock());
        assert_eq!(greeting, "ready", "the slave should say that it serves its port");
        slave
    }

    /// The path of the port: the one for the daemon's configuration.
    pub fn path(&self) -> PathBuf {
        self.cable.path()
    }

    /// The cable, to pull it out and to see what went over it.
    pub fn cable(&self) -> &Cable {
        &self.cable
    }

    /// One value of a table; a coil or discrete input is 0 or 1.
    ///
    /// # Panics
    ///
    /// When there is no such value.
    pub fn value(&self, unit: u8, table: Table, address: u16) -> u16 {
        let values = self.ask(&format!("get {unit} {} {address}", table.name()));
        values
            .trim()
            .parse()
            .unwrap_or_else(|_| panic!("the slave answered {values:?}"))
    }

    /// Whether a coil is on.
    ///
    /// # Panics
    ///
    /// When there is no such coil.
    pub fn coil(&self, unit: u8, address: u16) -> bool {
        self.value(unit, Table::Coil, address) == 1
    }

    /// Changes values from `address` on, as the device itself would.
    ///
    /// # Panics
    ///
    /// When there are no such values.
    pub fn set(&self, unit: u8, table: Table, address: u16, values: &[u16]) {
        let listed: Vec<String> = values.iter().map(u16::to_string).collect();
        self.ask(&format!(
            "set {unit} {} {address} {}",
            table.name(),
            listed.join(" ")
        ));
    }

    /// Every write that reached the slave over the wire, in order.
    ///
    /// # Panics
    ///
    /// When the slave does not answer.
    pub fn writes(&self) -> Vec<WireWrite> {
        let listed = self.ask("writes");
        let parsed =
            |word: &str| WireWrite::parse(word).unwrap_or_else(|| panic!("the slave listed {word:?}"));
        listed.split_whitespace().map(parsed).collect()
    }

    /// Sends one line to the slave, and returns its answer without the leading `ok`.
    fn ask(&self, line: &str) -> String {
        let mut talk = self.lock();
        let sent = writeln!(talk.stdin, "{line}");
        assert!(
            sent.is_ok(),
            "the slave is gone; its log ends with:\n{}",
            self.process.log().tail()
        );
        let reply = self.reply(&talk);
        let answer = reply
            .strip_prefix("ok")
            .unwrap_or_else(|| panic!("the slave answered {line:?} with {reply:?}"));
        answer.to_owned()
    }

    fn reply(&self, talk: &Talk) -> String {
        let problem = match talk.replies.recv_timeout(PATIENCE) {
            Ok(line) => return line,
            Err(RecvTimeoutError::Timeout) => "does not answer",
            Err(RecvTimeoutError::Disconnected) => "has ended",
        };
        panic!(
            "the slave {problem}; its log ends with:\n{}",
            self.process.log().tail()
        )
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Talk> {
        self.talk.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Table {
    const fn name(self) -> &'static str {
        match self {
            Table::Coil => "coil",
            Table::Discrete => "discrete",
            Table::Holding => "holding",
            Table::Input => "input",
        }
    }
}

impl WireWrite {
    /// Reads `UNIT:FUNCTION:ADDRESS=VALUE,VALUE`.
    fn parse(word: &str) -> Option<Self> {
        let (place, values) = word.split_once('=')?;
        let mut place = place.split(':');
        Some(Self {
            unit: place.next()?.parse().ok()?,
            function: place.next()?.parse().ok()?,
            address: place.next()?.parse().ok()?,
            values: values
                .split(',')
                .map(|value| value.parse().ok())
                .collect::<Option<_>>()?,
        })
    }
}
