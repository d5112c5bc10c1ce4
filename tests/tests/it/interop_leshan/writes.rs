//! Writes and executions that reach a real device, and what the server is told about them.

use gatewayd_tests::daemon::Daemon;
use gatewayd_tests::leshan::{Answer, Format, Leshan, Node, RestError, Value};
use gatewayd_tests::mosquitto::Mosquitto;
use gatewayd_tests::needs;
use gatewayd_tests::slave::{Table, WireWrite};

use super::{PumpHouse, wait_value};
use crate::support::{SOON, VENT, broker, head};

fn write_pump(leshan: &Leshan, endpoint: &str, on: bool, format: Format) -> Result<Answer, RestError> {
    leshan.write(endpoint, "/3306/0/5850", &Node::resource(5850, on), format)
}

#[test]
fn a_written_coil_flips_in_the_device_once_per_write() -> anyhow::Result<()> {
    needs!(Leshan, Pymodbus);
    let leshan = Leshan::shared();
    let house = PumpHouse::start("write-coil", leshan);
    let steps = [
        (true, Format::Tlv),
        (false, Format::Text),
        (true, Format::SenmlJson),
        (false, Format::SenmlCbor),
    ];
    for (on, format) in steps {
        let answer = write_pump(leshan, "write-coil", on, format)?;
        assert_eq!(answer.code(), 204, "{format:?}: {answer:?}");
        assert_eq!(house.slave.coil(9, 2), on, "{format:?}");
        let read = leshan.read("write-coil", "/3306/0/5850", Format::Tlv)?;
        assert_eq!(read.value(), on, "the tree follows the device at once");
    }
    let expected = [1, 0, 1, 0].map(|value| WireWrite {
        unit: 9,
        function: 5,
        address: 2,
        values: vec![value],
    });
    assert_eq!(house.slave.writes(), expected);
    Ok(())
}

/// As in LightweightM2M-1.1-int-226.
#[test]
fn a_write_of_an_instance_reaches_each_of_its_points() -> anyhow::Result<()> {
    needs!(Leshan, Pymodbus);
    let leshan = Leshan::shared();
    let house = PumpHouse::start("write-instance", leshan);
    let both = Node::instance(0, vec![Node::resource(5850, true), Node::resource(5851, 45)]);
    let answer = leshan.update("write-instance", "/3306/0", &both, Format::Tlv)?;
    assert_eq!(answer.code(), 204, "{answer:?}");
    assert!(house.slave.coil(9, 2));
    assert_eq!(house.slave.value(9, Table::Holding, 40), 45);
    Ok(())
}

#[test]
fn what_cannot_be_written_is_refused_and_never_reaches_the_device() -> anyhow::Result<()> {
    needs!(Leshan, Pymodbus);
    let leshan = Leshan::shared();
    let house = PumpHouse::start("write-refused", leshan);
    let refusals = [
        // Read-only by the definition of the object.
        ("/3303/0/5700", Node::resource(5700, 1.0), 405),
        // Writable by definition, an input of the device by configuration.
        ("/3311/0/5850", Node::resource(5850, true), 405),
        // Within the definition's 0 to 100, outside of the configured range.
        ("/3306/0/5851", Node::resource(5851, 51), 400),
        ("/3306/0/5851", Node::resource(5851, 101), 400),
        ("/3306/7/5850", Node::resource(5850, true), 404),
    ];
    for (path, node, code) in refusals {
        let answer = leshan.write("write-refused", path, &node, Format::Tlv)?;
        assert_eq!(answer.code(), code, "{path}: {answer:?}");
    }
    assert_eq!(house.slave.writes(), []);
    Ok(())
}

#[test]
fn a_write_while_the_adapter_is_down_is_answered_unavailable_and_works_again_after_it() -> anyhow::Result<()>
{
    needs!(Leshan, Pymodbus);
    let leshan = Leshan::shared();
    let mut house = PumpHouse::start("write-down", leshan);
    let mark = house.daemon.log().mark();
    house.slave.cable().near().unplug();
    house.daemon.wait_for_line(mark, "The adapter is down", SOON);
    let answer = write_pump(leshan, "write-down", true, Format::Text)?;
    assert_eq!(answer.code(), 503, "{answer:?}");
    house.slave.cable().near().plug_in();
    house.daemon.wait_for_line(mark, "The adapter is up", SOON);
    let answer = write_pump(leshan, "write-down", true, Format::Text)?;
    assert_eq!(answer.code(), 204, "{answer:?}");
    assert!(house.slave.coil(9, 2));
    assert_eq!(
        house.slave.writes().len(),
        1,
        "the refused write was not made up for"
    );
    Ok(())
}

#[test]
fn a_write_to_an_mqtt_device_is_answered_after_the_device_confirmed_it() -> anyhow::Result<()> {
    needs!(Leshan, Mosquitto);
    let leshan = Leshan::shared();
    let mqtt = Mosquitto::start();
    mqtt.publish_retained("greenhouse/vent", "OFF");
    let mut commands = mqtt.subscribe("greenhouse/vent/set");
    let configuration = head("write-mqtt", &leshan.coap_uri()) + &broker(&mqtt.url()) + VENT;
    let _daemon = Daemon::start(&configuration);
    leshan.wait_registered("write-mqtt");
    wait_value(leshan, "write-mqtt", "/3306/0/5850", false);
    let answer = std::thread::scope(|scope| {
        let writing = scope.spawn(|| write_pump(leshan, "write-mqtt", true, Format::Tlv));
        let command = commands.next(SOON);
        assert_eq!((command.text().as_str(), command.retained), ("ON", false));
        let before = leshan.read("write-mqtt", "/3306/0/5850", Format::Tlv)?;
        assert_eq!(before.value(), false, "what was not confirmed is not shown");
        mqtt.publish("greenhouse/vent", "ON");
        writing.join().expect("the writing thread does not panic")
    })?;
    assert_eq!(answer.code(), 204, "{answer:?}");
    assert_eq!(
        leshan.read("write-mqtt", "/3306/0/5850", Format::Tlv)?.value(),
        true
    );
    Ok(())
}

#[test]
fn a_write_that_an_mqtt_device_does_not_confirm_is_answered_with_a_timeout() -> anyhow::Result<()> {
    needs!(Leshan, Mosquitto);
    let leshan = Leshan::shared();
    let mqtt = Mosquitto::start();
    mqtt.publish_retained("greenhouse/vent", "OFF");
    let mut commands = mqtt.subscribe("greenhouse/vent/set");
    let configuration = head("write-mute", &leshan.coap_uri()) + &broker(&mqtt.url()) + VENT;
    let _daemon = Daemon::start(&configuration);
    leshan.wait_registered("write-mute");
    wait_value(leshan, "write-mute", "/3306/0/5850", false);
    assert_eq!(write_pump(leshan, "write-mute", true, Format::Tlv)?.code(), 504);
    assert_eq!(commands.next(SOON).text(), "ON", "the device was told");
    assert_eq!(
        leshan.read("write-mute", "/3306/0/5850", Format::Tlv)?.value(),
        false
    );
    Ok(())
}

const DISPLAY: &str = r#"
[adapter.simulated]
type = "sim"
[adapter.simulated.device.display.point.clear]
access = "execute"
resource = { object = 3341, resource = 5530 }
[adapter.simulated.device.display.point.cleared]
type = "integer"
counts = "clear"
resource = { object = 3347, resource = 5501 }
"#;

#[test]
fn an_execution_reaches_the_device_exactly_once() -> anyhow::Result<()> {
    needs!(Leshan);
    let leshan = Leshan::shared();
    let _daemon = Daemon::start(&(head("execute", &leshan.coap_uri()) + DISPLAY));
    leshan.wait_registered("execute");
    for count in 1..=3 {
        assert_eq!(leshan.execute("execute", "/3341/0/5530", None)?.code(), 204);
        wait_value(leshan, "execute", "/3347/0/5501", count);
    }
    let answer = leshan.execute("execute", "/3347/0/5501", None)?;
    assert_eq!(answer.code(), 405, "a value cannot be executed");
    Ok(())
}

#[test]
fn executing_the_reset_makes_the_present_value_both_extremes() -> anyhow::Result<()> {
    needs!(Leshan, Pymodbus);
    let leshan = Leshan::shared();
    let house = PumpHouse::start("reset", leshan);
    let extremes = || -> Result<_, RestError> {
        let node = leshan.read("reset", "/3303/0", Format::Tlv)?.node();
        Ok([5601, 5602].map(|id| node.value_of(id).clone()))
    };
    for (tenths, value) in [(50, 5.0), (800, 80.0), (300, 30.0)] {
        house.slave.set(9, Table::Holding, 16, &[tenths]);
        wait_value(leshan, "reset", "/3303/0/5700", value);
    }
    assert_eq!(extremes()?, [5.0, 80.0].map(Value::from));
    assert_eq!(leshan.execute("reset", "/3303/0/5605", None)?.code(), 204);
    assert_eq!(extremes()?, [30.0, 30.0].map(Value::from));
    Ok(())
}
