//! Send on a person's wish: the values that are there, to one server or all, and what each has said to it.

use std::collections::BTreeMap;
use std::time::{Instant, SystemTime};

use lwm2m::{RegistrationStatus, SendError, SendFailure, SendId, SendValue, ServerId};
use objects::Path;
use tokio::sync::oneshot;
use tracing::{debug, warn};

use super::Hub;
use super::control::ReadError;

/// How many requests may wait for their servers at the same time.
const MAX_WAITING: usize = 32;

/// The most values that one request may send.
const MAX_VALUES: usize = 4096;

/// What became of a Send to one server.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SendReport {
    /// The name of the server.
    pub server: String,
    /// What became of it.
    pub outcome: SendOutcome,
}

/// What became of a Send.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum SendOutcome {
    /// It is kept until the server knows the gateway.
    Deferred,
    /// The server did not take it.
    Failed(SendFailure),
    /// Nothing was sent.
    NotSent(SendError),
    /// The server has taken it.
    Sent,
}

impl SendOutcome {
    /// The outcome in one word, for programs.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Deferred => "deferred",
            Self::Failed(SendFailure::Displaced) => "displaced",
            Self::Failed(SendFailure::NoAnswer(_)) => "no-answer",
            Self::Failed(SendFailure::Refused(_)) => "refused",
            Self::Failed(SendFailure::Request(_)) => "encoding",
            Self::Failed(SendFailure::Stopped) => "stopped",
            Self::Failed(SendFailure::NotAllowed(error)) | Self::NotSent(error) => match error {
                SendError::Encode(_) => "encoding",
                SendError::Muted => "muted",
                SendError::NotRegistered => "not-registered",
                SendError::Nothing => "nothing",
                SendError::QueueFull => "queue-full",
                SendError::Version(_) => "version",
            },
            Self::Sent => "sent",
        }
    }

    /// What there is to say beyond that.
    #[must_use]
    pub fn detail(&self) -> Option<String> {
        match self {
            Self::Deferred | Self::Sent => None,
            Self::Failed(failure) => Some(failure.to_string()),
            Self::NotSent(error) => Some(error.to_string()),
        }
    }
}

/// Nothing is sent to anybody.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum SendRefused {
    /// Too many requests wait already.
    #[error("too many requests wait for their servers")]
    Busy,
    /// A path cannot be sent.
    #[error(transparent)]
    Path(#[from] ReadError),
    /// There is no such server.
    #[error("there is no such server")]
    Server,
    /// There are too many values.
    #[error("these are more than {MAX_VALUES} values")]
    TooMany,
}

/// Where the outcome of a request goes.
pub type SendReply = oneshot::Sender<Result<Vec<SendReport>, SendRefused>>;

/// How far a request is.
#[derive(Debug, Default)]
struct Progress {
    /// In the order of the servers; none as long as it is open.
    outcomes: Vec<(String, Option<SendOutcome>)>,
    open: BTreeMap<SendId, usize>,
}

/// A request that waits for servers.
#[derive(Debug)]
struct Waiting {
    reply: SendReply,
    progress: Progress,
}

/// All requests that wait for servers.
#[derive(Debug, Default)]
pub(super) struct Sends {
    waiting: Vec<Waiting>,
}

impl Sends {
    /// Notes an outcome; whoever has all of theirs is told.
    fn note(&mut self, send: SendId, outcome: &SendOutcome) {
        let Some(index) = self
            .waiting
            .iter()
            .position(|waiting| waiting.progress.open.contains_key(&send))
        else {
            return;
        };
        let Progress { outcomes, open } = &mut self.waiting[index].progress;
        let place = open.remove(&send);
        if let Some((_, told)) = place.and_then(|place| outcomes.get_mut(place)) {
            *told = Some(outcome.clone());
        }
        if open.is_empty() {
            self.waiting.swap_remove(index).tell();
        }
    }
}

impl Waiting {
    fn tell(self) {
        let stopped = || SendOutcome::Failed(SendFailure::Stopped);
        let outcomes = self.progress.outcomes.into_iter();
        let reports = outcomes.map(|(server, outcome)| SendReport {
            server,
            outcome: outcome.unwrap_or_else(stopped),
        });
        // Whoever has stopped waiting does not need it.
        drop(self.reply.send(Ok(reports.collect())));
    }
}

impl Hub {
    /// Sends what is at and below paths, and tells when every server has answered.
    pub(super) fn bus_send(
        &mut self,
        now: Instant,
        paths: &[Path],
        server: Option<&str>,
        later: bool,
        reply: SendReply,
    ) {
        match self.begin_send(now, paths, server, later) {
            Err(refused) => drop(reply.send(Err(refused))),
            Ok(progress) => {
                let waiting = Waiting { reply, progress };
                if waiting.progress.open.is_empty() {
                    waiting.tell();
                } else {
                    self.sends.waiting.push(waiting);
                }
            }
        }
    }

    fn begin_send(
        &mut self,
        now: Instant,
        paths: &[Path],
        server: Option<&str>,
        later: bool,
    ) -> Result<Progress, SendRefused> {
        if self.sends.waiting.len() >= MAX_WAITING {
            return Err(SendRefused::Busy);
        }
        // Each path names one value at least, and looking for them takes time.
        if paths.len() > MAX_VALUES {
            return Err(SendRefused::TooMany);
        }
        let servers = self.servers_named(server)?;
        let values = self.values_to_send(paths, later)?;
        let Progress {
            mut outcomes,
            mut open,
        } = Progress::default();
        for (id, name) in servers {
            let sent = match later {
                true => self.send_later(now, id, &values),
                false => self.send_now(now, id, &values),
            };
            let outcome = match sent {
                Ok(send) => {
                    open.extend(send.map(|send| (send, outcomes.len())));
                    send.is_none().then_some(SendOutcome::Deferred)
                }
                Err(error) => Some(SendOutcome::NotSent(error)),
            };
            outcomes.push((name, outcome));
        }
        Ok(Progress { outcomes, open })
    }

    fn send_now(
        &mut self,
        now: Instant,
        server: ServerId,
        values: &[SendValue],
    ) -> Result<Option<SendId>, SendError> {
        let sent = self.client.send(now, Some(server), values, None, &self.tree)?;
        Ok(sent.first().map(|(_, send)| *send))
    }

    /// The name of what is under way; none when it waits for the server.
    fn send_later(
        &mut self,
        now: Instant,
        server: ServerId,
        values: &[SendValue],
    ) -> Result<Option<SendId>, SendError> {
        let registered = self
            .client
            .servers()
            .any(|status| status.server == server && status.registration == RegistrationStatus::Registered);
        let send = self.client.send_later(now, server, values, None, &self.tree)?;
        Ok(registered.then_some(send))
    }

    /// The servers of a name or Short Server ID, or all, by their names.
    fn servers_named(&self, wanted: Option<&str>) -> Result<Vec<(ServerId, String)>, SendRefused> {
        let all = self
            .servers
            .iter()
            .map(|(id, state)| (*id, state.name().to_owned()));
        let fits = |(id, name): &(ServerId, String)| {
            wanted.is_none_or(|wanted| wanted == name || id.to_string() == wanted)
        };
        let mut servers: Vec<_> = all.filter(fits).collect();
        if servers.is_empty() && wanted.is_some() {
            return Err(SendRefused::Server);
        }
        servers.sort_by(|(_, a), (_, b)| a.cmp(b));
        Ok(servers)
    }

    /// What servers may read at and below paths. What waits is of now when it arrives later, and says so.
    fn values_to_send(&mut self, paths: &[Path], later: bool) -> Result<Vec<SendValue>, SendRefused> {
        self.refresh_clock();
        let time = later.then(SystemTime::now);
        let mut values = BTreeMap::new();
        for path in paths {
            for item in self.list(*path)? {
                if let (true, Some(value)) = (item.operations.readable(), item.value) {
                    values.insert(item.path, value);
                }
            }
        }
        if values.len() > MAX_VALUES {
            return Err(SendRefused::TooMany);
        }
        let value = |(path, value)| SendValue { path, value, time };
        Ok(values.into_iter().map(value).collect())
    }

    /// A server has answered a Send, or will not.
    pub(super) fn send_ended(&mut self, server: ServerId, send: SendId, result: Result<(), SendFailure>) {
        let outcome = match result {
            Ok(()) => {
                debug!(%server, "The server has taken the values.");
                SendOutcome::Sent
            }
            Err(error) => {
                warn!(%server, %error, "The server has not taken the values.");
                SendOutcome::Failed(error)
            }
        };
        self.sends.note(send, &outcome);
    }
}
