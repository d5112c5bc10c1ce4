//! Checks how the way to a server is protected: the keys of PSK and of certificates.

use std::path::Path;

use security::CredentialsError;

use super::Context;
use crate::config::key::KeyPath;
use crate::config::model::{Security, X509};
use crate::config::raw::{self, SecurityMode};
use crate::config::report::Report;
use crate::config::secret::{Privacy, Secret, SecretError};

/// Certificate usage 2, trust anchor assertion (OMA LwM2M core 1.2.1, resource 0/x/15).
const TRUST_ANCHOR: u64 = 2;

const PSK_KEYS: [&str; 2] = ["psk-identity", "psk-key-file"];

pub(super) fn protection(
    raw: &raw::Server,
    path: &KeyPath,
    context: &Context<'_>,
    report: &mut Report,
) -> Option<Security> {
    let key = path.key("security");
    let Some(mode) = raw.security else {
        let help = "write \"psk\" or \"x509\", or \"none\" to go without";
        report.missing(path, "security", Some(help));
        return None;
    };
    let without_use = keys(raw)
        .into_iter()
        .filter(|(_, of, is_present)| *is_present && *of != mode);
    if mode != SecurityMode::Rpk {
        for (key, of, _) in without_use {
            let problem = format!("security \"{}\" has no use for it", word(mode));
            let help = format!("remove it, or write security = \"{}\"", word(of));
            report.value(&path.key(key), problem, Some(&help));
        }
    }
    match mode {
        SecurityMode::None => Some(Security::None),
        SecurityMode::Psk | SecurityMode::X509 if cfg!(not(feature = "dtls")) => {
            report.value(&key, "this gatewayd was built without the `dtls` feature", None);
            None
        }
        SecurityMode::Psk => {
            for key in PSK_KEYS.into_iter().filter(|key| !has(raw, key)) {
                report.missing(path, key, Some("security = \"psk\" needs it"));
            }
            let (identity, file) = (raw.psk_identity.as_ref()?, raw.psk_key_file.as_ref()?);
            psk(identity, file, path, context, report)
        }
        SecurityMode::X509 => x509(raw, path, context, report),
        SecurityMode::Rpk => {
            let help = "use security = \"psk\" or \"x509\"";
            report.value(&key, "this security is not available yet", Some(help));
            None
        }
    }
}

/// The keys that belong to one kind of protection, and whether they are there.
fn keys(raw: &raw::Server) -> [(&'static str, SecurityMode, bool); 7] {
    let (psk, x509) = (SecurityMode::Psk, SecurityMode::X509);
    [
        ("psk-identity", psk, raw.psk_identity.is_some()),
        ("psk-key-file", psk, raw.psk_key_file.is_some()),
        ("certificate-file", x509, raw.certificate_file.is_some()),
        ("private-key-file", x509, raw.private_key_file.is_some()),
        (
            "server-certificate-file",
            x509,
            raw.server_certificate_file.is_some(),
        ),
        ("ca-file", x509, raw.ca_file.is_some()),
        ("server-name", x509, raw.server_name.is_some()),
    ]
}

fn has(raw: &raw::Server, name: &str) -> bool {
    keys(raw)
        .iter()
        .any(|(key, _, is_present)| *key == name && *is_present)
}

const fn word(mode: SecurityMode) -> &'static str {
    match mode {
        SecurityMode::None => "none",
        SecurityMode::Psk => "psk",
        SecurityMode::Rpk => "rpk",
        SecurityMode::X509 => "x509",
    }
}

/// Reads a key and checks that it can be used.
pub(super) fn psk(
    identity: &str,
    file: &Path,
    path: &KeyPath,
    context: &Context<'_>,
    report: &mut Report,
) -> Option<Security> {
    let key = context.surroundings.secret(file, context.folder);
    let key = read(key, "psk-key-file", path, report)?;
    if let Err(error) = security::Psk::new(identity.as_bytes(), key.expose()) {
        let culprit = culprit(error, "psk-key-file");
        report.value(&path.key(culprit), error.to_string(), None);
        return None;
    }
    Some(Security::Psk {
        identity: identity.to_owned(),
        key,
    })
}

/// Reads certificates and key, and checks that they can be used and belong together.
fn x509(raw: &raw::Server, path: &KeyPath, context: &Context<'_>, report: &mut Report) -> Option<Security> {
    let (own, key) = (&raw.certificate_file, &raw.private_key_file);
    for (file, key) in [(own, "certificate-file"), (key, "private-key-file")] {
        if file.is_none() {
            report.missing(path, key, Some("security = \"x509\" needs it"));
        }
    }
    let trust = trust(raw, path, report);
    let mut content = |file: &Path, key, privacy| {
        let content = context.surroundings.content(file, context.folder, privacy);
        read(content, key, path, report)
    };
    let own = own
        .as_ref()
        .and_then(|file| content(file, "certificate-file", Privacy::Public));
    let key = key
        .as_ref()
        .and_then(|file| content(file, "private-key-file", Privacy::Secret));
    let server = trust.and_then(|(file, key, _)| content(file, key, Privacy::Public));
    let (trust_key, usage) = trust.map(|(_, key, usage)| (key, usage))?;
    let x509 = X509 {
        certificate: own?.expose().to_vec(),
        private_key: key?,
        server_certificate: server?.expose().to_vec(),
        matching: None,
        usage,
        server_name: raw.server_name.clone(),
    };
    check(&x509, trust_key, path, report)?;
    Some(Security::X509(Box::new(x509)))
}

/// The file that tells which certificate of the server is good, its key, and the usage that makes it so.
fn trust<'a>(
    raw: &'a raw::Server,
    path: &KeyPath,
    report: &mut Report,
) -> Option<(&'a Path, &'static str, Option<u64>)> {
    match (&raw.server_certificate_file, &raw.ca_file) {
        (Some(file), None) => Some((file, "server-certificate-file", None)),
        (None, Some(file)) => Some((file, "ca-file", Some(TRUST_ANCHOR))),
        (None, None) => {
            let help = "security = \"x509\" needs it, or else ca-file";
            report.missing(path, "server-certificate-file", Some(help));
            None
        }
        (Some(_), Some(_)) => {
            let problem = "server-certificate-file already tells which certificate is good";
            report.value(&path.key("ca-file"), problem, Some("remove one of the two"));
            None
        }
    }
}

#[cfg(feature = "dtls")]
fn check(x509: &X509, trust_key: &'static str, path: &KeyPath, report: &mut Report) -> Option<()> {
    // Whatever is wrong with the address is found elsewhere.
    let Err(error) = x509.credentials("localhost") else {
        return Some(());
    };
    let culprit = culprit(error, trust_key);
    report.value(&path.key(culprit), error.to_string(), None);
    None
}

/// The key that an error is about; `trust_key` tells which certificate of the server is good.
const fn culprit(error: CredentialsError, trust_key: &'static str) -> &'static str {
    match error {
        CredentialsError::IdentityHasNul | CredentialsError::IdentityLength(_) => "psk-identity",
        CredentialsError::KeyLength(_) => "psk-key-file",
        CredentialsError::Certificate => "certificate-file",
        CredentialsError::PrivateKey | CredentialsError::Mismatch => "private-key-file",
        CredentialsError::ServerName => "server-name",
        CredentialsError::HashLength(_)
        | CredentialsError::HashOfAuthority
        | CredentialsError::Matching(_)
        | CredentialsError::NoServerCertificate
        | CredentialsError::ServerCertificate
        | CredentialsError::Usage(_) => trust_key,
    }
}

#[cfg(not(feature = "dtls"))]
fn check(_: &X509, _: &'static str, _: &KeyPath, _: &mut Report) -> Option<()> {
    Some(())
}

fn read(
    content: Result<Secret, SecretError>,
    key: &str,
    path: &KeyPath,
    report: &mut Report,
) -> Option<Secret> {
    content
        .map_err(|error| report.value(&path.key(key), error.to_string(), error.help().as_deref()))
        .ok()
}
