//! Bootstrap-Pack-Request.

use coap::{Code, ContentFormat, Response};
use lwm2m::BootstrapConfig;
use objects::{Path, Value};

use super::stage::{Stage, encoded, factory, security, server_object, with_server};

fn asking_for_a_pack() -> Stage {
    let mut stage = Stage::with(BootstrapConfig {
        accounts: factory(),
        pack: true,
        left: lwm2m::TimesLeft::default(),
    });
    stage.welcoming = false;
    stage.begin();
    assert_eq!(stage.asked, [(0, "GET /bspack?ep=gateway&acc=</0/1>".to_owned())]);
    stage
}

fn pack(values: &[(&str, Value)]) -> Response {
    let format = ContentFormat::SENML_CBOR;
    Response::content(format, encoded(format, Path::Root, values))
}

// OMA LwM2M ETS 1.2-int-12.
#[test]
fn int_12_a_pack_brings_all_accounts_at_once() {
    let mut stage = asking_for_a_pack();
    let values: Vec<_> = security().into_iter().chain(server_object()).collect();
    stage.reply(pack(&values));
    assert!(stage.is_registered());
    assert_eq!(stage.accounts, [with_server(factory())]);
}

// OMA LwM2M core 1.2.1 §6.1.7.4.
#[test]
fn without_a_usable_pack_the_client_bootstraps_in_steps() {
    let errors = [
        Code::BAD_REQUEST,
        Code::UNAUTHORIZED,
        Code::NOT_FOUND,
        Code::METHOD_NOT_ALLOWED,
        Code::NOT_IMPLEMENTED,
        Code::NOT_ACCEPTABLE,
        Code::UNSUPPORTED_CONTENT_FORMAT,
    ];
    let mut answers: Vec<Response> = errors.into_iter().map(Response::new).collect();
    answers.push(pack(&security()));
    answers.push(Response::content(ContentFormat::SENML_CBOR, *b"\xff"));
    answers.push(Response::new(Code::CONTENT));
    // A format that cannot carry several objects, and one that 1.2 does not have.
    answers.push(Response::content(ContentFormat::LWM2M_TLV, *b"\xc1\x00\x01"));
    answers.push(Response::content(ContentFormat::LWM2M_JSON, *br#"{"e":[]}"#));
    for answer in answers {
        let mut stage = asking_for_a_pack();
        stage.reply(answer);
        assert_eq!(stage.asked[1].1, "POST /bs?ep=gateway&pct=112");
        stage.reply(Response::new(Code::CHANGED));
        stage.provision();
        assert_eq!(stage.finish(), Code::CHANGED);
        assert!(stage.is_registered());
    }
}

// RFC 7959 §2.4; a pack is often larger than a datagram.
#[test]
fn a_large_pack_comes_down_in_blocks() {
    let mut stage = asking_for_a_pack();
    let uri = format!("coaps://{}.example.net", "x".repeat(200));
    let account = security().into_iter().chain(server_object());
    let mut values: Vec<(String, Value)> = account.map(|(at, value)| (at.to_owned(), value)).collect();
    values[0].1 = Value::String(uri.clone());
    for rule in 0..60 {
        let bits = [("0", 3), ("1", rule), ("2/0", 1), ("2/101", 15), ("3", 101)];
        let rule = bits.map(|(below, value)| (format!("/2/{rule}/{below}"), Value::Integer(value)));
        values.extend(rule);
    }
    let values: Vec<(&str, Value)> = values.iter().map(|(at, value)| (&**at, value.clone())).collect();
    let answer = pack(&values);
    assert!(answer.payload.len() > 2048);
    stage.reply(answer);
    assert_eq!(stage.accounts.len(), 1);
    let stored = stage.accounts[0].value(crate::support::resource("/0/0/0"));
    assert_eq!(stored, Some(&Value::String(uri)));
}
