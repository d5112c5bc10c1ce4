//! `gatewayctl` against the service.

use clap::Parser;
use gatewayd::args::Ctl;
use gatewayd::ctl;
use gatewayd::exit::Exit;
use gatewayd::hub::reload::ReloadReport;
use lwm2m::Outcome;
use serde_json::{Value, json};

use crate::bus::Place;
use crate::fixture::{Fixture, soon, status};

/// The exit code, what goes to standard output and what goes to standard error.
async fn run_on(address: &str, arguments: &[&str]) -> (Exit, String, String) {
    let args = Ctl::try_parse_from([&["gatewayctl", "--bus", address], arguments].concat()).unwrap();
    let (mut out, mut errors) = (Vec::new(), Vec::new());
    let exit = soon(ctl::run(&args, &mut out, &mut errors)).await;
    (
        exit,
        String::from_utf8(out).unwrap(),
        String::from_utf8(errors).unwrap(),
    )
}

pub(crate) async fn run(fixture: &Fixture, arguments: &[&str]) -> (Exit, String, String) {
    run_on(&fixture.place.address(), arguments).await
}

pub(crate) async fn output(fixture: &Fixture, arguments: &[&str]) -> String {
    let (exit, out, errors) = run(fixture, arguments).await;
    assert_eq!((exit, errors.as_str()), (Exit::Done, ""), "{arguments:?}");
    out
}

pub(crate) async fn json_output(fixture: &Fixture, arguments: &[&str]) -> Value {
    let out = output(fixture, &[arguments, &["--json"]].concat()).await;
    serde_json::from_str(&out).unwrap()
}

#[tokio::test]
async fn the_status_is_a_few_tables() {
    let mut live = status();
    live.devices[0].last_seen = None;
    let fixture = Fixture::start_with(live).await;
    let expected = format!(
        "\
Endpoint  urn:dev:mac:b827eb123456
State     registering
Version   {}

SERVER      ID   STATE        SECURITY  OBSERVED  CONFIRMED  URI                        ERROR
server-101  101  registering  psk       0                    coaps://lwm2m.example.net

ADAPTER  TYPE        STATE        RESTARTS  ERROR
meters   modbus-rtu  backing-off  2         /dev/ttyUSB0 is away

DEVICE           STATE   FRESH  SEEN  ADDRESS  ERROR
meters/feeder-1  online  1/2          unit 3
",
        env!("CARGO_PKG_VERSION")
    );
    assert_eq!(output(&fixture, &["status"]).await, expected);
}

#[tokio::test]
async fn the_status_shows_how_each_server_is() {
    let fixture = Fixture::start().await;
    let mut changes = crate::signals::changes(&fixture, crate::fixture::ROOT).await;
    fixture.publish(|status| {
        status.servers = [1, 2, 3].map(crate::fixture::server).to_vec();
        for (server, state) in status
            .servers
            .iter_mut()
            .zip(["registered", "disabled", "backing-off"])
        {
            state.clone_into(&mut server.state);
        }
        status.servers[2].last_error = Some("the server does not answer".into());
    });
    crate::signals::next(&mut changes).await;
    let shown = output(&fixture, &["status"]).await;
    let servers: Vec<String> = shown
        .lines()
        .filter(|line| line.starts_with("server-"))
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    assert_eq!(servers.len(), 3, "{shown}");
    for (line, part) in servers
        .iter()
        .zip([" 1 registered ", " 2 disabled ", " 3 backing-off "])
    {
        assert!(line.contains(part), "{line}");
    }
    assert!(servers[2].ends_with("the server does not answer"), "{shown}");
    assert!(shown.contains("State     registered\n"), "{shown}");
}

#[tokio::test]
async fn the_status_as_json_is_the_status_of_the_hub() {
    let fixture = Fixture::start().await;
    let mut expected = json!(status());
    expected["version"] = json!(env!("CARGO_PKG_VERSION"));
    expected["state"] = json!("registering");
    assert_eq!(json_output(&fixture, &["status"]).await, expected);
}

#[tokio::test]
async fn a_configuration_that_could_not_be_loaded_is_part_of_the_status() {
    let fixture = Fixture::start().await;
    let mut changes = crate::signals::changes(&fixture, crate::fixture::ROOT).await;
    fixture.publish(|status| status.configuration_error = Some("gatewayd.toml:1:1: wrong".into()));
    crate::signals::next(&mut changes).await;
    let out = output(&fixture, &["status"]).await;
    assert!(
        out.ends_with("\nThe last configuration could not be loaded:\ngatewayd.toml:1:1: wrong\n"),
        "{out}"
    );
}

#[tokio::test]
async fn the_tree_lists_resources_below_their_instances() {
    let fixture = Fixture::start().await;
    let expected = "\
/3/0 Device
  /3/0/0    Manufacturer  RW  Ex\u{fffd}ample
  /3/0/4    Reboot        E
  /3/0/7/0  A name        RW  5000
  /3/0/7/1  A name        RW  3300
  /3/0/13   A name        RW  1700000000
  /3/0/14   A name        W   +01:00
";
    assert_eq!(output(&fixture, &["tree", "/3"]).await, expected);
    let all = output(&fixture, &["tree"]).await;
    assert!(
        all.contains("/3303/0 Temperature\n  /3303/0/5700  Sensor Value  R   21.5 Cel"),
        "{all}"
    );
    assert!(all.contains("/33000/0 Own object\n"), "{all}");
    let items = json_output(&fixture, &["tree", "/3306"]).await;
    assert_eq!(
        items,
        json!([{"path": "/3306/0/5850", "name": "A name", "operations": "RW", "value": true, "kind": "boolean"}])
    );
}

#[tokio::test]
async fn one_resource_is_read_as_its_value_and_several_as_a_tree() {
    let fixture = Fixture::start().await;
    assert_eq!(output(&fixture, &["read", "/3306/0/5850"]).await, "true\n");
    let out = output(&fixture, &["read", "/3303/0/5700"]).await;
    assert!(
        out.starts_with("21.5 Cel  ") && out.ends_with(" days ago\n"),
        "{out}"
    );
    let out = output(&fixture, &["read", "/3/0/7"]).await;
    assert_eq!(
        out,
        "/3/0 Device\n  /3/0/7/0  A name  RW  5000\n  /3/0/7/1  A name  RW  3300\n"
    );
    let value = json_output(&fixture, &["read", "/3303/0/5700"]).await;
    assert_eq!(
        (&value["value"], &value["time"]),
        (&json!(21.5), &json!(1_700_000_000))
    );
    assert_eq!(
        json_output(&fixture, &["read", "/19/0/0"]).await["value"],
        json!("0aff")
    );
    assert_eq!(
        run(&fixture, &["read", "/3/0/4"]).await,
        (
            Exit::Refused,
            String::new(),
            "gatewayctl: /3/0/4 Reboot has no value\n".into()
        )
    );
    assert_eq!(
        run(&fixture, &["read", "/9999"]).await,
        (
            Exit::Refused,
            String::new(),
            "gatewayctl: there is nothing at this path\n".into()
        )
    );
}

#[tokio::test]
async fn a_command_is_confirmed_or_refused_with_its_reason() {
    let fixture = Fixture::start().await;
    assert_eq!(
        output(&fixture, &["write", "/3306/0/5850", "on"]).await,
        "Written.\n"
    );
    assert_eq!(
        output(&fixture, &["execute", "/3/0/4", "0='300'"]).await,
        "Executed.\n"
    );
    assert_eq!(
        fixture.asked(),
        ["write /3306/0/5850 Text(\"on\")", "execute /3/0/4 \"0='300'\""]
    );
    let written = json_output(&fixture, &["write", "/3306/0/5850", "-5"]).await;
    assert_eq!(written, json!({ "written": "/3306/0/5850" }));

    fixture.script.lock().unwrap().outcome = Outcome::DeviceTimeout;
    for command in [["write", "/3306/0/5850", "on"], ["execute", "/3/0/4", ""]] {
        assert_eq!(
            run(&fixture, &command).await,
            (
                Exit::Refused,
                String::new(),
                "gatewayctl: the device did not answer in time\n".into()
            )
        );
    }
}

#[tokio::test]
async fn a_reload_says_what_it_did_or_what_is_wrong() {
    let fixture = Fixture::start().await;
    assert_eq!(output(&fixture, &["reload"]).await, "Nothing has changed.\n");
    fixture.script.lock().unwrap().reload = Ok(ReloadReport {
        changed: vec!["meters".into()],
        ..ReloadReport::default()
    });
    assert_eq!(output(&fixture, &["reload"]).await, "Restarted: meters\n");
    assert_eq!(
        json_output(&fixture, &["reload"]).await,
        json!({"added": [], "changed": ["meters"], "removed": [], "servers": false, "needs_restart": false})
    );
    fixture.script.lock().unwrap().reload = Err("a.toml:1:1: wrong\na.toml:2:1: too".into());
    let (exit, _, errors) = run(&fixture, &["reload"]).await;
    assert_eq!(
        (exit, errors.as_str()),
        (Exit::Refused, "gatewayctl: a.toml:1:1: wrong\na.toml:2:1: too\n")
    );
}

#[tokio::test]
async fn the_versions_of_both_programs_are_shown() {
    let fixture = Fixture::start().await;
    let version = env!("CARGO_PKG_VERSION");
    let out = output(&fixture, &["version"]).await;
    assert_eq!(out, format!("gatewayctl {version}\ngatewayd {version}\n"));
    let out = json_output(&fixture, &["version"]).await;
    assert_eq!(out, json!({ "gatewayctl": version, "gatewayd": version }));
}

#[tokio::test]
async fn without_the_daemon_or_without_the_bus_the_exit_code_is_69() {
    let place = Place::new();
    let arguments: [&[&str]; 4] = [
        &["status"],
        &["tree"],
        &["write", "/3306/0/5850", "1"],
        &["reload"],
    ];
    for arguments in arguments {
        let (exit, out, errors) = run_on(&place.address(), arguments).await;
        assert_eq!((exit.code(), out.as_str()), (69, ""), "{errors}");
        assert!(
            errors.starts_with("gatewayctl: gatewayd cannot be reached: "),
            "{errors}"
        );
    }
    let _running = place.start();
    for arguments in arguments {
        let (exit, _, errors) = run_on(&place.address(), arguments).await;
        assert_eq!(exit.code(), 69);
        let expected = "gatewayctl: gatewayd cannot be reached: it is not running, or not on this bus\n";
        assert_eq!(errors, expected);
    }
    let (exit, out, _) = run_on(&place.address(), &["version"]).await;
    assert_eq!(
        (exit.code(), out),
        (69, format!("gatewayctl {}\n", env!("CARGO_PKG_VERSION")))
    );
}
