//! What makes two block requests parts of one transfer (RFC 7959 §2.4, §2.5).

use crate::message::Message;
use crate::option::OptionNumber;

/// The key of an upload: method and cache-key options with Request-Tag, never the token.
pub(crate) fn upload_key(message: &Message) -> Box<[u8]> {
    key(message, OptionNumber::is_transfer_key)
}

/// The key of a download; Content-Format is left out, for follow-up requests have no body.
pub(crate) fn download_key(message: &Message) -> Box<[u8]> {
    key(message, |number| {
        number.is_transfer_key() && number != OptionNumber::CONTENT_FORMAT
    })
}

fn key(message: &Message, counts: impl Fn(OptionNumber) -> bool) -> Box<[u8]> {
    let mut key = Vec::with_capacity(32);
    key.push(message.code().to_byte());
    for (number, value) in message.options().filter(|(number, _)| counts(*number)) {
        key.extend_from_slice(&number.0.to_be_bytes());
        // A datagram is shorter than 64 KiB, and so is an option in it.
        key.extend_from_slice(&(value.len() as u16).to_be_bytes());
        key.extend_from_slice(value);
    }
    key.into_boxed_slice()
}

/// FNV-1a, 64 bits: tells representations apart, against accident and not against malice.
pub(crate) fn hash_of(bytes: &[u8]) -> u64 {
    const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    bytes
        .iter()
        .fold(OFFSET, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(PRIME))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::{MessageType, Method};
    use crate::token::Token;

    fn message(token: u8, block: u8) -> Message {
        let token = Token::try_from(&[token][..]).unwrap();
        let mut message = Message::new(MessageType::Confirmable, Method::Put.code(), 1, token);
        message.add(OptionNumber::URI_PATH, b"5".to_vec());
        message.add(OptionNumber::BLOCK1, vec![block]);
        message
    }

    #[test]
    fn token_and_block_number_do_not_count() {
        assert_eq!(upload_key(&message(1, 0x08)), upload_key(&message(2, 0x10)));
    }

    #[test]
    fn path_query_and_request_tag_count() {
        for number in [
            OptionNumber::URI_PATH,
            OptionNumber::URI_QUERY,
            OptionNumber::REQUEST_TAG,
        ] {
            let mut other = message(1, 0x08);
            other.add(number, b"x".to_vec());
            assert_ne!(upload_key(&message(1, 0x08)), upload_key(&other));
        }
    }

    /// The FNV reference vectors.
    #[test]
    fn the_hash_is_fnv_1a() {
        assert_eq!(hash_of(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(hash_of(b"a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(hash_of(b"foobar"), 0x8594_4171_f739_67e8);
    }
}
