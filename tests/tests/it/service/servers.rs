//! Two servers at once.

use coap::{Code, ContentFormat};
use gatewayd_tests::daemon::Daemon;
use gatewayd_tests::log::Mark;
use gatewayd_tests::test_server::{Moment, TestServer};
use gatewayd_tests::wait;
use lwm2m::server::{Payload, ServerEvent};
use objects::{Path, Value};

use super::sensor;
use crate::support::{SOON, head};

const LAMP: &str = r#"
[adapter.lamps]
type = "sim"
[adapter.lamps.device.lamp.point.level]
type = "integer"
initial = 0
access = "read-write"
resource = { object = 3306, resource = 5851 }
"#;

/// The gateway with two servers; the second comes after the first.
struct Pair {
    first: TestServer,
    second: TestServer,
    daemon: Daemon,
}

impl Pair {
    fn start(endpoint: &str) -> Self {
        let (first, second) = (TestServer::start(), TestServer::start());
        let configuration = Self::configuration(endpoint, &first, Some((&second, "10min")));
        let daemon = Daemon::start(&configuration);
        second.wait_registered();
        assert!(first.registration().is_some(), "the first comes first");
        Self {
            first,
            second,
            daemon,
        }
    }

    /// A configuration with the first server, and perhaps the second one with this lifetime.
    fn configuration(endpoint: &str, first: &TestServer, second: Option<(&TestServer, &str)>) -> String {
        let another = second.map_or(String::new(), |(second, lifetime)| {
            format!(
                r#"
[server.second]
uri = "{}"
short-server-id = 102
lifetime = "{lifetime}"
security = "none"
priority = 2
"#,
                second.uri()
            )
        });
        head(endpoint, &first.uri()) + "priority = 1\n" + &another + LAMP + &sensor("other", "a", 1.0)
    }
}

fn discover(server: &TestServer, path: &str) -> String {
    let path: Path = path.parse().expect("it is a path");
    let format = Some(ContentFormat::LINK_FORMAT);
    let answer = server.answer(server.ask(|server, now| server.read(now, path, format)));
    match answer.payload {
        Payload::Links(links) => links,
        other => panic!("{other:?} is no list of links"),
    }
}

fn attach(server: &TestServer, path: &str, attributes: &[&str]) {
    let path: Path = path.parse().expect("it is a path");
    let answer = server.answer(server.ask(|server, now| server.write_attributes(now, path, attributes)));
    assert_eq!(answer.code, Code::CHANGED);
}

// OMA LwM2M ETS 1.1-int-950 and 1.1-int-951.
#[test]
fn int_951_each_server_sees_its_own_attributes_and_what_the_other_writes() {
    let mut pair = Pair::start("two-servers");
    attach(&pair.first, "/3/0", &["pmin=2", "pmax=10"]);
    attach(&pair.second, "/3/0", &["pmin=15", "pmax=50"]);
    let links = discover(&pair.first, "/3/0");
    assert!(links.starts_with("</3/0>;pmin=2;pmax=10,"), "{links}");
    let links = discover(&pair.second, "/3/0");
    assert!(links.starts_with("</3/0>;pmin=15;pmax=50,"), "{links}");

    pair.second.wait_value("/3306/0/5851", &Value::Integer(0), SOON);
    let (observation, answer) = pair.second.observe("/3306/0/5851");
    assert!(answer.observed);
    let written = pair.first.write("/3306/0/5851", &Value::Integer(70));
    assert_eq!(written.code, Code::CHANGED);
    wait::until("a notification", SOON, || {
        let told = pair.second.notifications(observation);
        let fits = |answer: &lwm2m::server::Answer| answer.value() == Some(&Value::Integer(70));
        told.iter().any(|(_, answer)| fits(answer)).then_some(())
    });

    pair.daemon.stop();
    for server in [&pair.first, &pair.second] {
        assert_eq!(server.registration(), None, "both are told of the end");
    }
}

#[test]
fn a_server_that_disables_its_account_does_not_disturb_the_other() {
    let mut pair = Pair::start("disabled");
    let timeout = pair.first.write("/1/0/5", &Value::Integer(3600));
    assert_eq!(timeout.code, Code::CHANGED);
    assert_eq!(pair.first.execute("/1/1/4").code, Code::UNAUTHORIZED);
    assert_eq!(pair.first.execute("/1/0/4").code, Code::CHANGED);
    let left = |event: &ServerEvent| matches!(event, ServerEvent::Deregistered).then_some(());
    pair.first.wait_event(Moment::default(), "a farewell", SOON, left);
    let start = Mark::default();
    pair.daemon
        .wait_for_line(start, "the server has disabled its account", SOON);
    let quiet = pair.first.moment();
    // A power cut does not end it, and the other server is registered with again at once.
    let since = pair.second.moment();
    pair.daemon.start_again();
    let came = |event: &ServerEvent| matches!(event, ServerEvent::Registered(_)).then_some(());
    pair.second.wait_event(since, "a registration", SOON, came);
    pair.second.wait_value("/3303/0/5700", &Value::Float(1.0), SOON);
    assert!(pair.first.history_after(quiet).is_empty());
    pair.daemon.stop();
    assert!(pair.first.history_after(quiet).is_empty());
}

#[test]
fn a_reload_of_one_server_is_not_noticed_by_the_other() {
    let mut pair = Pair::start("reloaded");
    pair.first.wait_value("/3306/0/5851", &Value::Integer(0), SOON);
    let (observation, answer) = pair.first.observe("/3306/0/5851");
    assert!(answer.observed);
    let registered = |event: &ServerEvent| matches!(event, ServerEvent::Registered(_)).then_some(());
    let left = |event: &ServerEvent| matches!(event, ServerEvent::Deregistered).then_some(());

    let (of_first, of_second) = (pair.first.moment(), pair.second.moment());
    let longer = Pair::configuration("reloaded", &pair.first, Some((&pair.second, "20min")));
    pair.daemon.reload(&longer);
    pair.second.wait_event(of_second, "a farewell", SOON, left);
    pair.second
        .wait_event(of_second, "a registration", SOON, registered);
    assert_eq!(
        pair.second.registration().and_then(|known| known.lifetime),
        Some(1200)
    );

    let of_second = pair.second.moment();
    let alone = Pair::configuration("reloaded", &pair.first, None);
    pair.daemon.reload(&alone);
    pair.second.wait_event(of_second, "a farewell", SOON, left);
    let written = pair.first.write("/3306/0/5851", &Value::Integer(70));
    assert_eq!(written.code, Code::CHANGED);
    wait::until("a notification", SOON, || {
        let told = pair.first.notifications(observation);
        let fits = |answer: &lwm2m::server::Answer| answer.value() == Some(&Value::Integer(70));
        told.iter().any(|(_, answer)| fits(answer)).then_some(())
    });
    let heard = pair.first.history_after(of_first);
    assert!(
        !heard
            .iter()
            .any(|event| registered(&event.event).is_some() || left(&event.event).is_some())
    );

    pair.daemon.stop();
    assert_eq!(pair.first.registration(), None);
}
