//! Block-wise transfer in both roles (RFC 7959 §3 shows most of these).

use coap::{
    BlockSize, BlockValue, Code, ContentFormat, DownloadPart, Event, ExchangeError, Method, Params, Request,
    Response, UploadPart,
};

use crate::Peer;

fn of_size(bytes: usize) -> Params {
    Params {
        max_block_szx: BlockSize::fitting(bytes).unwrap(),
        ..Params::default()
    }
}

fn content(length: usize) -> Response {
    let mut response = Response::new(Code::CONTENT);
    response.payload = vec![b'a'; length];
    response
}

fn put(length: usize) -> Request {
    let mut request = Request::new(Method::Put, "/options".parse().unwrap());
    request.payload = vec![b'a'; length];
    request
}

/// RFC 7959 §3.1, Figure 2: simple block-wise GET.
#[test]
fn a_large_answer_is_served_in_blocks() {
    let mut peer = Peer::new(of_size(128));
    peer.send("CON GET 1234 01 path=status");
    peer.respond(content(300));
    peer.expect(&["ACK 2.05 1234 01 etag block2=0/1/128 size2=300 | a*128"]);
    peer.send("CON GET 1235 02 path=status block2=1/0/128");
    peer.expect(&["ACK 2.05 1235 02 etag block2=1/1/128 | a*128"]);
    peer.send("CON GET 1236 03 path=status block2=2/0/128");
    peer.expect(&["ACK 2.05 1236 03 etag block2=2/0/128 | a*44"]);
    assert_eq!(peer.event(), None, "the application answered once");
    peer.send("CON GET 1237 04 path=status block2=3/0/128")
        .expect(&["ACK 4.00 1237 04"]);
}

/// RFC 7959 §3.1, Figure 3: the client proposes 64 bytes at once; Figure 4: only after the first block.
#[test]
fn the_requester_may_ask_for_smaller_blocks() {
    let mut peer = Peer::new(of_size(128));
    peer.send("CON GET 1234 01 path=status block2=0/0/64");
    peer.respond(content(100));
    peer.expect(&["ACK 2.05 1234 01 etag block2=0/1/64 size2=100 | a*64"]);
    peer.send("CON GET 1235 01 path=status block2=1/0/64");
    peer.expect(&["ACK 2.05 1235 01 etag block2=1/0/64 | a*36"]);
    peer.send("CON GET 2234 01 path=late");
    peer.respond(content(290));
    peer.expect(&["ACK 2.05 2234 01 etag block2=0/1/128 size2=290 | a*128"]);
    peer.send("CON GET 2235 01 path=late block2=2/0/64");
    peer.expect(&["ACK 2.05 2235 01 etag block2=2/1/64 | a*64"]);
}

/// RFC 7959 §3.2, Figure 7: simple atomic block-wise PUT.
#[test]
fn a_body_in_blocks_is_handed_over_once_complete() {
    let mut peer = Peer::new(of_size(128));
    peer.send("CON PUT 1234 01 path=options block1=0/1/128 | a*128");
    peer.expect(&["ACK 2.31 1234 01 block1=0/1/128"]);
    peer.send("CON PUT 1235 02 path=options block1=1/1/128 | a*128");
    peer.expect(&["ACK 2.31 1235 02 block1=1/1/128"]);
    assert_eq!(peer.event(), None);
    peer.send("CON PUT 1236 03 path=options block1=2/0/128 | a*30");
    let request = peer.respond(Response::new(Code::CHANGED));
    assert_eq!((request.payload.len(), request.part), (286, None));
    peer.expect(&["ACK 2.04 1236 03 block1=2/0/128"]);
    peer.send("CON PUT 1236 03 path=options block1=2/0/128 | a*30");
    peer.expect(&["ACK 2.04 1236 03 block1=2/0/128"]);
    peer.send("CON PUT 1237 04 path=options block1=2/0/128 | a*30");
    peer.expect(&["ACK 4.08 1237 04 block1=2/0/128"]);
    assert_eq!(peer.event(), None, "the last block counts once");
}

/// RFC 7959 §3.2, Figure 9: the server wants 32 bytes.
#[test]
fn the_receiver_may_ask_for_smaller_blocks() {
    let mut peer = Peer::new(of_size(32));
    peer.send("CON PUT 1234 01 path=options block1=0/1/128 | a*128");
    peer.expect(&["ACK 2.31 1234 01 block1=0/1/32"]);
    peer.send("CON PUT 1235 01 path=options block1=4/1/32 | a*32");
    peer.expect(&["ACK 2.31 1235 01 block1=4/1/32"]);
    peer.send("CON PUT 1236 01 path=options block1=5/0/32 | a*20");
    assert_eq!(peer.respond(Response::new(Code::CHANGED)).payload.len(), 180);
    peer.expect(&["ACK 2.04 1236 01 block1=5/0/32"]);
}

/// RFC 7959 §3.3, Figure 10: Block1 followed by Block2.
#[test]
fn a_body_in_blocks_may_be_answered_in_blocks() {
    let mut peer = Peer::new(of_size(128));
    peer.send("CON POST 1234 01 path=soap format=0 block1=0/1/128 | a*128");
    peer.expect(&["ACK 2.31 1234 01 block1=0/1/128"]);
    peer.send("CON POST 1235 01 path=soap format=0 block1=1/0/128 | a*99");
    peer.respond(Response::new(Code::CHANGED).with_payload(ContentFormat::TEXT, vec![b'b'; 200]));
    peer.expect(&["ACK 2.04 1235 01 etag format=0 block2=0/1/128 block1=1/0/128 size2=200 | b*128"]);
    peer.send("CON POST 1236 01 path=soap block2=1/0/128");
    peer.expect(&["ACK 2.04 1236 01 etag format=0 block2=1/0/128 | b*72"]);
    assert_eq!(peer.event(), None);
    peer.send("CON POST 1237 01 path=other block2=1/0/128")
        .expect(&["ACK 4.08 1237 01"]);
}

#[test]
fn gaps_wrong_sizes_and_large_bodies_are_refused() {
    let mut peer = Peer::new(Params {
        max_body_size: 256,
        ..of_size(128)
    });
    peer.send("CON PUT 0001 01 path=a block1=1/1/128 | a*128");
    peer.expect(&["ACK 4.08 0001 01 block1=1/1/128"]);
    peer.send("CON PUT 0002 01 path=a block1=0/1/128 | a*100");
    peer.expect(&["ACK 4.00 0002 01 block1=0/1/128"]);
    peer.send("CON PUT 0003 01 path=a block1=0/1/128 size1=257 | a*128");
    peer.expect(&["ACK 4.13 0003 01 block1=0/1/128 size1=256"]);
    peer.send("CON PUT 0004 01 path=a block1=0/1/128 | a*128").sent();
    peer.send("CON PUT 0005 01 path=a block1=1/1/128 | a*128").sent();
    peer.send("CON PUT 0006 01 path=a block1=2/0/128 | a*1");
    peer.expect(&["ACK 4.13 0006 01 block1=2/0/128 size1=256"]);
    assert_eq!(peer.event(), None);
}

#[test]
fn uploads_are_told_apart_by_their_options_not_their_tokens() {
    let mut peer = Peer::new(of_size(16));
    peer.send("CON PUT 0001 01 path=a block1=0/1/16 tag=01 | a*16")
        .sent();
    peer.send("CON PUT 0002 02 path=a block1=0/1/16 tag=02 | b*16")
        .sent();
    peer.send("CON PUT 0003 03 path=a block1=1/0/16 tag=01 | a*9");
    assert_eq!(peer.request().payload, [b'a'; 25]);
    peer.send("CON PUT 0004 04 path=a block1=1/0/16 tag=02 | b*9");
    assert_eq!(peer.request().payload, [b'b'; 25]);
}

#[test]
fn an_upload_that_stops_is_forgotten() {
    let mut peer = Peer::new(Params {
        max_uploads: 1,
        ..of_size(16)
    });
    peer.send("CON PUT 0001 01 path=a block1=0/1/16 | a*16").sent();
    peer.send("CON PUT 0002 02 path=b block1=0/1/16 | a*16");
    peer.expect(&["ACK 5.03 0002 02 block1=0/1/16"]);
    assert_eq!(
        peer.endpoint.poll_timeout(),
        Some(peer.start + std::time::Duration::from_secs(247))
    );
    peer.at(247_000)
        .send("CON PUT 0003 03 path=b block1=0/1/16 | a*16");
    peer.expect(&["ACK 2.31 0003 03 block1=0/1/16"]);
}

#[test]
fn a_streamed_upload_is_handed_over_block_by_block() {
    let params = Params {
        streamed: |_, path| path.to_string() == "/5/0/0",
        ..of_size(16)
    };
    let mut peer = Peer::new(params);
    peer.send("CON PUT 0001 01 path=5 path=0 path=0 block1=0/1/16 | a*16");
    let first = peer.respond(Response::new(Code::CHANGED));
    assert_eq!(
        first.part,
        Some(UploadPart {
            offset: 0,
            last: false
        })
    );
    peer.expect(&["ACK 2.31 0001 01 block1=0/1/16"]);
    peer.send("CON PUT 0002 01 path=5 path=0 path=0 block1=1/0/16 | b*9");
    let last = peer.respond(Response::new(Code::CHANGED));
    assert_eq!(
        (last.part, last.payload),
        (
            Some(UploadPart {
                offset: 16,
                last: true
            }),
            vec![b'b'; 9]
        )
    );
    peer.expect(&["ACK 2.04 0002 01 block1=1/0/16"]);
    peer.send("CON PUT 0003 01 path=5 path=0 path=0 block1=0/1/16 | a*16");
    peer.respond(Response::new(Code::NOT_ACCEPTABLE));
    peer.expect(&["ACK 4.06 0003 01 block1=0/1/16"]);
    peer.send("CON PUT 0004 01 path=5 path=0 path=0 block1=1/0/16 | b*9");
    peer.expect(&["ACK 4.08 0004 01 block1=1/0/16"]);
}

#[test]
fn a_fetch_is_continued_with_or_without_its_body() {
    let mut peer = Peer::new(of_size(16));
    peer.send("CON FETCH 0001 01 format=112 accept=112 | paths");
    peer.respond(content(40));
    peer.expect(&["ACK 2.05 0001 01 etag block2=0/1/16 size2=40 | a*16"]);
    peer.send("CON FETCH 0002 02 format=112 accept=112 block2=1/0/16 | paths");
    peer.expect(&["ACK 2.05 0002 02 etag block2=1/1/16 | a*16"]);
    peer.send("CON FETCH 0003 03 accept=112 block2=2/0/16");
    peer.expect(&["ACK 2.05 0003 03 etag block2=2/0/16 | aaaaaaaa"]);
    peer.send("CON FETCH 0004 04 format=112 accept=112 block2=1/0/16 | others");
    assert_eq!(peer.respond(content(20)).payload, b"others");
    peer.expect(&["ACK 2.05 0004 04 etag block2=1/0/16 | aaaa"]);
}

#[test]
fn a_forgotten_answer_is_asked_for_again_where_that_is_harmless() {
    let mut peer = Peer::new(of_size(16));
    peer.send("CON GET 0001 01 path=a block2=2/0/16");
    peer.respond(content(40));
    peer.expect(&["ACK 2.05 0001 01 etag block2=2/0/16 | aaaaaaaa"]);
    peer.send("CON GET 0002 01 path=b block2=2/0/16");
    peer.respond(Response::new(Code::NOT_FOUND));
    peer.expect(&["ACK 4.04 0002 01"]);
    peer.send("CON POST 0003 01 path=b block2=2/0/16")
        .expect(&["ACK 4.08 0003 01"]);
}

#[test]
fn long_options_leave_room_for_smaller_blocks_only() {
    let mut peer = Peer::new(Params::default());
    peer.send("CON GET 0001 01 path=a");
    let location = std::iter::repeat_n("l".repeat(200), 2);
    peer.respond(content(2000).with_location(location));
    let sent = peer.sent_one();
    assert!(sent.rest.contains("block2=0/1/512"), "{}", sent.rest);
}

/// RFC 7959 §3.2, Figure 7, from the other side.
#[test]
fn a_large_request_goes_up_in_blocks() {
    let mut peer = Peer::new(of_size(128));
    peer.endpoint.request(peer.now, put(300)).unwrap();
    let sent = peer.sent_one();
    assert_eq!(sent.rest, "path=options block1=0/1/128 size1=300 | a*128");
    peer.send(&sent.fill("ACK 2.31 MID TOK block1=0/1/128"));
    let sent = peer.sent_one();
    assert_eq!(sent.rest, "path=options block1=1/1/128 | a*128");
    peer.send(&sent.fill("ACK 2.31 MID TOK block1=1/1/128"));
    let sent = peer.sent_one();
    assert_eq!(sent.rest, "path=options block1=2/0/128 | a*44");
    peer.send(&sent.fill("ACK 2.04 MID TOK block1=2/0/128"));
    assert_eq!(peer.response().code, Code::CHANGED);
}

/// RFC 7959 §3.2, Figure 9, from the other side; and §2.9.3, a smaller size as a hint in 4.13.
#[test]
fn a_large_request_follows_the_size_the_receiver_wants() {
    let mut peer = Peer::new(of_size(128));
    peer.endpoint.request(peer.now, put(300)).unwrap();
    let sent = peer.sent_one();
    peer.send(&sent.fill("ACK 2.31 MID TOK block1=0/1/32"));
    let sent = peer.sent_one();
    assert_eq!(sent.rest, "path=options block1=4/1/32 | a*32");
    peer.send(&sent.fill("ACK 4.13 MID TOK block1=4/1/16"));
    let sent = peer.sent_one();
    assert_eq!(sent.rest, "path=options block1=0/1/16 size1=300 | a*16");
    peer.send(&sent.fill("ACK 4.13 MID TOK block1=0/1/16"));
    assert_eq!(peer.response().code, Code::REQUEST_ENTITY_TOO_LARGE);
}

#[test]
fn an_error_ends_an_upload() {
    let mut peer = Peer::new(of_size(16));
    peer.endpoint.request(peer.now, put(40)).unwrap();
    let sent = peer.sent_one();
    peer.send(&sent.fill("ACK 4.08 MID TOK block1=0/1/16"));
    assert_eq!(peer.response().code, Code::REQUEST_ENTITY_INCOMPLETE);
    assert_eq!(peer.endpoint.poll_timeout(), None);
}

/// RFC 7959 §3.1, Figure 2, from the other side.
#[test]
fn a_large_response_is_gathered() {
    let mut peer = Peer::new(Params::default());
    peer.endpoint
        .request(peer.now, Request::new(Method::Get, "/status".parse().unwrap()))
        .unwrap();
    let sent = peer.sent_one();
    peer.send(&sent.fill("ACK 2.05 MID TOK etag=01 format=0 block2=0/1/128 | a*128"));
    let sent = peer.sent_one();
    assert_eq!(
        (&*sent.head, &*sent.rest),
        ("CON GET", "path=status block2=1/0/128")
    );
    peer.send(&sent.fill("ACK 2.05 MID TOK etag=01 block2=1/0/128 | a*30"));
    let response = peer.response();
    assert_eq!(
        (response.payload.len(), response.content_format),
        (158, Some(ContentFormat::TEXT))
    );
}

#[test]
fn a_body_that_changed_meanwhile_is_fetched_anew_a_few_times() {
    let mut peer = Peer::new(Params::default());
    peer.endpoint
        .request(peer.now, Request::new(Method::Get, "/status".parse().unwrap()))
        .unwrap();
    for round in 0..4 {
        let sent = peer.sent_one();
        assert_eq!(sent.rest, "path=status", "round {round}");
        peer.send(&sent.fill("ACK 2.05 MID TOK etag=01 block2=0/1/16 | a*16"));
        let sent = peer.sent_one();
        peer.send(&sent.fill("ACK 2.05 MID TOK etag=02 block2=1/0/16 | b*9"));
    }
    let mismatch = Some(ExchangeError::BlockMismatch);
    let Some(Event::Response { result, .. }) = peer.event() else {
        panic!("no end")
    };
    assert_eq!(result.err(), mismatch);
}

#[test]
fn a_response_larger_than_allowed_fails() {
    let mut peer = Peer::new(Params {
        max_body_size: 30,
        ..Params::default()
    });
    peer.endpoint
        .request(peer.now, Request::new(Method::Get, "/status".parse().unwrap()))
        .unwrap();
    let sent = peer.sent_one();
    peer.send(&sent.fill("ACK 2.05 MID TOK block2=0/1/16 | a*16"));
    let sent = peer.sent_one();
    peer.send(&sent.fill("ACK 2.05 MID TOK block2=1/1/16 | a*16"));
    let Some(Event::Response { result, .. }) = peer.event() else {
        panic!("no end")
    };
    assert_eq!(result.err(), Some(ExchangeError::BodyTooLarge { limit: 30 }));
}

#[test]
fn two_uploads_to_one_resource_carry_different_tags() {
    let mut peer = Peer::new(of_size(16));
    peer.endpoint.request(peer.now, put(40)).unwrap();
    peer.endpoint.request(peer.now, put(40)).unwrap();
    let first = peer.sent_one();
    assert!(!first.rest.contains("tag="), "{}", first.rest);
    peer.send(&first.fill("ACK EMPTY MID -"));
    let second = peer.sent_one();
    assert!(second.rest.contains("tag="), "{}", second.rest);
}

fn part(number: u32) -> Request {
    let block = BlockValue {
        number,
        more: false,
        size: BlockSize::MIN,
    };
    Request::new(Method::Get, "/image".parse().unwrap()).with_part(block)
}

/// RFC 7959 §2.4: any block can be asked for; §4: the size of the whole is asked for with the first.
#[test]
fn one_block_that_was_asked_for_is_handed_out_as_it_came() {
    let mut peer = Peer::new(Params::default());
    for (number, sent_options, answer, expected) in [
        (
            0,
            "path=image block2=0/0/16 size2=0",
            "etag=01 block2=0/1/16 size2=900 | a*16",
            Some(900),
        ),
        (
            7,
            "path=image block2=7/0/16",
            "etag=01 block2=7/1/16 | a*16",
            None,
        ),
    ] {
        peer.endpoint.request(peer.now, part(number)).unwrap();
        let sent = peer.sent_one();
        assert_eq!(sent.rest, sent_options);
        peer.send(&sent.fill(&format!("ACK 2.05 MID TOK {answer}")));
        let response = peer.response();
        let block = BlockValue {
            number,
            more: true,
            size: BlockSize::MIN,
        };
        let part = DownloadPart {
            block: Some(block),
            etag: Some(vec![1]),
            size: expected,
        };
        assert_eq!((response.part, response.payload.len()), (Some(part), 16));
        peer.expect(&[]);
    }
}

#[test]
fn an_answer_without_blocks_to_a_request_for_one_is_the_whole_body() {
    let mut peer = Peer::new(Params::default());
    peer.endpoint.request(peer.now, part(0)).unwrap();
    let sent = peer.sent_one();
    peer.send(&sent.fill("ACK 2.05 MID TOK | aaaa"));
    let part = peer.response().part.unwrap();
    assert_eq!((part.block, part.etag), (None, None));
}

/// RFC 7252 §5.10.1: a server may have several names.
#[test]
fn a_request_names_the_host_it_is_for() {
    let mut peer = Peer::new(Params::default());
    let mut request = part(0);
    request.host = Some("files.example".into());
    peer.endpoint.request(peer.now, request).unwrap();
    assert!(peer.sent_one().rest.starts_with("host=files.example path=image"));
}
