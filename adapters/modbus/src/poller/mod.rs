//! Which read is due, and which devices are still there (pure).

mod budget;
mod device;

use std::time::{Duration, Instant};

use crate::error::Exception;
use crate::pdu::Read;
use crate::plan::{Batch, Item, Limits};
use budget::Budget;
use device::Device;

/// A change of a device's presence that has to be told.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Edge {
    Offline,
    Online,
}

/// What to do next.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Next {
    /// Read this now.
    Poll(Ticket),
    /// Nothing before this time, or before anything else happens.
    Wait(Option<Instant>),
}

/// Names a batch until the poller is told what became of it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Ticket {
    pub(crate) device: usize,
    slot: usize,
}

/// What a failed read means for its points.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Verdict {
    /// It will be tried again at once, or in smaller parts: nothing to report yet.
    Again,
    /// The points have no value.
    NoValue,
}

/// Which read is due, and which devices are still there.
///
/// The oldest due read comes first, so that on a bus that is too slow for all wishes everything slows down
/// alike. Reads of devices that did not answer the last time are backed off and share a small part of the bus.
#[derive(Debug)]
pub(crate) struct Poller {
    devices: Vec<Device>,
    budget: Budget,
    retries: u8,
}

impl Poller {
    /// Plans the reads of all devices, due at once.
    pub(crate) fn new(devices: Vec<(Vec<Item>, Limits)>, retries: u8, now: Instant) -> Self {
        let devices = devices
            .into_iter()
            .map(|(items, limits)| Device::new(items, limits, now))
            .collect();
        Self {
            devices,
            budget: Budget::new(now),
            retries,
        }
    }

    /// What to do at `now`.
    pub(crate) fn next(&mut self, now: Instant) -> Next {
        for device in &mut self.devices {
            device.forget_refusals(now);
        }
        let gate = self.gate(now);
        let mut earliest: Option<(Instant, Ticket)> = None;
        for (index, device) in self.devices.iter().enumerate() {
            for (slot, due, suspect) in device.due() {
                let at = if suspect { due.max(gate) } else { due };
                if earliest.is_none_or(|(time, _)| at < time) {
                    earliest = Some((at, Ticket { device: index, slot }));
                }
            }
        }
        match earliest {
            Some((at, ticket)) if at <= now => Next::Poll(ticket),
            Some((at, _)) => Next::Wait(Some(at)),
            None => Next::Wait(None),
        }
    }

    /// From when on suspect devices may be asked. Without a healthy one there is nobody to be disturbed.
    fn gate(&self, now: Instant) -> Instant {
        if self.devices.iter().any(Device::is_healthy) {
            self.budget.ready_at(now)
        } else {
            now
        }
    }

    /// Waiting costs only where somebody else has to wait meanwhile.
    fn charge(&mut self, cost: Duration, now: Instant) {
        if self.devices.iter().any(Device::is_healthy) {
            self.budget.charge(now, cost);
        }
    }

    /// The batch a ticket stands for.
    pub(crate) fn batch(&self, ticket: Ticket) -> Option<&Batch> {
        self.devices.get(ticket.device)?.batch(ticket.slot)
    }

    /// The range in which a point of this device is read, if it is polled.
    pub(crate) fn range_of(&self, device: usize, point: usize) -> Option<Read> {
        self.devices.get(device)?.range_of(point)
    }

    /// The read was answered with data.
    pub(crate) fn answered(&mut self, ticket: Ticket, now: Instant) -> Option<Edge> {
        let device = self.devices.get_mut(ticket.device)?;
        // First, as a device that returns is read anew in all its parts, but not twice in this one.
        let edge = device.heard(now);
        device.answered(ticket.slot, now);
        edge
    }

    /// The device refused the read.
    pub(crate) fn refused(
        &mut self,
        ticket: Ticket,
        exception: Exception,
        now: Instant,
    ) -> (Verdict, Option<Edge>) {
        let Some(device) = self.devices.get_mut(ticket.device) else {
            return (Verdict::Again, None);
        };
        let edge = device.heard(now);
        (device.refused(ticket.slot, exception, self.retries, now), edge)
    }

    /// The read was not answered, which took `cost` of bus time.
    pub(crate) fn silent(&mut self, ticket: Ticket, cost: Duration, now: Instant) -> (Verdict, Option<Edge>) {
        self.charge(cost, now);
        let Some(device) = self.devices.get_mut(ticket.device) else {
            return (Verdict::Again, None);
        };
        let verdict = device.silent(ticket.slot, self.retries, now);
        (verdict, device.missed(now))
    }

    /// The device answered something other than a poll.
    pub(crate) fn heard(&mut self, device: usize, now: Instant) -> Option<Edge> {
        self.devices.get_mut(device)?.heard(now)
    }

    /// The device did not answer something other than a poll.
    pub(crate) fn missed(&mut self, device: usize, cost: Duration, now: Instant) -> Option<Edge> {
        self.charge(cost, now);
        self.devices.get_mut(device)?.missed(now)
    }

    /// Whether a command may spend bus time on the device: one that is known to be away gets only what
    /// its kind may waste.
    pub(crate) fn may_ask(&self, device: usize, now: Instant) -> bool {
        self.gate(now) <= now
            || self
                .devices
                .get(device)
                .is_some_and(|device| !device.is_offline())
    }

    /// The devices that are there, for the time when the bus is lost.
    pub(crate) fn online(&self) -> impl Iterator<Item = usize> {
        self.devices
            .iter()
            .enumerate()
            .filter(|(_, device)| device.is_online())
            .map(|(index, _)| index)
    }
}

#[cfg(test)]
mod tests;
