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

impl Upload {
    /// Takes the block that comes next.
    fn append(&mut self, block: Block, echo: BlockValue, streamed: bool) -> Accepted {
        let (offset, last) = (self.received, !block.value.more);
        self.received += block.payload.len();
        if streamed {
            return Accepted::Part {
                body: block.payload,
                offset,
                last,
                echo,
            };
        }
        self.body.extend_from_slice(&block.payload);
        if last {
            Accepted::Complete {
                body: std::mem::take(&mut self.body),
                echo,
            }
        } else {
            Accepted::Continue { echo }
        }
    }
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
            // The block before, sent again.
            return Ok(Accepted::Continue { echo });
        }
        if value.offset() != upload.received {
            return Err(Refusal::Incomplete);
        }
        upload.due = now + self.lifetime;
        let accepted = upload.append(block, echo, streamed);
        if !value.more {
            self.remove(key);
        }
        Ok(accepted)
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
mod tests;
