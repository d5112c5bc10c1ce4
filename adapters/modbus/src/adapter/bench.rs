//! Entry points for the benchmarks of code that is otherwise private.

use std::time::SystemTime;

use super::Modbus;
use super::run::decode_all;
use crate::config::{Poll, RtuConfig, Table};
use crate::pdu::Read;
use crate::plan::{Batch, Item, Limits, plan};

/// Plans a device with many points.
pub struct PlanBench {
    items: Vec<Item>,
}

impl PlanBench {
    /// A device with that many points of two registers each, with gaps between them.
    #[must_use]
    pub fn new(points: u16) -> Self {
        let item = |number: u16| Item {
            point: number.into(),
            read: Read {
                table: Table::Holding,
                start: 5 * number,
                count: 2,
            },
            poll: Poll::Once,
        };
        Self {
            items: (0..points).map(item).collect(),
        }
    }

    /// The number of reads.
    #[must_use]
    pub fn run(&self) -> usize {
        plan(
            self.items.clone(),
            Limits {
                registers: 125,
                gap: 8,
            },
        )
        .len()
    }
}

/// Reads all points of the first reply of a bus.
pub struct DecodeBench {
    adapter: Modbus,
    batch: Batch,
    data: Vec<u8>,
}

impl DecodeBench {
    /// For the first device of the bus; `None` when it has nothing to read.
    #[must_use]
    pub fn new(config: RtuConfig) -> Option<Self> {
        let adapter = Modbus::new("bench", config);
        let (items, limits) = adapter.plans().into_iter().next()?;
        let batch = plan(items, limits).into_iter().next()?;
        let data = (0..2 * batch.read.count)
            .map(|byte| byte.to_le_bytes()[0])
            .collect();
        Some(Self { adapter, batch, data })
    }

    /// The number of values.
    #[must_use]
    pub fn run(&self) -> usize {
        let at = SystemTime::UNIX_EPOCH;
        decode_all(
            &self.batch.items,
            &self.adapter.points,
            self.batch.read,
            &self.data,
            at,
        )
        .samples
        .len()
    }
}
