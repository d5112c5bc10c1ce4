//! What outlives the process beside the accounts: settings that a server has made, and times that pass.

use std::fs;

use coap::Code;
use gatewayd_tests::bootstrap_server::BootstrapServer;
use gatewayd_tests::daemon::{Daemon, Setup};
use gatewayd_tests::folder_watch::{FileEvent, FolderWatch};
use gatewayd_tests::wait;
use objects::Value;
use serde_json::{Value as Json, json};

use super::{FILE, Stage, configuration};
use crate::support::SOON;

const TIMES: &str = "bootstrap-times.json";

fn times(daemon: &Daemon) -> Option<Json> {
    serde_json::from_slice(&fs::read(daemon.state().join(TIMES)).ok()?).ok()
}

/// Lets a time of the file have passed while the daemon was dead.
fn let_pass(daemon: &Daemon, name: &str) {
    let mut json = times(daemon).expect("the times were written");
    let span = json.get_mut(name).expect("the time passes");
    for end in ["from", "until"] {
        let then = span.get(end).and_then(Json::as_i64).expect("a time has two ends");
        span[end] = json!(then - 1_000_000);
    }
    fs::write(daemon.state().join(TIMES), json.to_string()).expect("the state can be written");
}

#[test]
fn a_killed_gateway_keeps_what_its_server_has_set_until_a_bootstrap_says_otherwise() {
    let mut stage = Stage::with_the_old_server("kept-settings");
    assert_eq!(
        stage.old.server.write("/1/0/1", &Value::Integer(3333)).code,
        Code::CHANGED
    );
    let moment = stage.old.server.moment();
    stage.daemon.start_again();
    stage.old.account.lifetime = 3333;
    stage.old.wait_registered(moment);
    assert_eq!(stage.old.server.execute("/1/0/9").code, Code::CHANGED);
    let asked = stage.bootstrap.wait_asked();
    stage.bootstrap.welcome(&asked);
    stage.old.account.lifetime = 1111;
    let moment = stage.old.server.moment();
    for code in [
        stage.bootstrap.write_server(&stage.old.account),
        stage.bootstrap.finish(),
    ] {
        assert_eq!(code, Code::CHANGED);
    }
    stage.old.wait_registered(moment);
    let moment = stage.old.server.moment();
    stage.daemon.start_again();
    stage.old.wait_registered(moment);
}

#[test]
fn a_bootstrap_writes_down_when_it_was() {
    let stage = Stage::with_the_old_server("kept-when");
    let file: Json = serde_json::from_slice(&stage.file().expect("it was stored")).expect("it is JSON");
    let values = file
        .get("values")
        .and_then(Json::as_array)
        .expect("it has values");
    let at = |entry: &&Json| entry.get("path").and_then(Json::as_str) == Some("/1/0/12");
    let kept = values
        .iter()
        .find(at)
        .and_then(|entry| entry.get("value")?.as_str());
    let shown = stage.old.server.value("/1/0/12").map(|time| time.to_string());
    assert!(shown.is_some());
    assert_eq!(shown.as_deref(), kept);
}

#[test]
fn a_hold_off_that_has_passed_while_the_gateway_was_dead_is_not_waited_for_again() {
    let mut bootstrap = BootstrapServer::start();
    let text = configuration("kept-hold-off", &bootstrap.uri()) + "hold-off = \"10h\"\n";
    let setup = Setup::new(&text);
    let mut daemon = setup.start();
    wait::until("the hold-off to be written", crate::support::SOON, || {
        times(&daemon)
    });
    daemon.kill();
    let_pass(&daemon, "hold_off");
    daemon.start_again();
    bootstrap.wait_asked();
}

#[test]
fn a_bootstrap_account_whose_time_was_over_while_the_gateway_was_dead_is_forgotten() {
    let (mut stage, asked) = Stage::with_account_timeout("kept-account", "10h");
    stage.bootstrap.welcome(&asked);
    for code in [
        stage.bootstrap.write_security(&stage.old.account),
        stage.bootstrap.write_server(&stage.old.account),
        stage.bootstrap.finish(),
    ] {
        assert_eq!(code, Code::CHANGED);
    }
    stage.old.wait_registered(Default::default());
    stage.daemon.kill();
    let accounts = stage.accounts().expect("they were stored");
    assert_eq!(accounts.get("/0/1/1").map(String::as_str), Some("true"));
    let before = stage.file().expect("they were stored");
    let_pass(&stage.daemon, "account");
    let passed = fs::read(stage.daemon.state().join(TIMES)).expect("they were written");
    let watch = FolderWatch::new(&stage.daemon.state());
    let moment = stage.old.server.moment();
    stage.daemon.start_again();
    watch.wait(FILE, FileEvent::Renamed);
    let left = stage.accounts().expect("they were stored");
    assert!(!left.keys().any(|path| path.starts_with("/0/1/")), "{left:#?}");
    stage.old.wait_registered(moment);
    // Killed while it is erased, it is erased the next time.
    for (name, event) in [
        ("accounts.json.new", FileEvent::Created),
        ("accounts.json.new", FileEvent::Written),
        (FILE, FileEvent::Renamed),
    ] {
        stage.daemon.kill();
        stage.put_back(Some(&before));
        fs::write(stage.daemon.state().join(TIMES), &passed).expect("the state can be written");
        let watch = FolderWatch::new(&stage.daemon.state());
        stage.daemon.start_again();
        watch.wait(name, event);
        stage.daemon.kill();
        let found = stage.accounts().expect("they were stored");
        assert!(found == left || found == accounts, "{found:#?}");
        let moment = stage.old.server.moment();
        stage.daemon.start_again();
        stage.old.wait_registered(moment);
        wait::until("the account to be erased", SOON, || {
            (stage.accounts().as_ref() == Some(&left)).then_some(())
        });
    }
    // Killed once more, it has not come back.
    let moment = stage.old.server.moment();
    stage.daemon.start_again();
    stage.old.wait_registered(moment);
    assert_ne!(stage.old.server.execute("/1/0/9").code, Code::CHANGED);
}
