//! Decimal numbers in text, with 64-bit integers kept exact.

/// A number as its text says it, whole numbers never rounded.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Number {
    /// A whole number, however it was written: `1000`, `1000.0`, `1e3`.
    Integer(i128),
    /// Everything else.
    Float(f64),
}

impl Number {
    /// Reads `-?digits[.digits][e[+-]digits]`, the grammar of JSON with leading zeros allowed.
    ///
    /// Numbers beyond the range of a 64-bit float are refused.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (negative, rest) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent_of(exponent)?),
            None => (rest, 0),
        };
        let (whole, fraction) = match mantissa.split_once('.') {
            Some((_, "")) => return None,
            Some(parts) => parts,
            None => (mantissa, ""),
        };
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !digits(whole) || !digits(fraction) {
            return None;
        }
        match whole_number(whole, fraction, exponent) {
            // Only a float can hold a negative zero.
            Some(0) if negative => Some(Self::Float(-0.0)),
            Some(number) => Some(Self::Integer(if negative { -number } else { number })),
            None => text
                .parse()
                .ok()
                .filter(|float: &f64| float.is_finite())
                .map(Self::Float),
        }
    }

    /// The nearest 64-bit float.
    #[expect(
        clippy::cast_precision_loss,
        reason = "float resources take the nearest float"
    )]
    pub(super) const fn float(self) -> f64 {
        match self {
            Self::Integer(number) => number as f64,
            Self::Float(number) => number,
        }
    }

    /// The sum, exact for whole numbers (RFC 8428 §4.1, base value).
    pub(super) fn plus(self, other: Self) -> Self {
        match (self, other) {
            (Self::Integer(a), Self::Integer(b)) => a
                .checked_add(b)
                .map_or(Self::Float(self.float() + other.float()), Self::Integer),
            (Self::Integer(0), number) | (number, Self::Integer(0)) => number,
            (Self::Float(_), _) | (_, Self::Float(_)) => Self::Float(self.float() + other.float()),
        }
    }
}

fn exponent_of(text: &str) -> Option<i32> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    // An exponent beyond the range of i32 makes every number zero or infinite.
    let huge = if text.starts_with('-') { i32::MIN } else { i32::MAX };
    Some(text.parse().unwrap_or(huge))
}

/// `whole.fraction * 10^exponent` when that is a whole number of at most 38 digits.
fn whole_number(whole: &str, fraction: &str, exponent: i32) -> Option<i128> {
    let fraction = fraction.trim_end_matches('0');
    let shift = i64::from(exponent) - i64::try_from(fraction.len()).ok()?;
    let mut number: i128 = 0;
    for digit in whole.bytes().chain(fraction.bytes()) {
        number = number.checked_mul(10)?.checked_add(i128::from(digit - b'0'))?;
    }
    if number == 0 {
        return Some(0);
    }
    let power = u32::try_from(shift.unsigned_abs())
        .ok()
        .and_then(|n| 10_i128.checked_pow(n))?;
    if shift >= 0 {
        number.checked_mul(power)
    } else {
        (number % power == 0).then(|| number / power)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_are_exact_in_every_notation() {
        for (text, number) in [
            ("0", 0),
            ("1000.0", 1000),
            ("1e3", 1000),
            ("1000E-2", 10),
            ("12.50e1", 125),
            ("9007199254740993", 9_007_199_254_740_993),
            ("9007199254740993.0", 9_007_199_254_740_993),
            ("18446744073709551615", i128::from(u64::MAX)),
            ("-9223372036854775808", i128::from(i64::MIN)),
            ("0e999999999999", 0),
        ] {
            assert_eq!(Number::parse(text), Some(Number::Integer(number)), "{text}");
        }
    }

    #[test]
    fn other_numbers_are_floats() {
        for (text, number) in [
            ("22.5", 22.5),
            ("-40.25", -40.25),
            ("6.667e-11", 6.667e-11),
            ("1e300", 1e300),
            ("1e-99999999999", 0.0),
        ] {
            assert_eq!(Number::parse(text), Some(Number::Float(number)), "{text}");
        }
    }

    #[test]
    fn what_is_no_decimal_number_is_refused() {
        for text in [
            "", "-", "+1", " 1", "1 ", "1.", ".5", "1e", "1e+", "0x1", "NaN", "inf", "1e400", "--1", "1_0",
            "1e1.0",
        ] {
            assert_eq!(Number::parse(text), None, "{text}");
        }
    }
}
