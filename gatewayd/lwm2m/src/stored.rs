//! Values that a server could not be told, kept for later (core §6.4.3 and Server object, resource 6).

use std::collections::{BTreeMap, HashMap, VecDeque};
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
}

/// What is kept for one server.
#[derive(Debug, Default)]
pub(crate) struct Stored {
    by_token: HashMap<Token, History>,
    bytes: usize,
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
        if values.back().is_some_and(|(last, _)| *last >= at) {
            return;
        }
        // What is under way lacks this one.
        history.sent = None;
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
        }
    }

    /// An observation whose values are not under way.
    pub(crate) fn unsent(&self) -> Option<Token> {
        if self.by_token.is_empty() {
            return None;
        }
        let mut unsent = self.by_token.iter().filter(|(_, history)| history.sent.is_none());
        unsent.next().map(|(token, _)| *token)
    }

    /// The values of an observation, those of each resource in the order of their times.
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
        }
    }

    /// Notes that a notification has arrived. When it is a newer one, it has displaced the values.
    pub(crate) fn delivered(&mut self, token: &Token, id: NotificationId) {
        match self.by_token.get(token).and_then(|history| history.sent) {
            Some(sent) if sent == id => self.remove(token),
            Some(sent) if sent < id => self.undelivered(token),
            Some(_) | None => {}
        }
    }

    /// Notes that a notification has not arrived.
    pub(crate) fn undelivered(&mut self, token: &Token) {
        if let Some(history) = self.by_token.get_mut(token) {
            history.sent = None;
        }
    }

    pub(crate) fn remove(&mut self, token: &Token) {
        let Some(history) = self.by_token.remove(token) else {
            return;
        };
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

    #[test]
    fn the_newest_values_stay_and_each_time_occurs_once() {
        let mut stored = Stored::default();
        for second in [1, 2, 2, 3, 4] {
            stored.push(Token::EMPTY, (PATH, &Value::Integer(0)), at(second), 3);
        }
        let times: Vec<_> = stored.records(&Token::EMPTY).iter().map(|r| r.time).collect();
        assert_eq!(times, [Some(2.0), Some(3.0), Some(4.0)]);
        stored.remove(&Token::EMPTY);
        assert_eq!((stored.bytes, stored.unsent()), (0, None));
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
    }
}
