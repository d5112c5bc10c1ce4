use std::time::Duration;

use proptest::prelude::*;

use super::*;

fn arrival() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_893_456_000)
}

fn reader(kind: PointType, pointer: Option<&str>) -> Reader {
    let words = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect();
    Reader {
        pointer: pointer.map(str::to_owned),
        timestamp_pointer: None,
        kind,
        scale: Scale::IDENTITY,
        true_values: words(&["on", "true", "1"]),
        false_values: words(&["off", "false", "0"]),
        map: None,
    }
}

fn read(kind: PointType, pointer: Option<&str>, payload: &str) -> Reading {
    reader(kind, pointer).read(&Payload::new(payload.as_bytes()), arrival())
}

fn float(pointer: &str, payload: &str) -> Option<f64> {
    match read(PointType::Float, Some(pointer), payload) {
        Reading::Value(Value::Float(value), None) => Some(value),
        Reading::Value(..) | Reading::Absent | Reading::NoValue(_) => None,
    }
}

fn value(value: Value) -> Reading {
    Reading::Value(value, None)
}

#[test]
fn a_zigbee2mqtt_state_is_read() {
    // zigbee2mqtt, test/extensions/homeassistant.test.ts: weather_sensor.
    let weather = r#"{"temperature":21.5,"humidity":48,"linkquality":90}"#;
    assert_eq!(float("/temperature", weather), Some(21.5));
    assert_eq!(float("/humidity", weather), Some(48.0));
    // Zigbee2MQTT documentation, "MQTT Topics and Messages".
    let plug = r#"{"state":"ON","power":12.3,"energy":1.75,"last_seen":"2026-09-01T10:00:00+00:00"}"#;
    assert_eq!(
        read(PointType::Boolean, Some("/state"), plug),
        value(Value::Boolean(true))
    );
    let mut energy = reader(PointType::Integer, Some("/energy"));
    energy.scale.factor = 1000.0;
    energy.timestamp_pointer = Some("/last_seen".into());
    let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_788_256_800);
    let reading = energy.read(&Payload::new(plug.as_bytes()), arrival());
    assert_eq!(reading, Reading::Value(Value::Integer(1750), Some(time)));
}

#[test]
fn a_tasmota_sensor_message_is_read() {
    // Tasmota documentation, "JSON Status Responses": ENERGY, BME280 and DHT11.
    let energy = r#"{"Time":"2018-02-15T17:37:10","ENERGY":{"Total":6.294,"Power":2635,"Voltage":227,"Current":11.661}}"#;
    assert_eq!(float("/ENERGY/Power", energy), Some(2635.0));
    assert_eq!(float("/ENERGY/Current", energy), Some(11.661));
    let climate = r#"{"BME280":{"Temperature":21.7,"Humidity":66.6,"Pressure":988.6},"TempUnit":"C"}"#;
    assert_eq!(float("/BME280/Pressure", climate), Some(988.6));
    let mut fahrenheit = reader(PointType::Float, Some("/DHT11/Temperature"));
    fahrenheit.scale = Scale {
        factor: 1.0 / 1.8,
        offset: -32.0 / 1.8,
    };
    let reading = fahrenheit.read(&Payload::new(br#"{"DHT11":{"Temperature":78.8}}"#), arrival());
    assert_eq!(reading, value(Value::Float(26.0)));
    // Its time is local and has no offset, so it is not believed.
    let mut timed = reader(PointType::Float, Some("/ENERGY/Power"));
    timed.timestamp_pointer = Some("/Time".into());
    let reading = timed.read(&Payload::new(energy.as_bytes()), arrival());
    assert_eq!(reading, value(Value::Float(2635.0)));
    assert_eq!(read(PointType::Boolean, None, "ON"), value(Value::Boolean(true)));
}

#[test]
fn a_shelly_notification_tells_only_what_changed() {
    // Shelly Gen2 documentation, "Notifications": NotifyStatus.
    let status = r#"{"method":"NotifyStatus","params":{"ts":1700000000.52,
        "switch:0":{"id":0,"apower":34.2,"aenergy":{"total":1234.567}}}}"#;
    let mut power = reader(PointType::Float, Some("/params/switch:0/apower"));
    power.timestamp_pointer = Some("/params/ts".into());
    let time = SystemTime::UNIX_EPOCH + Duration::from_millis(1_700_000_000_520);
    let reading = power.read(&Payload::new(status.as_bytes()), arrival());
    assert_eq!(reading, Reading::Value(Value::Float(34.2), Some(time)));
    let output = read(PointType::Boolean, Some("/params/switch:0/output"), status);
    assert_eq!(output, Reading::Absent);
}

#[test]
fn what_is_no_value_yields_none() {
    // Home Assistant, "MQTT": states "unavailable" and "unknown".
    for payload in ["unavailable", "unknown", "null", "NaN", "", "None", " Unknown "] {
        assert_eq!(
            read(PointType::Float, None, payload),
            Reading::NoValue(NoValue::Sentinel),
            "{payload:?}"
        );
    }
    for payload in ["21,5", "21.5 °C", "inf", "-Infinity", "0x10", "1e999", "true"] {
        let reading = read(PointType::Float, None, payload);
        assert!(
            matches!(reading, Reading::NoValue(NoValue::Undecodable(_))),
            "{payload:?}"
        );
    }
    assert_eq!(read(PointType::Float, None, "21.5"), value(Value::Float(21.5)));
    assert_eq!(float("/t", r#"{"t":"21.5"}"#), Some(21.5));
    assert_eq!(
        read(PointType::Float, Some("/t"), r#"{"t":null}"#),
        Reading::NoValue(NoValue::Sentinel)
    );
    assert_eq!(
        read(PointType::Float, Some("/t"), ""),
        Reading::NoValue(NoValue::Sentinel)
    );
}

#[test]
fn an_undecodable_payload_says_why() {
    let reason =
        |kind, pointer, payload: &[u8]| match reader(kind, pointer).read(&Payload::new(payload), arrival()) {
            Reading::NoValue(NoValue::Undecodable(reason)) => reason,
            other => format!("{other:?}"),
        };
    let json = Some("/t");
    assert_eq!(
        reason(PointType::Float, json, b"{\"t\":"),
        "\"{\\\"t\\\":\" is not JSON"
    );
    assert_eq!(
        reason(PointType::Float, json, b"{\"t\":[1]}"),
        "the pointer leads to a list or an object"
    );
    assert_eq!(
        reason(PointType::Integer, json, b"{\"t\":1.5}"),
        "\"1.5\" is not a whole number"
    );
    assert_eq!(
        reason(PointType::Boolean, None, b"TOGGLE"),
        "\"TOGGLE\" is not a word for true or false"
    );
    assert_eq!(
        reason(PointType::String, None, b"\xFF\xFE"),
        "the payload is not text"
    );
    let long = vec![b'1'; MAX_PAYLOAD + 1];
    assert_eq!(
        reason(PointType::Float, None, &long),
        "the payload is 65537 bytes long, more than 65536"
    );
    let deep = "[".repeat(60_000);
    assert!(reason(PointType::Float, Some("/0"), deep.as_bytes()).ends_with("is not JSON"));
}

#[test]
fn text_points_take_any_text() {
    assert_eq!(
        read(PointType::String, None, "unknown"),
        value(Value::String("unknown".into()))
    );
    assert_eq!(
        read(PointType::String, Some("/n"), r#"{"n":1.5}"#),
        value(Value::String("1.5".into()))
    );
    assert_eq!(
        read(PointType::String, Some("/n"), r#"{"n":""}"#),
        value(Value::String(String::new()))
    );
    assert_eq!(
        read(PointType::String, None, ""),
        Reading::NoValue(NoValue::Sentinel)
    );
}

#[test]
fn whole_numbers_stay_exact() {
    let largest = r#"{"n":9223372036854775807}"#;
    assert_eq!(
        read(PointType::Integer, Some("/n"), largest),
        value(Value::Integer(i64::MAX))
    );
    assert_eq!(
        read(PointType::Integer, Some("/n"), r#"{"n":22.0}"#),
        value(Value::Integer(22))
    );
    assert_eq!(read(PointType::Integer, None, "-7"), value(Value::Integer(-7)));
}

#[test]
fn a_map_is_the_whole_vocabulary() {
    let mut door = reader(PointType::Integer, None);
    door.map = Some(BTreeMap::from([
        ("closed".into(), Value::Integer(0)),
        ("unknown".into(), Value::Integer(2)),
    ]));
    let read = |payload: &[u8]| door.read(&Payload::new(payload), arrival());
    assert_eq!(read(b"closed"), value(Value::Integer(0)));
    assert_eq!(read(b"unknown"), value(Value::Integer(2)));
    assert_eq!(read(b"null"), Reading::NoValue(NoValue::Sentinel));
    let unmapped = NoValue::Undecodable("the map has no entry for \"1\"".into());
    assert_eq!(read(b"1"), Reading::NoValue(unmapped));
}

#[test]
fn scaling_leaves_no_noise_and_can_be_inverted() {
    let tenth = Scale {
        factor: 0.1,
        offset: 0.0,
    };
    assert_eq!(tenth.apply(3.0), 0.3);
    assert_eq!(tenth.invert(0.3), 3.0);
    assert!(
        Scale {
            factor: 1e300,
            offset: 0.0
        }
        .apply(1e300)
        .is_infinite()
    );
}

proptest! {
    #[test]
    fn no_payload_makes_the_reader_panic(data in prop::collection::vec(any::<u8>(), 0..200)) {
        crate::fuzzing::mqtt_payload(&data);
    }

    #[test]
    fn no_json_makes_the_reader_panic(choice in any::<u8>(), json in "\\{\"(a|ts)\":[\\[\\]{}\",:0-9.eE+a-]{0,40}\\}?") {
        let mut data = vec![choice];
        data.extend_from_slice(json.as_bytes());
        crate::fuzzing::mqtt_payload(&data);
    }

    #[test]
    fn what_is_written_with_a_scale_is_read_back(raw in -1_000_000i64..1_000_000, power in 0i32..4) {
        let scale = Scale { factor: 10f64.powi(-power), offset: 1.5 };
        let raw = raw as f64;
        prop_assert_eq!(scale.invert(scale.apply(raw)), raw);
    }
}
