//! A serial line on which everything goes wrong that does so in the field: the server never sees a wrong value.

use std::path::Path;
use std::time::Duration;

use coap::Code;
use gatewayd_tests::daemon::Daemon;
use gatewayd_tests::faulty_slave::{Fault, FaultySlave};
use gatewayd_tests::log::Mark;
use gatewayd_tests::test_server::TestServer;
use gatewayd_tests::wait;
use objects::Value;

use crate::support::{SOON, head, line};

/// How long a device may take to begin its answer.
const TIMEOUT: &str = "100ms";

/// Longer than that, and shorter than the time the line is listened to after it.
const LATE: Duration = Duration::from_millis(150);

/// So late that the answer meets the next request.
const MUCH_TOO_LATE: Duration = Duration::from_millis(250);

/// For a device to be asked again after some silence: the pauses double from one second on.
const RECOVERY: Duration = Duration::from_secs(45);

/// Two points that are read together, and two that are read by requests of the same length, so that an answer to the
/// one could be taken for an answer to the other.
const METER: &str = r#"
[adapter.line.device.meter]
unit = 3
poll = "50ms"
[adapter.line.device.meter.point.p016]
register = { table = "holding", address = 16 }
resource = { object = 3303, resource = 5700 }
[adapter.line.device.meter.point.p017]
register = { table = "holding", address = 17 }
resource = { object = 3303, resource = 5700 }
[adapter.line.device.meter.point.p100]
register = { table = "holding", address = 100 }
resource = { object = 3303, resource = 5700 }
[adapter.line.device.meter.point.p200]
register = { table = "holding", address = 200 }
resource = { object = 3303, resource = 5700 }
"#;

/// The registers of the points above, in the order of their instances.
const REGISTERS: [u16; 4] = [16, 17, 100, 200];

/// What is added to a register when its value changes.
const CHANGE: u16 = 1000;

fn path(instance: usize) -> String {
    format!("/3303/{instance}/5700")
}

fn value(register: u16) -> Value {
    Value::Float(f64::from(register))
}

/// The meter, the gateway and the server that observes every point of it.
struct Line {
    slave: FaultySlave,
    daemon: Daemon,
    server: TestServer,
}

impl Line {
    fn start(more: &str) -> Self {
        let (slave, server) = (FaultySlave::start(3), TestServer::start());
        let daemon = Daemon::start(&configuration(&server, &slave.path(), more));
        server.wait_registered();
        let line = Self {
            slave,
            daemon,
            server,
        };
        line.assert_becomes(0);
        for instance in 0..REGISTERS.len() {
            line.server.observe(&path(instance));
        }
        line
    }

    /// Changes every register of the meter.
    fn change(&self) {
        for register in REGISTERS {
            self.slave.set_register(register, register + CHANGE);
        }
    }

    /// Waits until the server sees every register with something added to its address.
    fn assert_becomes(&self, added: u16) {
        for (instance, register) in REGISTERS.into_iter().enumerate() {
            self.server
                .wait_value(&path(instance), &value(register + added), RECOVERY);
        }
    }

    /// Whatever the server was told, now or in between, the register had that value.
    fn assert_never_wrong(&self) {
        for (instance, register) in REGISTERS.into_iter().enumerate() {
            let allowed = [value(register), value(register + CHANGE)];
            let seen = self.server.seen(&path(instance));
            assert!(!seen.is_empty());
            let wrong: Vec<_> = seen.iter().filter(|value| !allowed.contains(value)).collect();
            assert!(wrong.is_empty(), "register {register} never was {wrong:?}");
        }
    }

    fn wait_for_requests(&self, count: usize) {
        let before = self.slave.requests().len();
        wait::until("requests to the slave", RECOVERY, || {
            (self.slave.requests().len() >= before + count).then_some(())
        });
    }
}

fn configuration(server: &TestServer, port: &Path, more: &str) -> String {
    head("faults", &server.uri()) + &line(port, TIMEOUT) + more + METER
}

/// Lets the faults happen twice while the registers change. More of them in a row would only add to the pauses after
/// which a device that seems to be away is asked again.
fn holds_under(faults: &[Fault]) {
    let line = Line::start("");
    for _ in 0..2 {
        for fault in faults {
            line.slave.then(fault.clone());
        }
    }
    line.change();
    line.assert_becomes(CHANGE);
    line.assert_never_wrong();
}

#[test]
fn answers_that_come_late_are_never_taken_for_others() {
    holds_under(&[Fault::Late(LATE), Fault::Late(LATE)]);
}

#[test]
fn answers_that_meet_the_next_request_are_never_taken_for_its_answer() {
    holds_under(&[Fault::Late(MUCH_TOO_LATE), Fault::None]);
}

#[test]
fn silence_keeps_the_old_value_until_there_is_a_new_one() {
    holds_under(&[Fault::Silent, Fault::Silent, Fault::None]);
}

#[test]
fn garbage_around_an_answer_is_no_value() {
    let frame_of_another = gatewayd_tests::rtu::frame(7, &[3, 2, 0xBE, 0xEF]);
    holds_under(&[
        Fault::GarbageBefore(vec![0x00, 0xFF, 0x03]),
        Fault::GarbageBefore(vec![3, 3, 2]),
        Fault::GarbageBefore(frame_of_another),
        Fault::GarbageBefore(vec![0xAA; 300]),
    ]);
}

#[test]
fn an_answer_in_the_name_of_another_unit_is_no_answer() {
    holds_under(&[Fault::WrongUnit, Fault::WrongUnit]);
}

#[test]
fn an_answer_with_too_few_values_is_no_answer() {
    holds_under(&[Fault::Short, Fault::Short]);
}

#[test]
fn a_spoiled_or_cut_off_answer_is_no_answer() {
    holds_under(&[Fault::BadCrc, Fault::CutOff]);
}

#[test]
fn an_answer_in_two_pieces_is_an_answer() {
    holds_under(&[Fault::Split(Duration::from_millis(20)), Fault::Split(LATE)]);
}

#[test]
fn a_refusal_is_no_value() {
    // Illegal address, device failure, busy (application protocol, section 7).
    holds_under(&[Fault::Exception(2), Fault::Exception(4), Fault::Exception(6)]);
}

#[test]
fn a_slave_that_is_two_answers_behind_never_fills_the_wrong_registers() {
    let line = Line::start("");
    line.slave.always(Fault::Behind(2));
    line.change();
    line.wait_for_requests(6);
    line.slave.always(Fault::None);
    line.assert_becomes(CHANGE);
    line.assert_never_wrong();
}

#[test]
fn noise_without_a_question_does_not_disturb_the_answers() {
    let line = Line::start("");
    line.change();
    for byte in 0..50 {
        line.slave.port().write(&[byte, 3, 2, 0xFF]);
        line.wait_for_requests(1);
    }
    line.assert_becomes(CHANGE);
    line.assert_never_wrong();
}

/// A point that is written and never read, so that the faults of the script meet writes only.
const VALVE: &str = r#"
[adapter.line.device.meter.point.valve]
register = { table = "coil", address = 2 }
access = "write-only"
resource = { object = 3306, resource = 5850 }
"#;

#[test]
fn an_adaptor_that_hears_itself_is_told_from_the_device() {
    let line = Line::start(&format!("echo = true\n{VALVE}"));
    line.slave.always(Fault::Echo);
    line.change();
    line.assert_becomes(CHANGE);
    let written = line.server.write("/3306/0/5850", &Value::Boolean(true));
    assert_eq!(written.code, Code::CHANGED);
    assert!(line.slave.coil(2));
    line.assert_never_wrong();
}

#[test]
fn a_write_that_is_answered_too_late_reaches_the_device_once_and_is_not_called_done() {
    let (slave, server) = (FaultySlave::start(3), TestServer::start());
    let configuration = head("late-write", &server.uri()) + &line(&slave.path(), TIMEOUT);
    let _daemon = Daemon::start(&(configuration + "[adapter.line.device.meter]\nunit = 3\n" + VALVE));
    server.wait_registered();
    let write = |on: bool| server.write("/3306/0/5850", &Value::Boolean(on)).code;
    let asked = || {
        let requests = slave.requests();
        requests
            .iter()
            .filter(|(_, request)| request.function == 5)
            .count()
    };
    assert_eq!((write(true), asked()), (Code::CHANGED, 1));
    slave.then(Fault::Late(LATE));
    assert_eq!((write(false), asked()), (Code::GATEWAY_TIMEOUT, 2));
    assert_eq!((write(true), asked()), (Code::CHANGED, 3));
    slave.then(Fault::Exception(4));
    assert_eq!((write(false), asked()), (Code::INTERNAL_SERVER_ERROR, 4));
    assert!(slave.coil(2), "the device refused to switch off");
}

#[test]
fn a_port_that_was_pulled_out_works_again_when_it_is_back() {
    let mut line = Line::start("");
    for _ in 0..2 {
        let mark = line.daemon.log().mark();
        line.slave.port().unplug();
        line.daemon.wait_for_line(mark, "The adapter is down", SOON);
        line.slave.port().plug_in();
        line.daemon.wait_for_line(mark, "The adapter is up", SOON);
    }
    line.change();
    line.assert_becomes(CHANGE);
    line.assert_never_wrong();
}

#[test]
fn a_value_goes_away_while_its_device_is_silent_where_that_is_wanted() {
    let (slave, server) = (FaultySlave::start(3), TestServer::start());
    let point = r#"
[adapter.line.device.meter]
unit = 3
poll = "50ms"
[adapter.line.device.meter.point.level]
register = { table = "input", address = 8 }
stale-after = "1s"
on-stale = "hide"
resource = { object = 3303, resource = 5700 }
"#;
    let configuration = head("stale", &server.uri()) + &line(&slave.path(), TIMEOUT) + point;
    let _daemon = Daemon::start(&configuration);
    server.wait_registered();
    server.wait_value(&path(0), &value(8), SOON);
    slave.port().unplug();
    wait::until("the value to go away", SOON, || {
        (server.read(&path(0)).code == Code::NOT_FOUND).then_some(())
    });
    slave.set_register(8, 9);
    slave.port().plug_in();
    server.wait_value(&path(0), &value(9), SOON);
    assert!(
        server
            .seen(&path(0))
            .iter()
            .skip_while(|seen| **seen == value(8))
            .all(|seen| *seen == value(9)),
        "the old value does not come back"
    );
}

/// One device of three on the line, with one point.
fn device(name: &str, unit: u8, register: u16) -> String {
    format!(
        r#"
[adapter.line.device.{name}]
unit = {unit}
poll = "50ms"
[adapter.line.device.{name}.point.level]
register = {{ table = "input", address = {register} }}
resource = {{ object = 3303, resource = 5700 }}
"#
    )
}

#[test]
fn a_dead_slave_among_three_does_not_stop_the_others_and_is_heard_when_it_lives() {
    let (slave, server) = (FaultySlave::start_units(&[1, 3]), TestServer::start());
    let devices = device("a", 1, 11) + &device("b", 2, 12) + &device("c", 3, 13);
    let configuration = head("three", &server.uri()) + &line(&slave.path(), TIMEOUT) + &devices;
    let mut daemon = Daemon::start(&configuration);
    server.wait_registered();
    daemon.wait_for_line(Mark::default(), "The device is lost", SOON);
    for round in 0..3_u16 {
        slave.set_register(11, 110 + round);
        slave.set_register(13, 130 + round);
        server.wait_value(&path(0), &value(110 + round), SOON);
        server.wait_value(&path(2), &value(130 + round), SOON);
    }
    assert_eq!(server.value(&path(1)), None);
    slave.set_units(&[1, 2, 3]);
    server.wait_value(&path(1), &value(12), RECOVERY);
    slave.set_units(&[1, 2]);
    daemon.wait_for_line(daemon.log().mark(), "The device is lost", RECOVERY);
    slave.set_register(12, 120);
    server.wait_value(&path(1), &value(120), SOON);
}
