//! The order in which servers are registered with (core, appendix E.2, resources 13 to 15).

use coap::Code;
use lwm2m::RegistrationStatus;
use lwm2m::server::Reaction;
use objects::Value;

use crate::fleet::{Fleet, assert_log};

const PRIORITY: u16 = 13;
const DELAY: u16 = 14;
const BLOCK: u16 = 15;
const COUNT: u16 = 17;
const SEQUENCE_DELAY: u16 = 19;
const SEQUENCES: u16 = 20;

fn number(id: u16, value: u64) -> (u16, Value) {
    (id, Value::Unsigned(value))
}

#[test]
fn servers_with_a_priority_come_one_after_the_other_and_the_others_at_once() {
    let mut fleet = Fleet::new(4)
        .with(101, &[number(PRIORITY, 30)])
        .with(102, &[number(PRIORITY, 10)])
        .with(103, &[number(PRIORITY, 20)]);
    // It takes its time to refuse: whoever is behind it has to wait.
    fleet.reaction(102, Reaction::Ignore).begin();
    assert_log(
        &mut fleet,
        &[
            (0, 104, "open"),
            (0, 102, "open"),
            (0, 102, "refused"),
            (0, 104, "register"),
        ],
    );
    assert_eq!(fleet.states()[0], RegistrationStatus::Waiting(None));
    fleet.reaction(102, Reaction::Accept).at(4);
    let registered = fleet.log();
    let registered: Vec<u16> = registered
        .iter()
        .filter(|(.., what)| what == "register")
        .map(|(_, server, _)| *server)
        .collect();
    assert_eq!(registered, [102, 103, 101]);
}

#[test]
fn servers_of_the_same_priority_come_one_after_the_other() {
    let mut fleet = Fleet::new(2)
        .with(101, &[number(PRIORITY, 0)])
        .with(102, &[number(PRIORITY, 0)]);
    fleet.begin();
    assert_log(
        &mut fleet,
        &[
            (0, 101, "open"),
            (0, 101, "register"),
            (0, 102, "open"),
            (0, 102, "register"),
        ],
    );
}

// Appendix E.2, resource 14: from the start for the first, from the end of the one before for the others.
#[test]
fn the_initial_delay_counts_from_the_end_of_the_registration_before() {
    let mut fleet = Fleet::new(3)
        .with(101, &[number(PRIORITY, 1), number(DELAY, 5)])
        .with(102, &[number(PRIORITY, 2), number(DELAY, 20)])
        .with(103, &[number(DELAY, 7)]);
    fleet.begin();
    assert!(matches!(fleet.states()[0], RegistrationStatus::Waiting(Some(_))));
    fleet.at(100);
    assert_eq!(fleet.times("register"), [(5, 101), (7, 103), (25, 102)]);
}

#[test]
fn the_initial_delay_is_over_after_the_first_success() {
    let mut fleet = Fleet::new(1).with(101, &[number(DELAY, 30)]);
    fleet.begin().at(30);
    assert_eq!(fleet.times("register"), [(30, 101)]);
    fleet.lose(101);
    assert_log(&mut fleet, &[(30, 101, "open"), (30, 101, "update")]);
}

#[test]
fn an_initial_delay_ends_with_the_client() {
    let mut fleet = Fleet::new(2)
        .with(101, &[number(PRIORITY, 1), number(DELAY, 30)])
        .with(102, &[number(PRIORITY, 2)]);
    fleet.begin();
    fleet.client(|client, now, _| client.stop(now));
    assert_eq!(fleet.states(), [RegistrationStatus::Stopped; 2]);
    fleet.at(100);
    assert_eq!(fleet.times("open"), []);
}

#[test]
fn a_first_failure_lets_the_next_server_pass_and_is_retried_by_itself() {
    let mut fleet = Fleet::new(2)
        .with(101, &[number(PRIORITY, 1)])
        .with(102, &[number(PRIORITY, 2)]);
    fleet.reachable(101, false).begin();
    assert_log(
        &mut fleet,
        &[(0, 101, "open"), (0, 102, "open"), (0, 102, "register")],
    );
    fleet.reachable(101, true).at(60);
    assert_log(&mut fleet, &[(60, 101, "open"), (60, 101, "register")]);
}

// Appendix E.2, resource 15.
#[test]
fn a_server_that_blocks_keeps_those_behind_it_waiting_until_it_is_reached() {
    let blocking = [number(PRIORITY, 1), (BLOCK, Value::Boolean(true))];
    let mut fleet = Fleet::new(3)
        .with(101, &blocking)
        .with(102, &[number(PRIORITY, 2)]);
    fleet.reachable(101, false).begin().at(179);
    assert_eq!(
        fleet.times("register"),
        [(0, 103)],
        "without a priority it does not wait"
    );
    fleet.reachable(101, true).at(180);
    assert_eq!(fleet.times("register"), [(180, 101), (180, 102)]);
}

#[test]
fn a_server_that_blocks_and_fails_for_good_lets_the_others_pass() {
    let blocking = [
        number(PRIORITY, 1),
        (BLOCK, Value::Boolean(true)),
        number(COUNT, 2),
        number(SEQUENCE_DELAY, 100),
        number(SEQUENCES, 2),
    ];
    let mut fleet = Fleet::new(3)
        .with(101, &blocking)
        .with(102, &[number(PRIORITY, 2)])
        .with(103, &[number(PRIORITY, 3), number(DELAY, 30)]);
    fleet.reaction(101, Reaction::Refuse(Code::FORBIDDEN)).begin();
    // Two sequences of two attempts: at 0 s, 60 s, 160 s and 220 s.
    fleet.at(219);
    assert_eq!(fleet.times("register"), []);
    fleet.at(260);
    assert_eq!(fleet.times("register"), [(220, 102), (250, 103)]);
}

#[test]
fn an_order_written_while_running_disturbs_nobody() {
    let mut fleet = Fleet::registered(2);
    fleet
        .set("/1/0/13", Value::Unsigned(9))
        .set("/1/1/13", Value::Unsigned(3));
    fleet.set("/1/0/14", Value::Unsigned(60)).at(600);
    assert_log(&mut fleet, &[]);
}
