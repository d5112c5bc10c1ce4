//! Fetches a firmware package block by block, without sockets, disks and clocks.
//!
//! Feed a [`Download`] with what the link and the clock bring, and do what [`Download::poll_output`] says until
//! it waits. One block is asked for at a time (RFC 7959 §2.4), so that the way to the LwM2M servers stays free; what
//! has arrived is never fetched again as long as its ETag tells that it is still part of the same package.

mod address;
pub mod fuzzing;
mod retry;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use coap::{
    BlockSize, BlockValue, Code, Endpoint, Event, ExchangeError, ExchangeId, IncomingResponse, Params,
    Request, Response,
};

use super::firmware::DownloadFailure;
pub use address::Address;
use retry::Retry;

/// What was fetched before can be gone on with at multiples of this, the largest block (RFC 7959 §2.2).
pub const ALIGNMENT: u64 = 1024;

/// How often a package that changes while it is fetched is fetched anew.
const MAX_RESTARTS: u32 = 3;

/// The bounds of a download.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Bounds {
    /// The largest package, in bytes.
    pub max_size: u64,
    /// How often it is tried again without any progress before it is given up.
    pub retries: u32,
}

/// How much of a package is there.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Have {
    /// How many bytes.
    pub offset: u64,
    /// Which state of the package they belong to.
    pub etag: Option<Vec<u8>>,
}

/// What became of the link.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum LinkNews {
    /// It broke, or could not be opened.
    Down,
    /// The name of the far end has no address.
    NotFound,
    /// It can be used.
    Up,
}

/// What the host is to do.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Output {
    /// Empty the place for the package, and remember which state of it comes now.
    Begin {
        /// Which state it is.
        etag: Option<Vec<u8>>,
        /// How large it will become, if the far end knows.
        size: Option<u64>,
    },
    /// Close the link.
    Close,
    /// The download has ended; with success it tells the size. Nothing follows.
    Finished(Result<u64, DownloadFailure>),
    /// Open the link, and tell what became of it.
    Open,
    /// Append bytes to the package.
    Store(Vec<u8>),
    /// Send a datagram over the link.
    Transmit(Vec<u8>),
    /// Nothing, until this instant.
    Wait(Option<Instant>),
}

/// The download of one package.
#[derive(Debug)]
pub struct Download {
    endpoint: Endpoint,
    request: Request,
    have: Have,
    /// The largest blocks the far end has.
    size: BlockSize,
    phase: Phase,
    bounds: Bounds,
    retry: Retry,
    restarts: u32,
    outputs: VecDeque<Output>,
}

#[derive(Clone, Copy, Debug)]
enum Phase {
    /// The next block was asked for.
    Asking(ExchangeId),
    Ended,
    /// The link is being opened.
    Opening,
    /// Nothing is tried, until this instant.
    Pausing(Instant),
}

impl Download {
    /// A download that goes on behind what is there; `seed` determines message ids, tokens and pauses.
    ///
    /// Without an ETag it starts over: nobody could tell whether the package is still the same.
    #[must_use]
    pub fn new(now: Instant, seed: u64, address: &Address, bounds: Bounds, have: Have) -> Self {
        let usable = have.etag.is_some() && have.offset.is_multiple_of(ALIGNMENT);
        Self {
            endpoint: Endpoint::new(Params::default(), seed, now),
            request: address.request(),
            have: if usable { have } else { Have::default() },
            size: BlockSize::MAX,
            phase: Phase::Opening,
            bounds,
            retry: Retry::new(bounds.retries, seed),
            restarts: 0,
            outputs: VecDeque::from([Output::Open]),
        }
    }

    /// The next thing to do; nothing but time and input changes anything after [`Output::Wait`].
    #[must_use]
    pub fn poll_output(&mut self) -> Output {
        if let Some(output) = self.outputs.pop_front() {
            return output;
        }
        let at = match self.phase {
            Phase::Ended => None,
            Phase::Pausing(until) => Some(until),
            Phase::Asking(_) | Phase::Opening => match self.endpoint.poll_transmit() {
                Some(datagram) => return Output::Transmit(datagram),
                None => self.endpoint.poll_timeout(),
            },
        };
        Output::Wait(at)
    }

    /// Takes news of the link.
    pub fn handle_link(&mut self, now: Instant, news: LinkNews) {
        let failure = match news {
            LinkNews::Up => return self.link_is_up(now),
            LinkNews::Down => DownloadFailure::Connection,
            LinkNews::NotFound => DownloadFailure::Uri,
        };
        match self.phase {
            Phase::Asking(_) | Phase::Opening => self.failed(now, failure, Duration::ZERO),
            Phase::Ended | Phase::Pausing(_) => {}
        }
    }

    /// Takes a datagram from the link.
    pub fn handle_datagram(&mut self, now: Instant, datagram: &[u8]) {
        if let Phase::Asking(_) = self.phase {
            self.endpoint.handle_datagram(now, datagram);
            self.digest(now);
        }
    }

    /// Does what is due.
    pub fn handle_timeout(&mut self, now: Instant) {
        match self.phase {
            Phase::Pausing(until) if until <= now => {
                self.phase = Phase::Opening;
                self.outputs.push_back(Output::Open);
            }
            Phase::Asking(_) | Phase::Opening => {
                self.endpoint.handle_timeout(now);
                self.digest(now);
            }
            Phase::Ended | Phase::Pausing(_) => {}
        }
    }

    fn link_is_up(&mut self, now: Instant) {
        let Phase::Opening = self.phase else {
            return;
        };
        self.endpoint.reset(now);
        if self.have.offset > 0 && self.have.etag.is_none() {
            return self.start_over(now, DownloadFailure::Connection);
        }
        self.ask(now);
    }

    /// Asks for the next block.
    fn ask(&mut self, now: Instant) {
        let offset = usize::try_from(self.have.offset).ok();
        let Some(part) = offset.and_then(|offset| BlockValue::at(offset, false, self.size)) else {
            return self.end(Err(DownloadFailure::Storage));
        };
        match self.endpoint.request(now, self.request.clone().with_part(part)) {
            Ok(exchange) => self.phase = Phase::Asking(exchange),
            // What is left to be refused is an address that does not fit into a message.
            Err(_) => self.end(Err(DownloadFailure::Uri)),
        }
    }

    fn digest(&mut self, now: Instant) {
        while let Some(event) = self.endpoint.poll_event() {
            match event {
                Event::Response { exchange, result } => {
                    if matches!(self.phase, Phase::Asking(asked) if asked == exchange) {
                        self.answered(now, result);
                    }
                }
                // There is nothing here for the far end.
                Event::Request(request) => {
                    self.endpoint
                        .respond(now, request.id, Response::new(Code::NOT_FOUND));
                }
                Event::Notification { .. }
                | Event::NotificationDelivered { .. }
                | Event::NotificationTimedOut { .. }
                | Event::ObservationEnded { .. } => {}
            }
        }
    }

    fn answered(&mut self, now: Instant, result: Result<IncomingResponse, ExchangeError>) {
        let Ok(response) = result else {
            return self.failed(now, DownloadFailure::Connection, Duration::ZERO);
        };
        match response.code {
            Code::CONTENT => self.take(now, response),
            // RFC 7959 §2.4: the blocks that were served have become others, or fewer.
            Code::BAD_REQUEST | Code::BAD_OPTION | Code::REQUEST_ENTITY_INCOMPLETE
                if self.have.offset > 0 =>
            {
                self.start_over(now, DownloadFailure::Integrity);
            }
            code if code.class() == 5 || code == Code::TOO_MANY_REQUESTS => {
                // RFC 7252 §5.9.3.4, RFC 8516 §3: Max-Age says when to come again.
                let wait = Duration::from_secs(response.max_age.unwrap_or(0).into());
                self.failed(now, DownloadFailure::Connection, wait);
            }
            _ => self.end(Err(DownloadFailure::Uri)),
        }
    }

    /// Takes a block, if it is the next one.
    fn take(&mut self, now: Instant, response: IncomingResponse) {
        let Some(part) = response.part else {
            return self.failed(now, DownloadFailure::Connection, Duration::ZERO);
        };
        let length = response.payload.len();
        let (offset, fits, more) = match part.block {
            Some(block) if block.more => (block.offset(), length == block.size.bytes(), true),
            Some(block) => (block.offset(), length <= block.size.bytes(), false),
            None => (0, true, false),
        };
        if self.have.offset > 0 && part.etag != self.have.etag {
            return self.start_over(now, DownloadFailure::Integrity);
        }
        if offset as u64 != self.have.offset
            || !fits
            || part.block.is_some_and(|block| block.size > self.size)
        {
            return self.failed(now, DownloadFailure::Connection, Duration::ZERO);
        }
        let (after, size) = (self.have.offset + length as u64, part.size.map(u64::from));
        if after.max(size.unwrap_or(0)) > self.bounds.max_size {
            return self.end(Err(DownloadFailure::Storage));
        }
        if self.have.offset == 0 {
            self.have.etag.clone_from(&part.etag);
            self.outputs.push_back(Output::Begin {
                etag: part.etag,
                size,
            });
        }
        if length > 0 {
            self.outputs.push_back(Output::Store(response.payload));
        }
        self.have.offset = after;
        self.size = part.block.map_or(self.size, |block| block.size);
        self.retry.succeeded();
        match more {
            true => self.ask(now),
            false if after == 0 => self.end(Err(DownloadFailure::Integrity)),
            false => self.end(Ok(after)),
        }
    }

    /// What is there is of no use: fetches everything anew, a few times.
    fn start_over(&mut self, now: Instant, failure: DownloadFailure) {
        self.have = Have::default();
        if self.restarts >= MAX_RESTARTS {
            return self.end(Err(failure));
        }
        self.restarts += 1;
        self.ask(now);
    }

    /// Closes the link, and tries again later unless that was done often enough.
    fn failed(&mut self, now: Instant, failure: DownloadFailure, wait: Duration) {
        match self.retry.failed(wait) {
            Some(pause) => {
                self.phase = Phase::Pausing(now + pause);
                self.outputs.push_back(Output::Close);
            }
            None => self.end(Err(failure)),
        }
    }

    fn end(&mut self, result: Result<u64, DownloadFailure>) {
        self.phase = Phase::Ended;
        self.outputs.extend([Output::Close, Output::Finished(result)]);
    }
}
