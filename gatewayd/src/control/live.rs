//! What changes too often to be published: it is asked for when somebody wants to know.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::{Instant, timeout};

use super::requests::Requests;
use crate::hub::control::Control;
use crate::hub::status::{DeviceInfo, Status};

/// How old an answer may be to serve once more; all devices of one call are answered from one status.
const FRESH: Duration = Duration::from_secs(1);

/// How long the hub may take before the published status has to do.
const PATIENCE: Duration = Duration::from_secs(2);

/// The status of this very moment.
#[derive(Clone, Debug)]
pub(super) struct Live {
    requests: Requests,
    // Held while the hub is asked, so that it is asked once for many waiting readers.
    latest: Arc<Mutex<Option<(Instant, Status)>>>,
}

impl Live {
    pub(super) fn new(requests: Requests) -> Self {
        Self {
            requests,
            latest: Arc::default(),
        }
    }

    /// The device as it is now; `None` when the hub does not know it, or has no time.
    pub(super) async fn device(&self, name: &str) -> Option<DeviceInfo> {
        let mut latest = self.latest.lock().await;
        if latest.as_ref().is_none_or(|(at, _)| at.elapsed() >= FRESH) {
            let answer = self.requests.ask(|reply| Control::Status { reply });
            *latest = Some((Instant::now(), timeout(PATIENCE, answer).await.ok()?.ok()?));
        }
        let (_, status) = latest.as_ref()?;
        status.devices.iter().find(|device| device.name == name).cloned()
    }
}
