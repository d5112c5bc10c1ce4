//! Bytes no honest peer sends.

use crate::wire::{From, Peer, Wire, credentials, options, some_instant, table};
use gatewayd_security::{Channel, CipherSuite, DtlsOptions};
use proptest::collection::vec;
use proptest::prelude::*;

const GARBAGE: [&[u8]; 9] = [
    b"",
    b"\0",
    b"GET / HTTP/1.1\r\n\r\n",
    // A CoAP ping without DTLS.
    &[0x40, 0, 0x12, 0x34],
    // A record header without its record.
    &[22, 254, 253, 0, 0, 0, 0, 0, 0, 0, 0, 0, 100],
    // An empty record.
    &[22, 254, 253, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    // A version of TLS.
    &[22, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0],
    // Application data of an epoch that does not exist yet.
    &[23, 254, 253, 0, 1, 0, 0, 0, 0, 0, 0, 0, 4, 1, 2, 3, 4],
    &[
        23, 254, 253, 255, 255, 255, 255, 255, 255, 255, 255, 0, 4, 1, 2, 3, 4,
    ],
];

fn throw_at(wire: &mut Wire, datagram: &[u8]) {
    wire.client.channel.handle_datagram(wire.now, datagram);
    wire.server.channel.handle_datagram(wire.now, datagram);
}

/// A record whose header is right, around a body that is not.
fn record(kind: u8, epoch: u8, sequence: u8, body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len()).unwrap().to_be_bytes();
    let mut record = vec![kind, 254, 253, 0, epoch, 0, 0, 0, 0, 1, sequence];
    record.extend(length);
    record.extend(body);
    record
}

#[test]
fn garbage_before_during_and_after_the_handshake_is_harmless() {
    let mut wire = Wire::new();
    GARBAGE.iter().for_each(|datagram| throw_at(&mut wire, datagram));
    let now = wire.now;
    let mut datagrams_seen = 0;
    wire.settle_through(|_, datagram| {
        datagrams_seen += 1;
        GARBAGE
            .iter()
            .map(|garbage| garbage.to_vec())
            .chain([datagram])
            .collect()
    });
    assert!(datagrams_seen >= 4 && now == wire.now);
    wire.assert_works();
    GARBAGE.iter().for_each(|datagram| throw_at(&mut wire, datagram));
    wire.assert_works();
}

#[test]
fn a_flood_of_garbage_does_not_use_up_the_handshake() {
    let mut wire = Wire::new();
    for _ in 0..1000 {
        GARBAGE.iter().for_each(|datagram| throw_at(&mut wire, datagram));
    }
    wire.settle();
    wire.assert_works();
}

#[test]
fn a_record_changed_anywhere_is_dropped_with_either_aead_suite() {
    for suite in [CipherSuite::PskAes128Ccm8, CipherSuite::PskAes128GcmSha256] {
        let options = DtlsOptions {
            suites: vec![suite],
            ..options()
        };
        let now = some_instant();
        let client = Peer::new(Channel::dtls_client(&credentials(), &options, now).unwrap());
        let server = Peer::new(Channel::dtls_server(table(), &options, now).unwrap());
        let mut wire = Wire {
            start: now,
            now,
            client,
            server,
        };
        wire.settle();
        wire.client.channel.send(now, b"payload").unwrap();
        let genuine = wire.client.drain().remove(0);
        for bit in 0..genuine.len() * 8 {
            let mut forged = genuine.clone();
            forged[bit / 8] ^= 1 << (bit % 8);
            wire.server.channel.handle_datagram(now, &forged);
            wire.settle();
            assert!(wire.server.received.is_empty(), "{suite:?} bit {bit}");
        }
        wire.server.channel.handle_datagram(now, &genuine);
        wire.settle();
        assert_eq!(wire.server.received, [b"payload".to_vec()]);
        wire.assert_works();
    }
}

#[test]
fn a_truncated_record_is_dropped() {
    let mut wire = Wire::up();
    wire.client.channel.send(wire.now, b"payload").unwrap();
    let genuine = wire.client.drain().remove(0);
    for length in 0..genuine.len() {
        wire.server.channel.handle_datagram(wire.now, &genuine[..length]);
    }
    wire.server.channel.handle_datagram(wire.now, &genuine);
    wire.settle();
    assert_eq!(wire.server.received, [b"payload".to_vec()]);
}

#[test]
fn two_records_in_one_datagram_are_both_received() {
    let mut wire = Wire::up();
    wire.client.channel.send(wire.now, b"one").unwrap();
    wire.client.channel.send(wire.now, b"two").unwrap();
    let both = wire.client.drain().concat();
    wire.server.channel.handle_datagram(wire.now, &both);
    wire.settle();
    assert_eq!(wire.server.received, [b"one".to_vec(), b"two".to_vec()]);
    wire.assert_works();
}

#[test]
fn a_forged_record_before_a_genuine_one_hides_nothing() {
    let mut wire = Wire::up();
    wire.client.channel.send(wire.now, b"genuine").unwrap();
    let mut datagram = record(23, 1, 200, &[0; 40]);
    datagram.extend(wire.client.drain().remove(0));
    wire.server.channel.handle_datagram(wire.now, &datagram);
    wire.settle();
    assert_eq!(wire.server.received, [b"genuine".to_vec()]);
}

#[test]
fn a_record_hidden_in_a_discarded_one_is_not_found() {
    // OpenSSL discards the outer record by its version and would go on with its body, a record too short to
    // hold a tag.
    let mut wire = Wire::up();
    let mut outer = record(23, 1, 9, &record(23, 1, 9, &[0; 4]));
    outer[2] = 255;
    throw_at(&mut wire, &outer);
    wire.assert_works();
}

#[test]
fn protected_records_of_every_length_are_harmless_in_a_handshake() {
    for length in 0..60 {
        let mut wire = Wire::new();
        let forged = record(22, 1, 9, &vec![0; length]);
        wire.settle_through(|_, datagram| vec![forged.clone(), datagram, forged.clone()]);
        wire.assert_works();
    }
}

#[test]
fn a_replayed_conversation_is_ignored() {
    let mut wire = Wire::up();
    wire.client.channel.send(wire.now, b"once").unwrap();
    wire.settle();
    let recorded = wire.client.sent.clone();
    for datagram in &recorded {
        wire.server.channel.handle_datagram(wire.now, datagram);
    }
    wire.settle();
    assert_eq!(wire.server.received.len(), 1);
    wire.assert_works();
}

#[test]
fn a_channel_that_is_down_stays_down() {
    let mut wire = Wire::up();
    wire.client.channel.send(wire.now, b"late").unwrap();
    let late = wire.client.drain().remove(0);
    wire.server.channel.close(wire.now);
    wire.server.channel.handle_datagram(wire.now, &late);
    wire.server.channel.handle_timeout(wire.now);
    wire.settle();
    assert!(wire.server.received.is_empty());
    assert_eq!(wire.server.downs.len(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_never_panic_and_never_stop_a_handshake(
        datagrams in vec(vec(any::<u8>(), 0..200), 0..40),
    ) {
        let mut wire = Wire::new();
        let mut thrown = datagrams.iter().cycle();
        wire.settle_through(|_, datagram| {
            thrown.next().cloned().into_iter().chain([datagram]).collect()
        });
        wire.assert_works();
        datagrams.iter().for_each(|datagram| throw_at(&mut wire, datagram));
        wire.assert_works();
    }

    #[test]
    fn arbitrary_records_never_stop_a_session(
        records in vec((20u8..24, 0u8..3, any::<u8>(), vec(any::<u8>(), 0..100)), 0..60),
    ) {
        let mut wire = Wire::up();
        for (kind, epoch, sequence, body) in &records {
            throw_at(&mut wire, &record(*kind, *epoch, *sequence, body));
        }
        wire.settle();
        prop_assert!(wire.is_up());
        wire.assert_works();
    }

    #[test]
    fn arbitrary_records_never_panic_in_a_handshake(
        records in vec((20u8..24, 0u8..2, any::<u8>(), vec(any::<u8>(), 0..100)), 1..20),
        changes in vec((any::<prop::sample::Index>(), any::<u8>()), 1..10),
    ) {
        // Nothing authenticates a handshake before its end: it may fail, by events, not by a panic.
        let mut wire = Wire::new();
        let mut thrown = records.iter().cycle();
        let mut changes = changes.iter().cycle();
        wire.run_through(|from, mut datagram| {
            let (index, with) = changes.next().unwrap();
            if from == From::Client && *with < 64 {
                let index = index.index(datagram.len());
                datagram[index] ^= *with;
            }
            let (kind, epoch, sequence, body) = thrown.next().unwrap();
            vec![record(*kind, *epoch, *sequence, body), datagram]
        });
        prop_assert!(wire.client.downs.len() <= 1 && wire.server.downs.len() <= 1);
        prop_assert!(wire.client.ups <= 1 && wire.server.ups <= 1);
    }
}
