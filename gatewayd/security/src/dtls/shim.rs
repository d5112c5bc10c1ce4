//! The stream OpenSSL reads from and writes to: one call, one datagram.

use crate::channel::MAX_QUEUE;
use crate::dtls::timer::Pace;
use std::collections::VecDeque;
use std::io::{self, ErrorKind, Read, Write};
use std::sync::Arc;

/// One datagram in, many out.
#[derive(Debug)]
pub(crate) struct Shim {
    incoming: Vec<u8>,
    is_pending: bool,
    outgoing: VecDeque<Vec<u8>>,
    pace: Arc<Pace>,
}

impl Shim {
    pub(crate) fn new(pace: Arc<Pace>) -> Self {
        Self {
            incoming: Vec::new(),
            is_pending: false,
            outgoing: VecDeque::new(),
            pace,
        }
    }

    /// Lets the next read find this datagram; the buffer is reused.
    pub(crate) fn offer(&mut self, datagram: &[u8]) {
        self.incoming.clear();
        self.incoming.extend_from_slice(datagram);
        self.is_pending = true;
    }

    /// Whether the datagram offered last has been read.
    pub(crate) fn is_drained(&self) -> bool {
        !self.is_pending
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
        self.pace.unmute();
        if !std::mem::take(&mut self.is_pending) {
            return Err(ErrorKind::WouldBlock.into());
        }
        let length = self.incoming.len().min(buffer.len());
        buffer[..length].copy_from_slice(&self.incoming[..length]);
        Ok(length)
    }
}

impl Write for Shim {
    fn write(&mut self, datagram: &[u8]) -> io::Result<usize> {
        // A full queue loses datagrams as a full socket buffer would; DTLS is made for that.
        if !self.pace.is_muted() && !self.is_congested() {
            self.outgoing.push_back(datagram.to_vec());
        }
        Ok(datagram.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
