//! How long and how much is remembered of messages that were answered (RFC 7252 §4.5).

use coap::{Code, Event, Params, Response};

use crate::Peer;

fn executed(peer: &mut Peer, message_id: u16) {
    peer.send(&format!("CON POST {message_id:04x} 01 path=3 path=0 path=4"));
    peer.respond(Response::new(Code::CHANGED));
    peer.sent();
}

/// Whether a repeated Execute is recognised.
fn is_remembered(peer: &mut Peer, message_id: u16) -> bool {
    peer.send(&format!("CON POST {message_id:04x} 01 path=3 path=0 path=4"));
    match peer.event() {
        None => {
            peer.expect(&[&*format!("ACK 2.04 {message_id:04x} 01")]);
            true
        }
        Some(Event::Request(_)) => false,
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_execute_is_remembered_for_its_lifetime_whatever_is_read_meanwhile() {
    let mut peer = Peer::new(Params::default());
    executed(&mut peer, 0);
    for message_id in 1..=5_000u16 {
        peer.at(u64::from(message_id) * 40);
        peer.send(&format!("CON GET {message_id:04x} 02 path=3"));
        let mut answer = Response::new(Code::CONTENT);
        answer.payload = vec![b'a'; 1000];
        peer.respond(answer);
        peer.sent();
        assert!(peer.endpoint.is_within_bounds());
    }
    peer.at(246_999);
    assert!(is_remembered(&mut peer, 0));
    peer.at(247_000);
    assert!(!is_remembered(&mut peer, 0));
}

#[test]
fn the_oldest_of_too_many_executes_is_forgotten_rather_than_a_new_one_refused() {
    let mut peer = Peer::new(Params {
        max_dedup_entries: 4,
        ..Params::default()
    });
    for message_id in 0..5 {
        executed(&mut peer, message_id);
    }
    assert!((1..5).all(|message_id| is_remembered(&mut peer, message_id)));
    assert!(!is_remembered(&mut peer, 0));
    assert!(peer.endpoint.is_within_bounds());
}

/// RFC 7252 §4.8.2: NON_LIFETIME is 145 s.
#[test]
fn a_message_without_acknowledgement_is_remembered_for_a_shorter_time() {
    let mut peer = Peer::new(Params::default());
    let line = "NON POST 0001 01 path=3 path=0 path=4";
    peer.send(line);
    peer.respond(Response::new(Code::CHANGED));
    peer.sent();
    peer.at(144_999).send(line).expect(&[]);
    assert_eq!(peer.event(), None);
    peer.at(145_000).send(line);
    peer.request();
}
