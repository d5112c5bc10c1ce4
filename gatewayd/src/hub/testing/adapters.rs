//! The far ends of adapters, and the supervisor.

use std::time::{Duration, SystemTime};

use adapter::{
    Command, CommandResult, Confirmation, DeviceId, DeviceState, NoValue, PointId, Quality, Report, Sample,
};
use objects::Value;
use tokio::sync::mpsc;

use super::{Peer, World};
use crate::hub::run::now;
use crate::supervisor::{SupervisorEvent, SupervisorRequest, UnitId};

/// The far end of a running adapter.
pub(super) struct FarEnd {
    reports: mpsc::Sender<Report>,
    commands: mpsc::Receiver<Command>,
}

impl<P: Peer> World<P> {
    /// Does what the hub asks of the supervisor: adapters start and are up at once.
    pub async fn supervise(&mut self) {
        while let Ok(request) = self.supervisor.try_recv() {
            if let SupervisorRequest::Start { unit, name, .. } = request {
                self.started(unit, &name);
                self.report(&name, Report::Up);
            }
        }
        self.settle().await;
    }

    /// The supervisor has started an adapter.
    pub fn started(&mut self, unit: UnitId, name: &str) {
        let (report_sender, reports) = mpsc::channel(64);
        let (commands, command_receiver) = mpsc::channel(8);
        let far_end = FarEnd {
            reports: report_sender,
            commands: command_receiver,
        };
        self.adapters.insert(name.to_owned(), far_end);
        let started = SupervisorEvent::Started {
            unit,
            reports,
            commands,
        };
        self.hub.handle_adapter_event(now(), started);
    }

    /// The supervisor says that an adapter has ended.
    pub async fn ended(&mut self, name: &str, error: &str) {
        let ended = SupervisorEvent::Ended {
            unit: self.unit(name),
            error: error.to_owned(),
            retry_at: now() + Duration::from_secs(1),
        };
        self.adapters.remove(name);
        self.hub.handle_adapter_event(now(), ended);
        self.settle().await;
    }

    /// Whether the hub listens to an adapter.
    #[must_use]
    pub fn listens(&self, name: &str) -> bool {
        !self.adapters[name].reports.is_closed()
    }

    /// The number of an adapter.
    ///
    /// # Panics
    /// When there is no such adapter.
    #[must_use]
    pub fn unit(&self, name: &str) -> UnitId {
        self.hub.adapters.number(name).expect("there is such an adapter")
    }

    /// Puts a report into the channel of an adapter.
    ///
    /// # Panics
    /// When it is full or the adapter has ended.
    pub fn report(&mut self, name: &str, report: Report) {
        self.adapters[name]
            .reports
            .try_send(report)
            .expect("the hub takes it");
    }

    /// A device behind `a` delivers a value.
    pub async fn sample(&mut self, point: PointId, value: Value, at: SystemTime) {
        self.sample_of("a", point, value, at).await;
    }

    /// A device behind an adapter delivers a value.
    pub async fn sample_of(&mut self, adapter: &str, point: PointId, value: Value, at: SystemTime) {
        self.report(adapter, sample(point, value, at));
        self.settle().await;
    }

    /// A device behind `a` has delivered a value that the hub has not taken yet.
    pub fn queue_sample(&mut self, point: PointId, value: Value, at: SystemTime) {
        self.report("a", sample(point, value, at));
    }

    /// Device `d` of `a` has no value for a point.
    pub async fn no_value(&mut self, point: PointId, reason: NoValue) {
        self.report("a", Report::NoValue { point, reason });
        self.settle().await;
    }

    /// Device `d` of `a` is lost or found.
    pub async fn device(&mut self, state: DeviceState) {
        let device = DeviceId::new("d");
        self.report("a", Report::Device { device, state });
        self.settle().await;
    }

    /// The next command that waits for an adapter.
    pub fn command(&mut self, name: &str) -> Option<Command> {
        self.adapters.get_mut(name)?.commands.try_recv().ok()
    }

    /// Answers the next command of `a`.
    ///
    /// # Panics
    /// When there is none.
    pub async fn obey(&mut self, result: CommandResult) {
        let command = self.command("a").expect("a command waits");
        command.reply.send(result).expect("the hub waits for the answer");
        self.settle().await;
    }
}

/// A confirmation of a device.
///
/// # Errors
/// None.
pub fn confirmed(value: Option<Value>, at: SystemTime) -> CommandResult {
    Ok(Confirmation { value, at })
}

/// A device that does not answer.
#[must_use]
pub fn offline() -> DeviceState {
    DeviceState::Offline {
        reason: "it does not answer".to_owned(),
    }
}

fn sample(point: PointId, value: Value, at: SystemTime) -> Report {
    Report::Samples(vec![Sample {
        point,
        value,
        quality: Quality::Good,
        at,
    }])
}
