//! The bootstrap server of Leshan says which server there is: another program's idea of the bootstrap interface.

use gatewayd_tests::daemon::{Daemon, Setup};
use gatewayd_tests::leshan::{BootstrapPlan, Format, Leshan, LeshanBootstrap, Node, Value};
use gatewayd_tests::{hex, needs};

use crate::support::SOON;

const BOOTSTRAP_KEY: [u8; 16] = *b"bootstrap key 16";
const SERVER_KEY: [u8; 16] = *b"0123456789abcdef";

/// A gateway that knows no server, with one value to show for itself.
const BOILER: &str = r#"
[adapter.simulated]
type = "sim"
[adapter.simulated.device.boiler.point.inside]
values = [85.0]
resource = { object = 3303, resource = 5700 }
"#;

fn configuration(endpoint: &str, bootstrap: &LeshanBootstrap) -> String {
    format!(
        r#"
[gateway]
endpoint-name = "{endpoint}"
[bootstrap]
uri = "{}"
security = "none"
{BOILER}"#,
        bootstrap.coap_uri()
    )
}

fn protected(endpoint: &str, bootstrap: &LeshanBootstrap) -> Setup {
    let text = format!(
        r#"
[gateway]
endpoint-name = "{endpoint}"
[bootstrap]
uri = "{}"
security = "psk"
psk-identity = "bootstrap of {endpoint}"
psk-key-file = "bootstrap.key"
{BOILER}"#,
        bootstrap.coaps_uri()
    );
    Setup::new(&text).with_secret("bootstrap.key", hex::encode(&BOOTSTRAP_KEY))
}

fn assert_read(leshan: &Leshan, endpoint: &str) -> anyhow::Result<()> {
    let read = leshan.read(endpoint, "/3303/0/5700", Format::SenmlCbor)?;
    assert_eq!(read.value(), 85.0);
    Ok(())
}

/// As in LightweightM2M-1.1-int-0.
#[test]
fn a_gateway_without_servers_is_bootstrapped_and_registers() -> anyhow::Result<()> {
    needs!(Leshan);
    let (leshan, bootstrap) = (Leshan::shared(), LeshanBootstrap::start());
    let plan = BootstrapPlan::new().server(0, 7, &leshan.coap_uri(), 90);
    bootstrap.set_plan("bs-plain", &plan)?;
    let sessions = bootstrap.sessions("bs-plain")?;
    let mut daemon = Daemon::start(&configuration("bs-plain", &bootstrap));
    let steps = sessions.next_end(SOON);
    assert_eq!(
        steps.last().map(String::as_str),
        Some("finished: Bootstrap session finished with success"),
        "{steps:#?}"
    );
    assert!(steps.iter().any(|step| step.contains("WRITE request on /0/0")));
    let client = leshan.wait_registered("bs-plain");
    assert_eq!((client.lifetime, client.is_secure), (90, false));
    assert_read(leshan, "bs-plain")?;
    daemon.stop();
    leshan.wait_gone("bs-plain", SOON);
    // What was learned is kept: nobody is asked again.
    daemon.start_again();
    leshan.wait_registered("bs-plain");
    Ok(())
}

/// As in LightweightM2M-1.1-int-1.
#[test]
fn a_bootstrap_over_dtls_brings_the_key_of_the_server() -> anyhow::Result<()> {
    needs!(Leshan);
    let (leshan, bootstrap) = (Leshan::shared(), LeshanBootstrap::start());
    leshan.add_psk("bs-psk", "device 7", &SERVER_KEY)?;
    bootstrap.add_psk("bs-psk", "bootstrap of bs-psk", &BOOTSTRAP_KEY)?;
    let credentials = ("device 7", SERVER_KEY.as_slice());
    let plan = BootstrapPlan::new().psk_server(0, 7, &leshan.coaps_uri(), 90, credentials);
    bootstrap.set_plan("bs-psk", &plan)?;
    let sessions = bootstrap.sessions("bs-psk")?;
    let daemon = protected("bs-psk", &bootstrap).start();
    let steps = sessions.next_end(SOON);
    assert!(
        steps.last().is_some_and(|step| step.starts_with("finished")),
        "{steps:#?}"
    );
    assert!(leshan.wait_registered("bs-psk").is_secure);
    assert_read(leshan, "bs-psk")?;
    let log = daemon.log().text();
    for key in [BOOTSTRAP_KEY, SERVER_KEY] {
        assert!(!log.contains(&hex::encode(&key)), "a key is never logged");
    }
    Ok(())
}

/// As in LightweightM2M-1.1-int-5.
#[test]
fn a_server_has_the_gateway_bootstrapped_anew_with_what_has_changed() -> anyhow::Result<()> {
    needs!(Leshan);
    let (leshan, bootstrap) = (Leshan::shared(), LeshanBootstrap::start());
    let before = BootstrapPlan::new().server(0, 7, &leshan.coap_uri(), 90);
    bootstrap.set_plan("bs-again", &before)?;
    let sessions = bootstrap.sessions("bs-again")?;
    let _daemon = Daemon::start(&configuration("bs-again", &bootstrap));
    sessions.next_end(SOON);
    leshan.wait_registered("bs-again");
    let after = BootstrapPlan::new()
        .discover_first()
        .delete("/0")
        .delete("/1")
        .server(3, 9, &leshan.coap_uri(), 120);
    bootstrap.set_plan("bs-again", &after)?;
    assert_eq!(leshan.execute("bs-again", "/1/0/9", None)?.code(), 204);
    let steps = sessions.next_end(SOON);
    for expected in [
        "send discover: Send DISCOVER request on /",
        "send delete: Send DELETE request on /0",
        "send delete: Send DELETE request on /1",
        "finished: Bootstrap session finished with success",
    ] {
        assert!(steps.iter().any(|step| step == expected), "{steps:#?}");
    }
    assert!(
        !steps
            .iter()
            .any(|step| step.starts_with("receive error response")),
        "{steps:#?}"
    );
    let client = leshan.wait_client("bs-again", "with the new account", |client| client.has("/1/3"));
    assert_eq!(client.lifetime, 120);
    assert!(!client.has("/1/0"), "the old account is gone");
    assert_eq!(
        leshan.read("bs-again", "/1/3/0", Format::SenmlCbor)?.value(),
        Value::Integer(9)
    );
    Ok(())
}

#[test]
fn a_gateway_that_its_bootstrap_server_does_not_know_is_helped_once_it_does() -> anyhow::Result<()> {
    needs!(Leshan);
    let (leshan, bootstrap) = (Leshan::shared(), LeshanBootstrap::start());
    let sessions = bootstrap.sessions("bs-late")?;
    let _daemon = Daemon::start(&configuration("bs-late", &bootstrap));
    let steps = sessions.next_end(SOON);
    assert!(
        steps.last().is_some_and(|step| step.starts_with("failed")),
        "{steps:#?}"
    );
    let plan = BootstrapPlan::new().server(0, 7, &leshan.coap_uri(), 90);
    bootstrap.set_plan("bs-late", &plan)?;
    leshan.wait_registered("bs-late");
    let written = leshan.write("bs-late", "/1/0/1", &Node::resource(1, 60_i64), Format::Tlv)?;
    assert_eq!(written.code(), 204);
    leshan.wait_client("bs-late", "with the lifetime that was written", |client| {
        client.lifetime == 60
    });
    Ok(())
}
