//! Handshakes over a wire that loses, repeats and reorders.

use crate::wire::{From, Wire, credentials, options};
use gatewayd_security::{DtlsOptions, is_client_hello};
use std::time::Duration;

/// Loses the datagrams with these numbers, counted from zero in the order they were sent by one side.
fn losing(side: From, lost: &'static [usize]) -> impl FnMut(From, Vec<u8>) -> Vec<Vec<u8>> {
    let mut number = 0;
    move |from, datagram| {
        if from != side {
            return vec![datagram];
        }
        number += 1;
        if lost.contains(&(number - 1)) {
            vec![]
        } else {
            vec![datagram]
        }
    }
}

#[test]
fn a_lost_client_hello_is_sent_again_after_a_second() {
    let mut wire = Wire::new();
    let took = wire.run_through(losing(From::Client, &[0]));
    wire.assert_works();
    assert_eq!(took, Duration::from_secs(1));
}

#[test]
fn slow_links_can_start_with_a_longer_wait() {
    let slow = DtlsOptions {
        initial_retransmission: Duration::from_secs(9),
        ..options()
    };
    let mut wire = Wire::with(&credentials(), &slow);
    let took = wire.run_through(losing(From::Client, &[0]));
    wire.assert_works();
    assert_eq!(took, Duration::from_secs(9));
}

#[test]
fn three_lost_client_hellos_are_sent_again_with_doubling_waits() {
    let mut wire = Wire::new();
    let took = wire.run_through(losing(From::Client, &[0, 1, 2]));
    wire.assert_works();
    assert_eq!(took, Duration::from_secs(1 + 2 + 4));
}

#[test]
fn any_single_loss_is_recovered_within_two_seconds() {
    for side in [From::Client, From::Server] {
        for lost in [&[0][..], &[1], &[2], &[3]] {
            let mut wire = Wire::new();
            let took = wire.run_through(losing(side, lost));
            wire.assert_works();
            assert!(took <= Duration::from_secs(2), "{side:?} {lost:?} took {took:?}");
        }
    }
}

#[test]
fn a_lost_first_answer_and_its_repetition_are_recovered() {
    let mut wire = Wire::new();
    wire.run_through(losing(From::Server, &[0, 1, 2, 3]));
    wire.assert_works();
}

#[test]
fn each_flight_starts_its_own_schedule() {
    // The client's second flight must not inherit the eight seconds its first one had reached.
    let mut wire = Wire::new();
    let mut hellos = 0;
    let mut finals = 0;
    let took = wire.run_through(|from, datagram| {
        let is_hello = is_client_hello(&datagram);
        hellos += usize::from(is_hello);
        finals += usize::from(from == From::Client && !is_hello);
        let is_lost = (is_hello && hellos <= 3) || (from == From::Client && !is_hello && finals == 1);
        if is_lost { vec![] } else { vec![datagram] }
    });
    wire.assert_works();
    assert_eq!(took, Duration::from_secs(1 + 2 + 4 + 1));
}

#[test]
fn every_datagram_twice_is_harmless() {
    let mut wire = Wire::new();
    wire.run_through(|_, datagram| vec![datagram.clone(), datagram]);
    wire.assert_works();
    let before = wire.server.received.len();
    wire.client.channel.send(wire.now, b"once").unwrap();
    wire.settle_through(|_, datagram| vec![datagram.clone(), datagram.clone(), datagram]);
    assert_eq!(wire.server.received[before..], [b"once".to_vec()]);
}

/// The records of some datagrams, each as a datagram of its own (RFC 6347 section 4.1).
fn records(datagrams: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let mut records = vec![];
    for datagram in datagrams {
        let mut rest = &datagram[..];
        while !rest.is_empty() {
            let length = 13 + usize::from(u16::from_be_bytes([rest[11], rest[12]]));
            records.push(rest[..length].to_vec());
            rest = &rest[length..];
        }
    }
    records
}

#[test]
fn flights_in_reverse_order_are_put_in_order() {
    let mut wire = Wire::new();
    let mut longest = 0;
    for _ in 0..20 {
        let to_server = records(&wire.client.drain());
        let to_client = records(&wire.server.drain());
        longest = longest.max(to_server.len()).max(to_client.len());
        for record in to_server.iter().rev() {
            wire.server.channel.handle_datagram(wire.now, record);
        }
        for record in to_client.iter().rev() {
            wire.client.channel.handle_datagram(wire.now, record);
        }
        if to_server.is_empty() && to_client.is_empty() && !wire.advance() {
            break;
        }
    }
    assert!(longest >= 3, "{longest}");
    wire.assert_works();
}

#[test]
fn reordered_data_arrives_in_the_order_of_the_wire() {
    let mut wire = Wire::up();
    for text in [b"one", b"two"] {
        wire.client.channel.send(wire.now, text).unwrap();
    }
    let datagrams = wire.client.drain();
    for datagram in datagrams.iter().rev() {
        wire.server.channel.handle_datagram(wire.now, datagram);
    }
    wire.settle();
    assert_eq!(wire.server.received, [b"two".to_vec(), b"one".to_vec()]);
}

#[test]
fn data_that_overtakes_the_last_flight_is_not_lost_for_ever() {
    // The client is up once it has the server's Finished; until then its answer waits in the test's hands.
    let mut wire = Wire::new();
    let mut held = vec![];
    wire.settle_through(|from, datagram| {
        let is_last_flight = from == From::Server && datagram.first() == Some(&20);
        if is_last_flight {
            held.push(datagram);
            return vec![];
        }
        vec![datagram]
    });
    assert!(wire.server.channel.is_up() && !wire.client.channel.is_up());
    wire.server.channel.send(wire.now, b"first").unwrap();
    wire.settle();
    for datagram in held {
        wire.client.channel.handle_datagram(wire.now, &datagram);
    }
    wire.settle();
    assert_eq!(wire.client.received, [b"first".to_vec()]);
    wire.assert_works();
}
