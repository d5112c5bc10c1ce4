//! The server process.

use std::path::Path;
use std::sync::OnceLock;
use std::time::Duration;

use tempfile::TempDir;

use super::{Client, RestError, http};
use crate::log::Log;
use crate::process::{self, Process};
use crate::tool::Tool;
use crate::{port, wait};

/// How long Java may take to start: two seconds on an idle machine.
const START: Duration = Duration::from_secs(60);

/// How long a client may take to register, after everything it needs has started.
const REGISTRATION: Duration = Duration::from_secs(30);

const MAIN_CLASS: &str = "org.eclipse.leshan.demo.server.LeshanServerDemo";

/// A Leshan demonstration server on free loopback ports, with the security store of its own folder.
#[derive(Debug)]
pub struct Leshan {
    coap: u16,
    coaps: u16,
    tcp: u16,
    pub(super) http: u16,
    process: Option<Process>,
    folder: TempDir,
}

impl Leshan {
    /// The server that all tests of the binary share; each uses endpoint names of its own.
    ///
    /// # Panics
    ///
    /// When Leshan or Java is missing, or the server does not start.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Leshan> = OnceLock::new();
        // Never dropped; the system ends it with the tests (see `process::command`).
        SHARED.get_or_init(Self::start)
    }

    /// A server of the test's own, for one that stops it.
    ///
    /// # Panics
    ///
    /// As [`Leshan::shared`].
    pub fn start() -> Self {
        let mut leshan = Self {
            coap: port::free_udp(),
            coaps: port::free_udp(),
            tcp: port::free_tcp(),
            http: port::free_tcp(),
            process: None,
            folder: tempfile::tempdir().expect("a temporary folder can be made"),
        };
        leshan.start_again();
        leshan
    }

    /// The address for clients without security, over UDP.
    pub fn coap_uri(&self) -> String {
        format!("coap://127.0.0.1:{}", self.coap)
    }

    /// The address for clients with DTLS.
    pub fn coaps_uri(&self) -> String {
        format!("coaps://127.0.0.1:{}", self.coaps)
    }

    /// The address for clients without security, over TCP.
    pub fn coap_tcp_uri(&self) -> String {
        format!("coap+tcp://127.0.0.1:{}", self.tcp)
    }

    /// The UDP port for clients without security.
    pub fn coap_port(&self) -> u16 {
        self.coap
    }

    /// Stops the server without a word to the clients; credentials are kept, registrations are not.
    pub fn stop(&mut self) {
        self.process = None;
    }

    /// Starts the server on the same ports once more.
    ///
    /// # Panics
    ///
    /// When it does not start.
    pub fn start_again(&mut self) {
        self.process = None;
        let log = Log::at(self.folder.path().join("leshan.log"));
        let mut process = Process::spawn("Leshan", self.command(&Tool::leshan_jars()), &log);
        process.wait_until("answering at its REST interface", START, || self.clients().ok());
        self.process = Some(process);
    }

    /// The registered clients.
    ///
    /// # Errors
    ///
    /// When the server does not answer.
    pub fn clients(&self) -> Result<Vec<Client>, RestError> {
        let reply = http::ask(self.http, "GET", "/api/clients", None)?;
        Client::list(&reply.body)
    }

    /// The client with the endpoint name, if it is registered.
    ///
    /// # Errors
    ///
    /// When the server does not answer.
    pub fn client(&self, endpoint: &str) -> Result<Option<Client>, RestError> {
        Ok(self
            .clients()?
            .into_iter()
            .find(|client| client.endpoint == endpoint))
    }

    /// Waits until a client is registered, and returns it.
    ///
    /// # Panics
    ///
    /// When it does not register.
    pub fn wait_registered(&self, endpoint: &str) -> Client {
        let what = format!("the registration of {endpoint:?}");
        wait::until(&what, REGISTRATION, || self.client(endpoint).ok().flatten())
    }

    /// Waits until a client is registered and `fits`, and returns it: for an object list that changes.
    ///
    /// # Panics
    ///
    /// With `what`, when that does not happen.
    pub fn wait_client(&self, endpoint: &str, what: &str, fits: impl Fn(&Client) -> bool) -> Client {
        let what = format!("{endpoint:?} {what}");
        wait::until(&what, REGISTRATION, || {
            self.client(endpoint).ok().flatten().filter(&fits)
        })
    }

    /// Waits until no client has the endpoint name any more.
    ///
    /// # Panics
    ///
    /// When it stays.
    pub fn wait_gone(&self, endpoint: &str, within: Duration) {
        let what = format!("the end of the registration of {endpoint:?}");
        wait::until(&what, within, || {
            self.client(endpoint)
                .is_ok_and(|client| client.is_none())
                .then_some(())
        });
    }

    fn command(&self, jars: &Path) -> std::process::Command {
        let mut command = process::command(&Tool::Leshan.program("java"));
        // For a short life: no optimising compiler, one collector thread.
        command
            .args(["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m", "-cp"])
            .arg(jars.join("*"));
        command.arg(MAIN_CLASS).current_dir(&self.folder);
        let mut listen = |host: &str, address: &str, port: &str, number: u16| {
            command.args([host, address, port, &number.to_string()]);
        };
        listen("--coap-host", "127.0.0.1", "--coap-port", self.coap);
        listen("--coaps-host", "127.0.0.1", "--coaps-port", self.coaps);
        listen("--web-host", "127.0.0.1", "--web-port", self.http);
        listen(
            "--java-coap-host",
            "127.0.0.1",
            "--java-coap-port",
            port::free_udp(),
        );
        listen(
            "--java-coap-tcp-host",
            "127.0.0.1",
            "--java-coap-tcp-port",
            self.tcp,
        );
        // Given a host, 2.0.0-M17 uses the TCP port for TLS too; on another loopback address that is no clash.
        listen(
            "--java-coaps-tcp-host",
            "127.0.0.2",
            "--java-coaps-tcp-port",
            self.tcp,
        );
        command
    }
}
