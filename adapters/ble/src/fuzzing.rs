//! What the fuzzer calls; the same inputs run as regression tests.

use objects::Value;

use crate::advert::{Datum, Format, MAX_READINGS};

/// Reads `data` as an advertisement in every format. Nothing in it may panic, and what comes out is sound.
pub fn advertisement(data: &[u8]) {
    for format in Format::ALL {
        let Ok(decoded) = format.decode(data) else {
            continue;
        };
        assert!(decoded.readings.len() <= MAX_READINGS, "readings are bounded");
        for reading in decoded.readings {
            let kind = format.kind_of(reading.name);
            assert!(kind.is_some(), "{} can be configured", reading.name);
            if let Datum::Value(value) = reading.datum {
                assert!(
                    kind.is_some_and(|kind| value.is(kind)),
                    "{} has the declared kind",
                    reading.name
                );
                assert!(
                    !matches!(value, Value::Float(number) if !number.is_finite()),
                    "floats are numbers"
                );
            }
        }
    }
}
