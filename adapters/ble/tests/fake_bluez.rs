//! The adapter against a BlueZ without Bluetooth, over a real message bus.

#[path = "fake_bluez/harness.rs"]
mod harness;

#[path = "fake_bluez/advertising.rs"]
mod advertising;
#[path = "fake_bluez/connecting.rs"]
mod connecting;
#[path = "fake_bluez/recovering.rs"]
mod recovering;
