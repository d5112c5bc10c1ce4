//! Requests that were not answered in time and may still be (pure).
//!
//! An RTU reply says neither which request nor which address it answers. After a timeout, a reply that the
//! lost one would look like proves nothing. So before such a request the unit is asked something whose
//! reply looks different from all that are outstanding; devices answer in order, hence the reply to that
//! question proves that no older one is under way.

use std::collections::BTreeMap;

use crate::config::{MAX_READ_BITS, MAX_READ_REGISTERS, Table};
use crate::pdu::{Read, Request};

/// After how many questions that met silence the unit is trusted again: it may not understand them at all.
const MOST_SILENCES: u8 = 3;
/// After how many questions that met other replies the unit is trusted again: it may not heed the count.
const MOST_QUESTIONS: u8 = 40;
/// How many outstanding replies are kept apart; fewer than there are counts to choose from.
const MOST_SHAPES: usize = 64;

/// What a reply looks like: its function and the length of its data.
type Shape = (u8, usize);

/// The outstanding replies of all units.
#[derive(Debug, Default)]
pub(crate) struct Doubt {
    units: BTreeMap<u8, Outstanding>,
}

#[derive(Debug, Default)]
struct Outstanding {
    shapes: Vec<Shape>,
    questions: u8,
    silences: u8,
}

fn shape(request: &Request) -> Shape {
    match request {
        Request::Read(read) => (request.function(), read.data_length()),
        Request::WriteCoil { .. }
        | Request::WriteCoils { .. }
        | Request::WriteRegister { .. }
        | Request::WriteRegisters { .. } => (request.function(), 0),
    }
}

impl Doubt {
    /// What to ask first, when a late reply could be taken for the reply to `request`.
    pub(crate) fn question(&self, unit: u8, request: &Request) -> Option<Read> {
        let outstanding = self.units.get(&unit)?;
        if !outstanding.shapes.contains(&shape(request)) {
            return None;
        }
        let near = match request {
            Request::Read(read) => *read,
            Request::WriteCoil { address, .. } | Request::WriteCoils { address, .. } => Read {
                table: Table::Coil,
                start: *address,
                count: 1,
            },
            Request::WriteRegister { address, .. } | Request::WriteRegisters { address, .. } => Read {
                table: Table::Holding,
                start: *address,
                count: 1,
            },
        };
        questions(near).find(|read| !outstanding.shapes.contains(&shape(&Request::Read(*read))))
    }

    /// Whether an exception could belong to an older request of the same function.
    pub(crate) fn clouds_refusal(&self, unit: u8, request: &Request) -> bool {
        let function = request.function();
        self.units
            .get(&unit)
            .is_some_and(|unit| unit.shapes.iter().any(|shape| shape.0 == function))
    }

    /// The unit replied to its newest request.
    pub(crate) fn heard(&mut self, unit: u8) {
        self.units.remove(&unit);
    }

    /// The unit did not reply in time.
    pub(crate) fn missed(&mut self, unit: u8, request: &Request) {
        let outstanding = self.units.entry(unit).or_default();
        let shape = shape(request);
        if !outstanding.shapes.contains(&shape) && outstanding.shapes.len() < MOST_SHAPES {
            outstanding.shapes.push(shape);
        }
    }

    /// The unit did not reply to a question in time; `lagging` when something else came from it.
    pub(crate) fn missed_question(&mut self, unit: u8, question: Read, lagging: bool) {
        self.missed(unit, &Request::Read(question));
        let Some(outstanding) = self.units.get_mut(&unit) else {
            return;
        };
        outstanding.questions += 1;
        outstanding.silences = if lagging { 0 } else { outstanding.silences + 1 };
        if outstanding.silences >= MOST_SILENCES || outstanding.questions >= MOST_QUESTIONS {
            self.units.remove(&unit);
        }
    }
}

/// What may be asked: parts of the range first, since the device is known to have that.
fn questions(read: Read) -> impl Iterator<Item = Read> {
    let most = if read.table.is_bits() {
        MAX_READ_BITS
    } else {
        MAX_READ_REGISTERS
    };
    let counts = (1..=read.count).rev().chain(read.count.saturating_add(1)..=most);
    // Near the end of the table a longer read has to begin earlier.
    counts.map(move |count| Read {
        start: read.start.min(u16::MAX - count),
        count,
        ..read
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNIT: u8 = 9;

    fn read(start: u16, count: u16) -> Read {
        Read {
            table: Table::Holding,
            start,
            count,
        }
    }

    #[test]
    fn nothing_is_asked_while_every_request_is_answered() {
        assert_eq!(Doubt::default().question(UNIT, &Request::Read(read(0, 4))), None);
    }

    #[test]
    fn a_question_looks_different_from_everything_outstanding() {
        let mut doubt = Doubt::default();
        let request = Request::Read(read(16, 3));
        doubt.missed(UNIT, &request);
        assert_eq!(doubt.question(UNIT, &request), Some(read(16, 2)));
        doubt.missed(UNIT, &Request::Read(read(0, 2)));
        assert_eq!(doubt.question(UNIT, &request), Some(read(16, 1)));
        doubt.missed(UNIT, &Request::Read(read(0, 1)));
        assert_eq!(doubt.question(UNIT, &request), Some(read(16, 4)));
    }

    #[test]
    fn other_units_and_replies_of_another_shape_are_in_no_doubt() {
        let mut doubt = Doubt::default();
        let request = Request::Read(read(16, 3));
        doubt.missed(UNIT, &request);
        assert_eq!(doubt.question(UNIT + 1, &request), None);
        assert_eq!(doubt.question(UNIT, &Request::Read(read(16, 5))), None);
    }

    #[test]
    fn a_unit_that_answers_no_question_is_trusted_again() {
        let mut doubt = Doubt::default();
        let request = Request::Read(read(16, 3));
        doubt.missed(UNIT, &request);
        for _ in 0..MOST_SILENCES {
            let question = doubt.question(UNIT, &request).unwrap();
            doubt.missed_question(UNIT, question, false);
        }
        assert_eq!(doubt.question(UNIT, &request), None);
    }

    #[test]
    fn a_unit_that_lags_behind_is_asked_something_else_each_time() {
        let mut doubt = Doubt::default();
        let request = Request::Read(read(65_535, 1));
        doubt.missed(UNIT, &request);
        let mut counts = vec![1];
        for _ in 1..MOST_QUESTIONS {
            let question = doubt.question(UNIT, &request).unwrap();
            assert!(!counts.contains(&question.count) && question.end() <= 0x1_0000);
            counts.push(question.count);
            doubt.missed_question(UNIT, question, true);
        }
    }

    #[test]
    fn a_write_after_a_lost_write_is_preceded_by_a_question() {
        let mut doubt = Doubt::default();
        let write = Request::WriteRegister {
            address: 7,
            register: 1,
        };
        doubt.missed(UNIT, &write);
        assert_eq!(doubt.question(UNIT, &write), Some(read(7, 1)));
        assert!(doubt.clouds_refusal(UNIT, &write));
    }
}
