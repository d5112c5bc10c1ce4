//! More accounts than one, and what belongs to which.

use coap::{Code, ContentFormat, Method};
use lwm2m::{Accounts, BootstrapConfig, Inconsistent};
use objects::Value;

use super::accounts::problem;
use super::stage::{Stage, factory, set, with_server};
use crate::support::{resource, text};

/// A bootstrap account and one server, each with OSCORE.
fn with_oscore() -> Accounts {
    let mut accounts = with_server(factory());
    for (security, oscore) in [("/0/1/17", 4), ("/0/0/17", 5)] {
        set(
            &mut accounts,
            security,
            Value::ObjectLink(format!("21:{oscore}").parse().unwrap()),
        );
        for (id, value) in [(0, "secret"), (1, "c"), (2, "s")] {
            let value = Value::Opaque(value.as_bytes().to_vec());
            set(&mut accounts, &format!("/21/{oscore}/{id}"), value);
        }
    }
    accounts
}

/// The account of server 102, in other instances than one would think.
fn second() -> [(&'static str, Vec<(&'static str, Value)>); 2] {
    [
        (
            "/0/7",
            vec![
                ("/0/7/0", text("coap://second.example.net")),
                ("/0/7/1", Value::Boolean(false)),
                ("/0/7/2", Value::Integer(3)),
                ("/0/7/10", Value::Integer(102)),
            ],
        ),
        (
            "/1/3",
            vec![
                ("/1/3/0", Value::Integer(102)),
                ("/1/3/1", Value::Integer(60)),
                ("/1/3/6", Value::Boolean(true)),
                ("/1/3/7", text("U")),
            ],
        ),
    ]
}

fn working_on(accounts: Accounts) -> Stage {
    let mut stage = Stage::new(accounts);
    stage.begin();
    stage.server.execute(stage.now, resource("/1/0/9"), "").unwrap();
    stage.run();
    assert_eq!(stage.asked.len(), 1);
    stage
}

// OMA LwM2M core 1.2.1 §6.1.7.2: the bootstrap account and its OSCORE instance belong to nobody.
#[test]
fn a_discover_says_which_instance_belongs_to_which_server() {
    let mut stage = working_on(with_oscore());
    for (uri, values) in second() {
        assert_eq!(stage.write(uri, &values), Code::CHANGED);
    }
    assert_eq!(
        stage.discover("/"),
        "</>;lwm2m=1.2,</0/0>;ssid=101;uri=\"coaps://server.example.net\",</0/1>,\
         </0/7>;ssid=102;uri=\"coap://second.example.net\",</1/0>;ssid=101,</1/3>;ssid=102,</2>,\
         </3>;ver=1.2,</3/0>,</21/4>,</21/5>;ssid=101"
    );
    assert_eq!(stage.discover("/21"), "</>;lwm2m=1.2,</21/4>,</21/5>;ssid=101");
    assert_eq!(stage.discover("/2"), "</>;lwm2m=1.2,</2>");
    assert_eq!(stage.discover("/3"), "</>;lwm2m=1.2,</3>;ver=1.2,</3/0>");
    assert_eq!(stage.finish(), Code::CHANGED);
    let servers: Vec<_> = stage.accounts[0].servers().map(|(id, ..)| id.number()).collect();
    assert_eq!(servers, [101, 102]);
}

#[test]
fn everything_is_discovered_without_a_format_and_in_no_other() {
    let mut stage = working_on(with_server(factory()));
    let plain = stage.ask(Method::Get, "/", |request| request);
    assert_eq!(plain.content_format, Some(ContentFormat::LINK_FORMAT));
    let senml = stage.ask(Method::Get, "/", |request| {
        request.with_accept(ContentFormat::SENML_CBOR)
    });
    assert_eq!(senml.code, Code::METHOD_NOT_ALLOWED);
    let depth = stage.ask(Method::Get, "/", |request| {
        request
            .with_accept(ContentFormat::LINK_FORMAT)
            .with_query("depth=2")
    });
    assert_eq!(depth.code, Code::BAD_REQUEST);
}

// OMA LwM2M core 1.2.1 §6.1.7.6.
#[test]
fn deletes_leave_all_of_the_bootstrap_account() {
    let mut stage = working_on(with_oscore());
    for (uri, values) in second() {
        stage.write(uri, &values);
    }
    assert_eq!(stage.delete("/21/4"), Code::BAD_REQUEST);
    assert_eq!(stage.delete("/0/1"), Code::BAD_REQUEST);
    assert_eq!(stage.delete("/0/7"), Code::DELETED);
    assert_eq!(stage.delete("/21/5"), Code::DELETED);
    assert_eq!(stage.discover("/21"), "</>;lwm2m=1.2,</21/4>");
    assert_eq!(stage.delete("/"), Code::DELETED);
    assert_eq!(
        stage.discover("/"),
        "</>;lwm2m=1.2,</0/1>,</1>,</2>,</3>;ver=1.2,</3/0>,</21/4>"
    );
}

// The table of response codes has 4.00 for whatever is wrong with a Bootstrap-Delete.
#[test]
fn a_delete_of_what_is_no_path_is_a_bad_request() {
    let mut stage = working_on(with_server(factory()));
    for uri in ["/x", "/bs", "/65535", "/1/0/1/0/0", "/1/0/1/0", "/1/0/1"] {
        assert_eq!(stage.delete(uri), Code::BAD_REQUEST, "{uri}");
    }
}

#[test]
fn the_pack_is_asked_for_with_all_instances_of_the_bootstrap_account() {
    let mut accounts = with_oscore();
    for at in ["/0/0", "/1/0", "/21/5"] {
        accounts = without(&accounts, at);
    }
    let mut stage = Stage::with(BootstrapConfig {
        accounts,
        pack: true,
        left: lwm2m::TimesLeft::default(),
    });
    stage.welcoming = false;
    stage.begin();
    assert_eq!(stage.asked[0].1, "GET /bspack?ep=gateway&acc=</0/1>,</21/4>");
}

fn without(accounts: &Accounts, instance: &str) -> Accounts {
    let mut rest = Accounts::new();
    for (path, value) in accounts.values() {
        if !path.to_string().starts_with(&format!("{instance}/")) {
            rest.set(path, value.clone()).unwrap();
        }
    }
    rest
}

#[test]
fn two_new_bootstrap_accounts_are_one_too_many() {
    let mut stage = working_on(with_server(factory()));
    for instance in [8, 9] {
        let (uri, flag, mode) = (
            format!("/0/{instance}/0"),
            format!("/0/{instance}/1"),
            format!("/0/{instance}/2"),
        );
        let account = [
            (&*uri, text("coap://b.example.net")),
            (&*flag, Value::Boolean(true)),
            (&*mode, Value::Integer(3)),
        ];
        assert_eq!(stage.write(&format!("/0/{instance}"), &account), Code::CHANGED);
    }
    assert_eq!(stage.finish(), Code::NOT_ACCEPTABLE);
    assert_eq!(problem(&stage), Some(Inconsistent::TwoBootstrapAccounts));
    assert_eq!(stage.delete("/0/9"), Code::DELETED);
    assert_eq!(stage.finish(), Code::CHANGED);
}

#[test]
fn a_bootstrap_account_that_was_written_over_can_be_deleted_and_comes_back() {
    let mut stage = Stage::receiving(factory());
    let no = [("/0/1/1", Value::Boolean(false))];
    assert_eq!(stage.write("/0/1/1", &no), Code::CHANGED);
    assert_eq!(stage.delete("/"), Code::DELETED);
    assert_eq!(stage.discover("/0"), "</>;lwm2m=1.2,</0>");
    stage.provision();
    assert_eq!(stage.finish(), Code::CHANGED);
    let accounts = &stage.accounts[0];
    let uri = accounts.value(resource("/0/1/0"));
    assert_eq!(uri, Some(&text("coaps://bootstrap.example.net")));
    assert_eq!(accounts.bootstrap().map(|id| id.number()), Some(1));
}
