//! Which certificates of the other side are good (OMA LwM2M core 1.2.1, Security object, resources 4, 13 and 15).

use crate::certificate::certificates;
use crate::error::CredentialsError;
use openssl::hash::MessageDigest;
use openssl::x509::{X509, X509Ref};

/// What the certificate of the other side is compared with.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Trust {
    /// The end-entity certificate that is good without an authority.
    pin: Option<Pin>,
    /// The authorities whose certificates are good.
    anchors: Vec<X509>,
    /// Whether the certificate has to be for the name of the server.
    checks_name: bool,
}

/// What identifies one certificate.
#[derive(Clone, Debug, Eq, PartialEq)]
struct Pin {
    matching: Matching,
    data: Vec<u8>,
}

/// How a certificate is compared (resource 0/x/13).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Matching {
    Exact,
    Sha256,
    Sha384,
    Sha512,
}

impl Trust {
    /// Trusts what the resources of a Security instance say: 4 `data`, 15 `usage`, 13 `matching`.
    ///
    /// * Usage 3: the end-entity certificate is this one; neither its name nor its dates count (RFC 7671
    ///   section 5.1).
    /// * Usage 2: `data` holds the only authorities.
    /// * Without usage, as accounts of LwM2M 1.1 are: the certificate is this one or, if `data` is of an authority,
    ///   was issued by it. Its name has to be right in any case.
    ///
    /// # Errors
    ///
    /// If `data` holds no certificate or no hash of the right length, or the usage needs what there is not.
    pub fn from_resources(
        usage: Option<u64>,
        matching: Option<u64>,
        data: &[u8],
    ) -> Result<Self, CredentialsError> {
        if data.is_empty() {
            return Err(CredentialsError::NoServerCertificate);
        }
        let matching = Matching::new(matching.unwrap_or(0))?;
        match usage {
            None => Self::by_content(matching, data),
            Some(2) if matching == Matching::Exact => Self::anchors(data),
            Some(2) => Err(CredentialsError::HashOfAuthority),
            Some(3) => Ok(Self {
                pin: Some(Pin::new(matching, data)?),
                anchors: Vec::new(),
                checks_name: false,
            }),
            Some(other) => Err(CredentialsError::Usage(other)),
        }
    }

    /// Trusts the authorities in `data`, DER or PEM.
    ///
    /// # Errors
    ///
    /// If `data` does not hold certificates.
    pub fn anchors(data: &[u8]) -> Result<Self, CredentialsError> {
        Ok(Self {
            pin: None,
            anchors: server_certificates(data)?,
            checks_name: true,
        })
    }

    fn by_content(matching: Matching, data: &[u8]) -> Result<Self, CredentialsError> {
        let anchors = match matching {
            Matching::Exact => server_certificates(data)?,
            Matching::Sha256 | Matching::Sha384 | Matching::Sha512 => Vec::new(),
        };
        Ok(Self {
            pin: Some(Pin::new(matching, data)?),
            // OpenSSL takes none for an authority that is not marked as one (RFC 5280 section 4.2.1.9).
            anchors,
            checks_name: true,
        })
    }

    /// The authorities whose certificates are good.
    pub(crate) fn authorities(&self) -> &[X509] {
        &self.anchors
    }

    /// Whether the certificate has to be for the name of the server.
    pub(crate) const fn checks_name(&self) -> bool {
        self.checks_name
    }

    /// Whether one certificate is expected, and no other.
    pub(crate) const fn is_pinned(&self) -> bool {
        self.pin.is_some()
    }

    /// Whether this end-entity certificate is good without an authority.
    pub(crate) fn has_pinned(&self, leaf: &X509Ref) -> bool {
        self.pin.as_ref().is_some_and(|pin| pin.matches(leaf))
    }
}

impl Pin {
    fn new(matching: Matching, data: &[u8]) -> Result<Self, CredentialsError> {
        let data = match matching.digest() {
            // Once parsed, PEM and DER are the same.
            None => der(server_certificates(data)?.first())?,
            Some(digest) if data.len() == digest.size() => data.to_vec(),
            Some(_) => return Err(CredentialsError::HashLength(data.len())),
        };
        Ok(Self { matching, data })
    }

    fn matches(&self, leaf: &X509Ref) -> bool {
        match self.matching.digest() {
            None => leaf.to_der().is_ok_and(|der| der == self.data),
            Some(digest) => leaf.digest(digest).is_ok_and(|digest| *digest == *self.data),
        }
    }
}

impl Matching {
    const fn new(number: u64) -> Result<Self, CredentialsError> {
        match number {
            0 => Ok(Self::Exact),
            1 => Ok(Self::Sha256),
            2 => Ok(Self::Sha384),
            3 => Ok(Self::Sha512),
            _ => Err(CredentialsError::Matching(number)),
        }
    }

    fn digest(self) -> Option<MessageDigest> {
        match self {
            Self::Exact => None,
            Self::Sha256 => Some(MessageDigest::sha256()),
            Self::Sha384 => Some(MessageDigest::sha384()),
            Self::Sha512 => Some(MessageDigest::sha512()),
        }
    }
}

fn server_certificates(data: &[u8]) -> Result<Vec<X509>, CredentialsError> {
    certificates(data).ok_or(CredentialsError::ServerCertificate)
}

fn der(certificate: Option<&X509>) -> Result<Vec<u8>, CredentialsError> {
    certificate
        .and_then(|certificate| certificate.to_der().ok())
        .ok_or(CredentialsError::ServerCertificate)
}
