//! From one client to the next one, as when the host reloads its configuration.

use lwm2m::RegistrationStatus;
use objects::Value;

use crate::fleet::{Fleet, assert_log};
use crate::support::path;

const DELAY: u16 = 14;

#[test]
fn servers_that_stay_do_not_notice_and_the_others_are_registered_with_anew() {
    let mut fleet = Fleet::registered(2);
    for server in [101, 102] {
        let observed = fleet.ask(server, |server, now| {
            server.observe(now, path("/3303/0/5700"), None, &[])
        });
        assert!(observed.unwrap().observed);
    }
    fleet.hand_over(&[101]);
    assert_log(
        &mut fleet,
        &[
            (0, 102, "deregister"),
            (0, 102, "close"),
            (0, 102, "open"),
            (0, 102, "register"),
        ],
    );
    fleet.set("/3303/0/5700", Value::Float(30.0));
    assert_log(&mut fleet, &[(0, 101, "notify 30")]);
    // The time of its next Update is that of before.
    fleet.at(86_400);
    assert_log(&mut fleet, &[(86_307, 101, "update"), (86_307, 102, "update")]);
}

#[test]
fn delay_silence_and_pause_go_on_in_the_next_client() {
    let mut fleet = Fleet::new(3).with(101, &[(DELAY, Value::Unsigned(30))]);
    fleet.reachable(102, false).begin();
    fleet.write(103, "/1/2/5", &Value::Integer(50));
    fleet.execute(103, "/1/2/4", "");
    fleet.at(10).log();
    fleet.hand_over(&[101, 102, 103]);
    assert!(matches!(
        fleet.states()[..],
        [
            RegistrationStatus::Waiting(Some(_)),
            RegistrationStatus::BackingOff(_),
            RegistrationStatus::Disabled(_)
        ]
    ));
    fleet.reachable(102, true).at(100);
    assert_eq!(fleet.times("register"), [(30, 101), (50, 103), (60, 102)]);
}
