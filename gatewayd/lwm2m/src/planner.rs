//! When a notification is due: the conditions of one observation and the decision over them.
//!
//! Core §7.3 and the notification rules of the conditional attributes it refers to: a threshold counts
//! as crossed in either direction, and a value equal to the threshold is not beyond it.

use std::time::{Duration, Instant};

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
    pub(crate) confirmable: bool,
    /// How many values of each resource to keep while the server cannot be told.
    pub(crate) hqmax: u32,
    gt: Option<f64>,
    lt: Option<f64>,
    st: Option<f64>,
    edge: Option<bool>,
}

impl Conditions {
    /// Resolves the attributes that hold for a path; a `pmax` of 0 or below `pmin` is none.
    pub(crate) fn resolve(attributes: &Attributes, defaults: &ServerDefaults) -> Self {
        let pmin = attributes.pmin.unwrap_or(defaults.pmin);
        let pmax = attributes
            .pmax
            .or(defaults.pmax)
            .filter(|pmax| *pmax != 0 && *pmax >= pmin);
        let seconds = |s: u32| Duration::from_secs(u64::from(s));
        Self {
            pmin: seconds(pmin),
            pmax: pmax.map(seconds),
            epmin: seconds(attributes.epmin.unwrap_or(0)),
            confirmable: attributes.con.unwrap_or(defaults.confirmable),
            hqmax: attributes.hqmax.unwrap_or(0),
            gt: attributes.gt,
            lt: attributes.lt,
            st: attributes.st,
            edge: attributes.edge,
        }
    }

    /// Decides over a change, `pmin` and `epmin` having passed.
    pub(crate) fn judge(&self, reported: &Reported, current: Simple) -> Verdict {
        match (reported.simple, current) {
            (Simple::Number(last), Simple::Number(now)) if self.has_thresholds() => {
                if self.crosses(last, now) {
                    Verdict::Notify
                } else {
                    Verdict::Keep
                }
            }
            (Simple::Boolean(last), Simple::Boolean(now)) => match self.edge {
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

/// What becomes of a change.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Verdict {
    /// Notify if the representation differs from the reported one.
    Compare,
    /// Nothing to tell.
    Keep,
    /// Notify.
    Notify,
    /// Nothing to tell, but the next edge counts from this value.
    Remember,
}

/// A value that thresholds or edges can apply to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Simple {
    Boolean(bool),
    Number(f64),
    /// Several values, or one that is neither.
    Other,
}

/// What the server was told last.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reported {
    /// When.
    pub(crate) at: Instant,
    /// The value, where it is a single number or truth value.
    pub(crate) simple: Simple,
    /// A digest of the representation.
    pub(crate) digest: u64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attributes::{AttributeUpdate, TargetKind};

    #[expect(
        clippy::disallowed_methods,
        reason = "a test needs some instant to start from"
    )]
    fn start() -> Instant {
        Instant::now()
    }

    fn conditions(queries: &[&str], target: TargetKind) -> Conditions {
        let update = AttributeUpdate::parse(queries.iter().copied()).unwrap();
        let attributes = update.apply(&Attributes::default(), target).unwrap();
        Conditions::resolve(&attributes, &ServerDefaults::default())
    }

    fn judge(queries: &[&str], last: f64, now: f64) -> Verdict {
        let reported = Reported {
            at: start(),
            simple: Simple::Number(last),
            digest: 0,
        };
        conditions(queries, TargetKind::Numeric).judge(&reported, Simple::Number(now))
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
        let reported = |b| Reported {
            at: start(),
            simple: Simple::Boolean(b),
            digest: 0,
        };
        let rising = conditions(&["edge=1"], TargetKind::Boolean);
        assert_eq!(
            rising.judge(&reported(false), Simple::Boolean(true)),
            Verdict::Notify
        );
        assert_eq!(
            rising.judge(&reported(true), Simple::Boolean(false)),
            Verdict::Remember
        );
        assert_eq!(
            rising.judge(&reported(true), Simple::Boolean(true)),
            Verdict::Keep
        );
    }

    #[test]
    fn a_maximum_period_below_the_minimum_is_ignored() {
        assert_eq!(conditions(&["pmin=10", "pmax=5"], TargetKind::Other).pmax, None);
        assert_eq!(conditions(&["pmax=0"], TargetKind::Other).pmax, None);
        let equal = conditions(&["pmin=10", "pmax=10"], TargetKind::Other);
        assert_eq!(equal.pmax, Some(Duration::from_secs(10)));
    }
}
