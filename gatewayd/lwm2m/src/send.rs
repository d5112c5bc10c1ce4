//! Send: values that servers are told without having asked (core §6.4.6).

use std::collections::VecDeque;
use std::time::SystemTime;

use coap::{Code, ContentFormat, ExchangeError, ExchangeId, RequestError};
use objects::{ObjectTree, Path, ResourcePath, Value};

use crate::access::Grants;
use crate::format::{self, Content, EncodeError, Record};
use crate::object_list;
use crate::version::EnablerVersion;

/// Names one Send to one server until [`Event::Sent`](crate::Event::Sent) tells its end.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct SendId(pub(crate) u64);

/// One value to send.
#[derive(Clone, Debug, PartialEq)]
pub struct SendValue {
    /// The resource or resource instance.
    pub path: ResourcePath,
    /// What it holds or held.
    pub value: Value,
    /// When it was measured; `None` for the present.
    pub time: Option<SystemTime>,
}

/// Nothing was sent.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum SendError {
    /// The values cannot be written in the format.
    #[error("the values cannot be written: {0}")]
    Encode(#[from] EncodeError),
    /// The server does not want to be told (Server object, resource 23, which mutes when it is absent).
    #[error("the server has muted it")]
    Muted,
    /// There is no such server, or it does not know the client at the moment.
    #[error("the client is not registered")]
    NotRegistered,
    /// None of the values belongs to an instance and a resource that the server may read.
    #[error("there is nothing the server may be told")]
    Nothing,
    /// Too many wait for the server to answer.
    #[error("more than {} messages wait", Sends::MAX)]
    QueueFull,
    /// Send came with LwM2M 1.1, and with formats of its own.
    #[error("version {0} does not allow it")]
    Version(EnablerVersion),
}

/// What was sent did not get through.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum SendFailure {
    /// The server does not answer, or its session has ended.
    #[error("no answer: {0}")]
    NoAnswer(ExchangeError),
    /// It waited for the server so long that newer messages took its place.
    #[error("newer values took its place")]
    Displaced,
    /// It waited for the server, which may not or does not want to be told.
    #[error(transparent)]
    NotAllowed(SendError),
    /// The server answered with an error code.
    #[error("refused with {0}")]
    Refused(Code),
    /// The request could not be sent.
    #[error("not sent: {0}")]
    Request(RequestError),
    /// The client has de-registered before.
    #[error("the client has de-registered")]
    Stopped,
}

/// A message that waits for its turn.
#[derive(Debug)]
pub(crate) struct Outgoing {
    pub(crate) id: SendId,
    pub(crate) format: ContentFormat,
    pub(crate) payload: Vec<u8>,
}

/// Values that wait for the server to know the client.
#[derive(Debug)]
pub(crate) struct Deferred {
    pub(crate) id: SendId,
    pub(crate) format: Option<ContentFormat>,
    pub(crate) values: Vec<SendValue>,
}

/// What is to be sent to one server: one message at a time, so that nothing else has to wait for long.
#[derive(Debug, Default)]
pub(crate) struct Sends {
    waiting: VecDeque<Outgoing>,
    deferred: VecDeque<Deferred>,
    under_way: Option<(ExchangeId, SendId)>,
}

impl Sends {
    /// How many messages may wait for one server.
    const MAX: usize = 16;

    /// How many messages are kept for a server that is away, and how many values in all.
    const MAX_DEFERRED: usize = 64;
    const MAX_DEFERRED_VALUES: usize = 4096;

    /// Keeps values for later; the oldest go when there are too many, and are returned.
    pub(crate) fn defer(&mut self, deferred: Deferred) -> Result<Vec<SendId>, SendError> {
        if deferred.values.len() > Self::MAX_DEFERRED_VALUES {
            return Err(SendError::QueueFull);
        }
        self.deferred.push_back(deferred);
        let mut displaced = Vec::new();
        while self.deferred.len() > Self::MAX_DEFERRED || self.deferred_values() > Self::MAX_DEFERRED_VALUES {
            displaced.extend(self.deferred.pop_front().map(|oldest| oldest.id));
        }
        Ok(displaced)
    }

    fn deferred_values(&self) -> usize {
        self.deferred.iter().map(|deferred| deferred.values.len()).sum()
    }

    /// What was deferred first, once nothing else waits.
    pub(crate) fn pop_deferred(&mut self) -> Option<Deferred> {
        self.waiting
            .is_empty()
            .then(|| self.deferred.pop_front())
            .flatten()
    }

    pub(crate) fn push(&mut self, outgoing: Outgoing) -> Result<(), SendError> {
        if self.waiting.len() >= Self::MAX {
            return Err(SendError::QueueFull);
        }
        self.waiting.push_back(outgoing);
        Ok(())
    }

    pub(crate) fn is_within_bounds(&self) -> bool {
        self.waiting.len() <= Self::MAX
            && self.deferred.len() <= Self::MAX_DEFERRED
            && self.deferred_values() <= Self::MAX_DEFERRED_VALUES
    }

    /// Whether a message could go out now.
    pub(crate) fn ready(&self) -> bool {
        self.under_way.is_none() && !(self.waiting.is_empty() && self.deferred.is_empty())
    }

    pub(crate) fn pop(&mut self) -> Option<Outgoing> {
        self.waiting.pop_front()
    }

    pub(crate) fn sent(&mut self, exchange: ExchangeId, id: SendId) {
        self.under_way = Some((exchange, id));
    }

    /// Which message an answer is about, if it is about one.
    pub(crate) fn finish(&mut self, exchange: ExchangeId) -> Option<SendId> {
        let (_, id) = self.under_way.take_if(|(own, _)| *own == exchange)?;
        Some(id)
    }

    /// Gives everything up.
    pub(crate) fn abandon(&mut self) -> Vec<SendId> {
        let under_way = self.under_way.take().map(|(_, id)| id);
        let waiting = self.waiting.drain(..).map(|outgoing| outgoing.id);
        let deferred = self.deferred.drain(..).map(|deferred| deferred.id);
        under_way.into_iter().chain(waiting).chain(deferred).collect()
    }
}

/// The payload with all values that a server of `version` may read.
pub(crate) fn encode(
    values: &[SendValue],
    format: ContentFormat,
    version: EnablerVersion,
    (tree, grants): (&ObjectTree, &Grants),
) -> Result<Vec<u8>, SendError> {
    let several = [
        ContentFormat::LWM2M_CBOR,
        ContentFormat::SENML_CBOR,
        ContentFormat::SENML_JSON,
    ];
    if !several.contains(&format) || !version.allows(format) {
        return Err(SendError::Version(version));
    }
    let allowed = values.iter().filter(|value| may_be_told(value, tree, grants));
    let mut records: Vec<Record<'_>> = allowed
        .map(|value| Record {
            path: value.path,
            value: &value.value,
            time: value.time.map(seconds),
        })
        .collect();
    if records.is_empty() {
        return Err(SendError::Nothing);
    }
    // What belongs together stands together, each resource in the order of the caller.
    records.sort_by_key(|record| record.path);
    let mut payload = Vec::with_capacity(16 + 24 * records.len());
    format::encode(format.0, &Content::new(Path::Root, &records), &mut payload)?;
    Ok(payload)
}

/// Whether a value is one of an announced instance that the server may read and of a resource that can be read.
fn may_be_told(value: &SendValue, tree: &ObjectTree, grants: &Grants) -> bool {
    let path = value.path;
    let object = tree
        .object(path.object)
        .filter(|_| object_list::announces(path.object));
    object.is_some_and(|object| {
        object.instance(path.instance).is_some()
            && grants.may_read(path.object, path.instance)
            && object.def().resource(path.resource).is_some_and(|def| {
                def.operations.readable()
                    && def.multiple == path.element.is_some()
                    && def.kind.is_some_and(|kind| value.value.is(kind))
            })
    })
}

/// Seconds since 1970, which are negative before.
pub(crate) fn seconds(time: SystemTime) -> f64 {
    match time.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(since) => since.as_secs_f64(),
        Err(before) => -before.duration().as_secs_f64(),
    }
}
