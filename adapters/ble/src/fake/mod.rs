//! A BlueZ without Bluetooth, served on a private bus: for tests here and in the integration tests.
//!
//! It does what the adapter relies on, and what it must survive: devices advertise only while somebody scans,
//! characteristics are there only while connected, and the whole may end at any moment.

mod bus;
mod controller;
mod device;
mod gatt;

use std::collections::{BTreeMap, BTreeSet};

use tokio::sync::watch;
use uuid::Uuid;
use zbus::Connection;

use crate::Address;
use crate::advert::uuid_of_16_bits;
use controller::Controller;
use device::Device;

pub use bus::PrivateBus;
pub use gatt::FakeCharacteristic;

/// What the fake controller is called.
pub const CONTROLLER: &str = "hci0";
const CONTROLLER_PATH: &str = "/org/bluez/hci0";

/// A running fake.
#[derive(Debug)]
pub struct FakeBluez {
    connection: Connection,
    state: watch::Sender<FakeState>,
}

/// What has been done to the fake; tests wait for it to become what they expect.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FakeState {
    /// Whether the controller is on.
    pub powered: bool,
    /// Whether the controller scans.
    pub discovering: bool,
    /// How often a scan was started.
    pub scans: usize,
    /// How often the controller was switched off.
    pub power_offs: usize,
    /// The devices that are connected.
    pub connected: BTreeSet<Address>,
    /// How often somebody tried to connect, by device.
    pub attempts: BTreeMap<Address, usize>,
    /// The characteristics that notify.
    pub notifying: BTreeSet<Uuid>,
    /// Everything written, in order.
    pub writes: Vec<Written>,
}

/// A value written to a characteristic.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Written {
    /// The characteristic.
    pub characteristic: Uuid,
    /// The bytes.
    pub bytes: Vec<u8>,
    /// `request` for a write with response, `command` for one without.
    pub kind: String,
}

/// What a fake device sends.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FakeAdvertisement {
    /// Service data by service.
    pub service_data: Vec<(Uuid, Vec<u8>)>,
    /// Manufacturer data by company.
    pub manufacturer_data: Vec<(u16, Vec<u8>)>,
    /// The signal strength in dBm; `None` for a device BlueZ only remembers.
    pub rssi: Option<i16>,
}

impl FakeAdvertisement {
    /// An advertisement of a 16-bit service.
    #[must_use]
    pub fn service(service: u16, data: &[u8]) -> Self {
        let service_data = vec![(uuid_of_16_bits(service), data.to_vec())];
        Self {
            service_data,
            manufacturer_data: Vec::new(),
            rssi: Some(-60),
        }
    }

    /// An advertisement of a company.
    #[must_use]
    pub fn manufacturer(company: u16, data: &[u8]) -> Self {
        let manufacturer_data = vec![(company, data.to_vec())];
        Self {
            service_data: Vec::new(),
            manufacturer_data,
            rssi: Some(-60),
        }
    }
}

impl FakeBluez {
    /// Starts bluetoothd with one controller, which is on, on the system bus of this process.
    ///
    /// # Errors
    /// When the bus is not there or BlueZ already is.
    pub async fn start() -> zbus::Result<Self> {
        let state = watch::Sender::new(FakeState {
            powered: true,
            ..FakeState::default()
        });
        let builder = zbus::connection::Builder::system();
        let connection = builder
            .serve_at("/", zbus::fdo::ObjectManager)
            .serve_at(CONTROLLER_PATH, Controller::new(state.clone()))
            .name("org.bluez")
            .build()
            .await?;
        Ok(Self { connection, state })
    }

    /// Ends bluetoothd: its name and all its objects are gone.
    ///
    /// # Errors
    /// When the bus is lost.
    pub async fn stop(self) -> zbus::Result<()> {
        self.connection.close().await
    }

    /// What was done to it.
    #[must_use]
    pub fn state(&self) -> watch::Receiver<FakeState> {
        self.state.subscribe()
    }

    /// Waits until what was done to it is as expected.
    pub async fn until(&self, expected: impl FnMut(&FakeState) -> bool) -> FakeState {
        let mut state = self.state();
        let reached = state.wait_for(expected).await;
        reached.map(|state| state.clone()).unwrap_or_default()
    }

    /// Lets a device advertise. Tells whether the controller scanned and so heard it.
    ///
    /// # Errors
    /// When the bus is lost.
    pub async fn advertise(&self, address: Address, advertisement: FakeAdvertisement) -> zbus::Result<bool> {
        if !self.state.borrow().discovering {
            return Ok(false);
        }
        if self.remember(address, advertisement.clone()).await? {
            return Ok(true);
        }
        let path = device_path(address);
        let device = self
            .connection
            .object_server()
            .interface::<_, Device>(path.as_str())
            .await?;
        device.get_mut().await.advertise(advertisement);
        device.get().await.announce(device.signal_emitter()).await?;
        Ok(true)
    }

    /// Makes a device known as if it had once been heard. Tells whether it was not known before.
    ///
    /// # Errors
    /// When the bus is lost.
    pub async fn remember(&self, address: Address, advertisement: FakeAdvertisement) -> zbus::Result<bool> {
        let device = Device::new(address, advertisement, self.state.clone());
        let refused = self
            .connection
            .object_server()
            .at(device_path(address).as_str(), device)
            .await?;
        Ok(refused.is_none())
    }

    /// Gives a known device a characteristic, which is there while it is connected.
    ///
    /// # Errors
    /// When the device is not known.
    pub async fn offer(&self, address: Address, characteristic: FakeCharacteristic) -> zbus::Result<()> {
        let path = device_path(address);
        let device = self
            .connection
            .object_server()
            .interface::<_, Device>(path.as_str())
            .await?;
        device.get_mut().await.offer(characteristic);
        Ok(())
    }

    /// Lets a known device refuse connections from now on, or accept them again.
    ///
    /// # Errors
    /// When the device is not known.
    pub async fn refuse_connections(&self, address: Address, refuse: bool) -> zbus::Result<()> {
        let path = device_path(address);
        let device = self
            .connection
            .object_server()
            .interface::<_, Device>(path.as_str())
            .await?;
        device.get_mut().await.refuse(refuse);
        Ok(())
    }

    /// Ends the connection from the device's side.
    ///
    /// # Errors
    /// When the device is not known.
    pub async fn drop_connection(&self, address: Address) -> zbus::Result<()> {
        let path = device_path(address);
        let server = self.connection.object_server();
        let device = server.interface::<_, Device>(path.as_str()).await?;
        device
            .get_mut()
            .await
            .leave(server, device.signal_emitter())
            .await
    }

    /// Lets a connected device notify.
    ///
    /// # Errors
    /// When the device is not connected.
    pub async fn notify(&self, address: Address, characteristic: Uuid, bytes: &[u8]) -> zbus::Result<()> {
        let path = device_path(address);
        let device = self
            .connection
            .object_server()
            .interface::<_, Device>(path.as_str())
            .await?;
        device
            .get()
            .await
            .notify(self.connection.object_server(), characteristic, bytes)
            .await
    }

    /// Switches the controller on or off, as a person would.
    ///
    /// # Errors
    /// When the bus is lost.
    pub async fn set_powered(&self, on: bool) -> zbus::Result<()> {
        let controller = self
            .connection
            .object_server()
            .interface::<_, Controller>(CONTROLLER_PATH)
            .await?;
        controller
            .get_mut()
            .await
            .switch(on, controller.signal_emitter())
            .await
    }

    /// Unplugs the controller.
    ///
    /// # Errors
    /// When the bus is lost.
    pub async fn unplug(&self) -> zbus::Result<bool> {
        self.connection
            .object_server()
            .remove::<Controller, _>(CONTROLLER_PATH)
            .await
    }
}

fn device_path(address: Address) -> String {
    format!("{CONTROLLER_PATH}/dev_{}", address.to_string().replace(':', "_"))
}
