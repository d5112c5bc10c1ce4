//! What can be wrong between the adapter and the radio.

use adapter::AdapterError;

/// Why the radio cannot be used. The supervisor starts the adapter again.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RadioError {
    /// The D-Bus system bus is not there.
    #[error("cannot connect to the D-Bus system bus")]
    Bus(#[source] zbus::Error),
    /// The bus went away.
    #[error("the D-Bus system bus is lost")]
    BusLost,
    /// Nobody owns the name of BlueZ.
    #[error("bluetoothd is not running")]
    BluetoothdMissing,
    /// Whoever owned the name of BlueZ does not any more.
    #[error("bluetoothd has ended")]
    BluetoothdLost,
    /// BlueZ does not know the controller.
    #[error("there is no Bluetooth controller {0}")]
    ControllerMissing(String),
    /// The controller was unplugged.
    #[error("the Bluetooth controller {0} is gone")]
    ControllerLost(String),
    /// Somebody switched the controller off.
    #[error("the Bluetooth controller {0} was switched off")]
    PoweredOff(String),
    /// BlueZ refused a call.
    #[error("bluetoothd does not answer properly")]
    Bluetoothd(#[source] zbus::Error),
    /// BlueZ refused a call of btleplug.
    #[error("cannot {action} on the Bluetooth controller {controller}")]
    Central {
        /// What was tried.
        action: &'static str,
        /// With which controller.
        controller: String,
        /// What BlueZ said.
        #[source]
        source: btleplug::Error,
    },
    /// BlueZ took too long.
    #[error("bluetoothd took too long to {action}")]
    Timeout {
        /// What was tried.
        action: &'static str,
    },
}

impl From<RadioError> for AdapterError {
    fn from(error: RadioError) -> Self {
        let what = error.to_string();
        let source: Option<Box<dyn std::error::Error + Send + Sync>> = match error {
            RadioError::Bus(source) | RadioError::Bluetoothd(source) => Some(source.into()),
            RadioError::Central { source, .. } => Some(source.into()),
            RadioError::BusLost
            | RadioError::BluetoothdMissing
            | RadioError::BluetoothdLost
            | RadioError::ControllerMissing(_)
            | RadioError::ControllerLost(_)
            | RadioError::PoweredOff(_)
            | RadioError::Timeout { .. } => None,
        };
        Self::Transport { what, source }
    }
}
