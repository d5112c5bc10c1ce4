//! A device behind the gateway.

use tokio::sync::watch;
use zbus::interface;

use super::Error;
use super::announce::Object;
use super::live::Live;
use super::value::text;
use crate::hub::status::DeviceInfo;

/// The object of one device.
pub(super) struct Device {
    info: watch::Sender<DeviceInfo>,
    live: Live,
}

impl Device {
    pub(super) fn new(info: DeviceInfo, live: Live) -> Self {
        Self {
            info: watch::Sender::new(info),
            live,
        }
    }

    /// The device as it is now, or else as it was published.
    async fn now(&self) -> DeviceInfo {
        let published = self.info.borrow().clone();
        self.live.device(&published.name).await.unwrap_or(published)
    }
}

impl Object for Device {
    type Info = DeviceInfo;

    const SILENT: &'static [&'static str] = &["FreshPoints", "LastSeen"];

    fn replace(&self, info: DeviceInfo) {
        self.info.send_replace(info);
    }
}

/// A device behind the gateway.
#[interface(name = "org.gatewayd.Gateway1.Device1")]
impl Device {
    /// The names of its adapter and its own, such as meters/feeder-1.
    #[zbus(property)]
    fn name(&self) -> String {
        text(&self.info.borrow().name)
    }

    /// Its address on its bus.
    #[zbus(property)]
    fn address(&self) -> String {
        text(&self.info.borrow().address)
    }

    /// "online", "offline" or "unknown".
    #[zbus(property)]
    fn state(&self) -> String {
        text(&self.info.borrow().state)
    }

    /// Why it is offline; empty when it is not.
    #[zbus(property)]
    fn last_error(&self) -> String {
        text(self.info.borrow().last_error.as_deref().unwrap_or_default())
    }

    /// When it was last heard, in Unix seconds; absent before the first time.
    #[zbus(property(emits_changed_signal = "false"))]
    async fn last_seen(&self) -> Result<i64, Error> {
        let seen = self.now().await.last_seen;
        seen.ok_or_else(|| Error::NotFound("the device was not heard yet".into()))
    }

    /// The paths of the resources that its points fill.
    #[zbus(property)]
    fn paths(&self) -> Vec<String> {
        self.info.borrow().paths.clone()
    }

    /// How many points it has.
    #[zbus(property)]
    fn points(&self) -> u64 {
        self.info.borrow().points
    }

    /// How many of its points have a value that is neither stale nor withdrawn.
    #[zbus(property(emits_changed_signal = "false"))]
    async fn fresh_points(&self) -> u64 {
        self.now().await.fresh_points
    }
}
