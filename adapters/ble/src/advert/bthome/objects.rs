//! The objects of BTHome (bthome.io, "Format", tables of sensor, binary sensor, event and device data).
//!
//! Several objects of one quantity in different resolutions share a name, and are brought to one unit:
//! kg, m, l, m³, m³/h, m/s, m/s², °/s, °, °C, %, hPa, lx, kWh, W, V, A, s, µg/m³, ppm, µS/cm, mm (precipitation),
//! 1/min. Where a binary quantity has the name of a number, it is told apart by a participle.

/// One kind of object.
pub(super) struct Object {
    /// The number in front of its data.
    pub(super) id: u8,
    /// Its name in the configuration.
    pub(super) name: &'static str,
    /// What follows the number.
    pub(super) shape: Shape,
}

/// How the data of an object is built.
#[derive(Clone, Copy, Debug)]
pub(super) enum Shape {
    /// A byte, 0 or 1.
    Binary,
    /// A byte that names a press of a button.
    Button,
    /// A byte for the direction and one for the steps.
    Dimmer,
    /// So many bytes of a version, the last number first.
    Firmware { length: usize },
    /// A little-endian number times a ratio; an integer has the ratio 1.
    Number {
        length: usize,
        signed: bool,
        numerator: u32,
        denominator: u64,
        integer: bool,
    },
    /// A byte that changes with each new message.
    PacketId,
    /// A length and as many bytes.
    Raw,
    /// A length and as many bytes of UTF-8.
    Text,
    /// Seconds since 1970.
    Time,
}

const fn object(id: u8, name: &'static str, shape: Shape) -> Object {
    Object { id, name, shape }
}

const fn unsigned(length: usize, numerator: u32, denominator: u64) -> Shape {
    Shape::Number {
        length,
        signed: false,
        numerator,
        denominator,
        integer: false,
    }
}

const fn signed(length: usize, numerator: u32, denominator: u64) -> Shape {
    Shape::Number {
        length,
        signed: true,
        numerator,
        denominator,
        integer: false,
    }
}

const fn unsigned_count(length: usize) -> Shape {
    Shape::Number {
        length,
        signed: false,
        numerator: 1,
        denominator: 1,
        integer: true,
    }
}

const fn signed_count(length: usize) -> Shape {
    Shape::Number {
        length,
        signed: true,
        numerator: 1,
        denominator: 1,
        integer: true,
    }
}

/// Every object, in the order of their numbers.
pub(super) const OBJECTS: &[Object] = &[
    object(0x00, "packet-id", Shape::PacketId),
    object(0x01, "battery", unsigned_count(1)),
    object(0x02, "temperature", signed(2, 1, 100)),
    object(0x03, "humidity", unsigned(2, 1, 100)),
    object(0x04, "pressure", unsigned(3, 1, 100)),
    object(0x05, "illuminance", unsigned(3, 1, 100)),
    object(0x06, "mass", unsigned(2, 1, 100)),
    object(0x07, "mass", unsigned(2, 45_359_237, 10_000_000_000)),
    object(0x08, "dew-point", signed(2, 1, 100)),
    object(0x09, "count", unsigned_count(1)),
    object(0x0A, "energy", unsigned(3, 1, 1_000)),
    object(0x0B, "power", unsigned(3, 1, 100)),
    object(0x0C, "voltage", unsigned(2, 1, 1_000)),
    object(0x0D, "pm2-5", unsigned_count(2)),
    object(0x0E, "pm10", unsigned_count(2)),
    object(0x0F, "generic", Shape::Binary),
    object(0x10, "power-on", Shape::Binary),
    object(0x11, "opening", Shape::Binary),
    object(0x12, "co2", unsigned_count(2)),
    object(0x13, "tvoc", unsigned_count(2)),
    object(0x14, "moisture", unsigned(2, 1, 100)),
    object(0x15, "battery-low", Shape::Binary),
    object(0x16, "battery-charging", Shape::Binary),
    object(0x17, "carbon-monoxide", Shape::Binary),
    object(0x18, "cold", Shape::Binary),
    object(0x19, "connectivity", Shape::Binary),
    object(0x1A, "door", Shape::Binary),
    object(0x1B, "garage-door", Shape::Binary),
    object(0x1C, "gas-detected", Shape::Binary),
    object(0x1D, "heat", Shape::Binary),
    object(0x1E, "light-detected", Shape::Binary),
    object(0x1F, "unlocked", Shape::Binary),
    object(0x20, "moisture-detected", Shape::Binary),
    object(0x21, "motion", Shape::Binary),
    object(0x22, "moving", Shape::Binary),
    object(0x23, "occupancy", Shape::Binary),
    object(0x24, "plug", Shape::Binary),
    object(0x25, "presence", Shape::Binary),
    object(0x26, "problem", Shape::Binary),
    object(0x27, "running", Shape::Binary),
    object(0x28, "safe", Shape::Binary),
    object(0x29, "smoke", Shape::Binary),
    object(0x2A, "sound", Shape::Binary),
    object(0x2B, "tamper", Shape::Binary),
    object(0x2C, "vibration", Shape::Binary),
    object(0x2D, "window", Shape::Binary),
    object(0x2E, "humidity", unsigned(1, 1, 1)),
    object(0x2F, "moisture", unsigned(1, 1, 1)),
    object(0x3A, "button", Shape::Button),
    object(0x3C, "dimmer", Shape::Dimmer),
    object(0x3D, "count", unsigned_count(2)),
    object(0x3E, "count", unsigned_count(4)),
    object(0x3F, "rotation", signed(2, 1, 10)),
    object(0x40, "distance", unsigned(2, 1, 1_000)),
    object(0x41, "distance", unsigned(2, 1, 10)),
    object(0x42, "duration", unsigned(3, 1, 1_000)),
    object(0x43, "current", unsigned(2, 1, 1_000)),
    object(0x44, "speed", unsigned(2, 1, 100)),
    object(0x45, "temperature", signed(2, 1, 10)),
    object(0x46, "uv-index", unsigned(1, 1, 10)),
    object(0x47, "volume", unsigned(2, 1, 10)),
    object(0x48, "volume", unsigned(2, 1, 1_000)),
    object(0x49, "volume-flow-rate", unsigned(2, 1, 1_000)),
    object(0x4A, "voltage", unsigned(2, 1, 10)),
    object(0x4B, "gas", unsigned(3, 1, 1_000)),
    object(0x4C, "gas", unsigned(4, 1, 1_000)),
    object(0x4D, "energy", unsigned(4, 1, 1_000)),
    object(0x4E, "volume", unsigned(4, 1, 1_000)),
    object(0x4F, "water", unsigned(4, 1, 1_000)),
    object(0x50, "timestamp", Shape::Time),
    object(0x51, "acceleration", unsigned(2, 1, 1_000)),
    object(0x52, "gyroscope", unsigned(2, 1, 1_000)),
    object(0x53, "text", Shape::Text),
    object(0x54, "raw", Shape::Raw),
    object(0x55, "volume-storage", unsigned(4, 1, 1_000)),
    object(0x56, "conductivity", unsigned_count(2)),
    object(0x57, "temperature", signed(1, 1, 1)),
    object(0x58, "temperature", signed(1, 35, 100)),
    object(0x59, "count", signed_count(1)),
    object(0x5A, "count", signed_count(2)),
    object(0x5B, "count", signed_count(4)),
    object(0x5C, "power", signed(4, 1, 100)),
    object(0x5D, "current", signed(2, 1, 1_000)),
    object(0x5E, "direction", unsigned(2, 1, 100)),
    object(0x5F, "precipitation", unsigned(2, 1, 10)),
    object(0x60, "channel", unsigned_count(1)),
    object(0x61, "rotational-speed", unsigned_count(2)),
    object(0x62, "speed", signed(4, 1, 1_000_000)),
    object(0x63, "acceleration", signed(4, 1, 1_000_000)),
    object(0x64, "light-level", unsigned_count(1)),
    object(0xF0, "device-type", unsigned_count(2)),
    object(0xF1, "firmware-version", Shape::Firmware { length: 4 }),
    object(0xF2, "firmware-version", Shape::Firmware { length: 3 }),
];
