//! The gateway on the message bus: asked by an independent client, and by `gatewayctl`.

use std::process::Output;

use gatewayd_tests::daemon::{Daemon, Setup, binary};
use gatewayd_tests::dbus::Bus;
use gatewayd_tests::test_server::TestServer;
use gatewayd_tests::{needs, process, wait};
use objects::Value;

use crate::support::{SOON, head};

const NAME: &str = "org.gatewayd.Gateway1";
const ROOT: &str = "/org/gatewayd/Gateway1";

const PLANT: &str = r#"
[adapter.plant]
type = "sim"
[adapter.plant.device.boiler.point.inside]
values = [85.5]
period = "50ms"
unit = "Cel"
resource = { object = 3303, resource = 5700 }
[adapter.plant.device.boiler.point.pump]
type = "boolean"
initial = false
access = "read-write"
resource = { object = 3306, resource = 5850 }
"#;

const ANOTHER: &str = r#"
[adapter.more]
type = "sim"
[adapter.more.device.tank.point.level]
values = [3.5]
resource = { object = 3303, resource = 5700 }
"#;

/// The gateway on a bus of its own.
struct Plant {
    bus: Bus,
    server: TestServer,
    daemon: Daemon,
    configuration: String,
}

impl Plant {
    fn start(endpoint: &str) -> Self {
        let (bus, server) = (Bus::start(), TestServer::start());
        let configuration = head(endpoint, &server.uri()) + PLANT;
        let daemon = Setup::new(&configuration).on(&bus).start();
        server.wait_registered();
        server.wait_value("/3303/0/5700", &Value::Float(85.5), SOON);
        wait::until("the name on the bus", SOON, || {
            bus.names().iter().any(|name| name == NAME).then_some(())
        });
        Self {
            bus,
            server,
            daemon,
            configuration,
        }
    }

    fn call(&self, method: &str, arguments: &[&str]) -> Result<String, String> {
        let method = format!("{NAME}.Manager1.{method}");
        self.bus
            .try_call(NAME, &[&[ROOT, method.as_str()], arguments].concat())
    }

    fn property(&self, name: &str) -> String {
        let (interface, name) = (format!("string:{NAME}.Manager1"), format!("string:{name}"));
        let get = "org.freedesktop.DBus.Properties.Get";
        self.bus.call(NAME, &[ROOT, get, &interface, &name])
    }

    /// Runs gatewayctl, and returns its exit code and what it printed.
    fn ctl(&self, arguments: &[&str]) -> (Option<i32>, String) {
        gatewayctl(&[&["--bus", self.bus.address()], arguments].concat())
    }
}

pub(crate) fn gatewayctl(arguments: &[&str]) -> (Option<i32>, String) {
    let output: Output = process::command(&binary("gatewayctl"))
        .args(arguments)
        .output()
        .expect("gatewayctl can be started");
    let text = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8_lossy(&text).into_owned())
}

#[test]
fn the_bus_reads_and_writes_what_the_server_sees() {
    needs!(Dbus);
    let plant = Plant::start("bus-values");
    let read = plant.call("ReadResource", &["string:/3303/0/5700"]);
    assert!(
        read.as_ref().is_ok_and(|printed| printed.contains("double 85.5")),
        "{read:?}"
    );
    plant
        .call("WriteResource", &["string:/3306/0/5850", "variant:boolean:true"])
        .expect("the device obeys");
    assert_eq!(plant.server.value("/3306/0/5850"), Some(Value::Boolean(true)));
    let listed = plant
        .call("ListObjects", &["string:/3303"])
        .expect("it can be listed");
    for part in ["/3303/0/5700", "Sensor Value", "plant/boiler/inside"] {
        assert!(listed.contains(part), "{part} is missing in {listed}");
    }
    let state = plant.property("State");
    assert!(state.contains("registered"), "{state}");
    assert!(plant.property("EndpointName").contains("bus-values"));
}

#[test]
fn what_the_bus_may_not_do_is_refused_by_name() {
    needs!(Dbus);
    let plant = Plant::start("bus-refused");
    let refusals = [
        ("ReadResource", &["string:/3303/7/5700"][..], "NotFound"),
        ("ReadResource", &["string:3303"], "InvalidArgument"),
        ("ReadResource", &["string:/0/0/5"], "NotAllowed"),
        (
            "WriteResource",
            &["string:/3303/0/5700", "variant:double:1"],
            "NotAllowed",
        ),
        (
            "WriteResource",
            &["string:/3306/0/5850", "variant:string:perhaps"],
            "InvalidArgument",
        ),
        (
            "ExecuteResource",
            &["string:/3306/0/5850", "string:"],
            "NotAllowed",
        ),
    ];
    for (method, arguments, name) in refusals {
        let refusal = plant.call(method, arguments).expect_err("it is not allowed");
        assert!(
            refusal.contains(&format!("org.gatewayd.Error.{name}")),
            "{method} {arguments:?}: {refusal}"
        );
    }
}

#[test]
fn a_reload_by_the_bus_tells_what_it_did_or_what_is_wrong() {
    needs!(Dbus);
    let plant = Plant::start("bus-reload");
    let file = plant.daemon.configuration_file();
    let replace = |text: &str| std::fs::write(&file, text).expect("the folder can be written");
    replace(&(plant.configuration.clone() + "[adapter.more]\ntype = \"simm\"\n"));
    let refusal = plant.call("Reload", &[]).expect_err("the configuration is wrong");
    assert!(
        refusal.contains("org.gatewayd.Error.ConfigInvalid") && refusal.contains("simm"),
        "{refusal}"
    );
    assert!(plant.property("ConfigurationError").contains("simm"));
    replace(&(plant.configuration.clone() + ANOTHER));
    let report = plant.call("Reload", &[]).expect("the configuration is right");
    assert!(report.contains("more"), "{report}");
    plant.server.wait_value("/3303/1/5700", &Value::Float(3.5), SOON);
    assert!(!plant.property("ConfigurationError").contains("simm"));
}

#[test]
fn gatewayctl_shows_reads_writes_and_reloads() {
    needs!(Dbus);
    let plant = Plant::start("ctl");
    // The server knows of the registration before the gateway does, and news of devices are told together.
    wait::until("gatewayctl to show everything", SOON, || {
        let (code, status) = plant.ctl(&["status"]);
        assert_eq!(code, Some(0), "{status}");
        let parts = ["ctl", "registered", "plant", "plant/boiler", "online"];
        parts.iter().all(|part| status.contains(part)).then_some(())
    });
    let (code, tree) = plant.ctl(&["tree"]);
    assert_eq!(code, Some(0), "{tree}");
    assert!(tree.contains("/3303/0") && tree.contains("85.5"), "{tree}");
    let (code, read) = plant.ctl(&["read", "/3303/0/5700"]);
    assert!(code == Some(0) && read.starts_with("85.5"), "{read}");
    let (code, written) = plant.ctl(&["write", "/3306/0/5850", "true"]);
    assert_eq!(code, Some(0), "{written}");
    assert_eq!(plant.server.value("/3306/0/5850"), Some(Value::Boolean(true)));
    let (code, refusal) = plant.ctl(&["write", "/3303/0/5700", "1"]);
    assert_ne!(code, Some(0), "{refusal}");
    std::fs::write(
        plant.daemon.configuration_file(),
        plant.configuration.clone() + ANOTHER,
    )
    .expect("the folder can be written");
    let (code, reloaded) = plant.ctl(&["reload"]);
    assert!(code == Some(0) && reloaded.contains("more"), "{reloaded}");
}

#[test]
fn gatewayctl_checks_a_configuration_without_the_daemon() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let file = folder.path().join("gatewayd.toml");
    let check = |text: &str| {
        std::fs::write(&file, text).expect("the folder can be written");
        gatewayctl(&["check", "--config", &file.to_string_lossy()])
    };
    let right = head("check", "coap://127.0.0.1") + PLANT;
    let (code, said) = check(&right);
    assert_eq!(code, Some(0), "{said}");
    let (code, said) = check(
        &right
            .replace("type = \"sim\"", "type = \"simm\"")
            .replace("lifetime", "life"),
    );
    assert_eq!(code, Some(78), "{said}");
    assert!(
        said.contains("simm") && said.contains("life"),
        "every mistake at once: {said}"
    );
}

#[test]
fn gatewayctl_says_when_there_is_no_daemon() {
    needs!(Dbus);
    let bus = Bus::start();
    let (code, said) = gatewayctl(&["--bus", bus.address(), "status"]);
    assert_eq!(code, Some(69), "{said}");
}

#[test]
fn the_gateway_goes_on_when_its_bus_goes_away() {
    needs!(Dbus);
    let Plant {
        bus,
        server,
        mut daemon,
        ..
    } = Plant::start("bus-gone");
    let mark = daemon.log().mark();
    drop(bus);
    daemon.wait_for_line(mark, "bus", SOON);
    assert_eq!(server.value("/3303/0/5700"), Some(Value::Float(85.5)));
    assert_eq!(daemon.stop().code(), Some(0));
}
