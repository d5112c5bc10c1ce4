//! The bootstrap server of Leshan.

use std::path::Path;
use std::time::Duration;

use serde_json::{Map, Value as Json, json};
use tempfile::TempDir;

use super::rest::{accepted, escaped, put_psk};
use super::{EventKind, Events, RestError, http};
use crate::log::Log;
use crate::port;
use crate::process::{self, Process};
use crate::tool::Tool;

/// How long Java may take to start: two seconds on an idle machine.
const START: Duration = Duration::from_secs(60);

const MAIN_CLASS: &str = "org.eclipse.leshan.demo.bsserver.LeshanBootstrapServerDemo";

/// A Leshan bootstrap server on free loopback ports, with the stores of its own folder.
#[derive(Debug)]
pub struct LeshanBootstrap {
    coap: u16,
    coaps: u16,
    http: u16,
    _process: Process,
    _folder: TempDir,
}

/// What the bootstrap server makes of a client.
#[derive(Clone, Debug, Default)]
pub struct BootstrapPlan {
    deleted: Vec<String>,
    security: Map<String, Json>,
    servers: Map<String, Json>,
    discover: bool,
}

impl LeshanBootstrap {
    /// Starts a bootstrap server that knows no client.
    ///
    /// # Panics
    ///
    /// When Leshan or Java is missing, or the server does not start.
    pub fn start() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let (coap, coaps, http) = (port::free_udp(), port::free_udp(), port::free_tcp());
        let log = Log::at(folder.path().join("bootstrap.log"));
        let command = command(&Tool::leshan_bootstrap_jars(), folder.path(), (coap, coaps, http));
        let mut process = Process::spawn("the bootstrap server of Leshan", command, &log);
        process.wait_until("answering at its REST interface", START, || {
            http::ask(http, "GET", "/api/bootstrap", None).ok()
        });
        Self {
            coap,
            coaps,
            http,
            _process: process,
            _folder: folder,
        }
    }

    /// The address for clients without security.
    pub fn coap_uri(&self) -> String {
        format!("coap://127.0.0.1:{}", self.coap)
    }

    /// The address for clients with DTLS.
    pub fn coaps_uri(&self) -> String {
        format!("coaps://127.0.0.1:{}", self.coaps)
    }

    /// Has the client bootstrapped like this from now on.
    ///
    /// # Errors
    ///
    /// When the server refuses the plan.
    pub fn set_plan(&self, endpoint: &str, plan: &BootstrapPlan) -> Result<(), RestError> {
        let target = format!("/api/bootstrap/{}", escaped(endpoint));
        let body = plan.to_json().to_string();
        accepted(http::ask(self.http, "POST", &target, Some(&body))?)
    }

    /// Lets the client in only with DTLS, under the identity and with the key.
    ///
    /// # Errors
    ///
    /// When the server refuses them.
    pub fn add_psk(&self, endpoint: &str, identity: &str, key: &[u8]) -> Result<(), RestError> {
        put_psk(self.http, endpoint, identity, key)
    }

    /// What the server reports about the client from now on.
    ///
    /// # Errors
    ///
    /// When the server does not answer.
    pub fn sessions(&self, endpoint: &str) -> Result<Sessions, RestError> {
        let stream = http::open_events(self.http, &format!("/api/event?ep={}", escaped(endpoint)))?;
        Ok(Sessions(Events::read(stream)?))
    }
}

/// How bootstraps of one client go.
///
/// The stream carries `event: BSSESSION` with `{"name":"send write","endpoint":"gw-1","time":1795499978769,
/// "message":"Send WRITE request on /0/0 using ..."}`, as seen from version 2.0.0-M17.
#[derive(Debug)]
pub struct Sessions(Events);

impl Sessions {
    /// Waits for the end of the next bootstrap, and returns its steps: `name: first line of the message`.
    ///
    /// # Panics
    ///
    /// When it does not come in time.
    pub fn next_end(&self, within: Duration) -> Vec<String> {
        let mut steps = Vec::new();
        self.0
            .next("the end of a bootstrap", within, |event| match event.kind {
                EventKind::Other(_, data) => {
                    let step = step(&data)?;
                    let over = step.starts_with("finished:") || step.starts_with("failed:");
                    steps.push(step);
                    over.then_some(())
                }
                _ => None,
            });
        steps
    }
}

fn step(data: &str) -> Option<String> {
    let json: Json = serde_json::from_str(data).ok()?;
    let text = |member: &str| json.get(member).and_then(Json::as_str).unwrap_or_default();
    let first = text("message").lines().next().unwrap_or_default();
    Some(format!("{}: {first}", text("name")))
}

impl BootstrapPlan {
    /// Nothing is deleted or written.
    pub fn new() -> Self {
        Self::default()
    }

    /// Deletes what is at the path first.
    #[must_use]
    pub fn delete(mut self, path: &str) -> Self {
        self.deleted.push(path.to_owned());
        self
    }

    /// Has the server ask first which Security instance is that of the bootstrap account, to write around it.
    #[must_use]
    pub fn discover_first(mut self) -> Self {
        self.discover = true;
        self
    }

    /// Writes an account without security in this instance of the objects Security and Server.
    #[must_use]
    pub fn server(mut self, instance: u16, id: u16, uri: &str, lifetime: u32) -> Self {
        let mut security = json!({"uri": uri, "securityMode": "NO_SEC", "serverId": id});
        self.add(instance, &mut security, id, lifetime);
        self
    }

    /// Writes an account with a pre-shared key.
    #[must_use]
    pub fn psk_server(
        mut self,
        instance: u16,
        id: u16,
        uri: &str,
        lifetime: u32,
        (identity, key): (&str, &[u8]),
    ) -> Self {
        let mut security = json!({
            "uri": uri,
            "securityMode": "PSK",
            "serverId": id,
            "publicKeyOrId": identity.as_bytes(),
            "secretKey": key,
        });
        self.add(instance, &mut security, id, lifetime);
        self
    }

    fn add(&mut self, instance: u16, security: &mut Json, id: u16, lifetime: u32) {
        let server = json!({"shortId": id, "lifetime": lifetime, "muteSend": false});
        self.security.insert(instance.to_string(), security.take());
        self.servers.insert(instance.to_string(), server);
    }

    fn to_json(&self) -> Json {
        json!({
            "autoIdForSecurityObject": self.discover,
            "toDelete": self.deleted,
            "security": self.security,
            "servers": self.servers,
        })
    }
}

fn command(jars: &Path, folder: &Path, (coap, coaps, http): (u16, u16, u16)) -> std::process::Command {
    let mut command = process::command(&Tool::Leshan.program("java"));
    command
        .args(["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m", "-cp"])
        .arg(jars.join("*"));
    command.arg(MAIN_CLASS).current_dir(folder);
    for (host, option, port) in [
        ("--coap-host", "--coap-port", coap),
        ("--coaps-host", "--coaps-port", coaps),
        ("--web-host", "--web-port", http),
    ] {
        command.args([host, "127.0.0.1", option, &port.to_string()]);
    }
    command
}
