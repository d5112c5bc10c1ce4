//! Entry points for fuzzing: bytes from a bus never panic and never become another request's reply.

use crate::bus::{frame, mbap};
use crate::codec::{Codec, Form, Layout, Scale, Words};
use crate::config::{Table, WordOrder};
use crate::pdu::{Read, Reply, Request};

/// Takes the first bytes as a request and the rest as what arrives after it.
pub fn modbus_reply(data: &[u8]) {
    let Some((&[kind, unit, high, low, count], received)) = data.split_first_chunk::<5>() else {
        return;
    };
    let request = request(kind, u16::from_be_bytes([high, low]), u16::from(count).max(1));
    if let Some(pdu) = frame::find_reply(received, unit, &request) {
        let pdu = received
            .get(pdu)
            .expect("a found reply lies within what was received");
        check(&request, pdu);
    }
    if let mbap::Found::Reply(pdu) =
        mbap::find_reply(received, u16::from_be_bytes([high, low]), unit, &request)
    {
        let pdu = received
            .get(pdu)
            .expect("a found reply lies within what was received");
        check(&request, pdu);
    }
    decode(received);
}

fn request(kind: u8, address: u16, count: u16) -> Request {
    let read = |table| {
        Request::Read(Read {
            table,
            start: address,
            count: count.min(125),
        })
    };
    match kind % 8 {
        0 => read(Table::Coil),
        1 => read(Table::Discrete),
        2 => read(Table::Holding),
        3 => read(Table::Input),
        4 => Request::WriteCoil { address, raw: 0xFF00 },
        5 => Request::WriteRegister {
            address,
            register: count,
        },
        6 => Request::WriteCoils {
            address,
            bits: vec![true; usize::from(count)],
        },
        _ => Request::WriteRegisters {
            address,
            registers: vec![count; usize::from(count.min(123))],
        },
    }
}

/// What was accepted answers exactly what was asked.
fn check(request: &Request, pdu: &[u8]) {
    let function = request.function();
    match request.reply(pdu) {
        Some(Reply::Done(data)) => {
            assert_eq!(pdu.first(), Some(&function));
            if let Request::Read(read) = request {
                assert_eq!(data.len(), read.data_length());
                decode(data);
            }
        }
        Some(Reply::Refused(_)) => assert_eq!(pdu.first(), Some(&(function | 0x80))),
        None => panic!("an accepted reply has to be one"),
    }
}

fn decode(data: &[u8]) {
    let scale = Scale::new(0.1, -3.5);
    for order in [WordOrder::Abcd, WordOrder::Badc, WordOrder::Cdab, WordOrder::Dcba] {
        for count in [1, 2, 4] {
            let words = Words { count, order };
            for form in [Form::Bcd, Form::Float, Form::Signed, Form::Unsigned] {
                try_decode(Layout::Number { words, form }, scale, data);
            }
            try_decode(
                Layout::Slice {
                    words,
                    low: 3,
                    high: 12,
                },
                scale,
                data,
            );
            try_decode(Layout::Flag { words, bit: 15 }, scale, data);
        }
    }
    let registers = u16::try_from(data.len() / 2).unwrap_or(u16::MAX);
    try_decode(
        Layout::Text {
            registers,
            swapped: true,
        },
        scale,
        data,
    );
}

fn try_decode(layout: Layout, scale: Scale, data: &[u8]) {
    let codec = Codec {
        layout,
        scale,
        sentinels: vec![0x7FFF],
    };
    let bytes = data.get(..2 * usize::from(codec.count()));
    if let Some(Ok(value)) = bytes.map(|bytes| codec.decode(bytes)) {
        assert!(
            value.is(codec.kind()),
            "{value:?} is not of kind {}",
            codec.kind()
        );
    }
}
