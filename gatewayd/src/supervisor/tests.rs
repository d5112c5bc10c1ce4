//! Adapters that end in every way, in simulated time.

use std::collections::HashMap;
use std::sync::Mutex;

use adapter::{DeviceInfo, Exclusive, PointDef};
use tokio::time::Instant;

use super::*;

/// What an adapter does when it runs.
#[derive(Clone, Copy, Debug)]
enum Deed {
    /// It finds its configuration impossible.
    BadConfiguration,
    /// It ends as if it had been told to.
    End,
    /// It takes no notice of anything.
    Ignore,
    /// It loses its transport after this many seconds.
    LoseTransport(u64),
    /// It panics.
    Panic,
    /// It panics before there is anything to wait for.
    PanicAtOnce,
    /// It runs until it is told to end, and then needs this many seconds.
    Work(u64),
}

struct Scripted(Deed);

impl Adapter for Scripted {
    fn points(&self) -> &[PointDef] {
        &[]
    }

    fn devices(&self) -> Vec<DeviceInfo> {
        Vec::new()
    }

    fn exclusive(&self) -> Vec<Exclusive> {
        Vec::new()
    }

    fn run(self: Box<Self>, context: Context) -> AdapterFuture {
        assert!(!matches!(self.0, Deed::PanicAtOnce), "as scripted");
        Box::pin(act(self.0, context))
    }
}

async fn act(deed: Deed, context: Context) -> Result<(), AdapterError> {
    match deed {
        Deed::BadConfiguration => Err(AdapterError::Configuration("two devices are one".into())),
        Deed::End => Ok(()),
        Deed::Ignore => std::future::pending().await,
        Deed::LoseTransport(after) => {
            sleep(Duration::from_secs(after)).await;
            let cause = std::io::Error::other("unplugged");
            Err(AdapterError::transport("cannot open the port", cause))
        }
        Deed::Panic | Deed::PanicAtOnce => panic!("as scripted"),
        Deed::Work(farewell) => {
            context.shutdown.cancelled().await;
            sleep(Duration::from_secs(farewell)).await;
            Ok(())
        }
    }
}

/// A supervisor in a task of its own, and what it has to do with.
struct World {
    requests: SupervisorHandle,
    events: mpsc::Receiver<SupervisorEvent>,
    shutdown: CancellationToken,
    deeds: Arc<Mutex<HashMap<String, Deed>>>,
    /// The names of the adapters that were built, with the time.
    built: Arc<Mutex<Vec<(String, Instant)>>>,
    task: JoinSet<()>,
    /// The channels of adapters that run, so that these do not end because of us.
    channels: Vec<(mpsc::Receiver<Report>, mpsc::Sender<Command>)>,
}

fn world(deeds: &[(&str, Deed)]) -> World {
    let (requests, request_receiver) = SupervisorHandle::channel();
    let (event_sender, events) = mpsc::channel(64);
    let shutdown = CancellationToken::new();
    let deeds = deeds
        .iter()
        .map(|(name, deed)| ((*name).to_owned(), *deed))
        .collect();
    let deeds: Arc<Mutex<HashMap<String, Deed>>> = Arc::new(Mutex::new(deeds));
    let built = Arc::new(Mutex::new(Vec::new()));
    let (script, log) = (Arc::clone(&deeds), Arc::clone(&built));
    let build: Builder = Box::new(move |name, _| {
        log.lock().unwrap().push((name.to_owned(), Instant::now()));
        Box::new(Scripted(script.lock().unwrap()[name]))
    });
    let supervisor = Supervisor::new(request_receiver, event_sender, shutdown.clone(), build, 1);
    let mut task = JoinSet::new();
    task.spawn(supervisor.run());
    World {
        requests,
        events,
        shutdown,
        deeds,
        built,
        task,
        channels: Vec::new(),
    }
}

fn configuration() -> Box<AdapterConfig> {
    Box::new(AdapterConfig::Sim(adapter_sim::Config {
        seed: 0,
        device: BTreeMap::new(),
    }))
}

impl World {
    fn start(&self, unit: u32, name: &str) {
        let request = SupervisorRequest::Start {
            unit: UnitId(unit),
            name: name.to_owned(),
            config: configuration(),
        };
        assert!(self.requests.try_send(request));
    }

    fn stop(&self, unit: u32) {
        assert!(
            self.requests
                .try_send(SupervisorRequest::Stop { unit: UnitId(unit) })
        );
    }

    /// The next news, in words.
    async fn news(&mut self) -> String {
        match self.events.recv().await.expect("the supervisor lives") {
            SupervisorEvent::Started {
                unit,
                reports,
                commands,
            } => {
                self.channels.push((reports, commands));
                format!("{} started", unit.0)
            }
            SupervisorEvent::Ended { unit, error, .. } => format!("{} ended: {error}", unit.0),
            SupervisorEvent::Failed { unit, error } => format!("{} failed: {error}", unit.0),
        }
    }

    /// Whether nothing is told within an hour.
    async fn quiet(&mut self) -> bool {
        tokio::time::timeout(Duration::from_secs(3600), self.news())
            .await
            .is_err()
    }

    /// How long the supervisor takes to end.
    async fn end(&mut self) -> Duration {
        self.shutdown.cancel();
        let told = Instant::now();
        self.task.join_next().await.unwrap().unwrap();
        told.elapsed()
    }

    fn built(&self) -> Vec<String> {
        self.built
            .lock()
            .unwrap()
            .iter()
            .map(|(name, _)| name.clone())
            .collect()
    }

    /// Starts a failing adapter and returns the pauses before its restarts, in seconds.
    async fn pauses(&mut self, count: usize) -> Vec<f64> {
        self.start(0, "a");
        let mut pauses = Vec::new();
        while pauses.len() < count {
            assert_eq!(self.news().await, "0 started");
            let news = self.news().await;
            assert!(news.starts_with("0 ended"), "{news}");
            let (ended, builds) = (Instant::now(), self.built().len());
            while self.built().len() == builds {
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            pauses.push(ended.elapsed().as_secs_f64());
        }
        pauses
    }
}

/// The pauses double up to a minute; each may be longer by a fifth, and is watched every 100 ms.
fn assert_growing(pauses: &[f64]) {
    for (pause, least) in pauses.iter().zip([1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0]) {
        assert!((least..=least * 1.2 + 0.2).contains(pause), "{pauses:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_adapter_that_loses_its_transport_is_started_again_with_growing_pauses_for_ever() {
    let mut world = world(&[("a", Deed::LoseTransport(0))]);
    assert_growing(&world.pauses(8).await);
}

#[tokio::test(start_paused = true)]
async fn an_adapter_that_ends_without_a_reason_is_started_again_too() {
    let mut world = world(&[("a", Deed::End)]);
    assert_growing(&world.pauses(3).await);
}

#[tokio::test(start_paused = true)]
async fn an_adapter_that_has_run_for_a_minute_has_recovered() {
    let mut world = world(&[("a", Deed::LoseTransport(61))]);
    let pauses = world.pauses(4).await;
    assert!(pauses.iter().all(|pause| *pause < 1.5), "{pauses:?}");
}

#[tokio::test(start_paused = true)]
async fn an_adapter_that_panics_is_started_again_and_the_others_go_on() {
    for deed in [Deed::Panic, Deed::PanicAtOnce] {
        let mut world = world(&[("a", deed), ("b", Deed::Work(0))]);
        world.start(1, "b");
        assert_eq!(world.news().await, "1 started");
        let pauses = world.pauses(2).await;
        assert_growing(&pauses);
        assert_eq!(world.built().iter().filter(|name| *name == "b").count(), 1);
        let (_, commands) = &world.channels[0];
        assert!(!commands.is_closed());
    }
}

#[tokio::test(start_paused = true)]
async fn an_end_is_told_with_all_its_causes() {
    let mut world = world(&[("a", Deed::LoseTransport(0))]);
    world.start(0, "a");
    assert_eq!(world.news().await, "0 started");
    assert_eq!(world.news().await, "0 ended: cannot open the port: unplugged");
}

#[tokio::test(start_paused = true)]
async fn a_configuration_that_cannot_work_is_not_tried_again() {
    let mut world = world(&[("a", Deed::BadConfiguration)]);
    world.start(0, "a");
    assert_eq!(world.news().await, "0 started");
    assert_eq!(world.news().await, "0 failed: two devices are one");
    assert!(world.quiet().await);
    assert_eq!(world.built(), ["a"]);
    // Another configuration may.
    world.stop(0);
    world.deeds.lock().unwrap().insert("a".into(), Deed::Work(0));
    world.start(1, "a");
    assert_eq!(world.news().await, "1 started");
}

#[tokio::test(start_paused = true)]
async fn the_end_of_an_adapter_that_was_stopped_is_no_news() {
    let mut world = world(&[("a", Deed::Work(0))]);
    world.start(0, "a");
    assert_eq!(world.news().await, "0 started");
    world.stop(0);
    assert!(world.quiet().await);
    assert_eq!(world.built(), ["a"]);
}

#[tokio::test(start_paused = true)]
async fn an_adapter_that_is_stopped_during_its_pause_stays_away() {
    let mut world = world(&[("a", Deed::LoseTransport(0))]);
    world.start(0, "a");
    assert_eq!(world.news().await, "0 started");
    assert!(world.news().await.starts_with("0 ended"));
    world.stop(0);
    assert!(world.quiet().await);
}

#[tokio::test(start_paused = true)]
async fn an_adapter_starts_after_the_one_it_replaces_has_let_go() {
    let mut world = world(&[("a", Deed::Work(3))]);
    world.start(0, "a");
    assert_eq!(world.news().await, "0 started");
    sleep(Duration::from_secs(1)).await;
    let replaced = Instant::now();
    world.stop(0);
    world.start(1, "a");
    assert_eq!(world.news().await, "1 started");
    while world.built().len() < 2 {
        sleep(Duration::from_millis(100)).await;
    }
    let waited = replaced.elapsed().as_secs_f64();
    assert!((3.0..3.2).contains(&waited), "{waited}");
    assert!(world.quiet().await);
}

#[tokio::test(start_paused = true)]
async fn an_adapter_that_does_not_let_go_is_given_up_after_five_seconds() {
    let mut world = world(&[("a", Deed::Ignore)]);
    world.start(0, "a");
    assert_eq!(world.news().await, "0 started");
    sleep(Duration::from_secs(1)).await;
    let replaced = Instant::now();
    world.stop(0);
    world.start(1, "a");
    while world.built().len() < 2 {
        sleep(Duration::from_millis(100)).await;
    }
    let waited = replaced.elapsed().as_secs_f64();
    assert!((5.0..5.2).contains(&waited), "{waited}");
}

#[tokio::test(start_paused = true)]
async fn a_shutdown_waits_for_adapters_but_at_most_five_seconds() {
    for (deed, seconds) in [(Deed::Work(0), 0), (Deed::Work(4), 4), (Deed::Ignore, 5)] {
        let mut world = world(&[("a", deed), ("b", Deed::Work(0))]);
        world.start(0, "a");
        world.start(1, "b");
        world.news().await;
        world.news().await;
        // The adapters have begun to run.
        sleep(Duration::from_secs(1)).await;
        assert_eq!(world.end().await, Duration::from_secs(seconds), "{deed:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_shutdown_does_not_wait_for_a_pause() {
    let mut world = world(&[("a", Deed::LoseTransport(0))]);
    world.start(0, "a");
    world.news().await;
    world.news().await;
    assert_eq!(world.end().await, Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn a_hundred_adapters_start_at_once() {
    let mut world = world(&[("a", Deed::Work(0))]);
    for unit in 0..100 {
        world.start(unit, "a");
    }
    for unit in 0..100 {
        assert_eq!(world.news().await, format!("{unit} started"));
    }
    assert_eq!(world.end().await, Duration::ZERO);
}
