//! The loop itself, in simulated time, without a network.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use adapter::{PointId, Quality, Report, Sample};
use objects::Value;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::harness::{ANOTHER_ADAPTER, LEVEL_AT, ONE_DEVICE, at, configuration};
use crate::hub::control::{Control, Input};
use crate::hub::{Heartbeat, Hub, HubParts};
use crate::state::StateDir;
use crate::supervisor::{SupervisorEvent, SupervisorHandle, SupervisorRequest};

/// Everything a hub in its loop is connected with.
struct Loop {
    control: mpsc::Sender<Control>,
    events: mpsc::Sender<SupervisorEvent>,
    supervisor: mpsc::Receiver<SupervisorRequest>,
    shutdown: CancellationToken,
    beats: Arc<AtomicUsize>,
    _folder: tempfile::TempDir,
}

fn looping(text: &str, beat_every: Option<Duration>) -> (Hub, Loop) {
    let mut config = configuration(text);
    config.servers.clear();
    let folder = tempfile::tempdir().unwrap();
    let (handle, supervisor) = SupervisorHandle::channel();
    let (control, control_receiver) = mpsc::channel(16);
    let (events, event_receiver) = mpsc::channel(64);
    let (status, _) = watch::channel(Arc::default());
    let shutdown = CancellationToken::new();
    let beats = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&beats);
    let hub = Hub::new(HubParts {
        config,
        state: StateDir::open(folder.path()).unwrap(),
        control: control_receiver,
        adapters: event_receiver,
        supervisor: handle,
        status,
        shutdown: shutdown.clone(),
        heartbeat: Heartbeat {
            every: beat_every,
            beat: Box::new(move || {
                counted.fetch_add(1, Ordering::Relaxed);
            }),
        },
        loader: Box::new(|| Err("nothing new".to_owned())),
    });
    let rest = Loop {
        control,
        events,
        supervisor,
        shutdown,
        beats,
        _folder: folder,
    };
    (hub.unwrap(), rest)
}

/// Runs the hub beside a test until the test has ended.
async fn beside<T>(hub: Hub, test: impl Future<Output = T>) -> T {
    tokio::select! {
        () = hub.run() => panic!("the hub has ended"),
        done = test => done,
    }
}

fn sample(point: u32) -> Report {
    Report::Samples(vec![Sample {
        point: PointId(point),
        value: Value::Float(1.0),
        quality: Quality::Good,
        at: at(0),
    }])
}

#[tokio::test(start_paused = true)]
async fn the_heart_beats_when_nothing_else_happens() {
    let (hub, rest) = looping(ONE_DEVICE, Some(Duration::from_secs(10)));
    let beats = Arc::clone(&rest.beats);
    beside(hub, tokio::time::sleep(Duration::from_secs(95))).await;
    assert_eq!(beats.load(Ordering::Relaxed), 10);
}

#[tokio::test(start_paused = true)]
async fn the_adapters_are_started_by_the_hub() {
    let (hub, mut rest) = looping(&format!("{ONE_DEVICE}{ANOTHER_ADAPTER}"), None);
    let names = beside(hub, async {
        let mut names = Vec::new();
        for _ in 0..2 {
            match rest.supervisor.recv().await {
                Some(SupervisorRequest::Start { name, .. }) => names.push(name),
                other => panic!("{other:?}"),
            }
        }
        names
    })
    .await;
    assert_eq!(names, ["a", "b"]);
}

#[tokio::test(start_paused = true)]
async fn the_loop_ends_when_it_is_told_to_and_nothing_is_under_way() {
    let (hub, rest) = looping(ONE_DEVICE, None);
    rest.shutdown.cancel();
    let start = tokio::time::Instant::now();
    hub.run().await;
    assert_eq!(start.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn a_command_under_way_delays_the_end_for_three_seconds_at_most() {
    let (hub, mut rest) = looping(ONE_DEVICE, None);
    let test = async {
        let Some(SupervisorRequest::Start { unit, .. }) = rest.supervisor.recv().await else {
            panic!("the adapter is started");
        };
        let (report_sender, reports) = mpsc::channel(64);
        let (commands, mut command_receiver) = mpsc::channel(8);
        let started = SupervisorEvent::Started {
            unit,
            reports,
            commands,
        };
        rest.events.send(started).await.unwrap();
        let (reply, answer) = oneshot::channel();
        // Until the hub has heard of the start, the adapter counts as starting.
        tokio::time::sleep(Duration::from_millis(1)).await;
        let input = Input::Text("1".into());
        let write = Control::Write {
            path: LEVEL_AT,
            input,
            reply,
        };
        rest.control.send(write).await.unwrap();
        let command = command_receiver.recv().await.unwrap();
        rest.shutdown.cancel();
        (command, answer, report_sender, tokio::time::Instant::now())
    };
    let ((), (_command, _answer, _reports, told)) = tokio::join!(hub.run(), test);
    assert_eq!(told.elapsed(), Duration::from_secs(3));
}

/// How many reports each adapter of a flood has.
const FLOOD: usize = 5000;

/// A hub under a flood of reports from ten adapters, each more than it can take at once.
async fn flooded() -> (Loop, JoinSet<usize>, Vec<Arc<AtomicUsize>>) {
    let adapters = (0..10).map(|n| ANOTHER_ADAPTER.replace("adapter.b", &format!("adapter.b{n}")));
    let (hub, mut rest) = looping(&adapters.fold(ONE_DEVICE.to_owned(), |all, one| all + &one), None);
    let mut tasks = JoinSet::new();
    tasks.spawn(async move {
        hub.run().await;
        usize::MAX
    });
    let mut progress = Vec::new();
    for number in 0..11 {
        let Some(SupervisorRequest::Start { unit, .. }) = rest.supervisor.recv().await else {
            panic!("the adapter is started");
        };
        let (report_sender, reports) = mpsc::channel(64);
        let (commands, _) = mpsc::channel(8);
        let started = SupervisorEvent::Started {
            unit,
            reports,
            commands,
        };
        rest.events.send(started).await.unwrap();
        let sent = Arc::new(AtomicUsize::new(0));
        progress.push(Arc::clone(&sent));
        tasks.spawn(async move {
            for _ in 0..FLOOD {
                report_sender.send(sample(0)).await.unwrap();
                sent.fetch_add(1, Ordering::Relaxed);
            }
            number
        });
    }
    (rest, tasks, progress)
}

#[tokio::test(start_paused = true)]
async fn a_flood_of_reports_does_not_keep_the_bus_waiting() {
    let (rest, _tasks, progress) = flooded().await;
    for _ in 0..20 {
        let (reply, answer) = oneshot::channel();
        rest.control.send(Control::Status { reply }).await.unwrap();
        answer.await.unwrap();
    }
    assert!(progress.iter().any(|sent| sent.load(Ordering::Relaxed) < FLOOD));
}

#[tokio::test(start_paused = true)]
async fn an_adapter_that_floods_does_not_silence_the_others() {
    let (_rest, mut tasks, progress) = flooded().await;
    tasks.join_next().await.unwrap().unwrap();
    for sent in progress {
        assert!(sent.load(Ordering::Relaxed) > FLOOD / 2, "{sent:?}");
    }
}
