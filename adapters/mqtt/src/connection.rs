//! The connection to the broker: its address, limits and credentials.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Duration;

use adapter::config::Problem;
use rumqttc::tokio_native_tls::native_tls::{Certificate, TlsConnector};
use rumqttc::{MqttOptions, TlsConfiguration, Transport};

use crate::config::Config;
use crate::credentials;
use crate::error::ConnectError;

/// The largest packet that is accepted; rumqttc's own 10 KiB would end the session on the device lists
/// of Zigbee2MQTT.
const MAX_INCOMING: usize = 1024 * 1024;
/// The largest packet that is sent: commands and subscriptions are short.
const MAX_OUTGOING: usize = 256 * 1024;
/// How many publications may wait for their acknowledgement.
const IN_FLIGHT: u16 = 64;
/// MQTT 3.1.1 §3.1.2.10: the keep-alive is a number of seconds in 16 bits.
const MAX_KEEP_ALIVE: Duration = Duration::from_secs(65_535);
/// The names of the discovery dialects that will be understood.
const DIALECTS: [&str; 4] = ["homeassistant", "shelly", "tasmota", "zigbee2mqtt"];

/// Where a broker is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Broker {
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) tls: bool,
}

/// What is wrong with the keys that concern the connection.
pub(crate) fn problems(config: &Config) -> Vec<Problem> {
    let mut problems = Vec::new();
    match Broker::parse(&config.url) {
        Ok(broker) if !broker.tls && config.ca_file.is_some() => {
            let problem = Problem::new(&["ca-file"], "certificates are only used with TLS");
            problems.push(problem.with_help("write the URL with `mqtts://`"));
        }
        Ok(_) => {}
        Err(message) => problems.push(Problem::new(&["url"], message)),
    }
    if config.password_file.is_some() && config.username.is_none() {
        // MQTT 3.1.1 §3.1.2.9.
        problems.push(Problem::new(&["username"], "a password needs a `username`"));
    }
    if let Some(id) = &config.client_id
        && (id.is_empty() || id.len() > 65_535 || id.contains('\0'))
    {
        problems.push(Problem::new(
            &["client-id"],
            "a client identifier has 1 to 65535 bytes",
        ));
    }
    if !(Duration::from_secs(1)..=MAX_KEEP_ALIVE).contains(&config.keep_alive) {
        problems.push(Problem::new(
            &["keep-alive"],
            "the keep-alive is between 1s and 65535s",
        ));
    }
    problems.extend(config.dialects.iter().map(|name| dialect_problem(name)));
    problems
}

fn dialect_problem(name: &str) -> Problem {
    if DIALECTS.contains(&name) {
        let problem = Problem::new(
            &["dialects"],
            format!("the dialect {name:?} is not available yet"),
        );
        return problem.with_help("write the points out under `device`");
    }
    let problem = Problem::new(&["dialects"], format!("there is no dialect {name:?}"));
    problem.with_help(format!("the dialects are {}", DIALECTS.join(", ")))
}

impl Broker {
    /// Reads `mqtt://host`, `mqtt://host:port` and the same with `mqtts`.
    pub(crate) fn parse(url: &str) -> Result<Self, String> {
        let (tls, rest) = match url.split_once("://") {
            Some(("mqtt", rest)) => (false, rest),
            Some(("mqtts", rest)) => (true, rest),
            Some(_) | None => return Err("the URL begins with `mqtt://` or `mqtts://`".into()),
        };
        if rest.contains('@') {
            return Err("user and password stand in `username` and `password-file`, not in the URL".into());
        }
        let authority = rest.strip_suffix('/').unwrap_or(rest);
        let (host, port) = split_port(authority);
        let port = match port {
            Some(port) => port.parse().ok().filter(|&port| port != 0),
            None => Some(if tls { 8883 } else { 1883 }),
        };
        let port = port.ok_or("the port is a number from 1 to 65535")?;
        let bare = host
            .strip_prefix('[')
            .and_then(|host| host.strip_suffix(']'))
            .unwrap_or(host);
        let is_address = host != bare && bare.parse::<std::net::Ipv6Addr>().is_ok();
        let name =
            |character: char| character.is_ascii_alphanumeric() || matches!(character, '.' | '-' | '_');
        if !is_address && (host.is_empty() || !host.chars().all(name)) {
            return Err(format!("{host:?} is not the name or address of a host"));
        }
        Ok(Self {
            host: host.to_owned(),
            port,
            tls,
        })
    }
}

/// Splits at the colon before the port; the colons of an IPv6 address stand in brackets.
fn split_port(authority: &str) -> (&str, Option<&str>) {
    let end_of_address = authority.rfind(']').unwrap_or(0);
    match authority.rfind(':') {
        Some(at) if at > end_of_address => (&authority[..at], Some(&authority[at + 1..])),
        Some(_) | None => (authority, None),
    }
}

/// The client's options, with the credentials read from their files.
pub(crate) fn options(name: &str, config: &Config) -> Result<MqttOptions, ConnectError> {
    let broker = Broker::parse(&config.url).map_err(ConnectError::Url)?;
    let id = config
        .client_id
        .clone()
        .unwrap_or_else(|| default_client_id(name));
    let mut options = MqttOptions::new(id, broker.host, broker.port);
    // A session kept by the broker would replay what was true before, as if it were new.
    options.set_clean_session(true);
    options.set_keep_alive(config.keep_alive);
    options.set_max_packet_size(MAX_INCOMING, MAX_OUTGOING);
    options.set_inflight(IN_FLIGHT);
    if let Some(username) = &config.username {
        let password = config
            .password_file
            .as_deref()
            .map(credentials::read_secret)
            .transpose()?;
        options.set_credentials(username, password.unwrap_or_default());
    }
    if broker.tls {
        options.set_transport(Transport::tls_with_config(tls(config)?));
    }
    Ok(options)
}

fn tls(config: &Config) -> Result<TlsConfiguration, ConnectError> {
    let Some(file) = &config.ca_file else {
        return Ok(TlsConfiguration::Native);
    };
    let pem = credentials::read_public(file)?;
    let tls_error = |source| ConnectError::Certificates {
        file: file.clone(),
        source,
    };
    let certificates = Certificate::stack_from_pem(&pem).map_err(tls_error)?;
    // Other PEM blocks, such as keys, are passed over by the library.
    if certificates.is_empty() {
        return Err(ConnectError::NoCertificates(file.clone()));
    }
    let mut builder = TlsConnector::builder();
    builder.disable_built_in_roots(true);
    for certificate in certificates {
        builder.add_root_certificate(certificate);
    }
    builder.build().map(TlsConfiguration::from).map_err(tls_error)
}

/// Two gateways with equal configurations must not throw each other off the broker, so the machine goes
/// into the identifier: as a hash, for its id is not to be shown to others (machine-id(5)).
fn default_client_id(name: &str) -> String {
    let Ok(machine) = std::fs::read_to_string("/etc/machine-id") else {
        return format!("gatewayd-{name}");
    };
    let mut hasher = DefaultHasher::new();
    ("gatewayd mqtt client id", name, machine.trim()).hash(&mut hasher);
    format!("gatewayd-{name}-{:08x}", hasher.finish() >> 32)
}

#[cfg(test)]
mod tests;
