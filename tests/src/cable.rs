//! Joins two serial ports, and remembers what went over the wire.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::pty::Pty;
use crate::rtu::Request;

/// How often the ports are looked at; the delay that a cable adds.
const INTERVAL: Duration = Duration::from_millis(1);

/// The pieces of traffic that are remembered; later ones are not. A test sends some hundreds.
const MAX_PIECES: usize = 100_000;

/// Which way bytes went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// From the near port, the one that can be pulled out, to the far port.
    Out,
    /// Back from the far port to the near port.
    In,
}

/// Bytes that crossed the cable together.
#[derive(Debug, Clone)]
pub struct Piece {
    /// When they crossed.
    pub at: Instant,
    /// Which way.
    pub direction: Direction,
    /// What they were.
    pub bytes: Vec<u8>,
}

/// Two ports that hear each other. The near one can be pulled out while the far one stays.
#[derive(Debug)]
pub struct Cable {
    near: Pty,
    far: Pty,
    traffic: Arc<Mutex<Vec<Piece>>>,
    cut: Arc<AtomicBool>,
    relay: Option<JoinHandle<()>>,
    _folder: TempDir,
}

impl Cable {
    /// Lays a cable between two new ports.
    ///
    /// # Panics
    ///
    /// When no ports can be made.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let near = Pty::plugged_in_at(folder.path().join("near"));
        let far = Pty::plugged_in_at(folder.path().join("far"));
        let traffic = Arc::new(Mutex::new(Vec::new()));
        let cut = Arc::new(AtomicBool::new(false));
        let (ends, record, end) = (
            (near.clone(), far.clone()),
            Arc::clone(&traffic),
            Arc::clone(&cut),
        );
        let relay = thread::spawn(move || {
            while !end.load(Ordering::Relaxed) {
                let out = pass(&ends.0, &ends.1, Direction::Out, &record);
                let back = pass(&ends.1, &ends.0, Direction::In, &record);
                if !out && !back {
                    thread::sleep(INTERVAL);
                }
            }
        });
        Self {
            near,
            far,
            traffic,
            cut,
            relay: Some(relay),
            _folder: folder,
        }
    }

    /// The path of the near port: the one for the daemon's configuration.
    pub fn path(&self) -> PathBuf {
        self.near.path().to_owned()
    }

    /// The path of the far port: the one for a slave.
    pub fn far_path(&self) -> &Path {
        self.far.path()
    }

    /// The near port, to pull it out and plug it in.
    pub fn near(&self) -> &Pty {
        &self.near
    }

    /// Everything that has crossed the cable.
    pub fn traffic(&self) -> Vec<Piece> {
        self.traffic
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// The Modbus requests that have crossed the cable: what a slave was really asked.
    pub fn requests(&self) -> Vec<Request> {
        let mut sent: Vec<u8> = Vec::new();
        for piece in self
            .traffic()
            .iter()
            .filter(|piece| piece.direction == Direction::Out)
        {
            sent.extend_from_slice(&piece.bytes);
        }
        std::iter::from_fn(|| Request::take(&mut sent)).collect()
    }
}

impl Default for Cable {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Cable {
    fn drop(&mut self) {
        self.cut.store(true, Ordering::Relaxed);
        // A relay that panicked has said so already.
        let _ = self.relay.take().map(JoinHandle::join);
    }
}

/// Passes on what waits at `from`; tells whether there was anything.
fn pass(from: &Pty, to: &Pty, direction: Direction, record: &Mutex<Vec<Piece>>) -> bool {
    let mut bytes = Vec::new();
    if from.read(&mut bytes) == 0 {
        return false;
    }
    to.write(&bytes);
    let mut record = record.lock().unwrap_or_else(PoisonError::into_inner);
    if record.len() < MAX_PIECES {
        record.push(Piece {
            at: Instant::now(),
            direction,
            bytes,
        });
    }
    true
}
