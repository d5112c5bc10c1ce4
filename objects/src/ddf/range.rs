//! The `RangeEnumeration` of a resource, which the registry leaves to the taste of its authors.

use super::fault::Fault;
use crate::{Range, ValueKind};

/// The range a text states for values of `kind`; nothing when it states none.
///
/// Understood are `0..255`, `0-50`, `-273.15-…`, `5..`, single values, several of them with `,` or `;` between,
/// and values with their meaning, `0: off`, a line each. Of a text or bytes it is the length, with or without the word `bytes`; one number is the longest.
pub(super) fn parse(text: &str, kind: ValueKind) -> Result<Option<Range>, Fault> {
    if text.is_empty() {
        return Ok(None);
    }
    let unknown = || Fault::RangeUnknown(text.to_owned());
    let range = match kind {
        ValueKind::Float | ValueKind::Integer | ValueKind::Time | ValueKind::Unsigned => {
            numbers(intervals(text).ok_or_else(unknown)?)
        }
        ValueKind::CoreLink | ValueKind::Opaque | ValueKind::String => {
            let text = text.to_ascii_lowercase().replace(" or ", ",");
            let text = ["bytes", "byte"]
                .iter()
                .find_map(|word| text.strip_suffix(word))
                .unwrap_or(&text);
            lengths(&intervals(text.trim()).ok_or_else(unknown)?)
        }
        ValueKind::Boolean | ValueKind::ObjectLink => return Err(unknown()),
    };
    range.map(Some).ok_or_else(|| Fault::RangeEmpty(text.to_owned()))
}

/// The intervals of numbers, open ends being infinite.
fn intervals(text: &str) -> Option<Vec<(f64, f64)>> {
    let meanings = || {
        text.lines()
            .map(|line| number(line.split_once(':')?.0.trim()).map(|value| (value, value)))
    };
    let pieces = || text.split([',', ';']).map(|piece| interval(piece.trim()));
    pieces().collect::<Option<_>>().or_else(|| meanings().collect())
}

fn interval(text: &str) -> Option<(f64, f64)> {
    if let Some(value) = number(text) {
        return Some((value, value));
    }
    let low = |text: &str| bound(text, f64::NEG_INFINITY);
    let high = |text: &str| bound(text, f64::INFINITY);
    // A hyphen may be a sign as well: it separates where both sides can be read.
    let separators = ["...", "..", "…", "-", "–"];
    separators.iter().find_map(|separator| {
        text.match_indices(separator).find_map(|(at, _)| {
            let (before, after) = (text.get(..at)?, text.get(at + separator.len()..)?);
            let (low, high) = (low(before.trim())?, high(after.trim())?);
            (low.is_finite() || high.is_finite()).then_some((low, high))
        })
    })
}

fn bound(text: &str, open: f64) -> Option<f64> {
    match text {
        "" | "…" | "..." => Some(open),
        text => number(text),
    }
}

/// A decimal number and nothing that only Rust takes for one.
fn number(text: &str) -> Option<f64> {
    let decimal = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.' | b'e' | b'E');
    let starts = text
        .trim_start_matches(['+', '-'])
        .starts_with(|c: char| c.is_ascii_digit());
    let number: f64 = text.bytes().all(decimal).then(|| text.parse().ok())??;
    (starts && number.is_finite()).then_some(number)
}

fn numbers(intervals: Vec<(f64, f64)>) -> Option<Range> {
    if intervals.iter().any(|(min, max)| min > max) {
        return None;
    }
    match intervals.as_slice() {
        [(min, max)] => Some(Range::Number { min: *min, max: *max }),
        _ => Some(Range::Numbers(intervals)),
    }
}

/// One length for all: a list of allowed lengths becomes the shortest and the longest of it.
fn lengths(intervals: &[(f64, f64)]) -> Option<Range> {
    let single = match intervals {
        [(min, max)] => min == max,
        _ => false,
    };
    let min = intervals
        .iter()
        .map(|(min, _)| *min)
        .fold(f64::INFINITY, f64::min);
    let max = intervals
        .iter()
        .map(|(_, max)| *max)
        .fold(f64::NEG_INFINITY, f64::max);
    let ordered = intervals.iter().all(|(min, max)| min <= max);
    let fits = ordered && min >= 0.0 && min <= f64::from(u32::MAX);
    fits.then_some(Range::Length {
        min: if single { 0 } else { whole(min) },
        max: whole(max),
    })
}

fn whole(length: f64) -> u32 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the cast saturates, and a length is a whole number"
    )]
    let length = length as u32;
    length
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers_of(text: &str) -> Result<Option<Range>, Fault> {
        parse(text, ValueKind::Float)
    }

    #[test]
    fn an_interval_may_be_written_with_dots_or_a_hyphen_and_be_open() {
        let interval = |min, max| Ok(Some(Range::Number { min, max }));
        assert_eq!(numbers_of("0..255"), interval(0.0, 255.0));
        assert_eq!(numbers_of(" -40.5 .. +120 "), interval(-40.5, 120.0));
        assert_eq!(numbers_of("0-50"), interval(0.0, 50.0));
        assert_eq!(numbers_of("-20--10"), interval(-20.0, -10.0));
        assert_eq!(numbers_of("-273.15-…"), interval(-273.15, f64::INFINITY));
        assert_eq!(numbers_of("1...63"), interval(1.0, 63.0));
        assert_eq!(numbers_of("5.."), interval(5.0, f64::INFINITY));
        assert_eq!(numbers_of("..5"), interval(f64::NEG_INFINITY, 5.0));
        assert_eq!(
            numbers_of("-9223372036854775808..0"),
            interval(-9.223_372_036_854_776e18, 0.0)
        );
        assert_eq!(numbers_of(""), Ok(None));
    }

    #[test]
    fn an_enumeration_holds_values_and_intervals() {
        let range = numbers_of("0..3, 99").unwrap().unwrap();
        assert_eq!(range, Range::Numbers(vec![(0.0, 3.0), (99.0, 99.0)]));
        let inside = |number| range.contains(&crate::Value::Integer(number));
        assert_eq!([0, 3, 4, 98, 99].map(inside), [true, true, false, false, true]);
        let meanings = numbers_of("0: off\r\n\t1: on");
        assert_eq!(meanings, Ok(Some(Range::Numbers(vec![(0.0, 0.0), (1.0, 1.0)]))));
        assert_eq!(
            numbers_of("0; 3.8..20.5"),
            Ok(Some(Range::Numbers(vec![(0.0, 0.0), (3.8, 20.5)])))
        );
    }

    #[test]
    fn of_a_text_it_is_the_length() {
        let length = |text| parse(text, ValueKind::String).unwrap().unwrap();
        assert_eq!(length("0..255 bytes"), Range::Length { min: 0, max: 255 });
        assert_eq!(length("1..64 Bytes"), Range::Length { min: 1, max: 64 });
        assert_eq!(length("32"), Range::Length { min: 0, max: 32 });
        assert_eq!(length("10 or 26 Bytes"), Range::Length { min: 10, max: 26 });
        assert_eq!(
            length("1.."),
            Range::Length {
                min: 1,
                max: u32::MAX
            }
        );
    }

    #[test]
    fn words_are_not_understood_and_a_reversed_interval_is_a_mistake() {
        for text in [
            "ON;OFF", "8-Bits", "1 byte", "off: 0", "inf", "nan..1", "..", "-", "[1:4]",
        ] {
            assert_eq!(numbers_of(text), Err(Fault::RangeUnknown(text.into())));
        }
        assert_eq!(numbers_of("5..1"), Err(Fault::RangeEmpty("5..1".into())));
        let negative = parse("-4..8", ValueKind::Opaque);
        assert_eq!(negative, Err(Fault::RangeEmpty("-4..8".into())));
    }
}
