//! Tells what happens in a folder at the moment it happens, for tests that kill a program in the middle of it.

use std::mem::MaybeUninit;
use std::os::fd::OwnedFd;
use std::path::Path;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::inotify::{self, CreateFlags, ReadFlags, Reader, WatchFlags};

/// How long something may take to happen.
const PATIENCE: Timespec = Timespec {
    tv_sec: 30,
    tv_nsec: 0,
};

/// What may happen to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FileEvent {
    /// It was made, and is empty or about to be.
    Created,
    /// Something was written to it.
    Written,
    /// It got this name, which may have replaced another file.
    Renamed,
    /// It was closed after it was written, perhaps under another name.
    Closed,
}

/// A folder that is looked at from the moment at which this was made.
#[derive(Debug)]
pub struct FolderWatch {
    inotify: OwnedFd,
}

impl FolderWatch {
    /// Looks at a folder.
    ///
    /// # Panics
    ///
    /// When the folder is not there.
    pub fn new(folder: &Path) -> Self {
        let inotify = inotify::init(CreateFlags::CLOEXEC).expect("the system has inotify");
        let events = WatchFlags::CREATE | WatchFlags::MODIFY | WatchFlags::CLOSE_WRITE | WatchFlags::MOVED_TO;
        inotify::add_watch(&inotify, folder, events)
            .unwrap_or_else(|error| panic!("{} cannot be watched: {error}", folder.display()));
        Self { inotify }
    }

    /// Waits until this happens to the file of this name; what happened before is passed over.
    ///
    /// # Panics
    ///
    /// When it does not happen.
    pub fn wait(&self, name: &str, wanted: FileEvent) {
        let mut buffer = [MaybeUninit::uninit(); 4096];
        let mut reader = Reader::new(&self.inotify, &mut buffer);
        loop {
            if reader.is_buffer_empty() {
                self.wait_readable(name, wanted);
            }
            let event = reader.next().expect("the folder is still watched");
            let named = event
                .file_name()
                .is_some_and(|file| file.to_bytes() == name.as_bytes());
            if named && event.events().contains(flag(wanted)) {
                return;
            }
        }
    }

    fn wait_readable(&self, name: &str, wanted: FileEvent) {
        let mut readable = [PollFd::new(&self.inotify, PollFlags::IN)];
        let ready = poll(&mut readable, Some(&PATIENCE)).expect("the watch can be waited for");
        assert!(ready == 1, "{name} was not {wanted:?} in time");
    }
}

const fn flag(event: FileEvent) -> ReadFlags {
    match event {
        FileEvent::Created => ReadFlags::CREATE,
        FileEvent::Written => ReadFlags::MODIFY,
        FileEvent::Renamed => ReadFlags::MOVED_TO,
        FileEvent::Closed => ReadFlags::CLOSE_WRITE,
    }
}
