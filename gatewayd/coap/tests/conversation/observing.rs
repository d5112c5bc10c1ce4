//! Observations in client role (RFC 7641 §3).

use coap::{Code, Event, ExchangeError, ExchangeId, Method, Params, Request, RequestError};

use crate::{Peer, Sent};

/// An endpoint that observes /temperature, the answer numbered 9.
fn observing(params: Params) -> (Peer, ExchangeId, Sent) {
    let mut peer = Peer::new(params);
    let request = Request::new(Method::Get, "/temperature".parse().unwrap()).observed();
    let exchange = peer.endpoint.request(peer.now, request).unwrap();
    let sent = peer.sent_one();
    assert_eq!(sent.rest, "observe=0 path=temperature");
    peer.send(&sent.fill("ACK 2.05 MID TOK observe=9 age=15 | 18.5 Cel"));
    assert_eq!(peer.response().observe, Some(9));
    (peer, exchange, sent)
}

#[track_caller]
fn news(peer: &mut Peer) -> (Code, String) {
    match peer.event() {
        Some(Event::Notification { response, .. }) => {
            (response.code, String::from_utf8(response.payload).unwrap())
        }
        other => panic!("no notification but {other:?}"),
    }
}

/// RFC 7641 Appendix A.1.
#[test]
fn notifications_follow_the_response() {
    let (mut peer, _, sent) = observing(Params::default());
    assert_eq!(peer.endpoint.poll_timeout(), None);
    peer.send(&sent.fill("NON 2.05 7b50 TOK observe=16 age=15 | 19.2 Cel"))
        .expect(&[]);
    assert_eq!(news(&mut peer).1, "19.2 Cel");
    peer.send(&sent.fill("CON 2.05 7b51 TOK observe=20 age=15 | 19.7 Cel"))
        .expect(&["ACK EMPTY 7b51 -"]);
    assert_eq!(news(&mut peer).1, "19.7 Cel");
    peer.send(&sent.fill("CON 2.05 7b51 TOK observe=20 age=15 | 19.7 Cel"))
        .expect(&["ACK EMPTY 7b51 -"]);
    assert_eq!(peer.event(), None, "a duplicate is acknowledged, nothing more");
}

/// RFC 7641 §3.4.
#[test]
fn an_older_state_is_acknowledged_and_dropped_unless_much_time_passed() {
    let (mut peer, _, sent) = observing(Params::default());
    peer.send(&sent.fill("CON 2.05 0001 TOK observe=8 | old"))
        .expect(&["ACK EMPTY 0001 -"]);
    assert_eq!(peer.event(), None);
    peer.at(128_001)
        .send(&sent.fill("NON 2.05 0002 TOK observe=8 | new"));
    assert_eq!(news(&mut peer).1, "new");
}

#[test]
fn an_error_notification_ends_it() {
    let (mut peer, _, sent) = observing(Params::default());
    peer.send(&sent.fill("NON 4.04 0001 TOK"));
    assert_eq!(news(&mut peer).0, Code::NOT_FOUND);
    peer.send(&sent.fill("NON 2.05 0002 TOK observe=20 | x"))
        .expect(&["RST EMPTY 0002 -"]);
}

#[test]
fn a_cancelled_observation_is_reset_at_its_next_notification() {
    let (mut peer, exchange, sent) = observing(Params::default());
    peer.endpoint.cancel(exchange);
    peer.expect(&[]);
    peer.send(&sent.fill("NON 2.05 0001 TOK observe=10 | x"))
        .expect(&["RST EMPTY 0001 -"]);
    assert_eq!(peer.event(), None);
}

/// RFC 7641 §3.6: eager cancellation with the same token.
#[test]
fn a_deregistration_uses_the_token_of_the_registration() {
    let (mut peer, exchange, sent) = observing(Params::default());
    let ending = peer.endpoint.deregister(peer.now, exchange).unwrap();
    let again = peer.sent_one();
    assert_eq!(
        (&again.token, &*again.rest),
        (&sent.token, "observe=1 path=temperature")
    );
    peer.send(&sent.fill("CON 2.05 0001 TOK observe=10 | crossed"))
        .expect(&["ACK EMPTY 0001 -"]);
    assert_eq!(peer.event(), None, "a notification that crossed is no answer");
    peer.send(&again.fill("ACK 2.05 MID TOK | 20 Cel"));
    let Some(Event::Response {
        exchange: ended,
        result: Ok(response),
    }) = peer.event()
    else {
        panic!("no answer")
    };
    assert_eq!((ended, response.observe), (ending, None));
    assert_eq!(
        peer.endpoint.deregister(peer.now, ending),
        Err(RequestError::NotObserved)
    );
}

#[test]
fn an_answer_without_observe_is_an_ordinary_one() {
    let mut peer = Peer::new(Params::default());
    let request = Request::new(Method::Get, "/a".parse().unwrap()).observed();
    peer.endpoint.request(peer.now, request).unwrap();
    let sent = peer.sent_one();
    peer.send(&sent.fill("ACK 2.05 MID TOK | x"));
    assert_eq!(peer.response().observe, None);
    peer.send(&sent.fill("CON 2.05 0001 TOK observe=3 | y"))
        .expect(&["RST EMPTY 0001 -"]);
}

#[test]
fn own_observations_are_bounded() {
    let (mut peer, ..) = observing(Params {
        max_own_observations: 1,
        ..Params::default()
    });
    let request = Request::new(Method::Get, "/b".parse().unwrap()).observed();
    let refused = peer.endpoint.request(peer.now, request);
    assert_eq!(refused, Err(RequestError::TooManyObservations { limit: 1 }));
}

/// RFC 7959 §3.4, Figure 12, from the other side.
#[test]
fn a_large_notification_is_fetched_with_other_tokens() {
    let (mut peer, _, sent) = observing(Params::default());
    peer.send(&sent.fill("CON 2.05 0001 TOK etag=01 observe=10 block2=0/1/16 | a*16"));
    let sent_now = peer.sent();
    assert_eq!(sent_now[0], "ACK EMPTY 0001 -");
    assert!(
        sent_now[1].ends_with(" path=temperature block2=1/0/16"),
        "{sent_now:?}"
    );
    assert!(!sent_now[1].contains(&sent.token));
    // A newer state arrives before the rest of the older one.
    peer.send(&sent.fill("NON 2.05 0002 TOK etag=02 observe=11 block2=0/1/16 | b*16"));
    let follow_up = peer.sent_one();
    peer.send(&follow_up.fill("ACK 2.05 MID TOK etag=02 block2=1/0/16 | b*4"));
    assert_eq!(news(&mut peer).1, "b".repeat(20));
    assert_eq!(peer.endpoint.poll_timeout(), None);
}

#[test]
fn a_state_that_cannot_be_fetched_ends_the_observation() {
    let (mut peer, exchange, sent) = observing(Params::default());
    peer.send(&sent.fill("NON 2.05 0001 TOK observe=10 block2=0/1/16 | a*16"));
    let follow_up = peer.sent_one();
    peer.send(&follow_up.fill("RST EMPTY MID -"));
    let failed = Event::Response {
        exchange,
        result: Err(ExchangeError::Reset),
    };
    assert_eq!(peer.event(), Some(failed));
    peer.send(&sent.fill("NON 2.05 0002 TOK observe=11 | x"))
        .expect(&["RST EMPTY 0002 -"]);
}
