//! The LwM2M client engine, sans-IO.

pub mod format;
