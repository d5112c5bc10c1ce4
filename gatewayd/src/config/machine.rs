//! What the configuration says of the machine the gateway runs on.

use std::path::PathBuf;
use std::time::Duration;

use super::model::Security;

/// The tables `[hooks]`, `[firmware]` and `[location]`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Machine {
    /// Who carries out what servers ask of the machine.
    pub hooks: Hooks,
    /// How firmware is updated.
    pub firmware: Firmware,
    /// Where the machine stands.
    pub location: Option<Place>,
}

/// Who carries out what servers ask of the machine; what nobody carries out, servers cannot do.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Hooks {
    /// Reboot (3/0/4).
    pub reboot: Option<Agent>,
    /// Factory Reset (3/0/5).
    pub factory_reset: Option<PathBuf>,
    /// Setting Current Time, UTC Offset and Timezone (3/0/13 to 15).
    pub time_set: Option<Agent>,
    /// Checks and installs firmware; without it there is no Firmware Update object (5).
    pub firmware_install: Option<PathBuf>,
}

/// Who carries something out.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Agent {
    /// The system's own service on the system bus, whose policy decides.
    System,
    /// A program.
    Program(PathBuf),
}

/// How firmware is updated.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Firmware {
    /// The largest package, in bytes.
    pub max_size: u64,
    /// How long checking or installing may take.
    pub install_timeout: Duration,
    /// How packages are fetched from an address; without it servers can only push them.
    pub pull: Option<Pull>,
    /// The file whose first line is the version of the firmware (3/0/3).
    pub version_file: Option<PathBuf>,
}

/// How packages are fetched from an address.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Pull {
    /// How often it is tried again without any progress.
    pub retries: u32,
    /// The key for servers of packages that are not LwM2M servers.
    pub security: Security,
}

impl Default for Firmware {
    fn default() -> Self {
        Self {
            max_size: 256 * 1024 * 1024,
            install_timeout: Duration::from_secs(30 * 60),
            pull: Some(Pull::default()),
            version_file: None,
        }
    }
}

impl Default for Pull {
    fn default() -> Self {
        Self {
            retries: 5,
            security: Security::None,
        }
    }
}

/// A place on Earth (object 6), in WGS 84.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    /// Degrees, north positive.
    pub latitude: f64,
    /// Degrees, east positive.
    pub longitude: f64,
    /// Metres above sea level.
    pub altitude: Option<f64>,
}
