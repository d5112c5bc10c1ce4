//! Parts of configurations, and deadlines, that the tests of several modules share.

use std::path::Path;
use std::time::Duration;

/// For what happens within milliseconds on an idle machine.
pub(crate) const SOON: Duration = Duration::from_secs(20);

/// The gateway and its one server, without security and with a lifetime that no test reaches.
pub(crate) fn head(endpoint: &str, uri: &str) -> String {
    head_with_lifetime(endpoint, uri, "10min")
}

/// As [`head`], with a lifetime such as `2s`.
pub(crate) fn head_with_lifetime(endpoint: &str, uri: &str, lifetime: &str) -> String {
    format!(
        r#"
[gateway]
endpoint-name = "{endpoint}"
[server.main]
uri = "{uri}"
short-server-id = 101
lifetime = "{lifetime}"
security = "none"
"#
    )
}

/// An adapter named `line` on a serial port, without devices.
pub(crate) fn line(port: &Path, timeout: &str) -> String {
    format!(
        r#"
[adapter.line]
type = "modbus-rtu"
port = "{}"
baud-rate = 115200
timeout = "{timeout}"
"#,
        port.display()
    )
}

/// An adapter named `broker`, without devices.
pub(crate) fn broker(url: &str) -> String {
    format!(
        r#"
[adapter.broker]
type = "mqtt"
url = "{url}"
"#
    )
}

/// A vent behind the adapter `broker` that says by `greenhouse/vent` what it did.
pub(crate) const VENT: &str = r#"
[adapter.broker.device.greenhouse.point.vent]
topic = "greenhouse/vent"
type = "boolean"
access = "read-write"
command = { topic = "greenhouse/vent/set", timeout = "2s" }
resource = { object = 3306, resource = 5850 }
"#;
