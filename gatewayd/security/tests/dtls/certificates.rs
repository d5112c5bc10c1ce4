//! Handshakes with certificates (OMA LwM2M security mode 2).

use crate::authority::{Issued, Request, self_signed};
use crate::wire::{From, Wire, options};
use gatewayd_security::{
    Alert, Certificate, CertificateProblem, CipherSuite, Credentials, CredentialsError, DownReason,
    DtlsOptions, DtlsServer, FailureClass, SessionCache, Trust,
};
use openssl::hash::MessageDigest;
use std::time::Duration;

const SERVER: &str = "server.example.com";
const CLIENT: &str = "urn:gw:1";

/// An authority, and what it has issued for both sides.
struct World {
    authority: Issued,
    server: Issued,
    client: Issued,
}

impl World {
    fn new() -> Self {
        Self::with(Request {
            dns: Some(SERVER),
            ..Request::of(SERVER)
        })
    }

    fn with(server: Request<'_>) -> Self {
        let authority = self_signed(Request::authority("authority"));
        let server = authority.issue(server);
        let client = authority.issue(Request::of(CLIENT));
        Self {
            authority,
            server,
            client,
        }
    }

    fn trust(&self) -> Trust {
        Trust::anchors(&self.authority.der()).unwrap()
    }

    fn server(&self) -> DtlsServer {
        let certificate = Certificate::new(&self.server.der(), &self.server.key_der(), self.trust()).unwrap();
        DtlsServer::with_certificate(&certificate, &options()).unwrap()
    }

    fn credentials(&self, trust: Trust, name: &str) -> Credentials {
        credentials(&self.client, trust, name)
    }

    /// A handshake of a client that trusts like this and calls the server by that name.
    fn meet(&self, trust: Trust, name: &str) -> Wire {
        let mut wire = Wire::to_server(&self.server(), &self.credentials(trust, name), &options());
        wire.settle();
        wire
    }
}

fn credentials(client: &Issued, trust: Trust, name: &str) -> Credentials {
    let certificate = Certificate::new(&client.der(), &client.key_der(), trust).unwrap();
    Credentials::Certificate(Box::new(certificate.for_server(name).unwrap()))
}

/// The client has refused for this reason, and has told so.
fn assert_refused(wire: &Wire, problem: CertificateProblem) {
    assert_eq!(wire.client.downs, [DownReason::Certificate(problem)]);
    assert_eq!(wire.client.downs[0].class(), FailureClass::Fail);
    assert!(
        matches!(wire.server.downs[..], [DownReason::AlertReceived(_)]),
        "{:?}",
        wire.server.downs
    );
    assert_eq!((wire.client.ups, wire.server.ups), (0, 0));
}

#[test]
fn both_sides_prove_who_they_are() {
    let world = World::new();
    let mut wire = world.meet(world.trust(), SERVER);
    wire.assert_works();
    assert_eq!(wire.server.channel.peer_identity(), Some(CLIENT.as_bytes()));
    assert_eq!(wire.client.channel.peer_identity(), None);
    assert_eq!(wire.client.channel.overhead(), 29, "CCM_8 is preferred");
}

#[test]
fn the_name_of_the_server_is_in_its_first_message() {
    let world = World::new();
    let wire = world.meet(world.trust(), SERVER);
    let hello = &wire.client.sent[0];
    let has = |name: &str| hello.windows(name.len()).any(|window| window == name.as_bytes());
    assert!(has(SERVER));
    let wire = world.meet(world.trust(), "192.0.2.1");
    let hello = &wire.client.sent[0];
    // RFC 6066 section 3: addresses are not permitted.
    assert!(!hello.windows(9).any(|window| window == b"192.0.2.1"));
}

#[test]
fn a_certificate_for_another_name_is_refused() {
    let world = World::new();
    assert_refused(
        &world.meet(world.trust(), "server-fail.example.com"),
        CertificateProblem::Name,
    );
}

#[test]
fn without_alternative_names_the_common_name_counts() {
    let world = World::with(Request::of(SERVER));
    world.meet(world.trust(), SERVER).assert_works();
    assert_refused(
        &world.meet(world.trust(), "other.example.com"),
        CertificateProblem::Name,
    );
}

#[test]
fn beside_alternative_names_the_common_name_does_not_count() {
    let world = World::with(Request {
        dns: Some("other.example.com"),
        ..Request::of(SERVER)
    });
    assert_refused(&world.meet(world.trust(), SERVER), CertificateProblem::Name);
}

#[test]
fn an_address_is_looked_for_among_the_alternative_names() {
    let world = World::with(Request {
        ip: Some("192.0.2.1"),
        ..Request::of(SERVER)
    });
    world.meet(world.trust(), "192.0.2.1").assert_works();
    assert_refused(&world.meet(world.trust(), "192.0.2.2"), CertificateProblem::Name);
}

#[test]
fn an_expired_certificate_is_refused() {
    let world = World::with(Request {
        days: (-30, -1),
        ..Request::of(SERVER)
    });
    assert_refused(&world.meet(world.trust(), SERVER), CertificateProblem::Expired);
}

#[test]
fn a_certificate_of_the_future_is_refused() {
    let world = World::with(Request {
        days: (1, 30),
        ..Request::of(SERVER)
    });
    assert_refused(
        &world.meet(world.trust(), SERVER),
        CertificateProblem::NotYetValid,
    );
}

#[test]
fn a_certificate_of_an_unknown_authority_is_refused() {
    let world = World::new();
    let stranger = self_signed(Request::authority("authority"));
    let trust = Trust::anchors(&stranger.der()).unwrap();
    let wire = world.meet(trust, SERVER);
    assert!(
        matches!(
            wire.client.downs[..],
            [DownReason::Certificate(
                CertificateProblem::Untrusted | CertificateProblem::Other(_)
            )]
        ),
        "{:?}",
        wire.client.downs
    );
    let stranger = self_signed(Request::authority("somebody else"));
    let trust = Trust::anchors(&stranger.der()).unwrap();
    assert_refused(&world.meet(trust, SERVER), CertificateProblem::Untrusted);
}

#[test]
fn a_pinned_certificate_is_good_whatever_it_says() {
    // OMA LwM2M core 1.2.1, resource 0/x/15: usage 3; RFC 7671 section 5.1.
    let world = World::with(Request {
        days: (-30, -1),
        ..Request::of("any name")
    });
    let trust = Trust::from_resources(Some(3), None, &world.server.der()).unwrap();
    world.meet(trust, SERVER).assert_works();
}

#[test]
fn any_other_certificate_than_the_pinned_one_is_refused() {
    let world = World::new();
    let twin = world.authority.issue(Request {
        dns: Some(SERVER),
        ..Request::of(SERVER)
    });
    for usage in [Some(3), None] {
        let trust = Trust::from_resources(usage, None, &twin.der()).unwrap();
        assert_refused(&world.meet(trust, SERVER), CertificateProblem::NotPinned);
    }
}

#[test]
fn a_certificate_is_pinned_by_its_hash_as_well() {
    let world = World::new();
    for (matching, digest) in [
        (1, MessageDigest::sha256()),
        (2, MessageDigest::sha384()),
        (3, MessageDigest::sha512()),
    ] {
        let hash = world.server.certificate.digest(digest).unwrap();
        let trust = Trust::from_resources(Some(3), Some(matching), &hash).unwrap();
        world.meet(trust, SERVER).assert_works();
        let hash = world.client.certificate.digest(digest).unwrap();
        let trust = Trust::from_resources(Some(3), Some(matching), &hash).unwrap();
        assert_refused(&world.meet(trust, SERVER), CertificateProblem::NotPinned);
    }
}

#[test]
fn without_usage_the_certificate_or_its_issuer_will_do_but_the_name_counts() {
    let world = World::new();
    for data in [world.server.der(), world.authority.der()] {
        let trust = || Trust::from_resources(None, None, &data).unwrap();
        world.meet(trust(), SERVER).assert_works();
        assert_refused(
            &world.meet(trust(), "server-fail.example.com"),
            CertificateProblem::Name,
        );
    }
}

#[test]
fn an_authority_in_the_middle_can_be_trusted_and_is_sent() {
    let root = self_signed(Request::authority("root"));
    let middle = root.issue(Request::authority("middle"));
    let server = middle.issue(Request::of(SERVER));
    let client = root.issue(Request::of(CLIENT));
    let chain = [&server, &middle]
        .map(|one| one.certificate.to_pem().unwrap())
        .concat();
    let trust = Trust::anchors(&root.der()).unwrap();
    let certificate = Certificate::new(&chain, &server.key_der(), trust).unwrap();
    let far = DtlsServer::with_certificate(&certificate, &options()).unwrap();
    for anchor in [&root, &middle] {
        let trust = Trust::anchors(&anchor.der()).unwrap();
        let mut wire = Wire::to_server(&far, &credentials(&client, trust, SERVER), &options());
        wire.settle();
        wire.assert_works();
    }
}

#[test]
fn a_certificate_that_is_no_authority_issues_nothing() {
    let world = World::new();
    let forged = world.server.issue(Request::of("victim.example.com"));
    let certificate = Certificate::new(&forged.der(), &forged.key_der(), world.trust()).unwrap();
    let far = DtlsServer::with_certificate(&certificate, &options()).unwrap();
    let trust = Trust::from_resources(None, None, &world.server.der()).unwrap();
    let mut wire = Wire::to_server(&far, &world.credentials(trust, "victim.example.com"), &options());
    wire.settle();
    assert!(
        matches!(wire.client.downs[..], [DownReason::Certificate(_)]),
        "{:?}",
        wire.client.downs
    );
}

#[test]
fn a_server_whose_key_is_rsa_is_understood() {
    let mut world = World::new();
    world.server = world.authority.issue_rsa(Request::of(SERVER));
    let mut wire = world.meet(world.trust(), SERVER);
    wire.assert_works();
    assert_eq!(wire.client.channel.overhead(), 37);
}

#[test]
fn every_suite_for_certificates_works() {
    let world = World::new();
    for suite in [
        CipherSuite::EcdheEcdsaAes128Ccm8,
        CipherSuite::EcdheEcdsaAes128GcmSha256,
    ] {
        let offer = DtlsOptions {
            suites: vec![suite],
            ..options()
        };
        let mut wire = Wire::to_server(&world.server(), &world.credentials(world.trust(), SERVER), &offer);
        wire.settle();
        wire.assert_works();
    }
}

#[test]
fn a_server_refuses_a_client_of_an_unknown_authority() {
    let world = World::new();
    let stranger = self_signed(Request::of(CLIENT));
    let mut wire = Wire::to_server(
        &world.server(),
        &credentials(&stranger, world.trust(), SERVER),
        &options(),
    );
    wire.settle();
    assert_eq!(
        wire.client.downs,
        [DownReason::AlertReceived(Alert::new(48))],
        "unknown_ca"
    );
    assert_eq!(wire.server.ups, 0);
}

#[test]
fn the_second_handshake_shows_no_certificate() {
    let world = World::new();
    let far = world.server();
    let cache = SessionCache::new();
    let keeping = DtlsOptions {
        sessions: Some(cache.clone()),
        ..options()
    };
    let mut first = Wire::to_server(&far, &world.credentials(world.trust(), SERVER), &keeping);
    first.settle();
    first.assert_works();
    let mut second = Wire::to_server(&far, &world.credentials(world.trust(), SERVER), &keeping);
    second.settle();
    second.assert_works();
    assert!(second.client.channel.is_resumed());
    assert!(second.server.bytes_sent() * 3 < first.server.bytes_sent());
    // Under another name everything is checked anew.
    let mut third = Wire::to_server(&far, &world.credentials(world.trust(), "another"), &keeping);
    third.settle();
    assert_refused(&third, CertificateProblem::Name);
}

/// Certificates that do not fit into one datagram.
fn wide() -> (World, DtlsOptions) {
    let narrow = DtlsOptions {
        mtu: 256,
        ..options()
    };
    (World::new(), narrow)
}

fn narrow_wire(world: &World, options: &DtlsOptions) -> Wire {
    let certificate = Certificate::new(&world.server.der(), &world.server.key_der(), world.trust()).unwrap();
    let far = DtlsServer::with_certificate(&certificate, options).unwrap();
    Wire::to_server(&far, &world.credentials(world.trust(), SERVER), options)
}

#[test]
fn messages_larger_than_a_datagram_come_in_pieces() {
    let (world, options) = wide();
    let mut wire = narrow_wire(&world, &options);
    wire.settle();
    wire.assert_works();
    let longest = wire
        .client
        .sent
        .iter()
        .chain(&wire.server.sent)
        .map(Vec::len)
        .max();
    assert!(longest <= Some(256), "{longest:?}");
    assert!(wire.server.sent.len() > 4, "{}", wire.server.sent.len());
}

#[test]
fn the_loss_of_any_one_piece_is_recovered() {
    let (world, options) = wide();
    for side in [From::Client, From::Server] {
        for lost in 0..8 {
            let mut wire = narrow_wire(&world, &options);
            let mut number = 0;
            let took = wire.run_through(|from, datagram| {
                number += usize::from(from == side);
                if from == side && number - 1 == lost {
                    vec![]
                } else {
                    vec![datagram]
                }
            });
            wire.assert_works();
            assert!(took <= Duration::from_secs(2), "{side:?} {lost} took {took:?}");
        }
    }
}

#[test]
fn pieces_in_pairs_that_change_places_are_put_in_order() {
    let (world, options) = wide();
    let mut wire = narrow_wire(&world, &options);
    let mut held = None;
    wire.run_through(|from, datagram| match (from, held.take()) {
        (From::Client, kept) => {
            held = kept;
            vec![datagram]
        }
        (From::Server, None) => {
            held = Some(datagram);
            vec![]
        }
        (From::Server, Some(earlier)) => vec![datagram, earlier],
    });
    wire.assert_works();
}

#[test]
fn every_piece_twice_is_harmless() {
    let (world, options) = wide();
    let mut wire = narrow_wire(&world, &options);
    wire.run_through(|_, datagram| vec![datagram.clone(), datagram]);
    wire.assert_works();
}

#[test]
fn der_and_pem_say_the_same() {
    let world = World::new();
    let pem = world.client.certificate.to_pem().unwrap();
    let key = world.client.key.private_key_to_pem_pkcs8().unwrap();
    let from_pem = Certificate::new(&pem, &key, world.trust()).unwrap();
    let sec1 = world.client.key.ec_key().unwrap().private_key_to_der().unwrap();
    let from_der = Certificate::new(&world.client.der(), &sec1, world.trust()).unwrap();
    assert_eq!(from_pem, from_der);
}

#[test]
fn what_cannot_be_used_is_named() {
    let world = World::new();
    let (der, key) = (world.client.der(), world.client.key_der());
    let new = |chain: &[u8], key: &[u8]| Certificate::new(chain, key, world.trust()).unwrap_err();
    assert_eq!(new(b"nonsense", &key), CredentialsError::Certificate);
    assert_eq!(
        new(&[&der[..], b"x"].concat(), &key),
        CredentialsError::Certificate
    );
    assert_eq!(new(&der, b"nonsense"), CredentialsError::PrivateKey);
    assert_eq!(new(&der, &world.server.key_der()), CredentialsError::Mismatch);
    let cipher = openssl::symm::Cipher::aes_128_cbc();
    let locked = world
        .client
        .key
        .private_key_to_pem_pkcs8_passphrase(cipher, b"secret")
        .unwrap();
    assert_eq!(new(&der, &locked), CredentialsError::PrivateKey);
    for name in ["", "two words", "nul\0.example.com", &"x".repeat(254)] {
        let certificate = Certificate::new(&der, &key, world.trust()).unwrap();
        assert_eq!(certificate.for_server(name), Err(CredentialsError::ServerName));
    }
    let trust = |usage, matching, data: &[u8]| Trust::from_resources(usage, matching, data).unwrap_err();
    assert_eq!(trust(None, None, b""), CredentialsError::NoServerCertificate);
    assert_eq!(trust(Some(3), None, b"x"), CredentialsError::ServerCertificate);
    assert_eq!(trust(Some(3), Some(1), b"x"), CredentialsError::HashLength(1));
    assert_eq!(trust(Some(3), Some(4), &der), CredentialsError::Matching(4));
    assert_eq!(
        trust(Some(2), Some(1), &[0; 32]),
        CredentialsError::HashOfAuthority
    );
    assert_eq!(trust(Some(0), None, &der), CredentialsError::Usage(0));
}

#[test]
fn the_private_key_never_shows_in_debug_output() {
    let world = World::new();
    let shown = format!("{:?}", world.credentials(world.trust(), SERVER));
    assert!(shown.contains(CLIENT) && shown.contains("<secret>"), "{shown}");
    let private = world
        .client
        .key
        .ec_key()
        .unwrap()
        .private_key()
        .to_hex_str()
        .unwrap()
        .to_string();
    assert!(
        !shown.to_lowercase().contains(&private[..8].to_lowercase()),
        "{shown}"
    );
}
