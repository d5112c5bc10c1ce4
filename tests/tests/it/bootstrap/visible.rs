//! What a person sees of bootstrapping, and how a person starts it.

use coap::Code;
use gatewayd_tests::bootstrap_server::BootstrapServer;
use gatewayd_tests::daemon::{Daemon, Setup};
use gatewayd_tests::dbus::Bus;
use gatewayd_tests::{needs, wait};

use super::configuration;
use crate::control_bus::gatewayctl;
use crate::support::SOON;

/// A gateway that would wait for a long time before it asks.
fn patient(endpoint: &str, bootstrap: &BootstrapServer) -> (Bus, Daemon) {
    let bus = Bus::start();
    let text = configuration(endpoint, &bootstrap.uri()) + "hold-off = \"10h\"\n";
    let daemon = Setup::new(&text).on(&bus).start();
    (bus, daemon)
}

fn wait_status(bus: &Bus, wanted: &str) -> String {
    wait::until(&format!("a status with {wanted:?}"), SOON, || {
        let (code, text) = gatewayctl(&["--bus", bus.address(), "status"]);
        (code == Some(0) && text.contains(wanted)).then_some(text)
    })
}

#[test]
fn a_person_who_does_not_wait_for_the_hold_off_sees_how_the_bootstrap_goes() {
    needs!(Dbus);
    let mut bootstrap = BootstrapServer::start();
    let (bus, _daemon) = patient("visible", &bootstrap);
    let text = wait_status(&bus, "Bootstrap  waiting at coap://127.0.0.1:");
    assert!(text.contains("next attempt in 3"), "{text}");
    let (code, text) = gatewayctl(&["--bus", bus.address(), "bootstrap"]);
    assert_eq!(code, Some(0), "{text}");
    let asked = bootstrap.wait_asked();
    wait_status(&bus, "Bootstrap  in-progress");
    bootstrap.refuse(&asked, Code::BAD_REQUEST);
    let text = wait_status(&bus, "Bootstrap  backing-off");
    assert!(text.contains("refused with 4.00"), "{text}");
}
