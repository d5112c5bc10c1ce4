//! The btleplug side: one controller, its scan and what it hears.

use std::collections::HashSet;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use btleplug::api::{Central as _, CentralEvent, Manager as _, Peripheral as _, ScanFilter};
use btleplug::platform::{Adapter, Manager, Peripheral, PeripheralId};
use futures_util::{Stream, StreamExt};

use crate::Address;
use crate::advert::{Advertisement, Format};
use crate::error::RadioError;

/// BlueZ answers at once, or is stuck.
const CALL_TIMEOUT: Duration = Duration::from_secs(10);
/// How many advertisements may be asked about at the same time.
const LOOKUPS: usize = 8;

/// One Bluetooth controller.
#[derive(Clone, Debug)]
pub(crate) struct Central {
    adapter: Adapter,
    controller: Arc<str>,
}

/// What the controller hears.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Heard {
    /// A configured device advertised.
    Advertisement(Advertisement),
    /// The connection to a configured device ended.
    Disconnected(Address),
    /// Another device advertised, perhaps in a known format.
    Neighbour(Address, Option<Format>),
}

/// What the controller hears, without end.
pub(crate) type HeardStream = Pin<Box<dyn Stream<Item = Heard> + Send>>;

/// The bus connection of btleplug, which never closes one it has opened. One serves until the bus itself is
/// another, so that restarts of the adapter do not use up the connections a user may have.
static MANAGER: Mutex<Option<(tokio::runtime::Id, String, Manager)>> = Mutex::new(None);

async fn manager(bus_id: String) -> Result<Manager, btleplug::Error> {
    let runtime = tokio::runtime::Handle::current().id();
    {
        let shared = MANAGER.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((in_runtime, on_bus, manager)) = &*shared
            && (*in_runtime, on_bus) == (runtime, &bus_id)
        {
            return Ok(manager.clone());
        }
    }
    let manager = Manager::new().await?;
    *MANAGER.lock().unwrap_or_else(PoisonError::into_inner) = Some((runtime, bus_id, manager.clone()));
    Ok(manager)
}

fn forget_manager() {
    *MANAGER.lock().unwrap_or_else(PoisonError::into_inner) = None;
}

impl Central {
    /// The controller of that name. `bus_id` tells the bus it was seen on a moment ago.
    pub(crate) async fn open(controller: &str, bus_id: String) -> Result<Self, RadioError> {
        let error = |source| RadioError::Central {
            action: "look for controllers",
            controller: controller.to_owned(),
            source,
        };
        let manager = manager(bus_id).await.map_err(error)?;
        let adapters = match tokio::time::timeout(CALL_TIMEOUT, manager.adapters()).await {
            Ok(Ok(adapters)) => adapters,
            Ok(Err(source)) => {
                // BlueZ answered somebody else a moment ago: it is the connection that does not work.
                forget_manager();
                return Err(error(source));
            }
            Err(_) => {
                return Err(RadioError::Timeout {
                    action: "look for controllers",
                });
            }
        };
        for adapter in adapters {
            let info = adapter.adapter_info().await.map_err(error)?;
            if info.split_whitespace().next() == Some(controller) {
                return Ok(Self {
                    adapter,
                    controller: controller.into(),
                });
            }
        }
        Err(RadioError::ControllerMissing(controller.to_owned()))
    }

    /// Switches the controller on and scans.
    pub(crate) async fn start_scan(&self) -> Result<(), RadioError> {
        self.call("scan", self.adapter.start_scan(ScanFilter::default()))
            .await
    }

    /// Ends the scan, if there is one.
    pub(crate) async fn stop_scan(&self) {
        if let Err(error) = self.call("stop the scan", self.adapter.stop_scan()).await {
            tracing::debug!(%error, "The scan had ended already.");
        }
    }

    /// What is heard from now on of the `wanted` devices, and that others are there.
    pub(crate) async fn events(&self, wanted: Arc<HashSet<Address>>) -> Result<HeardStream, RadioError> {
        let events = self.call("listen", self.adapter.events()).await?;
        let adapter = self.adapter.clone();
        let heard = events
            .map(move |event| heard(adapter.clone(), event, Arc::clone(&wanted), SystemTime::now()))
            .buffered(LOOKUPS)
            .filter_map(std::future::ready);
        Ok(Box::pin(heard))
    }

    /// The device of that address, if the controller has heard it of late.
    pub(crate) async fn peripheral(&self, address: Address) -> Result<Option<Peripheral>, btleplug::Error> {
        let known = self.adapter.peripherals().await?;
        Ok(known
            .into_iter()
            .find(|peripheral| peripheral.address().into_inner() == address.bytes()))
    }

    async fn call<T>(
        &self,
        action: &'static str,
        call: impl Future<Output = Result<T, btleplug::Error>>,
    ) -> Result<T, RadioError> {
        match tokio::time::timeout(CALL_TIMEOUT, call).await {
            Ok(result) => result.map_err(|source| RadioError::Central {
                action,
                controller: self.controller.to_string(),
                source,
            }),
            Err(_) => Err(RadioError::Timeout { action }),
        }
    }
}

async fn heard(
    adapter: Adapter,
    event: CentralEvent,
    wanted: Arc<HashSet<Address>>,
    at: SystemTime,
) -> Option<Heard> {
    let address = address_of(event_id(&event)?)?;
    let mut advertisement = Advertisement::presence(address, None, at);
    match event {
        CentralEvent::DeviceDisconnected(_) => {
            return wanted.contains(&address).then_some(Heard::Disconnected(address));
        }
        CentralEvent::DeviceDiscovered(id) if wanted.contains(&address) => {
            return first_advertisement(&adapter, &id, advertisement)
                .await
                .map(Heard::Advertisement);
        }
        CentralEvent::ManufacturerDataAdvertisement {
            manufacturer_data, ..
        } => {
            advertisement.manufacturer_data = manufacturer_data.into_iter().collect();
        }
        CentralEvent::RssiUpdate { rssi, .. } => advertisement.rssi = Some(rssi),
        CentralEvent::ServiceDataAdvertisement { service_data, .. } => {
            advertisement.service_data = service_data.into_iter().collect();
        }
        CentralEvent::DeviceDiscovered(_) => {}
        // Being connected or having services is no sign of being on the air now.
        _ => return None,
    }
    if wanted.contains(&address) {
        return Some(Heard::Advertisement(advertisement));
    }
    let format = Format::ALL
        .into_iter()
        .find(|format| advertisement.payload(*format).is_some());
    Some(Heard::Neighbour(address, format))
}

/// The first advertisement of a device comes without its contents. BlueZ also announces devices it only remembers;
/// those have no signal strength, and what they said is long past.
async fn first_advertisement(
    adapter: &Adapter,
    id: &PeripheralId,
    mut advertisement: Advertisement,
) -> Option<Advertisement> {
    let peripheral = adapter.peripheral(id).await.ok()?;
    let properties = peripheral.properties().await.ok()??;
    advertisement.rssi = Some(properties.rssi?);
    advertisement.manufacturer_data = properties.manufacturer_data.into_iter().collect();
    advertisement.service_data = properties.service_data.into_iter().collect();
    Some(advertisement)
}

fn event_id(event: &CentralEvent) -> Option<&PeripheralId> {
    match event {
        CentralEvent::DeviceDisconnected(id) | CentralEvent::DeviceDiscovered(id) => Some(id),
        CentralEvent::ManufacturerDataAdvertisement { id, .. }
        | CentralEvent::RssiUpdate { id, .. }
        | CentralEvent::ServiceDataAdvertisement { id, .. } => Some(id),
        // Foreign enum that may grow; the watcher looks after the state of the controller.
        _ => None,
    }
}

/// BlueZ's names for devices: `hci0/dev_AA_BB_CC_DD_EE_FF`.
fn address_of(id: &PeripheralId) -> Option<Address> {
    let name = id.to_string();
    name.rsplit('/').next()?.strip_prefix("dev_")?.parse().ok()
}
