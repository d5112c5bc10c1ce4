//! The simulated adapter: scripted values and faults.
//!
//! What it does depends on its configuration and the time since its start only, so that a test or a
//! demonstration runs the same way every time.

mod adapter;
pub mod config;
mod script;
mod simulation;
mod wave;

pub use crate::adapter::SimAdapter;
pub use crate::config::Config;
