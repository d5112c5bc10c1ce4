//! A certificate with its private key, and what is expected of the other side.

use crate::error::CredentialsError;
use crate::trust::Trust;
use openssl::pkey::{PKey, Private};
use openssl::x509::X509;
use std::fmt;

/// Most bytes of certificates in one place; chains of devices have one to three of about 500 bytes.
pub const MAX_CERTIFICATES: usize = 64 * 1024;

/// Most bytes of a private key: RSA with 8192 bits in PEM has 6.4 KiB.
pub const MAX_PRIVATE_KEY: usize = 16 * 1024;

/// Longest name of a server (RFC 1035 section 2.3.4, without the dots of the wire format).
const MAX_NAME: usize = 253;

/// What begins a PEM block (RFC 7468 section 2).
const PEM: &[u8] = b"-----BEGIN ";

/// A certificate with its private key, and what is expected of the other side (OMA LwM2M security mode 2).
///
/// The key is in the hands of OpenSSL, which erases it; it does not print.
#[derive(Clone)]
pub struct Certificate {
    /// The end entity first, then its issuers.
    chain: Vec<X509>,
    key: PKey<Private>,
    trust: Trust,
    server_name: Option<String>,
}

impl Certificate {
    /// Checks and keeps a chain, end entity first, and the private key that belongs to it, each DER or PEM.
    ///
    /// # Errors
    ///
    /// If either cannot be read, or they do not belong together.
    pub fn new(chain: &[u8], key: &[u8], trust: Trust) -> Result<Self, CredentialsError> {
        let chain = certificates(chain).ok_or(CredentialsError::Certificate)?;
        let key = private_key(key).ok_or(CredentialsError::PrivateKey)?;
        let certified = chain.first().and_then(|leaf| leaf.public_key().ok());
        if !certified.is_some_and(|certified| certified.public_eq(&key)) {
            return Err(CredentialsError::Mismatch);
        }
        Ok(Self {
            chain,
            key,
            trust,
            server_name: None,
        })
    }

    /// Names the server: a host name, which is also sent (RFC 6066 section 3), or an address without brackets.
    ///
    /// # Errors
    ///
    /// If no server can have this name.
    pub fn for_server(mut self, name: &str) -> Result<Self, CredentialsError> {
        // Above all no NUL, at which OpenSSL would take the name to end.
        if name.is_empty() || name.len() > MAX_NAME || !name.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(CredentialsError::ServerName);
        }
        self.server_name = Some(name.to_owned());
        Ok(self)
    }

    pub(crate) fn chain(&self) -> &[X509] {
        &self.chain
    }

    pub(crate) fn key(&self) -> &PKey<Private> {
        &self.key
    }

    pub(crate) fn trust(&self) -> &Trust {
        &self.trust
    }

    pub(crate) fn server_name(&self) -> Option<&str> {
        self.server_name.as_deref()
    }
}

impl PartialEq for Certificate {
    /// The key needs no comparison: it is the one that belongs to the chain.
    fn eq(&self, other: &Self) -> bool {
        self.chain == other.chain && self.trust == other.trust && self.server_name == other.server_name
    }
}

impl Eq for Certificate {}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let subject = self.chain.first().map(|leaf| leaf.subject_name());
        f.debug_struct("Certificate")
            .field("subject", &subject)
            .field("key", &format_args!("<secret>"))
            .field("server_name", &self.server_name)
            .finish_non_exhaustive()
    }
}

/// One certificate in DER, or one and more in PEM.
pub(crate) fn certificates(bytes: &[u8]) -> Option<Vec<X509>> {
    if bytes.len() > MAX_CERTIFICATES {
        return None;
    }
    let found = if is_pem(bytes) {
        X509::stack_from_pem(bytes).ok()?
    } else {
        let one = X509::from_der(bytes).ok()?;
        // OpenSSL reads no further than the first; what follows it would be lost without a word.
        (one.to_der().ok()?.len() == bytes.len()).then_some(vec![one])?
    };
    (!found.is_empty()).then_some(found)
}

/// A key in PKCS#8 or the older form of its algorithm (SEC 1, PKCS#1), without a passphrase.
fn private_key(bytes: &[u8]) -> Option<PKey<Private>> {
    if bytes.len() > MAX_PRIVATE_KEY {
        return None;
    }
    if is_pem(bytes) {
        // Without an answer of our own OpenSSL would ask the terminal.
        PKey::private_key_from_pem_callback(bytes, |_| Ok(0)).ok()
    } else {
        PKey::private_key_from_der(bytes).ok()
    }
}

fn is_pem(bytes: &[u8]) -> bool {
    bytes.windows(PEM.len()).any(|window| window == PEM)
}
