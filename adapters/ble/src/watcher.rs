//! An eye on BlueZ itself: btleplug's event streams neither end nor fail when bluetoothd does.

use std::time::Duration;

use futures_util::StreamExt;
use zbus::fdo::{
    DBusProxy, InterfacesRemovedStream, NameOwnerChangedStream, ObjectManagerProxy, PropertiesChangedStream,
    PropertiesProxy,
};
use zbus::names::InterfaceName;
use zbus::{Connection, Variant};

use crate::error::RadioError;

const BLUEZ: &str = "org.bluez";
const ADAPTER: InterfaceName<'static> = InterfaceName::from_static_str_unchecked("org.bluez.Adapter1");
/// BlueZ answers at once, or is stuck.
const CALL_TIMEOUT: Duration = Duration::from_secs(10);

/// Watches bluetoothd and one controller.
pub(crate) struct Watcher {
    controller: String,
    connection: Connection,
    properties: PropertiesProxy<'static>,
    owners: NameOwnerChangedStream,
    changes: PropertiesChangedStream,
    removals: InterfacesRemovedStream,
}

/// What happened to the scan.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum ScanChange {
    /// The controller scans.
    Started,
    /// It does not, for whatever reason.
    Stopped,
}

impl Watcher {
    /// Connects to the system bus, and makes sure that bluetoothd and the controller are there.
    pub(crate) async fn connect(controller: &str) -> Result<Self, RadioError> {
        let builder = zbus::connection::Builder::system().method_timeout(CALL_TIMEOUT);
        let connection = builder.build().await.map_err(RadioError::Bus)?;
        let watcher = Self::subscribe(connection, controller)
            .await
            .map_err(RadioError::Bluetoothd)?;
        watcher.check_owner().await?;
        watcher.powered().await?;
        Ok(watcher)
    }

    /// Subscribes first and looks later, so that no change falls between.
    async fn subscribe(connection: Connection, controller: &str) -> zbus::Result<Self> {
        let bus = DBusProxy::new(&connection).await?;
        let owners = bus.receive_name_owner_changed_with_args(&[(0, BLUEZ)]).await?;
        let objects = ObjectManagerProxy::new(&connection, BLUEZ, "/").await?;
        let removals = objects.receive_interfaces_removed().await?;
        let path = format!("/org/bluez/{controller}");
        let properties = PropertiesProxy::new(&connection, BLUEZ, path).await?;
        let changes = properties.receive_properties_changed().await?;
        Ok(Self {
            controller: controller.to_owned(),
            connection,
            properties,
            owners,
            changes,
            removals,
        })
    }

    async fn check_owner(&self) -> Result<(), RadioError> {
        let bluetoothd = |error: zbus::Error| RadioError::Bluetoothd(error);
        let bus = DBusProxy::new(&self.connection).await.map_err(bluetoothd)?;
        let name = zbus::names::WellKnownName::from_static_str_unchecked(BLUEZ);
        match bus.name_has_owner(name.into()).await {
            Ok(true) => Ok(()),
            Ok(false) => Err(RadioError::BluetoothdMissing),
            Err(error) => Err(bluetoothd(error.into())),
        }
    }

    /// Whether the controller is switched on.
    async fn powered(&self) -> Result<bool, RadioError> {
        match self.properties.get(ADAPTER, "Powered").await {
            Ok(value) => bool::try_from(value).map_err(RadioError::Bluetoothd),
            Err(
                zbus::fdo::Error::UnknownObject(_)
                | zbus::fdo::Error::UnknownInterface(_)
                | zbus::fdo::Error::UnknownMethod(_),
            ) => Err(RadioError::ControllerMissing(self.controller.clone())),
            Err(error) => Err(RadioError::Bluetoothd(error.into())),
        }
    }

    /// The identity of the bus; another one after the bus daemon was restarted.
    pub(crate) fn bus_id(&self) -> String {
        self.connection.server_guid().to_string()
    }

    /// Waits for the scan to change.
    ///
    /// # Errors
    /// When the bus, bluetoothd or the controller is lost: nothing will be heard any more.
    ///
    /// Cancel safe.
    pub(crate) async fn next(&mut self) -> Result<ScanChange, RadioError> {
        loop {
            let change = tokio::select! {
                () = self.connection.closed() => return Err(RadioError::BusLost),
                Some(_) = self.owners.next() => return Err(RadioError::BluetoothdLost),
                Some(removed) = self.removals.next() => {
                    self.check_removal(&removed)?;
                    None
                }
                Some(changed) = self.changes.next() => self.check_change(&changed)?,
            };
            if let Some(change) = change {
                return Ok(change);
            }
        }
    }

    fn check_removal(&self, removed: &zbus::fdo::InterfacesRemoved) -> Result<(), RadioError> {
        let Ok(arguments) = removed.args() else {
            return Ok(());
        };
        let ours = arguments.object_path.as_str() == self.properties.inner().path().as_str();
        if ours && arguments.interfaces.contains(&ADAPTER) {
            return Err(RadioError::ControllerLost(self.controller.clone()));
        }
        Ok(())
    }

    fn check_change(&self, changed: &zbus::fdo::PropertiesChanged) -> Result<Option<ScanChange>, RadioError> {
        let Ok(arguments) = changed.args() else {
            return Ok(None);
        };
        if arguments.interface_name != ADAPTER {
            return Ok(None);
        }
        if let Some(Variant::Bool(false)) = arguments.changed_properties.get("Powered") {
            return Err(RadioError::PoweredOff(self.controller.clone()));
        }
        Ok(match arguments.changed_properties.get("Discovering") {
            Some(Variant::Bool(true)) => Some(ScanChange::Started),
            Some(Variant::Bool(false)) => Some(ScanChange::Stopped),
            Some(_) | None => None,
        })
    }

    /// Switches the controller off and on again, and overlooks what that does to it.
    pub(crate) async fn power_cycle(&mut self) -> Result<(), RadioError> {
        for on in [false, true] {
            let value = Variant::Bool(on);
            let call = self.properties.set(ADAPTER, "Powered", &value);
            call.await.map_err(|error| RadioError::Bluetoothd(error.into()))?;
        }
        let settled = async {
            while let Some(changed) = self.changes.next().await {
                let on = changed.args().is_ok_and(|arguments| {
                    matches!(
                        arguments.changed_properties.get("Powered"),
                        Some(Variant::Bool(true))
                    )
                });
                if on {
                    break;
                }
            }
        };
        let timeout = RadioError::Timeout {
            action: "restart the controller",
        };
        tokio::time::timeout(CALL_TIMEOUT, settled)
            .await
            .map_err(|_| timeout)
    }
}
