//! What survives a restart: files in the state directory, replaced whole.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

/// The state directory.
#[derive(Clone, Debug)]
pub struct StateDir {
    path: PathBuf,
}

/// The state cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// The file does not hold what this program writes there.
    #[error("the state file {path} is damaged; move it away to start without it")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        #[source]
        source: serde_json::Error,
    },
    /// The file system refuses.
    #[error("cannot {action} {path}")]
    Io {
        /// What was tried.
        action: &'static str,
        /// The file or directory.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
}

impl StateDir {
    /// Uses a directory, creating it when it is not there.
    ///
    /// # Errors
    /// When it cannot be created.
    pub fn open(path: &Path) -> Result<Self, StateError> {
        fs::create_dir_all(path).map_err(|source| io_error("create the directory", path, source))?;
        Ok(Self {
            path: path.to_owned(),
        })
    }

    /// Where a file of this name is, for what is not replaced as a whole.
    #[must_use]
    pub fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// Reads a file; `None` when there is none yet.
    ///
    /// # Errors
    /// When the file cannot be read or is damaged.
    pub fn read_json<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, StateError> {
        let path = self.path.join(name);
        match fs::read(&path) {
            Ok(bytes) => {
                let bytes = Zeroizing::new(bytes);
                let value = serde_json::from_slice(&bytes);
                value
                    .map(Some)
                    .map_err(|source| StateError::Damaged { path, source })
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(io_error("read", &path, source)),
        }
    }

    /// Replaces a file as a whole: after a power cut there is the old or the new one, never a mixture.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write_json<T: Serialize>(&self, name: &str, value: &T) -> Result<(), StateError> {
        let path = self.path.join(name);
        let new = self.path.join(format!("{name}.new"));
        let bytes = text(value).map_err(|source| StateError::Damaged {
            path: path.clone(),
            source,
        })?;
        let write = || -> io::Result<()> {
            // Some of it is secret, and none of it is anybody else's business.
            let mut options = File::options();
            options.write(true).create(true).truncate(true).mode(0o600);
            let mut file = options.open(&new)?;
            file.write_all(&bytes)?;
            file.sync_all()?;
            fs::rename(&new, &path)?;
            // The new name is safe once the directory is.
            File::open(&self.path)?.sync_all()
        };
        write().map_err(|source| io_error("write", &path, source))
    }
}

/// What goes into a file. It may hold keys, so the buffer does not grow, which would leave copies behind.
fn text<T: Serialize>(value: &T) -> serde_json::Result<Zeroizing<Vec<u8>>> {
    let mut length = Length(1);
    serde_json::to_writer_pretty(&mut length, value)?;
    let mut bytes = Zeroizing::new(Vec::with_capacity(length.0));
    serde_json::to_writer_pretty(&mut *bytes, value)?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// Counts what is written.
struct Length(usize);

impl io::Write for Length {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn io_error(action: &'static str, path: &Path, source: io::Error) -> StateError {
    StateError::Io {
        action,
        path: path.to_owned(),
        source,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_torn_write_leaves_the_old_file() {
        let folder = tempfile::tempdir().unwrap();
        let state = StateDir::open(folder.path()).unwrap();
        state.write_json("a.json", &vec![1, 2]).unwrap();
        // The power went while the new file was written.
        fs::write(folder.path().join("a.json.new"), b"[3,").unwrap();
        let state = StateDir::open(folder.path()).unwrap();
        assert_eq!(state.read_json("a.json").unwrap(), Some(vec![1, 2]));
        state.write_json("a.json", &vec![4]).unwrap();
        assert_eq!(state.read_json("a.json").unwrap(), Some(vec![4]));
        assert!(!folder.path().join("a.json.new").exists());
    }

    #[test]
    fn a_folder_that_has_gone_is_named_and_the_old_value_is_not_lost_by_trying() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state");
        let state = StateDir::open(&path).unwrap();
        fs::remove_dir(&path).unwrap();
        let error = state.write_json("a.json", &1).unwrap_err();
        assert!(error.to_string().contains("state/a.json"), "{error}");
        assert_eq!(state.read_json::<u8>("a.json").unwrap(), None);
    }

    #[test]
    fn a_folder_that_is_a_file_cannot_be_opened() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let error = StateDir::open(file.path()).unwrap_err();
        assert!(
            error.to_string().starts_with("cannot create the directory"),
            "{error}"
        );
    }

    #[test]
    fn a_file_reads_back_as_it_was_written_and_damage_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let state = StateDir::open(&folder.path().join("deep/er")).unwrap();
        assert_eq!(state.read_json::<Vec<u8>>("a.json").unwrap(), None);
        state.write_json("a.json", &vec![1, 2]).unwrap();
        assert_eq!(state.read_json("a.json").unwrap(), Some(vec![1, 2]));
        fs::write(folder.path().join("deep/er/a.json"), b"{").unwrap();
        let error = state.read_json::<Vec<u8>>("a.json").unwrap_err();
        assert!(error.to_string().contains("a.json is damaged"), "{error}");
    }
}
