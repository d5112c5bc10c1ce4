//! The way to the devices.
