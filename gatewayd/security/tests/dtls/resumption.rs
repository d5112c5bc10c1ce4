//! Handshakes shortened by what an earlier one left behind.

use crate::wire::{IDENTITY, KEY, Wire, credentials, options, table};
use gatewayd_security::{Credentials, DownReason, DtlsOptions, DtlsServer, Psk, PskTable, SessionCache};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A server and a client that remembers.
struct Scene {
    server: DtlsServer,
    cache: SessionCache,
}

impl Scene {
    fn new() -> Self {
        Self {
            server: DtlsServer::new(table(), &options()).unwrap(),
            cache: SessionCache::new(),
        }
    }

    fn wire(&self, credentials: &Credentials) -> Wire {
        let options = DtlsOptions {
            sessions: Some(self.cache.clone()),
            ..options()
        };
        Wire::to_server(&self.server, credentials, &options)
    }

    fn connect(&self) -> Wire {
        let mut wire = self.wire(&credentials());
        wire.settle();
        assert!(wire.is_up());
        wire
    }
}

#[test]
fn the_second_handshake_is_shorter() {
    let scene = Scene::new();
    let mut full = scene.connect();
    assert!(!full.client.channel.is_resumed());
    let full_size = full.client.bytes_sent() + full.server.bytes_sent();
    full.client.channel.close(full.now);

    let mut short = scene.connect();
    assert!(short.client.channel.is_resumed() && short.server.channel.is_resumed());
    // Three flights instead of four.
    assert_eq!((short.client.sent.len(), short.server.sent.len()), (2, 1));
    let short_size = short.client.bytes_sent() + short.server.bytes_sent();
    assert!(short_size < full_size, "{short_size} {full_size}");
    assert_eq!(short.server.channel.peer_identity(), Some(IDENTITY.as_bytes()));
    short.assert_works();
}

#[test]
fn a_session_survives_links_that_just_vanish() {
    let scene = Scene::new();
    for is_resumed in [false, true, true, true] {
        assert_eq!(scene.connect().client.channel.is_resumed(), is_resumed);
    }
}

#[test]
fn a_server_that_forgot_the_session_gets_a_full_handshake() {
    let mut scene = Scene::new();
    scene.connect();
    scene.server = DtlsServer::new(table(), &options()).unwrap();
    let mut wire = scene.connect();
    assert!(!wire.client.channel.is_resumed());
    wire.assert_works();
    assert!(scene.connect().client.channel.is_resumed());
}

#[test]
fn new_credentials_do_not_resume_the_session_of_old_ones() {
    let scene = Scene::new();
    scene.connect();
    let mut wire = scene.wire(&Credentials::Psk(Psk::new(IDENTITY, "another key").unwrap()));
    wire.run_through(|_, datagram| vec![datagram]);
    assert_eq!(wire.client.downs, [DownReason::HandshakeTimeout]);
}

#[test]
fn a_failed_handshake_forgets_the_session() {
    let scene = Scene::new();
    scene.connect();
    let mut wire = scene.wire(&credentials());
    wire.run_through(|_, _| vec![]);
    assert_eq!(wire.client.downs, [DownReason::HandshakeTimeout]);
    assert!(scene.cache.is_empty());
    assert!(!scene.connect().client.channel.is_resumed());
}

#[test]
fn a_handshake_given_up_keeps_the_session() {
    let scene = Scene::new();
    scene.connect();
    let mut wire = scene.wire(&credentials());
    wire.client.channel.close(wire.now);
    assert!(scene.connect().client.channel.is_resumed());
}

#[test]
fn a_cleared_cache_makes_a_full_handshake() {
    let scene = Scene::new();
    scene.connect();
    scene.cache.clear();
    assert!(!scene.connect().client.channel.is_resumed());
}

#[test]
fn any_loss_in_a_short_handshake_is_recovered() {
    for lost in 0..3 {
        let scene = Scene::new();
        scene.connect();
        let mut wire = scene.wire(&credentials());
        let mut number = 0;
        wire.run_through(|_, datagram| {
            number += 1;
            if number - 1 == lost {
                vec![]
            } else {
                vec![datagram]
            }
        });
        assert!(wire.client.channel.is_resumed(), "{lost}");
        wire.assert_works();
    }
}

#[test]
fn the_server_asks_its_lookup_for_every_full_handshake() {
    let is_known = Arc::new(AtomicBool::new(true));
    let asked = Arc::clone(&is_known);
    let lookup = PskTable::by_lookup(move |_| {
        asked
            .load(Ordering::Relaxed)
            .then(|| Psk::new(IDENTITY, KEY).ok())
            .flatten()
    });
    let server = DtlsServer::new(lookup, &options()).unwrap();
    let mut wire = Wire::to_server(&server, &credentials(), &options());
    wire.settle();
    assert!(wire.is_up());
    is_known.store(false, Ordering::Relaxed);
    let mut wire = Wire::to_server(&server, &credentials(), &options());
    wire.settle();
    assert_eq!(wire.client.downs.len(), 1);
}

#[test]
fn a_session_cache_does_not_show_its_secrets() {
    let scene = Scene::new();
    scene.connect();
    assert_eq!(
        format!("{:?}", scene.cache),
        "SessionCache { is_empty: false, .. }"
    );
}
