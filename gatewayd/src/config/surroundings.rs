//! What a configuration depends on besides its files.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::secret::{self, Privacy, Secret, SecretError};

/// Where systemd and others keep the identity of the machine (machine-id(5)).
const MACHINE_ID: &str = "/etc/machine-id";

/// Where packages put object definitions.
const PACKAGED_MODELS: &str = "/usr/share/gatewayd/models";

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
    /// The folder of packaged object definitions.
    pub models: Option<PathBuf>,
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
            models: Some(PathBuf::from(PACKAGED_MODELS)),
        }
    }

    /// The secret in the file `name`.
    pub(super) fn secret(&self, name: &Path, folder: &Path) -> Result<Secret, SecretError> {
        let path = self.located(name, folder);
        match self.disk {
            Disk::Absent => Err(SecretError::Absent { path }),
            Disk::Present => Secret::from_file(&path),
        }
    }

    /// The content of the file `name`, as it is.
    pub(super) fn content(
        &self,
        name: &Path,
        folder: &Path,
        privacy: Privacy,
    ) -> Result<Secret, SecretError> {
        let path = self.located(name, folder);
        match self.disk {
            Disk::Absent => Err(SecretError::Absent { path }),
            Disk::Present => Secret::content(&path, privacy),
        }
    }

    /// Checks that the file `name` is there, and private if it has to be; returns where it is.
    pub(super) fn file(&self, name: &Path, folder: &Path, is_secret: bool) -> Result<PathBuf, SecretError> {
        let path = self.located(name, folder);
        match self.disk {
            Disk::Absent => {}
            Disk::Present if is_secret => secret::check_secret_file(&path)?,
            Disk::Present => {
                secret::check_file(&path)?;
            }
        }
        Ok(path)
    }

    /// Where the file `name` is: among the credentials, otherwise in `folder`.
    fn located(&self, name: &Path, folder: &Path) -> PathBuf {
        let credential = self
            .credentials
            .as_ref()
            .map(|credentials| credentials.join(name));
        let exists = |path: &PathBuf| self.disk == Disk::Present && path.exists();
        credential.filter(exists).unwrap_or_else(|| folder.join(name))
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
