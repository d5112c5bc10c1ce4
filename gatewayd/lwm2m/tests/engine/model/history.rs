//! What is kept for a server that cannot be reached is what it would have been told.

use std::collections::VecDeque;

use coap::ContentFormat;
use lwm2m::LinkState;
use lwm2m::server::{Payload, ServerEvent};
use proptest::prelude::*;

use super::plain::Model;
use super::script::{self, Step, TEMPERATURE, Timed};
use super::{Kind, Rules, TICK, Values, rules};
use crate::support::path;
use crate::world::World;

/// What a notification holds: values with the times at which they were measured, in milliseconds.
type Told = Vec<(u64, Vec<(Option<u64>, f64)>)>;

/// How long it takes until the link is opened again.
const PAUSE: u64 = 60_000;

fn observe(world: &mut World, own: &Rules, most: usize) {
    let mut queries: Vec<String> = own.queries();
    queries.retain(|query| !query.ends_with('='));
    queries.push(format!("hqmax={most}"));
    let queries: Vec<&str> = queries.iter().map(String::as_str).collect();
    let format = Some(ContentFormat::SENML_JSON);
    let answer = world.ask(|server, now| server.observe(now, path(TEMPERATURE.path), format, &queries));
    assert!(answer.observed);
}

fn told(world: &mut World) -> Told {
    let heard = world.heard.drain(..).filter_map(|(at, event)| match event {
        ServerEvent::Notification { answer, .. } => Some((at, answer.payload)),
        _ => None,
    });
    let read = |(at, payload): (u64, Payload)| match payload {
        Payload::Values(values) => (at, vec![(None, script::number_of(&values[0].1))]),
        Payload::Unreadable(bytes) => (at, records(&bytes)),
        Payload::Links(_) | Payload::None => panic!("{payload:?}"),
    };
    heard.map(read).collect()
}

/// RFC 8428 §4.5: times are relative to the base time.
fn records(json: &[u8]) -> Vec<(Option<u64>, f64)> {
    let pack: Vec<serde_json::Map<String, serde_json::Value>> = serde_json::from_slice(json).unwrap();
    let number = |record: &serde_json::Map<_, _>, field: &str| {
        record
            .get(field)
            .map(|value: &serde_json::Value| value.as_f64().unwrap())
    };
    let base = number(&pack[0], "bt").unwrap();
    let read = |record| {
        let seconds = base + number(record, "t").unwrap_or(0.0);
        (
            Some((seconds * 1000.0).round() as u64),
            number(record, "v").unwrap(),
        )
    };
    pack.iter().map(read).collect()
}

/// What is told when the link is lost at one time and back a minute later.
fn compare(own: &Rules, most: usize, lost: u64, steps: &[Timed]) -> [Told; 2] {
    let (mut world, values) = script::world(&[TEMPERATURE]);
    observe(&mut world, own, most);
    let mut values = values.into_iter().next().unwrap();
    let mut model = Model::new(TEMPERATURE, Some(own.clone()), values.clone());
    let (mut measured, mut expected, mut kept) = (0, Told::new(), VecDeque::new());
    let end = lost + PAUSE + 20_000;
    let mut rest = steps.iter().peekable();
    for tick in (0..=end).step_by(TICK as usize) {
        let offline = (lost..lost + PAUSE).contains(&tick);
        // What is due when the link comes back is still kept.
        model.evaluate(tick);
        let unreachable = tick > lost && tick <= lost + PAUSE;
        hear(&mut model, unreachable, measured, most, &mut kept, &mut expected);
        if tick == lost + PAUSE && !kept.is_empty() {
            expected.push((tick, history(&mut kept)));
            model.flushed(tick);
        }
        if tick == lost {
            world.at(tick).reachable = false;
            world.link_is(LinkState::Down("gone".to_owned()));
            world.reachable = true;
        }
        while let Some((_, _, step)) = rest.next_if(|(at, ..)| *at == tick) {
            world.at(tick);
            script::carry_out(&mut world, &TEMPERATURE, step, &mut values);
            if let Step::Set(..) = step {
                measured = tick;
            }
            model.take(tick, step, &values);
            hear(&mut model, offline, measured, most, &mut kept, &mut expected);
        }
    }
    world.at(end);
    [told(&mut world), expected]
}

/// All that was kept; a single value reads like one of the present.
fn history(kept: &mut VecDeque<(Option<u64>, f64)>) -> Vec<(Option<u64>, f64)> {
    let mut history: Vec<_> = kept.drain(..).collect();
    if let [(time, _)] = &mut history[..] {
        *time = None;
    }
    history
}

/// Puts what the model tells to where it belongs.
fn hear(
    model: &mut Model,
    offline: bool,
    measured: u64,
    most: usize,
    kept: &mut VecDeque<(Option<u64>, f64)>,
    expected: &mut Told,
) {
    let value = |values: &Values| values[&0];
    for (at, values) in model.told.drain(..) {
        if !offline {
            expected.push((at, vec![(None, value(&values))]));
            continue;
        }
        kept.retain(|(time, _)| *time != Some(measured));
        kept.push_back((Some(measured), value(&values)));
        if kept.len() > most {
            kept.pop_front();
        }
    }
}

/// Changes all along, and values that are missing for a while.
fn steps() -> impl Strategy<Value = Vec<Timed>> {
    let step = prop_oneof![
        8 => (-10i32..10).prop_map(|number| Step::Set(0, f64::from(number))),
        1 => Just(Step::Remove(0)),
    ];
    proptest::collection::vec((1u64..60, step), 0..50).prop_map(|steps| {
        let mut at = 0;
        let timed = steps.into_iter().map(|(pause, step)| {
            at += pause * TICK;
            (at, 0, step)
        });
        timed.collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn a_history_holds_the_newest_of_what_would_have_been_told(
        own in rules(Kind::Number),
        most in 1usize..6,
        lost in 0u64..300,
        steps in steps(),
    ) {
        let [told, expected] = compare(&own, most, lost * TICK, &steps);
        prop_assert_eq!(&told, &expected);
    }
}
