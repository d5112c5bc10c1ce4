//! Why the adapter cannot do what it was asked.

use std::io;
use std::path::PathBuf;

use rumqttc::tokio_native_tls::native_tls;

/// Why a file with credentials cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CredentialError {
    /// It is not there, or not for us.
    #[error("cannot read {}", file.display())]
    Read {
        /// The file.
        file: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// It is not UTF-8.
    #[error("{} is not text", .0.display())]
    NotText(PathBuf),
    /// It is so long that it cannot be meant.
    #[error("{} is longer than 65536 bytes", .0.display())]
    TooLong(PathBuf),
    /// Everybody on the machine could read it.
    #[error("{} is readable by everybody, take that permission away with `chmod o-rwx`", .0.display())]
    WorldReadable(PathBuf),
}

/// Why a connection cannot even be tried.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ConnectError {
    /// A file with certificates cannot be read as such.
    #[error("{} holds no usable certificates", file.display())]
    Certificates {
        /// The file.
        file: PathBuf,
        /// What the TLS library said.
        #[source]
        source: native_tls::Error,
    },
    /// A file with credentials cannot be used.
    #[error(transparent)]
    Credential(#[from] CredentialError),
    /// A file with certificates holds none.
    #[error("{} holds no certificates", .0.display())]
    NoCertificates(PathBuf),
    /// The address of the broker is none.
    #[error("{0}")]
    Url(String),
}
