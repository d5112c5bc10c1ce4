//! Joins points into the fewest reads a device allows (pure).

use crate::config::{MAX_READ_BITS, Poll, Table};
use crate::pdu::Read;

/// One point to be read.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Item {
    /// Its number among the adapter's points.
    pub(crate) point: usize,
    /// Where it is.
    pub(crate) read: Read,
    /// How often it is wanted.
    pub(crate) poll: Poll,
}

/// What a device takes in one request.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Limits {
    /// The most registers.
    pub(crate) registers: u16,
    /// The most unneeded registers between two needed ones.
    pub(crate) gap: u16,
}

/// One read and the points it serves, in the order of their addresses.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Batch {
    pub(crate) read: Read,
    pub(crate) poll: Poll,
    pub(crate) items: Vec<Item>,
}

impl Limits {
    /// The most registers or bits of one read. A bit costs a sixteenth of a register.
    fn most(self, table: Table) -> u32 {
        let registers = u32::from(self.registers);
        if table.is_bits() {
            (16 * registers).min(MAX_READ_BITS.into())
        } else {
            registers
        }
    }

    fn gap(self, table: Table) -> u32 {
        let gap = u32::from(self.gap);
        if table.is_bits() { 16 * gap } else { gap }
    }
}

impl Read {
    /// The first address behind it.
    pub(crate) const fn end(self) -> u32 {
        self.start as u32 + self.count as u32
    }

    /// The read of both, `self` beginning first; `None` when there is no such read.
    fn join(self, other: Self) -> Option<Self> {
        let end = self.end().max(other.end());
        let count = u16::try_from(end.checked_sub(self.start.into())?).ok()?;
        Some(Self { count, ..self })
    }
}

impl Batch {
    const fn of(item: Item, items: Vec<Item>) -> Self {
        Self {
            read: item.read,
            poll: item.poll,
            items,
        }
    }

    /// The batch with one more point, which begins not before the others.
    fn take(&mut self, item: Item, limits: Limits) -> Result<(), Item> {
        let table = self.read.table;
        let near = u32::from(item.read.start) <= self.read.end() + limits.gap(table);
        if item.read.table != table || item.poll != self.poll || !near {
            return Err(item);
        }
        let joined = self.read.join(item.read).ok_or(item)?;
        if u32::from(joined.count) > limits.most(table) {
            return Err(item);
        }
        self.read = joined;
        self.items.push(item);
        Ok(())
    }

    /// Smaller batches for the same points, after the device refused the range; `None` when there is
    /// nothing smaller.
    ///
    /// First the unneeded registers go, then the points are halved.
    pub(crate) fn split(&self) -> Option<Vec<Self>> {
        let limits = Limits {
            registers: u16::MAX,
            gap: 0,
        };
        let without_gaps = join(&self.items, limits);
        if without_gaps.len() > 1 {
            return Some(without_gaps);
        }
        if self.items.iter().all(|item| item.read == self.read) {
            return None;
        }
        let (first, second) = self.items.split_at(self.items.len() / 2);
        let halves = [first, second].into_iter().flat_map(|half| join(half, limits));
        Some(halves.collect())
    }
}

/// The reads that serve all points.
pub(crate) fn plan(mut items: Vec<Item>, limits: Limits) -> Vec<Batch> {
    items.sort_unstable_by_key(|item| {
        (
            item.read.table,
            item.poll,
            item.read.start,
            item.read.count,
            item.point,
        )
    });
    join(&items, limits)
}

/// Joins sorted points greedily, which is optimal for intervals of bounded length.
fn join(items: &[Item], limits: Limits) -> Vec<Batch> {
    let mut batches: Vec<Batch> = Vec::new();
    for &item in items {
        let rest = match batches.last_mut() {
            Some(batch) => batch.take(item, limits).err(),
            None => Some(item),
        };
        batches.extend(rest.map(|item| Batch::of(item, vec![item])));
    }
    batches
}

#[cfg(test)]
mod tests;
