//! The configuration as the rest of the program sees it: typed, checked and complete.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use objects::{InstanceId, ObjectDef, ObjectId, Registry, ResourceId};

use super::machine::Machine;
use super::secret::Secret;
use crate::adapters::AdapterConfig;

/// Everything gatewayd was told.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// The gateway as a whole.
    pub gateway: Gateway,
    /// What the Device object (3) says.
    pub device: Device,
    /// The server that says which servers there are.
    pub bootstrap: Option<Bootstrap>,
    /// The machine the gateway runs on.
    pub machine: Machine,
    /// The LwM2M servers by the names of their tables.
    pub servers: BTreeMap<String, Server>,
    /// The adapters by the names of their tables.
    pub adapters: BTreeMap<String, AdapterEntry>,
    /// The object definitions of the user's own, in the order of their numbers.
    pub models: Vec<ObjectDef>,
}

impl Config {
    /// The object definitions there are: the user's own over those that are built in.
    #[must_use]
    pub fn registry(&self) -> Registry {
        registry(&self.models)
    }
}

/// The built-in definitions with these over them.
pub(super) fn registry(models: &[ObjectDef]) -> Registry {
    let mut registry = Registry::standard();
    for def in models {
        let in_order = registry.insert(def.clone());
        debug_assert!(in_order.is_ok(), "what was read is in order");
    }
    registry
}

/// The `[gateway]` table.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Gateway {
    /// What the gateway calls itself towards servers.
    pub endpoint_name: String,
    /// How devices are shown to servers.
    pub exposure: Exposure,
}

/// How devices are shown to servers.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Exposure {
    /// As instances among the gateway's own objects.
    Flat,
}

/// The `[device]` table; what is not set is no resource of the Device object.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Device {
    /// Who made the gateway (3/0/0).
    pub manufacturer: Option<String>,
    /// Its model (3/0/1).
    pub model: Option<String>,
    /// Its serial number (3/0/2).
    pub serial: Option<String>,
    /// The version of its firmware or system image (3/0/3).
    pub firmware_version: Option<String>,
    /// Its class as the manufacturer defines it (3/0/17).
    pub device_type: Option<String>,
    /// The version of its hardware (3/0/18).
    pub hardware_version: Option<String>,
}

/// A `[server.NAME]` table.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Server {
    /// Where it is.
    pub uri: ServerUri,
    /// Its number within this client, 1..=65534.
    pub short_server_id: u16,
    /// How long a registration lasts without an update, in whole seconds.
    pub lifetime: Duration,
    /// How the way to it is protected.
    pub security: Security,
    /// What it may do, where there are several servers.
    pub rights: ServerRights,
    /// Whether the server is asked to send nothing while the gateway has been silent for a while.
    pub queue_mode: bool,
    /// When it is registered with, and what follows failures.
    pub schedule: Schedule,
}

/// What a server may do with the objects of the gateway.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum ServerRights {
    /// Everything.
    #[default]
    Full,
    /// Read and observe; its own Server object instance is its own.
    Read,
}

/// When a server is registered with, and what follows failures: resources 13 to 20 of the Server object (1). What is
/// absent is left to the defaults.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Schedule {
    /// Its place in the order of servers; those without one do not wait for others (1/x/13).
    pub priority: Option<u32>,
    /// How long to wait before the first attempt, in whole seconds (1/x/14).
    pub initial_delay: Option<Duration>,
    /// Whether servers behind it wait until it is reached or has failed for good (1/x/15).
    pub block_on_failure: bool,
    /// Whether the bootstrap server is asked when it has failed for good (1/x/16).
    pub bootstrap_on_failure: Option<bool>,
    /// How many attempts make a sequence (1/x/17).
    pub retry_count: Option<u32>,
    /// The pause after the first attempt, doubled with each further one, in whole seconds (1/x/18).
    pub retry_delay: Option<Duration>,
    /// The pause between sequences, in whole seconds (1/x/19).
    pub sequence_delay: Option<Duration>,
    /// After how many sequences it has failed for good (1/x/20).
    pub sequence_count: Option<u32>,
}

/// The `[bootstrap]` table.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Bootstrap {
    /// Where the bootstrap server is.
    pub uri: ServerUri,
    /// How the way to it is protected.
    pub security: Security,
    /// How long to wait before it is asked, in whole seconds.
    pub hold_off: Option<Duration>,
    /// How long after a bootstrap its account is kept, in whole seconds; for ever when absent.
    pub account_timeout: Option<Duration>,
    /// Whether to ask for everything at once first (Bootstrap-Pack, LwM2M 1.2).
    pub request_pack: bool,
}

/// The address of a server; the scheme agrees with the server's [`Security`].
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ServerUri {
    /// The transport.
    pub scheme: Scheme,
    /// A name, or an address without brackets.
    pub host: String,
    /// The port, the scheme's default when none was written.
    pub port: u16,
}

impl ServerUri {
    /// Whether the scheme demands a secure channel.
    #[must_use]
    pub const fn is_protected(&self) -> bool {
        match self.scheme {
            Scheme::Coap => false,
            Scheme::Coaps => true,
        }
    }
}

impl fmt::Display for ServerUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = match self.scheme {
            Scheme::Coap => "coap",
            Scheme::Coaps => "coaps",
        };
        if self.host.contains(':') {
            write!(f, "{scheme}://[{}]:{}", self.host, self.port)
        } else {
            write!(f, "{scheme}://{}:{}", self.host, self.port)
        }
    }
}

/// How a server is talked to.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Scheme {
    /// CoAP over UDP, unprotected.
    Coap,
    /// CoAP over DTLS over UDP.
    Coaps,
}

/// How the way to a server is protected.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Security {
    /// Not at all; it was written out.
    None,
    /// With a pre-shared key.
    Psk {
        /// Which key it is; crosses the wire in clear.
        identity: String,
        /// The key.
        key: Secret,
    },
    /// With certificates on both sides.
    X509(Box<X509>),
}

/// A certificate with its key, and what is expected of the server's: resources 3 to 5 and 13 to 15 of the Security
/// object (0).
#[derive(Clone, Eq, PartialEq)]
pub struct X509 {
    /// The own certificate and those of its issuers, DER or PEM.
    pub certificate: Vec<u8>,
    /// The key that belongs to it, DER or PEM.
    pub private_key: Secret,
    /// What the certificate of the server is compared with.
    pub server_certificate: Vec<u8>,
    /// How they are compared (0/x/13).
    pub matching: Option<u64>,
    /// What the comparison means (0/x/15).
    pub usage: Option<u64>,
    /// The name of the server, when it is not that of its address (0/x/14).
    pub server_name: Option<String>,
}

impl X509 {
    /// What the handshake with the server at `host` needs.
    ///
    /// # Errors
    ///
    /// If a part of it cannot be used, or certificate and key do not belong together.
    #[cfg(feature = "dtls")]
    pub fn credentials(&self, host: &str) -> Result<security::Credentials, security::CredentialsError> {
        let trust = security::Trust::from_resources(self.usage, self.matching, &self.server_certificate)?;
        let own = security::Certificate::new(&self.certificate, self.private_key.expose(), trust)?;
        let own = own.for_server(self.server_name.as_deref().unwrap_or(host))?;
        Ok(security::Credentials::Certificate(Box::new(own)))
    }
}

impl fmt::Debug for X509 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = |bytes: &[u8]| format!("{} bytes", bytes.len());
        f.debug_struct("X509")
            .field("certificate", &format_args!("{}", bytes(&self.certificate)))
            .field("private_key", &self.private_key)
            .field(
                "server_certificate",
                &format_args!("{}", bytes(&self.server_certificate)),
            )
            .field("matching", &self.matching)
            .field("usage", &self.usage)
            .field("server_name", &self.server_name)
            .finish()
    }
}

/// An `[adapter.NAME]` table, split between the adapter and gatewayd.
#[derive(Clone, Debug, PartialEq)]
pub struct AdapterEntry {
    /// What the adapter itself is told.
    pub config: AdapterConfig,
    /// What gatewayd was told about the points, by the names of device and point.
    pub points: BTreeMap<(String, String), CommonPoint>,
}

impl AdapterEntry {
    /// What was told about one point; points found at run time have nothing.
    #[must_use]
    pub fn point(&self, device: &str, point: &str) -> Option<&CommonPoint> {
        self.points.get(&(device.to_owned(), point.to_owned()))
    }
}

/// The keys of a `[adapter.A.device.D.point.P]` table that mean the same for every adapter.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CommonPoint {
    /// Which resource the point fills; without one, servers do not see it.
    pub resource: Option<ResourceTarget>,
    /// The unit of the values, a SenML or registry symbol.
    pub unit: Option<String>,
    /// Which values are plausible; others are no values.
    pub range: Option<ValueRange>,
    /// After how long without a value the point is stale; never, when absent.
    pub stale_after: Option<Duration>,
    /// What becomes of the resource of a stale point.
    pub on_stale: OnStale,
    /// The application type (resource 5750), when it is not `<adapter>/<device>/<point>`.
    pub application_type: Option<String>,
}

/// The resource a point fills.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct ResourceTarget {
    /// The object.
    pub object: ObjectId,
    /// The instance, when the user chose it.
    pub instance: Option<InstanceId>,
    /// The resource.
    pub resource: ResourceId,
}

/// An interval of numbers, both ends included; `min < max`, both finite.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ValueRange {
    /// Lowest.
    pub min: f64,
    /// Highest.
    pub max: f64,
}

/// What becomes of the resource of a stale point.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum OnStale {
    /// It goes away until the device is heard again.
    Hide,
    /// It keeps its last value and the time of it.
    #[default]
    Keep,
}
