//! `gatewayctl status`: whether the gateway is registered, and what is up.

use std::io::Write;

use serde::Serialize;
use zbus::fdo::ManagedObjects;

use super::daemon::{Daemon, Dict};
use super::error::CtlError;
use super::now;
use super::render::{Table, age, plain};
use crate::hub::status::{AdapterInfo, BootstrapInfo, DeviceInfo, ServerInfo, Status};

/// Everything the command shows.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct Snapshot {
    version: String,
    state: String,
    #[serde(flatten)]
    status: Status,
}

pub(super) async fn status(daemon: &Daemon, as_json: bool, out: &mut impl Write) -> Result<(), CtlError> {
    let snapshot = Snapshot::of(daemon.overview().await?, daemon.objects().await?)?;
    if as_json {
        Ok(writeln!(out, "{}", serde_json::json!(snapshot))?)
    } else {
        Ok(write!(out, "{}", snapshot.to_text(now()))?)
    }
}

impl Snapshot {
    fn of(mut overview: Dict, objects: ManagedObjects) -> Result<Self, CtlError> {
        let mut status = Status {
            endpoint_name: overview.take("EndpointName")?,
            configuration_error: overview.take_text("ConfigurationError")?,
            bootstrap: bootstrap(&mut overview)?,
            ..Status::default()
        };
        for (interface, properties) in objects.into_values().flatten() {
            let properties = Dict(properties);
            match interface.as_str() {
                "org.gatewayd.Gateway1.Adapter1" => status.adapters.push(adapter(properties)?),
                "org.gatewayd.Gateway1.Device1" => status.devices.push(device(properties)?),
                "org.gatewayd.Gateway1.Server1" => status.servers.push(server(properties)?),
                // A newer daemon may have more to show.
                _ => {}
            }
        }
        status.adapters.sort_by(|a, b| a.name.cmp(&b.name));
        status.devices.sort_by(|a, b| a.name.cmp(&b.name));
        status.servers.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(Self {
            version: overview.take("Version")?,
            state: overview.take("State")?,
            status,
        })
    }

    fn to_text(&self, now: i64) -> String {
        let Status {
            endpoint_name,
            configuration_error,
            bootstrap,
            servers,
            adapters,
            devices,
        } = &self.status;
        let mut head = Table::default();
        head.row(["Endpoint", endpoint_name]);
        head.row(["State", &self.state]);
        head.row(["Version", &self.version]);
        if let Some(bootstrap) = bootstrap {
            head.row(["Bootstrap", &bootstrap_line(bootstrap, now)]);
        }
        let mut text = section(&head);
        let tables = [
            server_table(servers, now),
            adapter_table(adapters),
            device_table(devices, now),
        ];
        for table in tables.into_iter().flatten() {
            text.push('\n');
            text.push_str(&section(&table));
        }
        if let Some(error) = configuration_error {
            text.push_str("\nThe last configuration could not be loaded:\n");
            text.push_str(plain(error).trim_end());
            text.push('\n');
        }
        text
    }
}

/// How bootstrapping stands; none without a bootstrap server, or from an older daemon.
fn bootstrap(overview: &mut Dict) -> Result<Option<BootstrapInfo>, CtlError> {
    let state: Option<String> = overview.take_if_there("BootstrapState")?;
    let Some(state) = state.filter(|state| state != "none") else {
        return Ok(None);
    };
    Ok(Some(BootstrapInfo {
        uri: overview.take("BootstrapUri")?,
        state,
        last_error: overview.take_text("BootstrapError")?,
        next_attempt: overview.take_if_there("BootstrapNextAttempt")?,
    }))
}

fn bootstrap_line(bootstrap: &BootstrapInfo, now: i64) -> String {
    let mut line = format!("{} at {}", bootstrap.state, bootstrap.uri);
    if let Some(at) = bootstrap.next_attempt {
        line.push_str(&format!(", next attempt in {} s", at.saturating_sub(now).max(0)));
    }
    if bootstrap.last_error.is_some() {
        line.push_str(": ");
        line.push_str(one_line(bootstrap.last_error.as_deref()));
    }
    line
}

fn section(table: &Table) -> String {
    table.lines().into_iter().map(|line| line + "\n").collect()
}

fn server(mut properties: Dict) -> Result<ServerInfo, CtlError> {
    Ok(ServerInfo {
        name: properties.take("Name")?,
        short_server_id: properties.take("ShortServerId")?,
        uri: properties.take("Uri")?,
        security: properties.take("Security")?,
        state: properties.take("State")?,
        version: properties.take("Version")?,
        observations: properties.take("Observations")?,
        last_confirmed: properties.take_if_there("LastConfirmed")?,
        last_error: properties.take_text("LastError")?,
    })
}

fn adapter(mut properties: Dict) -> Result<AdapterInfo, CtlError> {
    Ok(AdapterInfo {
        name: properties.take("Name")?,
        kind: properties.take("Kind")?,
        state: properties.take("State")?,
        last_error: properties.take_text("LastError")?,
        restarts: properties.take("Restarts")?,
    })
}

fn device(mut properties: Dict) -> Result<DeviceInfo, CtlError> {
    Ok(DeviceInfo {
        name: properties.take("Name")?,
        address: properties.take("Address")?,
        state: properties.take("State")?,
        last_error: properties.take_text("LastError")?,
        last_seen: properties.take_if_there("LastSeen")?,
        paths: properties.take("Paths")?,
        fresh_points: properties.take("FreshPoints")?,
        points: properties.take("Points")?,
    })
}

fn server_table(servers: &[ServerInfo], now: i64) -> Option<Table> {
    let mut table = Table::titled([
        "SERVER",
        "ID",
        "STATE",
        "SECURITY",
        "OBSERVED",
        "CONFIRMED",
        "URI",
        "ERROR",
    ]);
    for server in servers {
        table.row([
            &server.name,
            &server.short_server_id.to_string(),
            &server.state,
            &server.security,
            &server.observations.to_string(),
            &age(now, server.last_confirmed),
            &server.uri,
            one_line(server.last_error.as_deref()),
        ]);
    }
    (!servers.is_empty()).then_some(table)
}

fn adapter_table(adapters: &[AdapterInfo]) -> Option<Table> {
    let mut table = Table::titled(["ADAPTER", "TYPE", "STATE", "RESTARTS", "ERROR"]);
    for adapter in adapters {
        table.row([
            &adapter.name,
            &adapter.kind,
            &adapter.state,
            &adapter.restarts.to_string(),
            one_line(adapter.last_error.as_deref()),
        ]);
    }
    (!adapters.is_empty()).then_some(table)
}

fn device_table(devices: &[DeviceInfo], now: i64) -> Option<Table> {
    let mut table = Table::titled(["DEVICE", "STATE", "FRESH", "SEEN", "ADDRESS", "ERROR"]);
    for device in devices {
        table.row([
            &device.name,
            &device.state,
            &format!("{}/{}", device.fresh_points, device.points),
            &age(now, device.last_seen),
            &device.address,
            one_line(device.last_error.as_deref()),
        ]);
    }
    (!devices.is_empty()).then_some(table)
}

/// The first line: a table has no room for more.
fn one_line(text: Option<&str>) -> &str {
    text.and_then(|text| text.lines().next()).unwrap_or_default()
}
