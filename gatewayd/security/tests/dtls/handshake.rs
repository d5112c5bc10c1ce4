//! Handshakes that work, fail and end, over a perfect wire.

use crate::wire::{IDENTITY, KEY, Peer, Wire, credentials, options, some_instant, table};
use gatewayd_security::{
    Alert, Channel, CipherSuite, Credentials, DownReason, DtlsOptions, FailureClass, Output, Psk, PskTable,
    SecurityError, SendError,
};
use std::time::Duration;

#[test]
fn the_handshake_comes_up_and_data_goes_both_ways() {
    let mut wire = Wire::new();
    assert_eq!(
        wire.client.channel.send(wire.now, b"early"),
        Err(SendError::NotUp)
    );
    wire.settle();
    wire.assert_works();
    assert_eq!(wire.server.channel.peer_identity(), Some(IDENTITY.as_bytes()));
    assert_eq!(wire.client.channel.peer_identity(), None);
}

#[test]
fn a_channel_that_is_up_waits_for_nothing() {
    let mut wire = Wire::up();
    assert_eq!(wire.client.channel.poll_output(), Output::Wait(None));
    assert_eq!(wire.server.channel.poll_output(), Output::Wait(None));
}

#[test]
fn every_suite_works_with_the_overhead_it_declares() {
    for (suite, overhead) in [
        (CipherSuite::PskAes128Ccm8, 29),
        (CipherSuite::PskAes128GcmSha256, 37),
        (CipherSuite::PskAes128CbcSha256, 77),
    ] {
        let options = DtlsOptions {
            suites: vec![suite],
            ..options()
        };
        let now = some_instant();
        let client = Channel::dtls_client(&credentials(), &options, now).unwrap();
        let server = Channel::dtls_server(table(), &options, now).unwrap();
        let mut wire = Wire {
            start: now,
            now,
            client: Peer::new(client),
            server: Peer::new(server),
        };
        wire.settle();
        wire.assert_works();
        assert_eq!(wire.client.channel.overhead(), overhead);
        for length in [1, 15, 16, 100, 1152] {
            wire.client.channel.send(wire.now, &vec![7; length]).unwrap();
            wire.settle();
            let record = wire.client.sent.last().unwrap().len();
            assert!(
                record <= length + overhead && record + 16 > length + overhead,
                "{suite:?} {length} {record}"
            );
            assert_eq!(wire.server.received.last().unwrap().len(), length);
        }
    }
}

#[test]
fn the_preferred_suite_is_ccm8() {
    assert_eq!(Wire::up().client.channel.overhead(), 29);
}

#[test]
fn a_server_without_a_common_suite_refuses_with_an_alert() {
    let offer = DtlsOptions {
        suites: vec![CipherSuite::PskAes128CbcSha256],
        ..options()
    };
    let mut wire = Wire::with(&credentials(), &offer);
    wire.settle();
    assert_eq!(
        wire.client.downs,
        [DownReason::AlertReceived(Alert::HANDSHAKE_FAILURE)]
    );
    assert_eq!(wire.client.downs[0].class(), FailureClass::Retry);
    assert!(matches!(wire.server.downs[..], [DownReason::Protocol(_)]));
}

#[test]
fn an_unknown_identity_is_told_and_final() {
    let stranger = Credentials::Psk(Psk::new("stranger", KEY).unwrap());
    let mut wire = Wire::with(&stranger, &options());
    wire.settle();
    assert_eq!(
        wire.client.downs,
        [DownReason::AlertReceived(Alert::UNKNOWN_PSK_IDENTITY)]
    );
    assert_eq!(wire.client.downs[0].class(), FailureClass::Fail);
    assert_eq!(wire.client.downs[0].alert().map(Alert::number), Some(115));
}

#[test]
fn a_wrong_key_is_silent_and_ends_at_the_deadline() {
    let guess = Credentials::Psk(Psk::new(IDENTITY, "guess").unwrap());
    let options = DtlsOptions {
        handshake_timeout: Duration::from_secs(20),
        ..options()
    };
    let mut wire = Wire::with(&guess, &options);
    let took = wire.run_through(|_, datagram| vec![datagram]);
    assert_eq!(wire.client.downs, [DownReason::HandshakeTimeout]);
    assert_eq!(took, Duration::from_secs(20));
    assert_eq!(wire.server.ups, 0);
}

#[test]
fn a_server_that_never_answers_is_tried_six_times() {
    let mut wire = Wire::new();
    let took = wire.run_through(|_, _| vec![]);
    assert_eq!(wire.client.downs, [DownReason::HandshakeTimeout]);
    assert_eq!(took, Duration::from_secs(60));
    // At 0, 1, 3, 7, 15 and 31 seconds.
    assert_eq!(wire.client.sent.len(), 6);
}

#[test]
fn longest_identity_and_key_work() {
    let psk = Psk::new(vec![0xe4; 128], vec![0; 64]).unwrap();
    let now = some_instant();
    let keys = psk.clone();
    let lookup = PskTable::by_lookup(move |identity| (identity == keys.identity()).then(|| keys.clone()));
    let client = Channel::dtls_client(&Credentials::Psk(psk), &options(), now).unwrap();
    let server = Channel::dtls_server(lookup, &options(), now).unwrap();
    let mut wire = Wire {
        start: now,
        now,
        client: Peer::new(client),
        server: Peer::new(server),
    };
    wire.settle();
    wire.assert_works();
}

#[test]
fn close_notify_brings_the_other_side_down() {
    let mut wire = Wire::up();
    wire.client.channel.close(wire.now);
    wire.client.channel.close(wire.now);
    wire.settle();
    assert_eq!(wire.client.downs, [DownReason::ClosedByUs]);
    assert_eq!(wire.server.downs, [DownReason::ClosedByPeer]);
    assert_eq!(wire.client.channel.send(wire.now, b"late"), Err(SendError::NotUp));
    assert_eq!(wire.server.channel.send(wire.now, b"late"), Err(SendError::NotUp));
    assert!(!wire.advance());
}

#[test]
fn data_sent_before_close_arrives_before_the_end() {
    let mut wire = Wire::up();
    wire.client.channel.send(wire.now, b"last words").unwrap();
    wire.client.channel.close(wire.now);
    wire.settle();
    assert_eq!(wire.server.received, [b"last words".to_vec()]);
    assert_eq!(wire.server.downs, [DownReason::ClosedByPeer]);
}

#[test]
fn a_handshake_can_be_given_up() {
    let mut wire = Wire::new();
    wire.client.channel.close(wire.now);
    wire.settle();
    assert_eq!(wire.client.downs, [DownReason::ClosedByUs]);
    assert_eq!(wire.client.ups, 0);
}

#[test]
fn sizes_are_checked_before_sending() {
    let mut wire = Wire::up();
    assert_eq!(wire.client.channel.send(wire.now, b""), Err(SendError::Empty));
    let limit = 1 << 14;
    let too_large = Err(SendError::TooLarge {
        length: limit + 1,
        limit,
    });
    assert_eq!(wire.client.channel.send(wire.now, &vec![0; limit + 1]), too_large);
    wire.client.channel.send(wire.now, &vec![1; limit]).unwrap();
    wire.settle();
    assert_eq!(wire.server.received, [vec![1; limit]]);
}

#[test]
fn a_host_that_does_not_poll_is_refused_in_the_end() {
    let mut wire = Wire::up();
    let refused = (0..1000).find_map(|_| wire.client.channel.send(wire.now, b"x").err());
    assert_eq!(refused, Some(SendError::Congested));
    wire.settle();
    wire.assert_works();
}

#[test]
fn no_suites_is_a_configuration_error() {
    let options = DtlsOptions {
        suites: vec![],
        ..options()
    };
    let error = Channel::dtls_client(&credentials(), &options, some_instant()).unwrap_err();
    assert_eq!(error, SecurityError::NoCipherSuite);
}

#[test]
fn a_channel_does_not_show_its_key() {
    let wire = Wire::up();
    let shown = format!(
        "{:?} {:?} {:?}",
        wire.client.channel,
        wire.server.channel,
        options()
    );
    assert!(
        !shown.contains("horse") && !shown.contains("104, 111, 114, 115, 101"),
        "{shown}"
    );
}

#[test]
fn a_channel_can_move_to_another_thread() {
    let mut wire = Wire::up();
    std::thread::scope(|scope| {
        scope.spawn(|| wire.assert_works());
    });
    assert!(wire.is_up());
}
