//! Values that the gateway tells without having been asked, as another program reads them.

use gatewayd_tests::daemon::{Daemon, Setup};
use gatewayd_tests::dbus::Bus;
use gatewayd_tests::leshan::{Format, Leshan, Node, Value};
use gatewayd_tests::{needs, wait};

use super::wait_value;
use crate::control_bus::gatewayctl;
use crate::support::{SOON, head};

/// Enough values for a message of several blocks, and few enough for what Leshan takes (8192 bytes).
const SENSORS: u16 = 24;

fn sensors() -> String {
    let point = |number: u16| {
        format!(
            "[adapter.simulated.device.hall.point.p{number:03}]\nvalues = [{number}.5]\n\
             resource = {{ object = 3303, resource = 5700 }}\n"
        )
    };
    "[adapter.simulated]\ntype = \"sim\"\n".to_owned() + &(0..SENSORS).map(point).collect::<String>()
}

fn start(endpoint: &str, leshan: &Leshan) -> (Bus, Daemon) {
    let bus = Bus::start();
    let daemon = Setup::new(&(head(endpoint, &leshan.coap_uri()) + &sensors()))
        .on(&bus)
        .start();
    leshan.wait_registered(endpoint);
    wait_value(leshan, endpoint, "/3303/0/5700", 0.5);
    wait::until("the name on the bus", SOON, || {
        let mut names = bus.names().into_iter();
        names.any(|name| name == "org.gatewayd.Gateway1").then_some(())
    });
    (bus, daemon)
}

fn mute(leshan: &Leshan, endpoint: &str, muted: bool) -> anyhow::Result<()> {
    let written = leshan.write(endpoint, "/1/0/23", &Node::resource(23, muted), Format::Text)?;
    assert_eq!(written.code(), 204);
    Ok(())
}

#[test]
fn leshan_is_told_one_value_and_then_more_than_one_block() -> anyhow::Result<()> {
    needs!(Leshan, Dbus);
    let leshan = Leshan::shared();
    let (bus, _daemon) = start("send-values", leshan);
    mute(leshan, "send-values", false)?;
    let events = leshan.events("send-values")?;
    let send = |path| gatewayctl(&["--bus", bus.address(), "send", path, "--server", "main"]);
    let (code, text) = send("/3303/7/5700");
    assert_eq!(code, Some(0), "{text}");
    let told = events.next_send(SOON);
    assert_eq!(told, [("/3303/7/5700".to_owned(), Node::resource(5700, 7.5))]);
    let (code, text) = send("/3303");
    assert_eq!(code, Some(0), "{text}");
    let told = events.next_send(SOON);
    // A record is ten bytes long at the least, a block 1024.
    assert!(told.len() > 103, "{} values are one block", told.len());
    for number in [0, SENSORS - 1] {
        let path = format!("/3303/{number}/5700");
        let value = Node::resource(5700, Value::Float(f64::from(number) + 0.5));
        assert!(told.contains(&(path, value)), "{number}: {} values", told.len());
    }
    Ok(())
}

#[test]
fn a_leshan_that_mutes_is_not_told_and_the_caller_learns_why() -> anyhow::Result<()> {
    needs!(Leshan, Dbus);
    let leshan = Leshan::shared();
    let (bus, _daemon) = start("send-muted", leshan);
    mute(leshan, "send-muted", true)?;
    let (code, text) = gatewayctl(&["--bus", bus.address(), "send", "/3303/0"]);
    assert_eq!(code, Some(1));
    assert!(text.contains("muted"), "{text}");
    Ok(())
}
