//! A new configuration while the gateway runs (SIGHUP).

use gatewayd_tests::daemon::Daemon;
use gatewayd_tests::test_server::{Moment, TestServer};
use gatewayd_tests::wait;
use lwm2m::server::ServerEvent;
use objects::Value;

use super::{more, sensor};
use crate::support::{SOON, head};

/// A sensor that never stops changing.
const CLOCK: &str = r#"
[adapter.clock]
type = "sim"
[adapter.clock.device.ticking.point.level]
values = [1.0, 2.0, 3.0]
period = "50ms"
resource = { object = 3303, resource = 5700 }
"#;

fn wait_updated(server: &TestServer, since: Moment, what: &str, fits: impl Fn(&str) -> bool) {
    server.wait_event(since, what, SOON, |event| match event {
        ServerEvent::Updated(registration) => fits(&registration.objects).then_some(()),
        ServerEvent::Registered(registration) => panic!("it registered anew: {registration:?}"),
        ServerEvent::Deregistered
        | ServerEvent::Notification { .. }
        | ServerEvent::Refused { .. }
        | ServerEvent::Response { .. }
        | ServerEvent::Sent(_) => None,
    });
}

#[test]
fn a_device_is_added_and_removed_while_observations_of_others_go_on() {
    let server = TestServer::start();
    let base = head("reload", &server.uri()) + CLOCK;
    let mut daemon = Daemon::start(&base);
    server.wait_registered();
    server.wait_value("/3303/0/5700", &Value::Float(2.0), SOON);
    let (observation, _) = server.observe("/3303/0/5700");
    let goes_on = || {
        let before = server.notifications(observation).len();
        wait::until("another notification", SOON, || {
            (server.notifications(observation).len() > before + 3).then_some(())
        });
    };
    // To an adapter of its own, then to the very adapter that is observed.
    for added in [sensor("other", "b", 7.0), more("clock", "b", 7.0)] {
        let since = server.moment();
        daemon.reload(&(base.clone() + &added));
        wait_updated(&server, since, "an Update with the new instance", |objects| {
            objects.matches("</3303/").count() == 2
        });
        goes_on();
        let since = server.moment();
        daemon.reload(&base);
        wait_updated(&server, since, "an Update without it", |objects| {
            objects.matches("</3303/").count() == 1 && objects.contains("</3303/0>")
        });
        goes_on();
    }
}

#[test]
fn a_configuration_that_cannot_be_used_changes_nothing() {
    let server = TestServer::start();
    let base = head("reload-bad", &server.uri()) + CLOCK;
    let mut daemon = Daemon::start(&base);
    server.wait_registered();
    let (observation, _) = server.observe("/3303/0/5700");
    let (since, mark) = (server.moment(), daemon.log().mark());
    daemon.reload(&(base.clone() + "\n[adapter.clock.device.b.point.level]\nvaluess = [1.0]\n"));
    let line = daemon.wait_for_line(mark, "cannot be used", SOON);
    assert!(line.contains("valuess"), "the log says what is wrong: {line}");
    let before = server.notifications(observation).len();
    wait::until("another notification", SOON, || {
        (server.notifications(observation).len() > before + 3).then_some(())
    });
    let told = server.history_after(since);
    assert!(
        told.iter()
            .all(|happening| matches!(happening.event, ServerEvent::Notification { .. })),
        "nothing but values: {told:?}"
    );
    let since = server.moment();
    daemon.reload(&(base + &sensor("other", "b", 7.0)));
    wait_updated(&server, since, "the next configuration to be used", |objects| {
        objects.contains("</3303/1>")
    });
}
