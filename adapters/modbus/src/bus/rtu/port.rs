//! The serial port itself.

use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::task::Poll;

use adapter::AdapterError;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, ReadBuf};
use tokio_serial::{ClearBuffer, DataBits, SerialPort, SerialPortBuilderExt, SerialStream, StopBits};

use crate::config::{Parity, RtuConfig};

/// How many chunks of waiting bytes are thrown away at most before a request.
const MOST_DISCARDED: usize = 16;

/// What a serial line needs of its port.
pub(crate) trait Port: AsyncRead + AsyncWrite + Unpin + Send + Sync {
    /// Throws away what the system has received and not yet sent.
    fn clear(&mut self) -> io::Result<()>;
}

impl Port for SerialStream {
    fn clear(&mut self) -> io::Result<()> {
        SerialPort::clear(self, ClearBuffer::All).map_err(io::Error::from)
    }
}

/// A line for tests, on which nothing waits outside the program.
#[cfg(test)]
impl Port for tokio::io::DuplexStream {
    fn clear(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Opens the port for this process alone.
pub(super) fn open(config: &RtuConfig) -> Result<Box<dyn Port>, AdapterError> {
    let parity = match config.parity {
        Parity::Even => tokio_serial::Parity::Even,
        Parity::None => tokio_serial::Parity::None,
        Parity::Odd => tokio_serial::Parity::Odd,
    };
    let stop_bits = if config.stop_bits == 2 {
        StopBits::Two
    } else {
        StopBits::One
    };
    let port = tokio_serial::new(&config.port, config.baud_rate)
        .data_bits(DataBits::Eight)
        .parity(parity)
        .stop_bits(stop_bits)
        .exclusive(true)
        .open_native_async()
        .map_err(|error| AdapterError::transport(format!("cannot open {}", config.port), error))?;
    Ok(Box::new(port))
}

/// What arrives next; the end of the stream is an error.
pub(super) async fn read<'a>(port: &mut dyn Port, chunk: &'a mut [u8]) -> io::Result<&'a [u8]> {
    let count = port.read(chunk).await?;
    match chunk.get(..count) {
        Some(bytes) if !bytes.is_empty() => Ok(bytes),
        Some(_) | None => Err(io::ErrorKind::UnexpectedEof.into()),
    }
}

/// Throws away everything that has arrived.
pub(super) async fn discard(port: &mut dyn Port) -> io::Result<()> {
    port.clear()?;
    for _ in 0..MOST_DISCARDED {
        if !discard_chunk(port).await? {
            break;
        }
    }
    Ok(())
}

/// Whether there was something to throw away.
async fn discard_chunk(port: &mut dyn Port) -> io::Result<bool> {
    let mut chunk = [0; 256];
    poll_fn(|context| {
        let mut buffer = ReadBuf::new(&mut chunk);
        match Pin::new(&mut *port).poll_read(context, &mut buffer) {
            Poll::Pending => Poll::Ready(Ok(false)),
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            Poll::Ready(Ok(())) if buffer.filled().is_empty() => {
                Poll::Ready(Err(io::ErrorKind::UnexpectedEof.into()))
            }
            Poll::Ready(Ok(())) => Poll::Ready(Ok(true)),
        }
    })
    .await
}
