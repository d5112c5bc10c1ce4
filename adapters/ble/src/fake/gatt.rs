//! `org.bluez.GattService1` and `org.bluez.GattCharacteristic1`.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::watch;
use uuid::Uuid;
use zbus::object_server::SignalEmitter;
use zbus::{OwnedVariant, fdo, interface};

use super::{FakeState, Written};

/// A characteristic of a fake device. Its value outlives connections.
#[derive(Clone, Debug)]
pub struct FakeCharacteristic {
    pub(super) service: Uuid,
    pub(super) uuid: Uuid,
    flags: Vec<&'static str>,
    value: Arc<Mutex<Vec<u8>>>,
    stuck: bool,
}

impl FakeCharacteristic {
    /// A characteristic with BlueZ's `flags`, such as `read`, `write` and `notify`.
    #[must_use]
    pub fn new(service: Uuid, uuid: Uuid, flags: &[&'static str], value: &[u8]) -> Self {
        let value = Arc::new(Mutex::new(value.to_vec()));
        Self {
            service,
            uuid,
            flags: flags.to_vec(),
            value,
            stuck: false,
        }
    }

    /// Accepts writes and keeps its value all the same.
    #[must_use]
    pub fn stuck(mut self) -> Self {
        self.stuck = true;
        self
    }

    fn value(&self) -> Vec<u8> {
        self.value.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set_value(&self, bytes: &[u8]) {
        *self.value.lock().unwrap_or_else(PoisonError::into_inner) = bytes.to_vec();
    }

    fn allows(&self, flag: &str) -> fdo::Result<()> {
        match self.flags.contains(&flag) {
            true => Ok(()),
            false => Err(fdo::Error::NotSupported("Operation is not supported".into())),
        }
    }
}

pub(super) struct Service(Uuid);

impl Service {
    pub(super) const fn new(uuid: Uuid) -> Self {
        Self(uuid)
    }
}

#[interface(name = "org.bluez.GattService1")]
impl Service {
    #[zbus(property)]
    fn primary(&self) -> bool {
        true
    }

    #[zbus(property, name = "UUID")]
    fn uuid(&self) -> String {
        self.0.to_string()
    }
}

pub(super) struct Characteristic {
    fake: FakeCharacteristic,
    notifying: bool,
    state: watch::Sender<FakeState>,
}

impl Characteristic {
    pub(super) const fn new(fake: FakeCharacteristic, state: watch::Sender<FakeState>) -> Self {
        Self {
            fake,
            notifying: false,
            state,
        }
    }

    pub(super) async fn notify(&mut self, bytes: &[u8], emitter: &SignalEmitter<'_>) -> zbus::Result<()> {
        self.fake.set_value(bytes);
        if self.notifying {
            self.value_changed(emitter).await?;
        }
        Ok(())
    }
}

#[interface(name = "org.bluez.GattCharacteristic1")]
impl Characteristic {
    #[zbus(property)]
    fn flags(&self) -> Vec<String> {
        self.fake.flags.iter().map(ToString::to_string).collect()
    }

    #[zbus(property, name = "UUID")]
    fn uuid(&self) -> String {
        self.fake.uuid.to_string()
    }

    #[zbus(property)]
    fn value(&self) -> Vec<u8> {
        self.fake.value()
    }

    fn read_value(&self, options: HashMap<String, OwnedVariant>) -> fdo::Result<Vec<u8>> {
        drop(options);
        self.fake.allows("read")?;
        Ok(self.fake.value())
    }

    fn write_value(&self, value: Vec<u8>, options: HashMap<String, OwnedVariant>) -> fdo::Result<()> {
        let kind = options
            .get("type")
            .and_then(|kind| <&str>::try_from(kind).ok())
            .unwrap_or("request");
        self.fake.allows(if kind == "command" {
            "write-without-response"
        } else {
            "write"
        })?;
        if !self.fake.stuck {
            self.fake.set_value(&value);
        }
        let written = Written {
            characteristic: self.fake.uuid,
            bytes: value,
            kind: kind.to_owned(),
        };
        self.state.send_modify(|state| state.writes.push(written));
        Ok(())
    }

    fn start_notify(&mut self) -> fdo::Result<()> {
        self.fake.allows("notify")?;
        self.notifying = true;
        self.state.send_modify(|state| {
            state.notifying.insert(self.fake.uuid);
        });
        Ok(())
    }

    fn stop_notify(&mut self) {
        self.notifying = false;
        self.state.send_modify(|state| {
            state.notifying.remove(&self.fake.uuid);
        });
    }
}
