//! The harness of the integration tests: it starts the real peers of the daemon, and asks them what happened.
//!
//! A peer is a value: it is up when its constructor returns and gone when it is dropped. What goes wrong in the
//! harness is a panic with a sentence; what a peer answers is a result.
//!
//! ```no_run
//! use gatewayd_tests::{daemon::Daemon, leshan::{Format, Leshan}};
//!
//! # fn main() -> Result<(), gatewayd_tests::leshan::RestError> {
//! let leshan = Leshan::shared();
//! let _daemon = Daemon::start("[gateway]\nendpoint-name = \"gw-1\"\n");
//! leshan.wait_registered("gw-1");
//! assert_eq!(leshan.read("gw-1", "/3303/0/5700", Format::Tlv)?.value(), 21.5);
//! # Ok(())
//! # }
//! ```

pub mod bootstrap_server;
pub mod cable;
pub mod daemon;
pub mod dbus;
pub mod faulty_slave;
pub mod file_server;
pub mod folder_watch;
pub mod hex;
pub mod leshan;
pub mod log;
pub mod lwm2m_server;
pub mod mosquitto;
pub mod port;
pub mod process;
pub mod pty;
pub mod raw_master;
pub mod rtu;
pub mod slave;
pub mod test_server;
pub mod tool;
pub mod wait;
