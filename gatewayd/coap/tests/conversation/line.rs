//! Messages as lines of text: `CON GET 7d34 20 path=a observe=0 | payload`.
//!
//! Type, code, message id, token (`-` if empty), options by number, payload. `*` stands for a payload of
//! `xN` = N times the letter x. An ETag is shown by name only, for its value is not of interest.

use std::fmt::Write;

use coap::{
    BlockSize, BlockValue, Code, Message, MessageType, OptionNumber, Token, decode_uint, encode_uint,
};

const KINDS: [(&str, MessageType); 4] = [
    ("CON", MessageType::Confirmable),
    ("NON", MessageType::NonConfirmable),
    ("ACK", MessageType::Acknowledgement),
    ("RST", MessageType::Reset),
];

const METHODS: [&str; 8] = [
    "EMPTY", "GET", "POST", "PUT", "DELETE", "FETCH", "PATCH", "IPATCH",
];

#[derive(Clone, Copy, PartialEq)]
enum Format {
    Text,
    Uint,
    Block,
    Opaque,
    Hidden,
}

const OPTIONS: [(&str, OptionNumber, Format); 24] = [
    ("if-match", OptionNumber::IF_MATCH, Format::Opaque),
    ("host", OptionNumber::URI_HOST, Format::Text),
    ("etag", OptionNumber::ETAG, Format::Hidden),
    ("if-none-match", OptionNumber::IF_NONE_MATCH, Format::Opaque),
    ("observe", OptionNumber::OBSERVE, Format::Uint),
    ("port", OptionNumber::URI_PORT, Format::Uint),
    ("location", OptionNumber::LOCATION_PATH, Format::Text),
    ("path", OptionNumber::URI_PATH, Format::Text),
    ("format", OptionNumber::CONTENT_FORMAT, Format::Uint),
    ("age", OptionNumber::MAX_AGE, Format::Uint),
    ("query", OptionNumber::URI_QUERY, Format::Text),
    // RFC 8768.
    ("hop-limit", OptionNumber(16), Format::Uint),
    ("accept", OptionNumber::ACCEPT, Format::Uint),
    ("block2", OptionNumber::BLOCK2, Format::Block),
    ("block1", OptionNumber::BLOCK1, Format::Block),
    ("size2", OptionNumber::SIZE2, Format::Uint),
    ("proxy", OptionNumber::PROXY_URI, Format::Text),
    ("proxy-scheme", OptionNumber::PROXY_SCHEME, Format::Text),
    ("size1", OptionNumber::SIZE1, Format::Uint),
    ("echo", OptionNumber::ECHO, Format::Opaque),
    ("no-response", OptionNumber::NO_RESPONSE, Format::Uint),
    ("tag", OptionNumber::REQUEST_TAG, Format::Opaque),
    ("oscore", OptionNumber::OSCORE, Format::Opaque),
    ("unknown-critical", OptionNumber(2051), Format::Opaque),
];

/// The datagram a line describes.
pub(crate) fn encode(line: &str) -> Vec<u8> {
    let (head, payload) = line.split_once(" | ").unwrap_or((line, ""));
    let mut words = head.split_whitespace();
    let mut word = || words.next().unwrap_or_else(|| panic!("short line: {line}"));
    let kind = word();
    let kind = KINDS.iter().find(|(name, _)| *name == kind).unwrap().1;
    let code = code(word());
    let message_id = u16::from_str_radix(word(), 16).unwrap();
    let token = word();
    let token = if token == "-" { Vec::new() } else { hex(token) };
    let mut message = Message::new(kind, code, message_id, Token::try_from(token.as_slice()).unwrap());
    for option in words {
        let (name, value) = option.split_once('=').unwrap_or((option, ""));
        let (_, number, format) = OPTIONS.iter().find(|(known, ..)| *known == name).unwrap();
        message.add(*number, option_value(*format, value));
    }
    message.set_payload(unfold(payload));
    message.encode(1152).unwrap()
}

/// The line that describes a datagram.
pub(crate) fn decode(datagram: &[u8]) -> String {
    let message = Message::parse(datagram, 1152).unwrap();
    let kind = KINDS.iter().find(|(_, kind)| *kind == message.kind()).unwrap().0;
    let code = message.code();
    let code = match METHODS.get(usize::from(code.to_byte())) {
        Some(name) => (*name).to_owned(),
        None => code.to_string(),
    };
    let token = message.token().to_string();
    let token = if token.is_empty() { "-" } else { &token };
    let mut line = format!("{kind} {code} {:04x} {token}", message.message_id());
    for (number, value) in message.options() {
        let (name, _, format) = OPTIONS.iter().find(|(_, known, _)| *known == number).unwrap();
        write!(line, " {name}").unwrap();
        if *format != Format::Hidden {
            write!(line, "={}", option_text(*format, value)).unwrap();
        }
    }
    if !message.payload().is_empty() {
        write!(line, " | {}", fold(message.payload())).unwrap();
    }
    line
}

fn code(word: &str) -> Code {
    if let Some(method) = METHODS.iter().position(|name| *name == word) {
        return Code::new(0, method as u8);
    }
    let (class, detail) = word.split_once('.').unwrap();
    Code::new(class.parse().unwrap(), detail.parse().unwrap())
}

fn option_value(format: Format, text: &str) -> Vec<u8> {
    match format {
        Format::Text => text.as_bytes().to_vec(),
        Format::Uint => encode_uint(text.parse().unwrap()),
        Format::Opaque | Format::Hidden => hex(text),
        Format::Block => {
            let mut parts = text.split('/').map(|part| part.parse::<usize>().unwrap());
            let (number, more, size) = (
                parts.next().unwrap(),
                parts.next().unwrap(),
                parts.next().unwrap(),
            );
            let size = BlockSize::fitting(size).unwrap();
            BlockValue {
                number: number as u32,
                more: more == 1,
                size,
            }
            .encode()
        }
    }
}

fn option_text(format: Format, value: &[u8]) -> String {
    match format {
        Format::Text => String::from_utf8(value.to_vec()).unwrap(),
        Format::Uint => decode_uint(value, 4).unwrap().to_string(),
        Format::Opaque | Format::Hidden => value.iter().map(|byte| format!("{byte:02x}")).collect(),
        Format::Block => {
            let value = BlockValue::decode(value).unwrap();
            format!("{}/{}/{}", value.number, u8::from(value.more), value.size.bytes())
        }
    }
}

fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u32> = text.chars().map(|digit| digit.to_digit(16).unwrap()).collect();
    digits
        .chunks(2)
        .map(|pair| (pair[0] << 4 | pair[1]) as u8)
        .collect()
}

/// `x*128` for a long run of one letter, else the text.
fn fold(payload: &[u8]) -> String {
    let text = String::from_utf8_lossy(payload).into_owned();
    let first = text.chars().next().unwrap();
    let uniform = text.len() > 8 && text.chars().all(|letter| letter == first);
    if uniform {
        format!("{first}*{}", text.len())
    } else {
        text
    }
}

fn unfold(text: &str) -> Vec<u8> {
    match text.split_once('*') {
        Some((letter, count)) => letter.repeat(count.parse().unwrap()).into_bytes(),
        None => text.as_bytes().to_vec(),
    }
}
