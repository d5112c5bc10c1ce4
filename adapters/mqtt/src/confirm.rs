//! Commands that were published and wait for their proof.

use std::collections::VecDeque;
use std::time::{Instant, SystemTime};

use adapter::{CommandError, CommandResult, Confirmation, PointId};
use objects::Value;

/// How many commands may wait at once; below the in-flight limit, so that packet ids stay distinct.
pub(crate) const MAX_PENDING: usize = 32;

/// What proves a command.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Proof {
    /// The broker's receipt.
    Receipt,
    /// A live state of the point with this value.
    State(Value),
}

/// Commands on their way; `R` is where their answers go.
#[derive(Debug)]
pub(crate) struct Confirmations<R> {
    /// The publications that have no packet id yet, in the order they were queued.
    queued: VecDeque<u64>,
    next_id: u64,
    pending: Vec<Pending<R>>,
}

#[derive(Debug)]
struct Pending<R> {
    id: u64,
    point: PointId,
    deadline: Instant,
    stage: Stage,
    reply: R,
}

/// Before it is sent, nothing proves a command: what arrives then is older than the command.
#[derive(Debug)]
enum Stage {
    Queued(Proof),
    WaitingForReceipt { packet: u16 },
    WaitingForState { wanted: Value, last_seen: Option<Value> },
}

/// An answer and where it goes.
pub(crate) type Answer<R> = (R, CommandResult);

impl<R> Confirmations<R> {
    pub(crate) const fn new() -> Self {
        Self {
            queued: VecDeque::new(),
            next_id: 0,
            pending: Vec::new(),
        }
    }

    /// Whether another command has to be refused.
    pub(crate) fn is_full(&self) -> bool {
        self.pending.len() >= MAX_PENDING || self.queued.len() >= MAX_PENDING
    }

    /// Whether no command waits.
    pub(crate) fn is_empty(&self) -> bool {
        self.pending.is_empty()
    }

    /// Notes a command whose publication was just queued.
    pub(crate) fn begin(&mut self, point: PointId, proof: Proof, deadline: Instant, reply: R) {
        let id = self.next_id;
        self.next_id += 1;
        self.queued.push_back(id);
        self.pending.push(Pending {
            id,
            point,
            deadline,
            stage: Stage::Queued(proof),
            reply,
        });
    }

    /// The next queued publication was sent with this packet id (0 with QoS 0).
    pub(crate) fn handle_sent(&mut self, packet: u16) {
        let Some(id) = self.queued.pop_front() else { return };
        let Some(pending) = self.pending.iter_mut().find(|pending| pending.id == id) else {
            return;
        };
        if let Stage::Queued(proof) = &pending.stage {
            pending.stage = match proof {
                Proof::Receipt => Stage::WaitingForReceipt { packet },
                Proof::State(wanted) => Stage::WaitingForState {
                    wanted: wanted.clone(),
                    last_seen: None,
                },
            };
        }
    }

    /// The broker acknowledged a packet.
    pub(crate) fn handle_receipt(&mut self, packet: u16, at: SystemTime) -> Option<Answer<R>> {
        let waits = |pending: &Pending<R>| matches!(pending.stage, Stage::WaitingForReceipt { packet: p } if p == packet);
        let index = self.pending.iter().position(waits)?;
        let pending = self.pending.remove(index);
        Some((pending.reply, Ok(Confirmation { value: None, at })))
    }

    /// A live state of a point arrived; `is_proof` tells whether it proves a wanted value.
    pub(crate) fn handle_state(
        &mut self,
        point: PointId,
        seen: &Value,
        at: SystemTime,
        is_proof: impl Fn(&Value) -> bool,
    ) -> Vec<Answer<R>> {
        let proved = self.take(|pending| match &mut pending.stage {
            Stage::WaitingForState { wanted, last_seen } if pending.point == point => {
                *last_seen = Some(seen.clone());
                is_proof(wanted)
            }
            Stage::WaitingForState { .. } | Stage::WaitingForReceipt { .. } | Stage::Queued(_) => false,
        });
        let answer = |pending: Pending<R>| {
            (
                pending.reply,
                Ok(Confirmation {
                    value: Some(seen.clone()),
                    at,
                }),
            )
        };
        proved.into_iter().map(answer).collect()
    }

    /// Answers the commands whose time is over.
    pub(crate) fn handle_timeout(&mut self, now: Instant) -> Vec<Answer<R>> {
        let late = self.take(|pending| pending.deadline <= now);
        late.into_iter()
            .map(|pending| (pending.reply, Err(pending.stage.failure())))
            .collect()
    }

    /// When the next command's time is over.
    pub(crate) fn next_deadline(&self) -> Option<Instant> {
        self.pending.iter().map(|pending| pending.deadline).min()
    }

    /// Answers every command, because no proof can come any more; whether the devices obeyed is unknown.
    pub(crate) fn abandon(&mut self) -> Vec<Answer<R>> {
        self.queued.clear();
        let all = self.pending.drain(..);
        all.map(|pending| (pending.reply, Err(CommandError::Timeout)))
            .collect()
    }

    fn take(&mut self, picks: impl FnMut(&mut Pending<R>) -> bool) -> Vec<Pending<R>> {
        self.pending.extract_if(.., picks).collect()
    }
}

impl Stage {
    /// What it means that the time is over.
    fn failure(self) -> CommandError {
        match self {
            // The device lives and tells another value than the one commanded.
            Self::WaitingForState {
                last_seen: Some(seen),
                ..
            } => CommandError::Unverified(seen.to_string()),
            Self::WaitingForState { last_seen: None, .. }
            | Self::WaitingForReceipt { .. }
            | Self::Queued(_) => CommandError::Timeout,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const LAMP: PointId = PointId(0);
    const PUMP: PointId = PointId(1);
    const AT: SystemTime = SystemTime::UNIX_EPOCH;
    const ON: Value = Value::Boolean(true);
    const OFF: Value = Value::Boolean(false);

    struct Bench {
        start: Instant,
        confirmations: Confirmations<&'static str>,
    }

    impl Bench {
        fn new() -> Self {
            Self {
                start: Instant::now(),
                confirmations: Confirmations::new(),
            }
        }

        fn begin(&mut self, name: &'static str, point: PointId, proof: Proof, seconds: u64) {
            let deadline = self.start + Duration::from_secs(seconds);
            self.confirmations.begin(point, proof, deadline, name);
        }

        fn state(&mut self, point: PointId, seen: Value) -> Vec<&'static str> {
            let answers = self
                .confirmations
                .handle_state(point, &seen, AT, |wanted| *wanted == seen);
            answers
                .into_iter()
                .map(|(name, result)| {
                    assert_eq!(
                        result,
                        Ok(Confirmation {
                            value: Some(seen.clone()),
                            at: AT
                        })
                    );
                    name
                })
                .collect()
        }

        fn timeout(&mut self, seconds: u64) -> Vec<Answer<&'static str>> {
            self.confirmations
                .handle_timeout(self.start + Duration::from_secs(seconds))
        }
    }

    #[test]
    fn a_state_proves_a_command_only_after_it_was_sent() {
        let mut bench = Bench::new();
        bench.begin("on", LAMP, Proof::State(ON), 5);
        assert!(bench.state(LAMP, ON).is_empty());
        bench.confirmations.handle_sent(1);
        assert!(bench.state(PUMP, ON).is_empty());
        assert!(bench.state(LAMP, OFF).is_empty());
        assert_eq!(bench.state(LAMP, ON), ["on"]);
        assert!(bench.state(LAMP, ON).is_empty());
        assert!(bench.confirmations.is_empty());
    }

    #[test]
    fn a_receipt_proves_the_command_of_its_packet() {
        let mut bench = Bench::new();
        bench.begin("first", LAMP, Proof::Receipt, 5);
        bench.begin("state", LAMP, Proof::State(ON), 5);
        bench.begin("second", LAMP, Proof::Receipt, 5);
        for packet in [7, 8, 9] {
            bench.confirmations.handle_sent(packet);
        }
        let mut receipt = |packet| {
            bench
                .confirmations
                .handle_receipt(packet, AT)
                .map(|(name, _)| name)
        };
        assert_eq!(receipt(9), Some("second"));
        assert_eq!(receipt(8), None);
        assert_eq!(receipt(7), Some("first"));
        assert_eq!(receipt(7), None);
    }

    #[test]
    fn silence_is_a_timeout_and_another_value_is_no_proof() {
        let mut bench = Bench::new();
        bench.begin("silent", LAMP, Proof::State(ON), 3);
        bench.begin("stubborn", PUMP, Proof::State(ON), 5);
        bench.confirmations.handle_sent(1);
        bench.confirmations.handle_sent(2);
        assert!(bench.state(PUMP, OFF).is_empty());
        assert_eq!(
            bench.confirmations.next_deadline(),
            Some(bench.start + Duration::from_secs(3))
        );
        assert!(bench.timeout(2).is_empty());
        assert_eq!(bench.timeout(3), [("silent", Err(CommandError::Timeout))]);
        let unverified = CommandError::Unverified("false".into());
        assert_eq!(bench.timeout(5), [("stubborn", Err(unverified))]);
        assert_eq!(bench.confirmations.next_deadline(), None);
    }

    #[test]
    fn packets_are_counted_also_for_commands_that_timed_out_before_they_were_sent() {
        let mut bench = Bench::new();
        bench.begin("late", LAMP, Proof::Receipt, 1);
        bench.begin("good", PUMP, Proof::Receipt, 5);
        assert_eq!(bench.timeout(1), [("late", Err(CommandError::Timeout))]);
        bench.confirmations.handle_sent(1);
        bench.confirmations.handle_sent(2);
        assert!(bench.confirmations.handle_receipt(1, AT).is_none());
        let answer = bench.confirmations.handle_receipt(2, AT).map(|(name, _)| name);
        assert_eq!(answer, Some("good"));
    }

    #[test]
    fn every_command_is_answered_when_the_connection_ends() {
        let mut bench = Bench::new();
        bench.begin("queued", LAMP, Proof::Receipt, 5);
        bench.begin("sent", PUMP, Proof::State(ON), 5);
        let names: Vec<_> = bench
            .confirmations
            .abandon()
            .into_iter()
            .map(|(name, _)| name)
            .collect();
        assert_eq!(names, ["queued", "sent"]);
        assert!(bench.confirmations.is_empty());
    }

    #[test]
    fn the_number_of_waiting_commands_is_bounded() {
        let mut bench = Bench::new();
        while !bench.confirmations.is_full() {
            bench.begin("command", LAMP, Proof::Receipt, 5);
        }
        assert_eq!(bench.timeout(5).len(), MAX_PENDING);
        // They are still on their way to the broker.
        assert!(bench.confirmations.is_full());
    }
}
