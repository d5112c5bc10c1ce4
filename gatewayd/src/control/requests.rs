//! Asks the hub.

use std::time::Duration;

use tokio::sync::mpsc::error::SendTimeoutError;
use tokio::sync::{mpsc, oneshot};

use super::Error;
use crate::hub::control::Control;

/// How long a request may wait for a place in the hub's queue.
const PATIENCE: Duration = Duration::from_secs(2);

/// Where requests to the hub go.
#[derive(Clone, Debug)]
pub(super) struct Requests {
    hub: mpsc::Sender<Control>,
}

impl Requests {
    pub(super) const fn new(hub: mpsc::Sender<Control>) -> Self {
        Self { hub }
    }

    /// Sends what `control` makes of a reply channel, and waits for the reply.
    ///
    /// The hub bounds the time that a device has, so that there is no limit here.
    pub(super) async fn ask<T>(
        &self,
        control: impl FnOnce(oneshot::Sender<T>) -> Control,
    ) -> Result<T, Error> {
        let (reply, answer) = oneshot::channel();
        self.hub
            .send_timeout(control(reply), PATIENCE)
            .await
            .map_err(|error| match error {
                SendTimeoutError::Closed(_) => ending(),
                SendTimeoutError::Timeout(_) => Error::Busy("too many requests are waiting".into()),
            })?;
        answer.await.map_err(|_| ending())
    }
}

fn ending() -> Error {
    Error::Unavailable("gatewayd is about to end".into())
}
