//! The daemon with an LwM2M server on another CoAP stack, which is there where Leshan is not.

mod certificates;
mod instances;
mod observe;
mod read;
mod registration;
mod security;
mod write;

use gatewayd_tests::daemon::Daemon;
use gatewayd_tests::lwm2m_server::{Format, LwServer, Options, Value};
use gatewayd_tests::wait;

use crate::support::{SOON, head};

/// The formats that hold the type of a value, and TLV.
pub(super) const MANY_VALUES: [Format; 3] = [Format::Tlv, Format::SenmlJson, Format::SenmlCbor];

/// The endpoint name; every test has a server of its own.
const ENDPOINT: &str = "boiler";

/// A boiler that needs no device: what is set keeps its value, and what is executed is counted.
const BOILER: &str = r#"
[adapter.simulated]
type = "sim"
[adapter.simulated.device.boiler.point.temperature]
values = [21.5]
unit = "Cel"
range = [-40.0, 120.0]
resource = { object = 3303, resource = 5700 }
[adapter.simulated.device.boiler.point.target]
initial = 20.0
access = "read-write"
resource = { object = 3308, resource = 5900 }
[adapter.simulated.device.boiler.point.pump]
type = "boolean"
initial = false
access = "read-write"
resource = { object = 3306, resource = 5850 }
[adapter.simulated.device.boiler.point.speed]
type = "integer"
initial = 30
access = "read-write"
resource = { object = 3306, resource = 5851 }
[adapter.simulated.device.boiler.point.clear]
access = "execute"
resource = { object = 3341, resource = 5530 }
[adapter.simulated.device.boiler.point.cleared]
type = "integer"
counts = "clear"
period = "50ms"
resource = { object = 3347, resource = 5501 }
"#;

/// A temperature that swings between 10 and 30 degrees and back, every second.
const SWINGING: &str = r#"
[adapter.swinging]
type = "sim"
[adapter.swinging.device.boiler.point.temperature]
values = [10.0, 30.0]
period = "1s"
resource = { object = 3303, resource = 5700 }
"#;

/// The simulated boiler, registered with a server of its own.
pub(super) struct Boiler {
    pub(super) server: LwServer,
    _daemon: Daemon,
}

impl Boiler {
    /// Starts both, and waits until the server can read the temperature.
    pub(super) fn start() -> Self {
        Self::start_with(Options::default())
    }

    /// The same with another server.
    pub(super) fn start_with(options: Options) -> Self {
        let server = LwServer::start_with(options);
        let _daemon = Daemon::start(&(head(ENDPOINT, &server.coap_uri()) + BOILER));
        server.wait_registered(ENDPOINT);
        let boiler = Self { server, _daemon };
        boiler.wait_value("/3303/0/5700", 21.5);
        boiler.wait_value("/3308/0/5900", 20.0);
        boiler
    }

    /// Starts both with a second temperature (/3303/1) that swings.
    pub(super) fn start_swinging() -> Self {
        let server = LwServer::start();
        let _daemon = Daemon::start(&(head(ENDPOINT, &server.coap_uri()) + BOILER + SWINGING));
        server.wait_registered(ENDPOINT);
        Self { server, _daemon }
    }

    /// Reads a resource until it has the value.
    pub(super) fn wait_value<T: Copy + std::fmt::Debug>(&self, path: &str, value: T)
    where
        Value: PartialEq<T>,
    {
        wait_value(&self.server, path, value);
    }

    /// Writes one resource.
    pub(super) fn set(&self, path: &str, value: impl Into<Value>) -> anyhow::Result<()> {
        let written = self.server.write(ENDPOINT, path, value, Format::SenmlCbor)?;
        anyhow::ensure!(written.code == 204, "{written:?}");
        Ok(())
    }
}

/// Reads a resource of the boiler until it has the value.
fn wait_value<T: Copy + std::fmt::Debug>(server: &LwServer, path: &str, value: T)
where
    Value: PartialEq<T>,
{
    wait::until(&format!("{path} to be {value:?}"), SOON, || {
        let answer = server.read(ENDPOINT, path, Format::Tlv).ok()?;
        (answer.is_success() && *answer.value() == value).then_some(())
    });
}
