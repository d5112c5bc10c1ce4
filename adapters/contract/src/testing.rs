//! A [`Context`] with its far ends, for the tests of adapters.

use std::time::{Duration, Instant};

use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;

use crate::{Action, Command, CommandError, CommandResult, Context, PointId, Report, Reports};

/// The harness's side of an adapter under test.
pub struct FarEnd {
    /// What the adapter reports.
    pub reports: mpsc::Receiver<Report>,
    /// Where commands go in.
    pub commands: mpsc::Sender<Command>,
    /// Ends the adapter.
    pub shutdown: CancellationToken,
}

/// A context with the channel sizes of the product, and its far end.
#[must_use]
pub fn context() -> (Context, FarEnd) {
    let (report_sender, reports) = mpsc::channel(64);
    let (commands, command_receiver) = mpsc::channel(8);
    let shutdown = CancellationToken::new();
    let context = Context {
        reports: Reports::new(report_sender),
        commands: command_receiver,
        shutdown: shutdown.clone(),
    };
    (
        context,
        FarEnd {
            reports,
            commands,
            shutdown,
        },
    )
}

impl FarEnd {
    /// Sends a command with a deadline `within` from now and waits for its answer.
    pub async fn command(&self, point: PointId, action: Action, within: Duration) -> CommandResult {
        let (reply, answer) = oneshot::channel();
        let command = Command {
            point,
            action,
            deadline: Instant::now() + within,
            reply,
        };
        if self.commands.send(command).await.is_err() {
            return Err(CommandError::Unreachable("the adapter has ended".into()));
        }
        answer.await.unwrap_or_else(|_| {
            Err(CommandError::Unreachable(
                "the adapter dropped the command".into(),
            ))
        })
    }
}
