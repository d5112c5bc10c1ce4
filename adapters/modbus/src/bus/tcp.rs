//! A connection to a Modbus/TCP host.

use std::io;
use std::time::Duration;

use adapter::AdapterError;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep, sleep_until, timeout, timeout_at};

use super::Target;
use super::mbap::{self, Found};
use crate::config::TcpConfig;
use crate::error::BusError;
use crate::pdu::Request;

/// After how many silent requests in a row the connection is taken for dead: the other end may have gone
/// without a word.
const DEAD_AFTER: u8 = 3;
/// Two of the longest frames.
const MOST_RECEIVED: usize = 520;

/// A connection to a Modbus/TCP host, opened again where that is needed.
pub(crate) struct Tcp {
    config: TcpConfig,
    stream: Option<TcpStream>,
    transaction: u16,
    silent: u8,
    used_at: Instant,
    sent: Vec<u8>,
    received: Vec<u8>,
    /// How many of the received bytes are the last reply, kept until the next request.
    consumed: usize,
}

/// Why a request got no reply over the connection it was sent on.
enum Failure {
    /// The other end closed it or speaks something else; another connection may work.
    Connection,
    Timeout,
}

impl Tcp {
    /// Connects.
    pub(crate) async fn connect(config: &TcpConfig) -> Result<Self, AdapterError> {
        let stream = connect(config).await?;
        Ok(Self::over(stream, config))
    }

    fn over(stream: TcpStream, config: &TcpConfig) -> Self {
        Self {
            config: config.clone(),
            stream: Some(stream),
            transaction: 0,
            silent: 0,
            used_at: Instant::now(),
            sent: Vec::with_capacity(MOST_RECEIVED),
            received: Vec::with_capacity(MOST_RECEIVED),
            consumed: 0,
        }
    }

    /// Sends the request and waits for the PDU of its reply.
    ///
    /// A read whose connection breaks is asked again once over a new one; a write is not, as it may have
    /// been carried out.
    pub(crate) async fn ask(&mut self, target: Target, request: &Request) -> Result<&[u8], BusError> {
        self.pause(target).await;
        let mut outcome = self.exchange(target.unit, request).await?;
        if let (Err(Failure::Connection), Request::Read(_)) = (&outcome, request) {
            outcome = self.exchange(target.unit, request).await?;
        }
        self.used_at = Instant::now();
        let reply = outcome.map_err(|_| BusError::Timeout)?;
        self.received.get(reply).ok_or(BusError::Timeout)
    }

    async fn pause(&self, target: Target) {
        let gap = self
            .config
            .request_gap
            .unwrap_or_default()
            .max(target.gap.unwrap_or_default());
        if !gap.is_zero() {
            sleep_until(self.used_at + gap).await;
        }
    }

    async fn exchange(
        &mut self,
        unit: u8,
        request: &Request,
    ) -> Result<Result<std::ops::Range<usize>, Failure>, BusError> {
        let mut stream = self.connection().await?;
        let outcome = self.exchange_over(&mut stream, unit, request).await;
        match &outcome {
            Ok(_) => self.silent = 0,
            Err(Failure::Timeout) => self.silent = self.silent.saturating_add(1),
            Err(Failure::Connection) => self.silent = DEAD_AFTER,
        }
        if self.silent < DEAD_AFTER {
            self.stream = Some(stream);
        }
        Ok(outcome)
    }

    /// The connection, opened anew when there is none that works.
    async fn connection(&mut self) -> Result<TcpStream, BusError> {
        let idle = self.used_at.elapsed();
        let expired = self.config.idle_timeout.is_some_and(|most| idle >= most);
        if let Some(stream) = self.stream.take().filter(|_| !expired)
            && self.is_open(&stream)
        {
            return Ok(stream);
        }
        self.silent = 0;
        self.received.clear();
        self.consumed = 0;
        Ok(connect(&self.config).await?)
    }

    async fn exchange_over(
        &mut self,
        stream: &mut TcpStream,
        unit: u8,
        request: &Request,
    ) -> Result<std::ops::Range<usize>, Failure> {
        self.transaction = self.transaction.wrapping_add(1);
        mbap::encode(self.transaction, unit, request, &mut self.sent);
        let deadline = Instant::now() + self.config.timeout;
        match timeout_at(deadline, stream.write_all(&self.sent)).await {
            Ok(written) => written.map_err(|_| Failure::Connection)?,
            Err(_) => return Err(Failure::Connection),
        }
        self.received.drain(..std::mem::take(&mut self.consumed));
        loop {
            match mbap::find_reply(&self.received, self.transaction, unit, request) {
                Found::Broken => return Err(Failure::Connection),
                Found::Incomplete => self.receive(stream, deadline).await?,
                Found::Late(length) => drop(self.received.drain(..length)),
                Found::Reply(pdu) => {
                    self.consumed = pdu.end;
                    return Ok(pdu);
                }
            }
        }
    }

    async fn receive(&mut self, stream: &mut TcpStream, deadline: Instant) -> Result<(), Failure> {
        let mut chunk = [0; MOST_RECEIVED];
        let read = timeout_at(deadline, stream.read(&mut chunk)).await;
        let count = read
            .map_err(|_| Failure::Timeout)?
            .map_err(|_| Failure::Connection)?;
        match chunk.get(..count) {
            Some(bytes) if !bytes.is_empty() && self.received.len() <= 2 * MOST_RECEIVED => {
                self.received.extend_from_slice(bytes);
                Ok(())
            }
            Some(_) | None => Err(Failure::Connection),
        }
    }

    /// Whether the other end kept the connection open while it was idle. Late replies are kept, so that the
    /// frames behind them stay whole.
    fn is_open(&mut self, stream: &TcpStream) -> bool {
        let mut chunk = [0; MOST_RECEIVED];
        match stream.try_read(&mut chunk) {
            Err(error) => error.kind() == io::ErrorKind::WouldBlock,
            Ok(0) => false,
            Ok(count) => {
                self.received.drain(..std::mem::take(&mut self.consumed));
                self.received.extend(chunk.iter().take(count));
                self.received.len() <= 2 * MOST_RECEIVED
            }
        }
    }

    /// How long nothing needs the connection before it is to be closed.
    pub(crate) fn close_at(&self) -> Option<Instant> {
        let most = self.config.idle_timeout?;
        self.stream.as_ref().map(|_| self.used_at + most)
    }

    /// Closes the connection until the next request.
    pub(crate) fn close(&mut self) {
        self.stream = None;
    }
}

async fn connect(config: &TcpConfig) -> Result<TcpStream, AdapterError> {
    let what = || format!("cannot connect to {}:{}", config.host, config.port);
    let connecting = TcpStream::connect((config.host.as_str(), config.port));
    let stream = timeout(config.connect_timeout, connecting)
        .await
        .map_err(|error| AdapterError::transport(what(), error))?
        .map_err(|error| AdapterError::transport(what(), error))?;
    stream
        .set_nodelay(true)
        .map_err(|error| AdapterError::transport(what(), error))?;
    let delay = config.connect_delay.unwrap_or(Duration::ZERO);
    if !delay.is_zero() {
        sleep(delay).await;
    }
    Ok(stream)
}

#[cfg(test)]
mod tests;
