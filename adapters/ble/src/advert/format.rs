//! The formats and what each can say.

use std::fmt;

use objects::ValueKind;
use serde::Deserialize;

use super::{AdvertError, Decoded, atc, bthome, ruuvi};

/// A way to put measurements into advertisements.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// Xiaomi thermometers with the free firmware, in the two unencrypted forms.
    Atc,
    /// BTHome version 2.
    Bthome,
    /// The Environmental Sensing Service, which is no advertisement format but is often thought to be.
    Ess,
    /// RuuviTag data format 5.
    Ruuvi,
}

/// Whether a format is decoded.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Support {
    /// It is.
    Decoded,
    /// It is not.
    Missing {
        /// What to do instead.
        help: &'static str,
    },
}

/// The measurement every format has: the strength of the received signal in dBm.
pub(crate) const RSSI: &str = "rssi";

impl Format {
    /// Every format, in the order of their names.
    pub const ALL: [Self; 4] = [Self::Atc, Self::Bthome, Self::Ess, Self::Ruuvi];

    /// Whether it is decoded.
    #[must_use]
    pub const fn support(self) -> Support {
        match self {
            Self::Atc | Self::Bthome | Self::Ruuvi => Support::Decoded,
            Self::Ess => Support::Missing {
                help: "environmental sensing values are characteristics: give the points `characteristic`, \
                       for example service \"181a\", uuid \"2a6e\", type \"s16\" and scale 0.01",
            },
        }
    }

    /// Whether it is decoded, as a yes or no.
    #[must_use]
    pub const fn is_supported(self) -> bool {
        matches!(self.support(), Support::Decoded)
    }

    /// The kind of values of a measurement; `None` when the format has no such measurement.
    #[must_use]
    pub fn kind_of(self, measurement: &str) -> Option<ValueKind> {
        if measurement == RSSI {
            return Some(ValueKind::Integer);
        }
        match self {
            Self::Atc => atc::kind_of(measurement),
            Self::Bthome => bthome::kind_of(measurement),
            Self::Ess => None,
            Self::Ruuvi => ruuvi::kind_of(measurement),
        }
    }

    /// The names of its measurements, sorted.
    #[must_use]
    pub fn measurements(self) -> Vec<&'static str> {
        let mut names = match self {
            Self::Atc => atc::measurements(),
            Self::Bthome => bthome::measurements(),
            Self::Ess => Vec::new(),
            Self::Ruuvi => ruuvi::measurements(),
        };
        names.push(RSSI);
        names.sort_unstable();
        names.dedup();
        names
    }

    /// Reads what [`payload`](super::Advertisement::payload) found.
    ///
    /// # Errors
    /// When the whole payload is useless; a part that cannot be read is left out.
    pub fn decode(self, payload: &[u8]) -> Result<Decoded, AdvertError> {
        match self {
            Self::Atc => atc::decode(payload),
            Self::Bthome => bthome::decode(payload),
            Self::Ess => Ok(Decoded::default()),
            Self::Ruuvi => ruuvi::decode(payload),
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Atc => "atc",
            Self::Bthome => "bthome",
            Self::Ess => "ess",
            Self::Ruuvi => "ruuvi",
        })
    }
}
