//! The MQTT adapter: devices that publish to a broker, and take commands from it.
//!
//! Values come from topics, optionally out of JSON payloads. A retained message is an old state: its
//! value is taken as suspicious, and it never proves a command. Commands are never retained themselves,
//! and are proved by the device's own state or, where it has none, by the broker's receipt.

mod adapter;
mod command;
pub mod config;
mod confirm;
mod connection;
mod credentials;
mod error;
#[doc(hidden)]
pub mod fuzzing;
mod outbox;
mod payload;
mod plan;
mod session;
mod template;
mod timestamp;
mod topic;
mod worker;

pub use crate::adapter::MqttAdapter;
pub use crate::config::Config;
