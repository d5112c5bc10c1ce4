//! Puts responses into datagrams, cutting large ones into blocks (RFC 7959 §2.4).

use crate::block::{BlockSize, BlockValue, Snapshot, hash_of};
use crate::code::{Code, MessageType};
use crate::message::Message;
use crate::option::OptionNumber;
use crate::params::Params;
use crate::request::Response;
use crate::token::Token;

/// Room for ETag (9), Block2 (4), Size2 (5) and the payload marker.
const SLICE_OVERHEAD: usize = 19;

/// What a response message carries beside the response itself.
#[derive(Clone, Copy, Debug)]
pub(super) struct Head {
    pub(super) kind: MessageType,
    pub(super) message_id: u16,
    pub(super) token: Token,
    pub(super) observe: Option<u32>,
    pub(super) block1: Option<BlockValue>,
    pub(super) size1: Option<u32>,
}

impl Head {
    fn message(&self, response: &Response) -> Message {
        let mut message = Message::new(self.kind, response.code, self.message_id, self.token);
        if let Some(sequence) = self.observe {
            message.add_uint(OptionNumber::OBSERVE, sequence);
        }
        for segment in &response.location_path {
            message.add(OptionNumber::LOCATION_PATH, segment.as_bytes().to_vec());
        }
        if let Some(format) = response.content_format {
            message.add_uint(OptionNumber::CONTENT_FORMAT, u32::from(format.0));
        }
        if let Some(seconds) = response.max_age {
            message.add_uint(OptionNumber::MAX_AGE, seconds);
        }
        if let Some(value) = self.block1 {
            message.add_block(OptionNumber::BLOCK1, value);
        }
        if let Some(limit) = self.size1 {
            message.add_uint(OptionNumber::SIZE1, limit);
        }
        if let Some(echo) = &response.echo {
            message.add(OptionNumber::ECHO, echo.clone());
        }
        message
    }

    /// A response without anything optional, for when the wanted one is impossible.
    fn bare(&self, code: Code) -> Message {
        Message::new(self.kind, code, self.message_id, self.token)
    }
}

/// A datagram and, if more blocks follow, the answer to keep for them with its ETag.
pub(super) struct Composed {
    pub(super) datagram: Vec<u8>,
    pub(super) rest: Option<(Response, u64)>,
}

/// Makes the datagram of a response, of its block `wanted` when it is large.
pub(super) fn compose(
    params: &Params,
    head: &Head,
    mut response: Response,
    wanted: Option<BlockValue>,
    size: BlockSize,
) -> Composed {
    // Blocks are of representations; an error or an empty answer is whole.
    let wanted = wanted.filter(|_| response.code.is_success() && !response.payload.is_empty());
    let mut message = head.message(&response);
    let Some(size) = usable_size(params, &message, wanted, size) else {
        return whole(params, head, head.bare(Code::INTERNAL_SERVER_ERROR));
    };
    let offset = wanted.map_or(0, BlockValue::offset);
    if offset == 0 && response.payload.len() <= size.bytes() {
        if wanted.is_some() {
            message.add_block(
                OptionNumber::BLOCK2,
                BlockValue {
                    number: 0,
                    more: false,
                    size,
                },
            );
        }
        message.set_payload(std::mem::take(&mut response.payload));
        return whole(params, head, message);
    }
    let etag = hash_of(&response.payload);
    match add_slice(&mut message, &response.payload, etag, offset, size) {
        Some(more) => {
            let rest = more.then_some((response, etag));
            Composed {
                rest,
                ..whole(params, head, message)
            }
        }
        None => whole(params, head, head.bare(Code::BAD_REQUEST)),
    }
}

/// Makes the datagram of a later block of an answer kept before.
pub(super) fn compose_block(params: &Params, head: &Head, kept: &Snapshot, wanted: BlockValue) -> Vec<u8> {
    let mut message = head.message(&kept.response);
    let done = usable_size(params, &message, Some(wanted), params.max_block_szx).and_then(|size| {
        add_slice(
            &mut message,
            &kept.response.payload,
            kept.etag,
            wanted.offset(),
            size,
        )
    });
    let message = if done.is_some() {
        message
    } else {
        head.bare(Code::BAD_REQUEST)
    };
    whole(params, head, message).datagram
}

fn whole(params: &Params, head: &Head, message: Message) -> Composed {
    let limit = params.max_message_size;
    let datagram = message
        .encode(limit)
        .or_else(|_| head.bare(Code::INTERNAL_SERVER_ERROR).encode(limit));
    // A bare response has at most 12 bytes.
    Composed {
        datagram: datagram.unwrap_or_default(),
        rest: None,
    }
}

/// The largest block size that everybody allows and the message has room for.
fn usable_size(
    params: &Params,
    message: &Message,
    wanted: Option<BlockValue>,
    size: BlockSize,
) -> Option<BlockSize> {
    let room = params
        .max_message_size
        .checked_sub(message.overhead() + SLICE_OVERHEAD)?;
    let asked = wanted.map_or(BlockSize::MAX, |wanted| wanted.size);
    Some(
        BlockSize::fitting(room)?
            .min(asked)
            .min(size)
            .min(params.max_block_szx),
    )
}

/// Adds one block of `body`; whether more follow, or `None` when it lies beyond the end.
fn add_slice(message: &mut Message, body: &[u8], etag: u64, offset: usize, size: BlockSize) -> Option<bool> {
    if offset >= body.len() {
        return None;
    }
    let end = (offset + size.bytes()).min(body.len());
    let more = end < body.len();
    message.add(OptionNumber::ETAG, etag.to_be_bytes().to_vec());
    message.add_block(OptionNumber::BLOCK2, BlockValue::at(offset, more, size)?);
    if let (0, Ok(length)) = (offset, u32::try_from(body.len())) {
        message.add_uint(OptionNumber::SIZE2, length);
    }
    message.set_payload(body.get(offset..end)?.to_vec());
    Some(more)
}
