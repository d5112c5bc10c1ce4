//! Which accounts a Finish accepts.

use coap::Code;
use lwm2m::{Event, Inconsistent, Outcome};
use objects::Value;

use super::stage::{Stage, Verdict, factory, security, server_object, with_second_server, with_server};
use crate::support::{resource, text};

pub(super) fn problem(stage: &Stage) -> Option<Inconsistent> {
    stage.events.iter().rev().find_map(|(_, event)| match event {
        Event::BootstrapInconsistent { problem } => Some(*problem),
        _ => None,
    })
}

// OMA LwM2M ETS 1.1-int-9.
#[test]
fn int_9_inconsistent_accounts_are_refused_and_may_be_corrected() {
    let mut stage = Stage::receiving(factory());
    assert_eq!(
        stage.write("/1/0/5", &[("/1/0/5", Value::Integer(86_400))]),
        Code::CHANGED
    );
    assert_eq!(stage.finish(), Code::NOT_ACCEPTABLE);
    assert!(stage.accounts.is_empty());
    stage.provision();
    assert_eq!(stage.finish(), Code::CHANGED);
    assert!(stage.is_registered());
}

#[test]
fn several_servers_are_as_good_as_one() {
    let mut stage = Stage::receiving(factory());
    stage.provision();
    let second = with_second_server(lwm2m::Accounts::new());
    for (path, value) in second.values() {
        let at = objects::Path::Resource(path).to_string();
        assert_eq!(stage.write(&at, &[(&at, value.clone())]), Code::CHANGED);
    }
    assert_eq!(stage.finish(), Code::CHANGED);
    let servers: Vec<u16> = stage.accounts[0].servers().map(|(id, ..)| id.number()).collect();
    assert_eq!(servers, [101, 102]);
    assert_eq!(stage.client.servers().count(), 2);
}

#[test]
fn what_is_missing_is_named() {
    let mut stage = Stage::receiving(factory());
    stage.write("/0/0", &security());
    assert_eq!(stage.finish(), Code::NOT_ACCEPTABLE);
    let server = lwm2m::ServerId::try_from(101).unwrap();
    assert_eq!(problem(&stage), Some(Inconsistent::NoServerInstance(server)));
    stage.write("/1/0", &server_object()[..3]);
    assert_eq!(stage.finish(), Code::NOT_ACCEPTABLE);
    assert_eq!(problem(&stage), Some(Inconsistent::Missing(resource("/1/0/7"))));
    stage.write("/1/0", &server_object());
    stage.write("/0/0", &security()[..5]);
    assert_eq!(stage.finish(), Code::NOT_ACCEPTABLE);
    assert!(matches!(problem(&stage), Some(Inconsistent::NoServerId(_))));
}

#[test]
fn an_oscore_link_must_lead_somewhere() {
    let mut stage = Stage::receiving(factory());
    stage.provision();
    let link = Value::ObjectLink("21:3".parse().unwrap());
    assert_eq!(stage.write("/0/0/17", &[("/0/0/17", link)]), Code::CHANGED);
    assert_eq!(stage.finish(), Code::NOT_ACCEPTABLE);
    assert!(matches!(problem(&stage), Some(Inconsistent::Oscore(_))));
}

#[test]
fn a_host_that_cannot_use_or_keep_the_accounts_leaves_everything_as_it_was() {
    let mut stage = Stage::receiving(factory());
    stage.provision();
    stage.verdict = Verdict::Refuse(Outcome::NotAcceptable);
    assert_eq!(stage.finish(), Code::NOT_ACCEPTABLE);
    assert!(!stage.is_registered());
    stage.verdict = Verdict::Accept;
    assert_eq!(stage.finish(), Code::CHANGED);
    assert!(stage.is_registered());
}

#[test]
fn a_new_bootstrap_account_takes_the_place_of_the_old_one() {
    let mut stage = Stage::receiving(factory());
    stage.provision();
    let new = [
        ("/0/7/0", text("coap://other.example.net")),
        ("/0/7/1", Value::Boolean(true)),
        ("/0/7/2", Value::Integer(3)),
    ];
    assert_eq!(stage.write("/0/7", &new), Code::CHANGED);
    assert_eq!(stage.finish(), Code::CHANGED);
    let accounts = &stage.accounts[0];
    assert_eq!(accounts.bootstrap().map(|id| id.number()), Some(7));
    assert_eq!(accounts.value(resource("/0/1/0")), None);
}

#[test]
fn a_bootstrap_account_that_is_written_over_moves() {
    let mut stage = Stage::receiving(factory());
    let moved: Vec<_> = [
        "/0/1/0", "/0/1/1", "/0/1/2", "/0/1/3", "/0/1/4", "/0/1/5", "/0/1/10",
    ]
    .into_iter()
    .zip(security().into_iter().map(|(_, value)| value))
    .collect();
    assert_eq!(stage.write("/0/1", &moved), Code::CHANGED);
    assert_eq!(stage.write("/1/0", &server_object()), Code::CHANGED);
    assert_eq!(stage.finish(), Code::CHANGED);
    let accounts = &stage.accounts[0];
    let uri = accounts.value(resource("/0/0/0"));
    assert_eq!(uri, Some(&text("coaps://bootstrap.example.net")));
    assert_eq!(accounts.bootstrap().map(|id| id.number()), Some(0));
}

// OMA LwM2M core 1.2.1 §6.1.7.6: what is left of a server goes with its Security instance.
#[test]
fn a_deleted_server_takes_its_server_instance_along() {
    let mut stage = Stage::new(with_server(factory()));
    stage.server_reachable = false;
    stage.begin();
    stage.at(900);
    assert_eq!(stage.delete("/0/0"), Code::DELETED);
    let second = [
        ("/0/2/0", text("coap://second.example.net")),
        ("/0/2/1", Value::Boolean(false)),
        ("/0/2/2", Value::Integer(3)),
        ("/0/2/10", Value::Integer(102)),
    ];
    stage.write("/0/2", &second);
    let second = [
        ("/1/5/0", Value::Integer(102)),
        ("/1/5/1", Value::Integer(60)),
        ("/1/5/6", Value::Boolean(true)),
        ("/1/5/7", text("U")),
    ];
    stage.write("/1/5", &second);
    assert_eq!(stage.finish(), Code::CHANGED);
    let servers: Vec<u16> = stage.accounts[0].servers().map(|(id, ..)| id.number()).collect();
    assert_eq!(servers, [102]);
    assert_eq!(stage.accounts[0].value(resource("/1/0/0")), None);
}
