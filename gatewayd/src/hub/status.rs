//! How things stand, published for everybody who wants to know.

use std::collections::{BTreeMap, HashMap};
use std::time::{Duration, Instant, SystemTime};

use adapter::{DeviceId, DeviceState};
use lwm2m::{RegistrationError, RegistrationStatus, ServerId};
use serde::{Deserialize, Serialize};

use super::Hub;
use super::accounts::{Plan, Planned};
use super::adapters::{AdapterState, Point, PointState, Unit};
use super::samples::seconds;
use crate::config::Security;

/// The shortest time between two publications of nothing but news of devices and observations.
const PUBLISH_PAUSE: Duration = Duration::from_millis(100);

/// The whole state, as the bus and `gatewayctl status --json` show it.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
pub struct Status {
    /// The endpoint client name.
    pub endpoint_name: String,
    /// What is wrong with the configuration that was last loaded in vain, until one is loaded.
    pub configuration_error: Option<String>,
    /// The bootstrap server, where one is configured.
    pub bootstrap: Option<BootstrapInfo>,
    /// The servers by their names.
    pub servers: Vec<ServerInfo>,
    /// The adapters by their names.
    pub adapters: Vec<AdapterInfo>,
    /// The devices of all adapters.
    pub devices: Vec<DeviceInfo>,
}

/// The bootstrap server, and how bootstrapping stands.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct BootstrapInfo {
    /// Where it is.
    pub uri: String,
    /// `idle`, `waiting` for the hold-off, `in-progress`, `backing-off`, `finished`, or `forgotten` when the time
    /// of the bootstrap account is over.
    pub state: String,
    /// Why the last attempt failed, until one succeeds.
    pub last_error: Option<String>,
    /// When the next attempt is made, in Unix seconds.
    pub next_attempt: Option<i64>,
}

/// One server.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct ServerInfo {
    /// The name of its table.
    pub name: String,
    /// Its Short Server ID.
    pub short_server_id: u16,
    /// Where it is.
    pub uri: String,
    /// `none` or `psk`.
    pub security: String,
    /// `registered`, `registering`, `waiting`, `backing-off`, `disabled`, `failed` or `stopped`.
    pub state: String,
    /// The LwM2M version spoken.
    pub version: String,
    /// How many observations it has.
    pub observations: u64,
    /// When it last confirmed that it knows us, in Unix seconds.
    pub last_confirmed: Option<i64>,
    /// Why the last attempt failed, until one succeeds.
    pub last_error: Option<String>,
}

/// One adapter.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct AdapterInfo {
    /// The name of its table.
    pub name: String,
    /// Its type.
    pub kind: String,
    /// `up`, `starting`, `backing-off` or `failed`.
    pub state: String,
    /// Why it is not up.
    pub last_error: Option<String>,
    /// How often it was started again.
    pub restarts: u32,
}

/// One device.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct DeviceInfo {
    /// `<adapter>/<device>`.
    pub name: String,
    /// Its address on its bus.
    pub address: String,
    /// `online`, `offline` or `unknown`.
    pub state: String,
    /// Why it is offline.
    pub last_error: Option<String>,
    /// When it was last heard, in Unix seconds.
    pub last_seen: Option<i64>,
    /// The paths its points fill.
    pub paths: Vec<String>,
    /// How many of its points have a value that is neither stale nor withdrawn.
    pub fresh_points: u64,
    /// How many points it has.
    pub points: u64,
}

/// What the hub remembers of a server beside what the engine knows.
#[derive(Clone, Debug)]
pub(super) struct ServerState {
    name: String,
    uri: String,
    security: &'static str,
    last_confirmed: Option<SystemTime>,
    last_error: Option<String>,
}

impl ServerState {
    pub(super) fn of(plan: &Plan) -> HashMap<ServerId, Self> {
        let state = |planned: &Planned| {
            let state = Self {
                name: planned.name.clone(),
                uri: planned.server.uri.to_string(),
                security: match planned.server.security {
                    Security::None => "none",
                    Security::Psk { .. } => "psk",
                    Security::X509(_) => "x509",
                },
                last_confirmed: None,
                last_error: None,
            };
            (planned.account.server, state)
        };
        plan.servers.iter().map(state).collect()
    }

    /// The same server under another configuration: what was remembered of it stays.
    pub(super) fn remember(&mut self, before: &Self) {
        self.last_confirmed = before.last_confirmed;
        self.last_error.clone_from(&before.last_error);
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn registered(&mut self) {
        self.updated();
    }

    pub(super) fn updated(&mut self) {
        self.last_confirmed = Some(SystemTime::now());
        self.last_error = None;
    }

    /// Whether the reason is another one than the last time.
    pub(super) fn is_news(&self, reason: &RegistrationError) -> bool {
        self.last_error.as_ref() != Some(&reason.to_string())
    }

    pub(super) fn failed(&mut self, reason: &RegistrationError) {
        self.last_error = Some(reason.to_string());
    }
}

impl Hub {
    /// Publishes the status if something in it may have changed, or says when it will: a thousand devices
    /// that answer one after the other are told of together.
    pub(super) fn publish(&mut self, now: Instant) -> Option<Instant> {
        let due = self.published_at.map_or(now, |at| at + PUBLISH_PAUSE);
        if !self.status_stale && (!self.devices_stale || due > now) {
            return self.devices_stale.then_some(due);
        }
        self.status_stale = false;
        self.devices_stale = false;
        self.published_at = Some(now);
        self.status.send_replace(self.snapshot().into());
        None
    }

    /// The status as it is now.
    pub(super) fn snapshot(&self) -> Status {
        let mut servers: Vec<ServerInfo> = self
            .client
            .servers()
            .filter_map(|server| self.server_info(&server))
            .collect();
        servers.sort_by(|a, b| a.name.cmp(&b.name));
        let mut units: Vec<&Unit> = self.adapters.iter().map(|(_, unit)| unit).collect();
        units.sort_by(|a, b| a.name.cmp(&b.name));
        Status {
            endpoint_name: self.config.gateway.endpoint_name.clone(),
            configuration_error: self.configuration_error.clone(),
            bootstrap: self.bootstrap_info(),
            servers,
            adapters: units.iter().map(|unit| adapter_info(unit)).collect(),
            devices: units.iter().flat_map(|unit| device_infos(unit)).collect(),
        }
    }

    fn server_info(&self, server: &lwm2m::ServerStatus) -> Option<ServerInfo> {
        let known = self.servers.get(&server.server)?;
        let state = match server.registration {
            RegistrationStatus::BackingOff(_) => "backing-off",
            RegistrationStatus::Disabled(_) => "disabled",
            RegistrationStatus::Failed => "failed",
            RegistrationStatus::Registered => "registered",
            RegistrationStatus::Registering => "registering",
            RegistrationStatus::Stopped => "stopped",
            RegistrationStatus::Waiting(_) => "waiting",
        };
        Some(ServerInfo {
            name: known.name.clone(),
            short_server_id: server.server.number(),
            uri: known.uri.clone(),
            security: known.security.to_owned(),
            state: state.to_owned(),
            version: server.version.to_string(),
            observations: server.observations as u64,
            last_confirmed: known.last_confirmed.map(seconds),
            last_error: known.last_error.clone(),
        })
    }
}

fn adapter_info(unit: &Unit) -> AdapterInfo {
    let state = match &unit.state {
        AdapterState::BackingOff => "backing-off",
        AdapterState::Failed => "failed",
        AdapterState::Running { up: true, .. } => "up",
        AdapterState::Running { up: false, .. } | AdapterState::Starting => "starting",
    };
    AdapterInfo {
        name: unit.name.to_string(),
        kind: unit.kind.to_owned(),
        state: state.to_owned(),
        last_error: unit.last_error.clone(),
        restarts: unit.restarts,
    }
}

fn device_infos(unit: &Unit) -> impl Iterator<Item = DeviceInfo> {
    let mut by_device: BTreeMap<&DeviceId, Vec<&Point>> = BTreeMap::new();
    for point in &unit.points {
        by_device.entry(&point.device).or_default().push(point);
    }
    unit.devices.iter().map(move |(id, device)| {
        let points = by_device.remove(id).unwrap_or_default();
        let (state, last_error) = match &device.state {
            None => ("unknown", None),
            Some(DeviceState::Online) => ("online", None),
            Some(DeviceState::Offline { reason }) => ("offline", Some(reason.clone())),
        };
        DeviceInfo {
            name: format!("{}/{id}", unit.name),
            address: device.address.clone(),
            state: state.to_owned(),
            last_error,
            last_seen: device.last_seen.map(seconds),
            paths: points
                .iter()
                .filter_map(|point| Some(point.target?.path.to_string()))
                .collect(),
            fresh_points: points
                .iter()
                .filter(|point| matches!(point.state, PointState::Fresh))
                .count() as u64,
            points: points.len() as u64,
        }
    })
}
