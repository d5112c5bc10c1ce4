use super::*;
use crate::point::Point;

fn rtu(text: &str) -> RtuConfig {
    toml::from_str(text).unwrap()
}

/// One device with one point.
fn with_point(point: &str) -> RtuConfig {
    rtu(&format!(
        "port = \"/dev/null\"\n[device.pump]\nunit = 9\n[device.pump.point.it]\n{point}"
    ))
}

fn messages(config: &RtuConfig) -> Vec<String> {
    config
        .validate()
        .into_iter()
        .map(|problem| format!("{}: {}", problem.key.join("."), problem.message))
        .collect()
}

fn resolved(point: &str) -> Point {
    let config = with_point(point);
    assert_eq!(messages(&config), [""; 0]);
    let device = &config.device["pump"];
    Point::resolve(&device.point["it"], device).unwrap()
}

#[test]
fn a_bus_as_the_manual_shows_it_is_valid() {
    let config = rtu(r#"
        port = "/dev/serial/by-id/usb-FTDI_USB-RS485-if00"
        baud-rate = 9600
        parity = "even"
        timeout = "500ms"
        [device.pump-house]
        unit = 9
        [device.pump-house.point.water-temperature]
        register = { table = "holding", address = 0x0010, type = "s16" }
        scale = 0.1
        sentinel = [0x7FFF]
        poll = "1s"
        [device.pump-house.point.pump]
        register = { table = "coil", address = 2 }
        access = "read-write"
    "#);
    assert_eq!(config.validate(), []);
    assert_eq!(Config::from(config).hints(), []);
}

#[test]
fn everything_but_the_port_has_a_default() {
    let config = rtu("port = \"/dev/ttyS0\"");
    assert_eq!(
        (
            config.baud_rate,
            config.data_bits,
            config.parity,
            config.stop_bits
        ),
        (9600, 8, Parity::Even, 1)
    );
    assert_eq!(
        (config.timeout, config.retries, config.echo),
        (Duration::from_millis(500), 1, false)
    );
    let config: TcpConfig = toml::from_str("host = \"plc\"").unwrap();
    assert_eq!((config.port, config.timeout), (502, Duration::from_secs(1)));
    assert_eq!(
        (config.idle_timeout, config.connect_timeout),
        (None, Duration::from_secs(5))
    );
}

#[test]
fn an_unknown_key_is_an_error_on_every_level() {
    for text in [
        "port = \"x\"\nspeed = 9600",
        "port = \"x\"\n[device.a]\nunit = 1\nname = \"x\"",
        "port = \"x\"\n[device.a]\nunit = 1\n[device.a.point.p]\nregister = { table = \"coil\", address = 1 }\nfoo = 1",
        "port = \"x\"\n[device.a]\nunit = 1\n[device.a.point.p]\nregister = { table = \"coil\", address = 1, foo = 1 }",
    ] {
        assert!(toml::from_str::<RtuConfig>(text).is_err(), "{text}");
    }
}

#[test]
fn a_number_from_a_manual_names_table_and_address() {
    for (number, table, address) in [
        (1, Table::Coil, 0),
        (10_001, Table::Discrete, 0),
        (30_002, Table::Input, 1),
        (40_017, Table::Holding, 16),
        (49_999, Table::Holding, 9_998),
        (400_017, Table::Holding, 16),
        (465_536, Table::Holding, 65_535),
    ] {
        let point = resolved(&format!("register = {{ modicon = {number} }}"));
        assert_eq!((point.table, point.address), (table, address), "{number}");
    }
    assert_eq!(
        resolved("register = { table = \"holding\", modicon = 40017 }").address,
        16
    );
    for number in [0, 10_000, 20_001, 40_000, 50_000, 400_000, 465_537] {
        let config = with_point(&format!("register = {{ modicon = {number} }}"));
        assert_eq!(
            messages(&config),
            [format!(
                "device.pump.point.it.register.modicon: there is no register {number}"
            )]
        );
    }
}

#[test]
fn what_a_register_cannot_be_is_named() {
    let cases = [
        ("register = { address = 1 }", "register: the table is missing"),
        (
            "register = { table = \"coil\" }",
            "register: the address is missing",
        ),
        (
            "register = { table = \"holding\", address = 1, modicon = 40002 }",
            "register.modicon: address and modicon exclude each other",
        ),
        (
            "register = { table = \"input\", modicon = 40002 }",
            "register.table: register 40002 is in the holding table, not in the input table",
        ),
        (
            "register = { table = \"coil\", address = 1, type = \"u16\" }",
            "register.type: the coil table has only type \"bool\"",
        ),
        (
            "register = { table = \"holding\", address = 1, type = \"string\" }",
            "register: the length of the string is missing",
        ),
        (
            "register = { table = \"holding\", address = 1, bit = 16 }",
            "register.bit: there is no bit 16 in 16 bits",
        ),
        (
            "register = { table = \"holding\", address = 1, bits = [4, 3] }",
            "register.bits: there are no bits 4 to 3 in 16 bits",
        ),
        (
            "register = { table = \"holding\", address = 1, bit = 1, type = \"f32\" }",
            "register.type: bits can be taken out of u16, u32 and u64 only",
        ),
        (
            "register = { table = \"holding\", address = 65535, type = \"u32\" }",
            "register: 2 registers from 65535 pass the end of the table",
        ),
        (
            "register = { table = \"holding\", address = 1 }\nscale = 0",
            "scale: 0 cannot be a scale",
        ),
        (
            "register = { table = \"coil\", address = 1 }\nscale = 2",
            "scale: only a number can be scaled",
        ),
        (
            "register = { table = \"holding\", address = 1 }\nsentinel = [0x10000]",
            "sentinel: 0x10000 does not fit into 16 bits",
        ),
        (
            "register = { table = \"input\", address = 1 }\naccess = \"read-write\"",
            "access: the input table can only be read",
        ),
        (
            "register = { table = \"holding\", address = 1 }\naccess = \"execute\"",
            "access: only a coil, a bool or a bit can be executed",
        ),
        (
            "register = { table = \"coil\", address = 1 }\nverify = true",
            "verify: there is no write to verify",
        ),
        (
            "register = { table = \"coil\", address = 1 }\npoll = \"0s\"",
            "poll: the time between two reads cannot be zero",
        ),
        (
            "register = { table = \"holding\", address = 1, type = \"f32\" }\naccess = \"read-write\"\nwrite-function = \"single\"",
            "write-function: 2 registers cannot be written one by one",
        ),
    ];
    for (point, message) in cases {
        assert_eq!(
            messages(&with_point(point)),
            [format!("device.pump.point.it.{message}")],
            "{point}"
        );
    }
}

#[test]
fn every_problem_is_reported_at_once() {
    let config = rtu(r#"
        port = ""
        baud-rate = 1
        data-bits = 7
        stop-bits = 3
        timeout = "0s"
        [device.a]
        unit = 0
        max-read-registers = 126
        poll = "0s"
        [device.a.point.p]
        register = { table = "coil" }
        scale = 0
    "#);
    let keys: Vec<String> = config
        .validate()
        .iter()
        .map(|problem| problem.key.join("."))
        .collect();
    assert_eq!(
        keys,
        [
            "port",
            "baud-rate",
            "data-bits",
            "stop-bits",
            "timeout",
            "device.a.unit",
            "device.a.max-read-registers",
            "device.a.poll",
            "device.a.point.p.register",
            "device.a.point.p.scale",
        ]
    );
}

#[test]
fn sentinels_are_raw_values_in_the_width_of_the_type() {
    let sentinels = |point: &str| resolved(point).codec.sentinels;
    let s16 = "register = { table = \"holding\", address = 1, type = \"s16\" }\nsentinel = [-32768, 0x7FFF]";
    assert_eq!(sentinels(s16), [0x8000, 0x7FFF]);
    let f32 =
        "register = { table = \"holding\", address = 1, type = \"f32\" }\nsentinel = [9999.0, 0x7FC00000]";
    assert_eq!(sentinels(f32), [u64::from(9999f32.to_bits()), 0x7FC0_0000]);
    let u64 = "register = { table = \"holding\", address = 1, type = \"u64\" }\nsentinel = [\"0xFFFFFFFFFFFFFFFF\"]";
    assert_eq!(sentinels(u64), [u64::MAX]);
}

#[test]
fn a_point_is_read_as_often_as_it_says_else_as_its_device_says() {
    let text = |device: &str, point: &str| {
        rtu(&format!(
            "port = \"x\"\n[device.pump]\nunit = 9\n{device}\n[device.pump.point.it]\n\
             register = {{ table = \"coil\", address = 1 }}\n{point}"
        ))
    };
    let poll = |config: RtuConfig| {
        let device = &config.device["pump"];
        Point::resolve(&device.point["it"], device).unwrap().poll
    };
    assert_eq!(poll(text("", "")), Poll::Every(DEFAULT_POLL));
    assert_eq!(
        poll(text("poll = \"2s\"", "")),
        Poll::Every(Duration::from_secs(2))
    );
    assert_eq!(poll(text("poll = \"2s\"", "poll = \"once\"")), Poll::Once);
}

#[test]
fn what_is_probably_not_meant_is_hinted_at() {
    let config = rtu(r#"
        port = "/dev/ttyUSB0"
        [device.a]
        unit = 255
        [device.a.point.p]
        register = { table = "holding", address = 40017 }
        [device.a.point.q]
        register = { table = "holding", address = 40018 }
        [device.b]
        unit = 255
    "#);
    assert_eq!(config.validate(), []);
    let keys: Vec<String> = Config::from(config)
        .hints()
        .iter()
        .map(|hint| hint.key.join("."))
        .collect();
    assert_eq!(
        keys,
        [
            "port",
            "device.a.unit",
            "device.a.point.p.register.address",
            "device.b.unit",
            "device.b.unit"
        ]
    );
}
