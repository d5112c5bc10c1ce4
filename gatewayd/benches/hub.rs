//! What a thousand values cost on their way from an adapter through the hub into the tree.

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use adapter::{PointId, Quality, Report, Sample};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use gatewayd::config::{self, Config, Surroundings};
use gatewayd::hub::{Heartbeat, Hub, HubParts};
use gatewayd::state::StateDir;
use gatewayd::supervisor::{SupervisorEvent, SupervisorHandle, UnitId};
use objects::Value;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

const POINTS: u32 = 1000;

/// How many samples an adapter puts into one report.
const REPORT: usize = 50;

fn configuration() -> Config {
    let mut text = String::from(
        "[gateway]\nendpoint-name = \"bench\"\n[server.main]\nuri = \"coap://192.0.2.1\"\nshort-server-id = 1\nsecurity = \"none\"\n[adapter.a]\ntype = \"sim\"\n",
    );
    for device in 0..POINTS / 10 {
        for point in 0..10 {
            write!(
                text,
                "[adapter.a.device.d{device:03}.point.t{point}]\nvalues = [1.0]\nresource = {{ object = 3303, resource = 5700 }}\n"
            )
            .expect("a text takes everything");
        }
    }
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("gatewayd.toml");
    std::fs::write(&file, text).expect("a file");
    let mut config = config::load_in(&file, &Surroundings::default())
        .expect("a configuration")
        .config;
    // The network has a benchmark of its own.
    config.servers.clear();
    config
}

/// A hub in its loop, and the far end of its adapter.
struct Bench {
    runtime: Runtime,
    reports: mpsc::Sender<Report>,
    _folder: tempfile::TempDir,
    _ends: (mpsc::Sender<SupervisorEvent>, CancellationToken, JoinSet<()>),
}

impl Bench {
    fn new() -> Self {
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        let folder = tempfile::tempdir().expect("a folder");
        let (supervisor, _requests) = SupervisorHandle::channel();
        let (events, adapters) = mpsc::channel(1);
        let (_control, control) = mpsc::channel(1);
        let shutdown = CancellationToken::new();
        let parts = HubParts {
            config: configuration(),
            state: StateDir::open(folder.path()).expect("a folder"),
            control,
            adapters,
            supervisor,
            status: watch::Sender::new(Arc::default()),
            shutdown: shutdown.clone(),
            heartbeat: Heartbeat {
                every: None,
                beat: Box::new(|| {}),
            },
            loader: Box::new(|| Err("there is nothing new".to_owned())),
        };
        let (report_sender, reports) = mpsc::channel(64);
        let (commands, _) = mpsc::channel(8);
        let mut tasks = JoinSet::new();
        runtime.block_on(async {
            tasks.spawn(Hub::new(parts).expect("a hub").run());
            let started = SupervisorEvent::Started {
                unit: UnitId(0),
                reports,
                commands,
            };
            events.send(started).await.expect("the hub listens");
        });
        Self {
            runtime,
            reports: report_sender,
            _folder: folder,
            _ends: (events, shutdown, tasks),
        }
    }

    /// Has every point deliver this value, and waits until the hub has taken all of them.
    fn deliver(&self, value: f64) {
        let at = SystemTime::UNIX_EPOCH + Duration::from_secs(1);
        let sample = |point| Sample {
            point: PointId(point),
            value: Value::Float(value),
            quality: Quality::Good,
            at,
        };
        let samples: Vec<Sample> = (0..POINTS).map(sample).collect();
        self.runtime.block_on(async {
            for report in samples.chunks(REPORT) {
                let report = Report::Samples(report.to_vec());
                self.reports.send(report).await.expect("the hub listens");
            }
            while self.reports.capacity() < self.reports.max_capacity() {
                tokio::task::yield_now().await;
            }
        });
    }
}

fn samples(criterion: &mut Criterion) {
    let bench = Bench::new();
    let mut group = criterion.benchmark_group("hub");
    group.throughput(Throughput::Elements(POINTS.into()));
    bench.deliver(0.0);
    group.bench_function("1000_equal_samples", |b| b.iter(|| bench.deliver(0.0)));
    let mut value = 0.0;
    group.bench_function("1000_changed_samples", |b| {
        b.iter(|| {
            value = 1.0 - value;
            bench.deliver(value);
        });
    });
    group.finish();
}

criterion_group!(benches, samples);
criterion_main!(benches);
