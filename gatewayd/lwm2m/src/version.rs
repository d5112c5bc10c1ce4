//! Versions of the LwM2M enabler and what a client may use in each.

use std::fmt;

use coap::ContentFormat;

/// The enabler version a client registers with (core §6.2.1, parameter `lwm2m`).
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum EnablerVersion {
    /// 1.0: text, opaque, TLV and JSON.
    V1_0,
    /// 1.1: SenML, composite operations, Send.
    V1_1,
    /// 1.2, also announced for 1.2.1 and 1.2.2.
    V1_2,
}

impl EnablerVersion {
    /// The next lower version, to be tried after 4.12 Precondition Failed.
    #[must_use]
    pub const fn lower(self) -> Option<Self> {
        match self {
            Self::V1_0 => None,
            Self::V1_1 => Some(Self::V1_0),
            Self::V1_2 => Some(Self::V1_1),
        }
    }

    /// Whether a message under this version may carry `format` (core §7.4, "Data formats").
    #[must_use]
    pub const fn allows(self, format: ContentFormat) -> bool {
        match format {
            ContentFormat::TEXT
            | ContentFormat::LINK_FORMAT
            | ContentFormat::OCTET_STREAM
            | ContentFormat::LWM2M_TLV => true,
            ContentFormat::LWM2M_JSON => matches!(self, Self::V1_0),
            ContentFormat::CBOR | ContentFormat::SENML_JSON | ContentFormat::SENML_CBOR => {
                matches!(self, Self::V1_1 | Self::V1_2)
            }
            ContentFormat::LWM2M_CBOR => matches!(self, Self::V1_2),
            _ => false,
        }
    }

    /// The format of an answer with several values when the server asked for none (core §7.4).
    #[must_use]
    pub const fn default_format(self) -> ContentFormat {
        match self {
            Self::V1_0 => ContentFormat::LWM2M_TLV,
            Self::V1_1 | Self::V1_2 => ContentFormat::SENML_CBOR,
        }
    }

    /// The value of the `ct` attribute of the registration's root link.
    pub(crate) const fn announced_formats(self) -> &'static str {
        match self {
            Self::V1_0 => "11542 11543",
            Self::V1_1 => "60 110 112 11542",
            Self::V1_2 => "60 110 112 11542 11544",
        }
    }
}

impl fmt::Display for EnablerVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::V1_0 => "1.0",
            Self::V1_1 => "1.1",
            Self::V1_2 => "1.2",
        })
    }
}
