//! The way to the devices: one request at a time, and only the reply to it.

mod doubt;
pub(crate) mod frame;
pub(crate) mod mbap;
mod rtu;
mod tcp;

use std::time::Duration;

use adapter::AdapterError;
use tokio::time::Instant;

use crate::config::Config;
use crate::error::BusError;
use crate::pdu::{Read, Reply, Request};

pub(crate) use rtu::Rtu;
pub(crate) use tcp::Tcp;

/// A device on the bus.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Target {
    pub(crate) unit: u8,
    /// The least pause before a request to it, where it needs more than the bus.
    pub(crate) gap: Option<Duration>,
}

/// A line or a connection.
pub(crate) enum Bus {
    Rtu(Box<Rtu>),
    Tcp(Box<Tcp>),
}

impl Bus {
    /// Opens the port or connects to the host.
    pub(crate) async fn open(config: &Config) -> Result<Self, AdapterError> {
        Ok(match config {
            Config::Rtu(config) => Self::Rtu(Box::new(Rtu::open(config)?)),
            Config::Tcp(config) => Self::Tcp(Box::new(Tcp::connect(config).await?)),
        })
    }

    /// Reads neighbouring registers or bits; the data as the reply carries it.
    pub(crate) async fn read(&mut self, target: Target, read: Read) -> Result<&[u8], BusError> {
        self.ask(target, &Request::Read(read)).await
    }

    /// Writes, and waits until the device acknowledged exactly that.
    pub(crate) async fn write(&mut self, target: Target, request: &Request) -> Result<(), BusError> {
        self.ask(target, request).await.map(|_| ())
    }

    async fn ask(&mut self, target: Target, request: &Request) -> Result<&[u8], BusError> {
        let pdu = match self {
            Self::Rtu(line) => line.ask(target, request).await?,
            Self::Tcp(connection) => connection.ask(target, request).await?,
        };
        match request.reply(pdu) {
            Some(Reply::Done(data)) => Ok(data),
            Some(Reply::Refused(exception)) if exception.means_silence() => Err(BusError::Timeout),
            Some(Reply::Refused(exception)) => Err(BusError::Refused(exception)),
            None => Err(BusError::Timeout),
        }
    }

    /// When a connection that nothing needs is to be closed.
    pub(crate) fn close_at(&self) -> Option<Instant> {
        match self {
            Self::Rtu(_) => None,
            Self::Tcp(connection) => connection.close_at(),
        }
    }

    /// Closes the connection until the next request; a port stays open, as it is ours alone.
    pub(crate) fn close(&mut self) {
        match self {
            Self::Rtu(_) => {}
            Self::Tcp(connection) => connection.close(),
        }
    }
}
