//! Reboot and clock through the services of systemd, played on a bus of the test's own.

use std::sync::{Arc, Mutex, mpsc};
use std::thread::{self, JoinHandle};

use coap::Code;
use gatewayd_tests::daemon::{Daemon, Setup};
use gatewayd_tests::dbus::Bus;
use gatewayd_tests::needs;
use gatewayd_tests::test_server::TestServer;
use gatewayd_tests::wait;
use objects::Value;
use zbus::connection::Builder;

use crate::support::{SOON, head};

/// What the services were called for, in order.
type Calls = Arc<Mutex<Vec<String>>>;

/// systemd-logind, as far as the gateway speaks to it (org.freedesktop.login1(5)).
struct Login {
    /// What it says of rebooting: "yes", "no", "challenge" or "na".
    says: &'static str,
    calls: Calls,
}

#[zbus::interface(name = "org.freedesktop.login1.Manager")]
impl Login {
    fn can_reboot(&self) -> &str {
        self.says
    }

    fn reboot(&self, interactive: bool) {
        note(&self.calls, format!("reboot interactive={interactive}"));
    }
}

/// systemd-timedated, as far as the gateway speaks to it (org.freedesktop.timedate1(5)).
struct TimeDate {
    calls: Calls,
}

#[zbus::interface(name = "org.freedesktop.timedate1")]
impl TimeDate {
    fn set_time(&self, usec_utc: i64, relative: bool, interactive: bool) {
        let call = format!("time {usec_utc} relative={relative} interactive={interactive}");
        note(&self.calls, call);
    }

    fn set_timezone(&self, timezone: &str, interactive: bool) {
        note(&self.calls, format!("zone {timezone} interactive={interactive}"));
    }
}

fn note(calls: &Calls, call: String) {
    calls.lock().expect("no test panics with it").push(call);
}

/// A gateway on a bus with the services.
struct Machine {
    server: TestServer,
    calls: Calls,
    /// Ends the services when it is dropped.
    end: Option<tokio::sync::oneshot::Sender<()>>,
    services: Option<JoinHandle<()>>,
    _daemon: Daemon,
    _bus: Bus,
}

impl Machine {
    fn start(endpoint: &str, says: &'static str) -> Self {
        let (bus, server, calls) = (Bus::start(), TestServer::start(), Calls::default());
        let (end, ended) = tokio::sync::oneshot::channel();
        let (ready, is_ready) = mpsc::sync_channel(1);
        let (address, theirs) = (bus.address().to_owned(), Arc::clone(&calls));
        let services = thread::spawn(move || serve(&address, says, &theirs, &ready, ended));
        is_ready.recv().expect("the services have started");
        let configuration =
            head(endpoint, &server.uri()) + "[hooks]\nreboot = \"system\"\ntime-set = \"system\"\n";
        let daemon = Setup::new(&configuration)
            .with_variable("DBUS_SYSTEM_BUS_ADDRESS", bus.address())
            .start();
        server.wait_registered();
        Self {
            server,
            calls,
            end: Some(end),
            services: Some(services),
            _daemon: daemon,
            _bus: bus,
        }
    }

    fn calls(&self) -> Vec<String> {
        self.calls.lock().expect("no test panics with it").clone()
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        drop(self.end.take());
        if let Some(services) = self.services.take() {
            services.join().ok();
        }
    }
}

fn serve(
    address: &str,
    says: &'static str,
    calls: &Calls,
    ready: &mpsc::SyncSender<()>,
    ended: tokio::sync::oneshot::Receiver<()>,
) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime can be made").block_on(async {
        let login = Login {
            says,
            calls: Arc::clone(calls),
        };
        let time_date = TimeDate {
            calls: Arc::clone(calls),
        };
        let connection = Builder::address(address)
            .serve_at("/org/freedesktop/login1", login)
            .serve_at("/org/freedesktop/timedate1", time_date)
            .name("org.freedesktop.login1")
            .name("org.freedesktop.timedate1")
            .build()
            .await
            .expect("the bus can be reached");
        ready.send(()).expect("the test waits");
        ended.await.ok();
        drop(connection);
    });
}

#[test]
fn logind_reboots_the_machine_and_asks_nobody() {
    needs!(Dbus);
    let machine = Machine::start("rebooted", "yes");
    assert_eq!(machine.server.execute("/3/0/4").code, Code::CHANGED);
    wait::until("the call", SOON, || {
        (machine.calls() == ["reboot interactive=false"]).then_some(())
    });
}

#[test]
fn a_reboot_that_logind_would_ask_a_person_about_is_refused() {
    needs!(Dbus);
    let machine = Machine::start("not-rebooted", "challenge");
    assert_eq!(machine.server.execute("/3/0/4").code, Code::METHOD_NOT_ALLOWED);
    assert_eq!(machine.calls(), [""; 0]);
}

#[test]
fn timedated_sets_clock_and_zone() {
    needs!(Dbus);
    let machine = Machine::start("timed", "yes");
    let time = Value::Time(1_700_000_000);
    assert_eq!(machine.server.write("/3/0/13", &time).code, Code::CHANGED);
    let zone = Value::String("Europe/Paris".to_owned());
    assert_eq!(machine.server.write("/3/0/15", &zone).code, Code::CHANGED);
    assert_eq!(
        machine.calls(),
        [
            "time 1700000000000000 relative=false interactive=false",
            "zone Europe/Paris interactive=false"
        ]
    );
}
