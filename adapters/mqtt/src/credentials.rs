//! Files with credentials: where they are looked for and who may read them.

use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use crate::error::CredentialError;

/// Where files with a relative name are, when systemd passes no such credential.
const CONFIGURATION: &str = "/etc/gatewayd";
/// No password and no bundle of a private authority is longer.
const MAX_LENGTH: u64 = 64 * 1024;

/// The text of a secret file, without the line break at its end.
pub(crate) fn read_secret(name: &Path) -> Result<String, CredentialError> {
    read_secret_in(&directories(), name)
}

/// The bytes of a file that everybody may know.
pub(crate) fn read_public(name: &Path) -> Result<Vec<u8>, CredentialError> {
    let (path, file) = open(&directories(), name)?;
    read(path, file)
}

/// systemd passes credentials in a directory of their own (systemd.exec(5), "Credentials").
fn directories() -> Vec<PathBuf> {
    let passed = std::env::var_os("CREDENTIALS_DIRECTORY").map(PathBuf::from);
    passed.into_iter().chain([PathBuf::from(CONFIGURATION)]).collect()
}

fn read_secret_in(directories: &[PathBuf], name: &Path) -> Result<String, CredentialError> {
    let (path, file) = open(directories, name)?;
    // The open file is asked, not its name: the name could be moved in between.
    let metadata = file.metadata().map_err(|source| CredentialError::Read {
        file: path.clone(),
        source,
    })?;
    if metadata.permissions().mode() & 0o004 != 0 {
        return Err(CredentialError::WorldReadable(path));
    }
    let bytes = read(path.clone(), file)?;
    let text = String::from_utf8(bytes).map_err(|_| CredentialError::NotText(path))?;
    let text = text.strip_suffix('\n').unwrap_or(&text);
    Ok(text.strip_suffix('\r').unwrap_or(text).to_owned())
}

/// Opens the first that exists; an absolute name is looked up nowhere else.
fn open(directories: &[PathBuf], name: &Path) -> Result<(PathBuf, File), CredentialError> {
    let mut last = (name.to_path_buf(), io::Error::from(io::ErrorKind::NotFound));
    for directory in directories {
        let path = directory.join(name);
        match File::open(&path) {
            Ok(file) => return Ok((path, file)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => last = (path, error),
            Err(source) => return Err(CredentialError::Read { file: path, source }),
        }
    }
    let (file, source) = last;
    Err(CredentialError::Read { file, source })
}

fn read(path: PathBuf, file: File) -> Result<Vec<u8>, CredentialError> {
    let mut bytes = Vec::new();
    if let Err(source) = file.take(MAX_LENGTH + 1).read_to_end(&mut bytes) {
        return Err(CredentialError::Read { file: path, source });
    }
    if bytes.len() as u64 > MAX_LENGTH {
        return Err(CredentialError::TooLong(path));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use std::fs::{self, Permissions};

    use super::*;

    fn directory(files: &[(&str, &[u8], u32)]) -> tempfile::TempDir {
        let directory = tempfile::tempdir().expect("a temporary directory");
        for (name, content, mode) in files {
            let path = directory.path().join(name);
            fs::write(&path, content).expect("the file is written");
            fs::set_permissions(&path, Permissions::from_mode(*mode)).expect("the mode is set");
        }
        directory
    }

    #[test]
    fn a_secret_passed_by_systemd_comes_before_the_one_in_the_configuration() {
        let passed = directory(&[("password", b"first\n", 0o400)]);
        let configured = directory(&[("password", b"second", 0o640), ("other", b"third\r\n", 0o600)]);
        let both = [passed.path().to_path_buf(), configured.path().to_path_buf()];
        let read = |name: &str| read_secret_in(&both, Path::new(name)).expect("the file is good");
        assert_eq!(read("password"), "first");
        assert_eq!(read("other"), "third");
    }

    #[test]
    fn a_secret_that_everybody_can_read_is_refused() {
        let directory = directory(&[("password", b"secret", 0o644)]);
        let error = read_secret_in(&[directory.path().to_path_buf()], Path::new("password"));
        let message = error.expect_err("the mode is 0644").to_string();
        assert!(message.contains("password is readable by everybody"), "{message}");
        assert!(!message.contains("secret"), "{message}");
    }

    #[test]
    fn an_unusable_file_is_named() {
        let long = vec![b'x'; 65_537];
        let directory = directory(&[("binary", b"\xFF", 0o600), ("long", &long, 0o600)]);
        for (name, expected) in [
            ("absent", "cannot read"),
            ("binary", "is not text"),
            ("long", "is longer"),
        ] {
            let error = read_secret_in(&[directory.path().to_path_buf()], Path::new(name));
            let message = error.expect_err("the file is not good").to_string();
            assert!(message.contains(name) && message.contains(expected), "{message}");
        }
    }
}
