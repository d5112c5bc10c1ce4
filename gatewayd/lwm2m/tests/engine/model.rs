//! The notification planner against a slow and obvious model of the rules.

use lwm2m::EnablerVersion;
use objects::Value;
use proptest::prelude::*;

use crate::world::{Setup, World};

/// The model looks at everything this often, in milliseconds; all times are multiples of it.
const TICK: u64 = 250;

#[derive(Clone, Debug)]
struct Rules {
    pmin: Option<u64>,
    pmax: Option<u64>,
    gt: Option<f64>,
    lt: Option<f64>,
    st: Option<f64>,
}

impl Rules {
    fn queries(&self) -> Vec<String> {
        let whole = |name, value: Option<u64>| value.map(|value| format!("{name}={value}"));
        let number = |name, value: Option<f64>| value.map(|value| format!("{name}={value}"));
        let all = [
            whole("pmin", self.pmin),
            whole("pmax", self.pmax),
            number("gt", self.gt),
            number("lt", self.lt),
            number("st", self.st),
        ];
        all.into_iter().flatten().collect()
    }

    /// OMA LwM2M core 1.2.1 §5.1.2: `lt + 2·st < gt`.
    fn consistent(&self) -> bool {
        match (self.lt, self.gt) {
            (Some(lt), Some(gt)) => lt + 2.0 * self.st.unwrap_or(0.0) < gt,
            _ => true,
        }
    }

    /// Whether the step from one value to another is worth telling.
    fn worth_telling(&self, last: f64, now: f64) -> bool {
        if self.gt.is_none() && self.lt.is_none() && self.st.is_none() {
            return now != last;
        }
        let crosses = |limit: f64| (last <= limit && limit < now) || (now < limit && limit <= last);
        self.gt.is_some_and(crosses)
            || self.lt.is_some_and(crosses)
            || self.st.is_some_and(|step| (now - last).abs() >= step)
    }

    /// What is told of a series of changes, tick by tick until `end`.
    fn told(&self, first: f64, changes: &[(u64, f64)], end: u64) -> Vec<(u64, f64)> {
        let pmin = self.pmin.unwrap_or(0) * 1000;
        let pmax = self
            .pmax
            .map(|pmax| pmax * 1000)
            .filter(|pmax| *pmax > 0 && *pmax >= pmin);
        let (mut told, mut last, mut told_at, mut value) = (Vec::new(), first, 0, first);
        // A value is looked at once it has changed, as soon as the minimum period is over.
        let mut looked_at = true;
        for tick in (0..=end).step_by(TICK as usize) {
            for (_, changed) in changes.iter().filter(|(at, _)| *at == tick) {
                looked_at &= *changed == value;
                value = *changed;
            }
            let elapsed = tick - told_at;
            let forced = pmax.is_some_and(|pmax| elapsed >= pmax);
            let ripe = !looked_at && elapsed >= pmin;
            looked_at |= ripe;
            if forced || (ripe && self.worth_telling(last, value)) {
                told.push((tick, value));
                (last, told_at, looked_at) = (value, tick, true);
            }
        }
        told
    }
}

fn rules() -> impl Strategy<Value = Rules> {
    let period = || proptest::option::of(0u64..8);
    let limit = || proptest::option::weighted(0.4, (-4i32..5).prop_map(f64::from));
    let step = proptest::option::weighted(0.3, (0i32..4).prop_map(f64::from));
    (period(), period(), limit(), limit(), step)
        .prop_map(|(pmin, pmax, gt, lt, st)| Rules {
            pmin,
            pmax,
            gt,
            lt,
            st,
        })
        .prop_filter("contradicting limits are refused", Rules::consistent)
}

/// One change a tick at most: what happens within one is told together.
fn changes() -> impl Strategy<Value = Vec<(u64, f64)>> {
    let steps = proptest::collection::vec((1u64..20, -10i32..10), 0..40);
    steps.prop_map(|steps| {
        let mut at = 0;
        let timed = steps.into_iter().map(|(pause, value)| {
            at += pause * TICK;
            (at, f64::from(value) / 2.0)
        });
        timed.collect()
    })
}

fn observed(rules: &Rules, first: f64, changes: &[(u64, f64)], end: u64) -> Vec<(u64, f64)> {
    let mut setup = Setup::default();
    assert_eq!(setup.version, EnablerVersion::V1_2);
    let path = crate::support::resource("/3303/0/5700");
    setup
        .tree
        .set(path, Value::Float(first), crate::support::EPOCH)
        .unwrap();
    let mut world = World::registered_with(setup);
    let queries = rules.queries();
    world.observe(
        "/3303/0/5700",
        &queries.iter().map(String::as_str).collect::<Vec<_>>(),
    );
    for (at, value) in changes {
        // What is due at the same instant is told with the new value.
        let before = at - 1;
        world.at(before);
        world.now += std::time::Duration::from_millis(1);
        world.set("/3303/0/5700", Value::Float(*value));
    }
    world.at(end);
    let told = world.notified();
    told.into_iter()
        .map(|(at, value)| (at, value.parse().unwrap()))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn notifications_are_those_of_the_rules(rules in rules(), first in -4i32..5, changes in changes()) {
        let first = f64::from(first);
        let end = changes.last().map_or(0, |(at, _)| *at) + 20_000;
        let told = observed(&rules, first, &changes, end);
        prop_assert_eq!(&told, &rules.told(first, &changes, end));
        let pmin = rules.pmin.unwrap_or(0) * 1000;
        let pmax = rules.pmax.map(|pmax| pmax * 1000).filter(|pmax| *pmax > 0 && *pmax >= pmin);
        let times: Vec<u64> = std::iter::once(0).chain(told.iter().map(|(at, _)| *at)).collect();
        for pair in times.windows(2) {
            prop_assert!(pair[1] - pair[0] >= pmin, "before pmin");
            prop_assert!(pmax.is_none_or(|pmax| pair[1] - pair[0] <= pmax), "after pmax");
        }
        prop_assert!(pmax.is_none_or(|pmax| end - times[times.len() - 1] <= pmax), "after pmax");
    }
}
