//! TLS alert numbers and what each one means for the next attempt.

use std::fmt;

/// A TLS alert the peer sent, by its number (RFC 5246 section 7.2, IANA "TLS Alerts").
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Alert(u8);

/// What a failed handshake says about trying again (OMA LwM2M transport 1.2, "(D)TLS handshake failures").
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum FailureClass {
    /// The same credentials will fail again; only new ones (bootstrap) can help.
    Fail,
    /// Means nothing for a later attempt.
    Ignore,
    /// May be transient.
    Retry,
}

impl Alert {
    /// Sent when the peer ends the session in order.
    pub const CLOSE_NOTIFY: Self = Self(0);
    /// No acceptable set of parameters.
    pub const HANDSHAKE_FAILURE: Self = Self(40);
    /// The server does not know the PSK identity (RFC 4279 section 2).
    pub const UNKNOWN_PSK_IDENTITY: Self = Self(115);

    /// Names the alert with this number; every number is allowed.
    pub const fn new(number: u8) -> Self {
        Self(number)
    }

    /// The number on the wire, as stored in the TLS-DTLS Alert Code resource (/1/x/11).
    pub const fn number(self) -> u8 {
        self.0
    }

    /// Tells whether another attempt with the same credentials can help.
    pub const fn class(self) -> FailureClass {
        match self.0 {
            42..=46 | 48 | 49 | 112..=115 => FailureClass::Fail,
            30 | 41 | 60 | 110 => FailureClass::Ignore,
            // Alerts that are not listed are taken as transient: a retry costs little, giving up costs the
            // link.
            _ => FailureClass::Retry,
        }
    }

    /// The IANA name, for logs.
    pub const fn name(self) -> &'static str {
        match self.0 {
            0 => "close_notify",
            10 => "unexpected_message",
            20 => "bad_record_mac",
            21 => "decryption_failed",
            22 => "record_overflow",
            30 => "decompression_failure",
            40 => "handshake_failure",
            41 => "no_certificate",
            42 => "bad_certificate",
            43 => "unsupported_certificate",
            44 => "certificate_revoked",
            45 => "certificate_expired",
            46 => "certificate_unknown",
            47 => "illegal_parameter",
            48 => "unknown_ca",
            49 => "access_denied",
            50 => "decode_error",
            51 => "decrypt_error",
            60 => "export_restriction",
            70 => "protocol_version",
            71 => "insufficient_security",
            80 => "internal_error",
            86 => "inappropriate_fallback",
            90 => "user_canceled",
            100 => "no_renegotiation",
            110 => "unsupported_extension",
            111 => "certificate_unobtainable",
            112 => "unrecognized_name",
            113 => "bad_certificate_status_response",
            114 => "bad_certificate_hash_value",
            115 => "unknown_psk_identity",
            _ => "unassigned",
        }
    }
}

impl fmt::Display for Alert {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.name(), self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_identity_is_final_but_a_failed_handshake_is_not() {
        assert_eq!(Alert::UNKNOWN_PSK_IDENTITY.class(), FailureClass::Fail);
        assert_eq!(Alert::HANDSHAKE_FAILURE.class(), FailureClass::Retry);
        assert_eq!(Alert::new(110).class(), FailureClass::Ignore);
    }

    #[test]
    fn an_alert_nobody_assigned_is_worth_another_try() {
        assert_eq!(Alert::new(200).class(), FailureClass::Retry);
        assert_eq!(Alert::new(200).to_string(), "unassigned (200)");
    }
}
