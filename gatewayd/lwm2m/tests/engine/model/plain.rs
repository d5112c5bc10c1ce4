//! Observations of one path.

use proptest::prelude::*;

use super::script::{self, SWITCH, Step, TEMPERATURE, THERMOMETER, Target, Timed, VOLTAGES};
use super::{Defaults, Kind, Known, Rules, TICK, Values, Verdict, rules};
use crate::world::World;

/// One observation as the rules have it.
pub(crate) struct Model {
    target: Target,
    own: Option<Rules>,
    levels: Vec<Rules>,
    defaults: Defaults,
    now: Values,
    known: Known,
    told_at: u64,
    evaluated_at: u64,
    pending: bool,
    pub(crate) told: Vec<(u64, Values)>,
}

impl Model {
    pub(crate) fn new(target: Target, own: Option<Rules>, values: Values) -> Self {
        Self {
            target,
            own,
            levels: vec![Rules::default(); target.levels.len()],
            defaults: Defaults::default(),
            known: Known::new(&values),
            now: values,
            told_at: 0,
            evaluated_at: 0,
            pending: false,
            told: Vec::new(),
        }
    }

    fn rules(&self) -> Rules {
        let effective = self.own.clone().unwrap_or_else(|| Rules::effective(&self.levels));
        effective.resolved(self.defaults)
    }

    /// Whether there is something that could be told: an instance is there without any value, too.
    fn there(&self) -> bool {
        match self.target.kind {
            Kind::Boolean | Kind::Number => !self.now.is_empty(),
            Kind::Instance | Kind::Numbers => true,
        }
    }

    pub(crate) fn evaluate(&mut self, at: u64) {
        let rules = self.rules();
        let elapsed = at - self.told_at;
        let unlooked = at - self.evaluated_at;
        if !self.there() {
            return;
        }
        if rules.pmax.is_some_and(|pmax| elapsed >= pmax) {
            return self.tell(at);
        }
        let wanted = self.pending || rules.epmax.is_some_and(|epmax| unlooked >= epmax);
        if !wanted || elapsed < rules.pmin.unwrap() || unlooked < rules.epmin.unwrap() {
            return;
        }
        self.pending = false;
        self.evaluated_at = at;
        match rules.judge(self.target.kind, &self.known, &self.now) {
            Verdict::Nothing => {}
            Verdict::Remember => self.known.counted = self.now.clone(),
            Verdict::Tell => self.tell(at),
        }
    }

    fn tell(&mut self, at: u64) {
        self.told.push((at, self.now.clone()));
        self.known = Known::new(&self.now);
        self.told_at = at;
        self.evaluated_at = at;
        self.pending = false;
    }

    /// What was kept has been told: periods count from here.
    pub(crate) fn flushed(&mut self, at: u64) {
        self.told_at = at;
    }

    pub(crate) fn take(&mut self, at: u64, step: &Step, values: &Values) {
        let before = self.rules();
        match step {
            Step::Set(..) | Step::Remove(_) => {
                self.pending |= self.now != *values;
                self.now = values.clone();
            }
            Step::Attach(level, rules) => {
                if *level > 0 || self.there() {
                    self.levels[*level] = rules.clone();
                }
            }
            Step::Default(resource, seconds) => {
                script::take_default(&mut self.defaults, *resource, *seconds);
            }
        }
        self.pending |= self.rules() != before;
        self.evaluate(at);
    }
}

/// What is told, as the client and as the model have it.
fn compare(target: Target, own: Option<&Rules>, steps: &[Timed]) -> [Vec<(u64, Values)>; 2] {
    let (mut world, values) = script::world(&[target]);
    observe(&mut world, target, own);
    let mut values = values.into_iter().next().unwrap();
    let mut model = Model::new(target, own.cloned(), values.clone());
    let end = steps.last().map_or(0, |(at, ..)| *at) + 15_000;
    let mut rest = steps.iter().peekable();
    for tick in (0..=end).step_by(TICK as usize) {
        model.evaluate(tick);
        while let Some((_, _, step)) = rest.next_if(|(at, ..)| *at == tick) {
            // What is due at the same time was done before.
            world.at(tick);
            script::carry_out(&mut world, &target, step, &mut values);
            model.take(tick, step, &values);
        }
    }
    world.at(end);
    let told = script::notifications(&mut world);
    let told = told.into_iter().map(|(at, values)| (at, target.told(&values)));
    [told.collect(), model.told]
}

pub(crate) fn observe(world: &mut World, target: Target, own: Option<&Rules>) {
    let queries = own.map(Rules::queries).unwrap_or_default();
    let given: Vec<&str> = queries
        .iter()
        .map(String::as_str)
        .filter(|query| !query.ends_with('='))
        .collect();
    world.observe(target.path, &given);
}

/// The two promises of the periods, where neither attributes nor the presence of values change.
fn check_periods(own: &Rules, steps: &[Timed], told: &[(u64, Values)]) -> Result<(), TestCaseError> {
    if !steps.iter().all(|(_, _, step)| matches!(step, Step::Set(..))) {
        return Ok(());
    }
    let rules = own.clone().resolved(Defaults::default());
    let end = steps.last().map_or(0, |(at, ..)| *at) + 15_000;
    let mut times: Vec<u64> = std::iter::once(0).chain(told.iter().map(|(at, _)| *at)).collect();
    for pair in times.windows(2) {
        prop_assert!(pair[1] - pair[0] >= rules.pmin.unwrap(), "before pmin");
    }
    times.push(end);
    for pair in times.windows(2) {
        prop_assert!(
            rules.pmax.is_none_or(|pmax| pair[1] - pair[0] <= pmax),
            "after pmax"
        );
    }
    Ok(())
}

/// A target, what the request carries, and what happens then.
fn cases() -> impl Strategy<Value = (Target, Option<Rules>, Vec<Timed>)> {
    let target = prop_oneof![
        3 => Just(TEMPERATURE),
        1 => Just(SWITCH),
        2 => Just(VOLTAGES),
        1 => Just(THERMOMETER),
    ];
    target.prop_flat_map(|target| {
        // A request without any attribute leaves the attached ones in force.
        let own = rules(target.kind).prop_filter("some", |rules| *rules != Rules::default());
        let own = proptest::option::of(own);
        (Just(target), own, script::steps(&[target]))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn notifications_are_those_of_the_rules((target, own, steps) in cases()) {
        let [told, expected] = compare(target, own.as_ref(), &steps);
        prop_assert_eq!(&told, &expected);
    }

    #[test]
    fn periods_are_kept(
        own in rules(Kind::Number).prop_filter("some", |rules| *rules != Rules::default()),
        steps in script::steps(&[TEMPERATURE]),
    ) {
        let steps: Vec<Timed> = steps.into_iter().filter(|(_, _, step)| matches!(step, Step::Set(..))).collect();
        let [told, expected] = compare(TEMPERATURE, Some(&own), &steps);
        prop_assert_eq!(&told, &expected);
        check_periods(&own, &steps, &told)?;
    }
}
