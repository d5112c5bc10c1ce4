use std::time::Duration;

use gatewayd_tests::needs;
use gatewayd_tests::raw_master::RawMaster;
use gatewayd_tests::rtu::{frame, request};
use gatewayd_tests::slave::{Slave, Table, WireWrite};

const SOON: Duration = Duration::from_secs(10);

#[test]
fn pymodbus_answers_a_read_of_holding_registers() {
    needs!(Pymodbus);
    let slave = Slave::start(&[1, 9]);
    slave.set(9, Table::Holding, 16, &[215, 0xFFFE]);
    let mut master = RawMaster::open(&slave.path());
    master.send(&request(9, 3, 16, 2));
    assert_eq!(master.receive(9, SOON), frame(9, &[3, 4, 0, 215, 0xFF, 0xFE]));
    master.send(&request(1, 3, 16, 1));
    assert_eq!(
        master.receive(7, SOON),
        frame(1, &[3, 2, 0, 0]),
        "each unit has registers of its own"
    );
}

#[test]
fn a_single_coil_written_over_the_wire_flips_in_pymodbus() {
    needs!(Pymodbus);
    let slave = Slave::start(&[9]);
    assert!(!slave.coil(9, 2));
    let mut master = RawMaster::open(&slave.path());
    let write = request(9, 5, 2, 0xFF00);
    master.send(&write);
    assert_eq!(master.receive(8, SOON), write, "the answer repeats the request");
    assert!(slave.coil(9, 2));
    assert!(!slave.coil(9, 1) && !slave.coil(9, 3), "no other coil flipped");
    assert_eq!(
        slave.writes(),
        [WireWrite {
            unit: 9,
            function: 5,
            address: 2,
            values: vec![1]
        }]
    );
    assert_eq!(slave.cable().requests().len(), 1);
}

#[test]
fn a_change_made_by_the_test_is_no_write_over_the_wire() {
    needs!(Pymodbus);
    let slave = Slave::start(&[1]);
    slave.set(1, Table::Coil, 7, &[1]);
    slave.set(1, Table::Discrete, 8, &[1]);
    slave.set(1, Table::Input, 9, &[65535]);
    assert_eq!(
        (
            slave.value(1, Table::Discrete, 8),
            slave.value(1, Table::Input, 9)
        ),
        (1, 65535)
    );
    assert!(slave.coil(1, 7));
    assert_eq!(slave.writes(), []);
}

#[test]
fn pymodbus_stays_when_the_port_is_pulled_out_and_plugged_in() {
    needs!(Pymodbus);
    let slave = Slave::start(&[1]);
    slave.set(1, Table::Input, 0, &[42]);
    slave.cable().near().unplug();
    slave.cable().near().plug_in();
    let mut master = RawMaster::open(&slave.path());
    master.send(&request(1, 4, 0, 1));
    assert_eq!(master.receive(7, SOON), frame(1, &[4, 2, 0, 42]));
}
