//! Which bus, and how to get on it; the daemon and `gatewayctl` share this.

use std::time::Duration;

use zbus::Connection;
use zbus::connection::Builder;

use crate::args::Bus;

/// The name of the service on the bus.
pub const NAME: &str = "org.gatewayd.Gateway1";

/// The object that stands for the gateway as a whole; all others are below it.
pub const ROOT: &str = "/org/gatewayd/Gateway1";

/// How long a call may take; a device has less time to carry out what it was told.
const PATIENCE: Duration = Duration::from_secs(120);

/// Connects to a bus.
///
/// # Errors
/// When there is no such bus, or it refuses.
pub async fn connect(bus: &Bus) -> zbus::Result<Connection> {
    let builder = match bus {
        Bus::Address(address) => Builder::address(address.as_str()),
        Bus::Session => Builder::session(),
        Bus::System => Builder::system(),
    };
    builder.method_timeout(PATIENCE).build().await
}
