//! Vectors: bthome.io, "Format" (the examples of the tables), and the tests of its reference parser, bthome-ble.

use proptest::prelude::*;

use super::*;

fn bytes(hex: &str) -> Vec<u8> {
    let byte = |at| u8::from_str_radix(&hex[at..at + 2], 16).expect("the vector is hexadecimal");
    (0..hex.len()).step_by(2).map(byte).collect()
}

/// `name#index = value` of each reading.
fn read(hex: &str) -> Vec<String> {
    let decoded = decode(&bytes(hex)).expect("the vector is plain BTHome 2");
    let show = |reading: &Reading| {
        let shown = match &reading.datum {
            Datum::Value(value) => value.to_string(),
            other => format!("{other:?}"),
        };
        match reading.index {
            0 => format!("{} {shown}", reading.name),
            index => format!("{}#{index} {shown}", reading.name),
        }
    };
    decoded.readings.iter().map(show).collect()
}

#[test]
fn the_examples_of_the_format_read_as_documented() {
    let vectors: &[(&str, &[&str])] = &[
        ("4002ca0903bf13", &["temperature 25.06", "humidity 50.55"]),
        (
            "400009015d025d0903b718",
            &["battery 93", "temperature 23.97", "humidity 63.27"],
        ),
        (
            "40002e01641e012e34451601",
            &[
                "battery 100",
                "light-detected true",
                "humidity 52",
                "temperature 27.8",
            ],
        ),
        (
            "4000010b0000004a0d0901330ce90c",
            &["power 0", "voltage 231.7", "battery 51", "voltage#1 3.305"],
        ),
        ("4004138a01", &["pressure 1008.83"]),
        ("4005138a14", &["illuminance 13460.67"]),
        ("40065e1f", &["mass 80.3"]),
        ("4008ca06", &["dew-point 17.38"]),
        ("400a138a14", &["energy 1346.067"]),
        ("404d12138a14", &["energy 344593.17"]),
        ("400b021b00", &["power 69.14"]),
        ("405c02fbffff", &["power -12.78"]),
        ("400c020c", &["voltage 3.074"]),
        ("404a020c", &["voltage 307.4"]),
        ("405d02ea", &["current -5.63"]),
        ("40434e34", &["current 13.39"]),
        ("4057ea", &["temperature -22"]),
        ("4058ea", &["temperature -7.7"]),
        ("40451101", &["temperature 27.3"]),
        ("400d120c0e021c", &["pm2-5 3090", "pm10 7170"]),
        ("4012e204", &["co2 1250"]),
        ("40133301", &["tvoc 307"]),
        ("4014020c", &["moisture 30.74"]),
        ("403f020c", &["rotation 307.4"]),
        ("40400c00", &["distance 0.012"]),
        ("40414e00", &["distance 7.8"]),
        ("40424e3400", &["duration 13.39"]),
        ("404632", &["uv-index 5"]),
        ("4049dc87", &["volume-flow-rate 34.78"]),
        ("404c41018a01", &["gas 25821.505"]),
        ("404f87562a01", &["water 19551.879"]),
        ("4056e803", &["conductivity 1000"]),
        ("405bea0234ea", &["count -365690134"]),
        ("40624099dfff", &["speed -2.123456"]),
        ("40630057d0ff", &["acceleration -3.123456"]),
        ("405e3f755f11d5", &["direction 300.15", "precipitation 5454.5"]),
        ("44505d396164", &["timestamp 1684093277"]),
        ("44530c48656c6c6f20576f726c6421", &["text Hello World!"]),
        ("402d01", &["window true"]),
        ("401100", &["opening false"]),
        (
            "44f00100f100010204f2000106",
            &[
                "device-type 1",
                "firmware-version 4.2.1.0",
                "firmware-version#1 6.1.0",
            ],
        ),
        ("42b2188d38c1a404138a01", &["pressure 1008.83"]),
    ];
    for (hex, expected) in vectors {
        assert_eq!(read(hex), *expected, "{hex}");
    }
}

#[test]
fn repeated_quantities_are_numbered_in_their_order() {
    let expected = [
        "temperature 25.06",
        "temperature#1 25.11",
        "temperature#2 22.55",
        "humidity 63.27",
        "humidity#1 60.71",
        "battery 93",
    ];
    assert_eq!(read("4002ca0902cf0902cf0803b71803b717015d"), expected);
}

#[test]
fn a_pound_is_brought_to_kilograms() {
    // 10.00 lb at 0.45359237 kg, the definition of the international pound.
    assert_eq!(read("4007e803"), ["mass 4.5359237"]);
}

#[test]
fn buttons_keep_their_place_and_unknown_presses_are_nothing() {
    let expected = [
        "button Button(None)",
        "button#1 Button(Some(Press))",
        "button#2 Button(Some(TriplePress))",
    ];
    assert_eq!(read("403a003a013a03"), expected);
    assert_eq!(read("403a80"), ["button Button(Some(HoldPress))"]);
    assert!(read("403afe").is_empty());
    assert_eq!(read("403c0103"), ["dimmer Dimmer(-3)"]);
}

#[test]
fn reading_stops_at_what_is_unknown_or_cut_off() {
    assert!(read("40feca09").is_empty());
    assert_eq!(read("40015dfe5d0903b718"), ["battery 93"]);
    assert_eq!(read("4002ca0903bf"), ["temperature 25.06"]);
    assert_eq!(read("40015d530548656c6c"), ["battery 93"]);
}

#[test]
fn the_packet_number_and_the_sleeper_are_noticed() {
    let decoded = decode(&bytes("400009015d")).expect("plain BTHome 2");
    assert_eq!((decoded.sequence, decoded.sleepy), (Some(9), false));
    let decoded = decode(&bytes("44015d")).expect("plain BTHome 2");
    assert_eq!((decoded.sequence, decoded.sleepy), (None, true));
}

#[test]
fn what_cannot_be_read_says_why() {
    assert_eq!(
        decode(&bytes("41a47266c95f730011223378237214")),
        Err(AdvertError::Encrypted)
    );
    assert_eq!(
        decode(&bytes("43a5808fe64854f196c06ffb4900112233f08ecbde")),
        Err(AdvertError::Encrypted)
    );
    assert_eq!(decode(&bytes("2002ca09")), Err(AdvertError::Version(1)));
    assert_eq!(decode(&[]), Err(AdvertError::Length(0)));
    assert_eq!(decode(&bytes("42b218")), Err(AdvertError::Length(3)));
}

#[test]
fn the_table_can_be_searched_and_names_have_one_kind() {
    assert!(OBJECTS.is_sorted_by(|a, b| a.id < b.id));
    for object in OBJECTS {
        assert_eq!(kind_of(object.name), object.shape.kind(), "{}", object.name);
    }
}

#[test]
fn every_object_has_the_length_of_the_table() {
    for object in OBJECTS {
        let (Shape::Number { length, .. } | Shape::Firmware { length }) = object.shape else {
            continue;
        };
        let mut payload = vec![0x40, object.id];
        payload.resize(2 + length, 1);
        assert_eq!(
            decode(&payload).expect("plain").readings.len(),
            1,
            "{}",
            object.name
        );
        payload.pop();
        assert!(
            decode(&payload).expect("plain").readings.is_empty(),
            "{}",
            object.name
        );
    }
}

proptest! {
    #[test]
    fn no_bytes_panic(payload in proptest::collection::vec(any::<u8>(), 0..300)) {
        crate::fuzzing::advertisement(&payload);
    }

    #[test]
    fn no_plain_payload_panics(mut payload in proptest::collection::vec(any::<u8>(), 0..300)) {
        payload.insert(0, 0x40);
        crate::fuzzing::advertisement(&payload);
    }

    #[test]
    fn what_is_encoded_is_decoded(temperature in any::<i16>(), humidity in any::<u16>(), packet in any::<u8>()) {
        let mut payload = vec![0x40, 0x00, packet, 0x02];
        payload.extend(temperature.to_le_bytes());
        payload.push(0x03);
        payload.extend(humidity.to_le_bytes());
        let decoded = decode(&payload).expect("plain");
        let values: Vec<Datum> = decoded.readings.into_iter().map(|reading| reading.datum).collect();
        let expected = [f64::from(temperature) / 100.0, f64::from(humidity) / 100.0];
        prop_assert_eq!(values, expected.map(|value| Datum::Value(Value::Float(value))));
        prop_assert_eq!(decoded.sequence, Some(packet.into()));
    }
}
