//! Every format at every level of the bootstrap interface (OMA LwM2M core 1.2.1 §6.1.7, §7.4).

use coap::{ContentFormat, Method};
use objects::Value;

use super::stage::{Stage, factory, server_object};
use crate::formats::{FORMATS, codes, payload};
use crate::support::path;

/// A path, the values written there, and what becomes of them in each format.
type Row<'a> = (&'a str, &'a [(&'a str, Value)], &'a str);

#[test]
fn writes_are_taken_in_the_formats_that_can_carry_them() {
    let lifetime = [("/1/0/1", Value::Integer(60))];
    let key = [("/0/0/5", Value::Opaque(vec![7; 16]))];
    let rights = [("/2/0/2/101", Value::Integer(15))];
    #[rustfmt::skip]
    let rows: [Row<'_>; 5] = [
        //                              0   40  42  60 110 112 320 322 TLV JSN  CBOR ?
        ("/1", &server_object(),       "400 415 400 400 204 204 415 415 204 415 204 415"),
        ("/1/0", &server_object(),     "400 415 400 400 204 204 415 415 204 415 204 415"),
        ("/1/0/1", &lifetime,          "204 415 400 204 204 204 415 415 204 415 204 415"),
        ("/0/0/5", &key,               "204 415 204 204 204 204 415 415 204 415 204 415"),
        ("/2/0/2", &rights,            "400 415 400 400 204 204 415 415 204 415 204 415"),
    ];
    for (uri, values, row) in rows {
        for (format, expected) in FORMATS.into_iter().zip(codes(row)) {
            let mut stage = Stage::receiving(factory());
            let body = payload(format, path(uri), values);
            let answer = stage.ask(Method::Put, uri, |request| {
                request.with_payload(ContentFormat(format), body)
            });
            assert_eq!(answer.code, expected, "{format} at {uri}");
        }
    }
}

#[test]
fn reads_are_answered_in_the_formats_of_several_values() {
    for uri in ["/1", "/1/0", "/2"] {
        //          0   40  42  60 110 112 320 322 TLV JSN  CBOR ?
        let row = "406 205 406 406 205 205 406 406 205 406 205 406";
        for (format, mut expected) in FORMATS.into_iter().zip(codes(row)) {
            let mut stage = Stage::receiving(factory());
            stage.provision();
            let answer = stage.ask(Method::Get, uri, |request| {
                request.with_accept(ContentFormat(format))
            });
            if format == 40 && path(uri).depth() > 1 {
                // A Bootstrap-Discover has no deeper paths.
                expected = coap::Code::BAD_REQUEST;
            }
            assert_eq!(answer.code, expected, "{format} at {uri}");
        }
    }
}
