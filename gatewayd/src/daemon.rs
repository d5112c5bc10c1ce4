//! The life of the process: everything is wired here, in one screen.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tracing::{error, info, warn};

use crate::args::{self, BusOrNone};
use crate::config::{self, Config};
use crate::exit::Exit;
use crate::hub::control::Control;
use crate::hub::status::Status;
use crate::hub::{Heartbeat, Hub, HubParts, Loader};
use crate::notify::{self, Notify};
use crate::signals::{Signals, Wish};
use crate::state::StateDir;
use crate::supervisor::{Builder, Supervisor, SupervisorHandle};
use crate::{adapters, control, logging, random};

/// Requests from the bus that may wait for the hub.
const CONTROL_QUEUE: usize = 16;
/// News of adapters that may wait for the hub.
const EVENT_QUEUE: usize = 64;
/// Threads for what cannot be done otherwise: resolving names.
const BLOCKING_THREADS: usize = 2;

/// What a gateway is built from.
pub struct Parts {
    /// What it is told.
    pub config: Config,
    /// Where it keeps its state.
    pub state_dir: PathBuf,
    /// Where it can be controlled.
    pub bus: BusOrNone,
    /// Loads the configuration anew.
    pub loader: Loader,
    /// Builds adapters.
    pub build: Builder,
}

/// A gateway whose tasks run.
pub struct Gateway {
    /// How things stand.
    pub status: watch::Receiver<Arc<Status>>,
    /// What it can be asked.
    pub control: mpsc::Sender<Control>,
    shutdown: CancellationToken,
    tasks: JoinSet<Task>,
}

/// The tasks of a gateway, named when they end.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Task {
    Control,
    Hub,
    Supervisor,
}

/// The whole program: from the command line to the exit code.
#[must_use]
pub fn main() -> Exit {
    let args: args::Daemon = match args::parse() {
        Ok(args) => args,
        Err(exit) => return exit,
    };
    let default = if args.command.is_some() {
        logging::DEMONSTRATION
    } else {
        logging::SERVICE
    };
    if let Err(error) = logging::init(default) {
        return fail("cannot start logging", &error.into(), Exit::Usage);
    }
    let work = async {
        match args.command {
            #[cfg(feature = "demo")]
            Some(args::DaemonCommand::Demo(ref demo)) => crate::demo::run(demo).await,
            #[cfg(not(feature = "demo"))]
            Some(ref command) => match *command {},
            None => run_service(&args).await,
        }
    };
    match runtime().and_then(|runtime| runtime.block_on(work)) {
        Ok(exit) => exit,
        Err(error) => fail("gatewayd cannot go on", &error, Exit::Internal),
    }
}

fn fail(what: &str, error: &anyhow::Error, exit: Exit) -> Exit {
    eprintln!("{what}: {error:#}");
    exit
}

/// One thread: nothing runs during a step of the hub.
fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    builder
        .enable_all()
        .max_blocking_threads(BLOCKING_THREADS)
        .build()
        .context("cannot start the runtime")
}

async fn run_service(args: &args::Daemon) -> anyhow::Result<Exit> {
    // First, because a signal that nobody listens to ends the process.
    let mut signals = Signals::listen().context("cannot listen to signals")?;
    let Some(config) = load(&args.config) else {
        return Ok(Exit::Configuration);
    };
    let file = args.config.clone();
    let parts = Parts {
        config,
        state_dir: args.state_dir.clone(),
        bus: args.bus.clone(),
        loader: Box::new(move || {
            config::load(&file)
                .map(|loaded| loaded.config)
                .map_err(|e| e.to_string())
        }),
        build: Box::new(adapters::build),
    };
    let notify = Arc::new(Notify::from_environment());
    let gateway = Gateway::start(parts, heartbeat(&notify))?;
    notify.ready();
    info!(version = env!("CARGO_PKG_VERSION"), "Started.");
    Ok(serve(gateway, &mut signals, &notify).await)
}

/// Loads the configuration and says everything that is wrong with it.
fn load(file: &Path) -> Option<Config> {
    match config::load(file) {
        Ok(loaded) => {
            loaded
                .warnings
                .iter()
                .for_each(|warning| warn!(%warning, "The configuration is doubtful."));
            Some(loaded.config)
        }
        Err(errors) => {
            eprintln!("{errors}");
            None
        }
    }
}

/// A third of the watchdog's patience leaves room for two lost beats.
fn heartbeat(notify: &Arc<Notify>) -> Heartbeat {
    let notify = Arc::clone(notify);
    Heartbeat {
        every: notify::watchdog_interval().map(|interval| interval / 3),
        beat: Box::new(move || notify.watchdog()),
    }
}

/// Runs until a signal or a task ends it.
async fn serve(mut gateway: Gateway, signals: &mut Signals, notify: &Notify) -> Exit {
    loop {
        tokio::select! {
            wish = signals.next() => match wish {
                Wish::Reload => {
                    notify.reloading();
                    gateway.reload().await;
                    notify.ready();
                }
                Wish::Shutdown => break,
            },
            exit = gateway.failed() => return exit,
        }
    }
    notify.stopping();
    tokio::select! {
        () = gateway.stop() => Exit::Done,
        // A second signal is impatience.
        _ = signals.next() => Exit::Done,
    }
}

impl Gateway {
    /// Starts all tasks.
    ///
    /// # Errors
    /// When the state cannot be used.
    pub fn start(parts: Parts, heartbeat: Heartbeat) -> anyhow::Result<Self> {
        let shutdown = CancellationToken::new();
        let (control, control_receiver) = mpsc::channel(CONTROL_QUEUE);
        let (events, event_receiver) = mpsc::channel(EVENT_QUEUE);
        let (status_sender, status) = watch::channel(Arc::new(Status::default()));
        let (handle, requests) = SupervisorHandle::channel();
        let hub = Hub::new(HubParts {
            config: parts.config,
            state: StateDir::open(&parts.state_dir)?,
            control: control_receiver,
            adapters: event_receiver,
            supervisor: handle,
            status: status_sender,
            shutdown: shutdown.clone(),
            heartbeat,
            loader: parts.loader,
        })?;
        let supervisor = Supervisor::new(
            requests,
            events,
            shutdown.child_token(),
            parts.build,
            random::seed()?,
        );
        let mut tasks = JoinSet::new();
        tasks.spawn(async move {
            hub.run().await;
            Task::Hub
        });
        tasks.spawn(async move {
            supervisor.run().await;
            Task::Supervisor
        });
        let service = control::serve(parts.bus, control.clone(), status.clone(), shutdown.clone());
        tasks.spawn(async move {
            // A bus that is away is waited for; this is a wrong address, or another gatewayd on the bus.
            if let Err(error) = service.await {
                error!(%error, "The bus service cannot be offered.");
            }
            Task::Control
        });
        Ok(Self {
            status,
            control,
            shutdown,
            tasks,
        })
    }

    /// Loads the configuration anew; what came of it is in the log.
    async fn reload(&self) {
        let (reply, answer) = oneshot::channel();
        if self.control.send(Control::Reload { reply }).await.is_ok() {
            drop(answer.await);
        }
    }

    /// Waits for a task that ends although nobody told it to.
    async fn failed(&mut self) -> Exit {
        match self.tasks.join_next().await {
            Some(Ok(task)) => error!(?task, "A task has ended."),
            Some(Err(error)) => error!(%error, "A task has failed."),
            None => {}
        }
        Exit::Internal
    }

    /// Ends all tasks: adapters close their devices, servers are told.
    pub async fn stop(&mut self) {
        self.shutdown.cancel();
        let all = async { while self.tasks.join_next().await.is_some() {} };
        // Adapters have 5 s and servers 3 s; whoever needs more is left behind.
        if tokio::time::timeout(Duration::from_secs(8), all).await.is_err() {
            warn!("Some tasks did not end in time.");
        }
    }
}
