//! Which error a request gets (OMA LwM2M core 1.2.1 §6.3, tables of response codes).

use coap::{Code, ContentFormat, Method, Request};

use crate::world::World;

const UNAUTHORIZED: Code = Code::UNAUTHORIZED;
const NOT_FOUND: Code = Code::NOT_FOUND;
const NOT_ALLOWED: Code = Code::METHOD_NOT_ALLOWED;

fn plain(request: Request) -> Request {
    request
}

fn with_text(request: Request) -> Request {
    request.with_payload(ContentFormat::TEXT, "1")
}

fn without_format(mut request: Request) -> Request {
    request.payload = b"1".to_vec();
    request
}

#[track_caller]
fn assert_refused(fill: fn(Request) -> Request, cases: &[(Method, &str, Code)]) {
    let mut world = World::registered();
    for (method, uri, code) in cases {
        let answer = world.raw(*method, uri, fill);
        assert_eq!(answer.code, *code, "{method:?} {uri}");
    }
    assert!(
        world.events.is_empty(),
        "nothing reaches the host: {:?}",
        world.events
    );
}

#[test]
fn security_objects_are_out_of_bounds_whether_they_exist_or_not() {
    assert_refused(
        plain,
        &[
            (Method::Get, "/0", UNAUTHORIZED),
            (Method::Get, "/0/0", UNAUTHORIZED),
            (Method::Get, "/0/0/3", UNAUTHORIZED),
            (Method::Get, "/0/7/9/1", UNAUTHORIZED),
            (Method::Get, "/21", UNAUTHORIZED),
            (Method::Put, "/23/0/1", UNAUTHORIZED),
            (Method::Post, "/0", UNAUTHORIZED),
            (Method::Post, "/0/0/1", UNAUTHORIZED),
            (Method::Delete, "/0/0", UNAUTHORIZED),
        ],
    );
}

#[test]
fn what_is_not_there_is_not_found_whatever_is_asked() {
    assert_refused(
        plain,
        &[
            (Method::Get, "/5", NOT_FOUND),
            (Method::Get, "/3303/7", NOT_FOUND),
            (Method::Get, "/3/0/1", NOT_FOUND),
            (Method::Get, "/3/0/999", NOT_FOUND),
            (Method::Get, "/3/0/7/5", NOT_FOUND),
            (Method::Get, "/65535", NOT_FOUND),
            (Method::Get, "/65536/0", NOT_FOUND),
            (Method::Get, "/03/0", NOT_FOUND),
            (Method::Get, "/3/0/", NOT_FOUND),
            (Method::Get, "/bs", NOT_FOUND),
            (Method::Get, "/rd/0", NOT_FOUND),
            (Method::Post, "/3303/7", NOT_FOUND),
            (Method::Post, "/3303/7/5700", NOT_FOUND),
            (Method::Post, "/3/0/5", NOT_FOUND),
            (Method::Post, "/99", NOT_FOUND),
            (Method::Delete, "/3303/7", NOT_FOUND),
            (Method::Delete, "/3303/7/5700", NOT_FOUND),
            (Method::Delete, "/16/0/0/9", NOT_FOUND),
            (Method::Put, "/3303/7", NOT_FOUND),
        ],
    );
    assert_refused(
        with_text,
        &[
            (Method::Put, "/3303/7/5700", NOT_FOUND),
            (Method::Put, "/3303/0/9999", NOT_FOUND),
            (Method::Put, "/16/0/0/9", NOT_FOUND),
            (Method::Post, "/3303/7/5700", NOT_FOUND),
        ],
    );
}

#[test]
fn what_cannot_be_done_is_not_allowed() {
    assert_refused(
        plain,
        &[
            (Method::Get, "/", NOT_ALLOWED),
            (Method::Get, "/3/0/4", NOT_ALLOWED),
            (Method::Get, "/3/0/0/0", NOT_ALLOWED),
            (Method::Get, "/3/0/7/0/1", NOT_ALLOWED),
            (Method::Delete, "/", NOT_ALLOWED),
            (Method::Delete, "/3303", NOT_ALLOWED),
            (Method::Delete, "/3303/0/5700", NOT_ALLOWED),
            (Method::Delete, "/3/0/0/0", NOT_ALLOWED),
            (Method::Delete, "/3/0/7/0", NOT_ALLOWED),
            (Method::Post, "/3/0/0", NOT_ALLOWED),
            (Method::Post, "/3/0/7/0", NOT_ALLOWED),
            (Method::Fetch, "/3", NOT_ALLOWED),
            (Method::IPatch, "/3", NOT_ALLOWED),
            (Method::Fetch, "/3/0", NOT_ALLOWED),
        ],
    );
    assert_refused(
        with_text,
        &[
            (Method::Put, "/", NOT_ALLOWED),
            (Method::Put, "/3306", NOT_ALLOWED),
            (Method::Put, "/3/0/0", NOT_ALLOWED),
            (Method::Put, "/3306/0/5851/0", NOT_ALLOWED),
            (Method::Post, "/3306/0/5851", NOT_ALLOWED),
        ],
    );
}

#[test]
fn a_payload_without_a_format_is_a_bad_request() {
    assert_refused(
        without_format,
        &[
            (Method::Put, "/3306/0/5851", Code::BAD_REQUEST),
            (Method::Post, "/3303", Code::BAD_REQUEST),
            (Method::Put, "/3303/7/5700", NOT_FOUND),
        ],
    );
}

#[test]
fn an_unknown_format_of_a_payload_is_unsupported() {
    fn strange(request: Request) -> Request {
        request.with_payload(ContentFormat(9999), "1")
    }
    const UNSUPPORTED: Code = Code::UNSUPPORTED_CONTENT_FORMAT;
    assert_refused(
        strange,
        &[
            (Method::Put, "/3306/0/5851", UNSUPPORTED),
            (Method::Put, "/3306/0", UNSUPPORTED),
            (Method::Post, "/3306/0", UNSUPPORTED),
            (Method::Post, "/3303", UNSUPPORTED),
            (Method::Post, "/3/0/4", UNSUPPORTED),
        ],
    );
}
