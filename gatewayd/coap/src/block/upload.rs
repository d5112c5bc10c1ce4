//! Puts the blocks of request bodies together, within bounds (RFC 7959 §2.5).

use std::time::{Duration, Instant};

use super::{BlockSize, BlockValue};

/// A block as it came in.
pub(crate) struct Block {
    pub(crate) value: BlockValue,
    pub(crate) payload: Vec<u8>,
    /// Size1: the length of the whole body, if announced.
    pub(crate) announced: Option<u32>,
}

/// What a block led to; `echo` is the Block1 value of the answer.
#[derive(Debug, Eq, PartialEq)]
pub(crate) enum Accepted {
    /// Answer 2.31 and wait for more.
    Continue { echo: BlockValue },
    /// The body is complete.
    Complete { body: Vec<u8>, echo: BlockValue },
    /// Hand this part over; more follow unless `last`.
    Part {
        body: Vec<u8>,
        offset: usize,
        last: bool,
        echo: BlockValue,
    },
}

/// Why a block was not taken.
#[derive(Debug, Eq, PartialEq)]
pub(crate) enum Refusal {
    /// 4.08: a block before it is missing.
    Incomplete,
    /// 4.13 with Size1.
    TooLarge { limit: usize },
    /// 4.00: the payload does not have the size of a block.
    Malformed,
    /// 5.03: too many uploads at once.
    Busy,
}

#[derive(Debug)]
struct Upload {
    key: Box<[u8]>,
    body: Vec<u8>,
    // Bytes taken so far; beyond `body` when parts are handed over.
    received: usize,
    due: Instant,
}

/// The uploads of one peer.
#[derive(Debug)]
pub(crate) struct Uploads {
    list: Vec<Upload>,
    limit: usize,
    max_body: usize,
    size: BlockSize,
    lifetime: Duration,
}

impl Uploads {
    pub(crate) fn new(limit: usize, max_body: usize, size: BlockSize, lifetime: Duration) -> Self {
        Self {
            list: Vec::new(),
            limit,
            max_body,
            size,
            lifetime,
        }
    }

    /// Takes one block of the upload `key`.
    pub(crate) fn accept(
        &mut self,
        now: Instant,
        key: &[u8],
        block: Block,
        streamed: bool,
    ) -> Result<Accepted, Refusal> {
        let value = block.value;
        self.check(&block, streamed)?;
        let echo = BlockValue {
            size: value.size.min(self.size),
            ..value
        };
        let position = self.list.iter().position(|upload| *upload.key == *key);
        if value.offset() == 0 {
            return self.start(now, key, block, echo, position, streamed);
        }
        let upload = position
            .and_then(|at| self.list.get_mut(at))
            .ok_or(Refusal::Incomplete)?;
        if value.more && value.offset() + block.payload.len() == upload.received {
            return Ok(Accepted::Continue { echo });
        }
        if value.offset() != upload.received {
            return Err(Refusal::Incomplete);
        }
        upload.due = now + self.lifetime;
        upload.received += block.payload.len();
        if streamed {
            if !value.more {
                self.remove(key);
            }
            let (body, offset, last) = (block.payload, value.offset(), !value.more);
            return Ok(Accepted::Part {
                body,
                offset,
                last,
                echo,
            });
        }
        upload.body.extend_from_slice(&block.payload);
        if value.more {
            return Ok(Accepted::Continue { echo });
        }
        let body = std::mem::take(&mut upload.body);
        self.remove(key);
        Ok(Accepted::Complete { body, echo })
    }

    /// Forgets an upload, if it is under way.
    pub(crate) fn remove(&mut self, key: &[u8]) {
        self.list.retain(|upload| *upload.key != *key);
    }

    /// Forgets uploads that stopped.
    pub(crate) fn expire(&mut self, now: Instant) {
        self.list.retain(|upload| now < upload.due);
    }

    pub(crate) fn next_due(&self) -> Option<Instant> {
        self.list.iter().map(|upload| upload.due).min()
    }

    pub(crate) fn clear(&mut self) {
        self.list.clear();
    }

    pub(crate) fn within_bounds(&self) -> bool {
        self.list.len() <= self.limit && self.list.iter().all(|upload| upload.body.len() <= self.max_body)
    }

    fn check(&self, block: &Block, streamed: bool) -> Result<(), Refusal> {
        let (value, length) = (block.value, block.payload.len());
        let fits = if value.more {
            length == value.size.bytes()
        } else {
            length <= value.size.bytes()
        };
        if !fits {
            return Err(Refusal::Malformed);
        }
        // A streamed body is not kept here; NUM alone bounds it.
        let limit = if streamed {
            BlockValue::max_body(value.size)
        } else {
            self.max_body
        };
        let announced = block.announced.map_or(0, |length| length as usize);
        if value.offset() + length > limit || announced > limit {
            return Err(Refusal::TooLarge { limit });
        }
        Ok(())
    }

    /// Takes block 0, which starts over whatever was there.
    fn start(
        &mut self,
        now: Instant,
        key: &[u8],
        block: Block,
        echo: BlockValue,
        position: Option<usize>,
        streamed: bool,
    ) -> Result<Accepted, Refusal> {
        if let Some(position) = position {
            self.list.swap_remove(position);
        }
        let body = block.payload;
        if !block.value.more {
            return Ok(match streamed {
                true => Accepted::Part {
                    body,
                    offset: 0,
                    last: true,
                    echo,
                },
                false => Accepted::Complete { body, echo },
            });
        }
        if self.list.len() >= self.limit {
            return Err(Refusal::Busy);
        }
        let received = body.len();
        let (kept, handed_over) = if streamed {
            (Vec::new(), Some(body))
        } else {
            (body, None)
        };
        self.list.push(Upload {
            key: key.into(),
            body: kept,
            received,
            due: now + self.lifetime,
        });
        Ok(match handed_over {
            Some(body) => Accepted::Part {
                body,
                offset: 0,
                last: false,
                echo,
            },
            None => Accepted::Continue { echo },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::start;

    const LIFETIME: Duration = Duration::from_secs(247);

    fn uploads() -> Uploads {
        Uploads::new(2, 100, BlockSize::from_szx(1).unwrap(), LIFETIME)
    }

    fn block(number: u32, more: bool, length: usize) -> Block {
        let value = BlockValue {
            number,
            more,
            size: BlockSize::MIN,
        };
        Block {
            value,
            payload: vec![number as u8; length],
            announced: None,
        }
    }

    #[test]
    fn blocks_in_sequence_make_a_body() {
        let (now, mut uploads) = (start(), uploads());
        assert!(matches!(
            uploads.accept(now, b"k", block(0, true, 16), false),
            Ok(Accepted::Continue { .. })
        ));
        assert!(matches!(
            uploads.accept(now, b"k", block(1, true, 16), false),
            Ok(Accepted::Continue { .. })
        ));
        let Ok(Accepted::Complete { body, echo }) = uploads.accept(now, b"k", block(2, false, 3), false)
        else {
            panic!("not complete");
        };
        assert_eq!((body.len(), echo.number), (35, 2));
        assert_eq!(uploads.next_due(), None);
    }

    #[test]
    fn a_gap_and_a_repeated_last_block_are_incomplete() {
        let (now, mut uploads) = (start(), uploads());
        assert_eq!(
            uploads.accept(now, b"k", block(1, true, 16), false),
            Err(Refusal::Incomplete)
        );
        uploads.accept(now, b"k", block(0, true, 16), false).unwrap();
        assert_eq!(
            uploads.accept(now, b"k", block(2, true, 16), false),
            Err(Refusal::Incomplete)
        );
        uploads.accept(now, b"k", block(1, false, 16), false).unwrap();
        assert_eq!(
            uploads.accept(now, b"k", block(1, false, 16), false),
            Err(Refusal::Incomplete)
        );
    }

    #[test]
    fn a_repeated_block_is_taken_once() {
        let (now, mut uploads) = (start(), uploads());
        uploads.accept(now, b"k", block(0, true, 16), false).unwrap();
        uploads.accept(now, b"k", block(1, true, 16), false).unwrap();
        uploads.accept(now, b"k", block(1, true, 16), false).unwrap();
        let Ok(Accepted::Complete { body, .. }) = uploads.accept(now, b"k", block(2, false, 1), false) else {
            panic!("not complete");
        };
        assert_eq!(body.len(), 33);
    }

    #[test]
    fn a_smaller_size_is_asked_for_and_followed() {
        let (now, mut uploads) = (start(), uploads());
        let value = BlockValue {
            number: 0,
            more: true,
            size: BlockSize::from_szx(2).unwrap(),
        };
        let first = Block {
            value,
            payload: vec![0; 64],
            announced: None,
        };
        let Ok(Accepted::Continue { echo }) = uploads.accept(now, b"k", first, false) else {
            panic!("refused");
        };
        assert_eq!(echo.size.bytes(), 32);
        let value = BlockValue {
            number: 2,
            more: false,
            size: echo.size,
        };
        let second = Block {
            value,
            payload: vec![1; 9],
            announced: None,
        };
        assert!(
            matches!(uploads.accept(now, b"k", second, false), Ok(Accepted::Complete { body, .. }) if body.len() == 73)
        );
    }

    #[test]
    fn bounds_hold() {
        let (now, mut uploads) = (start(), uploads());
        let announced = Block {
            announced: Some(101),
            ..block(0, true, 16)
        };
        assert_eq!(
            uploads.accept(now, b"k", announced, false),
            Err(Refusal::TooLarge { limit: 100 })
        );
        assert_eq!(
            uploads.accept(now, b"k", block(6, true, 16), false),
            Err(Refusal::TooLarge { limit: 100 })
        );
        assert_eq!(
            uploads.accept(now, b"k", block(0, true, 15), false),
            Err(Refusal::Malformed)
        );
        uploads.accept(now, b"a", block(0, true, 16), false).unwrap();
        uploads.accept(now, b"b", block(0, true, 16), false).unwrap();
        assert_eq!(
            uploads.accept(now, b"c", block(0, true, 16), false),
            Err(Refusal::Busy)
        );
        uploads.expire(now + LIFETIME);
        uploads.accept(now, b"c", block(0, true, 16), false).unwrap();
        assert!(uploads.within_bounds());
    }

    #[test]
    fn a_streamed_upload_keeps_nothing() {
        let (now, mut uploads) = (start(), uploads());
        for number in 0..50 {
            let last = number == 49;
            let part = uploads.accept(now, b"k", block(number, !last, 16), true).unwrap();
            let Accepted::Part {
                offset,
                last: reported,
                ..
            } = part
            else {
                panic!("not a part")
            };
            assert_eq!((offset, reported), (number as usize * 16, last));
        }
        assert_eq!(uploads.next_due(), None);
    }
}
