//! Observations in server role (RFC 7641 §4).

use std::time::Duration;

use coap::{
    BlockSize, Code, EndReason, Event, Method, NotifyError, ObserveRequest, Params, Request, Response, Token,
};

use crate::Peer;

fn state(text: &str) -> Response {
    let mut response = Response::new(Code::CONTENT).observed();
    response.payload = text.as_bytes().to_vec();
    response
}

fn token(byte: u8) -> Token {
    Token::try_from(&[byte][..]).unwrap()
}

/// A peer that observes /temperature with token 4a since time 0.
fn observed(params: Params) -> Peer {
    let mut peer = Peer::new(params);
    peer.send("CON GET 1633 4a observe=0 path=temperature");
    let request = peer.respond(state("18.5 Cel").with_max_age(15));
    assert_eq!(
        (request.observe, request.token),
        (Some(ObserveRequest::Register), token(0x4a))
    );
    peer.expect(&["ACK 2.05 1633 4a observe=1 age=15 | 18.5 Cel"]);
    peer
}

fn notify(peer: &mut Peer, text: &str, confirmable: bool) {
    peer.endpoint
        .notify(peer.now, &token(0x4a), state(text), confirmable)
        .unwrap();
}

/// RFC 7641 Appendix A.1: registration and notifications, confirmable and not.
#[test]
fn notifications_carry_the_token_and_a_growing_number() {
    let mut peer = observed(Params::default());
    notify(&mut peer, "19.2 Cel", false);
    let sent = peer.sent_one();
    assert_eq!(
        (&*sent.head, &*sent.token, &*sent.rest),
        ("NON 2.05", "4a", "observe=2 | 19.2 Cel")
    );
    let id = peer
        .endpoint
        .notify(peer.now, &token(0x4a), state("19.7 Cel"), true)
        .unwrap();
    let sent = peer.sent_one();
    assert_eq!((&*sent.head, &*sent.rest), ("CON 2.05", "observe=3 | 19.7 Cel"));
    peer.send(&sent.fill("ACK EMPTY MID -"));
    assert_eq!(
        peer.event(),
        Some(Event::NotificationDelivered {
            token: token(0x4a),
            id
        })
    );
    assert_eq!(peer.endpoint.poll_timeout(), None);
}

/// RFC 7641 §3.6: a reset of a confirmable or non-confirmable notification ends the observation.
#[test]
fn a_reset_ends_the_observation() {
    for confirmable in [true, false] {
        let mut peer = observed(Params::default());
        notify(&mut peer, "19", confirmable);
        let sent = peer.sent_one();
        peer.send(&sent.fill("RST EMPTY MID -"));
        let ended = Event::ObservationEnded {
            token: token(0x4a),
            reason: EndReason::Reset,
        };
        assert_eq!(peer.event(), Some(ended));
        let refused = peer.endpoint.notify(peer.now, &token(0x4a), state("20"), false);
        assert_eq!(refused, Err(NotifyError::NotObserved));
        assert_eq!(peer.endpoint.poll_timeout(), None);
    }
}

#[test]
fn an_observe_of_one_ends_the_observation() {
    let mut peer = observed(Params::default());
    peer.send("CON GET 1634 4a observe=1 path=temperature");
    assert_eq!(peer.endpoint.observation_count(), 0);
    let request = peer.respond(state("x"));
    assert_eq!(request.observe, Some(ObserveRequest::Deregister));
    peer.expect(&["ACK 2.05 1634 4a | x"]);
}

/// RFC 7641 §4.5.2: the newest state takes the place of an unacknowledged one.
#[test]
fn the_newest_state_is_retransmitted_under_a_new_message_id() {
    let mut peer = observed(Params::default());
    notify(&mut peer, "one", true);
    let first = peer.sent_one();
    notify(&mut peer, "two", false);
    notify(&mut peer, "three", false);
    peer.expect(&[]);
    peer.at(3000);
    let second = peer.sent_one();
    assert_eq!((&*second.head, &*second.rest), ("CON 2.05", "observe=3 | three"));
    assert_ne!(second.message_id, first.message_id);
    peer.send(&first.fill("ACK EMPTY MID -"))
        .send(&first.fill("RST EMPTY MID -"));
    assert_eq!(peer.event(), None, "the old message is history");
    let mut sent = 0;
    while let Some(due) = peer.endpoint.poll_timeout() {
        peer.now = due;
        peer.endpoint.handle_timeout(due);
        sent += peer.sent().len();
    }
    assert_eq!(sent, 3, "the count of the first goes on");
    let ended = Event::ObservationEnded {
        token: token(0x4a),
        reason: EndReason::TimedOut,
    };
    assert_eq!(peer.event(), Some(ended));
}

#[test]
fn a_state_that_waited_is_sent_after_the_acknowledgement() {
    let mut peer = observed(Params::default());
    notify(&mut peer, "one", true);
    let first = peer.sent_one();
    notify(&mut peer, "two", false);
    peer.send(&first.fill("ACK EMPTY MID -"));
    let second = peer.sent_one();
    assert_eq!((&*second.head, &*second.rest), ("NON 2.05", "observe=3 | two"));
}

/// Whoever waits to hear that the first has arrived hears it of the one that took its place.
#[test]
fn a_state_that_takes_the_place_of_a_confirmable_one_is_confirmable() {
    let mut peer = observed(Params::default());
    notify(&mut peer, "one", true);
    let first = peer.sent_one();
    notify(&mut peer, "two", true);
    let newest = peer
        .endpoint
        .notify(peer.now, &token(0x4a), state("three"), false);
    peer.send(&first.fill("ACK EMPTY MID -"));
    let last = peer.sent_one();
    assert_eq!((&*last.head, &*last.rest), ("CON 2.05", "observe=3 | three"));
    peer.send(&last.fill("ACK EMPTY MID -"));
    let events: Vec<Event> = std::iter::from_fn(|| peer.event()).collect();
    assert!(events.contains(&Event::NotificationDelivered {
        token: token(0x4a),
        id: newest.unwrap()
    }));
}

#[test]
fn a_new_registration_ends_what_is_under_way_and_what_waits() {
    let mut peer = Peer::new(Params {
        max_notifications_in_flight: 1,
        ..Params::default()
    });
    for number in 1..=3u8 {
        peer.send(&format!("CON GET {number:04x} {number:02x} observe=0 path=a"));
        peer.respond(state("x"));
    }
    peer.sent();
    for number in 1..=3 {
        let sent = peer.endpoint.notify(peer.now, &token(number), state("y"), true);
        sent.unwrap();
    }
    assert_eq!(peer.sent().len(), 1);
    peer.endpoint.stop_observing_all();
    assert_eq!(peer.endpoint.observation_count(), 0);
    peer.at(300_000);
    peer.expect(&[]);
    assert!(peer.endpoint.is_within_bounds());
    assert_eq!(peer.endpoint.poll_timeout(), None);
}

#[test]
fn an_observation_may_survive_a_timeout() {
    let mut peer = observed(Params {
        keep_timed_out_observations: true,
        ..Params::default()
    });
    let id = peer
        .endpoint
        .notify(peer.now, &token(0x4a), state("one"), true)
        .unwrap();
    while let Some(due) = peer.endpoint.poll_timeout() {
        peer.now = due;
        peer.endpoint.handle_timeout(due);
    }
    assert_eq!(
        peer.event(),
        Some(Event::NotificationTimedOut {
            token: token(0x4a),
            id
        })
    );
    peer.sent();
    notify(&mut peer, "two", true);
    assert_eq!(peer.sent_one().rest, "observe=3 | two");
}

#[test]
fn an_observation_that_was_ended_does_not_survive_a_timeout() {
    let mut peer = observed(Params {
        keep_timed_out_observations: true,
        ..Params::default()
    });
    notify(&mut peer, "one", true);
    while let Some(due) = peer.endpoint.poll_timeout() {
        let last = due > peer.start + Duration::from_secs(46);
        if last && peer.endpoint.observation_count() == 1 {
            // Too late for a retransmission to carry it.
            peer.endpoint
                .notify(peer.now, &token(0x4a), Response::new(Code::NOT_FOUND), true)
                .unwrap();
        }
        peer.now = due;
        peer.endpoint.handle_timeout(due);
    }
    assert_eq!(peer.endpoint.observation_count(), 0);
    assert!(matches!(peer.event(), Some(Event::NotificationTimedOut { .. })));
}

/// RFC 7641 §4.5: once in 24 hours at least.
#[test]
fn a_notification_a_day_is_confirmable() {
    let mut peer = observed(Params::default());
    peer.at(86_399_000);
    notify(&mut peer, "one", false);
    assert_eq!(peer.sent_one().head, "NON 2.05");
    peer.at(86_400_000);
    notify(&mut peer, "two", false);
    let sent = peer.sent_one();
    assert_eq!(sent.head, "CON 2.05");
    peer.send(&sent.fill("ACK EMPTY MID -"));
    notify(&mut peer, "three", false);
    assert_eq!(peer.sent_one().head, "NON 2.05");
}

#[test]
fn an_error_notification_ends_the_observation() {
    let mut peer = observed(Params::default());
    peer.endpoint
        .notify(peer.now, &token(0x4a), Response::new(Code::NOT_FOUND), true)
        .unwrap();
    let sent = peer.sent_one();
    assert_eq!((&*sent.head, &*sent.rest), ("CON 4.04", ""));
    assert_eq!(peer.endpoint.observation_count(), 0);
    peer.at(3000);
    assert_eq!(peer.sent_one().message_id, sent.message_id);
}

#[test]
fn a_repeated_registration_replaces_the_first_and_an_error_ends_it() {
    let mut peer = observed(Params::default());
    peer.send("CON GET 1634 4a observe=0 path=temperature");
    peer.respond(state("x"));
    peer.expect(&["ACK 2.05 1634 4a observe=2 | x"]);
    assert_eq!(peer.endpoint.observation_count(), 1);
    peer.send("CON GET 1635 4a observe=0 path=temperature");
    peer.respond(Response::new(Code::NOT_FOUND));
    peer.expect(&["ACK 4.04 1635 4a"]);
    assert_eq!(peer.endpoint.observation_count(), 0);
}

/// RFC 7641 §4.1; the application has not seen the request that ended the observation.
#[test]
fn a_registration_that_is_refused_unseen_ends_the_observation_with_its_token() {
    for line in [
        "CON GET 1634 4a observe=0 path=temperature unknown-critical=00",
        "CON FETCH 1634 4a observe=0 block1=1/0/16 | x",
        "CON FETCH 1634 4a observe=0 block1=0/1/16 size1=4294967295 | x*16",
    ] {
        let mut peer = observed(Params::default());
        peer.send(line);
        let ended = Event::ObservationEnded {
            token: token(0x4a),
            reason: EndReason::Refused,
        };
        assert_eq!(peer.event(), Some(ended), "{line}");
        assert_eq!(peer.endpoint.observation_count(), 0);
    }
}

#[test]
fn observations_are_bounded_and_for_reading_only() {
    let mut peer = observed(Params {
        max_observations: 1,
        ..Params::default()
    });
    peer.send("CON GET 0001 4b observe=0 path=temperature");
    peer.respond(state("x"));
    peer.expect(&["ACK 2.05 0001 4b | x"]);
    peer.send("CON POST 0002 4c observe=0 path=temperature");
    assert_eq!(peer.respond(state("x")).observe, None);
    peer.expect(&["ACK 2.05 0002 4c | x"]);
    assert_eq!(peer.endpoint.observation_count(), 1);
}

/// RFC 7641 §4.5.1 and RFC 7252 §4.7: an observation of its own each, but not all at once.
#[test]
fn confirmable_notifications_under_way_are_bounded() {
    let mut peer = Peer::new(Params {
        max_notifications_in_flight: 1,
        ..Params::default()
    });
    for number in 1..=3u8 {
        peer.send(&format!("CON GET 000{number} 0{number} observe=0 path={number}"));
        peer.respond(state("x"));
    }
    peer.sent();
    for number in 1..=3 {
        peer.endpoint
            .notify(peer.now, &token(number), state("y"), true)
            .unwrap();
    }
    peer.endpoint
        .notify(peer.now, &token(2), state("z"), true)
        .unwrap();
    let first = peer.sent_one();
    assert_eq!((&*first.token, &*first.rest), ("01", "observe=2 | y"));
    peer.send(&first.fill("ACK EMPTY MID -"));
    let second = peer.sent_one();
    assert_eq!((&*second.token, &*second.rest), ("02", "observe=2 | z"));
    peer.endpoint.stop_observing(&token(3));
    peer.send(&second.fill("ACK EMPTY MID -")).expect(&[]);
}

/// RFC 7959 §3.4, Figure 12: the first block in the notification, the rest by GET.
#[test]
fn a_large_state_is_notified_by_its_first_block() {
    let size = BlockSize::fitting(128).unwrap();
    let mut peer = Peer::new(Params {
        max_block_szx: size,
        ..Params::default()
    });
    peer.send("CON GET 1234 f6 observe=0 path=status");
    peer.respond(state(&"a".repeat(200)));
    peer.expect(&["ACK 2.05 1234 f6 etag observe=1 block2=0/1/128 size2=200 | a*128"]);
    peer.send("CON GET 1235 fb path=status block2=1/0/128");
    peer.expect(&["ACK 2.05 1235 fb etag block2=1/0/128 | a*72"]);
    peer.endpoint
        .notify(
            peer.now,
            &Token::try_from(&[0xf6][..]).unwrap(),
            state(&"b".repeat(150)),
            true,
        )
        .unwrap();
    let sent = peer.sent_one();
    assert_eq!(sent.rest, "etag observe=2 block2=0/1/128 size2=150 | b*128");
    peer.send(&sent.fill("ACK EMPTY MID -"));
    peer.send("CON GET 1236 fc path=status block2=1/0/128");
    peer.expect(&["ACK 2.05 1236 fc etag block2=1/0/128 | b*22"]);
}

#[test]
fn an_observation_can_be_established_by_a_separate_response() {
    let mut peer = Peer::new(Params::default());
    peer.send("CON GET 1633 4a observe=0 path=temperature");
    let request = peer.request();
    peer.at(1000).expect(&["ACK EMPTY 1633 -"]);
    peer.endpoint.respond(peer.now, request.id, state("one"));
    let first = peer.sent_one();
    assert_eq!((&*first.head, &*first.rest), ("CON 2.05", "observe=1 | one"));
    notify(&mut peer, "two", false);
    peer.expect(&[]);
    peer.send(&first.fill("ACK EMPTY MID -"));
    assert_eq!(peer.sent_one().rest, "observe=2 | two");
    assert_eq!(peer.event(), None);
}

#[test]
fn a_restored_observation_goes_on_where_it_was() {
    let mut peer = Peer::new(Params::default());
    let request = Request::new(Method::Get, "/temperature".parse().unwrap());
    peer.endpoint
        .restore_observation(peer.now, token(0x4a), 0x00ff_ffff, &request);
    assert_eq!(peer.endpoint.sequence(&token(0x4a)), Some(0x00ff_ffff));
    notify(&mut peer, &"a".repeat(1500), false);
    let sent = peer.sent_one();
    assert_eq!(sent.rest, "etag observe=0 block2=0/1/1024 size2=1500 | a*1024");
    peer.send("CON GET 0001 01 path=temperature block2=1/0/1024");
    peer.expect(&["ACK 2.05 0001 01 etag block2=1/0/1024 | a*476"]);
}

#[test]
fn observations_outlive_a_session_and_what_was_unacknowledged_is_sent_again() {
    let mut peer = observed(Params::default());
    notify(&mut peer, "one", true);
    let first = peer.sent_one();
    peer.at(1000);
    peer.endpoint.reset(peer.now);
    let again = peer.sent_one();
    assert_eq!((again.message_id, again.rest), (first.message_id, first.rest));
    let due = peer.endpoint.poll_timeout().unwrap() - peer.now;
    assert!(due >= Duration::from_secs(2) && due <= Duration::from_secs(3));
    peer.endpoint.stop_observing_all();
    assert_eq!(
        (peer.endpoint.poll_timeout(), peer.endpoint.observation_count()),
        (None, 0)
    );
}
