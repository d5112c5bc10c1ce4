//! Judges the certificate of the other side while OpenSSL shakes hands.

use crate::credentials::Credentials;
use crate::dtls::context::refused;
use crate::error::{CertificateProblem, SecurityError};
use crate::trust::Trust;
use openssl::error::ErrorStack;
use openssl::nid::Nid;
use openssl::ssl::{Ssl, SslContextBuilder, SslRef, SslVerifyMode};
use openssl::x509::store::X509StoreBuilder;
use openssl::x509::verify::{X509CheckFlags, X509VerifyFlags};
use openssl::x509::{X509Ref, X509StoreContextRef};
use std::net::IpAddr;
use std::sync::{Arc, OnceLock};

/// What is wrong with the certificate of the other side, for whoever tells why a handshake failed.
pub(crate) type Complaint = Arc<OnceLock<CertificateProblem>>;

/// `X509_V_ERR_*` of `openssl/x509_vfy.h`: the issuer is not there, or there and not trusted.
const NO_ISSUER: [i32; 5] = [2, 18, 19, 20, 21];
/// `X509_V_ERR_CERT_NOT_YET_VALID`.
const NOT_YET_VALID: i32 = 9;
/// `X509_V_ERR_CERT_HAS_EXPIRED`.
const HAS_EXPIRED: i32 = 10;
/// `X509_V_ERR_HOSTNAME_MISMATCH`, `_EMAIL_` and `_IP_ADDRESS_`.
const OTHER_NAME: [i32; 3] = [62, 63, 64];

/// Makes connections of `builder` accept the certificates that `trust` finds good.
pub(super) fn install(
    builder: &mut SslContextBuilder,
    trust: &Trust,
    mode: SslVerifyMode,
    complaint: Complaint,
) -> Result<(), SecurityError> {
    let mut store = X509StoreBuilder::new().map_err(refused("store of certificates"))?;
    for authority in trust.authorities() {
        store
            .add_cert(authority.clone())
            .map_err(refused("certificate of an authority"))?;
    }
    // An authority in the middle of a chain can be the one that is trusted (RFC 7671 section 5.2).
    store
        .set_flags(X509VerifyFlags::PARTIAL_CHAIN)
        .map_err(refused("store of certificates"))?;
    builder.set_cert_store(store.build());
    let trust = trust.clone();
    builder.set_verify_callback(mode, move |is_verified, context| {
        match judge(&trust, is_verified, context) {
            Ok(()) => true,
            Err(problem) => {
                // The first one counts; OpenSSL ends the handshake with it.
                complaint.get_or_init(|| problem);
                false
            }
        }
    });
    Ok(())
}

/// Says which server this connection is for.
pub(super) fn expect_server(ssl: &mut Ssl, credentials: &Credentials) -> Result<(), ErrorStack> {
    let Some((name, counts)) = credentials.server_name() else {
        return Ok(());
    };
    let address = name.parse::<IpAddr>().ok();
    if address.is_none() {
        // RFC 6066 section 3: never an address.
        ssl.set_hostname(name)?;
    }
    if !counts {
        return Ok(());
    }
    let expected = ssl.param_mut();
    match address {
        Some(address) => expected.set_ip(address),
        None => {
            expected.set_hostflags(X509CheckFlags::NO_PARTIAL_WILDCARDS);
            expected.set_host(name)
        }
    }
}

/// Whom the client of a server has proved to be: its PSK identity, or the common name of its certificate.
pub(super) fn proved_by(ssl: &SslRef) -> Option<Vec<u8>> {
    if !ssl.is_server() {
        return None;
    }
    if let Some(identity) = ssl.psk_identity() {
        return Some(identity.to_vec());
    }
    let certificate = ssl.peer_certificate()?;
    let name = certificate
        .subject_name()
        .entries_by_nid(Nid::COMMONNAME)
        .next()?;
    Some(name.data().as_slice().to_vec())
}

/// OpenSSL asks for every problem it finds, then for every certificate of the chain that has none.
fn judge(trust: &Trust, is_verified: bool, context: &X509StoreContextRef) -> Result<(), CertificateProblem> {
    let code = if is_verified { 0 } else { context.error().as_raw() };
    if OTHER_NAME.contains(&code) {
        return Err(CertificateProblem::Name);
    }
    let leaf = context.chain().and_then(|chain| chain.iter().next());
    if leaf.is_some_and(|leaf: &X509Ref| trust.has_pinned(leaf)) {
        return Ok(());
    }
    if trust.is_pinned() && (trust.authorities().is_empty() || NO_ISSUER.contains(&code)) {
        return Err(CertificateProblem::NotPinned);
    }
    match code {
        0 => Ok(()),
        NOT_YET_VALID => Err(CertificateProblem::NotYetValid),
        HAS_EXPIRED => Err(CertificateProblem::Expired),
        _ if NO_ISSUER.contains(&code) => Err(CertificateProblem::Untrusted),
        _ => Err(CertificateProblem::Other(code)),
    }
}
