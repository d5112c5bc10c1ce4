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
        Code::NOT_FOUND,
        Code::METHOD_NOT_ALLOWED,
        Code::NOT_IMPLEMENTED,
        Code::NOT_ACCEPTABLE,
    ];
    let mut answers: Vec<Response> = errors.into_iter().map(Response::new).collect();
    answers.push(pack(&security()));
    answers.push(Response::content(ContentFormat::SENML_CBOR, *b"\xff"));
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
