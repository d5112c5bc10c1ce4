//! Client role: retransmission, matching, queueing, Echo.

use std::time::Duration;

use coap::{Code, ContentFormat, Event, ExchangeError, Method, Params, Request, RequestError};

use crate::Peer;

fn get(path: &str) -> Request {
    Request::new(Method::Get, path.parse().unwrap())
}

#[track_caller]
fn failure(peer: &mut Peer) -> ExchangeError {
    match peer.event() {
        Some(Event::Response {
            result: Err(error), ..
        }) => error,
        other => panic!("no failure but {other:?}"),
    }
}

/// RFC 7252 Appendix A, Figure 17.
#[test]
fn a_piggybacked_response_ends_the_exchange() {
    let mut peer = Peer::new(Params::default());
    peer.endpoint.request(peer.now, get("/temperature")).unwrap();
    let sent = peer.sent_one();
    assert_eq!((&*sent.head, &*sent.rest), ("CON GET", "path=temperature"));
    peer.send(&sent.fill("ACK 2.05 MID TOK | 22.3 C"));
    assert_eq!(peer.response().payload, b"22.3 C");
    assert_eq!(peer.endpoint.poll_timeout(), None);
    peer.send(&sent.fill("ACK 2.05 MID TOK | 22.3 C"));
    assert_eq!(peer.event(), None, "a duplicate is nothing new");
}

/// RFC 7252 §4.2 and §4.8: five transmissions, doubling; given up at most 93 s after the first.
#[test]
fn an_unacknowledged_request_is_retransmitted_four_times() {
    let mut peer = Peer::new(Params::default());
    peer.endpoint.request(peer.now, get("/a")).unwrap();
    let first = peer.sent();
    let mut times = Vec::new();
    while let Some(due) = peer.endpoint.poll_timeout() {
        times.push(due - peer.start);
        peer.now = due;
        peer.endpoint.handle_timeout(due);
        let sent = peer.sent();
        assert!(sent.is_empty() || sent == first);
    }
    assert_eq!(times.len(), 5);
    assert!(times[0] >= Duration::from_secs(2) && times[0] <= Duration::from_secs(3));
    for pair in times.windows(2) {
        assert_eq!(
            pair[1],
            pair[0] * 2 + times[0],
            "each wait is twice the one before"
        );
    }
    assert!(times[4] <= Duration::from_secs(93));
    assert_eq!(failure(&mut peer), ExchangeError::Unacknowledged);
}

/// RFC 7252 Appendix A, Figure 21 and 22: the response comes later, or before the acknowledgement.
#[test]
fn a_separate_response_is_acknowledged_also_when_it_overtakes() {
    let mut peer = Peer::new(Params::default());
    for acknowledged_first in [true, false] {
        peer.endpoint.request(peer.now, get("/temperature")).unwrap();
        let sent = peer.sent_one();
        if acknowledged_first {
            peer.send(&sent.fill("ACK EMPTY MID -"));
        }
        let response = sent
            .fill("CON 2.05 ad7b TOK | 22.3 C")
            .replace("ad7b", if acknowledged_first { "ad7b" } else { "ad7c" });
        let acknowledgement = if acknowledged_first {
            "ACK EMPTY ad7b -"
        } else {
            "ACK EMPTY ad7c -"
        };
        peer.send(&response).expect(&[acknowledgement]);
        assert_eq!(peer.response().payload, b"22.3 C");
        peer.send(&response).expect(&[acknowledgement]);
        peer.send(&sent.fill("ACK EMPTY MID -")).expect(&[]);
        assert_eq!((peer.event(), peer.endpoint.poll_timeout()), (None, None));
    }
}

#[test]
fn an_acknowledged_request_without_response_fails_in_time() {
    let mut peer = Peer::new(Params::default());
    peer.endpoint.request(peer.now, get("/a")).unwrap();
    let sent = peer.sent_one();
    peer.at(500).send(&sent.fill("ACK EMPTY MID -"));
    peer.at(93_499);
    assert_eq!(peer.event(), None);
    peer.at(93_500);
    assert_eq!(failure(&mut peer), ExchangeError::NoResponse);
    peer.send(&sent.fill("CON 2.05 0001 TOK | x"))
        .expect(&["RST EMPTY 0001 -"]);
}

#[test]
fn a_reset_ends_the_exchange() {
    let mut peer = Peer::new(Params::default());
    peer.endpoint.request(peer.now, get("/a")).unwrap();
    let sent = peer.sent_one();
    peer.send(&sent.fill("RST EMPTY MID -"));
    assert_eq!(failure(&mut peer), ExchangeError::Reset);
}

#[test]
fn a_response_that_does_not_match_is_no_response() {
    let mut peer = Peer::new(Params::default());
    peer.endpoint.request(peer.now, get("/a")).unwrap();
    let sent = peer.sent_one();
    peer.send(&sent.fill("ACK 2.05 MID 0102 | x"));
    peer.send("CON 2.05 0001 0102 | x").expect(&["RST EMPTY 0001 -"]);
    peer.send("CON 2.05 0001 0102 | x").expect(&["RST EMPTY 0001 -"]);
    peer.send("NON 2.05 0002 0102 | x").expect(&[]);
    peer.send("NON 2.05 0003 0102 observe=4 | x")
        .expect(&["RST EMPTY 0003 -"]);
    assert_eq!(peer.event(), None);
    peer.send(&sent.fill("NON 2.05 0004 TOK | x"));
    assert_eq!(peer.response().payload, b"x");
}

#[test]
fn a_response_with_an_unknown_critical_option_is_rejected() {
    let mut peer = Peer::new(Params::default());
    peer.endpoint.request(peer.now, get("/a")).unwrap();
    let sent = peer.sent_one();
    peer.send(&sent.fill("CON 2.05 0001 TOK unknown-critical=00"))
        .expect(&["RST EMPTY 0001 -"]);
    assert_eq!(failure(&mut peer), ExchangeError::BadOption { number: 2051 });
}

/// RFC 7252 §4.7: NSTART is 1.
#[test]
fn one_request_is_under_way_and_a_bounded_number_waits() {
    let mut peer = Peer::new(Params {
        max_waiting_requests: 3,
        ..Params::default()
    });
    for path in ["/1", "/2", "/3"] {
        peer.endpoint.request(peer.now, get(path)).unwrap();
    }
    let refused = peer.endpoint.request(peer.now, get("/4"));
    assert_eq!(refused, Err(RequestError::QueueFull { limit: 3 }));
    let first = peer.sent_one();
    peer.send(&first.fill("ACK EMPTY MID -"));
    let second = peer.sent_one();
    assert_eq!(second.rest, "path=2", "an acknowledged request leaves its place");
    peer.send(&second.fill("ACK 2.05 MID TOK"));
    assert_eq!(peer.sent_one().rest, "path=3");
}

#[test]
fn a_cancelled_request_makes_room_for_the_next() {
    let mut peer = Peer::new(Params::default());
    let first = peer.endpoint.request(peer.now, get("/1")).unwrap();
    peer.endpoint.request(peer.now, get("/2")).unwrap();
    let sent = peer.sent_one();
    peer.endpoint.cancel(first);
    assert_eq!(peer.sent_one().rest, "path=2");
    peer.send(&sent.fill("ACK 2.05 MID TOK"));
    assert_eq!(peer.event(), None);
}

#[test]
fn a_non_confirmable_request_is_sent_once_and_waits_for_nobody() {
    let mut peer = Peer::new(Params::default());
    peer.endpoint.request(peer.now, get("/1")).unwrap();
    peer.endpoint
        .request(peer.now, get("/2").non_confirmable())
        .unwrap();
    let sent = peer.sent();
    assert_eq!(sent.len(), 2);
    assert!(sent[1].starts_with("NON GET"), "{sent:?}");
}

/// RFC 9175 §2.3: the request is repeated with the Echo value, once.
#[test]
fn a_demanded_echo_is_given_once() {
    let mut peer = Peer::new(Params::default());
    peer.endpoint.request(peer.now, get("/a")).unwrap();
    let first = peer.sent_one();
    peer.send(&first.fill("ACK 4.01 MID TOK echo=0a0b"));
    let second = peer.sent_one();
    assert_eq!(second.rest, "path=a echo=0a0b");
    assert_ne!(second.token, first.token);
    peer.send(&second.fill("ACK 4.01 MID TOK echo=0c0d"));
    assert_eq!(peer.response().code, Code::UNAUTHORIZED);
    peer.expect(&[]);
}

#[test]
fn a_new_session_fails_what_was_under_way() {
    let mut peer = Peer::new(Params::default());
    peer.endpoint.request(peer.now, get("/1")).unwrap();
    peer.endpoint.request(peer.now, get("/2")).unwrap();
    let old = peer.sent_one();
    peer.endpoint.reset(peer.now);
    assert_eq!(failure(&mut peer), ExchangeError::SessionReplaced);
    assert_eq!(failure(&mut peer), ExchangeError::SessionReplaced);
    assert_eq!(peer.endpoint.poll_timeout(), None);
    peer.send(&old.fill("ACK 2.05 MID TOK"));
    assert_eq!(peer.event(), None);
    peer.endpoint.request(peer.now, get("/3")).unwrap();
    assert_eq!(peer.sent_one().rest, "path=3");
}

#[test]
fn a_location_and_a_format_are_reported() {
    let mut peer = Peer::new(Params::default());
    let request = Request::new(Method::Post, "/rd".parse().unwrap())
        .with_query("ep=gw")
        .with_accept(ContentFormat::LINK_FORMAT)
        .with_payload(ContentFormat::LINK_FORMAT, *b"</1/0>");
    peer.endpoint.request(peer.now, request).unwrap();
    let sent = peer.sent_one();
    assert_eq!(sent.rest, "path=rd format=40 query=ep=gw accept=40 | </1/0>");
    peer.send(&sent.fill("ACK 2.01 MID TOK location=rd location=5a3f format=0 age=60"));
    let response = peer.response();
    assert_eq!(response.location_path, ["rd", "5a3f"]);
    assert_eq!(
        (response.content_format, response.max_age),
        (Some(ContentFormat::TEXT), Some(60))
    );
}

#[test]
fn a_request_that_cannot_be_sent_is_refused() {
    let mut peer = Peer::new(Params {
        max_body_size: 100,
        ..Params::default()
    });
    let mut long = get("/a");
    long.queries = vec!["q".repeat(250); 5];
    let refused = peer.endpoint.request(peer.now, long);
    assert_eq!(refused, Err(RequestError::OptionsTooLarge { limit: 1152 }));
    let large = get("/a").with_payload(ContentFormat::TEXT, vec![0; 101]);
    let refused = peer.endpoint.request(peer.now, large);
    assert_eq!(
        refused,
        Err(RequestError::BodyTooLarge {
            length: 101,
            limit: 100
        })
    );
    peer.expect(&[]);
}
