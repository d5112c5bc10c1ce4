//! Vectors of the Modbus Application Protocol Specification V1.1b3 §6 and §7 and of device manuals, as whole
//! RTU frames: unit 17 (0x11) and the checksum come from Modicon's PI-MBUS-300, which has the same examples.

use super::*;
use crate::bus::frame;

const UNIT: u8 = 0x11;

fn hex(text: &str) -> Vec<u8> {
    text.split_whitespace()
        .map(|byte| u8::from_str_radix(byte, 16).unwrap())
        .collect()
}

fn read(table: Table, start: u16, count: u16) -> Request {
    Request::Read(Read { table, start, count })
}

fn encoded(unit: u8, request: &Request) -> Vec<u8> {
    let mut sent = Vec::new();
    frame::encode(unit, request, &mut sent);
    sent
}

/// The request is sent as `request`, and `reply` is its reply.
fn check<'a>(unit: u8, request: &Request, sent: &str, received: &'a [u8]) -> Reply<'a> {
    assert_eq!(encoded(unit, request), hex(sent));
    let pdu = frame::find_reply(received, unit, request).expect("the reply is found");
    request.reply(&received[pdu]).expect("the reply is one")
}

#[test]
fn holding_registers_are_read() {
    let request = read(Table::Holding, 0x6B, 3);
    let received = hex("11 03 06 02 2B 00 00 00 64 C8 BA");
    let reply = check(UNIT, &request, "11 03 00 6B 00 03 76 87", &received);
    assert_eq!(reply, Reply::Done(&hex("02 2B 00 00 00 64")));
}

#[test]
fn coils_are_read_the_lowest_bit_first() {
    let request = read(Table::Coil, 0x13, 0x25);
    let received = hex("11 01 05 CD 6B B2 0E 1B 45 E6");
    let Reply::Done(data) = check(UNIT, &request, "11 01 00 13 00 25 0E 84", &received) else {
        panic!("refused")
    };
    let first: Vec<bool> = (0..8).map(|index| bit(data, index).unwrap()).collect();
    assert_eq!(first, [true, false, true, true, false, false, true, true]);
    assert_eq!(bit(data, 36), Some(true));
    assert_eq!(bit(data, 40), None);
}

#[test]
fn discrete_inputs_are_read() {
    let received = hex("11 02 03 AC DB 35 20 18");
    let reply = check(
        UNIT,
        &read(Table::Discrete, 0xC4, 0x16),
        "11 02 00 C4 00 16 BA A9",
        &received,
    );
    assert_eq!(reply, Reply::Done(&hex("AC DB 35")));
}

#[test]
fn a_coil_and_a_register_are_written_and_acknowledged_by_their_echo() {
    let cases = [
        (
            Request::WriteCoil {
                address: 0xAC,
                raw: 0xFF00,
            },
            "11 05 00 AC FF 00 4E 8B",
        ),
        (
            Request::WriteRegister {
                address: 1,
                register: 3,
            },
            "11 06 00 01 00 03 9A 9B",
        ),
    ];
    for (request, sent) in cases {
        assert_eq!(check(UNIT, &request, sent, &hex(sent)), Reply::Done(&[]));
    }
}

#[test]
fn several_coils_are_written() {
    let bits = vec![true, false, true, true, false, false, true, true, true, false];
    let request = Request::WriteCoils { address: 0x13, bits };
    let received = hex("11 0F 00 13 00 0A 26 99");
    let reply = check(UNIT, &request, "11 0F 00 13 00 0A 02 CD 01 BF 0B", &received);
    assert_eq!(reply, Reply::Done(&[]));
}

#[test]
fn several_registers_are_written() {
    let request = Request::WriteRegisters {
        address: 1,
        registers: vec![0x000A, 0x0102],
    };
    let sent = "01 10 00 01 00 02 04 00 0A 01 02 92 30";
    assert_eq!(
        check(1, &request, sent, &hex("01 10 00 01 00 02 10 08")),
        Reply::Done(&[])
    );
}

#[test]
fn exceptions_are_the_replies_to_their_functions_only() {
    let holding = read(Table::Holding, 0, 1);
    let sent = "01 03 00 00 00 01 84 0A";
    assert_eq!(
        check(1, &holding, sent, &hex("01 83 02 C0 F1")),
        Reply::Refused(Exception::ILLEGAL_ADDRESS)
    );
    assert_eq!(
        check(1, &holding, sent, &hex("01 83 0B 00 F7")),
        Reply::Refused(Exception::NO_ANSWER)
    );
    assert_eq!(frame::find_reply(&hex("01 84 06 C3 02"), 1, &holding), None);
    let input = read(Table::Input, 0, 1);
    assert_eq!(
        check(1, &input, "01 04 00 00 00 01 31 CA", &hex("01 84 06 C3 02")),
        Reply::Refused(Exception::BUSY)
    );
    let write = Request::WriteRegisters {
        address: 0,
        registers: vec![0, 0],
    };
    let received = hex("01 90 01 8D C0");
    let reply = frame::find_reply(&received, 1, &write).and_then(|pdu| write.reply(&received[pdu]));
    assert_eq!(reply, Some(Reply::Refused(Exception::ILLEGAL_FUNCTION)));
}

/// Frames of the manuals of XY-MD02, Eastron SDM120 and SDM630, ABB B23, Carlo Gavazzi EM24 and Janitza B23.
#[test]
fn meters_and_sensors_answer_as_their_manuals_say() {
    let cases = [
        (
            read(Table::Input, 1, 1),
            "01 04 00 01 00 01 60 0A",
            "01 04 02 01 31 79 74",
        ),
        (
            read(Table::Input, 2, 1),
            "01 04 00 02 00 01 90 0A",
            "01 04 02 02 22 38 49",
        ),
        (
            read(Table::Input, 1, 2),
            "01 04 00 01 00 02 20 0B",
            "01 04 04 01 1D 02 7F 2A FE",
        ),
        (
            read(Table::Input, 0, 2),
            "01 04 00 00 00 02 71 CB",
            "01 04 04 43 66 33 34 1B 38",
        ),
        (
            read(Table::Holding, 0, 2),
            "01 03 00 00 00 02 C4 0B",
            "01 03 04 3F 80 00 00 F7 CF",
        ),
        (
            read(Table::Input, 0x16A, 2),
            "01 04 01 6A 00 02 50 2B",
            "01 04 04 45 A2 26 C7 14 98",
        ),
        (
            read(Table::Holding, 0x5B00, 2),
            "01 03 5B 00 00 02 D7 2F",
            "01 03 04 00 00 09 01 3D A3",
        ),
        (
            read(Table::Input, 0x28, 2),
            "01 04 00 28 00 02 F1 C3",
            "01 04 04 CF C7 FF FF 74 DD",
        ),
        (
            read(Table::Holding, 0x4A38, 2),
            "01 03 4A 38 00 02 53 DE",
            "01 03 04 43 65 C0 00 AF A8",
        ),
    ];
    for (request, sent, received) in cases {
        let received = hex(received);
        let data = &received[3..received.len() - 2];
        assert_eq!(check(1, &request, sent, &received), Reply::Done(data));
    }
}

/// Frames of the manual of the Waveshare Modbus RTU Relay.
#[test]
fn relay_boards_answer_as_their_manual_says() {
    for (address, raw, sent) in [
        (0, 0xFF00, "01 05 00 00 FF 00 8C 3A"),
        (0, 0x0000, "01 05 00 00 00 00 CD CA"),
        (0, 0x5500, "01 05 00 00 55 00 F2 9A"),
        (0x00FF, 0xFF00, "01 05 00 FF FF 00 BC 0A"),
        (0x0200, 7, "01 05 02 00 00 07 8D B0"),
    ] {
        let request = Request::WriteCoil { address, raw };
        assert_eq!(check(1, &request, sent, &hex(sent)), Reply::Done(&[]));
    }
    let reply = hex("01 01 01 41 91 B8");
    assert_eq!(
        check(1, &read(Table::Coil, 0, 8), "01 01 00 00 00 08 3D CC", &reply),
        Reply::Done(&[0x41])
    );
    let all = Request::WriteCoils {
        address: 0,
        bits: vec![true; 8],
    };
    let sent = "01 0F 00 00 00 08 01 FF BE D5";
    assert_eq!(
        check(1, &all, sent, &hex("01 0F 00 00 00 08 54 0D")),
        Reply::Done(&[])
    );
}

#[test]
fn a_reply_that_is_not_exactly_the_one_is_none() {
    let request = read(Table::Input, 0, 2);
    for (received, what) in [
        ("01 04 04 43 66 33 34 1B 39", "checksum"),
        ("02 04 04 43 66 33 34 1B 0B", "unit"),
        ("01 03 04 43 66 33 34 1A 8F", "function"),
        ("01 04 02 01 31 79 74", "length"),
        ("01 04 04 43 66 33 34 1B", "end"),
        ("", "anything"),
    ] {
        assert_eq!(frame::find_reply(&hex(received), 1, &request), None, "{what}");
    }
    let write = Request::WriteRegister {
        address: 1,
        register: 3,
    };
    for other in [
        Request::WriteRegister {
            address: 2,
            register: 3,
        },
        Request::WriteRegister {
            address: 1,
            register: 4,
        },
    ] {
        assert_eq!(
            frame::find_reply(&encoded(1, &other), 1, &write),
            None,
            "{other:?}"
        );
    }
    let coils = Request::WriteCoils {
        address: 0x13,
        bits: vec![true; 10],
    };
    assert_eq!(
        frame::find_reply(&hex("11 0F 00 13 00 0B E7 59"), UNIT, &coils),
        None
    );
}

#[test]
fn a_reply_is_found_behind_noise_and_before_more() {
    let request = read(Table::Input, 0, 2);
    let reply = hex("01 04 04 43 66 33 34 1B 38");
    for noise in [
        hex("00"),
        hex("FF 01 04"),
        hex("01 04 04 43"),
        hex("01 83 02 C0 F1"),
        encoded(1, &request),
    ] {
        let received = [noise.as_slice(), &reply, &[0x00, 0x55]].concat();
        let pdu = frame::find_reply(&received, 1, &request).expect("it is there");
        assert_eq!(
            request.reply(&received[pdu]),
            Some(Reply::Done(&hex("43 66 33 34"))),
            "{noise:x?}"
        );
    }
}
