//! The configuration of the demonstration: the one a user would write for these devices.

/// Addresses of the simulated Bluetooth devices.
pub(super) const PORCH: [u8; 6] = [0xA4, 0xC1, 0x38, 0x00, 0x00, 0x01];
pub(super) const ATTIC: [u8; 6] = [0xC8, 0x25, 0x2D, 0x00, 0x00, 0x02];

/// Unit, register and coil of the simulated Modbus slave.
pub(super) const UNIT: u8 = 9;
pub(super) const WATER_TEMPERATURE: u16 = 0x0010;
pub(super) const PUMP: u16 = 2;

/// Topics of the simulated MQTT device.
pub(super) const STATE_TOPIC: &str = "greenhouse/state";
pub(super) const FAN_TOPIC: &str = "greenhouse/fan/set";

/// The configuration file.
pub(super) fn configuration(endpoint_name: &str, server: &str, port: &str, broker: u16) -> String {
    let address = |bytes: [u8; 6]| bytes.map(|byte| format!("{byte:02X}")).join(":");
    let (porch, attic) = (address(PORCH), address(ATTIC));
    format!(
        r#"[gateway]
endpoint-name = "{endpoint_name}"

[device]
manufacturer = "gatewayd"
model = "demonstration"

[server.main]
uri = "{server}"
short-server-id = 101
lifetime = "60s"
security = "none"

[adapter.meters]
type = "modbus-rtu"
port = "{port}"
baud-rate = 19200
timeout = "500ms"

[adapter.meters.device.pump-house]
unit = {UNIT}
[adapter.meters.device.pump-house.point.water-temperature]
register = {{ table = "holding", address = {WATER_TEMPERATURE}, type = "s16" }}
scale = 0.1
sentinel = [0x7FFF]
range = [-40.0, 120.0]
unit = "Cel"
poll = "1s"
resource = {{ object = 3303, resource = 5700 }}
[adapter.meters.device.pump-house.point.pump]
register = {{ table = "coil", address = {PUMP} }}
access = "read-write"
poll = "2s"
resource = {{ object = 3306, resource = 5850 }}

[adapter.broker]
type = "mqtt"
url = "mqtt://127.0.0.1:{broker}"

[adapter.broker.device.greenhouse.point.humidity]
topic = "{STATE_TOPIC}"
pointer = "/humidity"
unit = "%RH"
resource = {{ object = 3304, resource = 5700 }}
[adapter.broker.device.greenhouse.point.fan]
topic = "{STATE_TOPIC}"
pointer = "/fan"
type = "boolean"
access = "read-write"
command = {{ topic = "{FAN_TOPIC}", payload = "{{value}}", on = "ON", off = "OFF" }}
resource = {{ object = 3306, resource = 5850 }}

[adapter.radio]
type = "ble"

[adapter.radio.device.porch]
address = "{porch}"
[adapter.radio.device.porch.point.temperature]
advertisement = {{ format = "bthome", measurement = "temperature" }}
unit = "Cel"
resource = {{ object = 3303, resource = 5700 }}

[adapter.radio.device.attic]
address = "{attic}"
[adapter.radio.device.attic.point.temperature]
advertisement = {{ format = "ruuvi", measurement = "temperature" }}
unit = "Cel"
resource = {{ object = 3303, resource = 5700 }}
[adapter.radio.device.attic.point.pressure]
advertisement = {{ format = "ruuvi", measurement = "pressure" }}
unit = "Pa"
resource = {{ object = 3315, resource = 5700 }}
"#
    )
}
