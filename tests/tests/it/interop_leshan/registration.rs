//! Coming, staying and going.

use std::time::Duration;

use gatewayd_tests::daemon::Daemon;
use gatewayd_tests::leshan::{Format, Leshan};
use gatewayd_tests::needs;

use crate::support::{SOON, head_with_lifetime};

/// Two simulated sensors: enough to see an object list.
const BOILER: &str = r#"
[adapter.simulated]
type = "sim"
[adapter.simulated.device.boiler.point.inside]
values = [85.0]
resource = { object = 3303, resource = 5700 }
[adapter.simulated.device.boiler.point.outside]
values = [-3.5]
resource = { object = 3303, resource = 5700 }
"#;

fn configuration(endpoint: &str, leshan: &Leshan, lifetime: &str) -> String {
    head_with_lifetime(endpoint, &leshan.coap_uri(), lifetime) + BOILER
}

/// As in LightweightM2M-1.1-int-101.
#[test]
fn leshan_sees_name_lifetime_version_and_objects() {
    needs!(Leshan);
    let leshan = Leshan::shared();
    let _daemon = Daemon::start(&configuration("reg-list", leshan, "90s"));
    let client = leshan.wait_registered("reg-list");
    assert_eq!((client.lifetime, client.is_secure), (90, false));
    assert_eq!(client.version, "1.2");
    for path in ["/1/0", "/3/0", "/3303/0", "/3303/1"] {
        assert!(client.has(path), "{path} is missing in {:?}", client.links);
    }
    assert!(!client.has("/3303/2"));
    assert!(
        !client.links.iter().any(|link| link.url.starts_with("/0")),
        "credentials are never listed (core 1.2.1, section 6.2.1.2)"
    );
}

/// As in LightweightM2M-1.1-int-102.
#[test]
fn a_short_lifetime_is_kept_alive_by_updates() -> anyhow::Result<()> {
    needs!(Leshan);
    let leshan = Leshan::shared();
    let _daemon = Daemon::start(&configuration("reg-alive", leshan, "4s"));
    let first = leshan.wait_registered("reg-alive");
    let events = leshan.events("reg-alive")?;
    for _ in 0..2 {
        let updated = events.next_update(SOON);
        assert_eq!(
            updated.registration_id, first.registration_id,
            "it is still the same registration"
        );
        assert!(updated.last_update > first.last_update);
    }
    Ok(())
}

#[test]
fn a_killed_gateway_is_dropped_when_its_lifetime_ends_and_comes_back_as_it_was() -> anyhow::Result<()> {
    needs!(Leshan);
    let leshan = Leshan::shared();
    let mut daemon = Daemon::start(&configuration("reg-killed", leshan, "3s"));
    let first = leshan.wait_registered("reg-killed");
    let events = leshan.events("reg-killed")?;
    daemon.kill();
    // Leshan looks for expired registrations every now and then.
    assert_eq!(
        events.next_deregistration(Duration::from_secs(40)).endpoint,
        "reg-killed"
    );
    daemon.start_again();
    let second = leshan.wait_registered("reg-killed");
    assert_ne!(first.registration_id, second.registration_id);
    let urls = |client: gatewayd_tests::leshan::Client| {
        client.links.into_iter().map(|link| link.url).collect::<Vec<_>>()
    };
    assert_eq!(urls(first), urls(second));
    Ok(())
}

#[test]
fn a_stopped_gateway_takes_its_leave() -> anyhow::Result<()> {
    needs!(Leshan);
    let leshan = Leshan::shared();
    let mut daemon = Daemon::start(&configuration("reg-leave", leshan, "10min"));
    leshan.wait_registered("reg-leave");
    let events = leshan.events("reg-leave")?;
    assert_eq!(daemon.stop().code(), Some(0));
    assert_eq!(events.next_deregistration(SOON).endpoint, "reg-leave");
    Ok(())
}

/// As in LightweightM2M-1.1-int-105.
#[test]
fn a_server_that_restarts_gets_the_registration_again_by_itself() -> anyhow::Result<()> {
    needs!(Leshan);
    let mut leshan = Leshan::start();
    let _daemon = Daemon::start(&configuration("reg-restart", &leshan, "4s"));
    leshan.wait_registered("reg-restart");
    leshan.stop();
    leshan.start_again();
    leshan.wait_registered("reg-restart");
    let answer = leshan.read("reg-restart", "/3303/0/5700", Format::Tlv)?;
    assert_eq!(answer.value(), 85.0);
    Ok(())
}
