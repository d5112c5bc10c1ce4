//! What a configuration depends on besides its files.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::secret::{Secret, SecretError};

/// Where systemd and others keep the identity of the machine (machine-id(5)).
const MACHINE_ID: &str = "/etc/machine-id";

/// The environment a configuration is read in.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    /// The environment variables.
    pub variables: Vec<(OsString, OsString)>,
    /// The folder of `$CREDENTIALS_DIRECTORY`.
    pub credentials: Option<PathBuf>,
    /// The identity of the machine, which never leaves it.
    pub machine_id: Option<String>,
    /// Whether files that the configuration names may be looked at.
    pub disk: Disk,
}

/// Whether files that a configuration names may be looked at.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Disk {
    /// They are taken as absent.
    #[default]
    Absent,
    /// They may.
    Present,
}

impl Surroundings {
    /// The surroundings of this process.
    #[must_use]
    pub fn of_process() -> Self {
        Self {
            variables: std::env::vars_os().collect(),
            credentials: std::env::var_os("CREDENTIALS_DIRECTORY").map(PathBuf::from),
            machine_id: std::fs::read_to_string(MACHINE_ID)
                .ok()
                .map(|id| id.trim().to_owned()),
            disk: Disk::Present,
        }
    }

    /// The secret in the file `name`, looked for among the credentials first, then in `folder`.
    pub(super) fn secret(&self, name: &str, folder: &Path) -> Result<Secret, SecretError> {
        match self.disk {
            Disk::Absent => Err(SecretError::Absent {
                path: folder.join(name),
            }),
            Disk::Present => {
                let credential = self
                    .credentials
                    .as_ref()
                    .map(|credentials| credentials.join(name));
                let path = credential
                    .filter(|path| path.exists())
                    .unwrap_or_else(|| folder.join(name));
                Secret::from_file(&path)
            }
        }
    }

    /// The path itself, not one of its aliases, so that two names of one port are seen to be one.
    pub(super) fn canonical(&self, path: &str) -> String {
        match self.disk {
            Disk::Absent => path.to_owned(),
            Disk::Present => std::fs::canonicalize(path)
                .map_or_else(|_| path.to_owned(), |path| path.to_string_lossy().into_owned()),
        }
    }
}
