//! Certificates on both sides, with a DTLS stack that is not the gateway's.

use gatewayd_tests::daemon::{Daemon, Setup};
use gatewayd_tests::dbus::Bus;
use gatewayd_tests::lwm2m_server::{Format, LwServer, Options};
use gatewayd_tests::{needs, wait};

use super::{BOILER, ENDPOINT, wait_value};
use crate::support::SOON;

const AUTHORITY: &[u8] = include_bytes!("../../../certificates/authority.pem");
const CLIENT: &[u8] = include_bytes!("../../../certificates/client.pem");
const CLIENT_KEY: &[u8] = include_bytes!("../../../certificates/client.key");
const OF_HERE: &[u8] = include_bytes!("../../../certificates/here.pem");
const OF_SERVER: &[u8] = include_bytes!("../../../certificates/server.pem");

/// A gateway that judges the certificate of the server by the key that is added.
fn gateway(server: &LwServer, trust: &str) -> Setup {
    let configuration = format!(
        r#"
[gateway]
endpoint-name = "{ENDPOINT}"
[server.main]
uri = "{}"
short-server-id = 101
lifetime = "3s"
security = "x509"
certificate-file = "client.pem"
private-key-file = "client.key"
{trust}
"#,
        server.coaps_uri()
    );
    Setup::new(&(configuration + BOILER))
        .with_secret("client.pem", CLIENT)
        .with_secret("client.key", CLIENT_KEY)
        .with_secret("authority.pem", AUTHORITY)
        .with_secret("here.pem", OF_HERE)
        .with_secret("server.pem", OF_SERVER)
}

/// It is registered under the name of its certificate, and /3/0 can be read as TLV.
fn assert_read(server: &LwServer, _daemon: &Daemon) -> anyhow::Result<()> {
    let registration = server.wait_registered(ENDPOINT);
    assert_eq!(registration.identity.as_deref(), Some(ENDPOINT));
    let answer = server.read(ENDPOINT, "/3/0", Format::Tlv)?;
    assert_eq!((answer.code, answer.format), (205, Some(11542)));
    wait_value(server, "/3308/0/5900", 20.0);
    Ok(())
}

/// Case 402 of the interoperability tests, with a certificate larger than a datagram of the server.
#[test]
fn mbed_tls_and_the_gateway_show_each_other_certificates() -> anyhow::Result<()> {
    needs!(Aiocoap, Mbedtls);
    let server = LwServer::start_with(Options::default().certificate("here"));
    let daemon = gateway(&server, "server-certificate-file = \"here.pem\"").start();
    assert_read(&server, &daemon)
}

#[test]
fn an_authority_and_a_name_will_do_for_a_server_of_another_address() -> anyhow::Result<()> {
    needs!(Aiocoap, Mbedtls);
    let server = LwServer::start_with(Options::default().certificate("server"));
    let trust = "ca-file = \"authority.pem\"\nserver-name = \"server.example.com\"";
    let daemon = gateway(&server, trust).start();
    assert_read(&server, &daemon)
}

/// Case 403: the certificate is the expected one, but for a name that is not the address's.
#[test]
fn a_server_with_the_certificate_of_another_is_refused_and_the_bus_says_why() {
    needs!(Aiocoap, Mbedtls, Dbus);
    let server = LwServer::start_with(Options::default().certificate("server"));
    let bus = Bus::start();
    let mark = server.log().mark();
    let daemon = gateway(&server, "server-certificate-file = \"server.pem\"")
        .on(&bus)
        .start();
    wait::until("the reason", SOON, || {
        last_error(&bus).filter(|error| error.contains("the certificate of the peer is for another name"))
    });
    wait::until("the end of the handshake at the server", SOON, || {
        server.log().find_after(mark, "ended:")
    });
    assert_eq!(server.registration(ENDPOINT), None);
    assert!(
        !daemon.log().text().contains("PRIVATE KEY"),
        "a key is never logged"
    );
}

fn last_error(bus: &Bus) -> Option<String> {
    let arguments = [
        "/org/gatewayd/Gateway1/servers/101",
        "org.freedesktop.DBus.Properties.Get",
        "string:org.gatewayd.Gateway1.Server1",
        "string:LastError",
    ];
    bus.try_call("org.gatewayd.Gateway1", &arguments).ok()
}
