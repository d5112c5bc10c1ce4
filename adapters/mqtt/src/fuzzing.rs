//! Bodies of fuzz targets: library functions, so that what they found is tested on stable too.

use std::time::{Duration, SystemTime};

use objects::ValueKind;

use crate::config::PointType;
use crate::payload::{MAX_PAYLOAD, Payload, Reader, Reading, Scale};

const KINDS: [(PointType, ValueKind); 4] = [
    (PointType::Boolean, ValueKind::Boolean),
    (PointType::Float, ValueKind::Float),
    (PointType::Integer, ValueKind::Integer),
    (PointType::String, ValueKind::String),
];
const POINTERS: [Option<&str>; 4] = [None, Some(""), Some("/a"), Some("/a/0/b~1c")];

/// Reads a payload as a point of every kind would; the first byte chooses pointer and scaling.
///
/// # Panics
/// When a reading breaks a promise: a value of another kind, a number that is not finite, a time in the future.
pub fn mqtt_payload(data: &[u8]) {
    let Some((&choice, bytes)) = data.split_first() else {
        return;
    };
    let pointer = POINTERS[usize::from(choice & 3)];
    let scale = if choice & 4 == 0 {
        Scale::IDENTITY
    } else {
        Scale {
            factor: 0.1,
            offset: -40.0,
        }
    };
    let arrival = SystemTime::UNIX_EPOCH + Duration::from_secs(1_893_456_000);
    let payload = Payload::new(bytes);
    for (kind, value_kind) in KINDS {
        let reader = Reader {
            pointer: pointer.map(str::to_owned),
            timestamp_pointer: Some("/ts".into()),
            kind,
            scale,
            true_values: vec!["on".into()],
            false_values: vec!["off".into()],
            map: None,
        };
        match reader.read(&payload, arrival) {
            Reading::Absent | Reading::NoValue(_) => {}
            Reading::Value(value, time) => {
                assert!(bytes.len() <= MAX_PAYLOAD, "a payload above the limit was read");
                assert!(value.is(value_kind), "{value:?} is not {value_kind}");
                assert!(
                    value.number().is_none_or(f64::is_finite),
                    "{value:?} is not finite"
                );
                let latest = arrival + Duration::from_secs(60);
                assert!(
                    time.is_none_or(|time| time <= latest),
                    "{time:?} is in the future"
                );
            }
        }
    }
}
