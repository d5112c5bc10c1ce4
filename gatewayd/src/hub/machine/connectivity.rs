//! The Connectivity Monitoring object (4): the bearer of the way to the server.

use std::collections::BTreeSet;
use std::fs;
use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::time::{Instant, SystemTime};

use objects::{InstanceId, ObjectTree, Resource, ResourcePath, Value};

use super::{CONNECTIVITY, MachineError};
use crate::hub::Hub;
use crate::machine::network::{self, Bearer, Route};

const BEARER: ResourcePath = resource(0);
const AVAILABLE: ResourcePath = resource(1);
const SIGNAL: ResourcePath = resource(2);
const LINK_QUALITY: ResourcePath = resource(3);
const ADDRESSES: ResourcePath = resource(4);
const ROUTERS: ResourcePath = resource(5);

/// Where the kernel lists the interfaces.
const INTERFACES: &str = "/sys/class/net";

/// The network as this process sees it; there is no `/proc/net` of its own under `ProcSubset=pid`.
const NETWORK: &str = "/proc/self/net";

/// A machine with more bearers or addresses than this has not been met; a server need not see them.
const MAX_LISTED: usize = 16;

const fn resource(id: u16) -> ResourcePath {
    ResourcePath::literal(4, 0, id)
}

pub(super) fn create(tree: &mut ObjectTree, at: SystemTime) -> Result<(), MachineError> {
    tree.create_instance(CONNECTIVITY, InstanceId::new(0), at)?;
    // Until the way to a server is known; an interface without a radio has no signal, which is mandatory.
    tree.set(BEARER, Value::Integer(Bearer::Ethernet.number()), at)?;
    tree.set(SIGNAL, Value::Integer(0), at)?;
    tree.clear_elements(AVAILABLE, at)?;
    tree.clear_elements(ADDRESSES, at)?;
    Ok(())
}

impl Hub {
    /// Finds out which way leads to the servers now.
    pub(in crate::hub) fn refresh_connectivity(&mut self, now: Instant) {
        let at = SystemTime::now();
        let ways: Vec<(SocketAddr, SocketAddr)> = self.upstream.addresses().take(MAX_LISTED).collect();
        let routes: Vec<Route> = ways.iter().filter_map(|(_, peer)| route(peer.ip())).collect();
        if let Some(first) = routes.first() {
            let signal = network::signal(&read("wireless"), &first.interface);
            self.set(now, BEARER, Value::Integer(bearer(&first.interface).number()), at);
            self.set(now, SIGNAL, Value::Integer(signal.unwrap_or(0)), at);
            match network::link_quality(&read("wireless"), &first.interface) {
                Some(quality) => self.set(now, LINK_QUALITY, Value::Integer(quality), at),
                None => {
                    let change = self.tree.remove(LINK_QUALITY, at);
                    self.announce(now, change);
                }
            }
        }
        let bearers: BTreeSet<Bearer> = available();
        let bearers = bearers.iter().map(|bearer| Value::Integer(bearer.number()));
        self.set_list(now, AVAILABLE, bearers.collect(), at);
        let own: BTreeSet<IpAddr> = ways.iter().map(|(own, _)| own.ip()).collect();
        self.set_list(now, ADDRESSES, texts(own), at);
        let routers: BTreeSet<IpAddr> = routes.iter().filter_map(|route| route.router).collect();
        self.set_list(now, ROUTERS, texts(routers), at);
    }

    /// Makes a resource hold exactly these elements.
    fn set_list(&mut self, now: Instant, path: ResourcePath, values: Vec<Value>, at: SystemTime) {
        let same = match self.tree.resource(path) {
            Some(Resource::Multiple(elements)) => elements.values().map(|entry| &entry.value).eq(&values),
            Some(Resource::Executable | Resource::Single(_)) => false,
            None => values.is_empty(),
        };
        if same {
            return;
        }
        if let Ok(change) = self.tree.clear_elements(path, at) {
            self.announce(now, change);
        }
        for (element, value) in (0..).zip(values) {
            self.set(now, path.with_element(element), value, at);
        }
    }
}

fn texts(addresses: BTreeSet<IpAddr>) -> Vec<Value> {
    addresses
        .iter()
        .map(|address| Value::String(address.to_string()))
        .collect()
}

/// A file of the kernel's network; empty when there is none.
fn read(name: &str) -> String {
    fs::read_to_string(Path::new(NETWORK).join(name)).unwrap_or_default()
}

fn route(to: IpAddr) -> Option<Route> {
    match to {
        // The kernel keeps the loopback routes of IPv4 in another table.
        IpAddr::V4(to) if to.is_loopback() => Some(Route {
            interface: "lo".into(),
            router: None,
        }),
        IpAddr::V4(to) => network::ipv4_route(&read("route"), to),
        IpAddr::V6(to) => network::ipv6_route(&read("ipv6_route"), to),
    }
}

fn bearer(interface: &str) -> Bearer {
    let folder = Path::new(INTERFACES).join(interface);
    let text = |name: &str| fs::read_to_string(folder.join(name)).unwrap_or_default();
    Bearer::of(&text("uevent"), &text("type"))
}

/// The bearers of all interfaces that are up, the loopback aside.
fn available() -> BTreeSet<Bearer> {
    let Ok(entries) = fs::read_dir(INTERFACES) else {
        return BTreeSet::new();
    };
    let up = |folder: &Path| {
        let state = fs::read_to_string(folder.join("operstate")).unwrap_or_default();
        state.trim() == "up"
    };
    entries
        .filter_map(Result::ok)
        .filter(|entry| entry.file_name() != "lo" && up(&entry.path()))
        .filter_map(|entry| entry.file_name().into_string().ok())
        .map(|name| bearer(&name))
        .collect()
}
