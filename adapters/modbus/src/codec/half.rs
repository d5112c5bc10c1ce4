//! Half precision floats, which some data loggers send.

/// The value of an IEEE 754 binary16.
pub(super) fn to_f64(bits: u16) -> f64 {
    let sign = if bits & 0x8000 == 0 { 1.0 } else { -1.0 };
    let exponent = i32::from((bits >> 10) & 0x1F);
    let fraction = f64::from(bits & 0x3FF);
    let magnitude = match exponent {
        0 => fraction * 2f64.powi(-24),
        31 if fraction == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        _ => (fraction + 1024.0) * 2f64.powi(exponent - 25),
    };
    sign * magnitude
}

#[cfg(test)]
mod tests {
    use super::*;

    /// IEEE 754-2019 §3.4: bias 15, ten fraction bits, subnormals at exponent 0.
    #[test]
    fn half_precision_floats_read_as_the_standard_says() {
        assert_eq!(to_f64(0x4D60), 21.5);
        assert_eq!(to_f64(0x3C00), 1.0);
        assert_eq!(to_f64(0xC000), -2.0);
        assert_eq!(to_f64(0x7BFF), 65504.0);
        assert_eq!(to_f64(0x0001), 2f64.powi(-24));
        assert_eq!(to_f64(0x0000), 0.0);
        assert_eq!(to_f64(0xFC00), f64::NEG_INFINITY);
        assert!(to_f64(0x7E00).is_nan());
    }
}
