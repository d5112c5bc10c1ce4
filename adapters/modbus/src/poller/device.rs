//! One device's reads and its presence (pure).

use std::time::{Duration, Instant};

use super::{Edge, Verdict};
use crate::config::Poll;
use crate::error::Exception;
use crate::pdu::Read;
use crate::plan::{Batch, Item, Limits, plan};

/// After how many requests without answer a device counts as away.
const OFFLINE_AFTER: u32 = 3;
/// The first pause after which a silent device or register is asked again; it doubles with each silence.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// The longest of those pauses.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// How soon a busy device is asked again.
const BUSY_PAUSE: Duration = Duration::from_millis(200);
/// How long a refused range stays split: a device may refuse for a while only, such as when it starts.
const REFUSALS_LAST: Duration = Duration::from_secs(3600);

#[derive(Debug)]
pub(super) struct Device {
    items: Vec<Item>,
    limits: Limits,
    slots: Vec<Slot>,
    presence: Presence,
    /// When the ranges the device refused are to be tried again.
    forget_at: Option<Instant>,
}

/// Whether a device answers; `failures` counts the requests without answer since the last answer.
#[derive(Clone, Copy, Debug)]
enum Presence {
    Offline { failures: u32, retry_at: Instant },
    Online { failures: u32 },
    Unknown { failures: u32 },
}

/// A batch and when it is to be read.
#[derive(Debug)]
struct Slot {
    batch: Batch,
    /// Never, for what is read once and was.
    due: Option<Instant>,
    /// Attempts that are not yet reported as failed.
    attempts: u8,
    /// Grows with each silence, halves with each answer.
    strikes: u32,
    /// Grows with each refusal.
    refusals: u32,
}

impl Device {
    pub(super) fn new(items: Vec<Item>, limits: Limits, now: Instant) -> Self {
        let slots = slots(plan(items.clone(), limits), now);
        Self {
            items,
            limits,
            slots,
            presence: Presence::Unknown { failures: 0 },
            forget_at: None,
        }
    }

    pub(super) fn batch(&self, slot: usize) -> Option<&Batch> {
        self.slots.get(slot).map(|slot| &slot.batch)
    }

    pub(super) fn range_of(&self, point: usize) -> Option<Read> {
        let serves = |slot: &&Slot| slot.batch.items.iter().any(|item| item.point == point);
        self.slots.iter().find(serves).map(|slot| slot.batch.read)
    }

    /// Every read that will be due: which, when, and whether it may only waste a share of the bus.
    pub(super) fn due(&self) -> impl Iterator<Item = (usize, Instant, bool)> {
        let (not_before, suspect) = match self.presence {
            Presence::Offline { retry_at, .. } => (Some(retry_at), true),
            Presence::Online { failures } | Presence::Unknown { failures } => (None, failures > 0),
        };
        self.slots.iter().enumerate().filter_map(move |(index, slot)| {
            let due = slot.due?;
            let due = not_before.map_or(due, |time| due.max(time));
            Some((index, due, suspect || slot.strikes > 0))
        })
    }

    pub(super) const fn is_healthy(&self) -> bool {
        matches!(self.presence, Presence::Online { failures: 0 })
    }

    pub(super) const fn is_offline(&self) -> bool {
        matches!(self.presence, Presence::Offline { .. })
    }

    pub(super) const fn is_online(&self) -> bool {
        matches!(self.presence, Presence::Online { .. })
    }

    /// Any answer proves the device, even a refusal.
    pub(super) fn heard(&mut self, now: Instant) -> Option<Edge> {
        let before = std::mem::replace(&mut self.presence, Presence::Online { failures: 0 });
        match before {
            Presence::Online { .. } => None,
            Presence::Unknown { .. } => Some(Edge::Online),
            Presence::Offline { .. } => {
                self.slots.iter_mut().for_each(|slot| slot.start_again(now));
                Some(Edge::Online)
            }
        }
    }

    /// A request was not answered.
    pub(super) fn missed(&mut self, now: Instant) -> Option<Edge> {
        let (failures, was_offline) = match self.presence {
            Presence::Offline { failures, .. } => (failures + 1, true),
            Presence::Online { failures } | Presence::Unknown { failures } => (failures + 1, false),
        };
        if failures < OFFLINE_AFTER {
            match &mut self.presence {
                Presence::Online { failures } | Presence::Unknown { failures } => *failures += 1,
                Presence::Offline { .. } => {}
            }
            return None;
        }
        let retry_at = now + pause(failures - OFFLINE_AFTER);
        self.presence = Presence::Offline { failures, retry_at };
        (!was_offline).then_some(Edge::Offline)
    }

    pub(super) fn answered(&mut self, slot: usize, now: Instant) {
        let Some(slot) = self.slots.get_mut(slot) else {
            return;
        };
        slot.attempts = 0;
        slot.refusals = 0;
        slot.strikes /= 2;
        slot.due = match slot.batch.poll {
            Poll::Every(period) => Some(slot.due.map_or(now, |due| (due + period).max(now))),
            Poll::Once => None,
        };
    }

    pub(super) fn refused(
        &mut self,
        index: usize,
        exception: Exception,
        retries: u8,
        now: Instant,
    ) -> Verdict {
        let Some(slot) = self.slots.get_mut(index) else {
            return Verdict::Again;
        };
        if exception.is_transient() && slot.attempts < retries.max(1) {
            slot.attempts += 1;
            slot.due = Some(now + BUSY_PAUSE);
            return Verdict::Again;
        }
        slot.attempts = 0;
        if exception.blames_the_range()
            && let Some(parts) = slot.batch.split()
        {
            self.replace(index, parts, now);
            return Verdict::Again;
        }
        // A register the device does not have is asked for less and less often.
        let persistent = exception.blames_the_range() || exception == Exception::ILLEGAL_FUNCTION;
        let wait = if persistent {
            pause(slot.refusals)
        } else {
            Duration::ZERO
        };
        slot.refusals = slot.refusals.saturating_add(1);
        slot.due = Some(now + slot.period().max(wait));
        Verdict::NoValue
    }

    pub(super) fn silent(&mut self, slot: usize, retries: u8, now: Instant) -> Verdict {
        let offline = self.is_offline();
        let Some(slot) = self.slots.get_mut(slot) else {
            return Verdict::Again;
        };
        if !offline && slot.strikes == 0 && slot.attempts < retries {
            slot.attempts += 1;
            slot.due = Some(now);
            return Verdict::Again;
        }
        slot.attempts = 0;
        let wait = pause(slot.strikes);
        slot.strikes = slot.strikes.saturating_add(1);
        slot.due = Some(now + slot.period().max(wait));
        Verdict::NoValue
    }

    fn replace(&mut self, index: usize, parts: Vec<Batch>, now: Instant) {
        self.slots.swap_remove(index);
        self.slots.extend(slots(parts, now));
        self.forget_at.get_or_insert(now + REFUSALS_LAST);
    }

    /// Plans anew when the refusals are so old that they may no longer hold.
    pub(super) fn forget_refusals(&mut self, now: Instant) {
        if self.forget_at.is_some_and(|time| time <= now) {
            self.forget_at = None;
            self.slots = slots(plan(self.items.clone(), self.limits), now);
        }
    }
}

impl Slot {
    const fn period(&self) -> Duration {
        match self.batch.poll {
            Poll::Every(period) => period,
            Poll::Once => FIRST_PAUSE,
        }
    }

    fn start_again(&mut self, now: Instant) {
        self.due = Some(now);
        self.attempts = 0;
        self.strikes = 0;
        self.refusals = 0;
    }
}

fn slots(batches: Vec<Batch>, now: Instant) -> Vec<Slot> {
    let slot = |batch| Slot {
        batch,
        due: Some(now),
        attempts: 0,
        strikes: 0,
        refusals: 0,
    };
    batches.into_iter().map(slot).collect()
}

/// The pause after so many earlier ones.
fn pause(earlier: u32) -> Duration {
    FIRST_PAUSE
        .saturating_mul(2u32.saturating_pow(earlier))
        .min(LONGEST_PAUSE)
}
