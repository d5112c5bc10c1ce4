//! Puts the blocks of a response together, in client role (RFC 7959 §2.4).

use super::BlockValue;
use crate::request::IncomingResponse;

/// What to do after a block.
#[derive(Debug, Eq, PartialEq)]
pub(crate) enum GatherStep {
    /// Ask for this block.
    Next(BlockValue),
    /// The body is complete.
    Complete(IncomingResponse),
}

/// Why the blocks do not form a body.
#[derive(Debug, Eq, PartialEq)]
pub(crate) enum GatherError {
    /// A wrong number, size or ETag.
    Mismatch,
    /// More than the configured limit.
    TooLarge,
}

/// A response body under way.
#[derive(Debug)]
pub(crate) struct Gather {
    // Its payload is what was received so far.
    response: IncomingResponse,
    etag: Option<Vec<u8>>,
    next: BlockValue,
}

impl Gather {
    /// Takes block 0, which has more behind it.
    pub(crate) fn start(
        value: BlockValue,
        etag: Option<&[u8]>,
        response: IncomingResponse,
        limit: usize,
    ) -> Result<Self, GatherError> {
        if value.number != 0 || response.payload.len() != value.size.bytes() {
            return Err(GatherError::Mismatch);
        }
        if response.payload.len() > limit {
            return Err(GatherError::TooLarge);
        }
        let next = BlockValue {
            number: 1,
            more: false,
            size: value.size,
        };
        Ok(Self {
            response,
            etag: etag.map(<[u8]>::to_vec),
            next,
        })
    }

    /// The block to ask for.
    pub(crate) fn next(&self) -> BlockValue {
        self.next
    }

    /// The sequence number of the notification this belongs to.
    pub(crate) fn observe(&self) -> Option<u32> {
        self.response.observe
    }

    /// Takes a further block.
    pub(crate) fn push(
        mut self,
        value: BlockValue,
        etag: Option<&[u8]>,
        payload: &[u8],
        limit: usize,
    ) -> Result<(Option<Self>, GatherStep), GatherError> {
        let expected = if value.more {
            payload.len() == value.size.bytes()
        } else {
            payload.len() <= value.size.bytes()
        };
        let same = etag == self.etag.as_deref();
        if value.offset() != self.response.payload.len() || !expected || !same {
            return Err(GatherError::Mismatch);
        }
        if self.response.payload.len() + payload.len() > limit {
            return Err(GatherError::TooLarge);
        }
        self.response.payload.extend_from_slice(payload);
        if !value.more {
            return Ok((None, GatherStep::Complete(self.response)));
        }
        self.next =
            BlockValue::at(self.response.payload.len(), false, value.size).ok_or(GatherError::TooLarge)?;
        let next = self.next;
        Ok((Some(self), GatherStep::Next(next)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block::BlockSize;
    use crate::code::Code;

    fn response(payload: Vec<u8>) -> IncomingResponse {
        IncomingResponse {
            code: Code::CONTENT,
            content_format: None,
            location_path: Vec::new(),
            max_age: None,
            observe: None,
            payload,
            part: None,
        }
    }

    fn value(number: u32, more: bool) -> BlockValue {
        BlockValue {
            number,
            more,
            size: BlockSize::MIN,
        }
    }

    fn gather() -> Gather {
        Gather::start(value(0, true), Some(b"e"), response(vec![1; 16]), 40).unwrap()
    }

    #[test]
    fn blocks_with_one_etag_make_a_body() {
        let (gather, step) = gather().push(value(1, true), Some(b"e"), &[2; 16], 40).unwrap();
        assert_eq!(step, GatherStep::Next(value(2, false)));
        let (rest, step) = gather
            .unwrap()
            .push(value(2, false), Some(b"e"), &[3; 5], 40)
            .unwrap();
        let GatherStep::Complete(response) = step else {
            panic!("not complete")
        };
        assert!(rest.is_none());
        assert_eq!(response.payload.len(), 37);
    }

    #[test]
    fn another_etag_a_gap_or_a_short_block_do_not_fit() {
        assert_eq!(
            gather()
                .push(value(1, true), Some(b"f"), &[2; 16], 40)
                .unwrap_err(),
            GatherError::Mismatch
        );
        assert_eq!(
            gather()
                .push(value(2, true), Some(b"e"), &[2; 16], 40)
                .unwrap_err(),
            GatherError::Mismatch
        );
        assert_eq!(
            gather()
                .push(value(1, true), Some(b"e"), &[2; 3], 40)
                .unwrap_err(),
            GatherError::Mismatch
        );
        let short = Gather::start(value(0, true), None, response(vec![1; 3]), 40);
        assert_eq!(short.unwrap_err(), GatherError::Mismatch);
    }

    #[test]
    fn the_limit_holds() {
        assert_eq!(
            gather()
                .push(value(1, true), Some(b"e"), &[2; 16], 31)
                .unwrap_err(),
            GatherError::TooLarge
        );
    }
}
