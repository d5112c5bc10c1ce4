//! The package on the disk, and the note beside it that lets a download go on after a restart.

use std::fs::{self, File};
use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use tracing::warn;

use super::progress::{Progress, boot};
use crate::machine::download::ALIGNMENT;
use crate::machine::firmware::DownloadFailure;
use crate::state::{StateDir, StateError};

/// The files in the state directory.
const PACKAGE_FILE: &str = "firmware.package";
const PROGRESS_FILE: &str = "firmware.download.json";

/// What has to stay free on the disk: everything else that is kept there needs some room, too.
const RESERVE: u64 = 1024 * 1024;

/// How much may be lost by a power cut, and how often the room on the disk is looked at.
const CHECKPOINT: u64 = 1024 * 1024;

/// A package cannot be kept.
#[derive(Debug, thiserror::Error)]
pub(in crate::hub) enum PackageError {
    #[error("the package cannot be written: {0}")]
    Io(#[from] io::Error),
    #[error("{free} bytes are free on the disk, and {needed} are needed")]
    NoRoom { free: u64, needed: u64 },
    #[error(transparent)]
    State(#[from] StateError),
    #[error("the package is larger than {limit} bytes")]
    TooLarge { limit: u64 },
}

impl PackageError {
    /// What it means for the update.
    pub(super) fn failure(&self) -> DownloadFailure {
        match self {
            Self::Io(error) if error.kind() == io::ErrorKind::OutOfMemory => DownloadFailure::Memory,
            Self::Io(_) | Self::NoRoom { .. } | Self::State(_) | Self::TooLarge { .. } => {
                DownloadFailure::Storage
            }
        }
    }
}

/// The place for a package.
pub(super) struct Package {
    state: StateDir,
    path: PathBuf,
    max_size: u64,
}

/// A package that grows.
pub(super) struct OpenPackage {
    pub(super) file: File,
    pub(super) length: u64,
    path: PathBuf,
    max_size: u64,
    /// The length when the disk was looked at last.
    seen: u64,
}

/// What an earlier download has left.
pub(super) enum Remains {
    Nothing,
    Part(OpenPackage, Progress),
    Whole(File),
}

impl Package {
    pub(super) fn new(state: &StateDir, max_size: u64) -> Self {
        Self {
            state: state.clone(),
            path: state.file(PACKAGE_FILE),
            max_size,
        }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Empties the place; `size` is how large the package will become, if that is known.
    pub(super) fn create(&self, size: Option<u64>) -> Result<OpenPackage, PackageError> {
        let mut options = File::options();
        // As all state: what is in a package is nobody else's business.
        options.write(true).create(true).truncate(true).mode(0o600);
        let file = options.open(&self.path)?;
        check_room(&self.path, size.unwrap_or(0))?;
        Ok(self.open(file, 0))
    }

    /// Empties the place for a package that is fetched, and notes which one it is.
    pub(super) fn begin(&self, size: Option<u64>, progress: &Progress) -> Result<OpenPackage, PackageError> {
        let package = self.create(size)?;
        // In this order: old bytes must never be taken for those of the new package.
        package.file.sync_all()?;
        self.note(progress)?;
        Ok(package)
    }

    pub(super) fn note(&self, progress: &Progress) -> Result<(), PackageError> {
        Ok(self.state.write_json(PROGRESS_FILE, progress)?)
    }

    /// What there is of the package at this address.
    pub(super) fn remains(&self, uri: &str) -> Remains {
        let progress = match self.state.read_json::<Progress>(PROGRESS_FILE) {
            Ok(progress) => progress.filter(|progress| progress.uri == uri),
            Err(error) => {
                warn!(%error, "How far a download was is not known.");
                None
            }
        };
        let Some(progress) = progress else {
            return Remains::Nothing;
        };
        self.reopen(progress).unwrap_or_else(|error| {
            warn!(%error, "A download cannot go on where it stood.");
            Remains::Nothing
        })
    }

    fn reopen(&self, progress: Progress) -> Result<Remains, PackageError> {
        let mut file = File::options().read(true).write(true).open(&self.path)?;
        let length = file.metadata()?.len();
        let safe = progress.safe_length(length, &boot());
        if length > 0 && progress.complete == Some(safe) {
            return Ok(Remains::Whole(file));
        }
        let length = safe - safe % ALIGNMENT;
        file.set_len(length)?;
        file.seek(SeekFrom::Start(length))?;
        let boot = boot();
        let synced = progress.synced.min(length);
        let progress = Progress {
            boot,
            synced,
            complete: None,
            ..progress
        };
        // What comes now counts for as long as this system runs.
        self.note(&progress)?;
        Ok(Remains::Part(self.open(file, length), progress))
    }

    pub(super) fn discard(&self) {
        for path in [self.state.file(PROGRESS_FILE), self.path.clone()] {
            match fs::remove_file(&path) {
                Err(problem) if problem.kind() != io::ErrorKind::NotFound => {
                    warn!(error = %problem, path = %path.display(), "Cannot delete a firmware package.");
                }
                Ok(()) | Err(_) => {}
            }
        }
    }

    fn open(&self, file: File, length: u64) -> OpenPackage {
        OpenPackage {
            file,
            length,
            path: self.path.clone(),
            max_size: self.max_size,
            seen: length,
        }
    }
}

impl OpenPackage {
    /// Appends a part.
    pub(super) fn append(&mut self, bytes: &[u8]) -> Result<(), PackageError> {
        let after = self.length + bytes.len() as u64;
        if after > self.max_size {
            return Err(PackageError::TooLarge { limit: self.max_size });
        }
        if after >= self.seen + CHECKPOINT {
            check_room(&self.path, 0)?;
            self.seen = after;
        }
        self.file.write_all(bytes)?;
        self.length = after;
        Ok(())
    }

    /// Whether so much came since `synced` that it should be made safe.
    pub(super) const fn is_ahead_of(&self, synced: u64) -> bool {
        self.length >= synced + CHECKPOINT
    }
}

fn check_room(path: &Path, size: u64) -> Result<(), PackageError> {
    let stat = rustix::fs::statvfs(path).map_err(io::Error::from)?;
    let free = stat.f_bavail.saturating_mul(stat.f_frsize);
    let needed = size.saturating_add(RESERVE);
    match free < needed {
        true => Err(PackageError::NoRoom { free, needed }),
        false => Ok(()),
    }
}

#[cfg(test)]
#[path = "package_tests.rs"]
mod tests;
