//! The Firmware Update object (5): packages that servers push or that are fetched, and the program that
//! installs them.

mod fetch;
mod package;
mod program;
mod progress;
mod pull;
mod push;
mod steps;

use std::path::{Path, PathBuf};
use std::task::{Context, Poll};
use std::time::{Duration, Instant, SystemTime};

use lwm2m::ServerId;
use objects::{InstanceId, ObjectTree, ResourcePath, Value};
use tokio_util::sync::DropGuard;

use super::{FIRMWARE, MachineError};
use crate::config;
use crate::hub::samples::seconds;
use crate::machine::firmware::{Firmware, Input};
use crate::machine::statistics::Traffic;
use crate::state::StateDir;
use fetch::Fetch;
use package::{OpenPackage, Package, PackageError};

/// The file in the state directory.
const STATE: &str = "firmware.json";

/// A push whose next part does not come within EXCHANGE_LIFETIME (RFC 7252 §4.8.2) is over.
const PUSH_PATIENCE: Duration = Duration::from_secs(247);

const PACKAGE: ResourcePath = resource(0);
const PACKAGE_URI: ResourcePath = resource(1);
const UPDATE: ResourcePath = resource(2);
const STATE_NUMBER: ResourcePath = resource(3);
const UPDATE_RESULT: ResourcePath = resource(5);
const PROTOCOLS: ResourcePath = resource(8);
const DELIVERY_METHOD: ResourcePath = resource(9);
const CANCEL: ResourcePath = resource(10);
const SEVERITY: ResourcePath = resource(11);
const LAST_CHANGE: ResourcePath = resource(12);
const AUTOMATIC: ResourcePath = resource(14);

/// Firmware Version of the Device object.
const VERSION: ResourcePath = ResourcePath::literal(3, 0, 3);

/// Values of the delivery method.
mod delivery {
    pub(super) const PUSH: i64 = 1;
    pub(super) const BOTH: i64 = 2;
}

/// Elements of the protocol support.
mod protocol {
    pub(super) const COAP: i64 = 0;
    pub(super) const COAPS: i64 = 1;
}

const fn resource(id: u16) -> ResourcePath {
    ResourcePath::literal(5, 0, id)
}

/// What has come to light about a package.
#[derive(Debug)]
pub(in crate::hub) enum Finding {
    /// There are news of the link that a package is fetched over.
    Arrived,
    /// What the program says of a package.
    Checked {
        /// Which transfer has brought it.
        transfer: u64,
        input: Input,
    },
    /// What became of the installation.
    Installed(Input),
    /// Whether what was fetched so far has reached the disk.
    Synced {
        transfer: u64,
        length: u64,
        result: Result<(), PackageError>,
    },
}

/// The firmware update of this machine.
pub(super) struct Update {
    firmware: Firmware,
    program: PathBuf,
    settings: config::Firmware,
    package: Package,
    transfer: Transfer,
    /// Counts transfers, so that news of one that was reset is not taken for news of the next.
    number: u64,
}

/// How far a package is.
enum Transfer {
    /// Nothing is under way.
    None,
    /// The program looks at it, until this goes.
    Checking { _wanted: DropGuard },
    /// It is fetched.
    Fetching(Box<Fetch>),
    /// Parts arrive.
    Receiving {
        from: Option<ServerId>,
        package: OpenPackage,
        due: Instant,
    },
}

impl Update {
    pub(super) fn create(
        tree: &mut ObjectTree,
        program: &Path,
        settings: &config::Firmware,
        state: &StateDir,
        at: SystemTime,
    ) -> Result<Self, MachineError> {
        tree.create_instance(FIRMWARE, InstanceId::new(0), at)?;
        tree.enable_executable(CANCEL)?;
        let firmware = state.read_json(STATE)?.unwrap_or_else(Firmware::new);
        let method = match settings.pull {
            Some(_) => delivery::BOTH,
            None => delivery::PUSH,
        };
        tree.set(DELIVERY_METHOD, Value::Integer(method), at)?;
        let protocols = [protocol::COAP, protocol::COAPS];
        let spoken = match &settings.pull {
            Some(_) if cfg!(feature = "dtls") => &protocols[..],
            Some(_) => &protocols[..1],
            None => &[],
        };
        for (element, protocol) in (0..).zip(spoken) {
            tree.set(PROTOCOLS.with_element(element), Value::Integer(*protocol), at)?;
        }
        tree.set(LAST_CHANGE, Value::Time(seconds(at)), at)?;
        for (path, value) in steps::values(&firmware) {
            tree.set(path, value, at)?;
        }
        Ok(Self {
            firmware,
            program: program.to_owned(),
            settings: settings.clone(),
            package: Package::new(state, settings.max_size),
            transfer: Transfer::None,
            number: 0,
        })
    }

    pub(super) fn deadline(&self) -> Option<Instant> {
        match &self.transfer {
            Transfer::Receiving { due, .. } => Some(*due),
            Transfer::Fetching(fetch) => fetch.deadline(),
            Transfer::None | Transfer::Checking { .. } => None,
        }
    }

    /// Goes on with the link that a package is fetched over; ready when it has news.
    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        match &mut self.transfer {
            Transfer::Fetching(fetch) => fetch.poll(cx),
            Transfer::None | Transfer::Checking { .. } | Transfer::Receiving { .. } => Poll::Pending,
        }
    }

    /// What has crossed that link since this was last asked.
    pub(super) fn take_traffic(&mut self) -> Traffic {
        match &mut self.transfer {
            Transfer::Fetching(fetch) => fetch.take_traffic(),
            Transfer::None | Transfer::Checking { .. } | Transfer::Receiving { .. } => Traffic::default(),
        }
    }

    /// Closes the link that a package is fetched over.
    pub(super) fn close(&mut self, now: Instant) {
        if let Transfer::Fetching(fetch) = &mut self.transfer {
            fetch.close(now);
        }
    }

    fn discard(&mut self, now: Instant) {
        self.number += 1;
        self.close(now);
        self.transfer = Transfer::None;
        self.package.discard();
    }
}

/// What Firmware Version (3/0/3) says, if a file tells it.
pub(super) fn version(settings: &config::Firmware) -> Option<(ResourcePath, Value)> {
    let version = program::version(settings.version_file.as_deref()?)?;
    Some((VERSION, Value::String(version)))
}
