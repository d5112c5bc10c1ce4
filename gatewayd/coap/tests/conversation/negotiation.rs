//! Who decides on the size of blocks, and transfers in both directions within one exchange (RFC 7959 §2.3 to §3.3).

use coap::{BlockSize, Code, ContentFormat, Method, Params, Request, Response, Token};

use crate::Peer;

fn size(bytes: usize) -> BlockSize {
    BlockSize::fitting(bytes).unwrap()
}

fn of_size(bytes: usize) -> Params {
    Params {
        max_block_szx: size(bytes),
        ..Params::default()
    }
}

fn content(length: usize) -> Response {
    Response::content(ContentFormat::SENML_CBOR, vec![b'a'; length])
}

fn fetch(body: usize) -> Request {
    Request::new(Method::Fetch, "/".parse().unwrap())
        .with_payload(ContentFormat::SENML_ETCH_CBOR, vec![b'p'; body])
}

/// RFC 7959 §2.4: NUM counts in blocks of the size that the same option has.
#[test]
fn the_requester_may_ask_for_smaller_and_smaller_blocks() {
    let mut peer = Peer::new(of_size(1024));
    peer.send("CON GET 0001 01 path=a");
    peer.respond(content(1500));
    assert!(peer.sent_one().rest.contains("block2=0/1/1024"));
    peer.send("CON GET 0002 01 path=a block2=4/0/256");
    peer.expect(&["ACK 2.05 0002 01 etag format=112 block2=4/1/256 | a*256"]);
    peer.send("CON GET 0003 01 path=a block2=20/0/64");
    peer.expect(&["ACK 2.05 0003 01 etag format=112 block2=20/1/64 | a*64"]);
    peer.send("CON GET 0004 01 path=a block2=1/0/1024");
    peer.expect(&["ACK 2.05 0004 01 etag format=112 block2=1/0/1024 | a*476"]);
}

#[test]
fn the_sender_may_go_on_with_smaller_blocks() {
    let mut peer = Peer::new(of_size(128));
    peer.send("CON PUT 0001 01 path=a block1=0/1/128 | a*128");
    peer.expect(&["ACK 2.31 0001 01 block1=0/1/128"]);
    peer.send("CON PUT 0002 01 path=a block1=8/1/16 | a*16");
    peer.expect(&["ACK 2.31 0002 01 block1=8/1/16"]);
    peer.send("CON PUT 0003 01 path=a block1=9/0/16 | a*3");
    assert_eq!(peer.respond(Response::new(Code::CHANGED)).payload.len(), 147);
    peer.expect(&["ACK 2.04 0003 01 block1=9/0/16"]);
}

/// RFC 7959 §2.4, early negotiation, and a server that goes on with smaller ones, twice.
#[test]
fn a_size_can_be_asked_for_at_once_and_the_smallest_one_counts() {
    let mut peer = Peer::new(of_size(1024));
    let mut request = Request::new(Method::Get, "/a".parse().unwrap());
    request.block_size = Some(size(256));
    peer.endpoint.request(peer.now, request).unwrap();
    let sent = peer.sent_one();
    assert_eq!(sent.rest, "path=a block2=0/0/256");
    peer.send(&sent.fill("ACK 2.05 MID TOK etag=01 block2=0/1/64 | a*64"));
    let sent = peer.sent_one();
    assert_eq!(sent.rest, "path=a block2=1/0/64");
    peer.send(&sent.fill("ACK 2.05 MID TOK etag=01 block2=4/1/16 | a*16"));
    let sent = peer.sent_one();
    assert_eq!(sent.rest, "path=a block2=5/0/16");
    peer.send(&sent.fill("ACK 2.05 MID TOK etag=01 block2=5/0/16 | a*2"));
    assert_eq!(peer.response().payload.len(), 82);
}

/// RFC 7959 §3.3 with FETCH (RFC 8132 §2.3.2): the later blocks are asked for without the body, with it, or
/// with it in blocks again.
#[test]
fn a_fetch_goes_up_and_its_answer_comes_down_in_blocks() {
    let mut peer = Peer::new(of_size(16));
    let first = "path= format=322 accept=112";
    peer.send(&format!("CON FETCH 0001 01 {first} block1=0/1/16 | p*16"));
    peer.expect(&["ACK 2.31 0001 01 block1=0/1/16"]);
    peer.send(&format!("CON FETCH 0002 02 {first} block1=1/0/16 | p*9"));
    assert_eq!(peer.respond(content(60)).payload, [b'p'; 25]);
    peer.expect(&["ACK 2.05 0002 02 etag format=112 block2=0/1/16 block1=1/0/16 size2=60 | a*16"]);
    peer.send("CON FETCH 0003 03 path= accept=112 block2=1/0/16");
    peer.expect(&["ACK 2.05 0003 03 etag format=112 block2=1/1/16 | a*16"]);
    peer.send(&format!("CON FETCH 0004 04 {first} block2=2/0/16 | p*25"));
    peer.expect(&["ACK 2.05 0004 04 etag format=112 block2=2/1/16 | a*16"]);
    peer.send(&format!(
        "CON FETCH 0005 05 {first} block2=3/0/16 block1=0/1/16 | p*16"
    ));
    peer.expect(&["ACK 2.31 0005 05 block1=0/1/16"]);
    peer.send(&format!(
        "CON FETCH 0006 06 {first} block2=3/0/16 block1=1/0/16 | p*9"
    ));
    peer.expect(&["ACK 2.05 0006 06 etag format=112 block2=3/0/16 block1=1/0/16 | a*12"]);
    assert_eq!(peer.event(), None, "it was answered once");
}

#[test]
fn a_fetch_of_our_own_goes_up_and_its_answer_comes_down_in_blocks() {
    let mut peer = Peer::new(of_size(16));
    peer.endpoint.request(peer.now, fetch(20)).unwrap();
    let sent = peer.sent_one();
    assert_eq!(sent.rest, "format=322 block1=0/1/16 size1=20 | p*16");
    peer.send(&sent.fill("ACK 2.31 MID TOK block1=0/1/16"));
    let sent = peer.sent_one();
    assert_eq!(sent.rest, "format=322 block1=1/0/16 | pppp");
    peer.send(&sent.fill("ACK 2.05 MID TOK etag=01 block2=0/1/16 block1=1/0/16 | a*16"));
    let sent = peer.sent_one();
    assert_eq!(sent.rest, "format=322 block2=1/0/16");
    peer.send(&sent.fill("ACK 2.05 MID TOK etag=01 block2=1/0/16 | a*2"));
    assert_eq!(peer.response().payload.len(), 18);
}

/// RFC 7959 §3.4 with FETCH: the body tells which observation of the same path is meant.
#[test]
fn a_large_state_of_several_paths_is_fetched_with_their_list() {
    let mut peer = Peer::new(of_size(16));
    for (token, list) in [("01", "one"), ("02", "two")] {
        peer.send(&format!(
            "CON FETCH 00{token} {token} observe=0 format=322 | {list}"
        ));
        peer.respond(content(4).observed());
    }
    peer.sent();
    for (token, length) in [(1u8, 30), (2, 40)] {
        let token = Token::try_from(&[token][..]).unwrap();
        peer.endpoint
            .notify(peer.now, &token, content(length), false)
            .unwrap();
        assert!(peer.sent_one().rest.contains("block2=0/1/16"));
    }
    peer.send("CON FETCH 0005 05 format=322 block2=1/0/16 | one");
    peer.expect(&["ACK 2.05 0005 05 etag format=112 block2=1/0/16 | a*14"]);
    peer.send("CON FETCH 0006 06 format=322 block2=2/0/16 | two");
    peer.expect(&["ACK 2.05 0006 06 etag format=112 block2=2/0/16 | aaaaaaaa"]);
    assert_eq!(peer.event(), None);
}

/// RFC 9175 §2.3: whatever block demands it, the whole request is made again, fresh in every block.
#[test]
fn a_demanded_echo_goes_into_every_block_of_a_body() {
    let mut peer = Peer::new(of_size(16));
    peer.endpoint.request(peer.now, fetch(20)).unwrap();
    let sent = peer.sent_one();
    peer.send(&sent.fill("ACK 2.31 MID TOK block1=0/1/16"));
    let sent = peer.sent_one();
    peer.send(&sent.fill("ACK 4.01 MID TOK echo=0a0b"));
    let sent = peer.sent_one();
    assert_eq!(sent.rest, "format=322 block1=0/1/16 size1=20 echo=0a0b | p*16");
    peer.send(&sent.fill("ACK 2.31 MID TOK block1=0/1/16"));
    let sent = peer.sent_one();
    assert_eq!(sent.rest, "format=322 block1=1/0/16 echo=0a0b | pppp");
    peer.send(&sent.fill("ACK 2.05 MID TOK block1=1/0/16"));
    assert_eq!(peer.response().code, Code::CONTENT);
}

/// RFC 7959 §2.2: a size exponent of 7 is reserved, and so a bad option.
#[test]
fn the_reserved_size_is_refused() {
    let mut peer = Peer::new(Params::default());
    // Block2, then Block1, one byte with SZX 7.
    for (delta, number) in [(0xd1, 23 - 13), (0xd1, 27 - 13)] {
        let request = [0x40, 1, 0, number, delta, number, 0x07];
        peer.endpoint.handle_datagram(peer.now, &request);
        assert_eq!(peer.sent_one().head, "ACK 4.02");
    }
    assert_eq!(peer.event(), None);
}
