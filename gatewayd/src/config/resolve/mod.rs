//! From the merged tables to the [`Config`], checked against everything there is to know.

mod adapter;
mod bootstrap;
mod firmware;
mod gateway;
mod location;
mod machine;
mod models;
mod point;
mod protection;
mod schedule;
mod server;
mod uri;

use std::path::Path;

use toml::{Table, Value};

use super::hint;
use super::key::KeyPath;
use super::model::{Config, Device, Gateway};
use super::raw;
use super::report::Report;
use super::section::Section;
use super::surroundings::Surroundings;
use models::Models;

/// The tables a configuration may consist of.
const SECTIONS: [&str; 9] = [
    "adapter",
    "bootstrap",
    "device",
    "discovery",
    "firmware",
    "gateway",
    "hooks",
    "location",
    "server",
];

/// What a configuration is checked against.
pub(super) struct Context<'a> {
    /// Where the files it names lie.
    pub(super) folder: &'a Path,
    pub(super) surroundings: &'a Surroundings,
}

/// Checks everything; what is wrong goes to `report`. Nothing when no configuration results.
pub(super) fn resolve(mut merged: Table, context: &Context<'_>, report: &mut Report) -> Option<Config> {
    let (gateway, models) = read_gateway(&mut merged, context, report).unzip();
    let models = models.unwrap_or_default();
    let device = read_device(&mut merged, report);
    let machine = machine::machine(&mut merged, context, report);
    refuse_what_is_to_come(&mut merged, report);
    let bootstrap = take_table(&mut merged, "bootstrap", report);
    // A bootstrap server that was written wrongly is no reason to ask for another one.
    let needs_servers = matches!(bootstrap, Some(None));
    let bootstrap = bootstrap.flatten();
    let bootstrap = bootstrap.map(|table| bootstrap::bootstrap(table, context, report));
    let servers = take_tables(&mut merged, "server", report);
    let servers = server::servers(servers, context, needs_servers, report);
    if needs_servers {
        schedule::check_bootstrap(&servers, report);
    }
    let adapters = take_tables(&mut merged, "adapter", report);
    let adapters = adapter::adapters(adapters, &models, context, report);
    let place = machine.as_ref().and_then(|machine| machine.location.as_ref());
    location::check(place, &adapters, report);
    for unknown in merged.keys() {
        report.key(
            &KeyPath::of(&[unknown]),
            "unknown key",
            hint::help(unknown, &SECTIONS).as_deref(),
        );
    }
    Some(Config {
        gateway: gateway.flatten()?,
        device: device?,
        bootstrap: bootstrap.flatten(),
        machine: machine?,
        servers,
        adapters,
        models: models.objects,
    })
}

fn read_gateway(
    merged: &mut Table,
    context: &Context<'_>,
    report: &mut Report,
) -> Option<(Option<Gateway>, Models)> {
    let path = KeyPath::of(&["gateway"]);
    let table = take_table(merged, "gateway", report)?.unwrap_or_default();
    let raw: raw::Gateway = Section::new(path.clone(), table, report).read()?;
    let models = models::models(raw.models.as_deref(), context, report);
    Some((gateway::gateway(raw, &path, context, report), models))
}

fn read_device(merged: &mut Table, report: &mut Report) -> Option<Device> {
    let table = take_table(merged, "device", report)?.unwrap_or_default();
    let raw: raw::Device = Section::new(KeyPath::of(&["device"]), table, report).read()?;
    Some(Device {
        manufacturer: raw.manufacturer,
        model: raw.model,
        serial: raw.serial,
        firmware_version: raw.firmware_version,
        device_type: raw.device_type,
        hardware_version: raw.hardware_version,
    })
}

/// Discovery is understood, but there is nothing yet that would act on it.
fn refuse_what_is_to_come(merged: &mut Table, report: &mut Report) {
    let Some(Some(table)) = take_table(merged, "discovery", report) else {
        return;
    };
    let path = KeyPath::of(&["discovery"]);
    let read: Option<raw::Discovery> = Section::new(path.clone(), table, report).read();
    match read.map(|discovery| discovery.policy) {
        None | Some(raw::Policy::Off) => {}
        Some(raw::Policy::Approve | raw::Policy::Auto) => {
            let help = "write policy = \"off\" and the devices in their adapter's table";
            report.value(&path.key("policy"), "discovery is not available yet", Some(help));
        }
    }
}

/// Takes a table out of `parent`: `Some(None)` when it is not there, `None` when it is no table.
fn take_table(parent: &mut Table, name: &str, report: &mut Report) -> Option<Option<Table>> {
    match parent.remove(name) {
        None => Some(None),
        Some(value) => as_table(value, &KeyPath::of(&[name]), report).map(Some),
    }
}

/// Takes `[name.*]` out of `parent`: tables by name.
fn take_tables(parent: &mut Table, name: &str, report: &mut Report) -> Vec<(String, Table)> {
    let path = KeyPath::of(&[name]);
    let tables = take_table(parent, name, report).flatten().unwrap_or_default();
    let tables = tables.into_iter();
    tables
        .filter_map(|(name, value)| Some((name.clone(), as_table(value, &path.key(&name), report)?)))
        .collect()
}

fn as_table(value: Value, path: &KeyPath, report: &mut Report) -> Option<Table> {
    match value {
        Value::Table(table) => Some(table),
        other => {
            let help = format!("write it as [{path}]");
            report.value(
                path,
                format!("expected a table, found {}", kind_of(&other)),
                Some(&help),
            );
            None
        }
    }
}

const fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Array(_) => "an array",
        Value::Boolean(_) => "a boolean",
        Value::Datetime(_) => "a time",
        Value::Float(_) => "a number",
        Value::Integer(_) => "an integer",
        Value::String(_) => "a string",
        Value::Table(_) => "a table",
    }
}

#[cfg(test)]
mod tests {
    #[cfg(all(feature = "dtls", feature = "modbus"))]
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;
    #[cfg(all(feature = "dtls", feature = "modbus"))]
    use crate::config::Disk;

    const MANUAL: &str = include_str!("../../../../packaging/man/gatewayd.toml.5");

    #[test]
    fn the_manual_has_every_table() {
        for section in SECTIONS {
            let plain = format!(".B [{section}]\n");
            let named = format!(".BI [{section}. NAME ]\n");
            assert!(MANUAL.contains(&plain) || MANUAL.contains(&named), "{section}");
        }
    }

    #[cfg(all(feature = "dtls", feature = "modbus"))]
    #[test]
    fn the_example_of_the_manual_can_be_used() {
        let (_, example) = MANUAL.split_once(".EX\n").unwrap();
        let (example, _) = example.split_once(".EE\n").unwrap();
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("gatewayd.toml");
        let key = folder.path().join("psk.key");
        std::fs::write(&key, "00112233445566778899aabbccddeeff").unwrap();
        std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o600)).unwrap();
        std::fs::write(&file, format!("gateway.endpoint-name = \"example\"\n{example}")).unwrap();
        let surroundings = Surroundings {
            disk: Disk::Present,
            ..Surroundings::default()
        };
        let loaded = crate::config::load_in(&file, &surroundings);
        let loaded = loaded.unwrap_or_else(|errors| panic!("{errors}"));
        assert_eq!(loaded.warnings, []);
        assert_eq!(loaded.config.adapters["meters"].points.len(), 1);
    }
}
