//! A message bus of one's own.

use std::ffi::OsString;
use std::io::{self, BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// A dbus-daemon that plays the system bus, and ends with this process at the latest.
#[derive(Debug)]
pub struct PrivateBus {
    folder: tempfile::TempDir,
    guardian: Child,
}

impl PrivateBus {
    /// Starts a daemon on a socket in a folder of its own.
    ///
    /// # Errors
    /// When `dbus-daemon` is not installed or does not start.
    pub fn start() -> io::Result<Self> {
        let folder = tempfile::tempdir()?;
        std::fs::write(
            folder.path().join("bus.conf"),
            configuration(&folder.path().join("bus")),
        )?;
        let guardian = start(&folder.path().join("bus.conf"))?;
        Ok(Self { folder, guardian })
    }

    /// Where it listens; the value for `DBUS_SYSTEM_BUS_ADDRESS`.
    #[must_use]
    pub fn address(&self) -> String {
        format!("unix:path={}", self.folder.path().join("bus").display())
    }

    /// Ends the daemon and starts another at the same place.
    ///
    /// # Errors
    /// When it does not start again.
    pub fn restart(&mut self) -> io::Result<()> {
        self.stop()?;
        self.guardian = start(&self.folder.path().join("bus.conf"))?;
        Ok(())
    }

    fn stop(&mut self) -> io::Result<()> {
        drop(self.guardian.stdin.take());
        self.guardian.wait().map(drop)
    }
}

impl Drop for PrivateBus {
    fn drop(&mut self) {
        // It may have ended already, which is as well.
        let _ = self.stop();
    }
}

/// Ends the daemon when its standard input is closed: by us, or because this process has ended in whatever way.
const GUARDIAN: &str = r#"dbus-daemon "$@" & exec >/dev/null; read -r _; kill $!; wait $!"#;

/// Starts the daemon and waits until it listens, which it says by printing its address.
fn start(configuration: &Path) -> io::Result<Child> {
    let mut option = OsString::from("--config-file=");
    option.push(configuration);
    let mut guardian = Command::new("sh")
        .args(["-c", GUARDIAN, "sh"])
        .arg(option)
        .args(["--nofork", "--nopidfile", "--print-address=1"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let output = guardian
        .stdout
        .take()
        .ok_or_else(|| io::Error::other("the output is piped"))?;
    let mut address = String::new();
    BufReader::new(output).read_line(&mut address)?;
    if address.is_empty() {
        return Err(io::Error::other("dbus-daemon did not start; is it installed?"));
    }
    Ok(guardian)
}

fn configuration(socket: &Path) -> String {
    format!(
        r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>system</type>
  <listen>unix:path={}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#,
        socket.display()
    )
}
