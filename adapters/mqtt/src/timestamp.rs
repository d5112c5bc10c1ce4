//! The times that payloads carry.

use std::time::{Duration, SystemTime};

use objects::{Value, ValueKind};
use serde_json::Value as Json;

/// How far ahead of the arrival a device's clock may be.
const MAX_AHEAD: Duration = Duration::from_secs(60);
/// 2000-01-01T00:00:00Z: clocks that show earlier times were never set.
const EARLIEST: Duration = Duration::from_secs(946_684_800);
/// Unix seconds reach this in the year 5138, Unix milliseconds reached it in 1973.
const MILLISECONDS_FROM: f64 = 1e11;

/// The time a JSON value tells, when it is one that a message arriving at `arrival` can have.
///
/// Understood are Unix seconds, Unix milliseconds and RFC 3339. Local times without an offset are not:
/// they would be wrong by hours without anybody noticing.
#[must_use]
pub(crate) fn time_of(json: &Json, arrival: SystemTime) -> Option<SystemTime> {
    let since_epoch = match json {
        Json::Number(number) => from_unix(number.as_f64()?)?,
        Json::String(text) => text.parse().ok().map_or_else(|| parse_rfc3339(text), from_unix)?,
        Json::Null | Json::Bool(_) | Json::Array(_) | Json::Object(_) => return None,
    };
    let at = SystemTime::UNIX_EPOCH.checked_add(since_epoch)?;
    let latest = arrival.checked_add(MAX_AHEAD)?;
    (since_epoch >= EARLIEST && at <= latest).then_some(at)
}

fn from_unix(number: f64) -> Option<Duration> {
    let milliseconds = if number.abs() < MILLISECONDS_FROM {
        number * 1000.0
    } else {
        number
    };
    // Milliseconds are as fine as LwM2M timestamps get; rounding hides the noise of the floating point.
    let whole = Value::Float(milliseconds.round()).convert(ValueKind::Unsigned);
    let Some(Value::Unsigned(milliseconds)) = whole else {
        return None;
    };
    Some(Duration::from_millis(milliseconds))
}

/// Reads `2026-09-01T10:00:00+00:00` and its like (RFC 3339 §5.6) as the time since 1970.
fn parse_rfc3339(text: &str) -> Option<Duration> {
    if !text.is_ascii() {
        return None;
    }
    let (date, rest) = text.split_at_checked(10)?;
    let rest = rest.strip_prefix(['T', 't', ' '])?;
    let (time, rest) = rest.split_at_checked(8)?;
    let (fraction, offset) = split_fraction(rest)?;
    let [year, month, day] = numbers(date, '-')?;
    let [hour, minute, second] = numbers(time, ':')?;
    let days = days_since_epoch(year, month, day)?;
    // A leap second is the second after it, as in POSIX time.
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let local = days * 86_400 + hour * 3_600 + minute * 60 + second;
    let seconds = u64::try_from(local - parse_offset(offset)?).ok()?;
    Some(Duration::from_secs(seconds) + fraction)
}

/// Three numbers of digits only.
fn numbers(text: &str, separator: char) -> Option<[i64; 3]> {
    let mut parts = text.split(separator);
    let mut next = || {
        let part = parts.next()?;
        let digits = part.len() >= 2 && part.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| part.parse().ok()).flatten()
    };
    let all = [next()?, next()?, next()?];
    parts.next().is_none().then_some(all)
}

fn split_fraction(rest: &str) -> Option<(Duration, &str)> {
    let Some(digits) = rest.strip_prefix('.') else {
        return Some((Duration::ZERO, rest));
    };
    let length = digits.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, offset) = digits.split_at(length);
    let nanoseconds = digits.bytes().chain(std::iter::repeat(b'0')).take(9);
    let nanoseconds = nanoseconds.fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0'));
    (length > 0).then_some((Duration::new(0, nanoseconds), offset))
}

/// The offset from UTC in seconds.
fn parse_offset(text: &str) -> Option<i64> {
    if matches!(text, "Z" | "z") {
        return Some(0);
    }
    let (sign, rest) = text.split_at_checked(1)?;
    let [hours, minutes, _] = numbers(&format!("{rest}:00"), ':')?;
    if hours > 23 || minutes > 59 {
        return None;
    }
    let seconds = hours * 3_600 + minutes * 60;
    match sign {
        "+" => Some(seconds),
        "-" => Some(-seconds),
        _ => None,
    }
}

/// Days from 1970-01-01 to a date of the Gregorian calendar.
fn days_since_epoch(year: i64, month: i64, day: i64) -> Option<i64> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let lengths = [
        31,
        if leap { 29 } else { 28 },
        31,
        30,
        31,
        30,
        31,
        31,
        30,
        31,
        30,
        31,
    ];
    let index = usize::try_from(month.checked_sub(1)?).ok()?;
    if !(1..=*lengths.get(index)?).contains(&day) || year < 1970 {
        return None;
    }
    let before = year - 1;
    let leap_days = before / 4 - before / 100 + before / 400 - (1969 / 4 - 1969 / 100 + 1969 / 400);
    Some((year - 1970) * 365 + leap_days + lengths[..index].iter().sum::<i64>() + day - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2030-01-01T00:00:00Z.
    const ARRIVAL: u64 = 1_893_456_000;

    fn seconds(json: &str) -> Option<f64> {
        let arrival = SystemTime::UNIX_EPOCH + Duration::from_secs(ARRIVAL);
        let json = serde_json::from_str(json).expect("the test writes JSON");
        let at = time_of(&json, arrival)?;
        Some(
            at.duration_since(SystemTime::UNIX_EPOCH)
                .expect("after 1970")
                .as_secs_f64(),
        )
    }

    #[test]
    fn unix_times_are_understood_in_seconds_and_milliseconds() {
        // Shelly Gen2 documentation, "Notifications": params.ts.
        assert_eq!(seconds("1700000000.52"), Some(1_700_000_000.52));
        assert_eq!(seconds("1700000000520"), Some(1_700_000_000.52));
        assert_eq!(seconds("\"1700000000\""), Some(1_700_000_000.0));
    }

    #[test]
    fn rfc_3339_times_are_understood_with_their_offset() {
        // Zigbee2MQTT documentation, "last_seen: ISO_8601".
        assert_eq!(seconds("\"2026-09-01T10:00:00+00:00\""), Some(1_788_256_800.0));
        // RFC 3339 §5.8.
        assert_eq!(seconds("\"2024-02-29T23:59:60Z\""), Some(1_709_251_200.0));
        assert_eq!(seconds("\"2000-01-01T00:00:00.25-01:30\""), Some(946_690_200.25));
    }

    #[test]
    fn what_is_no_time_or_an_unlikely_one_is_refused() {
        for json in [
            "null",
            "true",
            "\"2018-02-15T17:37:10\"",
            "\"2026-02-29T00:00:00Z\"",
            "\"2026-00-10T00:00:00Z\"",
            "\"2026-01-10T24:00:00Z\"",
            "\"2026-01-10T00:00:00.Z\"",
            "\"2026-01-10T00:00:00+5\"",
            "\"2026-01-10T00:00:00é\"",
            "\"\"",
            "12",
            "-1700000000",
            "1e300",
            "\"NaN\"",
            "1893456061",
        ] {
            assert_eq!(seconds(json), None, "{json}");
        }
        assert_eq!(seconds("1893456060"), Some(1_893_456_060.0));
    }

    #[test]
    fn every_day_is_one_after_the_day_before() {
        let mut expected = 0;
        for year in 1970..2110 {
            for month in 1..=12 {
                for day in 1..=31 {
                    if let Some(days) = days_since_epoch(year, month, day) {
                        assert_eq!(days, expected, "{year}-{month}-{day}");
                        expected += 1;
                    }
                }
            }
        }
        assert_eq!(days_since_epoch(2100, 2, 29), None);
    }
}
