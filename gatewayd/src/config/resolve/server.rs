//! Checks the `[server.*]` tables.

use std::collections::BTreeMap;
use std::time::Duration;

use toml::Table;

use super::Context;
use super::protection::protection;
use super::schedule::schedule;
use super::uri::parse_uri;
use crate::config::key::KeyPath;
use crate::config::model::{Scheme, Server, ServerRights, ServerUri};
use crate::config::raw;
use crate::config::report::Report;
use crate::config::section::Section;

pub(super) fn servers(
    tables: Vec<(String, Table)>,
    context: &Context<'_>,
    needed: bool,
    report: &mut Report,
) -> BTreeMap<String, Server> {
    if tables.is_empty() && needed {
        let help = "add [server.main] with uri, short-server-id and security";
        report.conflict(&KeyPath::of(&["server"]), "there is no server", Some(help));
    }
    let mut ids: BTreeMap<u16, String> = BTreeMap::new();
    let mut servers = BTreeMap::new();
    for (name, table) in tables {
        let path = KeyPath::of(&["server", &name]);
        let Some(raw) = Section::new(path.clone(), table, report).read::<raw::Server>() else {
            continue;
        };
        if let Some(other) = ids.insert(raw.short_server_id, name.clone()) {
            let problem = format!(
                "server `{other}` has the short server id {} already",
                raw.short_server_id
            );
            report.value(&path.key("short-server-id"), problem, None);
        }
        if let Some(server) = server(raw, &path, context, report) {
            servers.insert(name, server);
        }
    }
    servers
}

pub(super) fn server(
    raw: raw::Server,
    path: &KeyPath,
    context: &Context<'_>,
    report: &mut Report,
) -> Option<Server> {
    if matches!(raw.short_server_id, 0 | u16::MAX) {
        let help = "use a number from 1 to 65534";
        report.value(
            &path.key("short-server-id"),
            "the short server id is reserved",
            Some(help),
        );
    }
    check_lifetime(raw.lifetime, path, report);
    let schedule = schedule(&raw, path, report);
    let uri = parse_uri(&raw.uri).map_err(|problem| {
        let help = "write it as coaps://host or coaps://host:port";
        report.value(&path.key("uri"), problem, Some(help));
    });
    let security = protection(&raw, path, context, report);
    if let (Ok(uri), Some(mode)) = (&uri, raw.security) {
        check_scheme(uri, mode, path, report);
    }
    Some(Server {
        uri: uri.ok()?,
        short_server_id: raw.short_server_id,
        lifetime: raw.lifetime,
        security: security?,
        rights: match raw.rights {
            raw::Rights::Full => ServerRights::Full,
            raw::Rights::Read => ServerRights::Read,
        },
        queue_mode: raw.queue_mode,
        schedule,
    })
}

/// OMA LwM2M core 1.2.1, Server object: resource 1 holds seconds.
fn check_lifetime(lifetime: Duration, path: &KeyPath, report: &mut Report) {
    if lifetime.is_zero() || lifetime.subsec_nanos() != 0 || lifetime.as_secs() > u64::from(u32::MAX) {
        let problem = "a lifetime is a number of whole seconds from 1 to 4294967295";
        report.value(&path.key("lifetime"), problem, None);
    }
}

fn check_scheme(uri: &ServerUri, mode: raw::SecurityMode, path: &KeyPath, report: &mut Report) {
    let unprotected = mode == raw::SecurityMode::None;
    let (problem, help) = match (uri.scheme, unprotected) {
        (Scheme::Coap, true) | (Scheme::Coaps, false) => return,
        (Scheme::Coaps, true) => (
            "security \"none\" contradicts the coaps in uri",
            "write coap:// or security = \"psk\"",
        ),
        (Scheme::Coap, false) => (
            "the coap in uri is unprotected and contradicts security",
            "write coaps:// or security = \"none\"",
        ),
    };
    report.value(&path.key("security"), problem, Some(help));
}
