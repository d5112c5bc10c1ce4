//! What a host can choose about DTLS.

use crate::dtls::session::SessionCache;
use std::time::Duration;

/// RFC 6347 section 4.2.4.1: first retransmission after one second.
const INITIAL_RETRANSMISSION: Duration = Duration::from_secs(1);

/// Retransmissions go out after 1, 3, 7, 15 and 31 seconds; the last one still gets its chance to be answered.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(60);

/// RFC 7252 section 4.6: a CoAP message fits into 1152 bytes; the rest is for the largest AEAD record frame.
const MTU: usize = 1152 + 37;

/// How a handshake is done; the defaults suit LwM2M.
#[derive(Clone, Debug)]
pub struct DtlsOptions {
    /// The channel goes down if the handshake takes longer.
    ///
    /// A client counts from its creation, a server from the first datagram. This is the only sign of a wrong
    /// pre-shared key: the other side silently discards what it cannot verify (RFC 6347 section 4.1.2.7).
    pub handshake_timeout: Duration,
    /// Wait before the first retransmission, from 100 ms to a minute; doubles up to a minute. RFC 7925
    /// section 11 suggests 9 s for slow links.
    pub initial_retransmission: Duration,
    /// Largest handshake datagram. Application records are never split: keep plaintexts small instead.
    pub mtu: usize,
    /// What paces retransmissions.
    pub retransmission: Retransmission,
    /// Where a client keeps its session, so that the next handshake is shorter.
    pub sessions: Option<SessionCache>,
    /// Suites to offer or accept, best first; those that do not fit the credentials do not count.
    pub suites: Vec<CipherSuite>,
}

/// Which clock paces the retransmission of handshake flights.
///
/// OpenSSL reads the system's wall clock for this by itself and cannot be given a time. All other times of a
/// channel, its handshake deadline above all, follow the `now` arguments only.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Retransmission {
    /// OpenSSL's own timer decides; [`Output::Wait`](crate::Output::Wait) translates what it has left
    /// relative to `now`.
    ///
    /// Right when `now` is the real time. A step of the wall clock can bring one retransmission forward or
    /// suspend them; the handshake deadline is not affected.
    #[default]
    Real,
    /// The `now` arguments decide; for simulations and tests where `now` runs ahead of the real time.
    ///
    /// OpenSSL's timer is set to one millisecond more than the 15 it rounds to zero; a due retransmission waits
    /// for it, spinning, and those OpenSSL makes early are swallowed. Not for production: OpenSSL gives up
    /// after 12 expirations in one flight, and here a peer can cause them by sending slowly.
    Simulated,
}

/// A cipher suite this crate can negotiate.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum CipherSuite {
    /// 0xC0A8, mandatory for LwM2M (RFC 7925 section 4.2).
    PskAes128Ccm8,
    /// 0x00A8.
    PskAes128GcmSha256,
    /// 0x00AE; a last resort for old servers, not offered unless asked for.
    ///
    /// OpenSSL 3.0 ends such a session with an alert on the first forged record if the peer supports
    /// encrypt-then-MAC (RFC 7366).
    PskAes128CbcSha256,
    /// 0xC0AE, mandatory for certificates in LwM2M (RFC 7925 section 4.4).
    EcdheEcdsaAes128Ccm8,
    /// 0xC02B.
    EcdheEcdsaAes128GcmSha256,
    /// 0xC02F, for servers whose certificate has an RSA key.
    EcdheRsaAes128GcmSha256,
}

/// What two sides prove their identity with.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Proof {
    Certificate,
    PreSharedKey,
}

impl Default for DtlsOptions {
    fn default() -> Self {
        Self {
            handshake_timeout: HANDSHAKE_TIMEOUT,
            initial_retransmission: INITIAL_RETRANSMISSION,
            mtu: MTU,
            retransmission: Retransmission::default(),
            sessions: None,
            suites: vec![
                CipherSuite::PskAes128Ccm8,
                CipherSuite::PskAes128GcmSha256,
                CipherSuite::EcdheEcdsaAes128Ccm8,
                CipherSuite::EcdheEcdsaAes128GcmSha256,
                CipherSuite::EcdheRsaAes128GcmSha256,
            ],
        }
    }
}

impl CipherSuite {
    const ALL: [Self; 6] = [
        Self::PskAes128Ccm8,
        Self::PskAes128GcmSha256,
        Self::PskAes128CbcSha256,
        Self::EcdheEcdsaAes128Ccm8,
        Self::EcdheEcdsaAes128GcmSha256,
        Self::EcdheRsaAes128GcmSha256,
    ];

    /// Finds a suite by its IANA number, as the DTLS/TLS Ciphersuite resource (/0/x/16) lists them.
    pub fn from_iana(number: u16) -> Option<Self> {
        Self::ALL.into_iter().find(|suite| suite.iana() == number)
    }

    /// The IANA number.
    pub const fn iana(self) -> u16 {
        match self {
            Self::PskAes128Ccm8 => 0xC0A8,
            Self::PskAes128GcmSha256 => 0x00A8,
            Self::PskAes128CbcSha256 => 0x00AE,
            Self::EcdheEcdsaAes128Ccm8 => 0xC0AE,
            Self::EcdheEcdsaAes128GcmSha256 => 0xC02B,
            Self::EcdheRsaAes128GcmSha256 => 0xC02F,
        }
    }

    /// The name in OpenSSL's cipher lists.
    pub(crate) const fn openssl_name(self) -> &'static str {
        match self {
            Self::PskAes128Ccm8 => "PSK-AES128-CCM8",
            Self::PskAes128GcmSha256 => "PSK-AES128-GCM-SHA256",
            Self::PskAes128CbcSha256 => "PSK-AES128-CBC-SHA256",
            Self::EcdheEcdsaAes128Ccm8 => "ECDHE-ECDSA-AES128-CCM8",
            Self::EcdheEcdsaAes128GcmSha256 => "ECDHE-ECDSA-AES128-GCM-SHA256",
            Self::EcdheRsaAes128GcmSha256 => "ECDHE-RSA-AES128-GCM-SHA256",
        }
    }

    pub(crate) const fn proof(self) -> Proof {
        match self {
            Self::PskAes128Ccm8 | Self::PskAes128GcmSha256 | Self::PskAes128CbcSha256 => Proof::PreSharedKey,
            Self::EcdheEcdsaAes128Ccm8 | Self::EcdheEcdsaAes128GcmSha256 | Self::EcdheRsaAes128GcmSha256 => {
                Proof::Certificate
            }
        }
    }

    /// Whether OpenSSL takes its 64-bit tag for weak.
    pub(crate) const fn is_ccm8(self) -> bool {
        matches!(self, Self::PskAes128Ccm8 | Self::EcdheEcdsaAes128Ccm8)
    }

    /// Shortest body of a record with one byte of plaintext, as far as OpenSSL does not check it by itself.
    pub(crate) const fn shortest_record(self) -> usize {
        match self {
            Self::PskAes128Ccm8 | Self::EcdheEcdsaAes128Ccm8 => 8 + 8 + 1,
            Self::PskAes128GcmSha256 | Self::EcdheEcdsaAes128GcmSha256 | Self::EcdheRsaAes128GcmSha256 => {
                8 + 16 + 1
            }
            Self::PskAes128CbcSha256 => 0,
        }
    }

    /// Most bytes a record adds: header 13, then nonce and tag (RFC 6655, RFC 5288), or IV, MAC and padding.
    pub(crate) const fn overhead(self) -> usize {
        match self {
            Self::PskAes128Ccm8 | Self::EcdheEcdsaAes128Ccm8 => 13 + 8 + 8,
            Self::PskAes128GcmSha256 | Self::EcdheEcdsaAes128GcmSha256 | Self::EcdheRsaAes128GcmSha256 => {
                13 + 8 + 16
            }
            Self::PskAes128CbcSha256 => 13 + 16 + 32 + 16,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suites_are_found_by_their_iana_number() {
        for suite in CipherSuite::ALL {
            assert_eq!(CipherSuite::from_iana(suite.iana()), Some(suite));
        }
        assert_eq!(CipherSuite::from_iana(0xC0AF), None);
    }

    #[test]
    fn cbc_is_off_unless_asked_for() {
        assert!(
            !DtlsOptions::default()
                .suites
                .contains(&CipherSuite::PskAes128CbcSha256)
        );
    }
}
