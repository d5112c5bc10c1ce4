//! What one protected datagram costs.
#![expect(clippy::unwrap_used, reason = "a bench that cannot go on may panic")]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use gatewayd_security::{Channel, CipherSuite, Credentials, DtlsOptions, Output, Psk};
use std::hint::black_box;
use std::time::Instant;

#[expect(
    clippy::disallowed_methods,
    reason = "the channels need some instant to start from"
)]
fn pair(suite: CipherSuite) -> (Channel, Channel, Instant) {
    let now = Instant::now();
    let psk = Psk::new("urn:gw:1", *b"0123456789abcdef").unwrap();
    let options = DtlsOptions {
        suites: vec![suite],
        ..DtlsOptions::default()
    };
    let mut client = Channel::dtls_client(&Credentials::Psk(psk.clone()), &options, now).unwrap();
    let mut server = Channel::dtls_server([psk].into_iter().collect(), &options, now).unwrap();
    while !client.is_up() || !server.is_up() {
        carry(&mut client, &mut server, now);
        carry(&mut server, &mut client, now);
    }
    carry(&mut client, &mut server, now);
    carry(&mut server, &mut client, now);
    (client, server, now)
}

/// Carries everything one way; the bytes of plaintext that came out of `from` meanwhile.
fn carry(from: &mut Channel, to: &mut Channel, now: Instant) -> usize {
    let mut received = 0;
    loop {
        match from.poll_output() {
            Output::Transmit(datagram) => to.handle_datagram(now, &datagram),
            Output::Received(plaintext) => received += plaintext.len(),
            Output::Wait(_) => return received,
            Output::Down(reason) => panic!("{reason}"),
            Output::Up => {}
        }
    }
}

fn records(criterion: &mut Criterion) {
    for (name, suite) in [
        ("ccm8", CipherSuite::PskAes128Ccm8),
        ("gcm", CipherSuite::PskAes128GcmSha256),
    ] {
        let mut group = criterion.benchmark_group(format!("seal and open, {name}"));
        for length in [40, 1024] {
            let (mut client, mut server, now) = pair(suite);
            let plaintext = vec![7; length];
            group.throughput(Throughput::Bytes(length as u64));
            group.bench_function(format!("{length} bytes"), |bencher| {
                bencher.iter(|| {
                    client.send(now, black_box(&plaintext)).unwrap();
                    carry(&mut client, &mut server, now);
                    assert_eq!(carry(&mut server, &mut client, now), length);
                });
            });
        }
    }
}

criterion_group!(benches, records);
criterion_main!(benches);
