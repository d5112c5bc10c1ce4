//! The daemon with a bootstrap server that does one step at a time.

mod kept;
mod kill;
mod visible;

use std::collections::BTreeMap;
use std::fs;

use coap::{Code, IncomingRequest};
use gatewayd_tests::bootstrap_server::{BootstrapServer, ServerAccount};
use gatewayd_tests::daemon::{Daemon, Setup};
use gatewayd_tests::test_server::{Moment, TestServer};
use lwm2m::server::ServerEvent;

use crate::support::SOON;

/// What the daemon keeps of a bootstrap.
pub(super) const FILE: &str = "accounts.json";

/// A gateway, its bootstrap server, and the two servers that it is sent to, one after the other.
pub(super) struct Stage {
    pub(super) daemon: Daemon,
    pub(super) bootstrap: BootstrapServer,
    pub(super) old: Far,
    pub(super) new: Far,
}

/// A server, and how a bootstrap server describes it.
pub(super) struct Far {
    pub(super) server: TestServer,
    pub(super) account: ServerAccount,
}

impl Far {
    fn new(instance: u16, id: u16, lifetime: u32) -> Self {
        let server = TestServer::start();
        let account = ServerAccount {
            instance,
            id,
            uri: server.uri(),
            lifetime,
        };
        Self { server, account }
    }

    /// Waits for a registration after `moment` and checks that it is as the account says.
    pub(super) fn wait_registered(&self, moment: Moment) {
        let registered = |event: &ServerEvent| match event {
            ServerEvent::Registered(registration) => Some(registration.clone()),
            _ => None,
        };
        let what = format!("a registration with server {}", self.account.id);
        let registration = self.server.wait_event(moment, &what, SOON, registered);
        assert_eq!(registration.lifetime, Some(self.account.lifetime.into()));
        let server = format!("/1/{}", self.account.instance);
        let listed = registration.lists(&server);
        assert!(listed, "{:?} has no {server}", registration.objects);
    }
}

/// How the gateway of these tests is configured.
pub(super) fn configuration(endpoint: &str, bootstrap: &str) -> String {
    format!(
        "[gateway]\nendpoint-name = \"{endpoint}\"\n[bootstrap]\nuri = \"{bootstrap}\"\nsecurity = \"none\"\n"
    )
}

impl Stage {
    /// A gateway that has never been bootstrapped, and asks to be.
    pub(super) fn from_the_factory(endpoint: &str) -> (Self, IncomingRequest) {
        Self::new(endpoint, "", |setup| setup)
    }

    /// The same, with a bootstrap account that is to be forgotten this long after a bootstrap.
    pub(super) fn with_account_timeout(endpoint: &str, time: &str) -> (Self, IncomingRequest) {
        let line = format!("account-timeout = \"{time}\"\n");
        Self::new(endpoint, &line, |setup| setup)
    }

    /// The same, which asks for a Bootstrap-Pack.
    pub(super) fn asking_for_a_pack(endpoint: &str) -> (Self, IncomingRequest) {
        Self::new(endpoint, "request-pack = true\n", |setup| setup)
    }

    fn new(endpoint: &str, more: &str, prepare: impl FnOnce(Setup) -> Setup) -> (Self, IncomingRequest) {
        let mut bootstrap = BootstrapServer::start();
        let text = configuration(endpoint, &bootstrap.uri()) + more;
        let daemon = prepare(Setup::new(&text)).start();
        let asked = bootstrap.wait_asked();
        let stage = Self {
            daemon,
            bootstrap,
            old: Far::new(0, 101, 1111),
            new: Far::new(4, 202, 2222),
        };
        (stage, asked)
    }

    /// A gateway that was bootstrapped for the old server, and is registered there.
    pub(super) fn with_the_old_server(endpoint: &str) -> Self {
        let (stage, asked) = Self::from_the_factory(endpoint);
        stage.bootstrapped(&asked)
    }

    /// The same, and it writes nothing to its log.
    pub(super) fn silent_with_the_old_server(endpoint: &str) -> Self {
        let (stage, asked) = Self::new(endpoint, "", |setup| setup.with_variable("GATEWAYD_LOG", "error"));
        stage.bootstrapped(&asked)
    }

    fn bootstrapped(mut self, asked: &IncomingRequest) -> Self {
        let stage = &mut self;
        stage.bootstrap.welcome(asked);
        for code in [
            stage.bootstrap.write_security(&stage.old.account),
            stage.bootstrap.write_server(&stage.old.account),
            stage.bootstrap.finish(),
        ] {
            assert_eq!(code, Code::CHANGED);
        }
        stage.old.wait_registered(Moment::default());
        self
    }

    /// The file of the accounts, if there is one.
    pub(super) fn file(&self) -> Option<Vec<u8>> {
        fs::read(self.daemon.state().join(FILE)).ok()
    }

    /// The accounts in the file by their paths; when they were written is not one of them.
    pub(super) fn accounts(&self) -> Option<BTreeMap<String, String>> {
        let json: serde_json::Value = serde_json::from_slice(&self.file()?).expect("the file is complete");
        let values = json.get("values").and_then(serde_json::Value::as_array);
        let pair = |entry: &serde_json::Value| {
            let text = |member| Some(entry.get(member)?.as_str()?.to_owned());
            Some((text("path")?, text("value")?))
        };
        let values = values.expect("the file has values").iter().filter_map(pair);
        Some(values.filter(|(path, _)| !is_time(path)).collect())
    }

    /// Puts a file of accounts in the place of what is there, as if nothing else had ever been; the daemon is dead.
    pub(super) fn put_back(&self, file: Option<&[u8]>) {
        let state = self.daemon.state();
        // What a killed daemon has left behind.
        let _ = fs::remove_file(state.join(format!("{FILE}.new")));
        match file {
            Some(bytes) => fs::write(state.join(FILE), bytes).expect("the state can be written"),
            None => {
                let _ = fs::remove_file(state.join(FILE));
            }
        }
    }
}

/// Resource 1/x/12, Last Bootstrapped.
fn is_time(path: &str) -> bool {
    path.starts_with("/1/") && path.ends_with("/12")
}
