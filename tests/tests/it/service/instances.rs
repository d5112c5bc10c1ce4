//! The numbers of object instances, which servers remember.

use std::collections::BTreeMap;

use gatewayd_tests::daemon::Daemon;
use gatewayd_tests::test_server::TestServer;
use gatewayd_tests::wait;
use objects::Value;

use super::{more, sensor};
use crate::support::{SOON, head};

/// Waits until the server sees so many sensors, and returns the instance of each by the label it carries (5750).
fn labels(server: &TestServer, count: usize) -> BTreeMap<String, u16> {
    wait::until("all sensors", SOON, || {
        server.registration()?;
        let answer = server.read("/3303");
        let labels: BTreeMap<_, _> = answer
            .values()
            .iter()
            .filter(|(path, _)| path.resource.number() == 5750)
            .filter_map(|(path, value)| match value {
                Value::String(label) => Some((label.clone(), path.instance.number())),
                _ => None,
            })
            .collect();
        (labels.len() == count).then_some(labels)
    })
}

fn expected<const N: usize>(labels: [(&str, u16); N]) -> BTreeMap<String, u16> {
    labels
        .into_iter()
        .map(|(device, instance)| (format!("plant/{device}/level"), instance))
        .collect()
}

#[test]
fn a_device_keeps_its_instance_over_restarts_and_while_others_come_and_go() {
    let server = TestServer::start();
    let base = head("instances", &server.uri()) + &sensor("plant", "m", 1.0);
    let (f, t, a) = (
        more("plant", "f", 2.0),
        more("plant", "t", 3.0),
        more("plant", "a", 4.0),
    );
    let mut daemon = Daemon::start(&(base.clone() + &f + &t));
    let first = expected([("f", 0), ("m", 1), ("t", 2)]);
    assert_eq!(labels(&server, 3), first);

    daemon.kill();
    server.forget();
    daemon.start_again();
    assert_eq!(labels(&server, 3), first, "after a loss of power");

    daemon.reload(&(base.clone() + &t));
    assert_eq!(labels(&server, 2), expected([("m", 1), ("t", 2)]));
    daemon.reload(&(base.clone() + &t + &a));
    assert_eq!(
        labels(&server, 3),
        expected([("a", 3), ("m", 1), ("t", 2)]),
        "the number of the absent device stays reserved"
    );
    daemon.stop();
    daemon.start_again();
    assert_eq!(
        labels(&server, 3),
        expected([("a", 3), ("m", 1), ("t", 2)]),
        "after a restart"
    );
    daemon.reload(&(base + &f + &t + &a));
    assert_eq!(
        labels(&server, 4),
        expected([("a", 3), ("f", 0), ("m", 1), ("t", 2)]),
        "it is back where it was"
    );
}
