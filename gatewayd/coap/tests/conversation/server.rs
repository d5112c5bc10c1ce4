//! Server role: matching, de-duplication, separate responses, refusals.

use coap::{Code, ContentFormat, Method, Params, Response};

use crate::Peer;

fn text(text: &str) -> Response {
    let mut response = Response::new(Code::CONTENT);
    response.payload = text.as_bytes().to_vec();
    response
}

/// RFC 7252 Appendix A, Figure 16.
#[test]
fn a_request_is_answered_in_its_acknowledgement() {
    let mut peer = Peer::new(Params::default());
    peer.send("CON GET 7d34 - path=temperature");
    let request = peer.respond(text("22.3 C"));
    assert_eq!(
        (request.method, request.path.to_string()),
        (Method::Get, "/temperature".to_owned())
    );
    peer.expect(&["ACK 2.05 7d34 - | 22.3 C"]);
}

/// RFC 7252 Appendix A, Figure 18: the request is lost on its way, so its retransmission is the first seen.
/// Figure 19: the response is lost, so the retransmission gets the same one.
#[test]
fn a_retransmission_gets_the_same_answer_and_reaches_the_application_once() {
    let mut peer = Peer::new(Params::default());
    peer.send("CON GET 7d36 31 path=temperature");
    peer.respond(text("22.3 C"));
    peer.expect(&["ACK 2.05 7d36 31 | 22.3 C"]);
    peer.at(2500).send("CON GET 7d36 31 path=temperature");
    assert_eq!(peer.event(), None);
    peer.expect(&["ACK 2.05 7d36 31 | 22.3 C"]);
    peer.at(247_000).send("CON GET 7d36 31 path=temperature");
    peer.respond(text("9.1 C"));
    peer.expect(&["ACK 2.05 7d36 31 | 9.1 C"]);
}

/// RFC 7252 Appendix A, Figure 21: acknowledged first, answered in a confirmable message later.
#[test]
fn a_slow_answer_is_a_separate_confirmable_message() {
    let mut peer = Peer::new(Params::default());
    peer.send("CON GET 7d38 53 path=temperature");
    let request = peer.request();
    peer.at(999).expect(&[]);
    peer.at(1000).expect(&["ACK EMPTY 7d38 -"]);
    peer.at(2000)
        .send("CON GET 7d38 53 path=temperature")
        .expect(&["ACK EMPTY 7d38 -"]);
    peer.endpoint.respond(peer.now, request.id, text("22.3 C"));
    let sent = peer.sent_one();
    assert_eq!(
        (&*sent.head, &*sent.token, &*sent.rest),
        ("CON 2.05", "53", "| 22.3 C")
    );
    peer.at(5000);
    assert_eq!(
        peer.sent_one().message_id,
        sent.message_id,
        "retransmitted within 3 s"
    );
    peer.send(&sent.fill("ACK EMPTY MID -"));
    assert_eq!(peer.endpoint.poll_timeout(), None, "nothing is left to do");
    peer.at(100_000).expect(&[]);
}

#[test]
fn an_ignored_request_is_new_when_it_is_repeated() {
    let mut peer = Peer::new(Params::default());
    peer.send("CON GET 0001 aa path=3 path=0 path=0");
    let request = peer.request();
    peer.endpoint.ignore(request.id);
    peer.expect(&[]);
    assert_eq!(peer.endpoint.poll_timeout(), None, "nothing is left to do");
    peer.at(2500).send("CON GET 0001 aa path=3 path=0 path=0");
    peer.respond(text("ACME"));
    peer.expect(&["ACK 2.05 0001 aa | ACME"]);
}

#[test]
fn a_duplicate_while_the_application_works_sends_nothing() {
    let mut peer = Peer::new(Params::default());
    peer.send("CON POST 0001 aa path=3 path=0 path=4");
    peer.send("CON POST 0001 aa path=3 path=0 path=4");
    peer.expect(&[]);
    peer.respond(Response::new(Code::CHANGED));
    assert_eq!(peer.event(), None);
    peer.expect(&["ACK 2.04 0001 aa"]);
}

/// RFC 7252 Appendix A, Figure 23: a non-confirmable request gets a non-confirmable response.
#[test]
fn a_non_confirmable_request_is_answered_alike_and_its_duplicate_ignored() {
    let mut peer = Peer::new(Params::default());
    peer.send("NON GET 7d40 75 path=temperature");
    peer.respond(text("22.3 C"));
    let sent = peer.sent_one();
    assert_eq!(
        (&*sent.head, &*sent.token, &*sent.rest),
        ("NON 2.05", "75", "| 22.3 C")
    );
    peer.send("NON GET 7d40 75 path=temperature").expect(&[]);
    assert_eq!(peer.event(), None);
}

/// RFC 7967 §2.1: 2 = no 2.xx responses.
#[test]
fn an_unwanted_response_is_not_sent() {
    let mut peer = Peer::new(Params::default());
    peer.send("NON POST 0001 01 path=3 path=0 path=4 no-response=2");
    peer.respond(Response::new(Code::CHANGED));
    peer.expect(&[]);
    peer.send("NON POST 0002 02 path=3 path=0 path=4 no-response=2");
    peer.respond(Response::new(Code::NOT_FOUND));
    assert_eq!(peer.sent_one().head, "NON 4.04");
}

/// RFC 7252 §4.3: "ping".
#[test]
fn an_empty_confirmable_message_is_reset() {
    let mut peer = Peer::new(Params::default());
    peer.send("CON EMPTY 0a0b -").expect(&["RST EMPTY 0a0b -"]);
    peer.send("NON EMPTY 0a0c -").expect(&[]);
}

#[test]
fn malformed_messages_are_reset_or_dropped() {
    let mut peer = Peer::new(Params::default());
    let now = peer.now;
    // A reserved class, a payload marker without payload, a token length of 9.
    for datagram in [&[0x40, 0x21, 0, 1][..], &[0x40, 1, 0, 1, 0xff], &[0x49, 1, 0, 1]] {
        peer.endpoint.handle_datagram(now, datagram);
        peer.expect(&["RST EMPTY 0001 -"]);
        let mut unconfirmed = datagram.to_vec();
        unconfirmed[0] |= 0x10;
        peer.endpoint.handle_datagram(now, &unconfirmed);
        peer.expect(&[]);
    }
    // Another version, a cut header, a request in an ACK, a reset with a code.
    for datagram in [
        &[0x80, 1, 0, 1][..],
        &[0x40, 1],
        &[0x60, 1, 0, 1],
        &[0x70, 1, 0, 1],
    ] {
        peer.endpoint.handle_datagram(now, datagram);
        peer.expect(&[]);
    }
    assert_eq!(peer.event(), None);
}

#[test]
fn what_is_not_understood_is_refused() {
    let mut peer = Peer::new(Params::default());
    peer.send("CON GET 0001 01 path=3 unknown-critical=00")
        .expect(&["ACK 4.02 0001 01"]);
    peer.send("NON GET 0002 02 path=3 unknown-critical=00")
        .expect(&[]);
    peer.send("CON PUT 0003 03 if-match=aa path=3")
        .expect(&["ACK 4.02 0003 03"]);
    peer.send("CON GET 0004 04 proxy=coap://a/b")
        .expect(&["ACK 5.05 0004 04"]);
    peer.send("CON GET 0005 05 path=3 accept=60 accept=0")
        .expect(&["ACK 4.02 0005 05"]);
    let mut unknown_method = crate::line::encode("CON GET 0006 06 path=3");
    unknown_method[1] = 0x08;
    peer.endpoint.handle_datagram(peer.now, &unknown_method);
    peer.expect(&["ACK 4.05 0006 06"]);
    assert_eq!(peer.event(), None);
}

#[test]
fn what_may_be_ignored_is_ignored() {
    let mut peer = Peer::new(Params::default());
    peer.send("CON GET 0001 01 host=gw port=5683 path=3 size2=0 tag=aa");
    let request = peer.respond(text("x"));
    assert_eq!(
        (request.path.to_string(), request.observe),
        ("/3".to_owned(), None)
    );
    peer.expect(&["ACK 2.05 0001 01 | x"]);
}

#[test]
fn all_of_a_request_reaches_the_application() {
    let mut peer = Peer::new(Params::default());
    peer.send("CON POST 0001 - path=rd format=40 query=ep=a&b query=lt=60 accept=112 echo=0102 | </1/0>");
    let request = peer.respond(
        Response::new(Code::CREATED)
            .with_location(["rd", "7"])
            .with_max_age(3),
    );
    assert_eq!(request.queries, ["ep=a&b", "lt=60"]);
    assert_eq!(request.content_format, Some(ContentFormat::LINK_FORMAT));
    assert_eq!(request.accept, Some(ContentFormat::SENML_CBOR));
    assert_eq!(request.echo, Some(vec![1, 2]));
    assert_eq!(request.payload, b"</1/0>");
    assert!(request.confirmable);
    peer.expect(&["ACK 2.01 0001 - location=rd location=7 age=3"]);
}

#[test]
fn more_open_requests_than_allowed_are_unavailable() {
    let mut peer = Peer::new(Params {
        max_open_requests: 2,
        ..Params::default()
    });
    peer.send("CON GET 0001 01")
        .send("CON GET 0002 02")
        .send("CON GET 0003 03");
    peer.expect(&["ACK 5.03 0003 03"]);
    peer.respond(text("a"));
    peer.expect(&["ACK 2.05 0001 01 | a"]);
    peer.send("CON GET 0004 04").expect(&[]);
}

#[test]
fn a_request_that_is_never_answered_is_given_up() {
    let mut peer = Peer::new(Params::default());
    peer.send("CON GET 0001 01");
    let request = peer.request();
    peer.at(1000).expect(&["ACK EMPTY 0001 -"]);
    peer.at(249_000);
    peer.endpoint.respond(peer.now, request.id, text("late"));
    peer.expect(&[]);
    assert_eq!(peer.endpoint.poll_timeout(), None);
}

#[test]
fn input_is_dropped_while_the_host_does_not_drain() {
    let mut peer = Peer::new(Params {
        max_transmit_queue: 3,
        ..Params::default()
    });
    for _ in 0..10 {
        peer.send("CON EMPTY 0001 -");
    }
    assert_eq!(peer.sent().len(), 3);
    peer.send("CON EMPTY 0001 -").expect(&["RST EMPTY 0001 -"]);
}

#[test]
fn a_new_session_forgets_the_requests_of_the_old_one() {
    let mut peer = Peer::new(Params::default());
    peer.send("CON GET 0001 01 path=a");
    let old = peer.request();
    peer.endpoint.reset(peer.now);
    peer.endpoint.respond(peer.now, old.id, text("old"));
    peer.at(2000).expect(&[]);
    peer.send("CON GET 0001 01 path=b");
    assert_eq!(peer.respond(text("new")).path.to_string(), "/b");
    peer.expect(&["ACK 2.05 0001 01 | new"]);
}
