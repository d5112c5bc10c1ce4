//! Commands that adapters have not answered yet.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Instant;

use adapter::{CommandError, CommandResult};
use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use lwm2m::{Outcome, RequestId, ServerId};
use objects::{ResourcePath, Value};
use tokio::sync::oneshot;
use tokio::time::timeout_at;

use super::adapters::PointKey;

/// Who waits for the outcome of an operation.
#[derive(Debug)]
pub(super) enum Requester {
    /// A caller on the bus.
    Bus(oneshot::Sender<Outcome>),
    /// A server whose registration has been given up since.
    Nobody,
    /// A server.
    Server(RequestId),
}

impl Requester {
    /// The server, if it is one.
    pub(super) const fn server(&self) -> Option<lwm2m::ServerId> {
        match self {
            Self::Bus(_) | Self::Nobody => None,
            Self::Server(request) => Some(request.server()),
        }
    }
}

/// An operation of which one part is with an adapter.
#[derive(Debug)]
pub(super) struct Operation {
    pub(super) requester: Requester,
    /// Whose adapter was asked.
    pub(super) key: PointKey,
    /// What the adapter was asked to do.
    pub(super) current: Step,
    /// What is to be written after it.
    pub(super) rest: VecDeque<(ResourcePath, Value)>,
}

/// One part of an operation.
#[derive(Clone, Debug)]
pub(super) enum Step {
    Execute(ResourcePath),
    Write(ResourcePath, Value),
}

type Answer = Pin<Box<dyn Future<Output = (u64, CommandResult)> + Send>>;

/// The operations that wait for an adapter.
#[derive(Default)]
pub(super) struct InFlight {
    operations: HashMap<u64, Operation>,
    answers: FuturesUnordered<Answer>,
    next: u64,
}

impl InFlight {
    /// The most operations that may wait; servers and the bus have smaller limits of their own.
    const MAX: usize = 256;

    pub(super) fn full(&self) -> bool {
        self.operations.len() >= Self::MAX
    }

    pub(super) fn is_empty(&self) -> bool {
        self.operations.is_empty()
    }

    /// Waits for the answer to a command. No answer until `deadline` is an answer too, and so is a
    /// dropped sender.
    pub(super) fn push(
        &mut self,
        operation: Operation,
        answer: oneshot::Receiver<CommandResult>,
        deadline: Instant,
    ) {
        let number = self.next;
        self.next += 1;
        self.operations.insert(number, operation);
        self.answers.push(Box::pin(async move {
            let result = match timeout_at(deadline.into(), answer).await {
                Ok(Ok(result)) => result,
                Ok(Err(_)) => Err(CommandError::Unreachable("the adapter has ended".into())),
                Err(_) => Err(CommandError::Timeout),
            };
            (number, result)
        }));
    }

    /// Servers are registered with anew: what they asked before is not theirs any more, and an answer to
    /// it could be taken for one to something else.
    pub(super) fn forget_servers(&mut self, all_but: &BTreeSet<ServerId>) {
        for operation in self.operations.values_mut() {
            if let Requester::Server(request) = &operation.requester
                && !all_but.contains(&request.server())
            {
                operation.requester = Requester::Nobody;
            }
        }
    }

    /// The next operation whose adapter has answered, with its place among all; for ever pending when none
    /// waits.
    pub(super) fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<(u64, Operation, CommandResult)> {
        while let Poll::Ready(Some((order, result))) = self.answers.poll_next_unpin(cx) {
            if let Some(operation) = self.operations.remove(&order) {
                return Poll::Ready((order, operation, result));
            }
        }
        Poll::Pending
    }
}
