//! A serial line: timing, silence between frames, and what happens to late and foreign bytes.

mod port;

use std::ops::Range;
use std::time::Duration;

use adapter::AdapterError;
use tokio::io::AsyncWriteExt;
use tokio::time::{Instant, timeout_at};

use super::doubt::Doubt;
use super::{Target, frame};
use crate::config::RtuConfig;
use crate::error::BusError;
use crate::pdu::{Reply, Request};

pub(crate) use port::Port;

/// A character on the line: start, eight data bits, parity or second stop bit, stop
/// (Modbus over Serial Line V1.02 §2.5.1).
const CHARACTER_BITS: u32 = 11;
/// Above 19,200 Bd the silence between frames is fixed (Modbus over Serial Line V1.02 §2.5.1.1).
const FAST_SILENCE: Duration = Duration::from_micros(1750);
const FAST_ABOVE: u32 = 19_200;
/// Two of the longest frames: a reply and as much noise before it.
const MOST_RECEIVED: usize = 512;

/// A serial line.
pub(crate) struct Rtu {
    port: Box<dyn Port>,
    name: String,
    timeout: Duration,
    character: Duration,
    gap: Duration,
    /// Whether the adaptor is configured to hear itself.
    echo: bool,
    /// Whether it was found to hear itself at the last read.
    echo_heard: bool,
    doubt: Doubt,
    quiet_since: Instant,
    sent: Vec<u8>,
    received: Vec<u8>,
}

impl Rtu {
    /// Opens the port for this process alone.
    pub(crate) fn open(config: &RtuConfig) -> Result<Self, AdapterError> {
        Ok(Self::over(port::open(config)?, config))
    }

    /// The line behind a port that is already open.
    pub(crate) fn over(port: Box<dyn Port>, config: &RtuConfig) -> Self {
        let character = Duration::from_secs(1) * CHARACTER_BITS / config.baud_rate.max(1);
        let silence = if config.baud_rate > FAST_ABOVE {
            FAST_SILENCE
        } else {
            character * 7 / 2
        };
        Self {
            port,
            name: config.port.clone(),
            timeout: config.timeout,
            character,
            gap: config.request_gap.unwrap_or_default().max(silence),
            echo: config.echo,
            echo_heard: false,
            doubt: Doubt::default(),
            quiet_since: Instant::now(),
            sent: Vec::with_capacity(MOST_RECEIVED),
            received: Vec::with_capacity(MOST_RECEIVED),
        }
    }

    /// Sends the request and waits for the PDU of its reply.
    pub(crate) async fn ask(&mut self, target: Target, request: &Request) -> Result<&[u8], BusError> {
        self.clear_doubt(target, request).await?;
        let clouded = self.doubt.clouds_refusal(target.unit, request);
        let mut reply = self.exchange(target, request).await?;
        if clouded && self.is_refusal(&reply, request) {
            // The refusal may be that of the older request.
            self.doubt.heard(target.unit);
            reply = match request {
                Request::Read(_) => self.exchange(target, request).await?,
                // No second try: a write happens at most once.
                Request::WriteCoil { .. }
                | Request::WriteCoils { .. }
                | Request::WriteRegister { .. }
                | Request::WriteRegisters { .. } => return Err(BusError::Timeout),
            };
        }
        self.doubt.heard(target.unit);
        self.received.get(reply).ok_or(BusError::Timeout)
    }

    /// Makes sure that no older reply can be taken for that to `request`.
    async fn clear_doubt(&mut self, target: Target, request: &Request) -> Result<(), BusError> {
        let Some(question) = self.doubt.question(target.unit, request) else {
            return Ok(());
        };
        match self.transact(target, &Request::Read(question)).await {
            Ok(_) => {
                self.doubt.heard(target.unit);
                Ok(())
            }
            Err(error) => {
                if matches!(error, BusError::Timeout) {
                    let lagging = frame::is_heard(&self.received, target.unit);
                    self.doubt.missed_question(target.unit, question, lagging);
                }
                Err(error)
            }
        }
    }

    fn is_refusal(&self, reply: &Range<usize>, request: &Request) -> bool {
        let pdu = self.received.get(reply.clone()).unwrap_or_default();
        matches!(request.reply(pdu), Some(Reply::Refused(_)))
    }

    async fn exchange(&mut self, target: Target, request: &Request) -> Result<Range<usize>, BusError> {
        let outcome = self.transact(target, request).await;
        if matches!(outcome, Err(BusError::Timeout)) {
            self.doubt.missed(target.unit, request);
        }
        outcome
    }

    /// One request and the bytes that answer it, or a timeout after which the line is listened to for as
    /// long again, so that a late reply does not meet the next request.
    async fn transact(&mut self, target: Target, request: &Request) -> Result<Range<usize>, BusError> {
        frame::encode(target.unit, request, &mut self.sent);
        self.wait_for_silence(target).await;
        let outcome = self.send_and_receive(target.unit, request).await;
        if matches!(outcome, Err(BusError::Timeout)) {
            // What arrives is kept only to see who is late; the next request throws it away.
            let until = Instant::now() + self.timeout;
            while self.receive(until).await? {}
        }
        self.quiet_since = Instant::now();
        outcome
    }

    async fn wait_for_silence(&self, target: Target) {
        let until = self.quiet_since + self.gap.max(target.gap.unwrap_or_default());
        if until > Instant::now() {
            tokio::time::sleep_until(until).await;
        }
    }

    async fn send_and_receive(&mut self, unit: u8, request: &Request) -> Result<Range<usize>, BusError> {
        self.received.clear();
        port::discard(&mut *self.port)
            .await
            .map_err(|error| self.lost("cannot empty", error))?;
        let sending = self.on_the_wire(self.sent.len());
        let deadline = Instant::now() + sending + self.timeout;
        match timeout_at(deadline, self.port.write_all(&self.sent)).await {
            Ok(written) => written.map_err(|error| self.lost("cannot write to", error))?,
            Err(_) => return Err(BusError::Timeout),
        }
        // No flush: it would block the thread until the last bit is on the wire.
        self.find_reply(unit, request, deadline).await
    }

    /// Listens until the reply is there. One that has begun in time may take its time on the wire.
    async fn find_reply(
        &mut self,
        unit: u8,
        request: &Request,
        deadline: Instant,
    ) -> Result<Range<usize>, BusError> {
        let echo = if self.hears_itself() { self.sent.len() } else { 0 };
        let end = deadline + self.on_the_wire(frame::reply_length(request) + echo);
        loop {
            let until = if self.received.is_empty() { deadline } else { end };
            if !self.receive(until).await? {
                return Err(BusError::Timeout);
            }
            if let Some(reply) = self.reply(unit, request) {
                return Ok(reply);
            }
        }
    }

    fn reply(&mut self, unit: u8, request: &Request) -> Option<Range<usize>> {
        let echo = frame::end_of_echo(&self.received, &self.sent);
        let from = match request {
            // The echo of a read is no reply to it, so that it needs no attention but tells of the adaptor.
            Request::Read(_) => 0,
            Request::WriteCoil { .. }
            | Request::WriteCoils { .. }
            | Request::WriteRegister { .. }
            | Request::WriteRegisters { .. } => {
                if self.hears_itself() {
                    echo?
                } else {
                    0
                }
            }
        };
        let reply = frame::find_reply(self.received.get(from..)?, unit, request)?;
        if matches!(request, Request::Read(_)) {
            self.note_echo(echo.is_some());
        }
        Some(from + reply.start..from + reply.end)
    }

    const fn hears_itself(&self) -> bool {
        self.echo || self.echo_heard
    }

    fn note_echo(&mut self, heard: bool) {
        if heard && !self.hears_itself() {
            tracing::warn!(port = %self.name, "The adaptor hears what it sends; set echo = true.");
        }
        self.echo_heard = heard;
    }

    /// Appends what arrives; false when nothing did until the deadline.
    async fn receive(&mut self, deadline: Instant) -> Result<bool, BusError> {
        let mut chunk = [0; 256];
        let read = timeout_at(deadline, port::read(&mut *self.port, &mut chunk)).await;
        let Ok(read) = read else { return Ok(false) };
        let bytes = read.map_err(|error| self.lost("cannot read from", error))?;
        let surplus = (self.received.len() + bytes.len()).saturating_sub(MOST_RECEIVED);
        self.received.drain(..surplus.min(self.received.len()));
        self.received.extend_from_slice(bytes);
        Ok(true)
    }

    fn on_the_wire(&self, characters: usize) -> Duration {
        self.character * u32::try_from(characters).unwrap_or(u32::MAX)
    }

    fn lost(&self, what: &str, error: std::io::Error) -> BusError {
        BusError::Lost(AdapterError::transport(format!("{what} {}", self.name), error))
    }
}

#[cfg(test)]
mod tests;
