//! What a message costs: reading, writing, and a whole GET with few and with many observations.

// The name the crate has elsewhere.
extern crate gatewayd_coap as coap;

use std::hint::black_box;
use std::time::Instant;

use coap::{
    Code, ContentFormat, Endpoint, Event, Message, MessageType, Method, OptionNumber, Params, Request,
    Response, Token,
};
use criterion::{Criterion, criterion_group, criterion_main};

const LIMIT: usize = 1152;

/// A notification of 57 bytes.
fn notification() -> Message {
    let mut message = Message::new(MessageType::NonConfirmable, Code::CONTENT, 7, Token::from([1; 8]));
    message.add_uint(OptionNumber::OBSERVE, 4711);
    message.add_uint(
        OptionNumber::CONTENT_FORMAT,
        u32::from(ContentFormat::SENML_CBOR.0),
    );
    message.set_payload(vec![0x81; 39]);
    message
}

/// A request of 44 bytes with seven options.
fn request() -> Message {
    let mut message = Message::new(
        MessageType::Confirmable,
        Method::Get.code(),
        7,
        Token::from([1; 8]),
    );
    for segment in ["3303", "10", "5700"] {
        message.add(OptionNumber::URI_PATH, segment.as_bytes().to_vec());
    }
    message.add_uint(OptionNumber::OBSERVE, 0);
    message.add_uint(OptionNumber::ACCEPT, 112);
    message.add(OptionNumber::URI_QUERY, b"pmin=10".to_vec());
    message.add(OptionNumber::URI_QUERY, b"pmax=30".to_vec());
    message
}

fn codec(criterion: &mut Criterion) {
    for (name, length, message) in [("notify", 57, notification()), ("request", 44, request())] {
        let bytes = message.encode(LIMIT).expect("it fits");
        assert_eq!(bytes.len(), length, "{name}");
        criterion.bench_function(&format!("parse a {length}-byte {name}"), |bencher| {
            bencher.iter(|| Message::parse(black_box(&bytes), LIMIT));
        });
        criterion.bench_function(&format!("write a {length}-byte {name}"), |bencher| {
            bencher.iter(|| black_box(&message).encode(LIMIT));
        });
    }
}

fn endpoint_with(observations: u64, now: Instant) -> Endpoint {
    let mut endpoint = Endpoint::new(Params::default(), 1, now);
    let observed = Request::new(Method::Get, "/3303/0/5700".parse().expect("a short path"));
    for number in 0..observations {
        endpoint.restore_observation(now, Token::from(number.to_be_bytes()), 0, &observed);
    }
    endpoint
}

fn get(criterion: &mut Criterion) {
    #[expect(clippy::disallowed_methods, reason = "a benchmark needs one origin")]
    let now = Instant::now();
    let mut message = Message::new(
        MessageType::Confirmable,
        Method::Get.code(),
        0,
        Token::from([1; 8]),
    );
    for segment in ["3", "0", "0"] {
        message.add(OptionNumber::URI_PATH, segment.as_bytes().to_vec());
    }
    let mut bytes = message.encode(LIMIT).expect("it fits");
    for observations in [0, 10_000] {
        let mut endpoint = endpoint_with(observations, now);
        let mut message_id = 0u16;
        criterion.bench_function(
            &format!("GET /3/0/0 with {observations} observations"),
            |bencher| {
                bencher.iter(|| {
                    message_id = message_id.wrapping_add(1);
                    bytes[2..4].copy_from_slice(&message_id.to_be_bytes());
                    endpoint.handle_datagram(now, &bytes);
                    let Some(Event::Request(request)) = endpoint.poll_event() else {
                        panic!("no request")
                    };
                    let answer = Response::content(ContentFormat::TEXT, *b"Open Mobile Alliance");
                    endpoint.respond(now, request.id, answer);
                    endpoint.poll_transmit().expect("an answer")
                });
            },
        );
    }
}

fn notify(criterion: &mut Criterion) {
    #[expect(clippy::disallowed_methods, reason = "a benchmark needs one origin")]
    let now = Instant::now();
    for observations in [1, 10_000] {
        let mut endpoint = endpoint_with(observations, now);
        let mut number = 0;
        criterion.bench_function(&format!("notify one of {observations} observations"), |bencher| {
            bencher.iter(|| {
                number = (number + 1) % observations;
                let token = Token::from(number.to_be_bytes());
                let state = Response::content(ContentFormat::SENML_CBOR, [0x81; 39]);
                endpoint
                    .notify(now, &token, state, false)
                    .expect("it is observed");
                endpoint.poll_transmit().expect("a notification")
            });
        });
    }
}

criterion_group!(benches, codec, get, notify);
criterion_main!(benches);
