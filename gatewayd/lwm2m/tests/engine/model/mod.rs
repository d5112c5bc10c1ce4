//! The notification planner against a slow and obvious model: the rules of OMA LwM2M core 1.2.1 §5.1.2 and of the
//! conditional attributes they refer to, written down as they read, and gone through ten times a second.

mod composite;
mod history;
mod plain;
mod script;

use std::collections::BTreeMap;

use proptest::prelude::*;

/// The model looks at everything this often, in milliseconds; all times are multiples of it.
pub(crate) const TICK: u64 = 100;

/// The values at a path by the number of the element or resource; a truth value is 0 or 1.
pub(crate) type Values = BTreeMap<u16, f64>;

/// What thresholds and edges can apply to.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Kind {
    Boolean,
    Instance,
    Number,
    Numbers,
}

/// What the Server object has.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Defaults {
    pub(crate) pmin: Option<u64>,
    pub(crate) pmax: Option<u64>,
}

/// Attributes at one level.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Rules {
    pub(crate) pmin: Option<u64>,
    pub(crate) pmax: Option<u64>,
    pub(crate) epmin: Option<u64>,
    pub(crate) epmax: Option<u64>,
    pub(crate) gt: Option<f64>,
    pub(crate) lt: Option<f64>,
    pub(crate) st: Option<f64>,
    pub(crate) edge: Option<u8>,
}

impl Rules {
    /// All ten as a Write-Attributes that leaves nothing of those before.
    pub(crate) fn queries(&self) -> Vec<String> {
        let whole = |name: &str, value: Option<u64>| format!("{name}={}", text(value));
        let number = |name: &str, value: Option<f64>| format!("{name}={}", text(value));
        let mut all = vec![
            whole("pmin", self.pmin),
            whole("pmax", self.pmax),
            whole("epmin", self.epmin),
            whole("epmax", self.epmax),
        ];
        all.extend([("gt", self.gt), ("lt", self.lt), ("st", self.st)].map(|(name, v)| number(name, v)));
        all.push(format!("edge={}", text(self.edge)));
        all
    }

    /// `lt + 2·st < gt` and `epmin < epmax`, without which a server is refused.
    fn consistent(&self) -> bool {
        let limits = match (self.lt, self.gt) {
            (Some(lt), Some(gt)) => lt + 2.0 * self.st.unwrap_or(0.0) < gt,
            _ => true,
        };
        let evaluation = match (self.epmin, self.epmax) {
            (Some(min), Some(max)) => min < max,
            _ => true,
        };
        limits && evaluation
    }

    /// Each attribute from the nearest level that has it; evaluation periods that contradict each other across
    /// levels leave the nearer ones.
    pub(crate) fn effective(levels: &[Self]) -> Self {
        let mut effective = Self::default();
        for level in levels {
            let nearer = effective.clone();
            effective = Self {
                pmin: effective.pmin.or(level.pmin),
                pmax: effective.pmax.or(level.pmax),
                epmin: effective.epmin.or(level.epmin),
                epmax: effective.epmax.or(level.epmax),
                gt: effective.gt.or(level.gt),
                lt: effective.lt.or(level.lt),
                st: effective.st.or(level.st),
                edge: effective.edge.or(level.edge),
            };
            if !effective.consistent() {
                (effective.epmin, effective.epmax) = (nearer.epmin, nearer.epmax);
            }
        }
        effective
    }

    /// With the defaults of the Server object and in milliseconds; periods that cannot hold are left out.
    pub(crate) fn resolved(mut self, defaults: Defaults) -> Self {
        let pmin = self.pmin.or(defaults.pmin).unwrap_or(0) * 1000;
        let pmax = self.pmax.or(defaults.pmax).map(|pmax| pmax * 1000);
        let epmin = self.epmin.unwrap_or(0) * 1000;
        let epmax = self.epmax.map(|epmax| epmax * 1000);
        self.pmin = Some(pmin);
        self.pmax = pmax.filter(|pmax| *pmax > 0 && *pmax >= pmin);
        self.epmin = Some(epmin);
        self.epmax = epmax.filter(|epmax| *epmax > epmin);
        self
    }

    /// What becomes of the values there are.
    pub(crate) fn judge(&self, kind: Kind, known: &Known, now: &Values) -> Verdict {
        let last = &known.counted;
        let verdicts = match kind {
            Kind::Instance => Vec::new(),
            Kind::Boolean | Kind::Number | Kind::Numbers if last.keys().ne(now.keys()) => Vec::new(),
            Kind::Boolean | Kind::Number | Kind::Numbers => {
                let pairs = last.values().zip(now.values());
                pairs
                    .filter_map(|(last, now)| self.judge_value(kind, *last, *now))
                    .collect()
            }
        };
        if verdicts.is_empty() {
            // No conditions, or nothing that they could apply to.
            return if known.reported == *now {
                Verdict::Nothing
            } else {
                Verdict::Tell
            };
        }
        verdicts.into_iter().max().unwrap()
    }

    /// The verdict over one value, if there is any condition.
    fn judge_value(&self, kind: Kind, last: f64, now: f64) -> Option<Verdict> {
        if kind == Kind::Boolean {
            let edge = f64::from(self.edge?);
            return Some(match last == now {
                true => Verdict::Nothing,
                false if now == edge => Verdict::Tell,
                false => Verdict::Remember,
            });
        }
        if self.gt.is_none() && self.lt.is_none() && self.st.is_none() {
            return None;
        }
        let crossed = |limit: f64| (last <= limit && now > limit) || (last >= limit && now < limit);
        let tell = self.gt.is_some_and(crossed)
            || self.lt.is_some_and(crossed)
            || self.st.is_some_and(|step| (now - last).abs() >= step);
        Some(if tell { Verdict::Tell } else { Verdict::Nothing })
    }
}

/// What there was before.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Known {
    /// What the server was told last.
    pub(crate) reported: Values,
    /// What conditions count from: the same, or what came after it on an edge in the other direction.
    pub(crate) counted: Values,
}

impl Known {
    pub(crate) fn new(values: &Values) -> Self {
        Self {
            reported: values.clone(),
            counted: values.clone(),
        }
    }
}

#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Verdict {
    Nothing,
    Remember,
    Tell,
}

fn text<T: ToString>(value: Option<T>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// Attributes that a server may write at the level of a resource of this kind.
pub(crate) fn rules(kind: Kind) -> impl Strategy<Value = Rules> {
    let limit = || proptest::option::weighted(0.35, (-4i32..5).prop_map(f64::from));
    let step = proptest::option::weighted(0.3, (0i32..4).prop_map(f64::from));
    let edge = proptest::option::of(0u8..2);
    (periods(), limit(), limit(), step, edge)
        .prop_map(move |(periods, gt, lt, st, edge)| match kind {
            Kind::Instance => periods,
            Kind::Boolean => Rules { edge, ..periods },
            Kind::Number | Kind::Numbers => Rules {
                gt,
                lt,
                st,
                ..periods
            },
        })
        .prop_filter("contradicting limits are refused", Rules::consistent)
}

/// Attributes that a server may write at any level.
pub(crate) fn periods() -> impl Strategy<Value = Rules> {
    let period = |likely| proptest::option::weighted(likely, 0u64..6);
    (period(0.5), period(0.5), period(0.25), period(0.25))
        .prop_map(|(pmin, pmax, epmin, epmax)| Rules {
            pmin,
            pmax,
            epmin,
            epmax,
            ..Rules::default()
        })
        .prop_filter("contradicting periods are refused", Rules::consistent)
}
