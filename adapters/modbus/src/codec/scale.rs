//! Linear scaling that does not add digits the device never sent.

/// Powers of ten up to this one are exact in a double.
const EXACT_POWER: u32 = 22;

/// `value = raw × factor + offset`.
///
/// Factor and offset are decimal fractions as the person wrote them, so that an integer 215 scaled by 0.1
/// is exactly the double nearest to 21.5, not 21.500000000000004.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Scale {
    factor: f64,
    offset: f64,
    decimal: Option<DecimalScale>,
}

/// `value = (raw × factor + offset) / 10^decimals`.
#[derive(Clone, Copy, Debug, PartialEq)]
struct DecimalScale {
    factor: i64,
    offset: i64,
    /// 10^decimals, exact.
    divisor: f64,
}

impl Scale {
    pub(crate) fn new(factor: f64, offset: f64) -> Self {
        let decimal = DecimalScale::new(factor, offset);
        Self {
            factor,
            offset,
            decimal,
        }
    }

    /// Whether raw numbers are already the values.
    #[expect(
        clippy::float_cmp,
        reason = "exactly the values that were written or defaulted"
    )]
    pub(crate) const fn is_identity(&self) -> bool {
        self.factor == 1.0 && self.offset == 0.0
    }

    /// The value of a raw integer.
    #[expect(clippy::cast_precision_loss, reason = "a double is what is asked for")]
    pub(crate) fn of_integer(&self, raw: i128) -> f64 {
        self.decimal
            .and_then(|decimal| decimal.apply(raw))
            .unwrap_or_else(|| (raw as f64).mul_add(self.factor, self.offset))
    }

    /// The value of a raw float.
    pub(crate) fn of_float(&self, raw: f64) -> f64 {
        if self.is_identity() {
            return raw;
        }
        match whole(raw) {
            Some(integer) => self.of_integer(integer),
            None => raw * self.factor + self.offset,
        }
    }

    /// The raw number, not yet rounded, that stands for `value`.
    #[expect(
        clippy::cast_precision_loss,
        reason = "factors are checked to be exact in a double"
    )]
    pub(crate) fn invert(&self, value: f64) -> f64 {
        if self.is_identity() {
            return value;
        }
        let shifted = value - self.offset;
        match self.decimal {
            Some(decimal) => shifted * decimal.divisor / decimal.factor as f64,
            None => shifted / self.factor,
        }
    }
}

impl DecimalScale {
    fn new(factor: f64, offset: f64) -> Option<Self> {
        let (factor, offset) = (Decimal::new(factor)?, Decimal::new(offset)?);
        let decimals = factor.decimals.max(offset.decimals);
        Some(Self {
            factor: factor.with_decimals(decimals)?,
            offset: offset.with_decimals(decimals)?,
            divisor: 10f64.powi(i32::try_from(decimals).ok()?),
        })
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "the only rounding besides that of the division"
    )]
    fn apply(self, raw: i128) -> Option<f64> {
        let scaled = raw.checked_mul(i128::from(self.factor))?;
        Some(scaled.checked_add(i128::from(self.offset))? as f64 / self.divisor)
    }
}

/// `digits / 10^decimals`.
struct Decimal {
    digits: i64,
    decimals: u32,
}

impl Decimal {
    /// The shortest decimal fraction that is this double, which is the one a person wrote.
    fn new(number: f64) -> Option<Self> {
        let text = number.to_string();
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
        let digits: i64 = format!("{whole}{fraction}").parse().ok()?;
        let decimals = u32::try_from(fraction.len()).ok()?;
        (decimals <= EXACT_POWER && is_exact(digits)).then_some(Self { digits, decimals })
    }

    /// The digits when there are `decimals` of them behind the point.
    fn with_decimals(&self, decimals: u32) -> Option<i64> {
        let power = 10i64.checked_pow(decimals.checked_sub(self.decimals)?)?;
        self.digits.checked_mul(power).filter(|&digits| is_exact(digits))
    }
}

/// Whether a double holds this integer exactly whatever it is.
const fn is_exact(integer: i64) -> bool {
    integer.unsigned_abs() <= 1 << f64::MANTISSA_DIGITS
}

/// The integer a double is, if it is one of those a double holds exactly.
#[expect(
    clippy::cast_possible_truncation,
    reason = "whole and within 2^53, checked just before"
)]
fn whole(number: f64) -> Option<i128> {
    (number.fract() == 0.0 && number.abs() <= 9_007_199_254_740_992.0).then_some(number as i128)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scaling_adds_no_digits() {
        let tenth = Scale::new(0.1, 0.0);
        assert_eq!(tenth.of_integer(215), 21.5);
        assert_eq!(tenth.of_integer(3), 0.3);
        assert_eq!(tenth.of_integer(-205), -20.5);
        assert_eq!(Scale::new(0.001, 0.0).of_integer(1523), 1.523);
        assert_eq!(Scale::new(0.01, -273.15).of_integer(29_315), 20.0);
        assert_eq!(Scale::new(-0.1, 0.0).of_integer(7), -0.7);
        assert_eq!(Scale::new(1e-7, 0.0).of_integer(3), 3e-7);
    }

    #[test]
    fn every_tenth_and_thousandth_is_the_double_a_person_would_write() {
        for raw in -70_000..70_000i32 {
            let sign = if raw < 0 { "-" } else { "" };
            let digits = raw.unsigned_abs();
            let tenths: f64 = format!("{sign}{}.{}", digits / 10, digits % 10).parse().unwrap();
            assert_eq!(Scale::new(0.1, 0.0).of_integer(raw.into()), tenths);
            let thousandths: f64 = format!("{sign}{}.{:03}", digits / 1000, digits % 1000)
                .parse()
                .unwrap();
            assert_eq!(Scale::new(0.001, 0.0).of_integer(raw.into()), thousandths);
        }
    }

    #[test]
    fn inverting_and_rounding_gives_the_raw_number_back() {
        for scale in [
            Scale::new(0.1, 0.0),
            Scale::new(0.01, -40.0),
            Scale::new(-2.5, 7.0),
            Scale::new(1e-7, 1.0),
        ] {
            for raw in -40_000..40_000i32 {
                let raw = i128::from(raw);
                #[expect(clippy::cast_possible_truncation, reason = "small by construction")]
                let back = scale.invert(scale.of_integer(raw)).round() as i128;
                assert_eq!(back, raw, "{scale:?}");
            }
        }
    }

    #[test]
    fn a_factor_with_too_many_digits_still_scales() {
        let scale = Scale::new(1e300, 0.0);
        assert_eq!(scale.of_integer(2), 2e300);
        assert_eq!(
            Scale::new(std::f64::consts::PI, 0.0).of_integer(1),
            std::f64::consts::PI
        );
    }

    #[test]
    fn a_whole_float_scales_like_an_integer() {
        assert_eq!(Scale::new(0.1, 0.0).of_float(2302.0), 230.2);
        assert_eq!(Scale::new(1000.0, 0.0).of_float(1.25), 1250.0);
        assert_eq!(Scale::new(1.0, 0.0).of_float(1.25), 1.25);
    }
}
