use proptest::prelude::*;

use super::*;

const LIMIT: usize = 1152;

fn parse(datagram: &[u8]) -> Result<Message, ParseError> {
    Message::parse(datagram, LIMIT)
}

/// RFC 7252 Appendix A, Figure 16: a GET and its piggybacked response.
#[test]
fn the_figures_of_the_rfc_are_read_and_written() {
    let request = b"\x40\x01\x7d\x34\xbbtemperature";
    let message = parse(request).unwrap();
    assert_eq!(message.kind(), MessageType::Confirmable);
    assert_eq!((message.code(), message.message_id()), (Code::new(0, 1), 0x7d34));
    assert_eq!(message.first(OptionNumber::URI_PATH), Some(&b"temperature"[..]));
    assert_eq!(message.encode(LIMIT).unwrap(), request);
    let response = b"\x60\x45\x7d\x34\xff22.3 C";
    let message = parse(response).unwrap();
    assert_eq!(message.kind(), MessageType::Acknowledgement);
    assert_eq!(
        (message.code(), message.payload()),
        (Code::CONTENT, &b"22.3 C"[..])
    );
    assert_eq!(message.encode(LIMIT).unwrap(), response);
}

/// RFC 7252 Appendix A, Figure 17: the same with token 0x20.
#[test]
fn a_token_is_read_and_written() {
    let request = b"\x41\x01\x7d\x35\x20\xbbtemperature";
    let message = parse(request).unwrap();
    assert_eq!(message.token().as_bytes(), [0x20]);
    assert_eq!(message.encode(LIMIT).unwrap(), request);
}

#[test]
fn what_the_rfc_calls_a_format_error_is_refused() {
    let cases: [(&[u8], ParseError); 9] = [
        (&[0x40, 1, 0], ParseError::Truncated { length: 3 }),
        (&[0x80, 1, 0, 0], ParseError::Version { version: 2 }),
        (
            &[0x49, 1, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
            ParseError::TokenLength { length: 9 },
        ),
        (&[0x44, 1, 0, 0, 1], ParseError::TokenLength { length: 4 }),
        (&[0x40, 0, 0, 0, 0xff, 1], ParseError::NotEmpty { extra: 2 }),
        (&[0x41, 0, 0, 0, 9], ParseError::NotEmpty { extra: 1 }),
        (&[0x40, 1, 0, 0, 0xff], ParseError::EmptyPayload),
        (&[0x40, 1, 0, 0, 0xb1], ParseError::Option { offset: 4 }),
        (&[0x40, 1, 0, 0, 0xb0, 0xf0], ParseError::Option { offset: 5 }),
    ];
    for (datagram, error) in cases {
        assert_eq!(parse(datagram), Err(error), "{datagram:02x?}");
    }
}

#[test]
fn option_numbers_beyond_16_bits_are_refused() {
    let datagram = [0x40, 1, 0, 0, 0xe0, 0xff, 0xff];
    assert_eq!(parse(&datagram), Err(ParseError::Option { offset: 4 }));
    let datagram = [0x40, 1, 0, 0, 0xe0, 0xfe, 0xf2, 0x10];
    assert_eq!(parse(&datagram), Err(ParseError::Option { offset: 7 }));
}

#[test]
fn a_large_datagram_is_refused_unread() {
    let datagram = [0x40; LIMIT + 1];
    assert_eq!(
        parse(&datagram),
        Err(ParseError::TooLarge {
            length: LIMIT + 1,
            limit: LIMIT
        })
    );
}

#[test]
fn the_overhead_is_what_the_codec_writes() {
    let mut message = Message::new(MessageType::Confirmable, Code::new(0, 2), 1, Token::from([7; 8]));
    for (number, length) in [
        (6, 2),
        (11, 13),
        (15, 300),
        (15, 0),
        (60, 4),
        (252, 40),
        (2049, 12),
    ] {
        message.add(OptionNumber(number), vec![0; length]);
    }
    assert_eq!(message.overhead(), message.encode(LIMIT).unwrap().len());
    assert!(message.encode(100).is_err());
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(data in proptest::collection::vec(any::<u8>(), 0..200)) {
        crate::fuzzing::coap_message(&data);
    }

    #[test]
    fn options_survive_their_encoding(
        options in proptest::collection::vec((any::<u16>(), proptest::collection::vec(any::<u8>(), 0..300)), 0..6),
        payload in proptest::collection::vec(any::<u8>(), 0..64),
        token in proptest::collection::vec(any::<u8>(), 0..=8),
    ) {
        let token = Token::try_from(token.as_slice()).unwrap();
        let mut message = Message::new(MessageType::NonConfirmable, Code::CONTENT, 9, token);
        for (number, value) in options {
            message.add(OptionNumber(number), value);
        }
        message.set_payload(payload);
        let bytes = message.encode(4096).unwrap();
        prop_assert_eq!(Message::parse(&bytes, 4096).unwrap(), message);
    }
}

/// RFC 9175 §2.2.1: 1 to 40 bytes.
#[test]
fn an_echo_value_of_another_length_is_none() {
    for (length, taken) in [(0, false), (1, true), (40, true), (41, false)] {
        let mut message = Message::new(MessageType::Confirmable, Code::new(0, 1), 1, Token::EMPTY);
        message.add(OptionNumber::ECHO, vec![7; length]);
        assert_eq!(message.echo().is_some(), taken, "{length}");
    }
}
