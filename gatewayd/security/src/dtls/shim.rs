//! The stream OpenSSL reads from and writes to: one read, one record; one write, one datagram.

use crate::channel::MAX_QUEUE;
use crate::dtls::flight::Flights;
use crate::dtls::options::Retransmission;
use crate::dtls::record;
use crate::dtls::timer::Pace;
use std::collections::VecDeque;
use std::io::{self, ErrorKind, Read, Write};
use std::sync::Arc;

/// One datagram in, many out.
#[derive(Debug)]
pub(crate) struct Shim {
    incoming: Vec<u8>,
    /// Where the first record not yet read begins.
    next: usize,
    outgoing: VecDeque<Vec<u8>>,
    pace: Arc<Pace>,
    flights: Flights,
}

impl Shim {
    pub(crate) fn new(pace: Arc<Pace>) -> Self {
        let flights = Flights::default();
        Self {
            incoming: Vec::new(),
            next: 0,
            outgoing: VecDeque::new(),
            pace,
            flights,
        }
    }

    /// Lets the next reads find the records of this datagram; the buffer is reused.
    pub(crate) fn offer(&mut self, datagram: &[u8]) {
        self.incoming.clear();
        self.incoming.extend_from_slice(datagram);
        self.next = 0;
    }

    /// Whether the datagram offered last has been read.
    pub(crate) fn is_drained(&self) -> bool {
        self.next >= self.incoming.len()
    }

    pub(crate) fn is_congested(&self) -> bool {
        self.outgoing.len() >= MAX_QUEUE
    }

    pub(crate) fn pop_outgoing(&mut self) -> Option<Vec<u8>> {
        self.outgoing.pop_front()
    }
}

impl Read for Shim {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // Whatever OpenSSL sends because of what it reads now is wanted.
        self.pace.unmute();
        let rest = self.incoming.get(self.next..).unwrap_or_default();
        if rest.is_empty() {
            return Err(ErrorKind::WouldBlock.into());
        }
        // Record by record: what OpenSSL discards cannot make it read on in the middle of a record.
        let record = record::first(rest);
        self.next += record.len();
        let length = record.len().min(buffer.len());
        buffer[..length].copy_from_slice(&record[..length]);
        Ok(length)
    }
}

impl Write for Shim {
    fn write(&mut self, datagram: &[u8]) -> io::Result<usize> {
        let is_unwanted = self.pace.mode() == Retransmission::Simulated
            && self.flights.is_repetition(datagram)
            && self.pace.is_muted();
        // A full queue loses datagrams as a full socket buffer would; DTLS is made for that.
        if !is_unwanted && !self.is_congested() {
            self.outgoing.push_back(datagram.to_vec());
        }
        Ok(datagram.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
