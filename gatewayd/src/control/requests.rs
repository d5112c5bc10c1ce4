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

#[cfg(test)]
mod tests {
    use tokio::time::Instant;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_full_queue_is_waited_for_and_then_busy() {
        let (hub, _queue) = mpsc::channel(1);
        let (reply, _answer) = oneshot::channel();
        hub.try_send(Control::Check { reply }).unwrap();
        let start = Instant::now();
        let asked = Requests::new(hub).ask(|reply| Control::Check { reply }).await;
        assert_eq!(asked, Err(Error::Busy("too many requests are waiting".into())));
        assert_eq!(start.elapsed(), PATIENCE);
    }

    #[tokio::test]
    async fn a_hub_that_ends_is_unavailable() {
        let (hub, mut queue) = mpsc::channel(1);
        let requests = Requests::new(hub);
        let dropped = async { drop(queue.recv().await) };
        let (asked, ()) = tokio::join!(requests.ask(|reply| Control::Check { reply }), dropped);
        assert_eq!(asked, Err(ending()));
        drop(queue);
        assert_eq!(
            requests.ask(|reply| Control::Check { reply }).await,
            Err(ending())
        );
    }
}
