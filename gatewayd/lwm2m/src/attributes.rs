//! Notification attributes: their text form, their consistency and their inheritance (core §5.1.2, §7.3).

use std::collections::BTreeMap;
use std::fmt;

use objects::Path;

/// The attributes a server attached to one path; absent ones are inherited from above.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Attributes {
    /// Seconds that must pass between two notifications.
    pub pmin: Option<u32>,
    /// Seconds after which a notification is due even without a change; 0 is none.
    pub pmax: Option<u32>,
    /// Seconds that must pass between two evaluations.
    pub epmin: Option<u32>,
    /// Seconds after which an evaluation is due even without a change that is known of.
    pub epmax: Option<u32>,
    /// Notify when the value crosses this, upwards or downwards.
    pub gt: Option<f64>,
    /// Notify when the value crosses this, upwards or downwards.
    pub lt: Option<f64>,
    /// Notify when the value differs from the last reported one by this much.
    pub st: Option<f64>,
    /// Notify on true→false (`false`) or false→true (`true`) only.
    pub edge: Option<bool>,
    /// Send notifications confirmable.
    pub con: Option<bool>,
    /// How many values of each resource to keep while the server cannot be told.
    pub hqmax: Option<u32>,
}

/// Attributes of a request cannot be used.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum AttributeError {
    /// The values contradict each other: `lt + 2·st` is not below `gt`, or `epmin` not below `epmax`.
    #[error("the attributes contradict each other")]
    Inconsistent,
    /// The attribute has no meaning at this depth or for this kind of value.
    #[error("the attribute does not apply to the target")]
    NotApplicable,
    /// The attribute is not known, or occurs twice.
    #[error("the attribute is unknown or repeated")]
    Unknown,
    /// The value of the attribute is no number of its syntax.
    #[error("the attribute has a malformed value")]
    Value,
}

/// What the observed path can hold, for the attributes that depend on it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum TargetKind {
    /// A truth value.
    Boolean,
    /// An object or instance, or a resource that is neither numeric nor boolean.
    Other,
    /// A number.
    Numeric,
}

/// Whether an attribute is set or, without a value, taken away.
type Setting<T> = Option<Option<T>>;

/// The attributes named in one request.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct AttributeUpdate {
    pmin: Setting<u32>,
    pmax: Setting<u32>,
    epmin: Setting<u32>,
    epmax: Setting<u32>,
    gt: Setting<f64>,
    lt: Setting<f64>,
    st: Setting<f64>,
    edge: Setting<bool>,
    con: Setting<bool>,
    hqmax: Setting<u32>,
}

impl AttributeUpdate {
    /// Reads Uri-Query values such as `pmin=10`, `gt=-5.5`, or `pmax` to take an attribute away.
    ///
    /// # Errors
    /// On an unknown or repeated name and on a malformed value.
    pub fn parse<'a>(queries: impl IntoIterator<Item = &'a str>) -> Result<Self, AttributeError> {
        let mut update = Self::default();
        for query in queries {
            let (name, value) = query.split_once('=').unwrap_or((query, ""));
            match name {
                "pmin" => once(&mut update.pmin, value, seconds),
                "pmax" => once(&mut update.pmax, value, seconds),
                "epmin" => once(&mut update.epmin, value, seconds),
                "epmax" => once(&mut update.epmax, value, seconds),
                "gt" => once(&mut update.gt, value, decimal),
                "lt" => once(&mut update.lt, value, decimal),
                "st" => once(&mut update.st, value, step),
                "edge" => once(&mut update.edge, value, bit),
                "con" => once(&mut update.con, value, bit),
                "hqmax" => once(&mut update.hqmax, value, seconds),
                _ => Err(AttributeError::Unknown),
            }?;
        }
        Ok(update)
    }

    /// Whether no attribute is named.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The attributes after the update, when they are consistent and apply to the target.
    ///
    /// # Errors
    /// When the result contradicts itself, or a threshold is set on something it cannot apply to.
    pub fn apply(&self, old: &Attributes, target: TargetKind) -> Result<Attributes, AttributeError> {
        let numeric = sets(&self.gt) || sets(&self.lt) || sets(&self.st);
        if (numeric && target != TargetKind::Numeric) || (sets(&self.edge) && target != TargetKind::Boolean) {
            return Err(AttributeError::NotApplicable);
        }
        let new = Attributes {
            pmin: self.pmin.unwrap_or(old.pmin),
            pmax: self.pmax.unwrap_or(old.pmax),
            epmin: self.epmin.unwrap_or(old.epmin),
            epmax: self.epmax.unwrap_or(old.epmax),
            gt: self.gt.unwrap_or(old.gt),
            lt: self.lt.unwrap_or(old.lt),
            st: self.st.unwrap_or(old.st),
            edge: self.edge.unwrap_or(old.edge),
            con: self.con.unwrap_or(old.con),
            hqmax: self.hqmax.unwrap_or(old.hqmax),
        };
        if new.consistent() {
            Ok(new)
        } else {
            Err(AttributeError::Inconsistent)
        }
    }
}

const fn sets<T>(setting: &Setting<T>) -> bool {
    matches!(setting, Some(Some(_)))
}

fn once<T>(slot: &mut Setting<T>, text: &str, read: fn(&str) -> Option<T>) -> Result<(), AttributeError> {
    if slot.is_some() {
        return Err(AttributeError::Unknown);
    }
    *slot = Some(if text.is_empty() {
        None
    } else {
        Some(read(text).ok_or(AttributeError::Value)?)
    });
    Ok(())
}

fn seconds(text: &str) -> Option<u32> {
    let digits = text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

/// Sign and exponent are accepted beyond the grammar: thresholds may be negative.
fn decimal(text: &str) -> Option<f64> {
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

fn step(text: &str) -> Option<f64> {
    decimal(text).filter(|number| *number >= 0.0)
}

fn bit(text: &str) -> Option<bool> {
    match text {
        "0" => Some(false),
        "1" => Some(true),
        _ => None,
    }
}

impl Attributes {
    /// Core §5.1.2: `lt < gt`, `lt + 2·st < gt` and `epmin < epmax`.
    fn consistent(&self) -> bool {
        self.consistent_thresholds() && self.consistent_evaluation()
    }

    fn consistent_thresholds(&self) -> bool {
        match (self.lt, self.gt) {
            (Some(lt), Some(gt)) => lt + 2.0 * self.st.unwrap_or(0.0) < gt,
            _ => true,
        }
    }

    fn consistent_evaluation(&self) -> bool {
        match (self.epmin, self.epmax) {
            (Some(min), Some(max)) => min < max,
            _ => true,
        }
    }

    /// These attributes, with absent ones taken from the level above.
    ///
    /// Thresholds or evaluation periods of two levels that contradict each other cannot both hold; those
    /// of the level above are left out then.
    #[must_use]
    pub fn or(&self, above: &Self) -> Self {
        let mut mixed = self.or_any(above);
        if !mixed.consistent_thresholds() {
            (mixed.gt, mixed.lt, mixed.st) = (self.gt, self.lt, self.st);
        }
        if !mixed.consistent_evaluation() {
            (mixed.epmin, mixed.epmax) = (self.epmin, self.epmax);
        }
        mixed
    }

    fn or_any(&self, above: &Self) -> Self {
        Self {
            pmin: self.pmin.or(above.pmin),
            pmax: self.pmax.or(above.pmax),
            epmin: self.epmin.or(above.epmin),
            epmax: self.epmax.or(above.epmax),
            gt: self.gt.or(above.gt),
            lt: self.lt.or(above.lt),
            st: self.st.or(above.st),
            edge: self.edge.or(above.edge),
            con: self.con.or(above.con),
            hqmax: self.hqmax.or(above.hqmax),
        }
    }
}

/// Link-format parameters, such as `;pmin=10;gt=42.5`; empty when there are none.
impl fmt::Display for Attributes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut whole = |name: &str, value: Option<u32>| value.map_or(Ok(()), |v| write!(f, ";{name}={v}"));
        whole("pmin", self.pmin)?;
        whole("pmax", self.pmax)?;
        whole("epmin", self.epmin)?;
        whole("epmax", self.epmax)?;
        let mut number = |name: &str, value: Option<f64>| value.map_or(Ok(()), |v| write!(f, ";{name}={v}"));
        number("gt", self.gt)?;
        number("lt", self.lt)?;
        number("st", self.st)?;
        let mut bit =
            |name: &str, value: Option<bool>| value.map_or(Ok(()), |v| write!(f, ";{name}={}", u8::from(v)));
        bit("edge", self.edge)?;
        bit("con", self.con)?;
        self.hqmax.map_or(Ok(()), |v| write!(f, ";hqmax={v}"))
    }
}

/// What one server attached, path by path.
#[derive(Clone, Debug, Default)]
pub(crate) struct AttributeStore {
    attached: BTreeMap<Path, Attributes>,
}

impl AttributeStore {
    /// How many paths may carry attributes: beyond any sensible use, and a bound on what a server can
    /// make the client keep.
    const MAX_PATHS: usize = 16_384;

    /// What is attached at exactly this path.
    pub(crate) fn attached(&self, path: &Path) -> Attributes {
        self.attached.get(path).copied().unwrap_or_default()
    }

    /// What holds at this path: attached there or inherited from above, attribute by attribute.
    pub(crate) fn effective(&self, path: &Path) -> Attributes {
        if self.attached.is_empty() {
            return Attributes::default();
        }
        let mut effective = self.attached(path);
        let mut level = path.parent();
        while let Some(above) = level {
            effective = effective.or(&self.attached(&above));
            level = above.parent();
        }
        effective
    }

    /// Attaches attributes to a path; `false` when there is no room for another path.
    pub(crate) fn attach(&mut self, path: Path, attributes: Attributes) -> bool {
        if attributes == Attributes::default() {
            self.attached.remove(&path);
            return true;
        }
        let room = self.attached.len() < Self::MAX_PATHS || self.attached.contains_key(&path);
        if room {
            self.attached.insert(path, attributes);
        }
        room
    }

    pub(crate) fn is_within_bounds(&self) -> bool {
        self.attached.len() <= Self::MAX_PATHS
    }

    /// Forgets what is attached at and below a path that was deleted.
    pub(crate) fn forget(&mut self, path: &Path) {
        let below = self.attached.range(path..);
        let gone: Vec<Path> = below
            .map(|(attached, _)| *attached)
            .take_while(|attached| path.covers(attached))
            .collect();
        for attached in gone {
            self.attached.remove(&attached);
        }
    }
}

#[cfg(test)]
mod tests;
