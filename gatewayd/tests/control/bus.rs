//! A message bus of the test's own.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use gatewayd::args::Bus;
use tempfile::TempDir;

/// Where a bus is or will be.
pub(crate) struct Place {
    folder: TempDir,
}

/// A dbus-daemon that lets everybody do everything; it ends when this is dropped.
pub(crate) struct Running {
    child: Child,
    socket: PathBuf,
}

impl Place {
    pub(crate) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    pub(crate) fn address(&self) -> String {
        format!("unix:path={}", self.socket().display())
    }

    pub(crate) fn bus(&self) -> Bus {
        Bus::Address(self.address())
    }

    fn socket(&self) -> PathBuf {
        self.folder.path().join("bus")
    }

    /// Starts the bus and returns when it listens.
    pub(crate) fn start(&self) -> Running {
        let file = self.folder.path().join("bus.conf");
        fs::write(&file, configuration(&self.address())).unwrap();
        // A bus does not outlive a test that was killed.
        let mut child = Command::new("setpriv")
            .args([
                "--pdeathsig",
                "KILL",
                "--",
                "dbus-daemon",
                "--nofork",
                "--nopidfile",
                "--print-address",
            ])
            .arg(config_file(&file))
            .stdout(Stdio::piped())
            // It complains about limits that it does not need.
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        assert!(line.starts_with("unix:"), "dbus-daemon said {line:?}");
        Running {
            child,
            socket: self.socket(),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
        fs::remove_file(&self.socket).ok();
    }
}

fn config_file(file: &Path) -> String {
    format!("--config-file={}", file.display())
}

fn configuration(address: &str) -> String {
    format!(
        r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>system</type>
  <listen>{address}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/>
    <allow own="*"/>
    <allow send_destination="*"/>
    <allow receive_sender="*"/>
  </policy>
</busconfig>
"#
    )
}
