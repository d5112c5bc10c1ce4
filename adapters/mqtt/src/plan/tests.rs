use objects::ValueKind;

use super::*;

fn config(text: &str) -> Config {
    toml::from_str(text).expect("the test writes a configuration")
}

fn problems(text: &str) -> Vec<String> {
    let text = format!("url = \"mqtt://localhost\"\n{text}");
    let one = |problem: Problem| format!("{}: {}", problem.key.join("."), problem.message);
    config(&text).validate().into_iter().map(one).collect()
}

const PLUG: &str = r#"
url = "mqtt://localhost"
[device.plug.availability]
topic = "zigbee2mqtt/plug/availability"
pointer = "/state"
[device.plug.point.power]
topic = "zigbee2mqtt/plug"
pointer = "/power"
[device.plug.point.switch]
topic = "zigbee2mqtt/plug"
pointer = "/state"
type = "boolean"
access = "read-write"
command = { topic = "zigbee2mqtt/plug/set", payload = "{\"state\": \"{value}\"}", timeout = "3s" }
[device.greenhouse.point.humidity]
topic = "greenhouse/+/state"
pointer = "/humidity"
"#;

#[test]
fn points_stand_in_the_order_of_their_names() {
    let (devices, points) = definitions(&config(PLUG));
    let names: Vec<String> = points
        .iter()
        .map(|point| format!("{}/{}", point.device, point.name))
        .collect();
    assert_eq!(names, ["greenhouse/humidity", "plug/power", "plug/switch"]);
    assert_eq!(points[2].kind, ValueKind::Boolean);
    assert_eq!(points[2].access, Access::ReadWrite);
    let addresses: Vec<&str> = devices.iter().map(|device| device.address.as_str()).collect();
    assert_eq!(addresses, ["topic greenhouse/+/state", "topic zigbee2mqtt/plug"]);
}

#[test]
fn a_topic_leads_to_everything_that_wants_it() {
    let plan = Plan::build(&config(PLUG)).expect("the configuration is good");
    let targets = |topic| plan.targets(topic).collect::<Vec<_>>();
    assert_eq!(
        targets("zigbee2mqtt/plug"),
        [Target::Point(PointId(1)), Target::Point(PointId(2))]
    );
    assert_eq!(targets("greenhouse/north/state"), [Target::Point(PointId(0))]);
    assert_eq!(
        targets("zigbee2mqtt/plug/availability"),
        [Target::Availability(1)]
    );
    assert_eq!(targets("zigbee2mqtt/plug/set"), [Target::Commands]);
    assert!(targets("zigbee2mqtt").is_empty());
    let subscriptions = plan.subscriptions();
    let subscriptions: Vec<&str> = subscriptions.iter().map(Filter::as_str).collect();
    let expected = [
        "greenhouse/+/state",
        "zigbee2mqtt/plug",
        "zigbee2mqtt/plug/availability",
        "zigbee2mqtt/plug/set",
    ];
    assert_eq!(subscriptions, expected);
    let refused = Filter::parse("zigbee2mqtt/plug").expect("a filter");
    assert_eq!(plan.points_under(&refused), [PointId(1), PointId(2)]);
}

#[test]
fn a_good_configuration_has_no_problems() {
    assert_eq!(config(PLUG).validate(), []);
    let command = config(PLUG).device["plug"].point["switch"]
        .command
        .clone()
        .expect("a command");
    assert_eq!((command.qos, command.timeout.as_secs()), (1, 3));
    assert_eq!(command.confirm(Access::ReadWrite), Confirm::State);
    assert_eq!(command.confirm(Access::Execute), Confirm::None);
}

#[test]
fn every_problem_is_reported_with_its_key() {
    let found = problems(
        r##"
        dialects = ["homeassistant", "sparkplug"]
        [device.d]
        availability = { topic = "d/#", pointer = "state", offline = "ONLINE" }
        [device.d.point.a]
        topic = "d/#/x"
        pointer = "/a~2"
        type = "string"
        scale = 2.0
        [device.d.point.b]
        [device.d.point.c]
        topic = "d/c"
        scale = 0.0
        map = { on = 1, off = "x" }
        true-values = ["x"]
        false-values = ["X"]
        "##,
    );
    let expected = [
        "dialects: the dialect \"homeassistant\" is not available yet",
        "dialects: there is no dialect \"sparkplug\"",
        "device.d.availability.topic: wildcards are not allowed here",
        "device.d.availability.pointer: a JSON pointer begins with `/`",
        "device.d.availability.offline: the words for online and offline are the same",
        "device.d.point.a.scale: only numbers are scaled",
        "device.d.point.a.topic: `#` stands alone in the last level of a topic filter",
        "device.d.point.a.pointer: in a JSON pointer `~` is written `~0`, and `/` within a key `~1`",
        "device.d.point.b: a point that is read needs a `topic`",
        "device.d.point.c.map.off: the value does not fit the point's type, float",
        "device.d.point.c.scale: values of a `map` are not scaled",
        "device.d.point.c.false-values: \"X\" also stands for true",
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_command_that_could_not_be_proved_is_a_problem() {
    let found = problems(
        r##"
        [device.d.point.a]
        topic = "d/+/state"
        access = "read-write"
        command = { topic = "d/a/set" }
        [device.d.point.b]
        topic = "d/b"
        access = "read-write"
        command = { topic = "d/b" }
        [device.d.point.c]
        access = "write-only"
        command = { topic = "d/c/set", qos = 0 }
        [device.d.point.d]
        access = "write-only"
        command = { topic = "d/d/set", confirm = "state", timeout = "0s" }
        [device.d.point.e]
        topic = "d/e"
        command = { topic = "d/e/+", tolerance = -1.0, qos = 2, payload = "{\"on\": {value}}" }
        type = "boolean"
        [device.d.point.f]
        access = "execute"
        [device.d.point.g]
        access = "write-only"
        command = { topic = "d/g/set", payload = "PRESS" }
        [device.d.point.h]
        access = "execute"
        topic = "d/h"
        command = { topic = "d/h/set", payload = "PRESS" }
        "##,
    );
    let expected = [
        "device.d.point.a.topic: any device under the wildcard would confirm the command",
        "device.d.point.b.command.topic: the command would confirm itself: it is sent to the topic of the state",
        "device.d.point.c.command.qos: nothing would confirm the command",
        "device.d.point.d.command.confirm: there is no state to confirm with: the point has no `topic`",
        "device.d.point.d.command.timeout: no device can answer in no time",
        "device.d.point.e.command: a point that is only read takes no commands",
        "device.d.point.e.command.topic: wildcards are not allowed here",
        "device.d.point.e.command.qos: commands are sent with QoS 0 or 1",
        "device.d.point.e.command.tolerance: a tolerance is a number from 0",
        "device.d.point.e.command.payload: the payload begins like JSON but is not JSON once the value is put in",
        "device.d.point.f: a point that is written or executed needs a `command`",
        "device.d.point.g.command.payload: the payload has no `{value}`, so every value would send the same",
        "device.d.point.h.topic: a point that is executed has no values",
    ];
    assert_eq!(found, expected);
}

#[test]
fn unknown_keys_are_refused() {
    for text in [
        "url = \"mqtt://h\"\npasword = \"x\"",
        "url = \"mqtt://h\"\n[device.d]\nunit = 1",
        "url = \"mqtt://h\"\n[device.d.point.p]\ntopic = \"t\"\npoll = \"1s\"",
        "url = \"mqtt://h\"\n[device.d.point.p]\ntopic = \"t\"\ncommand = { topic = \"t/set\", retain = true }",
        "client-id = \"x\"",
    ] {
        assert!(toml::from_str::<Config>(text).is_err(), "{text}");
    }
}
