//! What becomes of each option of a request: needed, ignored or refused (RFC 7252 §5.4, §5.10).

use coap::{Code, ContentFormat, Event, ExchangeError, Method, Params, Request, Response};

use crate::Peer;

/// What becomes of a request with these options.
#[derive(Debug, PartialEq)]
enum Fate {
    Answered,
    Refused(&'static str),
}

#[track_caller]
fn assert_fates(cases: &[(&str, Fate)]) {
    for (options, expected) in cases {
        let mut peer = Peer::new(Params::default());
        peer.send(&format!("CON GET 0001 01 {options}"));
        let fate = match peer.event() {
            Some(Event::Request(_)) => Fate::Answered,
            None => {
                let sent = peer.sent_one();
                assert_eq!((&*sent.message_id, &*sent.token, &*sent.rest), ("0001", "01", ""));
                let code = ["4.02", "5.05"]
                    .into_iter()
                    .find(|code| sent.head.ends_with(code));
                Fate::Refused(code.unwrap_or_else(|| panic!("{}", sent.head)))
            }
            other => panic!("{other:?}"),
        };
        assert_eq!(fate, *expected, "{options}");
        if let Fate::Refused("4.02") = expected {
            let mut peer = Peer::new(Params::default());
            peer.send(&format!("NON GET 0001 01 {options}")).expect(&[]);
            assert_eq!(peer.event(), None, "{options} without acknowledgement is ignored");
        }
    }
}

/// RFC 7252 §5.4.1, §5.10; RFC 8613 §2 has OSCORE as critical.
#[test]
fn critical_options_that_are_not_supported_are_bad_options() {
    let bad = || Fate::Refused("4.02");
    assert_fates(&[
        ("path=3 unknown-critical=00", bad()),
        ("if-match=aa path=3", bad()),
        ("if-match path=3", bad()),
        ("if-none-match path=3", bad()),
        ("oscore path=3", bad()),
        ("path=3 oscore=0914", bad()),
        ("proxy=coap://a/b", Fate::Refused("5.05")),
        ("path=3 proxy-scheme=coap", Fate::Refused("5.05")),
    ]);
}

/// RFC 7252 §5.4.5: of an option that is not repeatable the second one counts as unrecognised.
#[test]
fn critical_options_occur_as_often_as_they_may() {
    let bad = || Fate::Refused("4.02");
    assert_fates(&[
        ("host=a host=b path=3", bad()),
        ("port=1 port=1 path=3", bad()),
        ("path=3 accept=0 accept=0", bad()),
        ("path=3 block2=0/0/16 block2=0/0/16", bad()),
        ("path=3 block1=0/0/16 block1=0/0/16", bad()),
        ("path=3 path=3 query=a query=a", Fate::Answered),
    ]);
}

/// RFC 7252 §5.4.3 and table 4: a value of another length makes the option unrecognised.
#[test]
fn critical_options_have_the_length_they_may_have() {
    let bad = || Fate::Refused("4.02");
    let long = "x".repeat(256);
    let longest = "x".repeat(255);
    for (options, fate) in [
        ("host path=3".to_owned(), bad()),
        (format!("host={long}"), bad()),
        (format!("host={longest}"), Fate::Answered),
        ("port=65536".to_owned(), bad()),
        ("port=65535".to_owned(), Fate::Answered),
        (format!("path={long}"), bad()),
        (format!("path={longest} path"), Fate::Answered),
        (format!("query={long}"), bad()),
        (format!("query={longest} query"), Fate::Answered),
        ("accept=65536".to_owned(), bad()),
        ("accept=65535".to_owned(), Fate::Answered),
    ] {
        assert_fates(&[(&options, fate)]);
    }
}

/// RFC 7252 §5.4.1: elective options that mean nothing here, are too long or too many, are ignored.
#[test]
fn elective_options_never_refuse_a_request() {
    for options in [
        "etag=01 etag=02 path=3",
        "location=a path=3 age=5",
        "path=3 format=16777216",
        "path=3 format=0 format=60",
        "path=3 hop-limit=16 hop-limit=0",
        "path=3 size2=0 size2=0 size1=4294967295",
        "path=3 echo",
        "path=3 echo=0102 echo=0304",
        "path=3 no-response=65535",
        "path=3 tag tag=01 tag=0203040506070809",
        "observe=2 path=3",
        "observe=16777216 path=3",
    ] {
        let mut peer = Peer::new(Params::default());
        peer.send(&format!("CON GET 0001 01 {options}"));
        let request = peer.respond(Response::new(Code::CONTENT));
        assert_eq!(request.observe, None, "{options}");
        peer.expect(&["ACK 2.05 0001 01"]);
    }
    let mut peer = Peer::new(Params::default());
    peer.send("CON PUT 0001 01 path=3 format=60 format=0 echo=0102 echo=0304 | x");
    let request = peer.request();
    assert_eq!(
        request.content_format,
        Some(ContentFormat::CBOR),
        "the first counts"
    );
    assert_eq!(request.echo, Some(vec![1, 2]));
    peer.send("CON PUT 0002 01 path=3 format=65536 | x");
    assert_eq!(peer.request().content_format, None);
}

/// RFC 7252 §5.3.1: 0 to 8 bytes, returned as they are.
#[test]
fn every_length_of_a_token_comes_back() {
    for length in 0..=8usize {
        let token = if length == 0 {
            "-".to_owned()
        } else {
            "ab".repeat(length)
        };
        let mut peer = Peer::new(Params::default());
        peer.send(&format!("CON GET 0001 {token} path=3"));
        peer.respond(Response::new(Code::CONTENT));
        peer.expect(&[&*format!("ACK 2.05 0001 {token}")]);
        peer.send(&format!("NON GET 0002 {token} path=3"));
        peer.respond(Response::new(Code::CONTENT));
        assert_eq!(peer.sent_one().token, token);
    }
}

/// RFC 7252 §3: lengths 9 to 15 are a format error, which §4.2 answers with a reset.
#[test]
fn longer_tokens_are_a_format_error() {
    let mut peer = Peer::new(Params::default());
    for length in 9..=15u8 {
        let mut datagram = vec![0x40 | length, 1, 0, 1];
        datagram.extend(std::iter::repeat_n(0xab, usize::from(length)));
        peer.endpoint.handle_datagram(peer.now, &datagram);
        peer.expect(&["RST EMPTY 0001 -"]);
    }
    assert_eq!(peer.event(), None);
}

/// RFC 7967 §2.1: 2 no success, 8 no 4.xx, 16 no 5.xx, and any sum; 0 is interested in all.
#[test]
fn each_class_of_responses_can_be_unwanted() {
    let codes = [Code::CHANGED, Code::NOT_FOUND, Code::SERVICE_UNAVAILABLE];
    for (value, sent) in [
        (0u8, [true, true, true]),
        (2, [false, true, true]),
        (8, [true, false, true]),
        (16, [true, true, false]),
        (24, [true, false, false]),
        (26, [false, false, false]),
    ] {
        for (code, sent) in codes.into_iter().zip(sent) {
            let mut peer = Peer::new(Params::default());
            peer.send(&format!("NON POST 0001 01 path=3 no-response={value}"));
            peer.respond(Response::new(code));
            assert_eq!(peer.sent().len(), usize::from(sent), "{code} with {value}");
            peer.send(&format!("CON POST 0002 02 path=3 no-response={value}"));
            peer.respond(Response::new(code));
            peer.expect(&[&*format!("ACK {code} 0002 02")]);
        }
    }
}

/// RFC 7252 §5.4.1, §5.4.5: responses are held to the same rules.
#[test]
fn a_response_with_a_critical_option_twice_is_rejected() {
    let mut peer = Peer::new(Params::default());
    let request = Request::new(Method::Get, "/a".parse().unwrap());
    peer.endpoint.request(peer.now, request).unwrap();
    let sent = peer.sent_one();
    peer.send(&sent.fill("CON 2.05 0001 TOK block2=0/0/16 block2=0/0/16 | x"))
        .expect(&["RST EMPTY 0001 -"]);
    let Some(Event::Response { result, .. }) = peer.event() else {
        panic!("no end")
    };
    assert_eq!(result, Err(ExchangeError::BadOption { number: 23 }));
}
