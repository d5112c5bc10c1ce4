//! Observations of several paths at once.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::script::{self, SWITCH, Step, TEMPERATURE, THERMOMETER, Target, Timed, VOLTAGES};
use super::{Defaults, Known, Rules, TICK, Values, Verdict, periods};
use crate::composite_observe::observe;

/// One of the paths.
struct Part {
    target: Target,
    now: Values,
    known: Known,
    evaluated_at: u64,
    pending: bool,
}

/// One observation as the rules have it.
struct Model {
    parts: Vec<Part>,
    own: Rules,
    /// What is attached at each path, which several targets may lie below.
    attached: BTreeMap<&'static str, Rules>,
    defaults: Defaults,
    told_at: u64,
    told: Vec<(u64, Vec<Values>)>,
}

impl Model {
    /// What the request carries goes before what is attached, attribute by attribute; limits stay.
    fn rules(&self, part: &Part) -> Rules {
        let levels = part.target.levels.iter();
        let levels = levels.map(|level| self.attached.get(level).cloned().unwrap_or_default());
        let attached = Rules::effective(&levels.collect::<Vec<_>>());
        let mixed = Rules {
            pmin: self.own.pmin.or(attached.pmin),
            pmax: self.own.pmax.or(attached.pmax),
            epmin: self.own.epmin.or(attached.epmin),
            epmax: self.own.epmax.or(attached.epmax),
            ..attached
        };
        mixed.resolved(self.defaults)
    }

    fn all_rules(&self) -> Vec<Rules> {
        self.parts.iter().map(|part| self.rules(part)).collect()
    }

    fn evaluate(&mut self, at: u64) {
        let rules = self.all_rules();
        let elapsed = at - self.told_at;
        // The earliest of all paths'.
        let pmax = rules.iter().filter_map(|rules| rules.pmax).min();
        let mut tell = pmax.is_some_and(|pmax| elapsed >= pmax);
        if !tell {
            for (part, rules) in self.parts.iter_mut().zip(&rules) {
                tell |= part.evaluate(at, elapsed, rules);
            }
        }
        if tell {
            self.told_at = at;
            for part in &mut self.parts {
                part.known = Known::new(&part.now);
                part.evaluated_at = at;
                part.pending = false;
            }
            let values = self.parts.iter().map(|part| part.now.clone()).collect();
            self.told.push((at, values));
        }
    }

    fn take(&mut self, at: u64, index: usize, step: &Step, values: &Values) {
        let before = self.all_rules();
        let part = &mut self.parts[index];
        match step {
            Step::Set(..) | Step::Remove(_) => {
                part.pending |= part.now != *values;
                part.now = values.clone();
            }
            Step::Attach(level, rules) => {
                let there = part.target.parts.len() > 1 || !part.now.is_empty();
                if *level > 0 || there {
                    self.attached.insert(part.target.levels[*level], rules.clone());
                }
            }
            Step::Default(resource, seconds) => {
                script::take_default(&mut self.defaults, *resource, *seconds);
            }
        }
        let after = self.all_rules();
        for (part, (before, after)) in self.parts.iter_mut().zip(before.iter().zip(&after)) {
            part.pending |= before != after;
        }
        self.evaluate(at);
    }
}

impl Part {
    /// Whether this path demands a notification.
    fn evaluate(&mut self, at: u64, elapsed: u64, rules: &Rules) -> bool {
        let unlooked = at - self.evaluated_at;
        let wanted = self.pending || rules.epmax.is_some_and(|epmax| unlooked >= epmax);
        if !wanted || elapsed < rules.pmin.unwrap() || unlooked < rules.epmin.unwrap() {
            return false;
        }
        self.pending = false;
        self.evaluated_at = at;
        let verdict = rules.judge(self.target.kind, &self.known, &self.now);
        if verdict == Verdict::Remember {
            self.known.counted = self.now.clone();
        }
        verdict == Verdict::Tell
    }
}

type Told = Vec<(u64, Vec<Values>)>;

/// What is told, as the client and as the model have it.
fn compare(targets: &[Target], own: &Rules, steps: &[Timed]) -> [Told; 2] {
    let (mut world, mut values) = script::world(targets);
    let paths: Vec<&str> = targets.iter().map(|target| target.path).collect();
    let queries = own.queries();
    let given: Vec<&str> = queries
        .iter()
        .map(String::as_str)
        .filter(|query| !query.ends_with('='))
        .collect();
    observe(&mut world, &paths, &given);
    let part = |(target, values): (&Target, &Values)| Part {
        target: *target,
        now: values.clone(),
        known: Known::new(values),
        evaluated_at: 0,
        pending: false,
    };
    let mut model = Model {
        parts: targets.iter().zip(&values).map(part).collect(),
        own: own.clone(),
        attached: BTreeMap::new(),
        defaults: Defaults::default(),
        told_at: 0,
        told: Vec::new(),
    };
    let end = steps.last().map_or(0, |(at, ..)| *at) + 15_000;
    let mut rest = steps.iter().peekable();
    for tick in (0..=end).step_by(TICK as usize) {
        model.evaluate(tick);
        while let Some((_, index, step)) = rest.next_if(|(at, ..)| *at == tick) {
            // What is due at the same time was done before.
            world.at(tick);
            script::carry_out(&mut world, &targets[*index], step, &mut values[*index]);
            model.take(tick, *index, step, &values[*index]);
        }
    }
    world.at(end);
    let told = script::notifications(&mut world).into_iter().map(|(at, values)| {
        let each = targets.iter().map(|target| target.told(&values));
        (at, each.collect())
    });
    [told.collect(), model.told]
}

const TARGETS: [Target; 4] = [VOLTAGES, TEMPERATURE, THERMOMETER, SWITCH];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn notifications_of_several_paths_are_those_of_the_rules(
        own in prop_oneof![2 => Just(Rules::default()), 1 => periods()],
        steps in script::steps(&TARGETS),
    ) {
        let [told, expected] = compare(&TARGETS, &own, &steps);
        prop_assert_eq!(&told, &expected);
    }
}
