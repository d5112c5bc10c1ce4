//! One connection to one device.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use btleplug::api::{CharPropFlags, Characteristic, Peripheral as _, ValueNotification, WriteType};
use btleplug::platform::Peripheral;
use futures_util::{Stream, StreamExt};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use uuid::Uuid;

use super::{GattError, Shared};
use crate::config::WriteMode;
use crate::plan::{CharacteristicPlan, Delivery, DevicePlan};

/// A device that does not connect within this time gives its slot to another.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(20);
/// Bluetooth Core 5.4, vol. 3 part F §3.3.3 allows 30 seconds; a third is more than any device needs.
const OPERATION_TIMEOUT: Duration = Duration::from_secs(10);

type NotificationStream = Pin<Box<dyn Stream<Item = ValueNotification> + Send>>;

/// A device that is, or is being, connected.
pub(super) struct Link {
    peripheral: Peripheral,
    /// Never locked: it makes a link `Sync`, which btleplug's stream is not.
    notifications: Mutex<Option<NotificationStream>>,
    ready: bool,
    /// Given back when the link is dropped.
    _slot: OwnedSemaphorePermit,
}

impl Link {
    /// Waits for a slot and finds the device. It is not connected yet.
    pub(super) async fn prepare(shared: &Shared, device: &DevicePlan) -> Result<Self, GattError> {
        let slot = acquire(&shared.slots).await?;
        let lookup = bounded(OPERATION_TIMEOUT, shared.central.peripheral(device.address)).await?;
        let peripheral = lookup.ok_or(GattError::NotInRange)?;
        Ok(Self {
            peripheral,
            notifications: Mutex::new(None),
            ready: false,
            _slot: slot,
        })
    }

    /// Whether it is connected and its characteristics are known.
    pub(super) const fn is_ready(&self) -> bool {
        self.ready
    }

    /// Connects, learns the characteristics and subscribes to those that notify.
    pub(super) async fn establish(&mut self, shared: &Shared, device: &DevicePlan) -> Result<(), GattError> {
        let turn = acquire(&shared.connecting).await?;
        let connected = bounded(CONNECT_TIMEOUT, self.peripheral.connect()).await;
        drop(turn);
        connected.map_err(|error| match error {
            GattError::Refused(reason) => GattError::Connect(reason),
            other => other,
        })?;
        bounded(OPERATION_TIMEOUT, self.peripheral.discover_services()).await?;
        if device.notifies() {
            self.subscribe(device).await?;
        }
        self.ready = true;
        Ok(())
    }

    async fn subscribe(&mut self, device: &DevicePlan) -> Result<(), GattError> {
        let notifications = bounded(OPERATION_TIMEOUT, self.peripheral.notifications()).await?;
        self.notifications = Mutex::new(Some(notifications));
        for plan in device
            .characteristics
            .iter()
            .filter(|plan| plan.delivery == Delivery::Notified)
        {
            match self.find(plan) {
                Ok(characteristic) => {
                    bounded(OPERATION_TIMEOUT, self.peripheral.subscribe(&characteristic)).await?;
                }
                Err(error) => tracing::warn!(device = %device.id, %error, "Cannot subscribe."),
            }
        }
        Ok(())
    }

    fn find(&self, plan: &CharacteristicPlan) -> Result<Characteristic, GattError> {
        let services = self.peripheral.services();
        let service = services.iter().find(|service| service.uuid == plan.service);
        let mut characteristics = service.into_iter().flat_map(|service| &service.characteristics);
        let found = characteristics.find(|characteristic| characteristic.uuid == plan.uuid);
        found.cloned().ok_or(GattError::NoCharacteristic(plan.uuid))
    }

    /// Whether the device lets the value of the characteristic be read.
    pub(super) fn offers_reading(&self, plan: &CharacteristicPlan) -> bool {
        self.find(plan)
            .is_ok_and(|characteristic| characteristic.properties.contains(CharPropFlags::READ))
    }

    /// Reads a value.
    pub(super) async fn read(&self, plan: &CharacteristicPlan) -> Result<Vec<u8>, GattError> {
        let characteristic = self.find(plan)?;
        bounded(OPERATION_TIMEOUT, self.peripheral.read(&characteristic)).await
    }

    /// Writes a value.
    pub(super) async fn write(
        &self,
        plan: &CharacteristicPlan,
        bytes: &[u8],
        mode: WriteMode,
    ) -> Result<(), GattError> {
        let characteristic = self.find(plan)?;
        let kind = match mode {
            WriteMode::WithResponse => WriteType::WithResponse,
            WriteMode::WithoutResponse => WriteType::WithoutResponse,
        };
        bounded(
            OPERATION_TIMEOUT,
            self.peripheral.write(&characteristic, bytes, kind),
        )
        .await
    }

    /// The next notification: service, characteristic and value. Pending for ever where nothing notifies. Cancel safe.
    pub(super) async fn notification(&mut self) -> (Uuid, Uuid, Vec<u8>) {
        let next = match self
            .notifications
            .get_mut()
            .unwrap_or_else(PoisonError::into_inner)
        {
            Some(notifications) => notifications.next().await,
            None => None,
        };
        match next {
            Some(notification) => (notification.service_uuid, notification.uuid, notification.value),
            // The stream only ends with the bus, which the watcher notices.
            None => std::future::pending().await,
        }
    }

    /// Whether the device is still connected, as BlueZ sees it.
    pub(super) async fn is_connected(&self) -> bool {
        bounded(OPERATION_TIMEOUT, self.peripheral.is_connected())
            .await
            .unwrap_or(false)
    }

    /// Disconnects, also from a device that was about to connect, and gives the slot back.
    pub(super) async fn close(self) {
        if let Err(error) = bounded(OPERATION_TIMEOUT, self.peripheral.disconnect()).await {
            tracing::debug!(%error, "Cannot disconnect.");
        }
    }
}

async fn acquire(semaphore: &Arc<Semaphore>) -> Result<OwnedSemaphorePermit, GattError> {
    // Nobody closes the semaphores; if somebody did, there would be no connections any more.
    Arc::clone(semaphore)
        .acquire_owned()
        .await
        .map_err(|_| GattError::Disconnected)
}

async fn bounded<T>(
    limit: Duration,
    operation: impl Future<Output = Result<T, btleplug::Error>>,
) -> Result<T, GattError> {
    match tokio::time::timeout(limit, operation).await {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(classify(&error)),
        Err(_) => Err(GattError::Timeout(limit)),
    }
}

/// btleplug hands on BlueZ's errors as text only (BlueZ, `doc/org.bluez.GattCharacteristic.rst`, "Possible errors").
fn classify(error: &btleplug::Error) -> GattError {
    let text = error.to_string();
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if says(&["Not connected", "NotConnected", "UnknownObject"]) {
        GattError::Disconnected
    } else if says(&["NoReply", "Timeout", "timed out"]) {
        GattError::Timeout(OPERATION_TIMEOUT)
    } else {
        GattError::Refused(text)
    }
}
