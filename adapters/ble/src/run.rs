//! The life of the adapter: one loop that no device can hold up.

use std::collections::HashMap;
use std::time::Instant;

use adapter::{
    AdapterError, Command, CommandError, CommandResult, Context, DeviceState, NoValue, PointId, Quality,
    Sample,
};
use objects::Value;

use crate::Address;
use crate::advert::Advertisement;
use crate::central::Heard;
use crate::clock::{now, sleep_until};
use crate::gatt::GattReport;
use crate::neighbours::Neighbours;
use crate::outbox::Outbox;
use crate::plan::Plan;
use crate::radio::{Event, Radio};
use crate::scanner::Presence;
use crate::tracker::Tracker;
use crate::watchdog::Watchdog;
use crate::watcher::ScanChange;

/// What the adapter knows.
pub(crate) struct Life {
    plan: Plan,
    devices: Vec<Device>,
    by_address: HashMap<Address, usize>,
    neighbours: Neighbours,
    outbox: Outbox,
    watchdog: Watchdog,
}

/// What it knows of one device.
struct Device {
    tracker: Tracker,
    presence: Presence,
    /// Whether being heard is being reachable; where everything is read by connecting, it is not.
    broadcasts: bool,
}

enum Wake {
    Closed,
    Command(Command),
    Event(Event),
    Room,
    Timer,
}

impl Life {
    /// Nothing heard yet.
    pub(crate) fn new(plan: Plan, watchdog: std::time::Duration, now: Instant) -> Self {
        let device = |device: &crate::plan::DevicePlan| Device {
            tracker: Tracker::new(device),
            presence: Presence::new(device.silent_after, now),
            broadcasts: device.characteristics.is_empty() || !device.fields.is_empty(),
        };
        let devices = plan.devices.iter().map(device).collect();
        let by_address = plan
            .devices
            .iter()
            .enumerate()
            .map(|(at, device)| (device.address, at))
            .collect();
        let mut outbox = Outbox::default();
        outbox.up();
        Self {
            plan,
            devices,
            by_address,
            neighbours: Neighbours::default(),
            outbox,
            watchdog: Watchdog::new(watchdog, now),
        }
    }

    /// Runs until shutdown or until the radio is lost.
    pub(crate) async fn run(mut self, mut radio: Radio, mut context: Context) -> Result<(), AdapterError> {
        loop {
            self.outbox.flush(&context.reports);
            let wake = tokio::select! {
                biased;
                () = context.shutdown.cancelled() => Wake::Closed,
                command = context.commands.recv() => command.map_or(Wake::Closed, Wake::Command),
                () = context.reports.ready(), if !self.outbox.is_empty() => Wake::Room,
                () = sleep_until(self.deadline(&radio)) => Wake::Timer,
                event = radio.next() => Wake::Event(event?),
            };
            match wake {
                Wake::Closed => break,
                Wake::Command(command) => self.command(command, &radio),
                Wake::Event(event) => self.event(event, &radio),
                Wake::Room => self.outbox.deliver(&context.reports).await?,
                Wake::Timer => self.timer(&mut radio).await?,
            }
        }
        radio.close().await;
        Ok(())
    }

    fn deadline(&self, radio: &Radio) -> Option<Instant> {
        let silences = self
            .devices
            .iter()
            .filter_map(|device| device.presence.deadline());
        silences
            .chain(radio.is_watched().then(|| self.watchdog.deadline()))
            .min()
    }

    async fn timer(&mut self, radio: &mut Radio) -> Result<(), AdapterError> {
        let now = now();
        for (device, plan) in self.devices.iter_mut().zip(&self.plan.devices) {
            if let Some(silence) = device.presence.check(now)
                && device.broadcasts
            {
                tracing::warn!(device = %plan.id, silence = silence.limit.as_secs(), "Lost a device.");
                self.outbox.state(
                    plan.id.clone(),
                    DeviceState::Offline {
                        reason: silence.to_string(),
                    },
                );
            }
        }
        if radio.is_watched()
            && let Some(remedy) = self.watchdog.check(now)
        {
            tracing::warn!(?remedy, "Nothing is heard at all.");
            radio.remedy(remedy).await?;
        }
        Ok(())
    }

    fn event(&mut self, event: Event, radio: &Radio) {
        let now = now();
        match event {
            Event::Gatt(report) => self.gatt(report, now),
            Event::Heard(Heard::Advertisement(advertisement)) => {
                self.advertisement(&advertisement, radio, now)
            }
            Event::Heard(Heard::Disconnected(address)) => {
                if let Some(handle) = self
                    .by_address
                    .get(&address)
                    .and_then(|device| radio.handle(*device))
                {
                    handle.disconnected();
                }
            }
            Event::Heard(Heard::Neighbour(address, format)) => {
                self.watchdog.sign_of_life(now);
                if self.neighbours.heard(address, format, now) {
                    let (known, forgotten) = self.neighbours.counts();
                    let format = format.map(|format| format.to_string());
                    tracing::debug!(%address, format, known, forgotten, "Heard a device that is not configured.");
                }
            }
            Event::Scan(ScanChange::Started) => self.watchdog.scan_started(now),
            Event::Scan(ScanChange::Stopped) => self.watchdog.scan_stopped(now),
        }
    }

    fn advertisement(&mut self, heard: &Advertisement, radio: &Radio, now: Instant) {
        self.watchdog.sign_of_life(now);
        let Some(&at) = self.by_address.get(&heard.address) else {
            return;
        };
        let (Some(device), Some(plan)) = (self.devices.get_mut(at), self.plan.devices.get(at)) else {
            return;
        };
        if device.presence.heard(now) {
            if let Some(handle) = radio.handle(at) {
                handle.seen();
            }
            if device.broadcasts {
                tracing::info!(device = %plan.id, "Hears a device.");
                self.outbox.state(plan.id.clone(), DeviceState::Online);
            }
        }
        if let Some(sleepy) = device.tracker.hear(heard, now, &mut self.outbox) {
            device.presence.set_sleepy(sleepy);
        }
    }

    fn gatt(&mut self, report: GattReport, now: Instant) {
        match report {
            GattReport::State { device: at, state } => {
                let (Some(device), Some(plan)) = (self.devices.get(at), self.plan.devices.get(at)) else {
                    return;
                };
                match &state {
                    DeviceState::Offline { reason } => {
                        tracing::warn!(device = %plan.id, reason, "Cannot use a device.")
                    }
                    DeviceState::Online => tracing::info!(device = %plan.id, "Connected to a device."),
                }
                if !device.broadcasts {
                    self.outbox.state(plan.id.clone(), state);
                }
            }
            GattReport::Value { point, result, at } => {
                if !matches!(result, Err(NoValue::Timeout)) {
                    self.watchdog.sign_of_life(now);
                }
                self.value(point, result, at);
            }
        }
    }

    fn value(&mut self, point: PointId, result: Result<Value, NoValue>, at: std::time::SystemTime) {
        match result {
            Ok(value) => self.outbox.sample(Sample {
                point,
                value,
                quality: Quality::Good,
                at,
            }),
            Err(reason) => self.outbox.no_value(point, reason),
        }
    }

    fn command(&self, command: Command, radio: &Radio) {
        match self.connected_device(&command) {
            Ok(device) => radio.order(device, command),
            // Nobody may wait for the answer any more.
            Err(error) => drop(command.reply.send(CommandResult::Err(error))),
        }
    }

    /// The device a command is for, if it can be connected to.
    fn connected_device(&self, command: &Command) -> Result<usize, CommandError> {
        if now() >= command.deadline {
            return Err(CommandError::Timeout);
        }
        let has =
            |plan: &crate::plan::DevicePlan| plan.characteristics.iter().any(|c| c.point == command.point);
        self.plan
            .devices
            .iter()
            .position(has)
            .ok_or(CommandError::NotSupported)
    }
}
