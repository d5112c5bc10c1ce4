//! What servers are told without asking each time.

use coap::Method;
use lwm2m::server::{Payload, ServerEvent};
use lwm2m::{Rights, SendError, SendValue};
use objects::Value;

use super::court::{Court, FIRST, SECOND, rule};
use crate::support::{path, resource};

const NONE: u8 = 0;
const READ: u8 = 1;

/// Both servers may read a thermometer.
fn court() -> Court {
    Court::new(&[
        rule(3303, 0, &[(FIRST, Rights::READ), (SECOND, Rights::READ)]),
        rule(3303, 1, &[(FIRST, Rights::READ), (SECOND, Rights::READ)]),
    ])
}

fn observe(court: &mut Court, server: u16, target: &str, attributes: &[&str]) {
    let target = path(target);
    let answer = court.ask(server, |server, now| {
        server.observe(now, target, None, attributes)
    });
    assert!(answer.observed, "{answer:?}");
}

fn told(court: &mut Court) -> Vec<(u16, String)> {
    court.notified()
}

// OMA LwM2M core 1.2.1 §6.4.3.
#[test]
fn a_server_that_may_not_read_is_not_told_and_is_told_again_when_it_may() {
    let mut court = court();
    for server in [FIRST, SECOND] {
        observe(&mut court, server, "/3303/0/5700", &[]);
    }
    court.grant(0, SECOND, NONE);
    court.measure("/3303/0/5700", 22.0);
    assert_eq!(told(&mut court), [(FIRST, "/3303/0/5700=22".to_owned())]);
    court.grant(0, SECOND, READ);
    assert_eq!(told(&mut court), [(SECOND, "/3303/0/5700=22".to_owned())]);
    court.measure("/3303/0/5700", 23.0);
    assert_eq!(
        told(&mut court),
        [
            (FIRST, "/3303/0/5700=23".to_owned()),
            (SECOND, "/3303/0/5700=23".to_owned())
        ]
    );
    let observations: Vec<_> = court.client.servers().map(|server| server.observations).collect();
    assert_eq!(observations, [1, 1]);
}

#[test]
fn nothing_is_told_when_nothing_has_changed_meanwhile() {
    let mut court = court();
    observe(&mut court, SECOND, "/3303/0/5700", &[]);
    court.grant(0, SECOND, NONE);
    court.grant(0, SECOND, READ);
    assert_eq!(told(&mut court), []);
}

#[test]
fn a_periodic_notification_pauses_while_the_right_is_missing() {
    let mut court = court();
    observe(&mut court, SECOND, "/3303/0/5700", &["pmax=10"]);
    court.at(15);
    assert_eq!(told(&mut court).len(), 1);
    court.grant(0, SECOND, NONE);
    court.at(55);
    assert_eq!(told(&mut court), []);
    court.grant(0, SECOND, READ);
    court.at(55);
    assert_eq!(told(&mut court).len(), 1, "it is overdue");
    court.at(75);
    assert_eq!(told(&mut court).len(), 2);
}

#[test]
fn an_observed_object_loses_and_regains_an_instance() {
    let mut court = court();
    observe(&mut court, SECOND, "/3303", &[]);
    court.grant(0, SECOND, NONE);
    assert_eq!(
        told(&mut court),
        [(SECOND, "/3303/1/5700=21.5 /3303/1/5701=Cel".to_owned())]
    );
    court.measure("/3303/0/5700", 22.0);
    assert_eq!(told(&mut court), []);
    court.grant(0, SECOND, READ);
    let whole = "/3303/0/5700=22 /3303/0/5701=Cel /3303/1/5700=21.5 /3303/1/5701=Cel";
    assert_eq!(told(&mut court), [(SECOND, whole.to_owned())]);
}

#[test]
fn a_composite_observation_tells_what_may_be_read() {
    let mut court = court();
    let body = r#"[{"n":"/3303/0/5700"},{"n":"/3303/1/5700"}]"#;
    let (_, answer) = court.composite(SECOND, Method::Fetch, body, |request| {
        request.observed().with_query("pmax=10")
    });
    assert!(answer.observed);
    court.grant(0, SECOND, NONE);
    assert_eq!(told(&mut court), [(SECOND, "/3303/1/5700=21.5".to_owned())]);
    court.grant(1, SECOND, NONE);
    assert_eq!(told(&mut court), [], "nothing is left to tell");
    court.at(35);
    assert_eq!(told(&mut court), []);
    court.grant(0, SECOND, READ);
    court.at(36);
    assert_eq!(told(&mut court), [(SECOND, "/3303/0/5700=21.5".to_owned())]);
}

#[test]
fn an_observation_can_be_ended_without_the_right_to_read() {
    let mut court = court();
    let target = path("/3303/0/5700");
    let (observation, _) = court.request(SECOND, |server, now| server.observe(now, target, None, &[]));
    court.grant(0, SECOND, NONE);
    let answer = court.ask(SECOND, |server, now| server.cancel(now, observation));
    assert_eq!(answer.code, coap::Code::UNAUTHORIZED);
    assert!(court.client.servers().all(|server| server.observations == 0));
    court.grant(0, SECOND, READ);
    court.measure("/3303/0/5700", 22.0);
    assert_eq!(told(&mut court), []);
}

#[test]
fn what_was_kept_for_a_server_is_not_told_when_it_may_not_read_it_any_more() {
    for (right, expected) in [(READ, true), (NONE, false)] {
        let mut court = court();
        let target = path("/3303/0/5700");
        let answer = court.ask(SECOND, |server, now| {
            server.observe(now, target, Some(coap::ContentFormat::SENML_JSON), &["hqmax=3"])
        });
        assert!(answer.observed);
        let (now, second) = (court.now, super::court::id(SECOND));
        let gone = lwm2m::LinkState::Down("gone".to_owned());
        court.client.handle_link(now, second, gone, &court.tree);
        court.set(resource("/3303/0/5700"), Value::Float(22.0));
        court.client.handle_timeout(now, &court.tree);
        court.set(resource("/2/0/2/102"), Value::Integer(right.into()));
        court.at(600);
        let told = court
            .heard
            .iter()
            .any(|(_, event)| matches!(event, ServerEvent::Notification { .. }));
        assert_eq!(told, expected, "with {right}");
    }
}

#[test]
fn the_first_rule_closes_and_the_last_opens_all_observations() {
    let mut court = Court::new(&[]);
    observe(&mut court, SECOND, "/3303/0/5700", &[]);
    let open = super::court::rule(3, 0, &[]);
    for (resource, element, value) in open.values() {
        let path =
            objects::ResourcePath::new(objects::ObjectId::new(2), objects::InstanceId::new(0), resource);
        if court.tree.instance(path.object, path.instance).is_none() {
            let created = court
                .tree
                .create_instance(path.object, path.instance, crate::support::EPOCH);
            let now = court.now;
            court.client.handle_change(now, &created.unwrap(), &court.tree);
        }
        let path = element.map_or(path, |element| path.with_element(element));
        court.set(path, value);
    }
    court.measure("/3303/0/5700", 22.0);
    assert_eq!(told(&mut court), []);
    court.repeal(0);
    assert_eq!(told(&mut court), [(SECOND, "/3303/0/5700=22".to_owned())]);
}

// OMA LwM2M core 1.2.1 §6.4.6.
#[test]
fn a_send_holds_what_each_server_may_read() {
    let mut court = court();
    court.grant(0, SECOND, NONE);
    court.grant(1, FIRST, NONE);
    let value = |at: &str| SendValue {
        path: resource(at),
        value: Value::Float(1.0),
        time: None,
    };
    let values = [value("/3303/0/5700"), value("/3303/1/5700")];
    let now = court.now;
    let sent = court.client.send(now, None, &values, None, &court.tree);
    assert_eq!(sent.unwrap().len(), 2);
    court.run();
    let payloads = court.heard.drain(..).filter_map(|(server, event)| match event {
        ServerEvent::Sent(Payload::Values(values)) => Some((server, values[0].0.to_string(), values.len())),
        _ => None,
    });
    assert_eq!(
        payloads.collect::<Vec<_>>(),
        [
            (FIRST, "/3303/0/5700".to_owned(), 1),
            (SECOND, "/3303/1/5700".to_owned(), 1)
        ]
    );
    let sent = court.client.send(
        now,
        Some(super::court::id(SECOND)),
        &values[..1],
        None,
        &court.tree,
    );
    assert_eq!(sent, Err(SendError::Nothing));
}
