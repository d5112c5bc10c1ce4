//! Times that pass over a restart of the host, and a person who does not want to wait for them.

use std::time::Duration;

use coap::Code;
use lwm2m::{Accounts, BootstrapConfig, BootstrapStatus, Event, TimesLeft};
use objects::Value;

use super::stage::{Stage, factory, set, with_server};
use crate::support::{EPOCH, resource};

fn with_left(accounts: Accounts, left: TimesLeft) -> Stage {
    Stage::with(BootstrapConfig {
        accounts,
        pack: false,
        left,
    })
}

fn hold_off(seconds: i64) -> Accounts {
    let mut accounts = factory();
    set(&mut accounts, "/0/1/11", Value::Integer(seconds));
    accounts
}

fn seconds(seconds: u64) -> Option<Duration> {
    Some(Duration::from_secs(seconds))
}

fn expired_at(stage: &Stage) -> Option<u64> {
    stage.events.iter().find_map(|(at, event)| match event {
        Event::BootstrapAccountExpired { .. } => Some(*at),
        _ => None,
    })
}

#[test]
fn a_hold_off_goes_on_where_a_restart_has_interrupted_it() {
    for (left, asked_at) in [(5, 5), (0, 0), (86_400, 30)] {
        let left = TimesLeft {
            hold_off: seconds(left),
            account: None,
        };
        let mut stage = with_left(hold_off(30), left);
        stage.begin();
        stage.at(40);
        assert_eq!(stage.asked.first().map(|(at, _)| *at), Some(asked_at), "{left:?}");
    }
}

#[test]
fn only_the_first_hold_off_is_shortened() {
    let left = TimesLeft {
        hold_off: seconds(5),
        account: None,
    };
    let mut stage = with_left(hold_off(30), left);
    stage.begin();
    assert_eq!(
        stage.client.bootstrap_times().hold_off,
        Some(stage.now + seconds(5).unwrap())
    );
    stage.at(5);
    stage.provision();
    assert_eq!(stage.finish(), Code::CHANGED);
    assert_eq!(stage.client.bootstrap_times().hold_off, None);
    stage.asked.clear();
    let execute = stage.server.execute(stage.now, resource("/1/0/9"), "").unwrap();
    stage.at(60);
    assert_eq!(stage.asked.first().map(|(at, _)| *at), Some(35), "{execute:?}");
}

#[test]
fn the_time_of_the_bootstrap_account_goes_on_after_a_restart_and_is_never_longer_than_whole() {
    for (left, end) in [(600, 600), (0, 0), (86_400, 3600)] {
        let mut accounts = with_server(factory());
        set(&mut accounts, "/0/1/12", Value::Integer(3600));
        let left = TimesLeft {
            hold_off: None,
            account: seconds(left),
        };
        let mut stage = with_left(accounts, left);
        stage.begin();
        stage.at(4000);
        assert_eq!(expired_at(&stage), Some(end), "{left:?}");
        assert_eq!(stage.client.bootstrap_times().account, None);
    }
}

#[test]
fn a_person_does_not_wait_for_hold_off_and_pause() {
    let mut stage = Stage::new(hold_off(30));
    stage.begin();
    assert_eq!(stage.asked, []);
    stage.bootstrap_reachable = false;
    assert!(stage.client.bootstrap_now(stage.now));
    stage.run();
    assert!(matches!(
        stage.client.bootstrap_status(),
        Some(BootstrapStatus::BackingOff(_))
    ));
    stage.bootstrap_reachable = true;
    assert!(stage.client.bootstrap_now(stage.now));
    stage.run();
    assert_eq!(stage.asked.first().map(|(at, _)| *at), Some(0));
    assert!(stage.client.bootstrap_now(stage.now), "once more changes nothing");
    stage.run();
    assert_eq!(stage.asked.len(), 1);
}

#[test]
fn without_a_bootstrap_account_there_is_nothing_to_start() {
    let mut stage = Stage::new(with_server(Accounts::new()));
    stage.begin();
    assert!(!stage.client.bootstrap_now(stage.now));
}

#[test]
fn what_a_server_has_removed_from_its_instance_stays_away_after_a_bootstrap() {
    let mut accounts = with_server(factory());
    set(&mut accounts, "/1/0/18", Value::Unsigned(7));
    set(&mut accounts, "/1/0/17", Value::Unsigned(3));
    let mut stage = Stage::new(accounts);
    stage.begin();
    stage.tree.remove(resource("/1/0/18"), EPOCH);
    stage.client.bootstrap_now(stage.now);
    stage.run();
    assert_eq!(stage.finish(), Code::CHANGED);
    let written = stage.accounts.last().unwrap();
    assert_eq!(written.value(resource("/1/0/18")), None);
    assert_eq!(written.value(resource("/1/0/17")), Some(&Value::Unsigned(3)));
}
