//! Observe-Composite and its end.

use std::collections::BTreeMap;

use coap::{Code, ContentFormat, Method, Request};
use lwm2m::server::ServerRequest;
use objects::{ObjectId, Path, Value};
use proptest::prelude::*;

use crate::support::EPOCH;
use crate::world::{World, assert_notified};

fn request(paths: &[&str], attributes: &[&str]) -> Request {
    let names: Vec<String> = paths.iter().map(|path| format!(r#"{{"n":"{path}"}}"#)).collect();
    let body = format!("[{}]", names.join(","));
    let request =
        Request::new(Method::Fetch, "/".parse().unwrap()).with_payload(ContentFormat::SENML_ETCH_JSON, body);
    attributes
        .iter()
        .fold(request, |request, attribute| request.with_query(*attribute))
}

#[track_caller]
pub(crate) fn observe(world: &mut World, paths: &[&str], attributes: &[&str]) -> ServerRequest {
    let request = request(paths, attributes).observed();
    let asked = world.server.send(world.now, Path::Root, request).unwrap();
    world.run();
    let answer = world.answer(asked).unwrap();
    assert!(answer.observed, "{paths:?} are not observed: {answer:?}");
    asked
}

fn observations(world: &World) -> usize {
    world.client.servers().map(|server| server.observations).sum()
}

#[test]
fn all_paths_are_told_whichever_has_changed() {
    let mut world = World::registered();
    observe(&mut world, &["/3303/1/5700", "/3306/0/5850", "/3303/0/5700"], &[]);
    world.at(1000).set("/3306/0/5850", Value::Boolean(true));
    world.at(2000).set("/3303/0/5700", Value::Float(22.0));
    world.at(3000).set("/3303/0/5701", crate::support::text("K"));
    world.at(4000).set("/3303/0/5700", Value::Float(22.0));
    assert_notified(&mut world, &[(1000, "21.5 21.5 true"), (2000, "22 21.5 true")]);
}

#[test]
fn each_path_triggers_by_its_own_conditions() {
    let mut world = World::registered();
    let attach = crate::support::path("/3303/0/5700");
    world.ask(|server, now| server.write_attributes(now, attach, &["gt=30", "pmin=5"]));
    observe(&mut world, &["/3303/0/5700", "/3303/1/5700"], &[]);
    world.at(1000).set("/3303/0/5700", Value::Float(25.0));
    world.at(2000).set("/3303/1/5700", Value::Float(1.0));
    world.at(3000).set("/3303/0/5700", Value::Float(31.0));
    world.at(20_000);
    assert_notified(&mut world, &[(2000, "25 1"), (7000, "31 1")]);
}

#[test]
fn conditions_attached_later_hold_at_once() {
    let mut world = World::registered();
    observe(&mut world, &["/3303/0/5700", "/3303/1/5700"], &[]);
    let attach = crate::support::path("/3303");
    world.ask(|server, now| server.write_attributes(now, attach, &["pmax=10"]));
    world.at(15_000);
    assert_notified(&mut world, &[(10_000, "21.5 21.5")]);
}

#[test]
fn attributes_of_the_request_displace_attached_periods_and_leave_thresholds() {
    let mut world = World::registered();
    let attach = crate::support::path("/3303/0/5700");
    world.ask(|server, now| server.write_attributes(now, attach, &["pmax=2", "gt=30"]));
    observe(&mut world, &["/3303/0/5700"], &["pmax=10"]);
    world.at(1000).set("/3303/0/5700", Value::Float(25.0));
    world.at(2000).set("/3303/0/5700", Value::Float(35.0));
    world.at(13_000);
    assert_notified(&mut world, &[(2000, "35"), (12_000, "35")]);
    for refused in ["gt=1", "edge=1", "hqmax=3", "pmin=x"] {
        let request = request(&["/3303/0/5700"], &[refused]).observed();
        let answer = world.ask(|server, now| server.send(now, Path::Root, request));
        assert_eq!(
            (answer.code, answer.observed),
            (Code::BAD_REQUEST, false),
            "{refused}"
        );
    }
}

// OMA LwM2M interoperability tests create and delete what is observed.
#[test]
fn what_is_observed_may_come_and_go() {
    let mut world = World::registered();
    observe(&mut world, &["/3303/1", "/3306/0/5850", "/16/1"], &[]);
    world.at(1000).remove("/3303/1");
    world.at(2000).set("/16/0/0/0", crate::support::text("Black"));
    world.now += std::time::Duration::from_secs(1);
    let created = world
        .tree
        .create_instance(ObjectId::new(3303), 1.try_into().unwrap(), EPOCH);
    world
        .client
        .handle_change(world.now, &created.unwrap(), &world.tree);
    world.set("/3303/1/5700", Value::Float(3.0));
    world.at(5000);
    assert_notified(&mut world, &[(1000, "false"), (3000, "3 false")]);
    assert_eq!(observations(&world), 1);
}

#[test]
fn everything_can_be_observed() {
    let mut world = World::registered();
    observe(&mut world, &["/"], &[]);
    world.at(1000).set("/3306/0/5851", Value::Integer(11));
    let told = world.notified();
    assert_eq!(told.len(), 1);
    assert!(told[0].1.contains("ACME"), "{told:?}");
}

#[test]
fn an_observation_ends_by_its_token_by_its_paths_or_by_rejection() {
    let mut world = World::registered();
    let paths = ["/3303/0/5700", "/3306/0/5850"];
    let first = observe(&mut world, &paths, &[]);
    let answer = world.ask(|server, now| server.cancel(now, first));
    assert_eq!((answer.code, answer.observed), (Code::CONTENT, false));
    assert_eq!(answer.values().len(), 2);
    assert_eq!(observations(&world), 0);

    let second = observe(&mut world, &paths, &[]);
    world.server.abandon(second);
    world.at(1000).set("/3303/0/5700", Value::Float(1.0));
    assert_eq!(observations(&world), 0, "the notification was rejected");
}

#[test]
fn a_new_registration_voids_observations_of_several_paths() {
    let mut world = World::registered();
    observe(&mut world, &["/3303/0/5700", "/3306/0/5850"], &[]);
    let now = world.now;
    world.server.forget(now);
    world.client.update(now, crate::support::account().server);
    world.at(1000);
    assert_eq!(observations(&world), 0);
}

#[test]
fn one_confirmable_path_makes_the_notification_confirmable() {
    let mut world = World::registered();
    let attach = crate::support::path("/3306");
    world.ask(|server, now| server.write_attributes(now, attach, &["con=1"]));
    observe(&mut world, &["/3303/0/5700", "/3306/0/5850"], &[]);
    world.sent.clear();
    world.set("/3303/0/5700", Value::Float(22.0));
    assert_eq!(world.sent[0].1[0] & 0xf0, 0x40, "CoAP version 1 and the type");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Whatever changes when, the server knows the state at the latest when the maximum period is over.
    #[test]
    fn no_change_is_missed_beyond_the_maximum_period(
        pmin in 0u64..5,
        pmax in 5u64..12,
        changes in proptest::collection::vec((0u64..4000, 0usize..4, -8i32..8), 0..40),
    ) {
        const PATHS: [&str; 4] = ["/3303/0/5700", "/3303/1/5700", "/3303/0/5701", "/3306/0/5851"];
        let mut world = World::registered();
        let (least, most) = (format!("pmin={pmin}"), format!("pmax={pmax}"));
        observe(&mut world, &["/3303", "/3306/0/5851"], &[&least, &most]);
        let mut known = BTreeMap::new();
        let mut last_told = 0;
        for (pause, which, value) in changes {
            let at = world.time() + pause;
            world.at(at);
            let path = PATHS[which];
            match which {
                0 | 1 => world.set(path, Value::Float(f64::from(value))),
                2 => world.set(path, crate::support::text(&value.to_string())),
                _ => world.set(path, Value::Integer(i64::from(value) + 8)),
            };
        }
        world.at(world.time() + pmax * 1000);
        let settled = world.time();
        for (at, event) in &world.heard {
            let lwm2m::server::ServerEvent::Notification { values, .. } = event else { continue };
            prop_assert!(at - last_told >= pmin * 1000, "before pmin");
            prop_assert!(at - last_told <= pmax * 1000, "after pmax");
            prop_assert_eq!(values.len(), 5, "all paths in every notification");
            last_told = *at;
            known.extend(values.iter().cloned());
        }
        prop_assert!(settled - last_told <= pmax * 1000, "after pmax");
        for (path, value) in known {
            prop_assert_eq!(&world.tree.entry(path).unwrap().value, &value);
        }
    }
}
