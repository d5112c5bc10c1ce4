//! Pre-shared keys, with a DTLS stack that is not the gateway's.

use gatewayd_tests::daemon::{Daemon, Setup};
use gatewayd_tests::lwm2m_server::{Format, LwServer, Options};
use gatewayd_tests::{hex, needs, wait};

use super::{BOILER, ENDPOINT, wait_value};
use crate::support::SOON;

const KEY: [u8; 16] = *b"0123456789abcdef";
const IDENTITY: &str = "identity of the boiler";

fn start(server: &LwServer, identity: &str) -> Daemon {
    let configuration = format!(
        r#"
[gateway]
endpoint-name = "{ENDPOINT}"
[server.main]
uri = "{}"
short-server-id = 101
lifetime = "3s"
security = "psk"
psk-identity = "{identity}"
psk-key-file = "the.key"
"#,
        server.coaps_uri()
    );
    Setup::new(&(configuration + BOILER))
        .with_secret("the.key", hex::encode(&KEY))
        .start()
}

#[test]
fn mbed_tls_lets_the_right_key_in_and_the_way_is_usable_both_ways() -> anyhow::Result<()> {
    needs!(Aiocoap, Mbedtls);
    let server = LwServer::start_with(Options::default().psk(IDENTITY, &KEY));
    let _daemon = start(&server, IDENTITY);
    let registration = server.wait_registered(ENDPOINT);
    assert_eq!(registration.identity.as_deref(), Some(IDENTITY));
    wait_value(&server, "/3308/0/5900", 20.0);
    let observation = server.observe(ENDPOINT, "/3308/0/5900", Format::SenmlCbor)?;
    assert_eq!(
        server.write(ENDPOINT, "/3308/0/5900", 21.0, Format::Tlv)?.code,
        204
    );
    assert_eq!(*observation.next_notification(SOON).value(), 21.0);
    Ok(())
}

#[test]
fn an_identity_that_mbed_tls_does_not_know_is_not_let_in() {
    needs!(Aiocoap, Mbedtls);
    let server = LwServer::start_with(Options::default().psk(IDENTITY, &KEY));
    let mark = server.log().mark();
    let daemon = start(&server, "somebody else");
    wait::until("a failed handshake", SOON, || {
        server.log().find_after(mark, "ended:")
    });
    assert_eq!(server.registration(ENDPOINT), None);
    assert!(
        !daemon.log().text().contains(&hex::encode(&KEY)),
        "a key is never logged"
    );
}

#[test]
fn a_gateway_that_lost_its_session_gets_in_with_a_new_one() {
    needs!(Aiocoap, Mbedtls);
    let server = LwServer::start_with(Options::default().psk(IDENTITY, &KEY));
    let mut daemon = start(&server, IDENTITY);
    let first = server.wait_registered(ENDPOINT);
    daemon.kill();
    daemon.start_again();
    let second = server.wait_registration(ENDPOINT, "is registered anew", |registration| {
        registration.location != first.location
    });
    assert_eq!(second.identity.as_deref(), Some(IDENTITY));
    assert_ne!(
        first.address, second.address,
        "each session has a socket of its own"
    );
}
