//! Starts adapters, and starts them again when they end.
//!
//! An adapter that loses its transport is started again for ever, with growing pauses: nobody is there to
//! press a button. One that panics is treated the same, and disturbs nobody else. Only a configuration that
//! cannot work ends the attempts.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use adapter::{Adapter, AdapterError, Backoff, Command, Context, Report, Reports};
use tokio::sync::mpsc;
use tokio::task::{AbortHandle, Id, JoinError, JoinSet};
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tracing::{Instrument as _, debug, error, info_span, warn};

use crate::adapters::AdapterConfig;

#[cfg(panic = "abort")]
compile_error!("the supervisor catches panics of adapters, so the program must be built with panic = \"unwind\"");

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

/// Requests to the supervisor that may wait.
const REQUESTS: usize = 64;

/// Builds the adapter of a name; called for every start of it.
pub type Builder = Box<dyn Fn(&str, &AdapterConfig) -> Box<dyn Adapter> + Send + Sync>;

/// What the supervisor is asked to do.
#[derive(Debug)]
pub enum SupervisorRequest {
    /// Start an adapter, or start it again with another configuration.
    Start {
        /// Its name.
        name: String,
        /// What it is told.
        config: AdapterConfig,
    },
    /// Stop an adapter.
    Stop {
        /// Its name.
        name: String,
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
}

/// News of an adapter.
#[derive(Debug)]
pub enum SupervisorEvent {
    /// It ended, and is started again later.
    Ended {
        /// Its name.
        adapter: String,
        /// Why.
        error: String,
        /// When it is started again.
        retry_at: Instant,
    },
    /// Its configuration cannot work; it is not started again.
    Failed {
        /// Its name.
        adapter: String,
        /// Why.
        error: String,
    },
    /// It runs.
    Started {
        /// Its name.
        adapter: String,
        /// Where its reports come from.
        reports: mpsc::Receiver<Report>,
        /// Where its commands go.
        commands: mpsc::Sender<Command>,
    },
}

impl SupervisorEvent {
    /// The adapter it is about.
    #[must_use]
    pub fn adapter(&self) -> &str {
        match self {
            Self::Ended { adapter, .. } | Self::Failed { adapter, .. } | Self::Started { adapter, .. } => adapter,
        }
    }
}

/// One adapter under supervision.
struct Unit {
    config: AdapterConfig,
    backoff: Backoff,
    shutdown: CancellationToken,
    started: Instant,
    task: Option<AbortHandle>,
    /// Tells the runs of one name apart.
    generation: u64,
}

/// What a supervised task ends with.
enum Ended {
    Adapter { name: String, generation: u64, result: Result<(), AdapterError> },
    /// The pause before a restart is over.
    Pause { name: String, generation: u64 },
}

/// The supervisor.
pub struct Supervisor {
    units: BTreeMap<String, Unit>,
    tasks: JoinSet<Ended>,
    names: BTreeMap<Id, (String, u64)>,
    requests: mpsc::Receiver<SupervisorRequest>,
    events: mpsc::Sender<SupervisorEvent>,
    shutdown: CancellationToken,
    build: Builder,
    generation: u64,
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
            tasks: JoinSet::new(),
            names: BTreeMap::new(),
            requests,
            events,
            shutdown,
            build,
            generation: 0,
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
        self.drain().await;
    }

    async fn drain(mut self) {
        for unit in self.units.values() {
            unit.shutdown.cancel();
        }
        let all = async { while self.tasks.join_next().await.is_some() {} };
        if timeout(DRAIN, all).await.is_err() {
            warn!("Some adapters did not end in time.");
        }
    }

    async fn handle_request(&mut self, request: SupervisorRequest) {
        match request {
            SupervisorRequest::Start { name, config } => {
                self.stop(&name);
                self.generation += 1;
                let unit = Unit {
                    config,
                    backoff: Backoff::new(PAUSES.0, PAUSES.1),
                    shutdown: self.shutdown.child_token(),
                    started: Instant::now(),
                    task: None,
                    generation: self.generation,
                };
                self.units.insert(name.clone(), unit);
                self.start(&name).await;
            }
            SupervisorRequest::Stop { name } => self.stop(&name),
        }
    }

    /// Tells an adapter to end; what it still does is nobody's business any more.
    fn stop(&mut self, name: &str) {
        if let Some(unit) = self.units.remove(name) {
            unit.shutdown.cancel();
        }
    }

    async fn start(&mut self, name: &str) {
        let Some(unit) = self.units.get_mut(name) else { return };
        let adapter = (self.build)(name, &unit.config);
        let (report_sender, reports) = mpsc::channel(REPORTS);
        let (commands, command_receiver) = mpsc::channel(COMMANDS);
        let context = Context {
            reports: Reports::new(report_sender),
            commands: command_receiver,
            shutdown: unit.shutdown.clone(),
        };
        unit.started = Instant::now();
        let generation = unit.generation;
        let run = adapter.run(context);
        let span = info_span!("adapter", adapter = name);
        let task_name = name.to_owned();
        let task = async move { Ended::Adapter { name: task_name, generation, result: run.await } };
        let handle = self.tasks.spawn(task.instrument(span));
        self.names.insert(handle.id(), (name.to_owned(), generation));
        unit.task = Some(handle);
        self.tell(SupervisorEvent::Started { adapter: name.to_owned(), reports, commands }).await;
    }

    async fn handle_end(&mut self, ended: Result<(Id, Ended), JoinError>) {
        match ended {
            Ok((id, ended)) => {
                self.names.remove(&id);
                match ended {
                    Ended::Pause { name, generation } if self.current(&name, generation) => self.start(&name).await,
                    Ended::Pause { .. } => {}
                    Ended::Adapter { name, generation, result } => self.ended(&name, generation, result).await,
                }
            }
            Err(error) => {
                let Some((name, generation)) = self.names.remove(&error.id()) else { return };
                error!(adapter = name, "The adapter panicked.");
                self.ended(&name, generation, Err(AdapterError::transport("the adapter panicked", error))).await;
            }
        }
    }

    fn current(&self, name: &str, generation: u64) -> bool {
        self.units.get(name).is_some_and(|unit| unit.generation == generation)
    }

    async fn ended(&mut self, name: &str, generation: u64, result: Result<(), AdapterError>) {
        if !self.current(name, generation) {
            return debug!(adapter = name, "An adapter that was replaced has ended.");
        }
        let error = match result {
            Ok(()) => "the adapter has ended".to_owned(),
            Err(AdapterError::Configuration(error)) => {
                return self.tell(SupervisorEvent::Failed { adapter: name.to_owned(), error }).await;
            }
            Err(error) => with_causes(&error),
        };
        let Some(unit) = self.units.get_mut(name) else { return };
        if unit.started.elapsed() >= RECOVERED {
            unit.backoff.reset();
        }
        // A linear congruential step is random enough to keep adapters from restarting in step.
        self.random = self.random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let pause = unit.backoff.next_delay(self.random >> 33);
        let (waiting, shutdown) = (name.to_owned(), unit.shutdown.clone());
        self.tasks.spawn(async move {
            tokio::select! {
                () = sleep(pause) => {}
                () = shutdown.cancelled() => {}
            }
            Ended::Pause { name: waiting, generation }
        });
        let retry_at = Instant::now() + pause;
        self.tell(SupervisorEvent::Ended { adapter: name.to_owned(), error, retry_at }).await;
    }

    async fn tell(&self, event: SupervisorEvent) {
        // The hub only ends when the program does.
        drop(self.events.send(event).await);
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
