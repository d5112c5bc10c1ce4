//! Vectors: docs.ruuvi.com, "Data format 5", "Test vectors"; project ATC_MiThermometer, "Bluetooth Advertising
//! Formats", as in the tests of the parser ble_monitor.

use std::time::SystemTime;

use super::*;

fn bytes(hex: &str) -> Vec<u8> {
    let byte = |at| u8::from_str_radix(&hex[at..at + 2], 16).expect("the vector is hexadecimal");
    (0..hex.len()).step_by(2).map(byte).collect()
}

fn read(format: Format, hex: &str) -> Vec<String> {
    let decoded = format.decode(&bytes(hex)).expect("the vector is of the format");
    let show = |reading: &Reading| match &reading.datum {
        Datum::Value(value) => format!("{} {value}", reading.name),
        other => format!("{} {other:?}", reading.name),
    };
    decoded.readings.iter().map(show).collect()
}

#[test]
fn ruuvi_valid_data() {
    let expected = [
        "temperature 24.3",
        "humidity 53.49",
        "pressure 100044",
        "acceleration-x 0.004",
        "acceleration-y -0.004",
        "acceleration-z 1.036",
        "voltage 2.977",
        "tx-power 4",
        "movement-counter 66",
        "measurement-sequence 205",
    ];
    let valid = "0512FC5394C37C0004FFFC040CAC364200CDCBB8334C884F";
    assert_eq!(read(Format::Ruuvi, valid), expected);
    assert_eq!(
        Format::Ruuvi
            .decode(&bytes(valid))
            .map(|decoded| decoded.sequence),
        Ok(Some(205))
    );
}

#[test]
fn ruuvi_maximum_values() {
    let expected = [
        "temperature 163.835",
        "humidity 163.835",
        "pressure 115534",
        "acceleration-x 32.767",
        "acceleration-y 32.767",
        "acceleration-z 32.767",
        "voltage 3.646",
        "tx-power 20",
        "movement-counter 254",
        "measurement-sequence 65534",
    ];
    assert_eq!(
        read(Format::Ruuvi, "057FFFFFFEFFFE7FFF7FFF7FFFFFDEFEFFFECBB8334C884F"),
        expected
    );
}

#[test]
fn ruuvi_minimum_values() {
    let expected = [
        "temperature -163.835",
        "humidity 0",
        "pressure 50000",
        "acceleration-x -32.767",
        "acceleration-y -32.767",
        "acceleration-z -32.767",
        "voltage 1.6",
        "tx-power -40",
        "movement-counter 0",
        "measurement-sequence 0",
    ];
    assert_eq!(
        read(Format::Ruuvi, "058001000000008001800180010000000000CBB8334C884F"),
        expected
    );
}

#[test]
fn ruuvi_invalid_values_are_no_values() {
    let decoded = Format::Ruuvi
        .decode(&bytes("058000FFFFFFFF800080008000FFFFFFFFFFFFFFFFFFFFFF"))
        .expect("format 5");
    assert_eq!(decoded.readings.len(), 10);
    assert!(
        decoded
            .readings
            .iter()
            .all(|reading| reading.datum == Datum::Sentinel)
    );
    assert_eq!(decoded.sequence, None);
}

#[test]
fn ruuvi_formats_not_decoded_are_named() {
    let version_3 = bytes("03291A1ECE1EFC18F94202CA0B53");
    assert_eq!(Format::Ruuvi.decode(&version_3), Err(AdvertError::Version(3)));
    assert_eq!(
        Format::Ruuvi.decode(&bytes("0512FC5394C37C")),
        Err(AdvertError::Length(7))
    );
    assert_eq!(Format::Ruuvi.decode(&[]), Err(AdvertError::Length(0)));
}

#[test]
fn atc_in_its_original_form() {
    let expected = ["temperature 32.5", "humidity 62", "voltage 2.939", "battery 81"];
    assert_eq!(read(Format::Atc, "a4c138d5d49801453e510b7b62"), expected);
    let expected = ["temperature 16.2", "humidity 47", "voltage 3.064", "battery 95"];
    assert_eq!(read(Format::Atc, "a4c1380283f400a22f5f0bf819"), expected);
}

#[test]
fn atc_in_its_custom_form() {
    let custom = "5601cf38c1a44008bd13470c64cc0f";
    let expected = [
        "temperature 21.12",
        "humidity 50.53",
        "voltage 3.143",
        "battery 100",
    ];
    assert_eq!(read(Format::Atc, custom), expected);
    assert_eq!(
        Format::Atc.decode(&bytes(custom)).map(|decoded| decoded.sequence),
        Ok(Some(204))
    );
}

#[test]
fn atc_encrypted_is_recognised_by_its_length() {
    assert_eq!(
        Format::Atc.decode(&bytes("11d603fbfa7b6dfb1e26fd")),
        Err(AdvertError::Encrypted)
    );
    assert_eq!(Format::Atc.decode(&[0; 8]), Err(AdvertError::Encrypted));
    assert_eq!(Format::Atc.decode(&[0; 12]), Err(AdvertError::Length(12)));
}

#[test]
fn a_format_finds_its_own_payload() {
    let advertisement = Advertisement::presence(Address::new([1; 6]), None, SystemTime::UNIX_EPOCH)
        .with_service_data(0xFCD2, vec![0x40])
        .with_service_data(0x181A, vec![1, 2])
        .with_manufacturer_data(0x004C, vec![3])
        .with_manufacturer_data(0x0499, vec![5]);
    let payloads = Format::ALL.map(|format| advertisement.payload(format));
    assert_eq!(
        payloads,
        [Some([1, 2].as_slice()), Some(&[0x40]), None, Some(&[5])]
    );
}

#[test]
fn every_measurement_has_a_kind() {
    for format in Format::ALL.into_iter().filter(|format| format.is_supported()) {
        let names = format.measurements();
        assert!(names.is_sorted() && names.contains(&"rssi") && names.contains(&"temperature"));
        assert!(names.iter().all(|name| format.kind_of(name).is_some()));
    }
    assert_eq!(Format::Bthome.kind_of("packet-id"), None);
}

#[test]
fn short_uuids_are_completed() {
    assert_eq!(
        uuid_of_16_bits(0x181A).to_string(),
        "0000181a-0000-1000-8000-00805f9b34fb"
    );
}
