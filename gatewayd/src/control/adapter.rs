//! An adapter: the part of the gateway that speaks with the devices of one bus.

use tokio::sync::watch;
use zbus::interface;

use super::announce::Object;
use super::value::text;
use crate::hub::status::AdapterInfo;

/// The object of one adapter.
pub(super) struct Adapter {
    info: watch::Sender<AdapterInfo>,
}

impl Adapter {
    pub(super) fn new(info: AdapterInfo) -> Self {
        Self {
            info: watch::Sender::new(info),
        }
    }
}

impl Object for Adapter {
    type Info = AdapterInfo;

    fn replace(&self, info: AdapterInfo) {
        self.info.send_replace(info);
    }
}

/// An adapter, which speaks with the devices of one bus.
#[interface(name = "org.gatewayd.Gateway1.Adapter1")]
impl Adapter {
    /// The name of its table in the configuration.
    #[zbus(property)]
    fn name(&self) -> String {
        text(&self.info.borrow().name)
    }

    /// Its type, such as modbus-rtu.
    #[zbus(property)]
    fn kind(&self) -> String {
        text(&self.info.borrow().kind)
    }

    /// "up", "starting", "backing-off" or "failed".
    #[zbus(property)]
    fn state(&self) -> String {
        text(&self.info.borrow().state)
    }

    /// Why it is not up; empty when it is.
    #[zbus(property)]
    fn last_error(&self) -> String {
        text(self.info.borrow().last_error.as_deref().unwrap_or_default())
    }

    /// How often it was started again after a failure.
    #[zbus(property)]
    fn restarts(&self) -> u32 {
        self.info.borrow().restarts
    }
}
