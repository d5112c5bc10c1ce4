//! A checked CoAP message on top of coap-lite's codec.

use coap_lite::{CoapOption, MessageClass, Packet};

use crate::block::BlockValue;
use crate::code::{Code, MessageType};
use crate::error::{EncodeError, ParseError};
use crate::option::{OptionNumber, decode_uint, encode_uint};
use crate::token::Token;

/// RFC 7252 §3: separates options from payload.
const PAYLOAD_MARKER: u8 = 0xff;

/// One CoAP message.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    packet: Packet,
    token: Token,
}

impl Message {
    /// Makes a message without options and payload.
    #[must_use]
    pub fn new(kind: MessageType, code: Code, message_id: u16, token: Token) -> Self {
        let mut packet = Packet::new();
        packet.header.set_type(to_packet_type(kind));
        packet.header.code = MessageClass::from(code.to_byte());
        packet.header.message_id = message_id;
        packet.set_token(token.as_bytes().to_vec());
        Self { packet, token }
    }

    /// Reads a datagram, refusing everything RFC 7252 §3 calls a format error.
    ///
    /// # Errors
    ///
    /// Names the first thing that is wrong.
    pub fn parse(datagram: &[u8], limit: usize) -> Result<Self, ParseError> {
        check(datagram, limit)?;
        let packet = Packet::from_bytes(datagram).map_err(|_| ParseError::Option { offset: 4 })?;
        let token = Token::try_from(packet.get_token()).map_err(|_| ParseError::TokenLength {
            length: packet.header.get_token_length(),
        })?;
        Ok(Self { packet, token })
    }

    /// The datagram of the message.
    ///
    /// # Errors
    ///
    /// When it would exceed `limit` bytes.
    pub fn encode(&self, limit: usize) -> Result<Vec<u8>, EncodeError> {
        self.packet
            .to_bytes_with_limit(limit)
            .map_err(|_| EncodeError::TooLarge { limit })
    }

    /// The message type.
    #[must_use]
    pub fn kind(&self) -> MessageType {
        match self.packet.header.get_type() {
            coap_lite::MessageType::Confirmable => MessageType::Confirmable,
            coap_lite::MessageType::NonConfirmable => MessageType::NonConfirmable,
            coap_lite::MessageType::Acknowledgement => MessageType::Acknowledgement,
            coap_lite::MessageType::Reset => MessageType::Reset,
        }
    }

    /// The code.
    #[must_use]
    pub fn code(&self) -> Code {
        Code::from(u8::from(self.packet.header.code))
    }

    /// The message id.
    #[must_use]
    pub fn message_id(&self) -> u16 {
        self.packet.header.message_id
    }

    /// The token.
    #[must_use]
    pub fn token(&self) -> Token {
        self.token
    }

    /// The payload.
    #[must_use]
    pub fn payload(&self) -> &[u8] {
        &self.packet.payload
    }

    /// Takes the payload out.
    #[must_use]
    pub fn take_payload(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.packet.payload)
    }

    /// Replaces the payload.
    pub fn set_payload(&mut self, payload: Vec<u8>) {
        self.packet.payload = payload;
    }

    /// Appends one value of an option.
    pub fn add(&mut self, number: OptionNumber, value: Vec<u8>) {
        self.packet.add_option(CoapOption::from(number.0), value);
    }

    /// Appends a uint option value.
    pub fn add_uint(&mut self, number: OptionNumber, value: u32) {
        self.add(number, encode_uint(value));
    }

    /// Appends a Block1 or Block2 value.
    pub(crate) fn add_block(&mut self, number: OptionNumber, value: BlockValue) {
        self.add(number, value.encode());
    }

    /// All option values in ascending order of their numbers.
    pub fn options(&self) -> impl Iterator<Item = (OptionNumber, &[u8])> {
        self.packet.options().flat_map(|(number, values)| {
            values
                .iter()
                .map(|value| (OptionNumber(*number), value.as_slice()))
        })
    }

    /// The encoded length without payload and its marker.
    pub(crate) fn overhead(&self) -> usize {
        // RFC 7252 §3.1: one byte per option, and extensions from 13 and 269 on.
        let mut previous = 0;
        let options = self.options().map(|(number, value)| {
            let delta = number.0 - std::mem::replace(&mut previous, number.0);
            let extension = |n: usize| {
                if n < 13 {
                    0
                } else if n < 269 {
                    1
                } else {
                    2
                }
            };
            1 + extension(usize::from(delta)) + extension(value.len()) + value.len()
        });
        4 + self.token.as_bytes().len() + options.sum::<usize>()
    }

    /// The values of one option.
    pub fn values(&self, number: OptionNumber) -> impl Iterator<Item = &[u8]> {
        let list = self.packet.get_option(CoapOption::from(number.0));
        list.into_iter().flatten().map(Vec::as_slice)
    }

    /// The first value of an option.
    #[must_use]
    pub fn first(&self, number: OptionNumber) -> Option<&[u8]> {
        self.values(number).next()
    }

    /// The first value of an option as a uint of at most `max_length` bytes; `None` if absent or longer.
    #[must_use]
    pub fn uint(&self, number: OptionNumber, max_length: usize) -> Option<u32> {
        decode_uint(self.first(number)?, max_length)
    }

    /// The Echo value, if present and of a length it may have (RFC 9175 §2.2.1).
    pub(crate) fn echo(&self) -> Option<&[u8]> {
        self.first(OptionNumber::ECHO)
            .filter(|value| (1..=40).contains(&value.len()))
    }

    /// The first value of Block1 or Block2, if present and usable.
    pub(crate) fn block(&self, number: OptionNumber) -> Option<BlockValue> {
        BlockValue::decode(self.first(number)?)
    }
}

fn to_packet_type(kind: MessageType) -> coap_lite::MessageType {
    match kind {
        MessageType::Confirmable => coap_lite::MessageType::Confirmable,
        MessageType::NonConfirmable => coap_lite::MessageType::NonConfirmable,
        MessageType::Acknowledgement => coap_lite::MessageType::Acknowledgement,
        MessageType::Reset => coap_lite::MessageType::Reset,
    }
}

/// An empty message: ACK, RST or ping (RFC 7252 §4.1).
pub(crate) fn empty(kind: MessageType, message_id: u16) -> Vec<u8> {
    let kind_bits = match kind {
        MessageType::Confirmable => 0,
        MessageType::NonConfirmable => 1,
        MessageType::Acknowledgement => 2,
        MessageType::Reset => 3,
    };
    let [high, low] = message_id.to_be_bytes();
    vec![0x40 | kind_bits << 4, 0, high, low]
}

/// The type and message id of a datagram that failed to parse, to reject it (RFC 7252 §4.2).
pub(crate) fn peek(datagram: &[u8]) -> Option<(MessageType, u16)> {
    let [first, _, high, low, ..] = datagram else {
        return None;
    };
    let kind = match first >> 4 & 0x03 {
        0 => MessageType::Confirmable,
        1 => MessageType::NonConfirmable,
        2 => MessageType::Acknowledgement,
        _ => MessageType::Reset,
    };
    Some((kind, u16::from_be_bytes([*high, *low])))
}

/// What `Packet::from_bytes` lets pass although RFC 7252 forbids it, and what it would stumble over.
fn check(datagram: &[u8], limit: usize) -> Result<(), ParseError> {
    let length = datagram.len();
    let [first, code, _, _, rest @ ..] = datagram else {
        return Err(ParseError::Truncated { length });
    };
    if first >> 6 != 1 {
        return Err(ParseError::Version { version: first >> 6 });
    }
    if length > limit {
        return Err(ParseError::TooLarge { length, limit });
    }
    let token_length = first & 0x0f;
    if usize::from(token_length) > Token::MAX_LENGTH {
        return Err(ParseError::TokenLength { length: token_length });
    }
    if *code == 0 && (token_length != 0 || !rest.is_empty()) {
        return Err(ParseError::NotEmpty { extra: rest.len() });
    }
    let body = rest
        .get(usize::from(token_length)..)
        .ok_or(ParseError::TokenLength { length: token_length })?;
    check_options(body, 4 + usize::from(token_length))
}

/// Walks the options up to the payload marker.
fn check_options(mut body: &[u8], start: usize) -> Result<(), ParseError> {
    let total = body.len();
    let mut number = 0u16;
    while let [first, rest @ ..] = body {
        let offset = start + total - body.len();
        if *first == PAYLOAD_MARKER {
            return if rest.is_empty() {
                Err(ParseError::EmptyPayload)
            } else {
                Ok(())
            };
        }
        let (delta, rest) = extended(first >> 4, rest).ok_or(ParseError::Option { offset })?;
        let (length, rest) = extended(first & 0x0f, rest).ok_or(ParseError::Option { offset })?;
        number = number.checked_add(delta).ok_or(ParseError::Option { offset })?;
        body = rest
            .get(usize::from(length)..)
            .ok_or(ParseError::Option { offset })?;
    }
    Ok(())
}

/// A delta or length nibble with its extension bytes (RFC 7252 §3.1).
fn extended(nibble: u8, rest: &[u8]) -> Option<(u16, &[u8])> {
    match (nibble, rest) {
        (0..=12, _) => Some((u16::from(nibble), rest)),
        (13, [byte, rest @ ..]) => Some((u16::from(*byte) + 13, rest)),
        (14, [high, low, rest @ ..]) => Some((u16::from_be_bytes([*high, *low]).checked_add(269)?, rest)),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
