//! The Bluetooth LE adapter.
