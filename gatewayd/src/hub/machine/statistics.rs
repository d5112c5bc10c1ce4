//! The Connectivity Statistics object (7).

use std::time::{Duration, Instant, SystemTime};

use lwm2m::Outcome;
use objects::{InstanceId, ObjectTree, ResourcePath, Value};
use serde::{Deserialize, Serialize};
use tracing::error;

use super::{MachineError, STATISTICS};
use crate::hub::Hub;
#[cfg(any(all(test, feature = "sim"), feature = "testing"))]
use crate::machine::statistics::Traffic;
use crate::state::StateDir;

const SENT: ResourcePath = resource(2);
const RECEIVED: ResourcePath = resource(3);
const LARGEST: ResourcePath = resource(4);
const AVERAGE: ResourcePath = resource(5);
const START: ResourcePath = resource(6);
const STOP: ResourcePath = resource(7);
const PERIOD: ResourcePath = resource(8);

const fn resource(id: u16) -> ResourcePath {
    ResourcePath::literal(7, 0, id)
}

/// The file in the state directory with what servers have set here.
const FILE: &str = "statistics.json";

/// What the file holds.
#[derive(Default, Deserialize, Serialize)]
struct Stored {
    /// The collection period in seconds.
    period: u32,
}

/// Creates the object; returns the collection period, which outlasts the program.
pub(super) fn create(
    tree: &mut ObjectTree,
    state: &StateDir,
    at: SystemTime,
) -> Result<Duration, MachineError> {
    tree.create_instance(STATISTICS, InstanceId::new(0), at)?;
    for path in [SENT, RECEIVED, LARGEST, AVERAGE] {
        tree.set(path, Value::Integer(0), at)?;
    }
    let Stored { period } = state.read_json(FILE)?.unwrap_or_default();
    tree.set(PERIOD, Value::Integer(period.into()), at)?;
    Ok(Duration::from_secs(period.into()))
}

impl Hub {
    pub(super) fn execute_statistics(&mut self, now: Instant, path: ResourcePath) -> Result<(), Outcome> {
        self.collect_statistics();
        match path {
            START => self.machine.statistics.start(now),
            STOP => self.machine.statistics.stop(),
            _ => return Err(Outcome::MethodNotAllowed),
        }
        self.show_statistics(now);
        Ok(())
    }

    pub(super) fn write_statistics(
        &mut self,
        now: Instant,
        path: ResourcePath,
        value: Value,
    ) -> Result<(), Outcome> {
        let (PERIOD, Value::Integer(period)) = (path, &value) else {
            return Err(Outcome::MethodNotAllowed);
        };
        // Longer than a century is for ever, which has a number of its own.
        let period = u32::try_from(*period).map_err(|_| Outcome::BadRequest)?;
        self.machine
            .state
            .write_json(FILE, &Stored { period })
            .map_err(|problem| {
                error!(error = %problem, "Cannot keep what a server has set.");
                Outcome::Internal
            })?;
        self.machine.statistics.period = Duration::from_secs(period.into());
        self.set(now, path, value, SystemTime::now());
        Ok(())
    }

    /// Counts what a test has carried in the place of the links.
    #[cfg(any(all(test, feature = "sim"), feature = "testing"))]
    pub(in crate::hub) fn count(&mut self, count: impl FnOnce(&mut Traffic)) {
        let mut traffic = Traffic::default();
        count(&mut traffic);
        self.machine.statistics.collect(traffic);
    }

    /// Takes in what the links have counted.
    pub(in crate::hub) fn collect_statistics(&mut self) {
        let mut traffic = self.upstream.take_traffic();
        if let Some(update) = &mut self.machine.firmware {
            traffic.add(update.take_traffic());
        }
        self.machine.statistics.collect(traffic);
    }

    /// Shows what was collected.
    pub(super) fn show_statistics(&mut self, now: Instant) {
        let traffic = *self.machine.statistics.collected();
        let at = SystemTime::now();
        let shown = [
            (SENT, traffic.sent / 1000),
            (RECEIVED, traffic.received / 1000),
            (LARGEST, traffic.largest),
            (AVERAGE, traffic.average().unwrap_or(0)),
        ];
        for (path, number) in shown {
            let number = i64::try_from(number).unwrap_or(i64::MAX);
            self.set(now, path, Value::Integer(number), at);
        }
    }
}
