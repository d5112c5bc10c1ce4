//! The daemon as seen from the other side of the bus.

use std::collections::HashMap;

use objects::{Path, ResourcePath};
use zbus::fdo::{ManagedObjects, ObjectManagerProxy, PropertiesProxy};
use zbus::names::InterfaceName;
use zbus::proxy::CacheProperties;
use zbus::{Connection, OwnedVariant, Variant, proxy};

use super::error::CtlError;
use super::item::Item;
use crate::args::Bus;
use crate::control::{NAME, ROOT, connect};

const MANAGER: InterfaceName<'static> =
    InterfaceName::from_static_str_unchecked("org.gatewayd.Gateway1.Manager1");

#[proxy(
    interface = "org.gatewayd.Gateway1.Manager1",
    default_service = "org.gatewayd.Gateway1",
    default_path = "/org/gatewayd/Gateway1"
)]
trait Manager {
    fn bootstrap(&self) -> zbus::Result<()>;
    fn execute_resource(&self, path: &str, arguments: &str) -> zbus::Result<()>;
    fn list_objects(&self, path: &str) -> zbus::Result<Vec<HashMap<String, OwnedVariant>>>;
    fn reload(&self) -> zbus::Result<HashMap<String, OwnedVariant>>;
    fn send(
        &self,
        paths: &[String],
        server: &str,
        later: bool,
    ) -> zbus::Result<Vec<HashMap<String, OwnedVariant>>>;
    fn write_resource(&self, path: &str, value: &Variant<'_>) -> zbus::Result<()>;
}

/// A connection to the daemon.
pub(super) struct Daemon {
    connection: Connection,
    manager: ManagerProxy<'static>,
}

impl Daemon {
    pub(super) async fn connect(bus: &Bus) -> Result<Self, CtlError> {
        let connection = connect(bus).await?;
        let manager = ManagerProxy::builder(&connection)
            .cache_properties(CacheProperties::No)
            .build()
            .await?;
        Ok(Self { connection, manager })
    }

    pub(super) async fn bootstrap(&self) -> Result<(), CtlError> {
        Ok(self.manager.bootstrap().await?)
    }

    /// One report per server.
    pub(super) async fn send(
        &self,
        paths: &[Path],
        server: &str,
        later: bool,
    ) -> Result<Vec<Dict>, CtlError> {
        let paths: Vec<String> = paths.iter().map(Path::to_string).collect();
        let reports = self.manager.send(&paths, server, later).await?;
        Ok(reports.into_iter().map(Dict).collect())
    }

    pub(super) async fn execute(&self, path: ResourcePath, arguments: &str) -> Result<(), CtlError> {
        Ok(self
            .manager
            .execute_resource(&path.to_string(), arguments)
            .await?)
    }

    pub(super) async fn list(&self, path: Path) -> Result<Vec<Item>, CtlError> {
        let items = self.manager.list_objects(&path.to_string()).await?;
        items.into_iter().map(|item| Item::try_from(Dict(item))).collect()
    }

    /// The properties of the gateway as a whole.
    pub(super) async fn overview(&self) -> Result<Dict, CtlError> {
        let properties = PropertiesProxy::builder(&self.connection)
            .destination(NAME)
            .path(ROOT)
            .cache_properties(CacheProperties::No)
            .build()
            .await?;
        Ok(Dict(properties.get_all(MANAGER).await?))
    }

    /// The properties of everything below it.
    pub(super) async fn objects(&self) -> Result<ManagedObjects, CtlError> {
        let manager = ObjectManagerProxy::builder(&self.connection)
            .destination(NAME)
            .path(ROOT)
            .cache_properties(CacheProperties::No)
            .build()
            .await?;
        Ok(manager.get_managed_objects().await?)
    }

    pub(super) async fn reload(&self) -> Result<Dict, CtlError> {
        Ok(Dict(self.manager.reload().await?))
    }

    pub(super) async fn write(&self, path: ResourcePath, text: &str) -> Result<(), CtlError> {
        Ok(self
            .manager
            .write_resource(&path.to_string(), &Variant::from(text))
            .await?)
    }
}

/// Named values, as the daemon sends them.
pub(super) struct Dict(pub(super) HashMap<String, OwnedVariant>);

impl Dict {
    /// Takes a value that is always there.
    pub(super) fn take<T: TryFrom<OwnedVariant>>(&mut self, key: &str) -> Result<T, CtlError> {
        self.take_if_there(key)?
            .ok_or_else(|| CtlError::Answer(format!("there is no {key}")))
    }

    /// Takes a value that may be missing.
    pub(super) fn take_if_there<T: TryFrom<OwnedVariant>>(
        &mut self,
        key: &str,
    ) -> Result<Option<T>, CtlError> {
        let wrong = |_| CtlError::Answer(format!("{key} has another type"));
        self.0
            .remove(key)
            .map(|value| T::try_from(value).map_err(wrong))
            .transpose()
    }

    /// Takes a text that is empty when there is nothing to say.
    pub(super) fn take_text(&mut self, key: &str) -> Result<Option<String>, CtlError> {
        Ok(Some(self.take::<String>(key)?).filter(|text| !text.is_empty()))
    }
}
