//! Coming, staying and going.

use std::time::Duration;

use gatewayd_tests::daemon::Daemon;
use gatewayd_tests::lwm2m_server::{HappeningKind, LwServer, Options, Registration};
use gatewayd_tests::needs;

use super::{BOILER, Boiler, ENDPOINT, wait_value};
use crate::support::{SOON, head_with_lifetime};

fn start(server: &LwServer, lifetime: &str) -> (Daemon, Registration) {
    let daemon = Daemon::start(&(head_with_lifetime(ENDPOINT, &server.coap_uri(), lifetime) + BOILER));
    let registration = server.wait_registered(ENDPOINT);
    (daemon, registration)
}

fn next_update(server: &LwServer, mark: usize) -> Registration {
    server.wait_for(ENDPOINT, mark, "an Update", SOON, |happening| {
        match &happening.kind {
            HappeningKind::Updated(registration) => Some(registration.clone()),
            _ => None,
        }
    })
}

/// The versions that the server refused before the registration.
fn refused(server: &LwServer) -> Vec<String> {
    let happenings = server.happenings(ENDPOINT, 0).into_iter();
    happenings
        .filter_map(|happening| match happening.kind {
            HappeningKind::Refused(version) => Some(version),
            _ => None,
        })
        .collect()
}

#[test]
fn aiocoap_sees_lifetime_binding_formats_and_objects() {
    needs!(Aiocoap);
    let server = LwServer::start();
    let (_daemon, registration) = start(&server, "90s");
    assert_eq!(registration.lifetime, Duration::from_secs(90));
    assert_eq!((&*registration.binding, registration.has_queue), ("U", false));
    for path in [
        "/1/0", "/3/0", "/3303/0", "/3306/0", "/3308/0", "/3341/0", "/3347/0",
    ] {
        assert!(
            registration.has(path),
            "{path} is missing in {:?}",
            registration.links
        );
    }
    assert!(!registration.links.iter().any(|link| link.path.starts_with("/0")));
    let root = &registration.links[0];
    assert_eq!((&*root.path, &*root.attributes["rt"]), ("/", "\"oma.lwm2m\""));
    let formats = root.attributes["ct"]
        .trim_matches('"')
        .split(' ')
        .collect::<Vec<_>>();
    assert!(
        ["110", "112"].iter().all(|format| formats.contains(format)),
        "{formats:?}"
    );
}

#[test]
fn a_server_of_another_version_gets_the_highest_that_it_speaks() {
    needs!(Aiocoap);
    for (spoken, refusals, version) in [
        ("1.0,1.1,1.2", &[][..], "1.2"),
        ("1.0,1.1", &["1.2"][..], "1.1"),
        ("1.0", &["1.2", "1.1"][..], "1.0"),
    ] {
        let server = LwServer::start_with(Options::default().versions(spoken));
        let (_daemon, registration) = start(&server, "90s");
        assert_eq!(registration.version, version);
        assert_eq!(refused(&server), refusals);
    }
}

#[test]
fn a_short_lifetime_is_kept_alive_by_updates() {
    needs!(Aiocoap);
    let server = LwServer::start();
    let (_daemon, first) = start(&server, "3s");
    let mut mark = server.mark();
    for _ in 0..2 {
        let updated = next_update(&server, mark);
        assert_eq!(
            updated.location, first.location,
            "it is still the same registration"
        );
        assert_eq!(updated.links, first.links);
        mark = server.mark();
    }
    let happenings = server.happenings(ENDPOINT, 0);
    let expired = happenings
        .iter()
        .filter(|happening| happening.kind == HappeningKind::Expired);
    assert_eq!(expired.count(), 0);
}

#[test]
fn a_lifetime_written_by_the_server_is_announced_with_an_update() -> anyhow::Result<()> {
    needs!(Aiocoap);
    let boiler = Boiler::start();
    let mark = boiler.server.mark();
    boiler.set("/1/0/1", 45_i64)?;
    let updated = next_update(&boiler.server, mark);
    assert_eq!(updated.lifetime, Duration::from_secs(45));
    Ok(())
}

#[test]
fn the_update_trigger_brings_an_update() -> anyhow::Result<()> {
    needs!(Aiocoap);
    let boiler = Boiler::start();
    let mark = boiler.server.mark();
    assert_eq!(boiler.server.execute(ENDPOINT, "/1/0/8", "")?.code, 204);
    next_update(&boiler.server, mark);
    Ok(())
}

#[test]
fn a_killed_gateway_expires_and_comes_back_as_it_was() {
    needs!(Aiocoap);
    let server = LwServer::start();
    let (mut daemon, first) = start(&server, "2s");
    daemon.kill();
    server.wait_for(ENDPOINT, 0, "the end of the lifetime", SOON, |happening| {
        (happening.kind == HappeningKind::Expired).then_some(())
    });
    assert_eq!(server.registration(ENDPOINT), None);
    daemon.start_again();
    let second = server.wait_registered(ENDPOINT);
    assert_ne!(first.location, second.location);
    assert_eq!(first.links, second.links);
}

#[test]
fn a_stopped_gateway_takes_its_leave() {
    needs!(Aiocoap);
    let server = LwServer::start();
    let (mut daemon, _) = start(&server, "90s");
    assert_eq!(daemon.stop().code(), Some(0));
    server.wait_for(ENDPOINT, 0, "a De-register", SOON, |happening| {
        (happening.kind == HappeningKind::Deregistered).then_some(())
    });
}

#[test]
fn a_server_that_restarts_gets_the_registration_again_by_itself() {
    needs!(Aiocoap);
    let mut server = LwServer::start();
    let (_daemon, _) = start(&server, "3s");
    server.stop();
    server.start_again();
    let registration = server.wait_registered(ENDPOINT);
    assert!(registration.has("/3303/0"));
    wait_value(&server, "/3303/0/5700", 21.5);
}

#[test]
fn a_server_that_starts_after_the_gateway_is_found() {
    needs!(Aiocoap);
    let mut server = LwServer::start();
    server.stop();
    let _daemon = Daemon::start(&(head_with_lifetime(ENDPOINT, &server.coap_uri(), "90s") + BOILER));
    server.start_again();
    server.wait_registered(ENDPOINT);
}
