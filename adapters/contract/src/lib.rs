//! The contract between gatewayd and its adapters: points, samples, commands.
//!
//! An adapter knows devices, not LwM2M. It reports values of *points* in engineering units and carries
//! commands to them; which resource a point fills is decided elsewhere. Restart, back-off, deadlines
//! and staleness are the harness's; an adapter only says what happened.

mod adapter;
mod backoff;
mod command;
pub mod config;
mod device;
mod exclusive;
mod point;
mod sample;
#[cfg(feature = "testing")]
pub mod testing;

pub use adapter::{Adapter, AdapterError, AdapterFuture, Context, Report, Reports};
pub use backoff::Backoff;
pub use command::{Action, Command, CommandError, CommandResult, Confirmation};
pub use device::{DeviceId, DeviceInfo, DeviceState};
pub use exclusive::Exclusive;
pub use point::{Access, PointDef, PointId};
pub use sample::{NoValue, Quality, Sample};
