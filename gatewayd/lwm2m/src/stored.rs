//! Values that a server could not be told, kept for later (core §6.4.3 and Server object, resource 6).

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::time::SystemTime;

use coap::{NotificationId, Token};
use objects::{ResourcePath, Value};

use crate::format::Record;
use crate::send::seconds;

/// The values of one observation.
#[derive(Debug, Default)]
struct History {
    values: BTreeMap<ResourcePath, VecDeque<(SystemTime, Value)>>,
    /// The notification that carries them, while it is under way.
    sent: Option<NotificationId>,
    /// Other values have changed of which none is kept.
    partial: bool,
}

/// What is kept for one server.
#[derive(Debug, Default)]
pub(crate) struct Stored {
    by_token: HashMap<Token, History>,
    unsent: BTreeSet<Token>,
    bytes: usize,
}

/// What is owed to an observation whose values have arrived.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Owed {
    Nothing,
    /// The state, for the values were not all there is.
    State,
}

impl Stored {
    /// How much is kept for one server. Written as SenML it still fits into one notification.
    const MAX_BYTES: usize = 256 * 1024;

    /// Keeps a value unless it is there already; of each resource the newest `most` stay.
    pub(crate) fn push(
        &mut self,
        token: Token,
        (path, value): (ResourcePath, &Value),
        at: SystemTime,
        most: u32,
    ) {
        let history = self.by_token.entry(token).or_default();
        let values = history.values.entry(path).or_default();
        if values
            .back()
            .is_some_and(|(last, kept)| *last == at && kept == value)
        {
            return;
        }
        // What is under way lacks this one.
        history.sent = None;
        self.unsent.insert(token);
        // A device that tells the same time twice corrects itself.
        if values.back().is_some_and(|(last, _)| *last == at)
            && let Some((_, replaced)) = values.pop_back()
        {
            self.bytes -= cost(&replaced);
        }
        let size = cost(value);
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        while values.len() >= most || self.bytes + size > Self::MAX_BYTES {
            let Some((_, oldest)) = values.pop_front() else {
                break;
            };
            self.bytes -= cost(&oldest);
        }
        if self.bytes + size <= Self::MAX_BYTES {
            self.bytes += size;
            values.push_back((at, value.clone()));
        } else {
            history.partial = true;
        }
    }

    /// Notes that what is kept of an observation is not all there is to tell.
    pub(crate) fn leave_out(&mut self, token: &Token) {
        if let Some(history) = self.by_token.get_mut(token) {
            history.partial = true;
        }
    }

    pub(crate) fn is_within_bounds(&self) -> bool {
        self.bytes <= Self::MAX_BYTES && self.unsent.len() <= self.by_token.len()
    }

    /// An observation whose values are not under way.
    pub(crate) fn unsent(&self) -> Option<Token> {
        self.unsent.first().copied()
    }

    /// The values of an observation, those of each resource in the order in which they came.
    pub(crate) fn records(&self, token: &Token) -> Vec<Record<'_>> {
        let values = self
            .by_token
            .get(token)
            .into_iter()
            .flat_map(|history| &history.values);
        values
            .flat_map(|(path, values)| {
                values.iter().map(|(at, value)| Record {
                    path: *path,
                    value,
                    time: Some(seconds(*at)),
                })
            })
            .collect()
    }

    pub(crate) fn sent(&mut self, token: &Token, id: NotificationId) {
        if let Some(history) = self.by_token.get_mut(token) {
            history.sent = Some(id);
            self.unsent.remove(token);
        }
    }

    /// Notes that a notification has arrived. When it is a newer one, it has displaced the values.
    pub(crate) fn delivered(&mut self, token: &Token, id: NotificationId) -> Owed {
        let Some(history) = self.by_token.get(token) else {
            return Owed::Nothing;
        };
        let owed = if history.partial {
            Owed::State
        } else {
            Owed::Nothing
        };
        match history.sent {
            Some(sent) if sent == id => {
                self.remove(token);
                return owed;
            }
            Some(sent) if sent < id => self.undelivered(token),
            Some(_) | None => {}
        }
        Owed::Nothing
    }

    /// Notes that a notification has not arrived.
    pub(crate) fn undelivered(&mut self, token: &Token) {
        if let Some(history) = self.by_token.get_mut(token) {
            history.sent = None;
            self.unsent.insert(*token);
        }
    }

    pub(crate) fn remove(&mut self, token: &Token) {
        let Some(history) = self.by_token.remove(token) else {
            return;
        };
        self.unsent.remove(token);
        let values = history.values.values().flatten();
        self.bytes -= values.map(|(_, value)| cost(value)).sum::<usize>();
    }
}

/// How many bytes a value costs, with its time and its place.
fn cost(value: &Value) -> usize {
    32 + match value {
        Value::Opaque(bytes) => bytes.len(),
        Value::String(text) => text.len(),
        Value::Boolean(_)
        | Value::Float(_)
        | Value::Integer(_)
        | Value::ObjectLink(_)
        | Value::Time(_)
        | Value::Unsigned(_) => 0,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const PATH: ResourcePath = ResourcePath::literal(3303, 0, 5700);

    fn at(second: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(second)
    }

    fn kept(stored: &Stored) -> Vec<(Option<f64>, Value)> {
        let records = stored.records(&Token::EMPTY);
        records.iter().map(|r| (r.time, r.value.clone())).collect()
    }

    #[test]
    fn the_newest_values_stay_and_each_time_occurs_once() {
        let mut stored = Stored::default();
        for (second, value) in [(1, 0), (2, 0), (2, 0), (2, 5), (3, 0), (4, 0)] {
            stored.push(Token::EMPTY, (PATH, &Value::Integer(value)), at(second), 3);
        }
        let expected = [(2.0, 5), (3.0, 0), (4.0, 0)].map(|(at, value)| (Some(at), Value::Integer(value)));
        assert_eq!(kept(&stored), expected);
        stored.remove(&Token::EMPTY);
        assert_eq!((stored.bytes, stored.unsent()), (0, None));
    }

    #[test]
    fn a_clock_that_is_set_back_loses_nothing() {
        let mut stored = Stored::default();
        for (second, value) in [(10, 1), (5, 2), (6, 3)] {
            stored.push(Token::EMPTY, (PATH, &Value::Integer(value)), at(second), 9);
        }
        let values: Vec<Value> = kept(&stored).into_iter().map(|(_, value)| value).collect();
        assert_eq!(values, [1, 2, 3].map(Value::Integer));
    }

    #[test]
    fn what_is_kept_is_bounded() {
        let mut stored = Stored::default();
        let large = Value::Opaque(vec![0; 10_000]);
        for second in 0..100 {
            stored.push(Token::EMPTY, (PATH, &large), at(second), u32::MAX);
        }
        assert!(stored.bytes <= Stored::MAX_BYTES);
        assert_eq!(
            stored.records(&Token::EMPTY).last().and_then(|r| r.time),
            Some(99.0)
        );
        let id = Token::from([1; 8]);
        for second in 0..10 {
            stored.push(id, (PATH, &Value::Opaque(vec![0; 20_000])), at(second), 9);
        }
        assert!(stored.bytes <= Stored::MAX_BYTES);
        assert!(
            stored.by_token.get(&id).is_some_and(|history| history.partial),
            "there is no room beside what another observation keeps"
        );
    }
}
