//! The Bluetooth LE adapter: advertisements and characteristics as points.
//!
//! Everything that decides is pure ([`advert`], [`decode`], `scanner`, `watchdog`, `tracker`); `central` and `gatt`
//! are the only files that know btleplug, and `watcher` the only one that asks BlueZ itself.

mod adapter;
mod address;
pub mod advert;
pub mod config;
pub mod decode;
mod plan;

pub use crate::adapter::BleAdapter;
pub use crate::address::{Address, ParseAddressError};
pub use crate::config::Config;
