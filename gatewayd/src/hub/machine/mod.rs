//! Objects whose content is the machine itself, and what servers can do to it.
//!
//! What takes time runs as a [`Work`] beside the loop of the hub; what it finds out comes back as a
//! [`Finding`], and whoever has asked is answered then.

mod connectivity;
mod device;
mod firmware;
mod hook;
mod statistics;

use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant, SystemTime};

use coap::{Method, UriPath};
use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use lwm2m::Outcome;
use objects::{InstanceId, ObjectId, ObjectTree, ResourcePath, Value};
use tracing::{error, warn};

use super::Hub;
use super::commands::Requester;
use crate::config::{self, Place};
use crate::machine::clock::Clock;
use crate::machine::statistics::Statistics;
use crate::state::StateDir;
use hook::HookError;

/// What may be under way at once: servers that ask for more are told to come later.
const MAX_WORK: usize = 8;

/// The time an answer gets to leave before the machine does.
const ANSWER_TIME: Duration = Duration::from_secs(1);

/// How long a hook may take that is not an installation.
const HOOK_TIME: Duration = Duration::from_secs(60);

/// How fresh what is read of the machine is at least.
const REFRESH: Duration = Duration::from_secs(1);

const DEVICE: ObjectId = ObjectId::new(3);
const FIRMWARE: ObjectId = ObjectId::new(5);
const CONNECTIVITY: ObjectId = ObjectId::new(4);
const STATISTICS: ObjectId = ObjectId::new(7);
const LOCATION: ObjectId = ObjectId::new(6);

/// Something that takes time.
pub(super) type Work = Pin<Box<dyn Future<Output = Finding> + Send>>;

/// What a piece of work has found out.
#[derive(Debug)]
pub(super) enum Finding {
    /// The work is done, or failed; what was to be done is named.
    Done(&'static str, Result<(), HookError>),
    /// Whether the machine may be rebooted.
    MayReboot(Result<bool, HookError>),
    /// What has come to light about a firmware package.
    Firmware(firmware::Finding),
}

/// Who waits for a finding, and what is to be written after it.
type Waiting = Option<(Requester, VecDeque<(ResourcePath, Value)>)>;

type Pending = Pin<Box<dyn Future<Output = (Waiting, Finding)> + Send>>;

/// What the hub keeps of the machine.
pub(super) struct Machine {
    hooks: config::Hooks,
    state: StateDir,
    firmware: Option<firmware::Update>,
    statistics: Statistics,
    clock: Clock,
    work: FuturesUnordered<Pending>,
    refreshed: Option<Instant>,
}

/// The tree does not take what is known of the machine, or the state cannot be read.
#[derive(Debug, thiserror::Error)]
pub(super) enum MachineError {
    #[error(transparent)]
    Set(#[from] objects::SetError),
    #[error(transparent)]
    State(#[from] crate::state::StateError),
    #[error(transparent)]
    Structure(#[from] objects::StructureError),
}

/// Uploads that are too large to be kept in memory: the firmware package.
pub(super) fn streamed(method: Method, path: &UriPath) -> bool {
    // Some servers use POST, as the example in LwM2M core 1.2 §E.6 does.
    matches!(method, Method::Post | Method::Put) && path.segments().eq(["5", "0", "0"])
}

/// Whether the machine answers for an object.
pub(super) fn owns_object(object: ObjectId) -> bool {
    [DEVICE, FIRMWARE, STATISTICS].contains(&object)
}

/// Whether the machine answers for a resource.
pub(super) fn owns(path: ResourcePath) -> bool {
    owns_object(path.object)
}

/// Whether a value would be written, as far as that is known before it is.
pub(super) fn check_write(path: ResourcePath, value: &Value) -> Result<(), Outcome> {
    match path.object {
        DEVICE => device::check_write(path, value),
        // Their state decides when it is their turn.
        _ => Ok(()),
    }
}

impl Machine {
    /// Puts the machine into the tree. The Device object is there already.
    pub(super) fn create(
        tree: &mut ObjectTree,
        config: &config::Machine,
        state: &StateDir,
        at: SystemTime,
    ) -> Result<Self, MachineError> {
        device::enable(tree, &config.hooks)?;
        connectivity::create(tree, at)?;
        let period = statistics::create(tree, state, at)?;
        if let Some(place) = config.location {
            create_location(tree, place, at)?;
        }
        if let Some((path, value)) = firmware::version(&config.firmware) {
            tree.set(path, value, at)?;
        }
        let firmware = match &config.hooks.firmware_install {
            Some(program) => Some(firmware::Update::create(
                tree,
                program,
                &config.firmware,
                state,
                at,
            )?),
            None => None,
        };
        Ok(Self {
            hooks: config.hooks.clone(),
            state: state.clone(),
            firmware,
            statistics: Statistics::new(period),
            clock: device::load_clock(&config.hooks, state)?,
            work: FuturesUnordered::new(),
            refreshed: None,
        })
    }

    /// The next piece of work that has ended, or news of a download; for ever pending when there is none.
    pub(super) fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<(Waiting, Finding)> {
        if let Some(update) = &mut self.firmware
            && update.poll(cx).is_ready()
        {
            return Poll::Ready((None, Finding::Firmware(firmware::Finding::Arrived)));
        }
        match self.work.poll_next_unpin(cx) {
            Poll::Ready(Some(done)) => Poll::Ready(done),
            // An empty set must not end the wait for others.
            Poll::Ready(None) | Poll::Pending => Poll::Pending,
        }
    }

    /// Whether nobody else can be served for the time being.
    fn is_busy(&self) -> bool {
        self.work.len() >= MAX_WORK
    }

    /// The time to show servers, where the machine's own clock says `machine`.
    pub(super) fn seconds(&self, now: Instant, machine: i64) -> i64 {
        self.clock.seconds(now, machine)
    }

    /// Whether no piece of work is under way.
    #[cfg(any(all(test, feature = "sim"), feature = "testing"))]
    pub(super) fn is_idle(&self) -> bool {
        self.work.is_empty()
    }

    /// When [`Hub::machine_due`] has something to do.
    pub(super) fn next_deadline(&self) -> Option<Instant> {
        let firmware = self.firmware.as_ref().and_then(firmware::Update::deadline);
        [firmware, self.statistics.deadline()].into_iter().flatten().min()
    }
}

fn create_location(tree: &mut ObjectTree, place: Place, at: SystemTime) -> Result<(), MachineError> {
    tree.create_instance(LOCATION, InstanceId::new(0), at)?;
    let resource = |id| ResourcePath::literal(6, 0, id);
    tree.set(resource(0), Value::Float(place.latitude), at)?;
    tree.set(resource(1), Value::Float(place.longitude), at)?;
    if let Some(altitude) = place.altitude {
        tree.set(resource(2), Value::Float(altitude), at)?;
    }
    tree.set(resource(5), Value::Time(super::samples::seconds(at)), at)?;
    Ok(())
}

impl Hub {
    /// Starts what an earlier run of the program has left to do.
    pub(super) fn start_machine(&mut self, now: Instant) {
        self.start_firmware(now);
    }

    /// Leaves no link open whose far end could be told.
    pub(super) fn stop_machine(&mut self, now: Instant) {
        if let Some(update) = &mut self.machine.firmware {
            update.close(now);
        }
    }

    /// Writes a resource of the machine: done at once, or by a piece of work.
    pub(super) fn write_machine(
        &mut self,
        now: Instant,
        requester: &Requester,
        path: ResourcePath,
        value: Value,
    ) -> Result<Option<Work>, Outcome> {
        match path.object {
            FIRMWARE => self.write_firmware(now, requester.server(), path, value),
            STATISTICS => self.write_statistics(now, path, value).map(|()| None),
            _ => self.write_device(now, path, value),
        }
    }

    /// Executes a resource of the machine.
    pub(super) fn execute_machine(
        &mut self,
        now: Instant,
        path: ResourcePath,
    ) -> Result<Option<Work>, Outcome> {
        match path.object {
            FIRMWARE => self.execute_firmware(now, path).map(|()| None),
            STATISTICS => self.execute_statistics(now, path).map(|()| None),
            _ => self.execute_device(now, path),
        }
    }

    /// Starts a piece of work, after which whoever waits for it is answered.
    pub(super) fn start_work(&mut self, now: Instant, work: Work, waiting: Waiting) {
        match waiting {
            Some((requester, _)) if self.machine.is_busy() => {
                self.finish(now, requester, Outcome::Unavailable);
            }
            waiting => self
                .machine
                .work
                .push(Box::pin(async move { (waiting, work.await) })),
        }
    }

    /// A piece of work has ended.
    pub(super) fn work_done(&mut self, now: Instant, waiting: Waiting, finding: Finding) {
        let outcome = match finding {
            Finding::Done(_, Ok(())) => Outcome::Changed,
            Finding::Done(what, Err(problem)) => {
                error!(action = what, error = %problem, "The machine does not do what it was told.");
                Outcome::Internal
            }
            Finding::MayReboot(Ok(true)) => {
                self.start_work(now, device::reboot(&config::Agent::System), None);
                Outcome::Changed
            }
            Finding::MayReboot(Ok(false)) => {
                warn!("The system does not let gatewayd reboot it.");
                Outcome::MethodNotAllowed
            }
            Finding::MayReboot(Err(problem)) => {
                warn!(error = %problem, "Cannot ask whether the machine may be rebooted.");
                Outcome::NotImplemented
            }
            Finding::Firmware(finding) => self.firmware_found(now, finding),
        };
        match (waiting, outcome) {
            (Some((requester, rest)), Outcome::Changed) => self.write(now, requester, rest),
            (Some((requester, _)), refusal) => self.finish(now, requester, refusal),
            (None, _) => {}
        }
    }

    /// Does what is due.
    pub(super) fn machine_due(&mut self, now: Instant) {
        self.firmware_due(now);
        if self.machine.statistics.deadline().is_some_and(|at| at <= now) {
            self.collect_statistics();
            self.machine.statistics.handle_timeout(now);
        }
    }

    /// Reads what servers may be about to ask for, unless that was done a moment ago.
    pub(super) fn refresh_machine(&mut self, now: Instant) {
        if self.machine.refreshed.is_some_and(|at| now < at + REFRESH) {
            return;
        }
        self.machine.refreshed = Some(now);
        self.refresh_device(now);
        self.refresh_connectivity(now);
        self.collect_statistics();
        self.show_statistics(now);
    }
}
