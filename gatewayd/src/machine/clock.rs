//! The time servers have written into the Device object, kept beside the clock of the machine.
//!
//! Without somebody who sets the machine's clock, a written time is a clock of its own: it starts at what was
//! written, goes on with the monotonic clock, and ends with the program. Nothing but 3/0/13 shows it.

use std::time::Instant;

use serde::{Deserialize, Serialize};

/// The longest name of a time zone; those of the time zone database have half of it.
const MAX_TIMEZONE: usize = 64;

/// ISO 8601 and the time zone database: no place is further from UTC than 14 hours.
const MAX_OFFSET_HOURS: u8 = 14;

/// What servers have written.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct Clock {
    /// UTC Offset (3/0/14).
    pub utc_offset: Option<String>,
    /// Timezone (3/0/15).
    pub timezone: Option<String>,
    /// Seconds since 1970 at an instant of the monotonic clock.
    #[serde(skip)]
    set: Option<(i64, Instant)>,
}

impl Clock {
    /// Takes a time that a server has written.
    pub fn set(&mut self, now: Instant, seconds: i64) {
        self.set = Some((seconds, now));
    }

    /// The time to show, where the machine's own clock says `machine`.
    #[must_use]
    pub fn seconds(&self, now: Instant, machine: i64) -> i64 {
        self.set.map_or(machine, |(seconds, at)| {
            let since = now.saturating_duration_since(at).as_secs();
            seconds.saturating_add(i64::try_from(since).unwrap_or(i64::MAX))
        })
    }
}

/// Whether a text is an offset such as `+02:00` (ISO 8601), also without colon or minutes, or `Z`.
#[must_use]
pub fn is_utc_offset(text: &str) -> bool {
    if text == "Z" {
        return true;
    }
    let Some(digits) = text.strip_prefix(['+', '-']) else {
        return false;
    };
    let two = |text: &str| {
        text.bytes()
            .all(|byte| byte.is_ascii_digit())
            .then(|| text.parse::<u8>().ok())?
    };
    let (hours, minutes) = match digits.len() {
        2 => (digits, "00"),
        4 => digits.split_at_checked(2).unwrap_or_default(),
        5 => digits.split_once(':').unwrap_or_default(),
        _ => return false,
    };
    hours.len() == 2
        && minutes.len() == 2
        && two(hours).is_some_and(|hours| hours <= MAX_OFFSET_HOURS)
        && two(minutes).is_some_and(|minutes| minutes < 60)
}

/// Whether a text can be the name of a time zone, such as `Europe/Paris`, and nothing a program could take
/// for an option or a path.
#[must_use]
pub fn is_timezone(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'+' | b'/');
    text.len() <= MAX_TIMEZONE
        && text
            .bytes()
            .next()
            .is_some_and(|first| first.is_ascii_alphabetic())
        && text.bytes().all(allowed)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_written_time_goes_on_by_itself_and_is_not_kept() {
        let now = Instant::now();
        let mut clock = Clock::default();
        assert_eq!(clock.seconds(now, 1_700_000_000), 1_700_000_000);
        clock.set(now, 1_367_491_215);
        let later = now + Duration::from_secs(60);
        assert_eq!(clock.seconds(later, 1_700_000_060), 1_367_491_275);
        clock.timezone = Some("Europe/Paris".into());
        let kept = serde_json::to_string(&clock).unwrap();
        let again: Clock = serde_json::from_str(&kept).unwrap();
        assert_eq!(again.timezone.as_deref(), Some("Europe/Paris"));
        assert_eq!(again.seconds(later, 5), 5);
    }

    #[test]
    fn offsets_are_those_of_iso_8601() {
        for text in ["+02:00", "-0330", "+05", "Z", "+14:00"] {
            assert!(is_utc_offset(text), "{text}");
        }
        for text in [
            "", "2", "+2:00", "+02:60", "+15:00", "+02:0", "+0:200", "+é1", "02:00", "+020:0",
        ] {
            assert!(!is_utc_offset(text), "{text}");
        }
    }

    #[test]
    fn a_time_zone_is_a_name_and_no_option() {
        for text in ["Europe/Paris", "UTC", "Etc/GMT+3", "America/Port-au-Prince"] {
            assert!(is_timezone(text), "{text}");
        }
        for text in ["", "--help", "../etc/passwd", "Europe Paris", &"x".repeat(65)] {
            assert!(!is_timezone(text), "{text}");
        }
    }
}
