//! Starts a message bus of the test's own.

use std::fs;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use tempfile::TempDir;

use crate::log::{Log, Mark};
use crate::process::{self, Process};
use crate::tool::Tool;

/// How long the bus may take to start, and a call to be answered.
const PATIENCE: Duration = Duration::from_secs(10);

/// A private dbus-daemon that lets everybody own, send and receive everything.
#[derive(Debug)]
pub struct Bus {
    address: String,
    // The field order is the drop order: the daemon goes before its socket's folder.
    daemon: Process,
    folder: TempDir,
}

impl Bus {
    /// Starts the bus.
    ///
    /// # Panics
    ///
    /// When dbus-daemon is missing or does not start.
    pub fn start() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let file = folder.path().join("bus.conf");
        fs::write(&file, configuration(&folder)).expect("the folder can be written");
        let mut command = process::command(&Tool::Dbus.program("dbus-daemon"));
        command
            .args(["--nofork", "--nopidfile", "--print-address", "--config-file"])
            .arg(file);
        let mut daemon = Process::spawn("dbus-daemon", command, &Log::at(folder.path().join("bus.log")));
        let address = daemon.wait_for_line(Mark::default(), "unix:", PATIENCE);
        Self {
            address,
            daemon,
            folder,
        }
    }

    /// The address that clients connect to; also the one for `DBUS_SYSTEM_BUS_ADDRESS`.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The process id of the bus.
    pub fn id(&self) -> u32 {
        self.daemon.id()
    }

    /// Calls a method with `dbus-send`, whose arguments follow `--dest=`, and returns what it printed.
    ///
    /// # Panics
    ///
    /// When the call fails.
    pub fn call(&self, destination: &str, arguments: &[&str]) -> String {
        self.try_call(destination, arguments)
            .unwrap_or_else(|printed| panic!("the call failed: {printed}"))
    }

    /// As [`Bus::call`], but a call may fail: the error is what `dbus-send` printed, with the name of the error.
    ///
    /// # Errors
    ///
    /// When the call was answered with an error, or not at all.
    pub fn try_call(&self, destination: &str, arguments: &[&str]) -> Result<String, String> {
        let log = Log::at(self.fresh_log());
        let mut command = process::command(&Tool::Dbus.program("dbus-send"));
        command
            .arg(format!("--bus={}", self.address))
            .arg(format!("--dest={destination}"));
        command
            .args(["--print-reply=literal", "--type=method_call"])
            .args(arguments)
            .stdin(Stdio::null());
        let status = Process::spawn("dbus-send", command, &log).wait_for_end(PATIENCE);
        // All of it: a literal text is printed without an end of line.
        let printed = fs::read(log.path()).unwrap_or_default();
        let printed = String::from_utf8_lossy(&printed).into_owned();
        if status.success() {
            Ok(printed)
        } else {
            Err(printed)
        }
    }

    /// The names that have an owner on the bus.
    ///
    /// # Panics
    ///
    /// When the bus does not answer.
    pub fn names(&self) -> Vec<String> {
        let call = ["/org/freedesktop/DBus", "org.freedesktop.DBus.ListNames"];
        let printed = self.call("org.freedesktop.DBus", &call);
        printed
            .split_whitespace()
            .filter(|word| word.contains('.'))
            .map(str::to_owned)
            .collect()
    }

    fn fresh_log(&self) -> PathBuf {
        let file = tempfile::Builder::new().prefix("call-").tempfile_in(&self.folder);
        file.and_then(|file| file.keep().map_err(Into::into))
            .expect("the folder can be written")
            .1
    }
}

fn configuration(folder: &TempDir) -> String {
    // Of type system: the daemon under test takes it for the real one.
    format!(
        r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>system</type>
  <listen>unix:path={}/bus</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/>
    <allow own="*"/>
    <allow send_destination="*" eavesdrop="true"/>
    <allow receive_sender="*"/>
  </policy>
</busconfig>
"#,
        folder.path().display()
    )
}
