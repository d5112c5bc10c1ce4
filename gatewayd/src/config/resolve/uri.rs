//! Reads the address of a server.

use std::net::Ipv6Addr;
use std::str::FromStr;

use crate::config::model::{Scheme, ServerUri};

/// RFC 7252 §6.1: the port of `coap` URIs that name none.
const COAP_PORT: u16 = 5683;

/// RFC 7252 §6.2: the port of `coaps` URIs that name none.
const COAPS_PORT: u16 = 5684;

/// RFC 7252 §6: scheme, host and port; a server's address has neither path nor query.
pub(super) fn parse_uri(text: &str) -> Result<ServerUri, String> {
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

/// Reads an address; the error is a sentence without full stop.
impl FromStr for ServerUri {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        parse_uri(text)
    }
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
