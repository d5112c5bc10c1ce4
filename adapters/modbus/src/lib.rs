//! The Modbus adapter: an RTU and TCP master that never mistakes one register's value for another's.
//!
//! The logic is pure: `plan` joins points into few reads, `poller` decides what is due, the codecs turn
//! registers into values. Only the bus and the adapter's loop wait for anything.

mod adapter;
mod bus;
mod codec;
pub mod config;
mod crc;
mod error;
#[doc(hidden)]
pub mod fuzzing;
mod pdu;
mod plan;
mod point;
mod poller;
pub mod slave;

pub use crate::adapter::Modbus;
#[doc(hidden)]
pub use crate::adapter::bench;
pub use crate::config::{Config, DeviceConfig, PointConfig, RtuConfig, TcpConfig};
pub use crate::error::Exception;
