//! Which bus, and how to get on it; the daemon and `gatewayctl` share this.

use zbus::Connection;
use zbus::connection::Builder;

use crate::args::Bus;

/// The name of the service on the bus.
pub const NAME: &str = "org.gatewayd.Gateway1";

/// The object that stands for the gateway as a whole; all others are below it.
pub const ROOT: &str = "/org/gatewayd/Gateway1";

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
    builder.build().await
}
