//! The Bluetooth LE adapter: advertisements and characteristics as points.
//!
//! Everything that decides is pure ([`advert`], [`decode`], `scanner`, `watchdog`, `tracker`); `central` and `gatt`
//! are the only modules that know btleplug, and `watcher` the only one that asks BlueZ itself.

mod adapter;
mod address;
pub mod advert;
mod central;
mod clock;
pub mod config;
pub mod decode;
mod error;
#[cfg(feature = "fake-bluez")]
pub mod fake;
#[doc(hidden)]
pub mod fuzzing;
mod gatt;
mod neighbours;
mod outbox;
mod plan;
mod radio;
mod run;
mod scanner;
mod tracker;
mod watchdog;
mod watcher;

pub use crate::adapter::BleAdapter;
pub use crate::address::{Address, ParseAddressError};
pub use crate::config::Config;
