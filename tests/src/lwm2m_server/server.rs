//! The server process.

use std::path::Path;
use std::time::Duration;

use tempfile::TempDir;

use super::talk::Talk;
use super::{Happening, Registration};
use crate::log::Log;
use crate::process::{self, Process};
use crate::tool::Tool;
use crate::{hex, port, wait};

/// How long Python may take to start.
const START: Duration = Duration::from_secs(30);

/// How long a client may take to register, after everything it needs has started.
const REGISTRATION: Duration = Duration::from_secs(30);

/// How a server differs from the usual one.
#[derive(Debug, Clone, Default)]
pub struct Options {
    versions: Option<String>,
    block_size: Option<u16>,
    psks: Vec<(String, Vec<u8>)>,
    /// The name of a certificate in `tests/certificates`.
    certificate: Option<String>,
}

impl Options {
    /// Lets in clients of these versions, as in `1.0,1.1,1.2`; without it 1.0 and 1.1, as Leshan 2 does.
    #[must_use]
    pub fn versions(mut self, versions: &str) -> Self {
        self.versions = Some(versions.to_owned());
        self
    }

    /// Transfers in blocks of this many bytes, a power of two from 16 to 1024 (RFC 7959, section 2.2).
    #[must_use]
    pub fn block_size(mut self, bytes: u16) -> Self {
        self.block_size = Some(bytes);
        self
    }

    /// Lets in clients with DTLS that have this key, besides those without.
    #[must_use]
    pub fn psk(mut self, identity: &str, key: &[u8]) -> Self {
        self.psks.push((identity.to_owned(), key.to_owned()));
        self
    }

    /// Shows clients with DTLS the certificate of this name in `tests/certificates`, and lets those in whose own is
    /// from the authority there.
    #[must_use]
    pub fn certificate(mut self, name: &str) -> Self {
        self.certificate = Some(name.to_owned());
        self
    }

    const fn has_dtls(&self) -> bool {
        !self.psks.is_empty() || self.certificate.is_some()
    }
}

/// An LwM2M server on free loopback ports.
#[derive(Debug)]
pub struct LwServer {
    options: Options,
    coap: u16,
    coaps: u16,
    run: Option<(Process, Talk)>,
    folder: TempDir,
}

impl LwServer {
    /// Starts a server with the usual options.
    ///
    /// # Panics
    ///
    /// When aiocoap is missing, or the server does not start.
    pub fn start() -> Self {
        Self::start_with(Options::default())
    }

    /// Starts a server.
    ///
    /// # Panics
    ///
    /// As [`LwServer::start`]; with a key, also when Mbed TLS is missing.
    pub fn start_with(options: Options) -> Self {
        let mut server = Self {
            options,
            coap: port::free_udp(),
            coaps: port::free_udp(),
            run: None,
            folder: tempfile::tempdir().expect("a temporary folder can be made"),
        };
        server.start_again();
        server
    }

    /// The address for clients without security.
    pub fn coap_uri(&self) -> String {
        format!("coap://127.0.0.1:{}", self.coap)
    }

    /// The address for clients with DTLS.
    pub fn coaps_uri(&self) -> String {
        format!("coaps://127.0.0.1:{}", self.coaps)
    }

    /// The UDP port for clients without security.
    pub fn coap_port(&self) -> u16 {
        self.coap
    }

    /// Stops the server without a word to the clients; registrations and observations are lost.
    pub fn stop(&mut self) {
        self.run = None;
    }

    /// Starts the server on the same ports once more.
    ///
    /// # Panics
    ///
    /// When it does not start.
    pub fn start_again(&mut self) {
        self.run = None;
        let (mut process, pipes) = Process::spawn_with_pipes("the LwM2M server", self.command(), &self.log());
        let talk = Talk::new(pipes);
        process.wait_until("serving its port", START, || talk.is_ready().then_some(()));
        self.run = Some((process, talk));
    }

    /// The log of the server: every CoAP message, and what it thinks of it.
    pub fn log(&self) -> Log {
        Log::at(self.folder.path().join("server.log"))
    }

    /// The registration under the endpoint name, if there is one.
    ///
    /// # Panics
    ///
    /// When the server is stopped, as all that follow.
    pub fn registration(&self, endpoint: &str) -> Option<Registration> {
        let history = self.happenings(endpoint, 0);
        history
            .iter()
            .rev()
            .find_map(Happening::registration)
            .flatten()
            .cloned()
    }

    /// Waits until a client is registered, and returns its registration.
    ///
    /// # Panics
    ///
    /// When it does not register.
    pub fn wait_registered(&self, endpoint: &str) -> Registration {
        self.wait_registration(endpoint, "is registered", |_| true)
    }

    /// Waits until a client is registered and `fits`: for an object list that changes.
    ///
    /// # Panics
    ///
    /// With `what`, when that does not happen.
    pub fn wait_registration(
        &self,
        endpoint: &str,
        what: &str,
        fits: impl Fn(&Registration) -> bool,
    ) -> Registration {
        let what = format!("that {endpoint:?} {what}");
        wait::until(&what, REGISTRATION, || self.registration(endpoint).filter(&fits))
    }

    /// A place in the history: what [`LwServer::wait_for`] finds happened later.
    pub fn mark(&self) -> usize {
        self.talk().happenings()
    }

    /// What a client did on its own after the mark; 0 stands for the start of the server.
    pub fn happenings(&self, endpoint: &str, mark: usize) -> Vec<Happening> {
        let history = self.talk().history(mark);
        history
            .into_iter()
            .filter(|happening| happening.endpoint == endpoint)
            .collect()
    }

    /// Waits for something that a client does on its own, after the mark.
    ///
    /// # Panics
    ///
    /// With `what` and all that happened instead, when it does not come in time.
    pub fn wait_for<T>(
        &self,
        endpoint: &str,
        mark: usize,
        what: &str,
        within: Duration,
        mut choose: impl FnMut(&Happening) -> Option<T>,
    ) -> T {
        wait::attempt(within, || {
            self.happenings(endpoint, mark).iter().find_map(&mut choose)
        })
        .unwrap_or_else(|| {
            let happened = self.happenings(endpoint, mark);
            panic!("waited {within:?} in vain for {what} of {endpoint:?}; it did {happened:#?}")
        })
    }

    pub(super) fn talk(&self) -> &Talk {
        let (_, talk) = self.run.as_ref().expect("the server runs");
        talk
    }

    fn command(&self) -> std::process::Command {
        let python = if self.options.has_dtls() {
            Tool::Mbedtls
        } else {
            Tool::Aiocoap
        }
        .python();
        let mut command = process::command(&python);
        command
            // Nothing is written beside the sources.
            .arg("-B")
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tools/lwm2m_server.py"))
            .arg(self.coap.to_string());
        if let Some(versions) = &self.options.versions {
            command.args(["--versions", versions]);
        }
        if let Some(bytes) = self.options.block_size {
            command.args(["--block-size", &bytes.to_string()]);
        }
        if self.options.has_dtls() {
            command.args(["--dtls", &self.coaps.to_string()]);
        }
        for (identity, key) in &self.options.psks {
            command
                .arg("--psk")
                .arg(format!("{identity}:{}", hex::encode(key)));
        }
        if let Some(name) = &self.options.certificate {
            let file = |name: String| certificates().join(name);
            command.arg("--certificate").arg(file(format!("{name}.pem")));
            command.arg("--private-key").arg(file(format!("{name}.key")));
            command.arg("--authority").arg(file("authority.pem".to_owned()));
        }
        command
    }
}

/// The folder of certificates and their keys.
fn certificates() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("certificates")
}
