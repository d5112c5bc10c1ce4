//! Servers that have disabled their account: how long they are left alone, over restarts of the program as well.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant, SystemTime};

use lwm2m::{RegistrationStatus, ServerId};
use serde::{Deserialize, Serialize};
use tracing::{error, info};

use super::Hub;
use crate::state::StateDir;

/// The file in the state directory.
const FILE: &str = "disabled.json";

/// For how long one server is left alone.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
struct Silence {
    /// When it began, in Unix seconds.
    since: i64,
    seconds: u64,
}

impl Silence {
    /// What is left of it. A clock that was set back does not make it longer than it was at the start.
    fn rest(self, at: SystemTime) -> Option<Duration> {
        let passed = super::samples::seconds(at).saturating_sub(self.since);
        let passed = u64::try_from(passed).unwrap_or(0);
        let rest = self.seconds.saturating_sub(passed);
        (rest > 0).then(|| Duration::from_secs(rest))
    }
}

/// The servers by their numbers.
type Silences = BTreeMap<u16, Silence>;

impl Hub {
    /// A registration has ended: on our wish, or on the server's.
    pub(super) fn deregistered(&mut self, now: Instant, server: ServerId) {
        self.status_stale = true;
        let disabled = self
            .client
            .servers()
            .find_map(|status| match status.registration {
                RegistrationStatus::Disabled(until) if status.server == server => Some(until),
                _ => None,
            });
        let Some(until) = disabled else {
            return info!(%server, "De-registered.");
        };
        let time = until.saturating_duration_since(now);
        self.keep_silences([(server, time)]);
        info!(%server, ?time, "De-registered: the server has disabled its account.");
    }

    /// Ends all registrations, because the program ends. A server that has disabled its account, but has not
    /// confirmed our farewell yet, is left alone after the next start all the same.
    pub(super) fn stop(&mut self, now: Instant) {
        let rest = |status: lwm2m::ServerStatus| match status.registration {
            RegistrationStatus::Disabled(until) => {
                Some((status.server, until.saturating_duration_since(now)))
            }
            _ => None,
        };
        let silences: Vec<_> = self.client.servers().filter_map(rest).collect();
        self.keep_silences(silences);
        self.client.stop(now);
    }

    fn keep_silences(&self, times: impl IntoIterator<Item = (ServerId, Duration)>) {
        let since = super::samples::seconds(SystemTime::now());
        let silence = |time: Duration| Silence {
            since,
            seconds: time.as_secs(),
        };
        let times = times.into_iter();
        self.alter_silences(|silences| {
            silences.extend(times.map(|(server, time)| (server.number(), silence(time))));
        });
    }

    /// Tells the engine whom to leave alone, before it starts.
    pub(super) fn keep_disabled(&mut self, now: Instant) {
        for (number, silence) in read(&self.state) {
            if let (Ok(server), Some(rest)) = (ServerId::try_from(number), silence.rest(SystemTime::now())) {
                info!(%server, ?rest, "The server has disabled its account.");
                self.client.keep_disabled(now, server, rest);
            }
        }
    }

    /// A server may be spoken to again.
    pub(super) fn no_longer_disabled(&self, server: ServerId) {
        self.alter_silences(|silences| {
            silences.remove(&server.number());
        });
    }

    /// Other accounts count from now on, but for those of some servers.
    pub(super) fn forget_disabled(&self, all_but: &BTreeSet<ServerId>) {
        let stays = |number: u16| all_but.iter().any(|server| server.number() == number);
        self.alter_silences(|silences| silences.retain(|number, _| stays(*number)));
    }

    fn alter_silences(&self, alter: impl FnOnce(&mut Silences)) {
        let before = read(&self.state);
        let mut after = before.clone();
        alter(&mut after);
        if after != before
            && let Err(problem) = self.state.write_json(FILE, &after)
        {
            error!(error = %problem, "Cannot keep which servers have disabled their account.");
        }
    }
}

/// A file that is damaged is worth less than a registration too early.
fn read(state: &StateDir) -> Silences {
    state
        .read_json(FILE)
        .unwrap_or_else(|problem| {
            error!(error = %problem, "Cannot read which servers have disabled their account.");
            None
        })
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_silence_gets_shorter_with_the_clock_and_never_longer() {
        let silence = Silence {
            since: 1000,
            seconds: 60,
        };
        let rest = |at| {
            let at = SystemTime::UNIX_EPOCH + Duration::from_secs(at);
            silence.rest(at).map(|rest| rest.as_secs())
        };
        assert_eq!(
            [rest(0), rest(1000), rest(1059), rest(1060), rest(9999)],
            [Some(60), Some(60), Some(1), None, None]
        );
    }
}
