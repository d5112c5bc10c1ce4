//! Every format at every level of every operation, with the code it gets: OMA LwM2M core 1.2.1 §7.4 for what
//! each can carry, §6.3 and §6.4 for the response codes.

use coap::{Code, ContentFormat, Method, Request};
use lwm2m::EnablerVersion::{self, V1_0, V1_1, V1_2};
use lwm2m::format::{self, Content, Record};
use objects::{Path, ResourcePath, Value};

use crate::support::{path, resource, text};
use crate::world::{Setup, World};

/// The columns of the tables: text, links, opaque, CBOR, SenML, SenML-ETCH, TLV, JSON, LwM2M CBOR, unknown.
pub(crate) const FORMATS: [u16; 12] = [0, 40, 42, 60, 110, 112, 320, 322, 11542, 11543, 11544, 9999];

/// The codes of one row, one for each format.
pub(crate) fn codes(row: &str) -> Vec<Code> {
    let code = |word: &str| Code::new(word[..1].parse().unwrap(), word[1..].parse().unwrap());
    let codes: Vec<Code> = row.split_whitespace().map(code).collect();
    assert_eq!(codes.len(), FORMATS.len(), "{row}");
    codes
}

/// Values below `base` in a format, or what comes nearest to them.
pub(crate) fn payload(format: u16, base: Path, values: &[(&str, Value)]) -> Vec<u8> {
    let values: Vec<(ResourcePath, &Value)> =
        values.iter().map(|(at, value)| (resource(at), value)).collect();
    let records: Vec<Record<'_>> = values
        .iter()
        .map(|(path, value)| Record {
            path: *path,
            value,
            time: None,
        })
        .collect();
    let format = match format {
        format::SENML_ETCH_JSON => format::SENML_JSON,
        format::SENML_ETCH_CBOR => format::SENML_CBOR,
        other => other,
    };
    let mut payload = Vec::new();
    match format::encode(format, &Content::new(base, &records), &mut payload) {
        Ok(()) => payload,
        // One that cannot carry this: the digit 1, as text and as CBOR.
        Err(_) if format == format::CBOR => vec![1],
        Err(_) => b"1".to_vec(),
    }
}

fn registered(version: EnablerVersion) -> World {
    World::registered_with(Setup {
        version,
        ..Setup::default()
    })
}

/// Asks for each format, where `ask` says how.
#[track_caller]
fn assert_row(version: EnablerVersion, row: &str, ask: impl Fn(&mut World, ContentFormat) -> Code) {
    for (format, expected) in FORMATS.into_iter().zip(codes(row)) {
        let code = ask(&mut registered(version), ContentFormat(format));
        assert_eq!(code, expected, "format {format} in {version}");
    }
}

#[test]
fn reads_and_observations_are_answered_in_the_formats_that_can_carry_them() {
    #[rustfmt::skip]
    let rows = [
        //                    0   40  42  60 110 112 320 322 TLV JSN  CBOR ?
        (V1_2, "/3303",      "406 205 406 406 205 205 406 406 205 406 205 406"),
        (V1_2, "/3303/0",    "406 205 406 406 205 205 406 406 205 406 205 406"),
        (V1_2, "/3/0/7",     "406 205 406 406 205 205 406 406 205 406 205 406"),
        (V1_2, "/3/0/0",     "205 205 406 205 205 205 406 406 205 406 205 406"),
        (V1_2, "/3/0/7/1",   "205 405 406 205 205 205 406 406 205 406 205 406"),
        (V1_2, "/19/0/0/0",  "205 405 205 205 205 205 406 406 205 406 205 406"),
        (V1_1, "/3303",      "406 205 406 406 205 205 406 406 205 406 406 406"),
        (V1_1, "/3/0/0",     "205 205 406 205 205 205 406 406 205 406 406 406"),
        (V1_1, "/19/0/0/0",  "205 405 205 205 205 205 406 406 205 406 406 406"),
        (V1_0, "/3303",      "406 205 406 406 406 406 406 406 205 205 406 406"),
        (V1_0, "/3/0/7",     "406 205 406 406 406 406 406 406 205 205 406 406"),
        (V1_0, "/3/0/0",     "205 205 406 406 406 406 406 406 205 205 406 406"),
    ];
    for (version, target, row) in rows {
        assert_row(version, row, |world, format| {
            world.read(target, Some(format)).code
        });
        assert_row(version, row, |world, format| {
            let asked = world.server.observe(world.now, path(target), Some(format), &[]);
            world.run();
            world.answer(asked.unwrap()).unwrap().code
        });
    }
}

/// Writes values at a path in each format, with POST or PUT.
#[track_caller]
fn assert_written(version: EnablerVersion, method: Method, uri: &str, values: &[(&str, Value)], row: &str) {
    assert_row(version, row, |world, format| {
        let body = payload(format.0, path(uri), values);
        world
            .raw(method, uri, |request| request.with_payload(format, body))
            .code
    });
}

/// Which version, how, where, what, and the codes.
type Row<'a> = (EnablerVersion, Method, &'a str, &'a [(&'a str, Value)], &'a str);

#[test]
fn writes_and_creates_are_taken_in_the_formats_that_can_carry_them() {
    use Method::{Post, Put};
    let switch = [
        ("/3306/0/5850", Value::Boolean(true)),
        ("/3306/0/5851", Value::Integer(5)),
    ];
    let dimmer = [("/3306/0/5851", Value::Integer(5))];
    let names = [("/16/0/0/1", text("Blue")), ("/16/0/0/3", text("Gold"))];
    let name = [("/16/0/0/1", text("Blue"))];
    let data = [("/19/0/0/0", Value::Opaque(vec![1, 2]))];
    let new = [("/3306/7/5850", Value::Boolean(true))];
    #[rustfmt::skip]
    let rows: [Row<'_>; 16] = [
        //                                       0   40  42  60 110 112 320 322 TLV JSN  CBOR ?
        (V1_2, Put, "/3306/0", &switch,         "400 415 400 400 204 204 415 415 204 415 204 415"),
        (V1_2, Post, "/3306/0", &switch,        "400 415 400 400 204 204 415 415 204 415 204 415"),
        (V1_2, Put, "/16/0/0", &names,          "400 415 400 400 204 204 415 415 204 415 204 415"),
        (V1_2, Post, "/16/0/0", &names,         "400 415 400 400 204 204 415 415 204 415 204 415"),
        (V1_2, Put, "/3306/0/5851", &dimmer,    "204 415 400 204 204 204 415 415 204 415 204 415"),
        (V1_2, Put, "/16/0/0/1", &name,         "204 415 400 204 204 204 415 415 204 415 204 415"),
        (V1_2, Put, "/19/0/0/0", &data,         "204 415 204 204 204 204 415 415 204 415 204 415"),
        (V1_2, Post, "/3306", &new,             "415 415 415 415 201 201 415 415 201 415 201 415"),
        // What is not done at all is not done in any format.
        (V1_2, Put, "/3306", &switch,           "405 405 405 405 405 405 405 405 405 405 405 405"),
        (V1_2, Post, "/3306/0/5851", &dimmer,   "405 405 405 405 405 405 405 405 405 405 405 405"),
        (V1_1, Put, "/3306/0", &switch,         "400 415 400 400 204 204 415 415 204 415 415 415"),
        (V1_1, Put, "/3306/0/5851", &dimmer,    "204 415 400 204 204 204 415 415 204 415 415 415"),
        (V1_1, Post, "/3306", &new,             "415 415 415 415 201 201 415 415 201 415 415 415"),
        (V1_0, Put, "/3306/0", &switch,         "400 415 400 415 415 415 415 415 204 204 415 415"),
        (V1_0, Put, "/3306/0/5851", &dimmer,    "204 415 400 415 415 415 415 415 204 204 415 415"),
        (V1_0, Post, "/3306", &new,             "415 415 415 415 415 415 415 415 201 201 415 415"),
    ];
    for (version, method, uri, values, row) in rows {
        assert_written(version, method, uri, values, row);
    }
}

#[test]
fn arguments_are_text() {
    //           0   40  42  60 110 112 320 322 TLV JSN  CBOR ?
    let row = "204 415 415 415 415 415 415 415 415 415 415 415";
    assert_row(V1_2, row, |world, format| {
        world
            .raw(Method::Post, "/3/0/4", |request| {
                request.with_payload(format, "0")
            })
            .code
    });
}

#[test]
fn composite_operations_have_their_own_formats() {
    let list = |format: ContentFormat| match format.0 {
        // An array of one map from 0 to "/3/0/0".
        112 | 322 => b"\x81\xa1\x00\x66/3/0/0".to_vec(),
        _ => br#"[{"n":"/3/0/0"}]"#.to_vec(),
    };
    let fetch = |observe: bool, accept: Option<ContentFormat>, format: ContentFormat| {
        move |request: Request| Request {
            accept,
            observe,
            ..request.with_payload(format, list(format))
        }
    };
    for observe in [false, true] {
        //          0   40  42  60 110 112 320 322 TLV JSN  CBOR ?
        let row = "415 415 415 415 205 205 205 205 415 415 415 415";
        assert_row(V1_2, row, |world, format| {
            world.raw(Method::Fetch, "/", fetch(observe, None, format)).code
        });
        let row = "406 406 406 406 205 205 406 406 406 406 205 406";
        assert_row(V1_2, row, |world, format| {
            let fill = fetch(observe, Some(format), ContentFormat::SENML_ETCH_CBOR);
            world.raw(Method::Fetch, "/", fill).code
        });
    }
    //          0   40  42  60 110 112 320 322 TLV JSN  CBOR ?
    let row = "415 415 415 415 205 205 205 205 415 415 415 415";
    assert_row(V1_1, row, |world, format| {
        world.raw(Method::Fetch, "/", fetch(false, None, format)).code
    });
    let row = "406 406 406 406 205 205 406 406 406 406 406 406";
    assert_row(V1_1, row, |world, format| {
        let fill = fetch(false, Some(format), ContentFormat::SENML_CBOR);
        world.raw(Method::Fetch, "/", fill).code
    });
    let values = [
        ("/16/0/0/1", text("Blue")),
        ("/3306/0/5850", Value::Boolean(true)),
    ];
    //          0   40  42  60 110 112 320 322 TLV JSN  CBOR ?
    let row = "415 415 415 415 204 204 204 204 415 415 204 415";
    assert_written(V1_2, Method::IPatch, "/", &values, row);
    let row = "415 415 415 415 204 204 204 204 415 415 415 415";
    assert_written(V1_1, Method::IPatch, "/", &values, row);
    let row = "405 405 405 405 405 405 405 405 405 405 405 405";
    assert_written(V1_0, Method::IPatch, "/", &values, row);
}
