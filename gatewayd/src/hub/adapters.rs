//! The adapters as the hub sees them: their points, their channels, their state.

use std::collections::BTreeMap;
use std::future::poll_fn;
use std::ops::Bound;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Instant, SystemTime};

use adapter::{Access, Command, DeviceId, DeviceInfo, DeviceState, NoValue, PointDef, PointId, Report};
use objects::{ResourcePath, ValueKind};
use tokio::sync::mpsc;

use crate::config::CommonPoint;
use crate::supervisor::UnitId;

/// Reports taken from one adapter before the others have their turn.
const BATCH: usize = 16;

/// Names a point among all adapters. The number of a unit is never used for another one.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub(super) struct PointKey {
    pub(super) unit: UnitId,
    pub(super) point: PointId,
}

/// A point with everything the hub knows of it.
#[derive(Clone, Debug)]
pub(super) struct Point {
    pub(super) device: DeviceId,
    pub(super) name: Arc<str>,
    pub(super) kind: ValueKind,
    pub(super) access: Access,
    pub(super) common: CommonPoint,
    pub(super) target: Option<Target>,
    pub(super) state: PointState,
    /// How far the value can be trusted, as resource 6042 tells it; nothing is known before a value was.
    pub(super) quality: Option<i64>,
    /// The last write that its device confirmed.
    pub(super) written: Option<Written>,
}

/// A write that was confirmed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Written {
    /// Its place among all commands.
    pub(super) order: u64,
    /// When the device answered.
    pub(super) at: SystemTime,
    /// How long a sample from before it may still be under way.
    pub(super) overtakes_until: Instant,
}

/// The resource a point fills, and those that follow from it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Target {
    pub(super) path: ResourcePath,
    /// The kind of the resource; executables have none.
    pub(super) kind: Option<ValueKind>,
    pub(super) extremes: Option<Extremes>,
    pub(super) timestamp: Option<ResourcePath>,
    pub(super) quality: Option<ResourcePath>,
}

/// Resources with the lowest and highest value measured.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Extremes {
    pub(super) min: ResourcePath,
    pub(super) max: ResourcePath,
}

/// What is known of the value of a point.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum PointState {
    /// The device delivered it, and may have another one since: it was lost, or its adapter was.
    Doubtful,
    /// The device delivered it.
    Fresh,
    /// The device said that there is none.
    None(NoValue),
    /// The device has been silent for too long.
    Stale,
    /// Nothing was heard yet.
    Unknown,
}

/// The way to an adapter. It only offers `try_send`, so that the hub cannot wait for an adapter.
#[derive(Debug)]
pub(super) struct CommandSender(mpsc::Sender<Command>);

impl CommandSender {
    pub(super) const fn new(sender: mpsc::Sender<Command>) -> Self {
        Self(sender)
    }

    /// Hands a command over; `false` when the queue is full or the adapter has ended.
    pub(super) fn try_send(&self, command: Command) -> bool {
        self.0.try_send(command).is_ok()
    }
}

/// What the supervisor last said of an adapter.
#[derive(Debug)]
pub(super) enum AdapterState {
    /// It ended and is started again after a pause.
    BackingOff,
    /// Its configuration cannot work.
    Failed,
    /// It runs; `up` once its transport works.
    Running {
        up: bool,
        commands: CommandSender,
        reports: mpsc::Receiver<Report>,
    },
    /// It is about to be started.
    Starting,
}

/// One adapter.
#[derive(Debug)]
pub(super) struct Unit {
    pub(super) name: Arc<str>,
    pub(super) kind: &'static str,
    pub(super) points: Vec<Point>,
    pub(super) devices: BTreeMap<DeviceId, Device>,
    pub(super) state: AdapterState,
    /// Why it ended last, until it is up again.
    pub(super) last_error: Option<String>,
    pub(super) restarts: u32,
}

/// One device of an adapter.
#[derive(Debug)]
pub(super) struct Device {
    pub(super) address: String,
    /// What the adapter last said, if anything.
    pub(super) state: Option<DeviceState>,
    pub(super) last_seen: Option<SystemTime>,
}

impl Unit {
    pub(super) fn new(
        name: &str,
        kind: &'static str,
        points: &[PointDef],
        devices: Vec<DeviceInfo>,
        common: impl Fn(&PointDef) -> CommonPoint,
    ) -> Self {
        let point = |def: &PointDef| Point {
            device: def.device.clone(),
            name: Arc::clone(&def.name),
            kind: def.kind,
            access: def.access,
            common: common(def),
            target: None,
            state: PointState::Unknown,
            quality: None,
            written: None,
        };
        let device = |info: DeviceInfo| {
            (
                info.id,
                Device {
                    address: info.address,
                    state: None,
                    last_seen: None,
                },
            )
        };
        Self {
            name: name.into(),
            kind,
            points: points.iter().map(point).collect(),
            devices: devices.into_iter().map(device).collect(),
            state: AdapterState::Starting,
            last_error: None,
            restarts: 0,
        }
    }

    pub(super) fn point(&self, id: PointId) -> Option<&Point> {
        self.points.get(id.index())
    }

    /// Every point with its number.
    pub(super) fn numbered_points(&self) -> impl Iterator<Item = (PointId, &Point)> {
        (0..).map(PointId).zip(&self.points)
    }

    /// The readable points of a device, or of all devices.
    pub(super) fn readable_points(&self, device: Option<&DeviceId>) -> Vec<PointId> {
        self.numbered_points()
            .filter(|(_, point)| point.access.readable())
            .filter(|(_, point)| device.is_none_or(|device| point.device == *device))
            .map(|(id, _)| id)
            .collect()
    }

    /// Takes a fair share of the reports that wait; tells whether there were any.
    fn poll_reports(
        &mut self,
        cx: &mut Context<'_>,
        number: UnitId,
        into: &mut Vec<(UnitId, Report)>,
    ) -> bool {
        let AdapterState::Running { reports, .. } = &mut self.state else {
            return false;
        };
        let before = into.len();
        for _ in 0..BATCH {
            // A closed channel stays pending: the supervisor tells why the adapter has ended.
            let Poll::Ready(Some(report)) = reports.poll_recv(cx) else {
                break;
            };
            into.push((number, report));
        }
        into.len() > before
    }

    /// Hands a command to the adapter; the refusal names the reason.
    pub(super) fn send(&self, command: Command) -> Result<(), &'static str> {
        match &self.state {
            AdapterState::Running { commands, .. } => {
                if commands.try_send(command) {
                    Ok(())
                } else {
                    Err("its queue is full")
                }
            }
            AdapterState::BackingOff => Err("its transport is down"),
            AdapterState::Failed => Err("it has failed"),
            AdapterState::Starting => Err("it is starting"),
        }
    }
}

/// All adapters by their numbers.
#[derive(Debug)]
pub(super) struct AdapterTable {
    units: BTreeMap<UnitId, Unit>,
    next: u32,
    /// Whose reports are taken first: each unit in its turn, so that busy ones cannot silence the others.
    turn: UnitId,
}

impl Default for AdapterTable {
    fn default() -> Self {
        Self {
            units: BTreeMap::new(),
            next: 0,
            turn: UnitId(0),
        }
    }
}

impl AdapterTable {
    pub(super) fn insert(&mut self, unit: Unit) -> UnitId {
        let number = UnitId(self.next);
        self.next += 1;
        self.units.insert(number, unit);
        number
    }

    pub(super) fn remove(&mut self, number: UnitId) -> Option<Unit> {
        self.units.remove(&number)
    }

    pub(super) fn number(&self, name: &str) -> Option<UnitId> {
        self.units
            .iter()
            .find(|(_, unit)| *unit.name == *name)
            .map(|(number, _)| *number)
    }

    pub(super) fn get(&self, number: UnitId) -> Option<&Unit> {
        self.units.get(&number)
    }

    pub(super) fn get_mut(&mut self, number: UnitId) -> Option<&mut Unit> {
        self.units.get_mut(&number)
    }

    pub(super) fn point(&self, key: PointKey) -> Option<&Point> {
        self.units.get(&key.unit)?.point(key.point)
    }

    pub(super) fn point_mut(&mut self, key: PointKey) -> Option<&mut Point> {
        self.units.get_mut(&key.unit)?.points.get_mut(key.point.index())
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (UnitId, &Unit)> {
        self.units.iter().map(|(number, unit)| (*number, unit))
    }

    /// Waits for reports of any adapter and puts them into `into`. Nothing is lost when the wait is
    /// given up.
    pub(super) async fn reports(&mut self, into: &mut Vec<(UnitId, Report)>) {
        poll_fn(|cx| self.poll_reports(cx, into)).await;
    }

    pub(super) fn poll_reports(
        &mut self,
        cx: &mut Context<'_>,
        into: &mut Vec<(UnitId, Report)>,
    ) -> Poll<()> {
        let turn = self.turn;
        let halves = [
            (Bound::Included(turn), Bound::Unbounded),
            (Bound::Unbounded, Bound::Excluded(turn)),
        ];
        for half in halves {
            for (number, unit) in self.units.range_mut(half) {
                if unit.poll_reports(cx, *number, into) {
                    self.turn = UnitId(number.0.wrapping_add(1));
                }
            }
        }
        if into.is_empty() {
            Poll::Pending
        } else {
            Poll::Ready(())
        }
    }
}
