//! Pre-shared keys.

use std::time::Duration;

use gatewayd_tests::daemon::{Daemon, Setup};
use gatewayd_tests::leshan::{Format, Leshan, Node};
use gatewayd_tests::log::Mark;
use gatewayd_tests::{hex, needs};

const KEY: [u8; 16] = *b"0123456789abcdef";
const WRONG: [u8; 16] = *b"fedcba9876543210";

fn configuration(endpoint: &str, leshan: &Leshan, key_file: &str) -> String {
    format!(
        r#"
[gateway]
endpoint-name = "{endpoint}"
[server.main]
uri = "{}"
short-server-id = 101
security = "psk"
psk-identity = "identity of {endpoint}"
psk-key-file = "{key_file}"
[adapter.simulated]
type = "sim"
[adapter.simulated.device.boiler.point.pump]
type = "boolean"
initial = false
access = "read-write"
resource = {{ object = 3306, resource = 5850 }}
"#,
        leshan.coaps_uri()
    )
}

fn start(endpoint: &str, leshan: &Leshan, key_file: &str) -> anyhow::Result<Daemon> {
    leshan.add_psk(endpoint, &format!("identity of {endpoint}"), &KEY)?;
    let setup = Setup::new(&configuration(endpoint, leshan, key_file))
        .with_secret("right.key", hex::encode(&KEY))
        .with_secret("wrong.key", hex::encode(&WRONG));
    Ok(setup.start())
}

fn assert_read_and_written(endpoint: &str, leshan: &Leshan) -> anyhow::Result<()> {
    let client = leshan.wait_registered(endpoint);
    assert!(client.is_secure);
    for on in [true, false] {
        let written = leshan.write(endpoint, "/3306/0/5850", &Node::resource(5850, on), Format::Tlv)?;
        assert_eq!(written.code(), 204, "{written:?}");
        let read = leshan.read(endpoint, "/3306/0/5850", Format::SenmlCbor)?;
        assert_eq!(read.value(), on);
    }
    Ok(())
}

/// As in LightweightM2M-1.1-int-401.
#[test]
fn a_gateway_with_the_right_key_is_registered_read_and_written() -> anyhow::Result<()> {
    needs!(Leshan);
    let leshan = Leshan::shared();
    let _daemon = start("psk-right", leshan, "right.key")?;
    assert_read_and_written("psk-right", leshan)
}

/// A server that cannot read a Finished message is silent (RFC 6347, section 4.1.2.7), so that only the end of the
/// handshake's minute tells.
const HANDSHAKE: Duration = Duration::from_secs(75);

#[test]
fn a_gateway_with_a_wrong_key_is_not_registered_until_it_gets_the_right_one() -> anyhow::Result<()> {
    needs!(Leshan);
    let leshan = Leshan::shared();
    let mut daemon = start("psk-wrong", leshan, "wrong.key")?;
    let line = daemon.wait_for_line(Mark::default(), "Not registered", HANDSHAKE);
    assert!(line.contains("server=101"), "{line}");
    assert_eq!(leshan.client("psk-wrong")?, None);
    let log = daemon.log().text();
    for key in [KEY, WRONG] {
        assert!(!log.contains(&hex::encode(&key)), "a key is never logged");
    }
    daemon.reload(&configuration("psk-wrong", leshan, "right.key"));
    assert_read_and_written("psk-wrong", leshan)
}
