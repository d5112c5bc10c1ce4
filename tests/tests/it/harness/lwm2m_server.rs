use std::path::Path;
use std::time::Duration;

use gatewayd_tests::log::Log;
use gatewayd_tests::lwm2m_server::{Format, HappeningKind, LwError, LwServer};
use gatewayd_tests::needs;
use gatewayd_tests::process::{self, Process};
use gatewayd_tests::tool::Tool;

use super::minimal_client::MinimalClient;

const SOON: Duration = Duration::from_secs(10);
const PATH: &str = "/3303/0/5700";

fn registered(server: &LwServer, lifetime: u32) -> MinimalClient {
    let client = MinimalClient::register(server.coap_port(), "tiny", lifetime);
    server.wait_registered("tiny");
    client
}

#[test]
fn aiocoap_shows_a_registration_as_the_client_made_it() {
    needs!(Aiocoap);
    let server = LwServer::start();
    let client = registered(&server, 60);
    let registration = server.registration("tiny").expect("it is registered");
    assert_eq!(registration.version, "1.1");
    assert_eq!(registration.lifetime, Duration::from_secs(60));
    assert_eq!((&*registration.binding, registration.has_queue), ("U", false));
    assert!(registration.has("/3303/0") && !registration.has("/3303/1"));
    assert_eq!(registration.links[0].attributes["ver"], "1.1");
    assert_eq!(registration.identity, None);
    client.deregister();
    server.wait_for("tiny", 0, "leaving", SOON, |happening| {
        (happening.kind == HappeningKind::Deregistered).then_some(())
    });
    assert_eq!(server.registration("tiny"), None);
}

#[test]
fn aiocoap_asks_from_the_socket_that_took_the_registration() -> anyhow::Result<()> {
    needs!(Aiocoap);
    let server = LwServer::start();
    // Its socket is connected: it would not receive what comes from another port.
    let client = registered(&server, 60);
    let answer = std::thread::scope(|scope| {
        scope.spawn(|| client.answer_with_text("21.5"));
        server.read("tiny", PATH, None)
    })?;
    assert_eq!((answer.code, answer.format), (205, Some(0)));
    assert_eq!(*answer.value(), 21.5);
    assert_eq!(answer.paths(), [PATH]);
    Ok(())
}

#[test]
fn an_answer_that_breaks_a_rule_is_an_error_that_names_the_rule() {
    needs!(Aiocoap);
    let server = LwServer::start();
    let client = registered(&server, 60);
    let ask = |format: u8, payload: &'static [u8]| {
        let client = &client;
        std::thread::scope(|scope| {
            scope.spawn(move || client.answer_with(format, payload));
            server.read("tiny", PATH, Format::SenmlJson)
        })
        .expect_err("the rule is broken")
        .to_string()
    };
    let wrong_format = ask(60, b"\x01");
    assert!(
        wrong_format.contains("content format 60 came instead of 110"),
        "{wrong_format}"
    );
    let wrong_path = ask(110, br#"[{"n":"/3303/0/5701","v":1}]"#);
    assert!(
        wrong_path.contains("/3303/0/5701 is not below /3303/0/5700"),
        "{wrong_path}"
    );
    let no_value = ask(110, br#"[{"n":"/3303/0/5700"}]"#);
    assert!(no_value.contains("0 values"), "{no_value}");
}

#[test]
fn no_notification_is_lost_and_the_request_that_ends_them_repeats_the_token() -> anyhow::Result<()> {
    needs!(Aiocoap);
    let server = LwServer::start();
    let client = registered(&server, 60);
    let (token, observation) = std::thread::scope(|scope| {
        let answering = scope.spawn(|| client.answer_observe("20"));
        let observation = server.observe("tiny", PATH, None);
        (answering.join().expect("the client answers"), observation)
    });
    let observation = observation?;
    assert_eq!(*observation.first.value(), 20.0);
    for (sequence, text) in [(2, "21"), (3, "22"), (4, "23")] {
        client.notify(&token, sequence, text);
    }
    assert!(client.notify_confirmable(&token, 5, "24"));
    let all = observation.notifications_until(SOON, |notification| *notification.value() == 24.0);
    let seen = all.iter().map(|one| (one.sequence, one.is_confirmable));
    let expected = [
        (Some(2), false),
        (Some(3), false),
        (Some(4), false),
        (Some(5), true),
    ];
    assert!(seen.eq(expected), "{all:?}");
    assert!(all.is_sorted_by_key(|notification| notification.at));
    let last = std::thread::scope(|scope| {
        scope.spawn(|| client.answer_cancel(&token, "25"));
        server.cancel(&observation)
    })?;
    assert_eq!(*last.value(), 25.0);
    assert!(
        !client.notify_confirmable(&token, 6, "26"),
        "the observation is over"
    );
    Ok(())
}

#[test]
fn a_forgotten_observation_ends_with_a_reset() -> anyhow::Result<()> {
    needs!(Aiocoap);
    let server = LwServer::start();
    let client = registered(&server, 60);
    let (token, observation) = std::thread::scope(|scope| {
        let answering = scope.spawn(|| client.answer_observe("20"));
        let observation = server.observe("tiny", PATH, None);
        (answering.join().expect("the client answers"), observation)
    });
    server.forget(&observation?)?;
    assert!(!client.notify_confirmable(&token, 2, "21"));
    Ok(())
}

#[test]
fn a_composite_answer_is_taken_apart_by_path() -> anyhow::Result<()> {
    needs!(Aiocoap);
    let server = LwServer::start();
    let client = registered(&server, 60);
    let body = br#"[{"n":"/3303/0/5700","v":21.5},{"n":"/3/0/0","vs":"Example"}]"#;
    let answer = std::thread::scope(|scope| {
        scope.spawn(|| client.answer_with(110, body));
        server.read_composite("tiny", &[PATH, "/3/0"], Format::SenmlJson)
    })?;
    assert_eq!(*answer.value_of(PATH), 21.5);
    assert_eq!(*answer.value_of("/3/0/0"), "Example");
    let stray = std::thread::scope(|scope| {
        scope.spawn(|| client.answer_with(110, body));
        server.read_composite("tiny", &[PATH], Format::SenmlJson)
    });
    assert!(matches!(stray, Err(LwError::NotUnderstood { .. })), "{stray:?}");
    Ok(())
}

#[test]
fn values_that_a_client_sends_on_its_own_are_told() {
    needs!(Aiocoap);
    let server = LwServer::start();
    let client = registered(&server, 60);
    let body = br#"[{"bn":"/3303/0/5700","bt":1700000000,"v":22.5},{"t":10,"v":22.6}]"#;
    // RFC 7252, section 12.1.2: 2.04 Changed.
    assert_eq!(client.send_values(3, 110, body), 0x44);
    let sent = server.wait_for("tiny", 0, "a Send", SOON, |happening| match &happening.kind {
        HappeningKind::Sent(records) => Some(records.clone()),
        _ => None,
    });
    let times: Vec<_> = sent.iter().map(|record| record.time).collect();
    assert_eq!(times, [Some(1_700_000_000.0), Some(1_700_000_010.0)]);
    assert_eq!(sent[1].value, 22.6);
    assert_eq!(
        client.send_values(4, 110, b"[{"),
        0x80,
        "4.00 for what is no JSON"
    );
}

#[test]
fn a_lifetime_that_ends_ends_the_registration_and_its_observations() -> anyhow::Result<()> {
    needs!(Aiocoap);
    let server = LwServer::start();
    let client = registered(&server, 2);
    let observation = std::thread::scope(|scope| {
        scope.spawn(|| client.answer_observe("20"));
        server.observe("tiny", PATH, None)
    })?;
    server.wait_for("tiny", 0, "the end of the lifetime", SOON, |happening| {
        (happening.kind == HappeningKind::Expired).then_some(())
    });
    assert_eq!(observation.wait_for_end(SOON), "the registration ended");
    assert!(matches!(
        server.read("tiny", PATH, None),
        Err(LwError::NotRegistered)
    ));
    Ok(())
}

#[test]
fn a_server_that_starts_again_has_its_port_but_no_registration() {
    needs!(Aiocoap);
    let mut server = LwServer::start();
    let _client = registered(&server, 60);
    server.stop();
    server.start_again();
    assert_eq!(server.registration("tiny"), None);
    registered(&server, 60);
}

#[test]
fn the_codecs_of_the_server_agree_with_published_bytes() {
    needs!(Aiocoap);
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let mut command = process::command(&Tool::Aiocoap.python());
    command
        .args(["-B", "-m", "unittest", "lwm2m.test_formats"])
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tools"));
    let log = Log::at(folder.path().join("unittest.log"));
    let status = Process::spawn("unittest", command, &log).wait_for_end(Duration::from_secs(60));
    assert!(status.success(), "{}", log.text());
}
