//! The signals the daemon listens to.

use std::io;

use tokio::signal::unix::{Signal, SignalKind, signal};

/// What a signal asks for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Wish {
    /// To read the configuration again (SIGHUP).
    Reload,
    /// To end (SIGTERM, SIGINT).
    Shutdown,
}

/// The signals since this was made, one by one.
#[derive(Debug)]
pub struct Signals {
    hangup: Signal,
    interrupt: Signal,
    terminate: Signal,
}

impl Signals {
    /// Starts to listen; from now on the signals do not end the process by themselves.
    ///
    /// # Errors
    /// When the system refuses a handler.
    ///
    /// # Panics
    /// Outside of a tokio runtime that drives I/O.
    pub fn listen() -> io::Result<Self> {
        Ok(Self {
            hangup: signal(SignalKind::hangup())?,
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    /// Waits for the next signal. Nothing is lost when the wait is given up.
    pub async fn next(&mut self) -> Wish {
        tokio::select! {
            // Who wants the end does not want to wait for a reload.
            biased;
            _ = self.terminate.recv() => Wish::Shutdown,
            _ = self.interrupt.recv() => Wish::Shutdown,
            _ = self.hangup.recv() => Wish::Reload,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    fn send(name: &str) {
        let process = std::process::id().to_string();
        let status = Command::new("kill")
            .args(["-s", name, &process])
            .status()
            .unwrap();
        assert!(status.success());
    }

    #[tokio::test]
    async fn a_signal_becomes_a_wish() {
        let mut signals = Signals::listen().unwrap();
        for (name, wish) in [
            ("HUP", Wish::Reload),
            ("TERM", Wish::Shutdown),
            ("INT", Wish::Shutdown),
        ] {
            send(name);
            assert_eq!(signals.next().await, wish, "{name}");
        }
    }
}
