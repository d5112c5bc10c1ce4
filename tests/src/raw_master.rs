//! A Modbus master that is nothing but an open port: for tests of the slaves themselves.

use std::os::fd::OwnedFd;
use std::path::Path;
use std::time::Duration;

use rustix::fs::{Mode, OFlags, open};

use crate::wait;

/// An open serial port, and the bytes that came from it.
#[derive(Debug)]
pub struct RawMaster {
    port: OwnedFd,
    received: Vec<u8>,
}

impl RawMaster {
    /// Opens the port at `path`.
    ///
    /// # Panics
    ///
    /// When it cannot be opened.
    pub fn open(path: &Path) -> Self {
        let flags = OFlags::RDWR | OFlags::NOCTTY | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let port = open(path, flags, Mode::empty());
        let port = port.unwrap_or_else(|error| panic!("{} cannot be opened: {error}", path.display()));
        Self {
            port,
            received: Vec::new(),
        }
    }

    /// Sends bytes.
    ///
    /// # Panics
    ///
    /// When the port does not take them.
    pub fn send(&mut self, bytes: &[u8]) {
        let written = rustix::io::write(&self.port, bytes);
        assert_eq!(written, Ok(bytes.len()), "the port took only a part");
    }

    /// Waits until `count` bytes have come since the last call, and returns all that have.
    ///
    /// # Panics
    ///
    /// When they do not come in time.
    pub fn receive(&mut self, count: usize, within: Duration) -> Vec<u8> {
        let complete = wait::attempt(within, || {
            self.poll();
            (self.received.len() >= count).then_some(())
        });
        assert!(
            complete.is_some(),
            "{count} bytes were to come within {within:?}, but only {:02x?} did",
            self.received
        );
        std::mem::take(&mut self.received)
    }

    /// Everything that came since the last call.
    pub fn received(&mut self) -> Vec<u8> {
        self.poll();
        std::mem::take(&mut self.received)
    }

    /// Whether the other side has hung up.
    pub fn hung_up(&self) -> bool {
        let mut buffer = [0; 1];
        // A terminal whose other side is closed is at its end, or broken; a living one has nothing, or a byte.
        matches!(
            rustix::io::read(&self.port, &mut buffer),
            Ok(0) | Err(rustix::io::Errno::IO)
        )
    }

    fn poll(&mut self) {
        let mut buffer = [0; 1024];
        let count = rustix::io::read(&self.port, &mut buffer).unwrap_or(0);
        self.received.extend_from_slice(&buffer[..count]);
    }
}
