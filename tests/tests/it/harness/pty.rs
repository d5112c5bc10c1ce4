use std::time::Duration;

use gatewayd_tests::cable::{Cable, Direction};
use gatewayd_tests::raw_master::RawMaster;
use gatewayd_tests::wait;

const SOON: Duration = Duration::from_secs(5);

#[test]
fn a_cable_carries_every_byte_both_ways() {
    let cable = Cable::new();
    let all: Vec<u8> = (0..=255).collect();
    let (mut near, mut far) = (RawMaster::open(&cable.path()), RawMaster::open(cable.far_path()));
    near.send(&all);
    assert_eq!(
        far.receive(256, SOON),
        all,
        "no byte is special to a raw terminal"
    );
    far.send(&all);
    assert_eq!(near.receive(256, SOON), all);
    let crossed: usize = cable
        .traffic()
        .iter()
        .filter(|piece| piece.direction == Direction::In)
        .map(|piece| piece.bytes.len())
        .sum();
    assert_eq!(crossed, 256);
}

#[test]
fn pulling_the_port_out_hangs_up_on_whoever_has_it_open() {
    let cable = Cable::new();
    let near = RawMaster::open(&cable.path());
    assert!(!near.hung_up());
    cable.near().unplug();
    wait::until("the end of the port", SOON, || near.hung_up().then_some(()));
    assert!(!cable.path().exists());
}

#[test]
fn a_port_plugged_in_again_works_under_the_same_path() {
    let cable = Cable::new();
    let mut far = RawMaster::open(cable.far_path());
    cable.near().unplug();
    cable.near().plug_in();
    RawMaster::open(&cable.path()).send(b"again");
    assert_eq!(far.receive(5, SOON), b"again");
}
