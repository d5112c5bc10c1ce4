//! When the bootstrap server is asked, how, and what becomes of failures.

use coap::{Code, Method, Request, Response};
use lwm2m::{BootstrapStatus, Event, LinkState, Outcome};
use objects::Value;

use super::stage::{Stage, Verdict, factory, set, with_second_server, with_server};
use crate::support::resource;

// OMA LwM2M ETS 1.1-int-0 and 1.1-int-1.
#[test]
fn int_0_and_int_1_client_initiated_bootstrap_ends_registered_at_the_new_server() {
    let mut stage = Stage::receiving(factory());
    assert_eq!(stage.asked, [(0, "POST /bs?ep=gateway&pct=112".to_owned())]);
    stage.provision();
    assert_eq!(
        stage.discover("/"),
        "</>;lwm2m=1.2,</0/0>;ssid=101;uri=\"coaps://server.example.net\",</0/1>,</1/0>;ssid=101,</2>,\
         </3>;ver=1.2,</3/0>,</21>"
    );
    assert!(!stage.is_registered(), "nothing counts before the end");
    assert_eq!(stage.finish(), Code::CHANGED);
    assert!(stage.is_registered());
    let key = stage.accounts[0].value(resource("/0/0/5"));
    assert_eq!(key, Some(&Value::Opaque(b"0123456789abcdef".to_vec())));
}

// OMA LwM2M ETS 1.1-int-5.
#[test]
fn int_5_a_server_tells_the_client_to_bootstrap() {
    let mut stage = Stage::new(with_server(factory()));
    stage.begin();
    assert!(stage.is_registered() && stage.asked.is_empty());
    stage.server.execute(stage.now, resource("/1/0/9"), "").unwrap();
    stage.run();
    assert_eq!(stage.asked.len(), 1);
    stage.provision();
    assert_eq!(stage.finish(), Code::CHANGED);
    assert!(stage.is_registered());
}

#[test]
fn a_trigger_without_a_bootstrap_account_is_refused() {
    let mut accounts = with_server(factory());
    accounts.remove_bootstrap();
    let mut stage = Stage::new(accounts);
    stage.begin();
    stage.server.execute(stage.now, resource("/1/0/9"), "").unwrap();
    stage.at(10);
    assert_eq!(stage.client.bootstrap_status(), Some(BootstrapStatus::Idle));
}

// OMA LwM2M ETS 1.1-int-7; core 1.2.1 §6.2.1.2: five attempts, 60 s, 120 s, 240 s and 480 s apart.
#[test]
fn int_7_the_bootstrap_server_helps_when_all_registrations_have_failed() {
    let mut stage = Stage::new(with_server(factory()));
    stage.server_reachable = false;
    stage.begin();
    stage.at(60 + 120 + 240 + 479);
    assert_eq!(stage.asked, []);
    stage.at(60 + 120 + 240 + 480);
    assert_eq!(stage.asked.len(), 1);
    stage.server_reachable = true;
    stage.provision();
    assert_eq!(stage.finish(), Code::CHANGED);
    assert!(stage.is_registered());
}

// OMA LwM2M core 1.2.1 §E.2, resource 16.
#[test]
fn a_server_that_forbids_it_is_no_reason_to_bootstrap() {
    let mut accounts = with_server(factory());
    set(&mut accounts, "/1/0/16", Value::Boolean(false));
    let mut stage = Stage::new(accounts);
    stage.server_reachable = false;
    stage.begin();
    stage.at(2000);
    assert_eq!(stage.asked, []);
}

// Without a word of resource 16: a bootstrap would disturb what works.
#[test]
fn one_server_of_two_that_fails_is_no_reason_to_bootstrap() {
    let mut stage = Stage::new(with_second_server(with_server(factory())));
    stage.begin();
    stage.at(20_000);
    assert_eq!(stage.asked, []);
    stage.server_reachable = false;
    let down = LinkState::Down("unreachable".to_owned());
    let server = lwm2m::ServerId::try_from(101).unwrap();
    stage.client.handle_link(stage.now, server, down, &stage.tree);
    stage.at(20_899);
    assert_eq!(stage.asked, []);
    stage.at(20_900);
    assert_eq!(stage.asked.len(), 1);
}

// OMA LwM2M core 1.2.1 §E.2, resources 16, 17 and 20.
#[test]
fn one_server_that_demands_it_is_reason_enough_once_its_sequences_are_over() {
    let mut accounts = with_second_server(with_server(factory()));
    set(&mut accounts, "/1/2/16", Value::Boolean(true));
    set(&mut accounts, "/1/2/17", Value::Unsigned(2));
    set(&mut accounts, "/1/2/19", Value::Unsigned(100));
    set(&mut accounts, "/1/2/20", Value::Unsigned(2));
    let mut stage = Stage::new(accounts);
    stage.begin();
    // Attempts at 0 s, 60 s, 160 s and 220 s.
    stage.at(219);
    assert!(stage.asked.is_empty() && stage.is_registered());
    stage.at(220);
    assert_eq!(stage.asked.len(), 1);
}

// OMA LwM2M core 1.2.1 §E.2, resource 19: MAX_VALUE.
#[test]
fn without_a_second_sequence_the_first_decides() {
    let mut accounts = with_server(factory());
    set(&mut accounts, "/1/0/17", Value::Unsigned(1));
    set(&mut accounts, "/1/0/19", Value::Unsigned(u64::MAX));
    set(&mut accounts, "/1/0/20", Value::Unsigned(7));
    let mut stage = Stage::new(accounts);
    stage.server_reachable = false;
    stage.begin();
    assert_eq!(stage.asked.len(), 1);
}

// OMA LwM2M core 1.2.1 §E.1, resource 11.
#[test]
fn the_hold_off_time_passes_first() {
    let mut accounts = factory();
    set(&mut accounts, "/0/1/11", Value::Integer(30));
    let mut stage = Stage::new(accounts);
    stage.begin();
    stage.at(29);
    assert_eq!(stage.asked, []);
    stage.at(30);
    assert_eq!(stage.asked.len(), 1);
}

// OMA LwM2M core 1.2.1 §6.1.7.1, table of response codes.
#[test]
fn a_refused_preference_is_left_out() {
    let mut stage = Stage::new(factory());
    stage.welcoming = false;
    stage.begin();
    stage.reply(Response::new(Code::UNSUPPORTED_CONTENT_FORMAT));
    assert_eq!(stage.asked[1].1, "POST /bs?ep=gateway");
    stage.reply(Response::new(Code::CHANGED));
    stage.provision();
    assert_eq!(stage.finish(), Code::CHANGED);
}

// The host alone decides whether accounts that are complete count.
#[test]
fn accounts_count_although_the_link_is_lost_while_they_are_stored() {
    let mut stage = Stage::receiving(factory());
    stage.lost_while_storing = true;
    stage.provision();
    let finish = Request::new(Method::Post, "bs".parse().unwrap());
    stage.bootstrap.request(stage.now, finish).unwrap();
    stage.run();
    assert!(stage.is_registered());
    assert_eq!(stage.client.bootstrap_status(), Some(BootstrapStatus::Finished));
    stage.at(40);
    assert_eq!((stage.asked.len(), stage.failures()), (1, Vec::new()));
}

#[test]
fn accounts_that_cannot_be_stored_after_the_link_is_lost_are_asked_for_anew() {
    let mut stage = Stage::receiving(factory());
    stage.lost_while_storing = true;
    stage.verdict = Verdict::Refuse(Outcome::NotAcceptable);
    stage.provision();
    let finish = Request::new(Method::Post, "bs".parse().unwrap());
    stage.bootstrap.request(stage.now, finish).unwrap();
    stage.run();
    let reason = "no link: lost while the accounts were stored".to_owned();
    assert_eq!(stage.failures(), [(0, reason)]);
    stage.at(5);
    assert_eq!(stage.asked.len(), 2);
}

#[test]
fn attempts_never_end() {
    let mut stage = Stage::new(factory());
    stage.bootstrap_reachable = false;
    stage.begin();
    stage.at(600);
    let times: Vec<u64> = stage.failures().iter().map(|(at, _)| *at).collect();
    assert_eq!(times, [0, 5, 15, 35, 75, 155, 275, 395, 515]);
    stage.bootstrap_reachable = true;
    stage.at(635);
    assert_eq!(stage.asked.len(), 1);
}

// OMA LwM2M core 1.2.1 §6.1.7.5: a bootstrap without Finish within EXCHANGE_LIFETIME has failed.
#[test]
fn a_server_that_falls_silent_has_changed_nothing() {
    let mut stage = Stage::new(with_server(factory()));
    stage.begin();
    stage.server.execute(stage.now, resource("/1/0/9"), "").unwrap();
    stage.run();
    stage.at(200);
    assert_eq!(stage.delete("/"), Code::DELETED);
    assert_eq!(stage.read("/1"), Vec::<String>::new());
    stage.at(446);
    assert_eq!(stage.failures(), [], "each request renews the time");
    stage.at(447);
    let failure = "the bootstrap server did not finish in time".to_owned();
    assert_eq!(stage.failures(), [(447, failure)]);
    stage.at(453);
    assert_eq!(stage.asked.len(), 2);
    assert!(stage.read("/1").contains(&"/1/0/0=101".to_owned()), "rolled back");
    assert!(stage.accounts.is_empty() && stage.is_registered());
}

// The answer to the first one may have been lost together with what remembers message ids.
#[test]
fn a_repeated_finish_is_answered_alike_and_does_nothing() {
    let mut stage = Stage::receiving(factory());
    stage.provision();
    assert_eq!(stage.finish(), Code::CHANGED);
    assert_eq!(stage.finish(), Code::CHANGED);
    assert_eq!(stage.accounts.len(), 1);
}

// OMA LwM2M core 1.2.1 §E.1, resource 12.
#[test]
fn the_bootstrap_account_is_forgotten_in_time() {
    let mut accounts = factory();
    set(&mut accounts, "/0/1/12", Value::Integer(3600));
    let mut stage = Stage::receiving(accounts);
    stage.provision();
    assert_eq!(stage.finish(), Code::CHANGED);
    stage.at(3599);
    let expired = |stage: &Stage| {
        stage.events.iter().find_map(|(_, event)| match event {
            Event::BootstrapAccountExpired { accounts } => Some(accounts.clone()),
            _ => None,
        })
    };
    assert_eq!(expired(&stage), None);
    stage.at(3600);
    let left = expired(&stage).unwrap();
    assert!(left.bootstrap().is_none() && left.servers().count() == 1);
}

#[test]
fn what_is_no_part_of_a_bootstrap_is_ignored() {
    let mut stage = Stage::new(with_server(factory()));
    stage.begin();
    let request = coap::Request::new(Method::Post, "bs".parse().unwrap());
    stage.bootstrap.request(stage.now, request).unwrap();
    stage.run();
    assert!(stage.accounts.is_empty() && stage.events.len() == 1);
}

// OMA LwM2M core 1.2.1 §6.1.7: nothing says that the answer comes before the first write.
#[test]
fn a_server_may_begin_before_it_answers() {
    let mut stage = Stage::new(factory());
    stage.welcoming = false;
    stage.begin();
    stage.provision();
    stage.reply(Response::new(Code::CHANGED));
    assert_eq!(stage.finish(), Code::CHANGED);
    assert!(stage.is_registered());
}

#[test]
fn a_link_that_breaks_takes_what_was_written_along() {
    let mut stage = Stage::receiving(factory());
    stage.provision();
    let lost = lwm2m::LinkState::Down("gone".into());
    stage
        .client
        .handle_link(stage.now, lwm2m::LinkId::Bootstrap, lost, &stage.tree);
    stage.at(5);
    assert_eq!(stage.failures(), [(0, "no link: gone".to_owned())]);
    assert_eq!(stage.asked.len(), 2);
    assert_eq!(stage.read("/1"), Vec::<String>::new());
    assert!(stage.accounts.is_empty());
}
