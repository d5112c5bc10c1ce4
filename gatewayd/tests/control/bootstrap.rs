//! Bootstrap and Send over the bus and from the command line.

use std::collections::HashMap;

use coap::Code;
use gatewayd::exit::Exit;
use gatewayd::hub::control::ReadError;
use gatewayd::hub::sends::{SendOutcome, SendRefused, SendReport};
use gatewayd::hub::status::BootstrapInfo;
use lwm2m::{SendError, SendFailure};
use serde_json::json;
use zbus::OwnedVariant;

use crate::ctl::{json_output, output, run};
use crate::fixture::{Fixture, ROOT, error};

const SERVER: &str = "/org/gatewayd/Gateway1/servers/101";

fn backing_off() -> BootstrapInfo {
    BootstrapInfo {
        uri: "coaps://bootstrap.example.net".into(),
        state: "backing-off".into(),
        last_error: Some("refused with 4.00".into()),
        next_attempt: Some(1),
    }
}

fn reports() -> Vec<SendReport> {
    let report = |server: &str, outcome| SendReport {
        server: server.into(),
        outcome,
    };
    vec![
        report("here", SendOutcome::Sent),
        report("away", SendOutcome::Deferred),
        report("deaf", SendOutcome::Failed(SendFailure::Refused(Code::NOT_FOUND))),
        report("still", SendOutcome::NotSent(SendError::Muted)),
    ]
}

#[tokio::test]
async fn how_bootstrapping_stands_is_shown() {
    let fixture = Fixture::start().await;
    let shown = fixture.all(ROOT, "Manager1").await;
    let text = |shown: &HashMap<String, OwnedVariant>, name: &str| {
        String::try_from(shown[name].try_clone().unwrap()).unwrap()
    };
    assert_eq!(text(&shown, "BootstrapState"), "none");
    assert!(!shown.contains_key("BootstrapNextAttempt"));
    assert!(!output(&fixture, &["status"]).await.contains("Bootstrap"));

    fixture.publish(|status| status.bootstrap = Some(backing_off()));
    let line =
        "Bootstrap  backing-off at coaps://bootstrap.example.net, next attempt in 0 s: refused with 4.00";
    let out = loop {
        // The signal is on its way.
        let out = output(&fixture, &["status"]).await;
        if out.contains("Bootstrap") {
            break out;
        }
    };
    assert!(out.contains(line), "{out}");
    let shown = fixture.all(ROOT, "Manager1").await;
    assert_eq!(text(&shown, "BootstrapState"), "backing-off");
    assert_eq!(text(&shown, "BootstrapError"), "refused with 4.00");
    assert_eq!(
        i64::try_from(shown["BootstrapNextAttempt"].try_clone().unwrap()),
        Ok(1)
    );
    let out = json_output(&fixture, &["status"]).await;
    assert_eq!(out["bootstrap"], json!(backing_off()));
}

#[tokio::test]
async fn a_person_can_start_a_bootstrap() {
    let fixture = Fixture::start().await;
    let (name, text) = error(fixture.call("Bootstrap", &()).await);
    assert_eq!(
        (name.as_str(), text.as_str()),
        ("NotFound", "there is no bootstrap account")
    );
    assert_eq!(fixture.asked(), ["bootstrap None"]);
    fixture.script.lock().unwrap().status.bootstrap = Some(backing_off());
    fixture.call("Bootstrap", &()).await.unwrap();
    fixture
        .call_at(SERVER, "Server1", "Bootstrap", &())
        .await
        .unwrap();
    output(&fixture, &["bootstrap"]).await;
    assert_eq!(
        fixture.asked(),
        ["bootstrap None", "bootstrap Some(101)", "bootstrap None"]
    );
}

#[tokio::test]
async fn a_send_reports_what_every_server_has_made_of_it() {
    let fixture = Fixture::start().await;
    fixture.script.lock().unwrap().sent = Ok(reports());
    let (exit, out, _) = run(&fixture, &["send", "/3303", "/3/0/9"]).await;
    assert_eq!(exit, Exit::Refused, "not everybody was told");
    let expected = "\
SERVER  OUTCOME   DETAIL
here    sent
away    deferred
deaf    refused   refused with 4.04
still   muted     the server has muted it
";
    assert_eq!(out, expected);
    assert_eq!(fixture.asked(), ["send /3303 /3/0/9 None false"]);
    let (_, out, _) = run(&fixture, &["--json", "send", "/3303"]).await;
    let out: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(
        out[2],
        json!({"server": "deaf", "outcome": "refused", "detail": "refused with 4.04"})
    );
    fixture.asked();
    fixture.script.lock().unwrap().sent = Ok(reports()[..2].to_vec());
    output(&fixture, &["send", "/3303", "--server", "here", "--later"]).await;
    assert_eq!(fixture.asked(), ["send /3303 Some(\"here\") true"]);
}

#[tokio::test]
async fn a_send_that_cannot_be_is_refused_by_name() {
    let fixture = Fixture::start().await;
    for (refused, expected) in [
        (SendRefused::Busy, "Busy"),
        (SendRefused::Path(ReadError::Hidden), "NotAllowed"),
        (SendRefused::Path(ReadError::NotFound), "NotFound"),
        (SendRefused::Server, "NotFound"),
        (SendRefused::TooMany, "InvalidArgument"),
    ] {
        fixture.script.lock().unwrap().sent = Err(refused);
        let answer = fixture.call("Send", &(["/3303"].as_slice(), "", false)).await;
        assert_eq!(error(answer).0, expected, "{refused:?}");
    }
    let answer = fixture.call("Send", &(["3303"].as_slice(), "", false)).await;
    assert_eq!(error(answer).0, "InvalidArgument");
}
