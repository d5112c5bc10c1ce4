//! Secrets that do not print and do not outlive their owner in memory.

#[cfg(feature = "dtls")]
use crate::certificate::Certificate;
#[cfg(feature = "dtls")]
use crate::dtls::Proof;
use crate::error::CredentialsError;
#[cfg(feature = "dtls")]
use std::collections::HashMap;
use std::fmt;
#[cfg(feature = "dtls")]
use std::sync::Arc;
use zeroize::Zeroizing;

/// Longest PSK identity in bytes (OMA LwM2M core 1.2.1, Security object, resource 3).
pub const MAX_IDENTITY: usize = 128;

/// Longest PSK key in bytes (OMA LwM2M core 1.2.1, Security object, resource 5).
pub const MAX_KEY: usize = 64;

/// A pre-shared key with the identity that names it.
#[derive(Clone, Eq, PartialEq)]
pub struct Psk {
    identity: Vec<u8>,
    key: Zeroizing<Vec<u8>>,
}

/// What a client authenticates with.
///
/// Raw public keys will be a further variant.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Credentials {
    /// A certificate (OMA LwM2M security mode 2).
    #[cfg(feature = "dtls")]
    Certificate(Box<Certificate>),
    /// Pre-shared key (OMA LwM2M security mode 0).
    Psk(Psk),
}

/// Where a server finds the key that belongs to an identity.
#[cfg(feature = "dtls")]
#[derive(Clone)]
pub struct PskTable {
    lookup: Arc<Lookup>,
}

#[cfg(feature = "dtls")]
type Lookup = dyn Fn(&[u8]) -> Option<Psk> + Send + Sync;

impl Psk {
    /// Checks and keeps an identity and its key.
    ///
    /// # Errors
    ///
    /// If either is empty or too long, or the identity holds a NUL byte.
    pub fn new(identity: impl Into<Vec<u8>>, key: impl Into<Vec<u8>>) -> Result<Self, CredentialsError> {
        let key = Zeroizing::new(key.into());
        let identity = identity.into();
        if identity.is_empty() || identity.len() > MAX_IDENTITY {
            return Err(CredentialsError::IdentityLength(identity.len()));
        }
        if identity.contains(&0) {
            return Err(CredentialsError::IdentityHasNul);
        }
        if key.is_empty() || key.len() > MAX_KEY {
            return Err(CredentialsError::KeyLength(key.len()));
        }
        Ok(Self { identity, key })
    }

    /// The identity; not a secret, it crosses the wire in the clear.
    pub fn identity(&self) -> &[u8] {
        &self.identity
    }

    #[cfg(feature = "dtls")]
    pub(crate) fn key(&self) -> &[u8] {
        &self.key
    }
}

#[cfg(feature = "dtls")]
impl Credentials {
    pub(crate) const fn proof(&self) -> Proof {
        match self {
            Self::Certificate(_) => Proof::Certificate,
            Self::Psk(_) => Proof::PreSharedKey,
        }
    }

    /// The name that the certificate of the server has to be for, and whether that counts.
    pub(crate) fn server_name(&self) -> Option<(&str, bool)> {
        match self {
            Self::Certificate(certificate) => certificate
                .server_name()
                .map(|name| (name, certificate.trust().checks_name())),
            Self::Psk(_) => None,
        }
    }
}

impl fmt::Debug for Psk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Psk")
            .field("identity", &self.identity.escape_ascii().to_string())
            .field("key", &format_args!("<{} secret bytes>", self.key.len()))
            .finish()
    }
}

#[cfg(feature = "dtls")]
impl PskTable {
    /// Asks `lookup` for every handshake; `None` refuses the identity.
    pub fn by_lookup(lookup: impl Fn(&[u8]) -> Option<Psk> + Send + Sync + 'static) -> Self {
        Self {
            lookup: Arc::new(lookup),
        }
    }

    pub(crate) fn find(&self, identity: &[u8]) -> Option<Psk> {
        (self.lookup)(identity)
    }
}

#[cfg(feature = "dtls")]
impl FromIterator<Psk> for PskTable {
    /// Knows exactly these keys; the last one wins if an identity repeats.
    fn from_iter<I: IntoIterator<Item = Psk>>(psks: I) -> Self {
        let known: HashMap<Vec<u8>, Psk> = psks.into_iter().map(|psk| (psk.identity.clone(), psk)).collect();
        Self::by_lookup(move |identity| known.get(identity).cloned())
    }
}

#[cfg(feature = "dtls")]
impl fmt::Debug for PskTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PskTable").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_never_shows_in_debug_output() {
        let psk = Psk::new("meter-7", "swordfish").unwrap();
        let shown = format!("{psk:?} {:#?}", Credentials::Psk(psk.clone()));
        assert!(
            shown.contains("meter-7") && shown.contains("<9 secret bytes>"),
            "{shown}"
        );
        #[cfg(feature = "dtls")]
        let shown = shown + &format!("{:?}", [psk].into_iter().collect::<PskTable>());
        // Neither as text nor as the list of numbers a derived implementation would print.
        assert!(
            !shown.contains("swordfish") && !shown.contains("115, 119"),
            "{shown}"
        );
    }

    #[test]
    fn limits_are_inclusive() {
        assert!(Psk::new(vec![b'a'; MAX_IDENTITY], vec![0; MAX_KEY]).is_ok());
        assert_eq!(
            Psk::new(vec![b'a'; 129], "k"),
            Err(CredentialsError::IdentityLength(129))
        );
        assert_eq!(Psk::new("a", vec![0; 65]), Err(CredentialsError::KeyLength(65)));
        assert_eq!(Psk::new("", "k"), Err(CredentialsError::IdentityLength(0)));
        assert_eq!(Psk::new("a", ""), Err(CredentialsError::KeyLength(0)));
        assert_eq!(Psk::new("a\0b", "k"), Err(CredentialsError::IdentityHasNul));
    }
}
