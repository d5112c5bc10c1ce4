//! An authority that issues certificates for the tests.

use openssl::asn1::Asn1Time;
use openssl::bn::BigNum;
use openssl::ec::{EcGroup, EcKey};
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{PKey, Private};
use openssl::rsa::Rsa;
use openssl::x509::extension::{BasicConstraints, SubjectAlternativeName};
use openssl::x509::{X509, X509Builder, X509Name};

/// A certificate and its key.
pub(crate) struct Issued {
    pub(crate) certificate: X509,
    pub(crate) key: PKey<Private>,
}

/// What a certificate says.
#[derive(Clone, Copy)]
pub(crate) struct Request<'a> {
    pub(crate) common_name: &'a str,
    pub(crate) dns: Option<&'a str>,
    pub(crate) ip: Option<&'a str>,
    pub(crate) is_authority: bool,
    /// Days from now of the begin and the end.
    pub(crate) days: (i64, i64),
}

impl<'a> Request<'a> {
    pub(crate) const fn of(common_name: &'a str) -> Self {
        Self {
            common_name,
            dns: None,
            ip: None,
            is_authority: false,
            days: (-1, 30),
        }
    }

    pub(crate) const fn authority(common_name: &'a str) -> Self {
        Self {
            is_authority: true,
            ..Self::of(common_name)
        }
    }
}

impl Issued {
    pub(crate) fn der(&self) -> Vec<u8> {
        self.certificate.to_der().unwrap()
    }

    pub(crate) fn key_der(&self) -> Vec<u8> {
        self.key.private_key_to_pkcs8().unwrap()
    }

    /// Issues a certificate with a key on P-256.
    pub(crate) fn issue(&self, request: Request<'_>) -> Self {
        made(request, p256(), Some(self))
    }

    pub(crate) fn issue_rsa(&self, request: Request<'_>) -> Self {
        let key = PKey::from_rsa(Rsa::generate(2048).unwrap()).unwrap();
        made(request, key, Some(self))
    }
}

pub(crate) fn self_signed(request: Request<'_>) -> Issued {
    made(request, p256(), None)
}

fn p256() -> PKey<Private> {
    let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).unwrap();
    PKey::from_ec_key(EcKey::generate(&group).unwrap()).unwrap()
}

fn name(common_name: &str) -> X509Name {
    let mut name = X509Name::builder().unwrap();
    name.append_entry_by_nid(Nid::COMMONNAME, common_name).unwrap();
    name.build()
}

#[expect(
    clippy::disallowed_methods,
    reason = "OpenSSL compares certificates with the time of the machine"
)]
fn time(days: i64) -> Asn1Time {
    let now = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap();
    Asn1Time::from_unix(i64::try_from(now.as_secs()).unwrap() + days * 86_400).unwrap()
}

fn made(request: Request<'_>, key: PKey<Private>, issuer: Option<&Issued>) -> Issued {
    let mut builder = X509Builder::new().unwrap();
    builder.set_version(2).unwrap();
    let mut serial = BigNum::new().unwrap();
    serial
        .pseudo_rand(63, openssl::bn::MsbOption::ONE, false)
        .unwrap();
    builder
        .set_serial_number(&serial.to_asn1_integer().unwrap())
        .unwrap();
    let subject = name(request.common_name);
    builder.set_subject_name(&subject).unwrap();
    let issuer_name = issuer.map_or(&*subject, |issuer| issuer.certificate.subject_name());
    builder.set_issuer_name(issuer_name).unwrap();
    builder.set_not_before(&time(request.days.0)).unwrap();
    builder.set_not_after(&time(request.days.1)).unwrap();
    builder.set_pubkey(&key).unwrap();
    if request.is_authority {
        let extension = BasicConstraints::new().critical().ca().build().unwrap();
        builder.append_extension(extension).unwrap();
    }
    let mut names = SubjectAlternativeName::new();
    if let Some(dns) = request.dns {
        names.dns(dns);
    }
    if let Some(ip) = request.ip {
        names.ip(ip);
    }
    if request.dns.is_some() || request.ip.is_some() {
        let extension = names.build(&builder.x509v3_context(None, None)).unwrap();
        builder.append_extension(extension).unwrap();
    }
    let signer = issuer.map_or(&key, |issuer| &issuer.key);
    builder.sign(signer, MessageDigest::sha256()).unwrap();
    Issued {
        certificate: builder.build(),
        key,
    }
}
