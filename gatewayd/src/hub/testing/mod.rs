//! A hub whose network, clock, adapters and supervisor are in the test's hand.
//!
//! [`World`] does what the loop of the hub does, one thing at a time and in simulated time: run it on a tokio
//! runtime whose clock is paused. What is at the far ends of the links is a [`Peer`].

mod adapters;
mod literal;
mod peer;

use std::collections::{BTreeMap, HashMap};
use std::future::poll_fn;
use std::path::Path as FilePath;
use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::time::{Duration, Instant, SystemTime};

use adapter::Report;
use lwm2m::{LinkId, LinkRequest, LinkState, Outcome};
use objects::{Path, ResourcePath, Value};
use tempfile::TempDir;
use tokio::sync::{mpsc, oneshot, watch};
use tokio_util::sync::CancellationToken;

use super::control::{Control, Input, Item, ReadError};
use super::reload::ReloadReport;
use super::run::{Step, now};
use super::status::Status;
use super::{Heartbeat, Hub, HubParts};
use crate::config::{self, Config, Disk, Surroundings};
use crate::state::StateDir;
use crate::supervisor::{SupervisorHandle, SupervisorRequest, UnitId};
use crate::upstream::UpstreamEvent;
use adapters::FarEnd;
pub use adapters::{confirmed, offline};
pub use literal::{Heard, LiteralPeer};
pub use peer::Peer;

/// How long programs and sockets outside of the simulated time may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// The hub and everything around it.
pub struct World<P> {
    pub(in crate::hub) hub: Hub,
    /// What is at the far ends of the links.
    peers: BTreeMap<LinkId, P>,
    adapters: HashMap<String, FarEnd>,
    /// What the hub asks of the supervisor.
    pub(in crate::hub) supervisor: mpsc::Receiver<SupervisorRequest>,
    /// What the next reload finds.
    next: Arc<Mutex<Result<Config, String>>>,
    status: watch::Receiver<Arc<Status>>,
    folder: TempDir,
}

/// Reads a configuration as the daemon does; files it names are looked for in `folder`.
///
/// # Panics
/// When it is wrong.
#[must_use]
pub fn configuration(text: &str, folder: &FilePath) -> Config {
    let file = folder.join("gatewayd.toml");
    std::fs::write(&file, text).expect("the folder can be written to");
    let surroundings = Surroundings {
        disk: Disk::Present,
        ..Surroundings::default()
    };
    match config::load_in(&file, &surroundings) {
        Ok(loaded) => loaded.config,
        Err(errors) => panic!("{errors}"),
    }
}

impl<P: Peer> World<P> {
    /// A hub that has started, and whose adapters are up; configuration and state are kept in `folder`.
    ///
    /// # Panics
    /// When the configuration cannot be used.
    pub async fn start(text: &str, folder: TempDir, peers: impl IntoIterator<Item = (LinkId, P)>) -> Self {
        let (handle, supervisor) = SupervisorHandle::channel();
        let next = Arc::new(Mutex::new(Err("there is no new configuration".to_owned())));
        let (sender, status) = watch::channel(Arc::default());
        let config = configuration(text, folder.path());
        let hub = hub(config, folder.path(), handle, Arc::clone(&next), sender);
        let mut world = Self {
            hub: hub.expect("the hub can be built"),
            peers: peers.into_iter().collect(),
            adapters: HashMap::new(),
            supervisor,
            next,
            status,
            folder,
        };
        world.hub.start(now());
        world.supervise().await;
        world
    }

    /// The same hub after a power cut, perhaps with another configuration and other peers.
    ///
    /// # Panics
    /// When the configuration cannot be used.
    pub async fn start_again(self, text: &str, peers: impl IntoIterator<Item = (LinkId, P)>) -> Self {
        let Self { folder, hub, .. } = self;
        drop(hub);
        Self::start(text, folder, peers).await
    }

    /// As [`World::start_again`], with the same peers, which notice nothing but silence.
    ///
    /// # Panics
    /// When the configuration cannot be used.
    pub async fn power_cycle(self, text: &str) -> Self {
        let Self {
            folder, hub, peers, ..
        } = self;
        drop(hub);
        Self::start(text, folder, peers).await
    }

    /// Where configuration and state are.
    #[must_use]
    pub fn folder(&self) -> &FilePath {
        self.folder.path()
    }

    /// The far end of a link.
    ///
    /// # Panics
    /// When there is none.
    #[must_use]
    pub fn peer(&self, link: LinkId) -> &P {
        &self.peers[&link]
    }

    /// The far end of a link, to alter it; call [`World::settle`] afterwards.
    ///
    /// # Panics
    /// When there is none.
    pub fn peer_mut(&mut self, link: LinkId) -> &mut P {
        self.peers.get_mut(&link).expect("there is such a peer")
    }

    /// The network says that a link is down.
    pub async fn lose_link(&mut self, link: LinkId, reason: &str) {
        let event = UpstreamEvent::Link(link, LinkState::Down(reason.to_owned()));
        self.hub.handle_upstream(now(), event);
        self.settle().await;
    }

    /// Lets everybody do what can be done without more time.
    pub async fn settle(&mut self) {
        // What the end of a turn has started shows in the next one.
        while self.turn().await || self.turn().await {}
        // The tests do not wait for the pause between two publications.
        self.hub.published_at = None;
        self.hub.watch_bootstrap(now());
        self.hub.publish(now());
    }

    /// Lets programs and sockets outside of the simulated time come to their end, which takes none of it.
    ///
    /// # Panics
    /// When `done` does not become true within half a minute of real time.
    pub async fn work(&mut self, done: impl Fn(&Self) -> bool) {
        let begin = Instant::now();
        self.settle().await;
        while !done(self) {
            assert!(
                begin.elapsed() < PATIENCE,
                "what the test waits for does not happen"
            );
            // As long as there is something to do the runtime does not advance its clock.
            tokio::task::yield_now().await;
            self.settle().await;
        }
    }

    /// Whether the hub waits for nothing outside of the simulated time.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.hub.machine.is_idle()
    }

    async fn turn(&mut self) -> bool {
        let now = now();
        let mut worked = false;
        while let Poll::Ready((order, operation, result)) =
            poll_fn(|cx| Poll::Ready(self.hub.in_flight.poll_next(cx))).await
        {
            self.hub.command_answered(now, order, operation, result);
            worked = true;
        }
        while let Poll::Ready((waiting, finding)) =
            poll_fn(|cx| Poll::Ready(self.hub.machine.poll_next(cx))).await
        {
            self.hub.work_done(now, waiting, finding);
            worked = true;
        }
        for (unit, report) in self.reports().await {
            self.hub.handle_report(now, unit, report);
            worked = true;
        }
        self.hub.do_due(now);
        let worked = self.network(now) | worked;
        self.hub.keep_bootstrap_times(now);
        worked
    }

    async fn reports(&mut self) -> Vec<(UnitId, Report)> {
        let mut reports = Vec::new();
        poll_fn(|cx| {
            let _ = self.hub.adapters.poll_reports(cx, &mut reports);
            Poll::Ready(())
        })
        .await;
        reports
    }

    fn network(&mut self, now: Instant) -> bool {
        let mut worked = false;
        while !matches!(self.step(now), Step::Wait(_)) {
            worked = true;
        }
        for (link, peer) in &mut self.peers {
            peer.handle_timeout(now);
            while let Some(datagram) = peer.poll_transmit() {
                self.hub
                    .count(|traffic| traffic.count_received(datagram.len(), false));
                // As the loop does.
                self.hub.refresh_clock();
                self.hub
                    .handle_upstream(now, UpstreamEvent::Datagram(*link, datagram));
                worked = true;
            }
        }
        worked
    }

    /// Does one thing the engine wants of the network.
    fn step(&mut self, now: Instant) -> Step {
        let step = self.hub.step(now, &mut 0);
        match &step {
            Step::Transmit { to, datagram } => {
                self.hub
                    .count(|traffic| traffic.count_sent(datagram.len(), false));
                if let Some(peer) = self.peers.get_mut(to) {
                    peer.handle_datagram(now, datagram);
                }
            }
            Step::Link(LinkRequest::Open(link)) => {
                let nobody = || LinkState::Down("nobody is there".to_owned());
                let state = self
                    .peers
                    .get_mut(link)
                    .map_or_else(nobody, |peer| peer.open(now));
                self.hub.handle_upstream(now, UpstreamEvent::Link(*link, state));
            }
            Step::Link(LinkRequest::Close(_)) | Step::Wait(_) => {}
        }
        step
    }

    /// Lets time pass; whatever is due on the way happens at its time.
    pub async fn advance(&mut self, time: Duration) {
        let end = now() + time;
        self.settle().await;
        while now() < end {
            let left = end - now();
            let due = self.next_due().map(|at| at.saturating_duration_since(now()));
            // What is due and still not done must not stop the clock.
            let step = due.unwrap_or(left).max(Duration::from_millis(1)).min(left);
            tokio::time::advance(step).await;
            self.settle().await;
        }
    }

    /// When something is due next, here or at the far ends.
    fn next_due(&mut self) -> Option<Instant> {
        let engine = match self.step(now()) {
            Step::Wait(at) => at,
            Step::Link(_) | Step::Transmit { .. } => Some(now()),
        };
        let peers = self.peers.values().filter_map(Peer::poll_timeout).min();
        [self.hub.next_deadline(engine), peers]
            .into_iter()
            .flatten()
            .min()
    }

    /// What the tree holds, whether or not a server can ask for it now.
    #[must_use]
    pub fn read_tree(&self, path: ResourcePath) -> Option<Value> {
        self.hub.tree.entry(path).map(|entry| entry.value.clone())
    }

    /// Sends a request of the bus; the answer comes through the receiver.
    pub async fn bus<T>(
        &mut self,
        control: impl FnOnce(oneshot::Sender<T>) -> Control,
    ) -> oneshot::Receiver<T> {
        let (reply, answer) = oneshot::channel();
        self.hub.handle_control(now(), control(reply));
        self.settle().await;
        answer
    }

    /// Writes to a resource from the bus.
    pub async fn bus_write(&mut self, path: ResourcePath, text: &str) -> oneshot::Receiver<Outcome> {
        let input = Input::Text(text.to_owned());
        self.bus(|reply| Control::Write { path, input, reply }).await
    }

    /// Lists what is at and below a path, as the bus does.
    ///
    /// # Errors
    /// As [`Control::List`] answers.
    ///
    /// # Panics
    /// When the hub does not answer.
    pub async fn list(&mut self, path: Path) -> Result<Vec<Item>, ReadError> {
        let mut answer = self.bus(|reply| Control::List { path, reply }).await;
        answer.try_recv().expect("the hub answers at once")
    }

    /// Loads this configuration, and starts what is to be started.
    ///
    /// # Errors
    /// As [`Control::Reload`] answers.
    ///
    /// # Panics
    /// When the configuration is wrong in itself.
    pub async fn reload(&mut self, text: &str) -> Result<ReloadReport, String> {
        let config = configuration(text, self.folder.path());
        let result = self.reload_unattended(Ok(config)).await;
        self.supervise().await;
        result
    }

    /// Loads a configuration; the supervisor has not noticed yet.
    ///
    /// # Errors
    /// As [`Control::Reload`] answers.
    ///
    /// # Panics
    /// When the hub does not answer.
    pub async fn reload_unattended(&mut self, found: Result<Config, String>) -> Result<ReloadReport, String> {
        *self.next.lock().expect("nobody has panicked") = found;
        let mut answer = self.bus(|reply| Control::Reload { reply }).await;
        answer.try_recv().expect("the hub answers at once")
    }

    /// What was last published.
    #[must_use]
    pub fn status(&self) -> Arc<Status> {
        Arc::clone(&self.status.borrow())
    }

    /// Now, on the clock of the runtime.
    #[must_use]
    pub fn now(&self) -> Instant {
        now()
    }
}

fn hub(
    config: Config,
    folder: &FilePath,
    supervisor: SupervisorHandle,
    next: Arc<Mutex<Result<Config, String>>>,
    status: watch::Sender<Arc<Status>>,
) -> anyhow::Result<Hub> {
    // The tests call what the loop would call when one of these had something.
    let (_, control) = mpsc::channel(1);
    let (_, adapters) = mpsc::channel(1);
    Hub::new(HubParts {
        config,
        state: StateDir::open(folder)?,
        control,
        adapters,
        supervisor,
        status,
        shutdown: CancellationToken::new(),
        heartbeat: Heartbeat {
            every: None,
            beat: Box::new(|| {}),
        },
        loader: Box::new(move || next.lock().expect("nobody has panicked").clone()),
    })
}

/// A point in time of the devices' clock.
#[must_use]
pub fn at(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000 + seconds)
}
