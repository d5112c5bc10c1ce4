//! The daemon with the LwM2M server of Eclipse Leshan, which knows nothing of this project.

mod bootstrap;
mod formats;
mod observe;
mod registration;
mod security;
mod send;
mod server_objects;
mod test_cases;
mod writes;

use gatewayd_tests::daemon::Daemon;
use gatewayd_tests::leshan::Leshan;
use gatewayd_tests::slave::Slave;

use crate::support::{head, line};

/// Reads made so often that a test waits for the device, not for the gateway.
pub(super) const PUMP_HOUSE: &str = r#"
[adapter.line.device.pump-house]
unit = 9
poll = "50ms"
[adapter.line.device.pump-house.point.water-temperature]
register = { table = "holding", address = 16, type = "s16" }
scale = 0.1
unit = "Cel"
range = [-40.0, 120.0]
resource = { object = 3303, resource = 5700 }
[adapter.line.device.pump-house.point.pump]
register = { table = "coil", address = 2 }
access = "read-write"
verify = true
resource = { object = 3306, resource = 5850 }
[adapter.line.device.pump-house.point.speed]
register = { table = "holding", address = 40 }
access = "read-write"
range = [0, 50]
resource = { object = 3306, resource = 5851 }
[adapter.line.device.pump-house.point.running]
register = { table = "discrete", address = 1 }
resource = { object = 3311, resource = 5850 }
"#;

/// The pump house behind its pymodbus slave, and the gateway that is registered with Leshan.
pub(super) struct PumpHouse {
    pub(super) slave: Slave,
    pub(super) daemon: Daemon,
}

impl PumpHouse {
    /// Starts both with the water at 21.5 °C, and waits until the server sees it.
    pub(super) fn start(endpoint: &str, leshan: &Leshan) -> Self {
        use gatewayd_tests::slave::Table;
        let slave = Slave::start(&[9]);
        slave.set(9, Table::Holding, 16, &[215]);
        slave.set(9, Table::Holding, 40, &[30]);
        let configuration = head(endpoint, &leshan.coap_uri()) + &line(&slave.path(), "500ms") + PUMP_HOUSE;
        let daemon = Daemon::start(&configuration);
        leshan.wait_registered(endpoint);
        wait_value(leshan, endpoint, "/3303/0/5700", 21.5);
        Self { slave, daemon }
    }
}

/// Reads a resource until it has the value.
pub(super) fn wait_value(
    leshan: &Leshan,
    endpoint: &str,
    path: &str,
    value: impl Into<gatewayd_tests::leshan::Value>,
) {
    use gatewayd_tests::leshan::Format;
    let value = value.into();
    gatewayd_tests::wait::until(&format!("{path} to be {value:?}"), crate::support::SOON, || {
        let answer = leshan.read(endpoint, path, Format::Tlv).ok()?;
        (answer.is_success() && answer.value() == value).then_some(())
    });
}
