//! `org.bluez.Adapter1`.

use std::collections::HashMap;

use tokio::sync::watch;
use zbus::object_server::SignalEmitter;
use zbus::{OwnedVariant, fdo, interface};

use super::FakeState;

pub(super) struct Controller {
    state: watch::Sender<FakeState>,
}

impl Controller {
    pub(super) const fn new(state: watch::Sender<FakeState>) -> Self {
        Self { state }
    }

    /// Switches on or off and tells everybody.
    pub(super) async fn switch(&mut self, on: bool, emitter: &SignalEmitter<'_>) -> zbus::Result<()> {
        self.remember_power(on);
        self.powered_changed(emitter).await?;
        self.discovering_changed(emitter).await
    }

    fn remember_power(&self, on: bool) {
        self.state.send_modify(|state| {
            state.power_offs += usize::from(state.powered && !on);
            state.powered = on;
            state.discovering &= on;
        });
    }
}

#[interface(name = "org.bluez.Adapter1")]
impl Controller {
    #[zbus(property)]
    fn address(&self) -> String {
        "F2:F3:F4:F5:F6:F7".to_owned()
    }

    #[zbus(property)]
    fn address_type(&self) -> String {
        "public".to_owned()
    }

    #[zbus(property)]
    fn alias(&self) -> String {
        "fake".to_owned()
    }

    #[zbus(property)]
    fn discovering(&self) -> bool {
        self.state.borrow().discovering
    }

    #[zbus(property)]
    fn modalias(&self) -> String {
        "usb:v1D6Bp0246d0542".to_owned()
    }

    #[zbus(property)]
    fn name(&self) -> String {
        "fake".to_owned()
    }

    #[zbus(property)]
    fn powered(&self) -> bool {
        self.state.borrow().powered
    }

    #[zbus(property)]
    fn set_powered(&mut self, on: bool) {
        self.remember_power(on);
    }

    fn set_discovery_filter(&self, filter: HashMap<String, OwnedVariant>) {
        drop(filter);
    }

    async fn start_discovery(
        &mut self,
        #[zbus(signal_emitter)] emitter: SignalEmitter<'_>,
    ) -> fdo::Result<()> {
        if !self.state.borrow().powered {
            return Err(fdo::Error::Failed("Resource Not Ready".into()));
        }
        self.state.send_modify(|state| {
            state.discovering = true;
            state.scans += 1;
        });
        Ok(self.discovering_changed(&emitter).await?)
    }

    async fn stop_discovery(
        &mut self,
        #[zbus(signal_emitter)] emitter: SignalEmitter<'_>,
    ) -> fdo::Result<()> {
        if !self.state.borrow().discovering {
            return Err(fdo::Error::Failed("No discovery started".into()));
        }
        self.state.send_modify(|state| state.discovering = false);
        Ok(self.discovering_changed(&emitter).await?)
    }
}
