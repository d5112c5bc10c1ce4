//! When a notification is due: the conditions of one observation and the decision over them.
//!
//! Core §7.3 and the notification rules of the conditional attributes it refers to: a threshold counts
//! as crossed in either direction, and a value equal to the threshold is not beyond it. Of a resource with
//! several instances each is judged by itself, and one that comes or goes is news.

use std::time::{Duration, Instant};

use objects::Value;

use crate::attributes::Attributes;

/// What the Server object says where no attribute does (core §E.2, resources 2, 3 and 26).
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct ServerDefaults {
    pub(crate) pmin: u32,
    pub(crate) pmax: Option<u32>,
    pub(crate) confirmable: bool,
}

/// The conditions of one observation, resolved; nothing is looked up when a value changes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Conditions {
    pub(crate) pmin: Duration,
    pub(crate) pmax: Option<Duration>,
    pub(crate) epmin: Duration,
    pub(crate) epmax: Option<Duration>,
    pub(crate) confirmable: bool,
    gt: Option<f64>,
    lt: Option<f64>,
    st: Option<f64>,
    edge: Option<bool>,
}

impl Conditions {
    /// Resolves the attributes that hold for a path; a `pmax` of 0 or below `pmin` is none, and so is an
    /// `epmax` of 0 or not above `epmin`.
    pub(crate) fn resolve(attributes: &Attributes, defaults: &ServerDefaults) -> Self {
        let pmin = attributes.pmin.unwrap_or(defaults.pmin);
        let pmax = attributes
            .pmax
            .or(defaults.pmax)
            .filter(|pmax| *pmax != 0 && *pmax >= pmin);
        let epmin = attributes.epmin.unwrap_or(0);
        let epmax = attributes.epmax.filter(|epmax| *epmax > epmin);
        let seconds = |s: u32| Duration::from_secs(u64::from(s));
        Self {
            pmin: seconds(pmin),
            pmax: pmax.map(seconds),
            epmin: seconds(epmin),
            epmax: epmax.map(seconds),
            confirmable: attributes.con.unwrap_or(defaults.confirmable),
            gt: attributes.gt,
            lt: attributes.lt,
            st: attributes.st,
            edge: attributes.edge,
        }
    }

    /// Decides over what was reported last and what is there now, `pmin` and `epmin` having passed.
    pub(crate) fn judge(&self, last: &Simple, now: &Simple) -> Verdict {
        match (last, now) {
            (Simple::Single(last), Simple::Single(now)) => self.judge_value(*last, *now),
            (Simple::Elements(last), Simple::Elements(now)) if same_elements(last, now) => {
                let values = last.iter().zip(now).map(|((_, last), (_, now))| (*last, *now));
                let verdicts = values.map(|(last, now)| self.judge_value(last, now));
                verdicts.max().unwrap_or(Verdict::Compare)
            }
            _ => Verdict::Compare,
        }
    }

    fn judge_value(&self, last: Scalar, now: Scalar) -> Verdict {
        match (last, now) {
            (Scalar::Number(last), Scalar::Number(now)) if self.has_thresholds() => {
                if self.crosses(last, now) {
                    Verdict::Notify
                } else {
                    Verdict::Keep
                }
            }
            (Scalar::Boolean(last), Scalar::Boolean(now)) => match self.edge {
                Some(edge) if last != now && now == edge => Verdict::Notify,
                Some(_) if last != now => Verdict::Remember,
                Some(_) => Verdict::Keep,
                None => Verdict::Compare,
            },
            _ => Verdict::Compare,
        }
    }

    const fn has_thresholds(&self) -> bool {
        self.gt.is_some() || self.lt.is_some() || self.st.is_some()
    }

    fn crosses(&self, last: f64, now: f64) -> bool {
        let crossed = |limit: f64| (last <= limit && now > limit) || (last >= limit && now < limit);
        self.gt.is_some_and(crossed)
            || self.lt.is_some_and(crossed)
            || self.st.is_some_and(|step| (now - last).abs() >= step)
    }
}

fn same_elements(left: &[(u16, Scalar)], right: &[(u16, Scalar)]) -> bool {
    left.len() == right.len() && left.iter().zip(right).all(|(left, right)| left.0 == right.0)
}

/// What becomes of a change; of several values the greatest decides.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Verdict {
    /// Nothing to tell.
    Keep,
    /// Nothing to tell, but the next edge counts from this value.
    Remember,
    /// Notify if the representation differs from the reported one.
    Compare,
    /// Notify.
    Notify,
}

/// A value that thresholds or edges can apply to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Scalar {
    Boolean(bool),
    Number(f64),
}

impl Scalar {
    pub(crate) fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Boolean(flag) => Some(Self::Boolean(*flag)),
            value => value.number().map(Self::Number),
        }
    }
}

/// What is observed, as far as thresholds or edges can apply to it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Simple {
    /// The instances of one resource by their numbers.
    Elements(Box<[(u16, Scalar)]>),
    /// Several resources, or values that are neither numbers nor truth values.
    Other,
    Single(Scalar),
}

/// What the server was told last.
#[derive(Clone, Debug)]
pub(crate) struct Reported {
    /// When.
    pub(crate) at: Instant,
    /// The value, where thresholds or edges can apply to it.
    pub(crate) simple: Simple,
    /// A digest of the representation.
    pub(crate) digest: u64,
    /// How many values there were.
    pub(crate) values: usize,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attributes::{AttributeUpdate, TargetKind};

    fn conditions(queries: &[&str], target: TargetKind) -> Conditions {
        let update = AttributeUpdate::parse(queries.iter().copied()).unwrap();
        let attributes = update.apply(&Attributes::default(), target).unwrap();
        Conditions::resolve(&attributes, &ServerDefaults::default())
    }

    fn number(value: f64) -> Simple {
        Simple::Single(Scalar::Number(value))
    }

    fn truth(value: bool) -> Simple {
        Simple::Single(Scalar::Boolean(value))
    }

    fn judge(queries: &[&str], last: f64, now: f64) -> Verdict {
        conditions(queries, TargetKind::Numeric).judge(&number(last), &number(now))
    }

    #[test]
    fn a_threshold_is_crossed_in_either_direction_and_not_by_reaching_it() {
        assert_eq!(judge(&["gt=45"], 44.0, 46.0), Verdict::Notify);
        assert_eq!(judge(&["gt=45"], 48.0, 42.0), Verdict::Notify);
        assert_eq!(judge(&["gt=45"], 44.0, 45.0), Verdict::Keep);
        assert_eq!(judge(&["gt=45"], 45.0, 46.0), Verdict::Notify);
        assert_eq!(judge(&["lt=20"], 24.0, 17.0), Verdict::Notify);
        assert_eq!(judge(&["lt=20"], 24.0, 21.0), Verdict::Keep);
    }

    #[test]
    fn a_step_counts_from_the_reported_value() {
        assert_eq!(judge(&["st=10"], 20.0, 29.9), Verdict::Keep);
        assert_eq!(judge(&["st=10"], 20.0, 30.0), Verdict::Notify);
        assert_eq!(judge(&["st=10"], 20.0, 10.0), Verdict::Notify);
    }

    #[test]
    fn without_thresholds_every_difference_counts() {
        assert_eq!(judge(&["pmin=1"], 20.0, 20.1), Verdict::Compare);
    }

    #[test]
    fn the_other_edge_is_remembered_and_not_told() {
        let rising = conditions(&["edge=1"], TargetKind::Boolean);
        for (last, now, verdict) in [
            (false, true, Verdict::Notify),
            (true, false, Verdict::Remember),
            (true, true, Verdict::Keep),
        ] {
            assert_eq!(rising.judge(&truth(last), &truth(now)), verdict);
        }
    }

    #[test]
    fn each_instance_of_a_resource_is_judged_by_itself() {
        let numbers = |values: &[(u16, f64)]| {
            let scalars = values.iter().map(|(id, value)| (*id, Scalar::Number(*value)));
            Simple::Elements(scalars.collect())
        };
        let limit = conditions(&["gt=10"], TargetKind::Numeric);
        let last = numbers(&[(0, 5.0), (1, 50.0)]);
        for (now, verdict) in [
            (numbers(&[(0, 9.0), (1, 11.0)]), Verdict::Keep),
            (numbers(&[(0, 11.0), (1, 50.0)]), Verdict::Notify),
            (numbers(&[(0, 5.0), (1, 5.0)]), Verdict::Notify),
            (numbers(&[(0, 5.0)]), Verdict::Compare),
            (numbers(&[(0, 5.0), (2, 50.0)]), Verdict::Compare),
        ] {
            assert_eq!(limit.judge(&last, &now), verdict, "{now:?}");
        }
        let truths = |values: [bool; 2]| {
            let scalars = (0..).zip(values.map(Scalar::Boolean));
            Simple::Elements(scalars.collect())
        };
        let rising = conditions(&["edge=1"], TargetKind::Boolean);
        let last = truths([true, false]);
        assert_eq!(rising.judge(&last, &truths([false, false])), Verdict::Remember);
        assert_eq!(rising.judge(&last, &truths([false, true])), Verdict::Notify);
    }

    #[test]
    fn a_maximum_period_below_the_minimum_is_ignored() {
        assert_eq!(conditions(&["pmin=10", "pmax=5"], TargetKind::Other).pmax, None);
        assert_eq!(conditions(&["pmax=0"], TargetKind::Other).pmax, None);
        let equal = conditions(&["pmin=10", "pmax=10"], TargetKind::Other);
        assert_eq!(equal.pmax, Some(Duration::from_secs(10)));
    }

    #[test]
    fn an_evaluation_period_of_nothing_is_none() {
        assert_eq!(conditions(&["epmax=0"], TargetKind::Other).epmax, None);
        let both = conditions(&["epmin=2", "epmax=5"], TargetKind::Other);
        assert_eq!(both.epmax, Some(Duration::from_secs(5)));
        // As a composite observation can mix them.
        let mixed = Attributes {
            epmin: Some(5),
            epmax: Some(5),
            ..Attributes::default()
        };
        assert_eq!(
            Conditions::resolve(&mixed, &ServerDefaults::default()).epmax,
            None
        );
    }
}
