use std::time::{Duration, Instant};

use gatewayd_tests::faulty_slave::{Fault, FaultySlave};
use gatewayd_tests::raw_master::RawMaster;
use gatewayd_tests::rtu::{frame, is_intact, request};
use gatewayd_tests::wait;

const SOON: Duration = Duration::from_secs(5);

fn bus() -> (FaultySlave, RawMaster) {
    let slave = FaultySlave::start(3);
    let master = RawMaster::open(&slave.path());
    (slave, master)
}

/// The answer to a read of two registers at 16, where every register holds its address.
fn correct() -> Vec<u8> {
    frame(3, &[3, 4, 0, 16, 0, 17])
}

fn ask(master: &mut RawMaster) {
    master.send(&request(3, 3, 16, 2));
}

#[test]
fn without_a_fault_it_answers_and_writes_correctly() {
    let (slave, mut master) = bus();
    ask(&mut master);
    assert_eq!(master.receive(9, SOON), correct());
    master.send(&request(3, 5, 2, 0xFF00));
    assert_eq!(master.receive(8, SOON), request(3, 5, 2, 0xFF00));
    assert!(slave.coil(2));
    master.send(&frame(3, &[16, 0, 5, 0, 1, 2, 0x12, 0x34]));
    assert_eq!(master.receive(8, SOON), request(3, 16, 5, 1));
    assert_eq!(slave.register(5), 0x1234);
    master.send(&request(3, 1, 0, 3));
    assert_eq!(master.receive(6, SOON), frame(3, &[1, 1, 0b100]));
}

#[test]
fn an_address_outside_is_refused_with_exception_2() {
    let (_slave, mut master) = bus();
    master.send(&request(3, 3, 255, 2));
    assert_eq!(master.receive(5, SOON), frame(3, &[0x83, 2]));
}

#[test]
fn a_late_answer_comes_late() {
    let (slave, mut master) = bus();
    let delay = Duration::from_millis(150);
    slave.then(Fault::Late(delay));
    let asked = Instant::now();
    ask(&mut master);
    assert_eq!(master.receive(9, SOON), correct());
    assert!(asked.elapsed() >= delay, "it came after {:?}", asked.elapsed());
}

#[test]
fn each_fault_of_the_script_serves_for_one_request() {
    let (slave, mut master) = bus();
    slave
        .then(Fault::Exception(6))
        .then(Fault::WrongUnit)
        .then(Fault::Short);
    ask(&mut master);
    assert_eq!(master.receive(5, SOON), frame(3, &[0x83, 6]));
    ask(&mut master);
    assert_eq!(master.receive(9, SOON), frame(4, &[3, 4, 0, 16, 0, 17]));
    ask(&mut master);
    assert_eq!(master.receive(7, SOON), frame(3, &[3, 2, 0, 16]));
    ask(&mut master);
    assert_eq!(master.receive(9, SOON), correct());
}

#[test]
fn bytes_around_the_answer_are_as_told() {
    let (slave, mut master) = bus();
    slave
        .then(Fault::GarbageBefore(vec![0xAA, 0x00]))
        .then(Fault::Echo)
        .then(Fault::BadCrc)
        .then(Fault::CutOff);
    ask(&mut master);
    assert_eq!(master.receive(11, SOON), [vec![0xAA, 0x00], correct()].concat());
    ask(&mut master);
    assert_eq!(
        master.receive(17, SOON),
        [request(3, 3, 16, 2), correct()].concat()
    );
    ask(&mut master);
    let spoiled = master.receive(9, SOON);
    assert_eq!(spoiled[..8], correct()[..8]);
    assert!(!is_intact(&spoiled));
    ask(&mut master);
    assert_eq!(master.receive(4, SOON), correct()[..4]);
}

#[test]
fn a_split_answer_comes_in_two_pieces() {
    let (slave, mut master) = bus();
    slave.then(Fault::Split(Duration::from_millis(100)));
    ask(&mut master);
    assert_eq!(master.receive(1, SOON), correct()[..4]);
    assert_eq!(master.receive(5, SOON), correct()[4..]);
}

#[test]
fn a_slave_two_requests_behind_answers_the_first_at_the_third() {
    let (slave, mut master) = bus();
    slave.always(Fault::Behind(2));
    for address in 1..=3 {
        master.send(&request(3, 3, address, 1));
        wait::until("the request to arrive", SOON, || {
            (slave.requests().len() == usize::from(address)).then_some(())
        });
    }
    assert_eq!(master.receive(7, SOON), frame(3, &[3, 2, 0, 1]));
}

#[test]
fn silence_is_kept_while_the_request_is_seen() {
    let (slave, mut master) = bus();
    slave.then(Fault::Silent);
    ask(&mut master);
    wait::until("the request to arrive", SOON, || {
        (slave.requests().len() == 1).then_some(())
    });
    ask(&mut master);
    assert_eq!(
        master.receive(9, SOON),
        correct(),
        "only the second request is answered"
    );
    assert_eq!(slave.requests()[0].1.address, 16);
}

#[test]
fn other_units_and_broadcasts_get_no_answer() {
    let (slave, mut master) = bus();
    master.send(&request(7, 3, 0, 1));
    master.send(&request(0, 6, 5, 99));
    ask(&mut master);
    assert_eq!(master.receive(9, SOON), correct());
    assert_eq!(slave.register(5), 99, "a broadcast is carried out all the same");
    assert_eq!(slave.requests().len(), 2);
}
