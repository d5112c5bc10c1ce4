//! Which objects there are, and where.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use zbus::Connection;
use zbus::fdo::ObjectManager;

use super::ROOT;
use super::adapter::Adapter;
use super::announce::{Collection, announce};
use super::device::Device;
use super::live::Live;
use super::manager::{Manager, Overview};
use super::requests::Requests;
use super::server::Server;
use crate::hub::status::Status;

/// Everything that is on the bus.
pub(super) struct Objects {
    requests: Requests,
    live: Live,
    overview: Overview,
    servers: Collection<Server>,
    adapters: Collection<Adapter>,
    devices: Collection<Device>,
}

impl Objects {
    /// Puts everything on the bus that `status` tells of.
    pub(super) async fn create(
        connection: &Connection,
        requests: Requests,
        status: &Status,
    ) -> zbus::Result<Self> {
        let server = connection.object_server();
        let overview = Overview::of(status);
        server.at(ROOT, ObjectManager).await?;
        server
            .at(ROOT, Manager::new(overview.clone(), requests.clone()))
            .await?;
        let mut objects = Self {
            live: Live::new(requests.clone()),
            requests,
            overview,
            servers: Collection::new(),
            adapters: Collection::new(),
            devices: Collection::new(),
        };
        objects.update(connection, status).await?;
        Ok(objects)
    }

    /// Makes everything on the bus what `status` tells of, and announces what that changes.
    pub(super) async fn update(&mut self, connection: &Connection, status: &Status) -> zbus::Result<()> {
        let server = connection.object_server();
        let overview = Overview::of(status);
        if self.overview != overview {
            self.overview = overview.clone();
            announce::<Manager>(server, ROOT, overview).await?;
        }
        let build = |info| Server::new(info, self.requests.clone());
        let wanted = by_path("servers", &status.servers, |info| {
            info.short_server_id.to_string()
        });
        self.servers.update(server, wanted, build).await?;
        let wanted = by_path("adapters", &status.adapters, |info| info.name.clone());
        self.adapters.update(server, wanted, Adapter::new).await?;
        let build = |info| Device::new(info, self.live.clone());
        let wanted = by_path("devices", &status.devices, |info| info.name.clone());
        self.devices.update(server, wanted, build).await
    }
}

fn by_path<I: Clone>(folder: &str, infos: &[I], name: impl Fn(&I) -> String) -> BTreeMap<String, I> {
    infos
        .iter()
        .map(|info| (format!("{ROOT}/{folder}/{}", escape(&name(info))), info.clone()))
        .collect()
}

/// Makes a name an element of an object path: what is neither a letter nor a digit becomes `_` and two
/// hexadecimal digits (D-Bus specification, "Valid Object Paths"), so that different names stay different.
fn escape(name: &str) -> String {
    let mut escaped = String::with_capacity(name.len());
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() {
            escaped.push(char::from(byte));
        } else {
            write!(escaped, "_{byte:02x}").expect("writing to a string does not fail");
        }
    }
    // An element is never empty; `_` alone stands for no other name.
    if escaped.is_empty() {
        "_".to_owned()
    } else {
        escaped
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_path_elements_and_stay_different() {
        assert_eq!(escape("meters/feeder-1"), "meters_2ffeeder_2d1");
        assert_eq!(escape("a_b"), "a_5fb");
        assert_eq!(escape("kü"), "k_c3_bc");
        assert_eq!(escape(""), "_");
        assert_eq!(escape("101"), "101");
    }
}
