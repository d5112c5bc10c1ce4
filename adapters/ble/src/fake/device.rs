//! `org.bluez.Device1`.

use std::collections::HashMap;

use tokio::sync::watch;
use uuid::Uuid;
use zbus::object_server::SignalEmitter;
use zbus::{ObjectServer, Variant, fdo, interface};

use super::gatt::{Characteristic, FakeCharacteristic, Service};
use super::{FakeAdvertisement, FakeState, device_path};
use crate::Address;

pub(super) struct Device {
    address: Address,
    advertisement: FakeAdvertisement,
    characteristics: Vec<FakeCharacteristic>,
    connected: bool,
    refuses: bool,
    state: watch::Sender<FakeState>,
}

impl Device {
    pub(super) const fn new(
        address: Address,
        advertisement: FakeAdvertisement,
        state: watch::Sender<FakeState>,
    ) -> Self {
        Self {
            address,
            advertisement,
            characteristics: Vec::new(),
            connected: false,
            refuses: false,
            state,
        }
    }

    pub(super) fn advertise(&mut self, advertisement: FakeAdvertisement) {
        self.advertisement = advertisement;
    }

    /// Tells what was advertised, as BlueZ does when duplicates are wanted: whether it changed or not.
    pub(super) async fn announce(&self, emitter: &SignalEmitter<'_>) -> zbus::Result<()> {
        if self.advertisement.rssi.is_some() {
            self.r_s_s_i_changed(emitter).await?;
        }
        if !self.advertisement.manufacturer_data.is_empty() {
            self.manufacturer_data_changed(emitter).await?;
        }
        if !self.advertisement.service_data.is_empty() {
            self.service_data_changed(emitter).await?;
        }
        Ok(())
    }

    pub(super) fn offer(&mut self, characteristic: FakeCharacteristic) {
        self.characteristics.push(characteristic);
    }

    pub(super) fn refuse(&mut self, refuses: bool) {
        self.refuses = refuses;
    }

    /// Where the characteristic at this place has its objects: service and characteristic.
    fn paths(&self, at: usize) -> (String, String) {
        let device = device_path(self.address);
        let service = self
            .characteristics
            .get(at)
            .map(|characteristic| characteristic.service);
        // Characteristics of one service hang below the object of the first.
        let first = self
            .characteristics
            .iter()
            .position(|other| Some(other.service) == service)
            .unwrap_or(at);
        let service = format!("{device}/service{first:04x}");
        let characteristic = format!("{service}/char{at:04x}");
        (service, characteristic)
    }

    async fn show_characteristics(&self, server: &ObjectServer) -> zbus::Result<()> {
        for (at, characteristic) in self.characteristics.iter().enumerate() {
            let (service, path) = self.paths(at);
            server
                .at(service.as_str(), Service::new(characteristic.service))
                .await?;
            server
                .at(
                    path.as_str(),
                    Characteristic::new(characteristic.clone(), self.state.clone()),
                )
                .await?;
        }
        Ok(())
    }

    async fn hide_characteristics(&self, server: &ObjectServer) -> zbus::Result<()> {
        for at in 0..self.characteristics.len() {
            let (service, path) = self.paths(at);
            server.remove::<Characteristic, _>(path.as_str()).await?;
            // Several characteristics may share it, so it may be gone already.
            let _ = server.remove::<Service, _>(service.as_str()).await;
        }
        Ok(())
    }

    /// Ends the connection and tells everybody.
    pub(super) async fn leave(
        &mut self,
        server: &ObjectServer,
        emitter: &SignalEmitter<'_>,
    ) -> zbus::Result<()> {
        self.connected = false;
        self.hide_characteristics(server).await?;
        self.connected_changed(emitter).await?;
        self.services_resolved_changed(emitter).await?;
        let uuids: Vec<Uuid> = self
            .characteristics
            .iter()
            .map(|characteristic| characteristic.uuid)
            .collect();
        self.state.send_modify(|state| {
            state.connected.remove(&self.address);
            state.notifying.retain(|uuid| !uuids.contains(uuid));
        });
        Ok(())
    }

    pub(super) async fn notify(&self, server: &ObjectServer, uuid: Uuid, bytes: &[u8]) -> zbus::Result<()> {
        let at = self
            .characteristics
            .iter()
            .position(|characteristic| characteristic.uuid == uuid);
        let (_, path) = self.paths(at.ok_or(zbus::Error::InterfaceNotFound)?);
        let characteristic = server.interface::<_, Characteristic>(path.as_str()).await?;
        characteristic
            .get_mut()
            .await
            .notify(bytes, characteristic.signal_emitter())
            .await
    }
}

#[interface(name = "org.bluez.Device1")]
impl Device {
    #[zbus(property)]
    fn address(&self) -> String {
        self.address.to_string()
    }

    #[zbus(property)]
    fn address_type(&self) -> String {
        "random".to_owned()
    }

    #[zbus(property)]
    fn blocked(&self) -> bool {
        false
    }

    #[zbus(property)]
    fn connected(&self) -> bool {
        self.connected
    }

    #[zbus(property)]
    fn legacy_pairing(&self) -> bool {
        false
    }

    #[zbus(property)]
    fn manufacturer_data(&self) -> HashMap<u16, Variant<'static>> {
        let data = self.advertisement.manufacturer_data.iter();
        data.map(|(company, bytes)| (*company, Variant::new(bytes.clone())))
            .collect()
    }

    #[zbus(property)]
    fn paired(&self) -> bool {
        false
    }

    #[zbus(property, name = "RSSI")]
    fn rssi(&self) -> fdo::Result<i16> {
        self.advertisement
            .rssi
            .ok_or_else(|| fdo::Error::UnknownProperty("it is out of range".into()))
    }

    #[zbus(property)]
    fn service_data(&self) -> HashMap<String, Variant<'static>> {
        let data = self.advertisement.service_data.iter();
        data.map(|(service, bytes)| (service.to_string(), Variant::new(bytes.clone())))
            .collect()
    }

    #[zbus(property)]
    fn services_resolved(&self) -> bool {
        self.connected
    }

    #[zbus(property)]
    fn trusted(&self) -> bool {
        false
    }

    #[zbus(property, name = "UUIDs")]
    fn uuids(&self) -> Vec<String> {
        self.characteristics
            .iter()
            .map(|characteristic| characteristic.service.to_string())
            .collect()
    }

    async fn connect(
        &mut self,
        #[zbus(object_server)] server: &ObjectServer,
        #[zbus(signal_emitter)] emitter: SignalEmitter<'_>,
    ) -> fdo::Result<()> {
        self.state
            .send_modify(|state| *state.attempts.entry(self.address).or_default() += 1);
        if self.refuses {
            return Err(fdo::Error::Failed("le-connection-abort-by-local".into()));
        }
        self.show_characteristics(server).await?;
        self.connected = true;
        self.connected_changed(&emitter).await?;
        self.services_resolved_changed(&emitter).await?;
        self.state.send_modify(|state| {
            state.connected.insert(self.address);
        });
        Ok(())
    }

    async fn disconnect(
        &mut self,
        #[zbus(object_server)] server: &ObjectServer,
        #[zbus(signal_emitter)] emitter: SignalEmitter<'_>,
    ) -> fdo::Result<()> {
        if !self.connected {
            return Ok(());
        }
        Ok(self.leave(server, &emitter).await?)
    }
}
