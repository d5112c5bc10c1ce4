//! A serial port that is a pseudo terminal, and can be pulled out.

use std::fs;
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustix::io::Errno;
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{OptionalActions, tcgetattr, tcsetattr};

/// The far side of a serial port; programs open the near side under a path that stays the same.
///
/// Reading never waits. Clones are the same port.
#[derive(Debug, Clone)]
pub struct Pty {
    link: Arc<Link>,
    master: Arc<Mutex<Option<OwnedFd>>>,
}

/// The path of a port; it goes with the last clone.
#[derive(Debug)]
struct Link(PathBuf);

impl Pty {
    /// Makes a port that programs open at `path`.
    ///
    /// # Panics
    ///
    /// When the system has no pseudo terminal left, or the path cannot be made.
    pub fn plugged_in_at(path: impl Into<PathBuf>) -> Self {
        let pty = Self {
            link: Arc::new(Link(path.into())),
            master: Arc::default(),
        };
        pty.plug_in();
        pty
    }

    /// The path at which programs open the port.
    pub fn path(&self) -> &Path {
        &self.link.0
    }

    /// Pulls the port out: whoever has it open sees it hang up, and the path is gone.
    pub fn unplug(&self) {
        self.link.remove();
        *self.master() = None;
    }

    /// Plugs the port in (again): a new terminal under the same path.
    ///
    /// # Panics
    ///
    /// As [`Pty::plugged_in_at`].
    pub fn plug_in(&self) {
        self.unplug();
        let made = raw_terminal().and_then(|(master, slave)| symlink(slave, self.path()).map(|()| master));
        let master = made.unwrap_or_else(|error| panic!("no port at {}: {error}", self.path().display()));
        *self.master() = Some(master);
    }

    /// Appends what was written to the port since the last call, and returns how much it was.
    ///
    /// A port that is pulled out, or that nobody has open, is a silent one.
    pub fn read(&self, received: &mut Vec<u8>) -> usize {
        let mut buffer = [0; 1024];
        let count = match self.master().as_ref() {
            Some(master) => rustix::io::read(master, &mut buffer).unwrap_or(0),
            None => 0,
        };
        received.extend_from_slice(&buffer[..count]);
        count
    }

    /// Sends bytes to whoever has the port open; a port that is pulled out loses them, as a wire does.
    ///
    /// # Panics
    ///
    /// When the reader has left so much unread that the terminal is full.
    pub fn write(&self, mut bytes: &[u8]) {
        let master = self.master();
        let Some(master) = master.as_ref() else { return };
        while !bytes.is_empty() {
            match rustix::io::write(master, bytes) {
                Ok(count) => bytes = &bytes[count..],
                Err(Errno::INTR) => {}
                Err(error) => panic!("{} takes no more bytes: {error}", self.path().display()),
            }
        }
    }

    fn master(&self) -> MutexGuard<'_, Option<OwnedFd>> {
        self.master.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Link {
    fn remove(&self) {
        // Already gone is as good.
        let _ = fs::remove_file(&self.0);
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        self.remove();
    }
}

/// A terminal that passes bytes through unchanged, with the path of its other side.
fn raw_terminal() -> io::Result<(OwnedFd, PathBuf)> {
    let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC)?;
    grantpt(&master)?;
    unlockpt(&master)?;
    let mut mode = tcgetattr(&master)?;
    mode.make_raw();
    // Linux applies what is set on the master to the side that programs open.
    tcsetattr(&master, OptionalActions::Now, &mode)?;
    rustix::io::ioctl_fionbio(&master, true)?;
    let path = ptsname(&master, Vec::new())?
        .into_string()
        .map_err(io::Error::other)?;
    Ok((master, path.into()))
}
