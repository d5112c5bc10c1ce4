//! Checks the `[server.*]` tables.

use std::collections::BTreeMap;
use std::net::Ipv6Addr;
use std::time::Duration;

use toml::Table;

use super::Context;
use crate::config::key::KeyPath;
use crate::config::model::{Scheme, Security, Server, ServerUri};
use crate::config::raw;
use crate::config::report::Report;
use crate::config::section::Section;

/// RFC 7252 §6.1: the port of `coap` URIs that name none.
const COAP_PORT: u16 = 5683;

/// RFC 7252 §6.2: the port of `coaps` URIs that name none.
const COAPS_PORT: u16 = 5684;

pub(super) fn servers(
    tables: Vec<(String, Table)>,
    context: &Context<'_>,
    report: &mut Report,
) -> BTreeMap<String, Server> {
    check_count(&tables, report);
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

fn check_count(tables: &[(String, Table)], report: &mut Report) {
    if tables.is_empty() {
        let help = "add [server.main] with uri, short-server-id and security";
        report.conflict(&KeyPath::of(&["server"]), "there is no server", Some(help.into()));
    }
    for (name, _) in tables.iter().skip(1) {
        let path = KeyPath::of(&["server", name]);
        report.key(
            &path,
            "more than one server is not available yet",
            Some("keep one [server.*] table".into()),
        );
    }
}

fn server(raw: raw::Server, path: &KeyPath, context: &Context<'_>, report: &mut Report) -> Option<Server> {
    if matches!(raw.short_server_id, 0 | u16::MAX) {
        let help = "use a number from 1 to 65534";
        report.value(
            &path.key("short-server-id"),
            "the short server id is reserved",
            Some(help.into()),
        );
    }
    check_lifetime(raw.lifetime, path, report);
    let uri = match parse_uri(&raw.uri) {
        Ok(uri) => Some(uri),
        Err(problem) => {
            report.value(
                &path.key("uri"),
                problem,
                Some("write it as coaps://host or coaps://host:port".into()),
            );
            None
        }
    };
    let security = security(&raw, path, context, report);
    if let Some(uri) = &uri {
        check_scheme(uri, raw.security, path, report);
    }
    Some(Server {
        uri: uri?,
        short_server_id: raw.short_server_id,
        lifetime: raw.lifetime,
        security: security?,
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
    report.value(&path.key("security"), problem, Some(help.into()));
}

fn security(
    raw: &raw::Server,
    path: &KeyPath,
    context: &Context<'_>,
    report: &mut Report,
) -> Option<Security> {
    match raw.security {
        raw::SecurityMode::None => {
            refuse_psk_keys(raw, path, report);
            Some(Security::None)
        }
        raw::SecurityMode::Psk => psk(raw, path, context, report),
        raw::SecurityMode::Rpk | raw::SecurityMode::X509 => {
            let help = "use security = \"psk\"";
            report.value(
                &path.key("security"),
                "this security is not available yet",
                Some(help.into()),
            );
            None
        }
    }
}

fn refuse_psk_keys(raw: &raw::Server, path: &KeyPath, report: &mut Report) {
    for (key, present) in [
        ("psk-identity", raw.psk_identity.is_some()),
        ("psk-key-file", raw.psk_key_file.is_some()),
    ] {
        if present {
            let help = "remove it, or write security = \"psk\"";
            report.value(
                &path.key(key),
                "security \"none\" has no use for a key",
                Some(help.into()),
            );
        }
    }
}

fn psk(raw: &raw::Server, path: &KeyPath, context: &Context<'_>, report: &mut Report) -> Option<Security> {
    for (key, present) in [
        ("psk-identity", raw.psk_identity.is_some()),
        ("psk-key-file", raw.psk_key_file.is_some()),
    ] {
        if !present {
            report.missing(path, key, Some("security = \"psk\" needs it".into()));
        }
    }
    let file = raw.psk_key_file.as_ref()?;
    let key = match context.surroundings.secret(file, context.folder) {
        Ok(key) => key,
        Err(error) => {
            report.value(&path.key("psk-key-file"), error.to_string(), error.help());
            return None;
        }
    };
    let identity = raw.psk_identity.clone()?;
    if let Err(error) = security::Psk::new(identity.as_bytes(), key.expose()) {
        use security::CredentialsError as E;
        let culprit = match error {
            E::IdentityHasNul | E::IdentityLength(_) => "psk-identity",
            E::KeyLength(_) => "psk-key-file",
        };
        report.value(&path.key(culprit), error.to_string(), None);
        return None;
    }
    Some(Security::Psk { identity, key })
}

/// RFC 7252 §6: scheme, host and port; a server's address has neither path nor query.
fn parse_uri(text: &str) -> Result<ServerUri, String> {
    let (scheme, rest) = text.split_once("://").ok_or("the address has no scheme")?;
    let scheme = match scheme.to_ascii_lowercase().as_str() {
        "coap" => Scheme::Coap,
        "coaps" => Scheme::Coaps,
        tcp @ ("coap+tcp" | "coaps+tcp") => return Err(format!("{tcp} is not available yet")),
        other => return Err(format!("the scheme {other:?} is unknown")),
    };
    let rest = rest.strip_suffix('/').unwrap_or(rest);
    if let Some(surplus) = rest
        .chars()
        .find(|c| "/?#@".contains(*c) || c.is_whitespace() || c.is_control())
    {
        return Err(format!("the address has a {surplus:?} after its scheme"));
    }
    let (host, port) = split_port(rest)?;
    let port = match (port, scheme) {
        (Some("0"), _) => return Err("the port is 0".into()),
        (Some(port), _) => port.parse().map_err(|_| format!("{port:?} is not a port"))?,
        (None, Scheme::Coap) => COAP_PORT,
        (None, Scheme::Coaps) => COAPS_PORT,
    };
    Ok(ServerUri {
        scheme,
        host: host.to_owned(),
        port,
    })
}

fn split_port(authority: &str) -> Result<(&str, Option<&str>), String> {
    if let Some(rest) = authority.strip_prefix('[') {
        let (host, rest) = rest.split_once(']').ok_or("the address lacks a \"]\"")?;
        host.parse::<Ipv6Addr>()
            .map_err(|_| format!("{host:?} is not an IPv6 address"))?;
        return match rest.strip_prefix(':') {
            Some(port) => Ok((host, Some(port))),
            None if rest.is_empty() => Ok((host, None)),
            None => Err("the address has something between \"]\" and the port".into()),
        };
    }
    let (host, port) = match authority.split_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (authority, None),
    };
    if host.is_empty() {
        return Err("the address has no host".into());
    }
    if port.is_some_and(|port| port.contains(':')) {
        return Err("an IPv6 address needs brackets".into());
    }
    Ok((host, port))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_scheme_a_host_and_perhaps_a_port() {
        for (text, shown) in [
            ("coaps://lwm2m.example.net", "coaps://lwm2m.example.net:5684"),
            ("coap://localhost/", "coap://localhost:5683"),
            ("COAP://[::1]:7", "coap://[::1]:7"),
            ("coap://[fe80::1]", "coap://[fe80::1]:5683"),
            ("coap://192.0.2.1:9", "coap://192.0.2.1:9"),
        ] {
            assert_eq!(parse_uri(text).unwrap().to_string(), shown);
        }
    }

    #[test]
    fn everything_else_is_refused() {
        for text in [
            "",
            "localhost",
            "http://localhost",
            "coap+tcp://localhost",
            "coap://",
            "coap://:5683",
            "coap://host:0",
            "coap://host:65536",
            "coap://host:+1x",
            "coap://::1",
            "coap://[::1",
            "coap://[::1]5",
            "coap://[host]",
            "coap://host/rd",
            "coap://user@host",
            "coap://a b",
        ] {
            assert!(parse_uri(text).is_err(), "{text:?}");
        }
    }
}
