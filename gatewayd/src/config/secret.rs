//! Secrets from files: found, checked, and never shown.

use std::fmt;
use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

/// Far more than the longest key in hexadecimal digits (64 bytes, OMA LwM2M core 1.2.1, resource 0/x/5).
const MAX_FILE: u64 = 4096;

/// More than a chain of certificates or a private key in PEM needs; the latter has 6.4 KiB with 8192 bits of RSA.
const MAX_CONTENT: u64 = 16 * 1024;

/// What "everyone else" may do with a file, in its mode.
const OTHERS: u32 = 0o007;

/// Bytes nobody may see; `Debug` tells only how many there are.
#[derive(Clone, Eq, PartialEq)]
pub struct Secret(Zeroizing<Vec<u8>>);

/// Why a secret cannot be had; names the file, never its content.
#[derive(Debug, thiserror::Error)]
pub(super) enum SecretError {
    #[error("there is no file {}", path.display())]
    Absent { path: PathBuf },
    #[error("{} is not a regular file", path.display())]
    NotAFile { path: PathBuf },
    #[error("{} does not hold an even number of hexadecimal digits", path.display())]
    NotHex { path: PathBuf },
    #[error("{} is accessible to everyone on this machine", path.display())]
    Open { path: PathBuf },
    #[error("{} is too long", path.display())]
    Large { path: PathBuf },
    #[error("{} is too long for a key", path.display())]
    TooLong { path: PathBuf },
    #[error("cannot read {}: {source}", path.display())]
    Unreadable { path: PathBuf, source: io::Error },
}

impl SecretError {
    /// What to do about it, where that is known.
    pub(super) fn help(&self) -> Option<String> {
        match self {
            Self::Absent { .. } => {
                Some("it is looked for in $CREDENTIALS_DIRECTORY, then beside gatewayd.toml".into())
            }
            Self::NotHex { .. } => Some("write the key as hexadecimal digits, such as 0011aaff".into()),
            Self::Open { path } => Some(format!("chmod 0640 {}", path.display())),
            Self::Unreadable { .. } => Some("the user gatewayd must be able to read it".into()),
            Self::NotAFile { .. } | Self::Large { .. } | Self::TooLong { .. } => None,
        }
    }
}

impl Secret {
    /// Keeps `bytes` from being shown.
    #[must_use]
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The bytes, for the one who has to use them.
    #[must_use]
    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    /// Reads the hexadecimal digits in the file; white space does not count.
    pub(super) fn from_file(path: &Path) -> Result<Self, SecretError> {
        // Looked at before it is opened: opening a named pipe would wait for its other end.
        check_file(path)?;
        let path = path.to_owned();
        match read(&path, MAX_FILE, Privacy::Secret) {
            Ok(Content::Open) => Err(SecretError::Open { path }),
            Ok(Content::Text(text)) if text.len() as u64 > MAX_FILE => Err(SecretError::TooLong { path }),
            Ok(Content::Text(text)) => from_hex(&text).map(Self::new).ok_or(SecretError::NotHex { path }),
            Err(source) => Err(SecretError::Unreadable { path, source }),
        }
    }

    /// Reads the file as it is.
    pub(super) fn content(path: &Path, privacy: Privacy) -> Result<Self, SecretError> {
        check_file(path)?;
        let path = path.to_owned();
        match read(&path, MAX_CONTENT, privacy) {
            Ok(Content::Open) => Err(SecretError::Open { path }),
            Ok(Content::Text(text)) if text.len() as u64 > MAX_CONTENT => Err(SecretError::Large { path }),
            Ok(Content::Text(text)) => Ok(Self(text)),
            Err(source) => Err(SecretError::Unreadable { path, source }),
        }
    }
}

/// Whether there is a regular file, and what may be done with it.
pub(super) fn check_file(path: &Path) -> Result<Metadata, SecretError> {
    let path = path.to_owned();
    match std::fs::metadata(&path) {
        Ok(metadata) if metadata.is_file() => Ok(metadata),
        Ok(_) => Err(SecretError::NotAFile { path }),
        Err(source) if source.kind() == io::ErrorKind::NotFound => Err(SecretError::Absent { path }),
        Err(source) => Err(SecretError::Unreadable { path, source }),
    }
}

/// Whether there is a regular file that is not accessible to everyone.
pub(super) fn check_secret_file(path: &Path) -> Result<(), SecretError> {
    let metadata = check_file(path)?;
    if metadata.permissions().mode() & OTHERS != 0 {
        return Err(SecretError::Open {
            path: path.to_owned(),
        });
    }
    Ok(())
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secret({} bytes)", self.0.len())
    }
}

/// Whether a file must not be accessible to everyone.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Privacy {
    Public,
    Secret,
}

enum Content {
    /// Everyone may access the file; it was not read.
    Open,
    Text(Zeroizing<Vec<u8>>),
}

fn read(path: &Path, most: u64, privacy: Privacy) -> io::Result<Content> {
    let file = File::open(path)?;
    if privacy == Privacy::Secret && file.metadata()?.permissions().mode() & OTHERS != 0 {
        return Ok(Content::Open);
    }
    let mut text = Zeroizing::new(Vec::new());
    file.take(most + 1).read_to_end(&mut text)?;
    Ok(Content::Text(text))
}

fn from_hex(text: &[u8]) -> Option<Vec<u8>> {
    let digits = text.iter().filter(|byte| !byte.is_ascii_whitespace());
    let digits: Zeroizing<Vec<u8>> = digits
        .map(|byte| hex_digit(*byte))
        .collect::<Option<Vec<u8>>>()
        .map(Zeroizing::new)?;
    let (pairs, rest) = digits.as_chunks::<2>();
    rest.is_empty()
        .then(|| pairs.iter().map(|[high, low]| high << 4 | low).collect())
}

const fn hex_digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_does_not_print() {
        let shown = format!(
            "{:?} {:#?}",
            Secret::new(b"swordfish".to_vec()),
            Secret::new(vec![115, 119])
        );
        assert!(!shown.contains("swordfish") && !shown.contains("115"), "{shown}");
    }

    #[test]
    fn hexadecimal_digits_may_be_spread_over_lines() {
        assert_eq!(from_hex(b"00 aA\nff\n"), Some(vec![0x00, 0xaa, 0xff]));
        assert_eq!(from_hex(b"0"), None);
        assert_eq!(from_hex(b"zz"), None);
    }
}
