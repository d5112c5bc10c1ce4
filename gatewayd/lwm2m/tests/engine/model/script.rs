//! What happens to a client and its model: values come, go and change, and so do attributes.

use std::time::{Duration, SystemTime};

use lwm2m::server::ServerEvent;
use objects::{Path, ResourcePath, Value};
use proptest::prelude::*;

use super::{Defaults, Kind, Rules, TICK, Values, periods, rules};
use crate::support::{EPOCH, path};
use crate::world::{Setup, World};

/// Something observed, with the paths of what lies in it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Target {
    pub(crate) kind: Kind,
    pub(crate) path: &'static str,
    /// The resources or elements, and under which number the model has them.
    pub(crate) parts: &'static [(u16, &'static str)],
    /// The paths of the levels, from the observed one upwards.
    pub(crate) levels: &'static [&'static str],
}

pub(crate) const TEMPERATURE: Target = Target {
    kind: Kind::Number,
    path: "/3303/0/5700",
    parts: &[(0, "/3303/0/5700")],
    levels: &["/3303/0/5700", "/3303/0", "/3303"],
};

pub(crate) const SWITCH: Target = Target {
    kind: Kind::Boolean,
    path: "/3306/0/5850",
    parts: &[(0, "/3306/0/5850")],
    levels: &["/3306/0/5850", "/3306/0", "/3306"],
};

pub(crate) const VOLTAGES: Target = Target {
    kind: Kind::Numbers,
    path: "/3/0/7",
    parts: &[(0, "/3/0/7/0"), (1, "/3/0/7/1"), (2, "/3/0/7/2")],
    levels: &["/3/0/7", "/3/0", "/3"],
};

pub(crate) const THERMOMETER: Target = Target {
    kind: Kind::Instance,
    path: "/3303/1",
    parts: &[(5700, "/3303/1/5700"), (5602, "/3303/1/5602")],
    levels: &["/3303/1", "/3303"],
};

impl Target {
    /// A value of the kind that lies here.
    fn value(&self, number: f64) -> Value {
        match self.kind {
            Kind::Boolean => Value::Boolean(number > 0.0),
            Kind::Instance | Kind::Number => Value::Float(number / 2.0),
            Kind::Numbers => Value::Integer(number as i64),
        }
    }

    /// What lies here of the values of an answer.
    pub(crate) fn told(&self, values: &[(ResourcePath, Value)]) -> Values {
        let part = |(at, value): &(ResourcePath, Value)| {
            let (number, _) = self
                .parts
                .iter()
                .find(|(_, part)| path(part) == Path::from(*at))?;
            Some((*number, number_of(value)))
        };
        values.iter().filter_map(part).collect()
    }
}

pub(crate) fn number_of(value: &Value) -> f64 {
    match value {
        Value::Boolean(flag) => f64::from(u8::from(*flag)),
        other => other.number().unwrap(),
    }
}

#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// A level of a target gets other attributes.
    Attach(usize, Rules),
    /// The Server object gets another default of this resource: 2 is `pmin`, 3 is `pmax`.
    Default(u16, u64),
    Remove(usize),
    Set(usize, f64),
}

/// A step of one of several targets at a time.
pub(crate) type Timed = (u64, usize, Step);

fn step(target: Target) -> impl Strategy<Value = Step> {
    let parts = target.parts.len();
    let upper = 1..target.levels.len();
    prop_oneof![
        24 => (0..parts, -10i32..10).prop_map(|(part, number)| Step::Set(part, f64::from(number))),
        3 => (0..parts).prop_map(Step::Remove),
        2 => rules(target.kind).prop_map(|rules| Step::Attach(0, rules)),
        2 => (upper, periods()).prop_map(|(level, rules)| Step::Attach(level, rules)),
        1 => (2u16..4, 0u64..6).prop_map(|(resource, seconds)| Step::Default(resource, seconds)),
    ]
}

pub(crate) fn steps(targets: &[Target]) -> impl Strategy<Value = Vec<Timed>> + use<> {
    let each = targets.iter().enumerate();
    let each: Vec<_> = each
        .map(|(index, target)| step(*target).prop_map(move |step| (index, step)).boxed())
        .collect();
    let steps = proptest::collection::vec((0u64..30, proptest::strategy::Union::new(each)), 0..40);
    steps.prop_map(|steps| {
        let mut at = 0;
        let timed = steps.into_iter().map(|(pause, (target, step))| {
            at += pause * TICK;
            (at, target, step)
        });
        timed.collect()
    })
}

/// A world in which all targets have values that depend on nothing.
pub(crate) fn world(targets: &[Target]) -> (World, Vec<Values>) {
    let mut setup = Setup::default();
    let mut values = Vec::new();
    for target in targets {
        let mut there = Values::new();
        for (number, part) in target.parts {
            let value = target.value(1.0);
            there.insert(*number, number_of(&value));
            setup
                .tree
                .set(crate::support::resource(part), value, EPOCH)
                .unwrap();
        }
        values.push(there);
    }
    (World::registered_with(setup), values)
}

/// Carries a step out; what it means for the values at the target.
pub(crate) fn carry_out(world: &mut World, target: &Target, step: &Step, values: &mut Values) {
    match step {
        Step::Set(part, number) => {
            let (id, place) = target.parts[*part];
            let value = target.value(*number);
            values.insert(id, number_of(&value));
            let at = measured_at(world.time());
            let place = crate::support::resource(place);
            if let Some(change) = world.tree.set(place, value, at).unwrap() {
                world.client.handle_change(world.now, &change, &world.tree);
            }
            world.run();
        }
        Step::Remove(part) => {
            let (id, place) = target.parts[*part];
            if values.remove(&id).is_some() {
                world.remove(place);
            }
        }
        Step::Attach(level, rules) => {
            let queries = rules.queries();
            let queries: Vec<&str> = queries.iter().map(String::as_str).collect();
            let place = path(target.levels[*level]);
            let answer = world.ask(|server, now| server.write_attributes(now, place, &queries));
            // What is missing at the moment has no attributes.
            assert!(
                answer.code == coap::Code::CHANGED || values.is_empty(),
                "{queries:?}"
            );
        }
        Step::Default(resource, seconds) => {
            let seconds = Value::Integer(i64::try_from(*seconds).unwrap());
            world.set(&format!("/1/0/{resource}"), seconds);
        }
    }
}

/// The defaults after a step.
pub(crate) fn take_default(defaults: &mut Defaults, resource: u16, seconds: u64) {
    match resource {
        2 => defaults.pmin = Some(seconds),
        _ => defaults.pmax = Some(seconds),
    }
}

/// When a device measures, for the history.
pub(crate) fn measured_at(milliseconds: u64) -> SystemTime {
    EPOCH + Duration::from_millis(milliseconds)
}

/// The values of all notifications, with their times.
pub(crate) fn notifications(world: &mut World) -> Vec<(u64, Vec<(ResourcePath, Value)>)> {
    let heard = world.heard.drain(..).filter_map(|(at, event)| match event {
        ServerEvent::Notification { answer, values, .. } => {
            assert_eq!(
                answer.code,
                coap::Code::CONTENT,
                "at {at}: the observation has ended"
            );
            Some((at, values))
        }
        _ => None,
    });
    heard.collect()
}
