//! OpenSSL contexts for both roles.

use crate::certificate::Certificate;
use crate::channel::Channel;
use crate::credentials::{Credentials, Psk, PskTable};
use crate::dtls::options::{CipherSuite, DtlsOptions, Proof};
use crate::dtls::state::Dtls;
use crate::dtls::verify::{self, Complaint};
use crate::error::SecurityError;
use openssl::error::ErrorStack;
use openssl::ssl::{
    SslContext, SslContextBuilder, SslMethod, SslOptions, SslSessionCacheMode, SslVerifyMode, SslVersion,
};
use std::time::Instant;

/// First version of OpenSSL whose security levels refuse the 64-bit tag of CCM_8.
const OPENSSL_REFUSES_CCM8: i64 = 0x3020_0000;

/// Sessions a server remembers.
const SERVER_SESSIONS: i32 = 1024;

/// Curves for key exchange; the first is mandatory (RFC 7925 section 4.4).
const GROUPS: &str = "P-256:P-384";

/// Signatures to accept, none with SHA-1: the security level that lets CCM_8 pass would take any.
const SIGNATURES: &str =
    "ECDSA+SHA256:ECDSA+SHA384:ECDSA+SHA512:RSA-PSS+SHA256:RSA+SHA256:RSA+SHA384:RSA+SHA512";

/// Groups the sessions of a server (`SSL_CTX_set_session_id_context(3)`); without one nothing is resumed.
const SESSION_CONTEXT: &[u8] = b"gatewayd";

/// Makes server channels that share keys and resumable sessions, one channel per client address.
///
/// There is no cookie exchange (RFC 6347 section 4.2.1): made for tests and demonstrations, not for the open
/// Internet.
#[derive(Clone)]
pub struct DtlsServer {
    context: SslContext,
    options: DtlsOptions,
}

impl DtlsServer {
    /// Prepares a server that knows the clients in `psks`.
    ///
    /// # Errors
    ///
    /// If OpenSSL refuses the options.
    pub fn new(psks: PskTable, options: &DtlsOptions) -> Result<Self, SecurityError> {
        Ok(Self {
            context: server(psks, options)?,
            options: options.clone(),
        })
    }

    /// Prepares a server that has a certificate and demands one that its trust finds good.
    ///
    /// # Errors
    ///
    /// If OpenSSL refuses the options.
    pub fn with_certificate(certificate: &Certificate, options: &DtlsOptions) -> Result<Self, SecurityError> {
        let mut builder = remembering(Proof::Certificate, options)?;
        let mode = SslVerifyMode::PEER | SslVerifyMode::FAIL_IF_NO_PEER_CERT;
        present(&mut builder, certificate, mode, Complaint::default())?;
        Ok(Self {
            context: builder.build(),
            options: options.clone(),
        })
    }

    /// A channel that waits for its client's first datagram.
    ///
    /// # Errors
    ///
    /// If OpenSSL refuses the options.
    pub fn channel(&self, _now: Instant) -> Result<Channel, SecurityError> {
        Ok(Channel::Dtls(Box::new(Dtls::server(
            &self.context,
            &self.options,
        )?)))
    }
}

impl std::fmt::Debug for DtlsServer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DtlsServer")
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

/// A context that authenticates with `credentials`; what is wrong with the server's certificate becomes a complaint.
pub(crate) fn client(
    credentials: &Credentials,
    options: &DtlsOptions,
    complaint: &Complaint,
) -> Result<SslContext, SecurityError> {
    let mut builder = common(SslMethod::dtls_client(), credentials.proof(), options)?;
    builder.set_session_cache_mode(SslSessionCacheMode::OFF);
    match credentials {
        Credentials::Certificate(certificate) => {
            present(
                &mut builder,
                certificate,
                SslVerifyMode::PEER,
                Complaint::clone(complaint),
            )?;
        }
        Credentials::Psk(psk) => {
            let psk = psk.clone();
            builder.set_psk_client_callback(move |_, _hint, identity, key| {
                Ok(write_psk(&psk, identity, key).unwrap_or(0))
            });
        }
    }
    Ok(builder.build())
}

/// A context that looks clients up in `psks`.
fn server(psks: PskTable, options: &DtlsOptions) -> Result<SslContext, SecurityError> {
    let mut builder = remembering(Proof::PreSharedKey, options)?;
    builder.set_psk_server_callback(move |_, identity, key| {
        // Zero makes OpenSSL send unknown_psk_identity.
        let psk = identity.and_then(|identity| psks.find(identity));
        Ok(psk.and_then(|psk| copy(psk.key(), key)).unwrap_or(0))
    });
    Ok(builder.build())
}

/// A context for a server, which remembers sessions.
fn remembering(proof: Proof, options: &DtlsOptions) -> Result<SslContextBuilder, SecurityError> {
    let mut builder = common(SslMethod::dtls_server(), proof, options)?;
    builder.set_session_cache_mode(SslSessionCacheMode::SERVER);
    builder.set_session_cache_size(SERVER_SESSIONS);
    builder
        .set_session_id_context(SESSION_CONTEXT)
        .map_err(refused("session id context"))?;
    Ok(builder)
}

/// Uses a certificate, and judges the other side's.
fn present(
    builder: &mut SslContextBuilder,
    certificate: &Certificate,
    mode: SslVerifyMode,
    complaint: Complaint,
) -> Result<(), SecurityError> {
    let [leaf, issuers @ ..] = certificate.chain() else {
        return Err(SecurityError::NoCertificate);
    };
    builder.set_certificate(leaf).map_err(refused("certificate"))?;
    for issuer in issuers {
        builder
            .add_extra_chain_cert(issuer.clone())
            .map_err(refused("chain of certificates"))?;
    }
    builder
        .set_private_key(certificate.key())
        .map_err(refused("private key"))?;
    builder.set_groups_list(GROUPS).map_err(refused("groups"))?;
    builder
        .set_sigalgs_list(SIGNATURES)
        .map_err(refused("signature algorithms"))?;
    verify::install(builder, certificate.trust(), mode, complaint)
}

fn common(
    method: SslMethod,
    proof: Proof,
    options: &DtlsOptions,
) -> Result<SslContextBuilder, SecurityError> {
    let suites = options.suites.iter().copied();
    let suites: Vec<CipherSuite> = suites.filter(|suite| suite.proof() == proof).collect();
    if suites.is_empty() {
        return Err(SecurityError::NoCipherSuite);
    }
    let mut builder = SslContext::builder(method).map_err(refused("context"))?;
    builder
        .set_min_proto_version(Some(SslVersion::DTLS1_2))
        .map_err(refused("lowest version"))?;
    builder
        .set_max_proto_version(Some(SslVersion::DTLS1_2))
        .map_err(refused("highest version"))?;
    // Session ids do as well as tickets and keep ClientHellos small.
    builder.set_options(SslOptions::NO_QUERY_MTU | SslOptions::NO_RENEGOTIATION | SslOptions::NO_TICKET);
    let has_ccm8 = suites.iter().any(|suite| suite.is_ccm8());
    if has_ccm8 && openssl::version::number() >= OPENSSL_REFUSES_CCM8 {
        builder.set_security_level(0);
    }
    let names: Vec<_> = suites.iter().map(|suite| suite.openssl_name()).collect();
    builder
        .set_cipher_list(&names.join(":"))
        .map_err(refused("cipher list"))?;
    Ok(builder)
}

/// Turns OpenSSL's complaint about `setting` into an error.
pub(crate) fn refused(setting: &'static str) -> impl Fn(ErrorStack) -> SecurityError {
    move |stack| {
        let code = stack.errors().first().map_or(0, openssl::error::Error::code);
        #[expect(clippy::useless_conversion, reason = "c_ulong is narrower on 32-bit targets")]
        let code = u64::from(code);
        SecurityError::Library { code, setting }
    }
}

/// Writes the identity as a C string and the key into OpenSSL's buffers; the length of the key.
fn write_psk(psk: &Psk, identity: &mut [u8], key: &mut [u8]) -> Option<usize> {
    let length = copy(psk.identity(), identity)?;
    *identity.get_mut(length)? = 0;
    copy(psk.key(), key)
}

fn copy(from: &[u8], to: &mut [u8]) -> Option<usize> {
    to.get_mut(..from.len())?.copy_from_slice(from);
    Some(from.len())
}
