//! What an observed client notifies.

use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use serde_json::Value as Json;

use super::{Answer, LwError, Value};

/// A notification.
#[derive(Debug, Clone, PartialEq)]
pub struct Notification {
    /// What it says.
    pub answer: Answer,
    /// Its sequence number (RFC 7641, section 3.4); the one that ends an observation has none.
    pub sequence: Option<u32>,
    /// Whether the client wanted to have it acknowledged.
    pub is_confirmable: bool,
    /// When it reached the server, by the clock of the server: the difference of two is exact.
    pub at: Duration,
}

/// An observation, from the answer to the request that began it.
#[derive(Debug)]
pub struct Observation {
    /// The first answer; it may be a refusal.
    pub first: Answer,
    pub(super) number: u64,
    pub(super) notices: Receiver<Notice>,
}

/// What is told about an observation.
#[derive(Debug)]
pub(super) enum Notice {
    Notified(Result<Notification, LwError>),
    Ended(String),
}

impl Observation {
    /// The next notification that was not returned yet.
    ///
    /// # Panics
    ///
    /// When none comes in time, the observation ends, or the notification is not understood.
    pub fn next_notification(&self, within: Duration) -> Notification {
        match self.notices.recv_timeout(within) {
            Ok(Notice::Notified(Ok(notification))) => notification,
            Ok(Notice::Notified(Err(error))) => panic!("a notification is broken: {error}"),
            Ok(Notice::Ended(reason)) => panic!("the observation ended: {reason}"),
            Err(RecvTimeoutError::Timeout) => panic!("no notification came within {within:?}"),
            Err(RecvTimeoutError::Disconnected) => panic!("the server of the observation is gone"),
        }
    }

    /// The notifications that come until one `fits`, which is the last of them.
    ///
    /// # Panics
    ///
    /// As [`Observation::next_notification`].
    pub fn notifications_until(
        &self,
        within: Duration,
        mut fits: impl FnMut(&Notification) -> bool,
    ) -> Vec<Notification> {
        let end = std::time::Instant::now() + within;
        let mut all = Vec::new();
        loop {
            let left = end.saturating_duration_since(std::time::Instant::now());
            let notification = self.next_notification(left);
            let is_last = fits(&notification);
            all.push(notification);
            if is_last {
                return all;
            }
        }
    }

    /// Watches that nothing is notified for a while.
    ///
    /// # Panics
    ///
    /// When something is.
    pub fn expect_silence(&self, during: Duration) {
        match self.notices.recv_timeout(during) {
            Err(RecvTimeoutError::Timeout) => {}
            Ok(notice) => panic!("nothing should be notified, but: {notice:?}"),
            Err(RecvTimeoutError::Disconnected) => panic!("the server of the observation is gone"),
        }
    }

    /// Waits for the end of the observation; notifications before it are passed over.
    ///
    /// # Panics
    ///
    /// When it goes on.
    pub fn wait_for_end(&self, within: Duration) -> String {
        loop {
            match self.notices.recv_timeout(within) {
                Ok(Notice::Ended(reason)) => return reason,
                Ok(Notice::Notified(_)) => {}
                Err(error) => panic!("the observation should end: {error}"),
            }
        }
    }
}

impl Notification {
    /// The one value that was notified.
    ///
    /// # Panics
    ///
    /// When it is not one.
    pub fn value(&self) -> &Value {
        self.answer.value()
    }
}

impl Notice {
    /// Reads an event about an observation: its number, and what is told.
    pub(super) fn from_json(event: &str, json: &Json) -> Option<(u64, Self)> {
        let number = json.get("observation")?.as_u64()?;
        let notice = match event {
            "notification" => Notice::Notified(Notification::from_json(json)?),
            "observation-ended" => Notice::Ended(json.get("reason")?.as_str()?.to_owned()),
            _ => return None,
        };
        Some((number, notice))
    }
}

impl Notification {
    fn from_json(json: &Json) -> Option<Result<Self, LwError>> {
        if let Some(problem) = json.get("problem").and_then(Json::as_str) {
            return Some(Err(LwError::NoAnswer(problem.to_owned())));
        }
        let sequence = json.get("sequence").and_then(Json::as_u64);
        let notification = |answer| {
            Some(Self {
                answer,
                sequence: sequence.map(u32::try_from).transpose().ok()?,
                is_confirmable: json.get("confirmable")?.as_bool()?,
                at: Duration::try_from_secs_f64(json.get("at")?.as_f64()?).ok()?,
            })
        };
        match Answer::from_json(json.get("answer")?) {
            Ok(answer) => notification(answer).map(Ok),
            Err(error) => Some(Err(error)),
        }
    }
}
