//! The devices at work: what they report and how they obey, by the time since the start.

use std::time::{Duration, SystemTime};

use adapter::{
    Access, Action, CommandError, CommandResult, Confirmation, DeviceState, NoValue, PointId, Quality,
    Report, Sample,
};

use crate::config::FaultKind;
use crate::script::{Script, Source};

/// How many commands the devices take at once; the harness lets eight wait besides.
const MAX_WAITING: usize = 32;

/// All devices at some time; `R` is where the answers of commands go.
#[derive(Debug)]
pub(crate) struct Simulation<R> {
    script: Script,
    /// When the simulation began, for the times of samples.
    started: SystemTime,
    /// The number of the next value of each point.
    ticks: Vec<u64>,
    /// What the hub was told of each device.
    told: Vec<Option<bool>>,
    waiting: Vec<Waiting<R>>,
}

/// A command on its way to a device.
#[derive(Debug)]
struct Waiting<R> {
    due: Duration,
    point: usize,
    then: Then,
    reply: R,
}

/// What becomes of a command when its time has come.
#[derive(Debug)]
enum Then {
    Fail(CommandError),
    Obey(Action),
}

impl<R> Simulation<R> {
    pub(crate) fn new(script: Script, started: SystemTime) -> Self {
        let ticks = vec![0; script.points.len()];
        let told = vec![None; script.devices.len()];
        Self {
            script,
            started,
            ticks,
            told,
            waiting: Vec::new(),
        }
    }

    /// When something happens next.
    pub(crate) fn next_event(&self, elapsed: Duration) -> Option<Duration> {
        let readable = self
            .script
            .points
            .iter()
            .zip(&self.ticks)
            .filter(|(point, _)| point.access.readable());
        let values = readable.map(|(point, &tick)| due(point.period, tick));
        let faults = self
            .script
            .devices
            .iter()
            .filter_map(|device| device.next_edge(elapsed));
        let commands = self.waiting.iter().map(|waiting| waiting.due);
        values.chain(faults).chain(commands).min()
    }

    /// Lets the time pass: what the devices report meanwhile.
    pub(crate) fn advance(&mut self, elapsed: Duration) -> Vec<Report> {
        let mut reports = self.changed_devices(elapsed);
        let mut samples = Vec::new();
        for point in 0..self.script.points.len() {
            if !self.is_due(point, elapsed) {
                continue;
            }
            match self.poll(point, elapsed) {
                Some(Ok(sample)) => samples.push(sample),
                Some(Err(reason)) => reports.push(Report::NoValue {
                    point: id(point),
                    reason,
                }),
                None => {}
            }
        }
        if !samples.is_empty() {
            reports.push(Report::Samples(samples));
        }
        reports
    }

    /// Takes a command that may take `remaining` time; the reply comes back with its answer when it fails at once.
    pub(crate) fn handle_command(
        &mut self,
        point: PointId,
        action: Action,
        reply: R,
        remaining: Duration,
        elapsed: Duration,
    ) -> Option<(R, CommandResult)> {
        match self.plan(point.index(), action, remaining, elapsed) {
            Ok((delay, then)) => {
                let due = elapsed.saturating_add(delay);
                self.waiting.push(Waiting {
                    due,
                    point: point.index(),
                    then,
                    reply,
                });
                None
            }
            Err(error) => Some((reply, Err(error))),
        }
    }

    /// Lets the devices obey the commands whose time has come: the answers, and what the devices report then.
    pub(crate) fn obey(&mut self, elapsed: Duration) -> (Vec<(R, CommandResult)>, Vec<Report>) {
        let mut samples = Vec::new();
        let mut answers = Vec::new();
        let due: Vec<Waiting<R>> = self
            .waiting
            .extract_if(.., |waiting| waiting.due <= elapsed)
            .collect();
        for Waiting {
            point, then, reply, ..
        } in due
        {
            let result = match then {
                Then::Fail(error) => Err(error),
                Then::Obey(action) => Ok(self.carry_out(point, action, elapsed, &mut samples)),
            };
            answers.push((reply, result));
        }
        let reports = if samples.is_empty() {
            Vec::new()
        } else {
            vec![Report::Samples(samples)]
        };
        (answers, reports)
    }

    fn changed_devices(&mut self, elapsed: Duration) -> Vec<Report> {
        let devices = self.script.devices.iter().zip(&mut self.told);
        let changed = devices.filter_map(|(device, told)| {
            let online = device.fault(elapsed) != Some(FaultKind::Offline);
            (told.replace(online) != Some(online)).then(|| Report::Device {
                device: device.id.clone(),
                state: if online {
                    DeviceState::Online
                } else {
                    DeviceState::Offline {
                        reason: "the script says so".into(),
                    }
                },
            })
        });
        changed.collect()
    }

    fn is_due(&self, point: usize, elapsed: Duration) -> bool {
        let (Some(script), Some(&tick)) = (self.script.points.get(point), self.ticks.get(point)) else {
            return false;
        };
        script.access.readable() && due(script.period, tick) <= elapsed
    }

    /// The value a point has now; `None` when its device says nothing at all.
    fn poll(&mut self, point: usize, elapsed: Duration) -> Option<Result<Sample, NoValue>> {
        let period = self.script.points.get(point)?.period;
        let tick = tick(period, elapsed);
        // Values that a busy hub had no room for are skipped, not delivered late.
        *self.ticks.get_mut(point)? = tick + 1;
        match self.fault(point, elapsed) {
            Some(FaultKind::Offline) => None,
            Some(FaultKind::Sentinel) => Some(Err(NoValue::Sentinel)),
            Some(FaultKind::Timeout) => Some(Err(NoValue::Timeout)),
            Some(FaultKind::Reject) | None => self.sample(point, tick, elapsed).map(Ok),
        }
    }

    fn sample(&self, point: usize, tick: u64, elapsed: Duration) -> Option<Sample> {
        let value = self.script.value(point, tick, elapsed)?;
        Some(Sample {
            point: id(point),
            value,
            quality: Quality::Good,
            at: self.started + elapsed,
        })
    }

    fn fault(&self, point: usize, elapsed: Duration) -> Option<FaultKind> {
        let device = self.script.points.get(point)?.device;
        self.script.devices.get(device)?.fault(elapsed)
    }

    fn plan(
        &self,
        point: usize,
        action: Action,
        remaining: Duration,
        elapsed: Duration,
    ) -> Result<(Duration, Then), CommandError> {
        let script = self.script.points.get(point).ok_or(CommandError::NotSupported)?;
        let action = match action {
            Action::Execute(_) if script.access == Access::Execute => action,
            Action::Read if script.access.readable() => action,
            Action::Write(value) if script.access.writable() => {
                let converted = value.convert(script.kind);
                let misfit =
                    || CommandError::Unrepresentable(format!("{value} is not of kind {}", script.kind));
                Action::Write(converted.ok_or_else(misfit)?)
            }
            Action::Execute(_) | Action::Read | Action::Write(_) => return Err(CommandError::NotSupported),
        };
        if remaining.is_zero() {
            return Err(CommandError::Timeout);
        }
        if self.waiting.len() >= MAX_WAITING {
            return Err(CommandError::Unreachable("too many commands wait".into()));
        }
        let latency = self
            .script
            .devices
            .get(script.device)
            .map_or(Duration::ZERO, |device| device.latency);
        let too_late = (remaining, Then::Fail(CommandError::Timeout));
        let then = match self.fault(point, elapsed) {
            Some(FaultKind::Offline) => {
                return Err(CommandError::Unreachable("the device is offline".into()));
            }
            Some(FaultKind::Timeout) => return Ok(too_late),
            Some(FaultKind::Reject) => Then::Fail(CommandError::Rejected("the script says so".into())),
            Some(FaultKind::Sentinel) | None => Then::Obey(action),
        };
        Ok(if latency > remaining {
            too_late
        } else {
            (latency, then)
        })
    }

    fn carry_out(
        &mut self,
        point: usize,
        action: Action,
        elapsed: Duration,
        samples: &mut Vec<Sample>,
    ) -> Confirmation {
        let at = self.started + elapsed;
        let Some(script) = self.script.points.get_mut(point) else {
            return Confirmation { value: None, at };
        };
        let (period, readable) = (script.period, script.access.readable());
        match action {
            Action::Execute(_) => {
                if let Source::Executed(count) = &mut script.source {
                    *count = count.saturating_add(1);
                }
            }
            Action::Read => {}
            Action::Write(value) => script.source = Source::Held(value),
        }
        let value = self.script.value(point, tick(period, elapsed), elapsed);
        if readable && let Some(value) = value.clone() {
            samples.push(Sample {
                point: id(point),
                value,
                quality: Quality::Good,
                at,
            });
        }
        Confirmation { value, at }
    }
}

fn id(point: usize) -> PointId {
    PointId(u32::try_from(point).unwrap_or(u32::MAX))
}

/// When the value number `tick` is due.
fn due(period: Duration, tick: u64) -> Duration {
    let nanoseconds = u64::try_from(period.as_nanos()).unwrap_or(u64::MAX);
    Duration::from_nanos(nanoseconds.saturating_mul(tick))
}

/// The number of the value that is the newest after `elapsed`.
fn tick(period: Duration, elapsed: Duration) -> u64 {
    // The configuration has no periods below 10 ms.
    let tick = elapsed.as_nanos() / period.as_nanos().max(1);
    u64::try_from(tick).unwrap_or(u64::MAX - 1)
}

#[cfg(test)]
mod tests;
