//! Tells systemd how the service is: sd_notify(3).

use std::ffi::OsStr;
use std::io;
use std::os::linux::net::SocketAddrExt;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::net::{SocketAddr, UnixDatagram};
use std::time::Duration;

use tracing::debug;

/// The way to the service manager; without one, nothing is told to nobody.
#[derive(Debug)]
pub struct Notify {
    manager: Option<(UnixDatagram, SocketAddr)>,
}

impl Notify {
    /// The service manager this process was started by, if it was.
    #[must_use]
    pub fn from_environment() -> Self {
        let manager = std::env::var_os("NOTIFY_SOCKET").and_then(|address| {
            let manager = connect(&address);
            manager
                .map_err(|error| debug!(%error, "Cannot reach the service manager."))
                .ok()
        });
        Self { manager }
    }

    /// The service works.
    pub fn ready(&self) {
        self.send("READY=1");
    }

    /// The configuration is being read again; [`ready`](Self::ready) follows.
    pub fn reloading(&self) {
        self.send("RELOADING=1");
    }

    /// The service is ending.
    pub fn stopping(&self) {
        self.send("STOPPING=1");
    }

    /// What `systemctl status` shows beside the state.
    pub fn status(&self, text: &str) {
        self.send(&format!("STATUS={}", text.replace('\n', " ")));
    }

    /// The service is alive; due within every [`watchdog_interval`].
    pub fn watchdog(&self) {
        self.send("WATCHDOG=1");
    }

    fn send(&self, state: &str) {
        let Some((socket, manager)) = &self.manager else {
            return;
        };
        // Never waits: a manager that does not listen must not stop the daemon.
        if let Err(error) = socket.send_to_addr(state.as_bytes(), manager) {
            debug!(%error, "Cannot tell the service manager.");
        }
    }
}

fn connect(address: &OsStr) -> io::Result<(UnixDatagram, SocketAddr)> {
    let manager = match address.as_bytes().strip_prefix(b"@") {
        Some(name) => SocketAddr::from_abstract_name(name)?,
        None => SocketAddr::from_pathname(address)?,
    };
    let socket = UnixDatagram::unbound()?;
    socket.set_nonblocking(true)?;
    Ok((socket, manager))
}

/// How often the service manager wants to hear [`Notify::watchdog`], if it does. Half of that is a good pace.
#[must_use]
pub fn watchdog_interval() -> Option<Duration> {
    let variable = |name| std::env::var(name).ok();
    interval(
        variable("WATCHDOG_USEC").as_deref(),
        variable("WATCHDOG_PID").as_deref(),
        std::process::id(),
    )
}

/// sd_watchdog_enabled(3): the variables may be meant for another process.
fn interval(microseconds: Option<&str>, process: Option<&str>, own_process: u32) -> Option<Duration> {
    let is_meant = process.is_none_or(|process| process.parse() == Ok(own_process));
    let microseconds = microseconds?
        .parse()
        .ok()
        .filter(|microseconds| *microseconds > 0)?;
    is_meant.then(|| Duration::from_micros(microseconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(manager: &UnixDatagram) -> String {
        let mut buffer = [0; 256];
        let length = manager.recv(&mut buffer).unwrap();
        String::from_utf8_lossy(&buffer[..length]).into_owned()
    }

    #[test]
    fn the_manager_hears_everything_at_a_path_or_an_abstract_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notify");
        let name = format!("gatewayd-test-{}", std::process::id());
        let abstract_address = SocketAddr::from_abstract_name(&name).unwrap();
        for (manager, address) in [
            (UnixDatagram::bind(&path).unwrap(), path.into_os_string()),
            (
                UnixDatagram::bind_addr(&abstract_address).unwrap(),
                format!("@{name}").into(),
            ),
        ] {
            let notify = Notify {
                manager: Some(connect(&address).unwrap()),
            };
            notify.ready();
            notify.status("two\nlines");
            notify.watchdog();
            notify.reloading();
            notify.stopping();
            let expected = [
                "READY=1",
                "STATUS=two lines",
                "WATCHDOG=1",
                "RELOADING=1",
                "STOPPING=1",
            ];
            assert_eq!(expected.map(|_| heard(&manager)), expected);
        }
    }

    #[test]
    fn without_a_manager_nothing_happens() {
        Notify { manager: None }.ready();
    }

    #[test]
    fn the_watchdog_of_another_process_is_not_ours() {
        assert_eq!(
            interval(Some("30000000"), Some("7"), 7),
            Some(Duration::from_secs(30))
        );
        assert_eq!(interval(Some("30000000"), None, 7), Some(Duration::from_secs(30)));
        assert_eq!(interval(Some("30000000"), Some("8"), 7), None);
        assert_eq!(interval(Some("0"), None, 7), None);
        assert_eq!(interval(Some("soon"), None, 7), None);
        assert_eq!(interval(None, None, 7), None);
    }
}
