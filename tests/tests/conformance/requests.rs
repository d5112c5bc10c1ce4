//! Requests as a server writes them, and bytes.

use coap::{ContentFormat, Method, Request, UriPath};

use crate::stage::{LINKS, SENML_JSON};

fn uri(path: &str) -> UriPath {
    path.parse().expect("a path")
}

pub(crate) fn get(path: &str) -> Request {
    Request::new(Method::Get, uri(path))
}

/// A Read in one format.
pub(crate) fn read(path: &str, accept: ContentFormat) -> Request {
    get(path).with_accept(accept)
}

/// A Discover, with a query perhaps: `/3?depth=1`.
pub(crate) fn discover(target: &str) -> Request {
    with_queries(target, Method::Get).with_accept(LINKS)
}

/// Write-Attributes, as in `/3?pmin=10&pmax=60`.
pub(crate) fn attributes(target: &str) -> Request {
    with_queries(target, Method::Put)
}

/// An observation, with attributes of its own perhaps.
pub(crate) fn observe(target: &str) -> Request {
    with_queries(target, Method::Get).observed()
}

fn with_queries(target: &str, method: Method) -> Request {
    let (path, queries) = target.split_once('?').unwrap_or((target, ""));
    let queries = queries.split('&').filter(|query| !query.is_empty());
    queries.fold(Request::new(method, uri(path)), |request, query| {
        request.with_query(query)
    })
}

pub(crate) fn put(path: &str, format: ContentFormat, payload: &[u8]) -> Request {
    Request::new(Method::Put, uri(path)).with_payload(format, payload)
}

pub(crate) fn post(path: &str, format: ContentFormat, payload: &[u8]) -> Request {
    Request::new(Method::Post, uri(path)).with_payload(format, payload)
}

/// An Execute without arguments.
pub(crate) fn execute(path: &str) -> Request {
    Request::new(Method::Post, uri(path))
}

pub(crate) fn delete(path: &str) -> Request {
    Request::new(Method::Delete, uri(path))
}

/// A Read-Composite of these paths, asked and to be answered in SenML JSON.
pub(crate) fn fetch(paths: &[&str]) -> Request {
    let names: Vec<String> = paths.iter().map(|path| format!(r#"{{"n":"{path}"}}"#)).collect();
    let list = format!("[{}]", names.join(","));
    Request::new(Method::Fetch, UriPath::new())
        .with_payload(SENML_JSON, list)
        .with_accept(SENML_JSON)
}

/// A Write-Composite.
pub(crate) fn ipatch(format: ContentFormat, payload: &[u8]) -> Request {
    Request::new(Method::IPatch, UriPath::new()).with_payload(format, payload)
}

/// Bytes from hexadecimal digits.
pub(crate) fn hex(digits: &str) -> Vec<u8> {
    let digits: Vec<u8> = digits
        .bytes()
        .filter(|digit| !digit.is_ascii_whitespace())
        .collect();
    let pairs = digits
        .chunks(2)
        .map(|pair| std::str::from_utf8(pair).expect("digits"));
    pairs
        .map(|pair| u8::from_str_radix(pair, 16).expect("two digits"))
        .collect()
}

/// The ids of the outermost entries of a TLV payload (LwM2M core 1.2 §7.5.4).
pub(crate) fn tlv_ids(mut payload: &[u8]) -> Vec<u16> {
    let mut ids = Vec::new();
    let number = |bytes: &[u8]| {
        bytes
            .iter()
            .fold(0_usize, |sum, byte| sum << 8 | usize::from(*byte))
    };
    while let [kind, rest @ ..] = payload {
        let (id, rest) = rest.split_at(1 + usize::from(kind >> 5 & 1));
        ids.push(u16::try_from(number(id)).expect("an id"));
        let (length, rest) = rest.split_at(usize::from(kind >> 3 & 3));
        let length = if length.is_empty() {
            usize::from(kind & 7)
        } else {
            number(length)
        };
        payload = &rest[length..];
    }
    ids
}

/// Whether bytes stand somewhere in others.
#[track_caller]
pub(crate) fn assert_contains(payload: &[u8], part: &[u8]) {
    assert!(
        payload.windows(part.len()).any(|window| window == part),
        "{part:02x?} is not in {payload:02x?}"
    );
}
