//! One message bus for the process, and the adapter as the supervisor runs it.

use std::collections::VecDeque;
use std::sync::{LazyLock, Mutex, PoisonError};
use std::time::Duration;

use adapter::testing::{FarEnd, context};
use adapter::{Action, Adapter, AdapterError, CommandResult, DeviceState, NoValue, PointId, Report, Sample};
use gatewayd_adapter_ble::fake::PrivateBus;
use gatewayd_adapter_ble::{Address, BleAdapter, Config};
use objects::Value;
use tokio::task::JoinHandle;

/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(30);

pub(crate) const THERMOMETER: Address = Address::new([0xA4, 0xC1, 0x38, 0x00, 0x00, 0x01]);
pub(crate) const OTHER: Address = Address::new([0xA4, 0xC1, 0x38, 0x00, 0x00, 0x02]);

/// Both libraries look for the system bus in the environment, and one of them remembers what it found: there is one
/// bus for all tests, which take turns.
static BUS: LazyLock<Mutex<PrivateBus>> = LazyLock::new(|| {
    let bus = PrivateBus::start().expect("dbus-daemon is installed (package dbus)");
    #[expect(
        unsafe_code,
        reason = "the libraries take the address of the bus from the environment only"
    )]
    // SAFETY: every test passes here before it starts a thread or reads the environment.
    unsafe {
        std::env::set_var("DBUS_SYSTEM_BUS_ADDRESS", bus.address());
    }
    Mutex::new(bus)
});

/// Runs a test with the bus for itself.
pub(crate) fn on_a_bus(test: impl AsyncFnOnce(&mut PrivateBus)) {
    let mut bus = BUS.lock().unwrap_or_else(PoisonError::into_inner);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime starts");
    let in_time = async { tokio::time::timeout(PATIENCE, test(&mut bus)).await };
    runtime.block_on(in_time).expect("the test ends in time");
}

/// The adapter, running.
pub(crate) struct Running {
    points: Vec<String>,
    far: FarEnd,
    task: JoinHandle<Result<(), AdapterError>>,
    samples: VecDeque<Sample>,
}

/// What else than samples was reported.
#[derive(Debug, PartialEq)]
pub(crate) enum Other {
    Device(String, DeviceState),
    NoValue(String, NoValue),
    Up,
}

impl Running {
    /// Starts the adapter with a configuration as a user writes it.
    pub(crate) fn start(configuration: &str) -> Self {
        let config: Config = toml::from_str(configuration).expect("the configuration can be read");
        assert_eq!(config.validate(), []);
        let adapter = Box::new(BleAdapter::new("bluetooth", config));
        let points = adapter
            .points()
            .iter()
            .map(|point| format!("{}/{}", point.device, point.name))
            .collect();
        let (context, far) = context();
        #[expect(clippy::disallowed_methods, reason = "the test is the supervisor")]
        let task = tokio::spawn(adapter.run(context));
        Self {
            points,
            far,
            task,
            samples: VecDeque::new(),
        }
    }

    fn point(&self, name: &str) -> PointId {
        let at = self
            .points
            .iter()
            .position(|point| point == name)
            .expect("the point is configured");
        PointId(u32::try_from(at).expect("there are few points"))
    }

    fn name(&self, point: PointId) -> String {
        self.points[point.index()].clone()
    }

    /// The next value reported, whatever it is of.
    pub(crate) async fn sample(&mut self) -> (String, Value) {
        while self.samples.is_empty() {
            let report = self.far.reports.recv().await.expect("the adapter runs");
            if let Report::Samples(samples) = report {
                self.samples.extend(samples);
            }
        }
        let sample = self.samples.pop_front().expect("there is one");
        (self.name(sample.point), sample.value)
    }

    /// The next report that is no value; values are kept for [`sample`](Self::sample).
    pub(crate) async fn other(&mut self) -> Other {
        loop {
            match self.far.reports.recv().await.expect("the adapter runs") {
                Report::Device { device, state } => return Other::Device(device.to_string(), state),
                Report::NoValue { point, reason } => return Other::NoValue(self.name(point), reason),
                Report::Samples(samples) => self.samples.extend(samples),
                Report::Up => return Other::Up,
            }
        }
    }

    /// Waits until a device is reported so.
    pub(crate) async fn until_device(&mut self, device: &str, online: bool) {
        loop {
            if let Other::Device(name, state) = self.other().await
                && (name.as_str(), state == DeviceState::Online) == (device, online)
            {
                return;
            }
        }
    }

    /// Gives a command and waits for the answer.
    pub(crate) async fn command(&self, point: &str, action: Action) -> CommandResult {
        self.far
            .command(self.point(point), action, Duration::from_secs(10))
            .await
    }

    /// Ends the adapter as the supervisor does.
    pub(crate) async fn stop(self) {
        self.far.shutdown.cancel();
        self.task
            .await
            .expect("the adapter does not panic")
            .expect("a shutdown is no error");
    }

    /// Waits until the adapter ends by itself, and tells why.
    pub(crate) async fn end(self) -> String {
        match self.task.await.expect("the adapter does not panic") {
            Err(AdapterError::Transport { what, .. }) => what,
            other => panic!("the transport is lost, not {other:?}"),
        }
    }
}
