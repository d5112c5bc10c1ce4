//! What a service manager hears, and how the program ends: sd_notify(3).

use std::os::unix::net::UnixDatagram;
use std::time::Instant;

use gatewayd_tests::daemon::{Daemon, Setup};
use gatewayd_tests::log::Mark;
use gatewayd_tests::test_server::TestServer;
use lwm2m::server::ServerEvent;
use tempfile::TempDir;

use super::{more, sensor};
use crate::support::{SOON, head};

/// The socket of a service manager.
struct Manager {
    socket: UnixDatagram,
    folder: TempDir,
}

impl Manager {
    fn listen() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let socket = UnixDatagram::bind(folder.path().join("notify")).expect("a socket can be made");
        socket.set_read_timeout(Some(SOON)).expect("it is a valid time");
        Self { socket, folder }
    }

    /// Starts the daemon as the manager would, with a watchdog that wants to hear it every 600 ms.
    fn start(&self, configuration: &str) -> Daemon {
        let address = self.folder.path().join("notify");
        Setup::new(configuration)
            .with_variable("NOTIFY_SOCKET", &address.to_string_lossy())
            .with_variable("WATCHDOG_USEC", "600000")
            .start()
    }

    fn next(&self) -> String {
        let mut buffer = [0; 256];
        let length = self
            .socket
            .recv(&mut buffer)
            .expect("the daemon should say something");
        String::from_utf8_lossy(&buffer[..length]).into_owned()
    }

    /// Waits for a message; beats of the watchdog before it do not count.
    fn expect(&self, message: &str) {
        let next = std::iter::repeat_with(|| self.next()).find(|next| next != "WATCHDOG=1");
        assert_eq!(next.as_deref(), Some(message));
    }
}

#[test]
fn the_manager_hears_of_the_start_of_a_reload_of_the_end_and_of_life_in_between() {
    let (manager, server) = (Manager::listen(), TestServer::start());
    let before = head("notify", &server.uri()) + &sensor("one", "a", 1.0);
    let mut daemon = manager.start(&before);
    manager.expect("READY=1");
    for _ in 0..5 {
        assert_eq!(manager.next(), "WATCHDOG=1");
    }
    daemon.reload(&(before + &more("one", "b", 2.0)));
    manager.expect("RELOADING=1");
    manager.expect("READY=1");
    assert_eq!(daemon.stop().code(), Some(0));
    manager.expect("STOPPING=1");
}

#[test]
fn the_daemon_de_registers_before_it_ends() {
    let server = TestServer::start();
    let mut daemon = Daemon::start(&(head("farewell", &server.uri()) + &sensor("one", "a", 1.0)));
    server.wait_registered();
    assert_eq!(daemon.stop().code(), Some(0));
    let last = server.history_after(Default::default()).pop();
    assert!(matches!(
        last.map(|last| last.event),
        Some(ServerEvent::Deregistered)
    ));
}

#[test]
fn a_second_request_to_end_is_obeyed_although_the_server_does_not_answer() {
    let server = TestServer::start();
    let mut daemon = Daemon::start(&(head("impatient", &server.uri()) + &sensor("one", "a", 1.0)));
    server.wait_registered();
    server.lose_everything(true);
    let asked = Instant::now();
    daemon.terminate();
    daemon.wait_for_line(Mark::default(), "Stopping", SOON);
    daemon.terminate();
    assert_eq!(daemon.wait_for_end(SOON).code(), Some(0));
    // A server has three seconds to confirm.
    assert!(
        asked.elapsed().as_secs() < 3,
        "it waited for the server all the same"
    );
}

#[test]
fn a_server_that_does_not_answer_holds_the_end_up_for_a_moment_only() {
    let server = TestServer::start();
    let mut daemon = Daemon::start(&(head("patient", &server.uri()) + &sensor("one", "a", 1.0)));
    server.wait_registered();
    server.lose_everything(true);
    assert_eq!(daemon.stop().code(), Some(0));
}
