use super::*;

fn config(text: &str) -> Config {
    toml::from_str(text).expect("the test writes a configuration")
}

fn problems(text: &str) -> Vec<String> {
    let one = |problem: Problem| format!("{}: {}", problem.key.join("."), problem.message);
    config(text).validate().into_iter().map(one).collect()
}

#[test]
fn points_stand_in_the_order_of_their_names() {
    let (devices, points) = definitions(&config(
        "[device.b.point.z]\n[device.b.point.y]\ntype = \"boolean\"\naccess = \"read-write\"\n[device.a.point.x]",
    ));
    let names: Vec<String> = points
        .iter()
        .map(|point| format!("{}/{}", point.device, point.name))
        .collect();
    assert_eq!(names, ["a/x", "b/y", "b/z"]);
    assert_eq!(points[1].kind, ValueKind::Boolean);
    assert_eq!(devices[1].address, "simulated b");
}

#[test]
fn every_problem_is_reported_with_its_key() {
    let found = problems(
        r#"
        [device.d]
        faults = [{ after = "1s", for = "0s", kind = "offline" }]
        [device.d.point.a]
        values = [1]
        initial = 2
        [device.d.point.b]
        values = []
        [device.d.point.c]
        values = [1, "two"]
        period = "1ms"
        [device.d.point.d]
        access = "read-write"
        wave = { kind = "sine", min = 0.0, max = 1.0, period = "1s" }
        [device.d.point.e]
        access = "execute"
        initial = 1
        [device.d.point.f]
        type = "boolean"
        wave = { kind = "sine", min = 0.0, max = 1.0, period = "1s" }
        [device.d.point.g]
        wave = { kind = "sine", min = 2.0, max = 1.0, period = "1s" }
        [device.d.point.h]
        wave = { kind = "sine", min = 0.0, max = 1.0, period = "0s" }
        [device.d.point.i]
        counts = "a"
        [device.d.point.j]
        type = "string"
        counts = "e"
        "#,
    );
    let expected = [
        "device.d.faults: a fault that lasts no time is none",
        "device.d.point.a: only one of `values`, `wave`, `initial` and `counts` can say what the value is",
        "device.d.point.b: `values` is empty",
        "device.d.point.c: the period is at least 10ms",
        "device.d.point.c: the value two does not fit the point's type, float",
        "device.d.point.d: a point with `values`, a `wave` or `counts` can only be read",
        "device.d.point.e: a point that is executed has no value",
        "device.d.point.f: a wave has numbers, and the point's type is boolean",
        "device.d.point.g: the wave's `min` is above its `max`",
        "device.d.point.h: the wave's period is no time",
        "device.d.point.i: the device has no point \"a\" that is executed",
        "device.d.point.j: a count is a number, and the point's type is string",
    ];
    assert_eq!(found, expected);
}

#[test]
fn unknown_keys_are_refused() {
    for text in [
        "sed = 1",
        "[device.d]\nunit = 1",
        "[device.d.point.p]\nvalue = 1",
        "[device.d]\nfaults = [{ after = \"1s\", for = \"1s\", kind = \"explode\" }]",
    ] {
        assert!(toml::from_str::<Config>(text).is_err(), "{text}");
    }
}

#[test]
fn faults_begin_and_end_when_they_should() {
    let script = Script::build(&config(
        r#"
        [device.d]
        faults = [
            { after = "10s", for = "5s", kind = "offline" },
            { after = "12s", for = "10s", kind = "reject" },
        ]
        "#,
    ));
    let device = script.expect("the configuration is good").devices.remove(0);
    let fault = |second| device.fault(Duration::from_secs(second));
    assert_eq!(fault(9), None);
    assert_eq!(fault(10), Some(FaultKind::Offline));
    assert_eq!(fault(14), Some(FaultKind::Offline));
    assert_eq!(fault(15), Some(FaultKind::Reject));
    assert_eq!(fault(22), None);
    let edge = |second| {
        device
            .next_edge(Duration::from_secs(second))
            .map(|edge| edge.as_secs())
    };
    assert_eq!(
        [edge(0), edge(10), edge(12), edge(15), edge(22)],
        [Some(10), Some(12), Some(15), Some(22), None]
    );
}
