use super::*;
use crate::advert::ButtonEvent;

fn read(text: &str) -> Config {
    toml::from_str(text).expect("the configuration can be read")
}

/// `key: message` of each problem.
fn problems(text: &str) -> Vec<String> {
    let shown = |problem: adapter::config::Problem| format!("{}: {}", problem.key.join("."), problem.message);
    read(text).validate().into_iter().map(shown).collect()
}

#[test]
fn a_whole_configuration_reads_as_written() {
    let config = read(
        r#"
        controller = "hci1"
        formats = ["bthome", "ruuvi", "atc"]
        watchdog = "2min"
        max-connections = 5
        [device.fridge]
        address = "a4:c1:38:00:00:01"
        silent-after = "10min"
        [device.fridge.point.door]
        advertisement = { format = "bthome", measurement = "button", index = 1, event = "long-press" }
        [device.boiler]
        address = "A4:C1:38:00:00:02"
        [device.boiler.point.setpoint]
        characteristic = { service = "0x181A", uuid = "0000ff02-0000-1000-8000-00805f9b34fb", type = "s16", endianness = "big" }
        access = "read-write"
        mode = "read"
        poll = "5min"
        scale = 0.01
        offset = -40.0
        sentinel = [-32768]
        write = "without-response"
        verify = true
        "#,
    );
    assert_eq!(config.validate(), []);
    assert_eq!(
        (
            config.controller.as_str(),
            config.watchdog,
            config.max_connections
        ),
        ("hci1", Duration::from_secs(120), 5)
    );
    let fridge = &config.device["fridge"];
    assert_eq!(fridge.silent_after, Some(Duration::from_secs(600)));
    let door = fridge.point["door"]
        .advertisement
        .as_ref()
        .expect("it is advertised");
    assert_eq!((door.index, door.event), (1, Some(ButtonEvent::LongPress)));
    let setpoint = &config.device["boiler"].point["setpoint"];
    let characteristic = setpoint.characteristic.as_ref().expect("it is a characteristic");
    assert_eq!(characteristic.service, crate::advert::uuid_of_16_bits(0x181A));
    assert_eq!(
        (characteristic.encoding, characteristic.endianness),
        (Encoding::S16, ByteOrder::Big)
    );
    assert_eq!(
        (setpoint.write, setpoint.mode),
        (Some(WriteMode::WithoutResponse), Some(Mode::Read))
    );
}

#[test]
fn an_empty_configuration_has_sensible_defaults() {
    let config = read("");
    assert_eq!(config.controller, "hci0");
    assert_eq!(config.formats, [Format::Bthome, Format::Ruuvi]);
    assert_eq!(
        (config.watchdog, config.max_connections),
        (Duration::from_secs(60), 3)
    );
    assert_eq!(config.validate(), []);
}

#[test]
fn a_misspelt_key_is_refused() {
    assert!(toml::from_str::<Config>("controler = \"hci0\"").is_err());
    let point = "[device.a]\naddress = \"A4:C1:38:00:00:01\"\n[device.a.point.b]\npol = \"1s\"";
    assert!(toml::from_str::<Config>(point).is_err());
    assert!(toml::from_str::<Config>("[device.a]\naddress = \"A4:C1\"").is_err());
}

#[test]
fn every_problem_is_found_at_once() {
    let found = problems(
        r#"
        controller = "usb0"
        formats = ["bthome", "ess"]
        watchdog = "10ms"
        max-connections = 0
        [device.a]
        address = "A4:C1:38:00:00:01"
        [device.a.point.both]
        advertisement = { format = "bthome", measurement = "temperature" }
        characteristic = { service = "181a", uuid = "2a6e", type = "s16" }
        [device.a.point.neither]
        [device.a.point.unknown]
        advertisement = { format = "bthome", measurement = "temprature" }
        [device.a.point.unlisted]
        advertisement = { format = "ruuvi", measurement = "temperature" }
        access = "read-write"
        poll = "5s"
        [device.b]
        address = "A4:C1:38:00:00:01"
        [device.b.point.run]
        characteristic = { service = "181a", uuid = "2a6e", type = "string" }
        access = "execute"
        scale = 0.0
        verify = true
        "#,
    );
    let expected = [
        "controller: \"usb0\" is no name of a Bluetooth controller",
        "watchdog: the watchdog must allow at least a second of silence",
        "formats: the format ess is not decoded by this version",
        "max-connections: the number of connections must be between 1 and 16",
        "device.b.address: A4:C1:38:00:00:01 is already the address of a",
        "device.a.point.both: a point is a field of the advertisement or a characteristic, not both",
        "device.a.point.neither: the point needs either `advertisement` or `characteristic`",
        "device.a.point.unknown.advertisement: the format bthome has no measurement \"temprature\"",
        "device.a.point.unlisted.advertisement: the format ruuvi is not among the adapter's `formats`",
        "device.a.point.unlisted.access: an advertisement can only be read",
        "device.a.point.unlisted.poll: `poll` is for characteristics; the device decides when it advertises",
        "device.b.point.run.access: a characteristic cannot be executed",
        "device.b.point.run.write: the point is not writable",
        "device.b.point.run.verify: a write-only characteristic cannot be read back",
        "device.b.point.run.scale: scale, offset and sentinel are for numbers",
        "device.b.point.run.scale: the number must be finite, and a scale not 0",
    ];
    assert_eq!(found, expected);
}

#[test]
fn lasting_connections_leave_one_for_the_others() {
    let device = |name: &str, last: u8, mode: &str| {
        format!(
            "[device.{name}]\naddress = \"A4:C1:38:00:00:{last:02X}\"\n[device.{name}.point.p]\nmode = \"{mode}\"\n\
             characteristic = {{ service = \"181a\", uuid = \"2a6e\", type = \"s16\" }}\n"
        )
    };
    let two = format!(
        "max-connections = 2\n{}{}",
        device("a", 1, "notify"),
        device("b", 2, "notify")
    );
    assert_eq!(read(&two).validate(), []);
    let three = format!("{two}{}", device("c", 3, "read"));
    let problem = &read(&three).validate()[0];
    assert_eq!(problem.key, ["max-connections"]);
    assert_eq!(problem.help.as_deref(), Some("set it to 3 or poll some of them"));
}
