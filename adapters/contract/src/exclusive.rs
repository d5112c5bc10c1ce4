//! Things that two adapters cannot share.

use std::fmt;

/// Something only one adapter may use.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Exclusive {
    /// A Bluetooth controller by its name, such as `hci0`.
    BluetoothController(String),
    /// A serial port by its path.
    SerialPort(String),
}

impl fmt::Display for Exclusive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BluetoothController(name) => write!(f, "Bluetooth controller {name}"),
            Self::SerialPort(path) => write!(f, "serial port {path}"),
        }
    }
}
