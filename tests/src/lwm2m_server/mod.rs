//! An LwM2M server made with aiocoap, and the clients that are asked through it.
//!
//! It shares no code with the project, as Leshan does not, but needs nothing beside Python.
//!
//! ```no_run
//! use gatewayd_tests::lwm2m_server::{Format, LwServer};
//!
//! # fn main() -> Result<(), gatewayd_tests::lwm2m_server::LwError> {
//! let server = LwServer::start();
//! server.wait_registered("gw-1");
//! assert_eq!(*server.read("gw-1", "/3303/0/5700", Format::SenmlCbor)?.value(), 21.5);
//! # Ok(())
//! # }
//! ```

mod answer;
mod ask;
mod happening;
mod observation;
mod server;
mod talk;
mod value;

pub use answer::{Answer, Link, LwError};
pub use happening::{Happening, HappeningKind, Registration};
pub use observation::{Notification, Observation};
pub use server::{LwServer, Options};
pub use value::{Format, Record, Value};
