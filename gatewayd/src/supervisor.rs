//! Starts adapters, and starts them again when they end.
//!
//! An adapter that loses its transport is started again for ever, with growing pauses: nobody is there to
//! press a button. One that panics is treated the same, and disturbs nobody else. Only a configuration that
//! cannot work ends the attempts.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use adapter::{Adapter, AdapterError, AdapterFuture, Backoff, Command, Context, Report, Reports};
use tokio::sync::mpsc;
use tokio::task::{Id, JoinError, JoinSet};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use tracing::{Instrument as _, debug, info_span, warn};

use crate::adapters::AdapterConfig;

#[cfg(panic = "abort")]
compile_error!(
    "the supervisor catches panics of adapters, so the program must be built with panic = \"unwind\""
);

/// First pause after an adapter has ended, and the longest one.
const PAUSES: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(60));

/// An adapter that ran this long has recovered: its next pause is short again.
const RECOVERED: Duration = Duration::from_secs(60);

/// How long adapters get to end when they are told to.
const DRAIN: Duration = Duration::from_secs(5);

/// Reports that may wait for the hub, per adapter.
const REPORTS: usize = 64;

/// Commands that may wait for an adapter.
const COMMANDS: usize = 8;

/// Requests to the supervisor that may wait: enough to start every adapter of a large configuration at once.
const REQUESTS: usize = 1024;

/// Builds the adapter of a name; called for every start of it.
pub type Builder = Box<dyn Fn(&str, &AdapterConfig) -> Box<dyn Adapter> + Send + Sync>;

/// Names one configured life of an adapter, through all its restarts. An adapter that is configured anew gets
/// another number, so that news of the old one is never taken for news of the new one.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct UnitId(pub u32);

/// What the supervisor is asked to do.
#[derive(Debug)]
pub enum SupervisorRequest {
    /// Start an adapter. One of the same name that was stopped before ends first.
    Start {
        /// Its number.
        unit: UnitId,
        /// Its name.
        name: String,
        /// What it is told.
        config: Box<AdapterConfig>,
    },
    /// Stop an adapter.
    Stop {
        /// Its number.
        unit: UnitId,
    },
}

/// The way to the supervisor; full means that it is stuck, and nobody waits for that.
#[derive(Clone, Debug)]
pub struct SupervisorHandle(mpsc::Sender<SupervisorRequest>);

impl SupervisorHandle {
    /// A handle and the other end of it.
    #[must_use]
    pub fn channel() -> (Self, mpsc::Receiver<SupervisorRequest>) {
        let (sender, receiver) = mpsc::channel(REQUESTS);
        (Self(sender), receiver)
    }

    /// Hands a request over; `false` when there is no room or the supervisor has ended.
    #[must_use]
    pub fn try_send(&self, request: SupervisorRequest) -> bool {
        self.0.try_send(request).is_ok()
    }

    /// How many requests find room now.
    #[must_use]
    pub fn room(&self) -> usize {
        self.0.capacity()
    }
}

/// News of an adapter.
#[derive(Debug)]
pub enum SupervisorEvent {
    /// It ended, and is started again later.
    Ended {
        /// Its number.
        unit: UnitId,
        /// Why.
        error: String,
        /// When it is started again.
        retry_at: Instant,
    },
    /// Its configuration cannot work; it is not started again.
    Failed {
        /// Its number.
        unit: UnitId,
        /// Why.
        error: String,
    },
    /// It runs.
    Started {
        /// Its number.
        unit: UnitId,
        /// Where its reports come from.
        reports: mpsc::Receiver<Report>,
        /// Where its commands go.
        commands: mpsc::Sender<Command>,
    },
}

impl SupervisorEvent {
    /// The adapter it is about.
    #[must_use]
    pub const fn unit(&self) -> UnitId {
        match self {
            Self::Ended { unit, .. } | Self::Failed { unit, .. } | Self::Started { unit, .. } => *unit,
        }
    }
}

/// One adapter under supervision.
struct Unit {
    name: String,
    config: Box<AdapterConfig>,
    backoff: Backoff,
    shutdown: CancellationToken,
    started: tokio::time::Instant,
    /// Cancelled once the run that was started last is over and has let go of its devices.
    gone: CancellationToken,
}

/// What a supervised task ends with.
enum Ended {
    Adapter {
        unit: UnitId,
        result: Result<(), AdapterError>,
    },
    /// The pause before a restart is over.
    Pause { unit: UnitId },
}

/// The supervisor.
pub struct Supervisor {
    units: BTreeMap<UnitId, Unit>,
    /// Adapters that were told to end, by their names: their `gone`.
    leaving: BTreeMap<String, CancellationToken>,
    tasks: JoinSet<Ended>,
    /// Which adapter a task runs; a panic only tells the task.
    running: BTreeMap<Id, UnitId>,
    requests: mpsc::Receiver<SupervisorRequest>,
    events: mpsc::Sender<SupervisorEvent>,
    shutdown: CancellationToken,
    build: Arc<Builder>,
    random: u64,
}

impl Supervisor {
    /// A supervisor without adapters.
    #[must_use]
    pub fn new(
        requests: mpsc::Receiver<SupervisorRequest>,
        events: mpsc::Sender<SupervisorEvent>,
        shutdown: CancellationToken,
        build: Builder,
        random: u64,
    ) -> Self {
        Self {
            units: BTreeMap::new(),
            leaving: BTreeMap::new(),
            tasks: JoinSet::new(),
            running: BTreeMap::new(),
            requests,
            events,
            shutdown,
            build: Arc::new(build),
            random,
        }
    }

    /// Runs until shutdown, and then until the adapters have ended or their time is over.
    pub async fn run(mut self) {
        let shutdown = self.shutdown.clone();
        loop {
            tokio::select! {
                biased;
                () = shutdown.cancelled() => break,
                Some(ended) = self.tasks.join_next_with_id(), if !self.tasks.is_empty() => {
                    self.handle_end(ended).await;
                }
                request = self.requests.recv() => match request {
                    Some(request) => self.handle_request(request).await,
                    None => break,
                },
            }
        }
        // Every task ends within its time.
        self.units.values().for_each(|unit| unit.shutdown.cancel());
        while self.tasks.join_next().await.is_some() {}
    }

    async fn handle_request(&mut self, request: SupervisorRequest) {
        match request {
            SupervisorRequest::Start { unit, name, config } => {
                let gone = self.leaving.remove(&name).unwrap_or_else(|| {
                    let nobody = CancellationToken::new();
                    nobody.cancel();
                    nobody
                });
                let entry = Unit {
                    name,
                    config,
                    backoff: Backoff::new(PAUSES.0, PAUSES.1),
                    shutdown: self.shutdown.child_token(),
                    started: tokio::time::Instant::now(),
                    gone,
                };
                self.units.insert(unit, entry);
                self.start(unit).await;
            }
            SupervisorRequest::Stop { unit } => self.stop(unit),
        }
    }

    /// Tells an adapter to end; what it still does is nobody's business any more.
    fn stop(&mut self, unit: UnitId) {
        self.leaving.retain(|_, gone| !gone.is_cancelled());
        if let Some(unit) = self.units.remove(&unit) {
            unit.shutdown.cancel();
            self.leaving.insert(unit.name, unit.gone);
        }
    }

    async fn start(&mut self, id: UnitId) {
        let Some(unit) = self.units.get_mut(&id) else {
            return;
        };
        let (report_sender, reports) = mpsc::channel(REPORTS);
        let (commands, command_receiver) = mpsc::channel(COMMANDS);
        let context = Context {
            reports: Reports::new(report_sender),
            commands: command_receiver,
            shutdown: unit.shutdown.clone(),
        };
        unit.started = tokio::time::Instant::now();
        let gone = CancellationToken::new();
        let before = std::mem::replace(&mut unit.gone, gone.clone());
        let (name, config, build) = (unit.name.clone(), unit.config.clone(), Arc::clone(&self.build));
        let span = info_span!("adapter", adapter = name);
        let task = async move {
            let _gone = gone.drop_guard();
            // The one before may still hold the port.
            before.cancelled().await;
            let shutdown = context.shutdown.clone();
            if shutdown.is_cancelled() {
                return Ended::Adapter {
                    unit: id,
                    result: Ok(()),
                };
            }
            // Built here, so that a panic of an adapter is its own in any case.
            let run = build(&name, &config).run(context);
            let result = in_time(run, &shutdown).await;
            Ended::Adapter { unit: id, result }
        };
        let handle = self.tasks.spawn(task.instrument(span));
        self.running.insert(handle.id(), id);
        self.tell(SupervisorEvent::Started {
            unit: id,
            reports,
            commands,
        })
        .await;
    }

    async fn handle_end(&mut self, ended: Result<(Id, Ended), JoinError>) {
        match ended {
            Ok((_, Ended::Pause { unit })) => self.start(unit).await,
            Ok((id, Ended::Adapter { unit, result })) => {
                self.running.remove(&id);
                self.ended(unit, result).await;
            }
            Err(error) => {
                let Some(unit) = self.running.remove(&error.id()) else {
                    return;
                };
                let error = AdapterError::transport("the adapter panicked", error);
                self.ended(unit, Err(error)).await;
            }
        }
    }

    async fn ended(&mut self, id: UnitId, result: Result<(), AdapterError>) {
        let Some(unit) = self.units.get_mut(&id) else {
            return debug!("An adapter that was told to end has ended.");
        };
        let error = match result {
            Ok(()) => "the adapter has ended".to_owned(),
            Err(AdapterError::Configuration(error)) => {
                return self.tell(SupervisorEvent::Failed { unit: id, error }).await;
            }
            Err(error) => with_causes(&error),
        };
        if unit.started.elapsed() >= RECOVERED {
            unit.backoff.reset();
        }
        // A linear congruential step is random enough to keep adapters from restarting in step.
        self.random = self
            .random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        let pause = unit.backoff.next_delay(self.random >> 33);
        let retry_at = (tokio::time::Instant::now() + pause).into_std();
        let shutdown = unit.shutdown.clone();
        self.tasks.spawn(async move {
            tokio::select! {
                () = sleep(pause) => {}
                () = shutdown.cancelled() => {}
            }
            Ended::Pause { unit: id }
        });
        self.tell(SupervisorEvent::Ended {
            unit: id,
            error,
            retry_at,
        })
        .await;
    }

    async fn tell(&self, event: SupervisorEvent) {
        // The hub only ends when the program does.
        drop(self.events.send(event).await);
    }
}

/// Runs an adapter, and gives it up when it does not end in time after it was told to.
async fn in_time(run: AdapterFuture, shutdown: &CancellationToken) -> Result<(), AdapterError> {
    let time_is_over = async {
        shutdown.cancelled().await;
        sleep(DRAIN).await;
    };
    tokio::select! {
        biased;
        result = run => result,
        () = time_is_over => {
            warn!("The adapter did not end in time.");
            Ok(())
        }
    }
}

/// An error with everything that led to it, in one line.
fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

#[cfg(all(test, feature = "sim"))]
mod tests;
