//! Disable (core, appendix E.2, resources 4 and 5).

use coap::Code;
use lwm2m::{RegistrationStatus, SendError, SendValue};
use objects::Value;

use crate::fleet::{Fleet, assert_log};
use crate::support::{path, resource};

fn disabled_for(seconds: i64) -> Fleet {
    let mut fleet = Fleet::registered(2);
    fleet.write(101, "/1/0/5", &Value::Integer(seconds));
    assert_eq!(fleet.execute(101, "/1/0/4", ""), Some(Code::CHANGED));
    fleet
}

// OMA LwM2M ETS 1.1-int-103: the answer, then DELETE of the location; and 1.1-int-555.
#[test]
fn int_103_a_server_disables_its_account_for_a_time() {
    let mut fleet = disabled_for(300);
    assert_log(&mut fleet, &[(0, 101, "deregister"), (0, 101, "close")]);
    assert!(matches!(
        fleet.states()[..],
        [RegistrationStatus::Disabled(_), RegistrationStatus::Registered]
    ));
    fleet.at(299);
    assert_log(&mut fleet, &[]);
    fleet.at(300);
    assert_log(&mut fleet, &[(300, 101, "open"), (300, 101, "register")]);
}

#[test]
fn without_a_timeout_it_is_a_day() {
    let mut fleet = Fleet::registered(1);
    assert_eq!(fleet.execute(101, "/1/0/4", ""), Some(Code::CHANGED));
    fleet.log();
    fleet.at(86_399);
    assert_log(&mut fleet, &[]);
    fleet.at(86_400);
    assert_log(&mut fleet, &[(86_400, 101, "open"), (86_400, 101, "register")]);
}

#[test]
fn nothing_is_said_and_nothing_heard_while_the_account_is_disabled() {
    let mut fleet = disabled_for(300);
    fleet.log();
    fleet.create(3303, 7);
    fleet.set("/1/0/1", Value::Integer(1000));
    fleet.client(|client, now, _| client.update(now, lwm2m::ServerId::try_from(101).unwrap()));
    let unheard = fleet.ask(101, |server, now| server.read(now, path("/3/0/0"), None));
    assert_eq!(unheard, None);
    fleet.lose(101);
    let value = SendValue {
        path: resource("/3303/0/5700"),
        value: Value::Float(1.0),
        time: None,
    };
    let to = lwm2m::ServerId::try_from(101).ok();
    let sent = fleet.client(|client, now, tree| client.send(now, to, &[value], None, tree));
    assert_eq!(sent, Err(SendError::NotRegistered));
    assert_log(&mut fleet, &[(0, 102, "update")]);
    fleet.execute(102, "/1/0/8", "");
    assert_log(&mut fleet, &[]);
}

// De-registering ends the observations (core §6.2.3), so there is nothing to store (resource 6).
#[test]
fn observations_end_with_the_registration() {
    let mut fleet = Fleet::registered(1);
    fleet.write(101, "/1/0/5", &Value::Integer(60));
    fleet.ask(101, |server, now| {
        server.observe(now, path("/3303/0/5700"), None, &[])
    });
    fleet.execute(101, "/1/0/4", "");
    fleet.set("/3303/0/5700", Value::Float(30.0)).at(120).log();
    fleet.set("/3303/0/5700", Value::Float(31.0));
    assert_log(&mut fleet, &[]);
    assert_eq!(fleet.client.servers().next().unwrap().observations, 0);
}

#[test]
fn a_server_cannot_disable_another_one() {
    let mut fleet = Fleet::registered(2);
    assert_eq!(fleet.execute(101, "/1/1/4", ""), Some(Code::UNAUTHORIZED));
    assert_eq!(fleet.execute(101, "/1/0/4", "0"), Some(Code::BAD_REQUEST));
    assert_log(&mut fleet, &[]);
}

#[test]
fn a_client_that_stops_while_disabled_says_nothing_more() {
    let mut fleet = disabled_for(300);
    fleet.log();
    fleet.client(|client, now, _| client.stop(now));
    assert_eq!(fleet.states(), [RegistrationStatus::Stopped; 2]);
    fleet.at(1000);
    assert_log(
        &mut fleet,
        &[(0, 101, "close"), (0, 102, "deregister"), (0, 102, "close")],
    );
}

// The time goes on while the program does not run.
#[test]
fn a_new_client_goes_on_with_the_silence_and_lets_other_servers_pass() {
    let first = [(13, Value::Unsigned(1)), (14, Value::Unsigned(50))];
    let mut fleet = Fleet::new(2)
        .with(101, &first)
        .with(102, &[(13, Value::Unsigned(2))]);
    let server = lwm2m::ServerId::try_from(101).unwrap();
    let rest = std::time::Duration::from_secs(100);
    fleet.client(|client, now, _| client.keep_disabled(now, server, rest));
    fleet.begin();
    assert_eq!(fleet.times("register"), [(0, 102)]);
    fleet.at(100);
    assert_eq!(fleet.times("register"), [(100, 101)]);
}

#[test]
fn a_server_that_does_not_confirm_the_end_is_left_alone_all_the_same() {
    let mut fleet = Fleet::registered(1);
    fleet.write(101, "/1/0/5", &Value::Integer(300));
    fleet.deaf(101);
    fleet.execute(101, "/1/0/4", "");
    fleet.at(93);
    assert!(matches!(fleet.states()[..], [RegistrationStatus::Disabled(_)]));
    fleet.log();
    fleet.at(361);
    assert_log(&mut fleet, &[]);
    fleet.at(393);
    let log = fleet.log();
    assert!(
        matches!(&log[..], [(_, 101, open), (_, 101, register)] if open == "open" && register == "register"),
        "{log:?}"
    );
}
