//! The worker of one device: it alone connects to it.

mod order;

use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use adapter::{Backoff, Command, DeviceState, NoValue};
use objects::Value;
use tokio::sync::mpsc;
use uuid::Uuid;

use super::link::Link;
use super::schedule::Schedule;
use super::{GattError, GattReport, Handle, ORDERS, Shared, Signals};
use crate::clock::{now, sleep_until};
use crate::plan::{CharacteristicPlan, Delivery, DevicePlan, WritePlan};

/// A device has this long to be heard before the first attempt to connect.
const FIRST_ATTEMPT: Duration = Duration::from_secs(3);
const FIRST_RETRY: Duration = Duration::from_secs(1);
const LAST_RETRY: Duration = Duration::from_secs(600);
/// How often a lasting connection is looked at, in case its end was missed.
const CHECK_EVERY: Duration = Duration::from_secs(60);

/// Reads, writes and listens to one device.
pub(crate) struct Worker {
    shared: Shared,
    /// The place of the device in the plan.
    index: usize,
    device: DevicePlan,
    orders: mpsc::Receiver<Command>,
    signals: Arc<Signals>,
    schedule: Schedule,
    backoff: Backoff,
    link: Option<Link>,
    reachable: Option<bool>,
    /// When a lasting connection is made or looked at next.
    attend: Instant,
}

/// What makes the worker act.
enum Wake {
    Attend,
    Disconnected,
    Due,
    Notification(Uuid, Uuid, Vec<u8>),
    Order(Command),
    Seen,
    Shutdown,
}

impl Worker {
    /// The worker of the device at `index` of the plan, and the adapter's end of it.
    pub(crate) fn new(shared: Shared, index: usize, device: DevicePlan) -> (Self, Handle) {
        let (sender, orders) = mpsc::channel(ORDERS);
        let signals = Arc::new(Signals::default());
        let start = now() + FIRST_ATTEMPT;
        let polled = device
            .characteristics
            .iter()
            .enumerate()
            .filter_map(|(at, plan)| match plan.delivery {
                Delivery::Polled(period) => Some((at, period)),
                Delivery::None | Delivery::Notified => None,
            });
        let handle = Handle {
            orders: sender,
            signals: Arc::clone(&signals),
        };
        let worker = Self {
            schedule: Schedule::new(polled, start),
            shared,
            index,
            device,
            orders,
            signals,
            backoff: Backoff::new(FIRST_RETRY, LAST_RETRY),
            link: None,
            reachable: None,
            attend: start,
        };
        (worker, handle)
    }

    /// Works until shutdown, and leaves no connection behind.
    pub(crate) async fn run(mut self) {
        let shutdown = self.shared.shutdown.clone();
        loop {
            let wake = self.wake().await;
            if matches!(wake, Wake::Shutdown) {
                break;
            }
            // An operation may take long; shutdown does not wait for it, but for the disconnection.
            let done = shutdown.run_until_cancelled(self.act(wake)).await;
            if done.is_none() {
                break;
            }
        }
        self.close().await;
    }

    async fn act(&mut self, wake: Wake) {
        match wake {
            Wake::Attend => self.attend().await,
            Wake::Disconnected => self.disconnected().await,
            Wake::Due => self.poll().await,
            Wake::Notification(service, uuid, bytes) => self.notified(service, uuid, &bytes).await,
            Wake::Order(command) => self.carry_out(command).await,
            Wake::Seen => self.seen(),
            Wake::Shutdown => {}
        }
        if !self.device.notifies() && self.orders.is_empty() {
            self.close().await;
        }
    }

    async fn wake(&mut self) -> Wake {
        let due = self.schedule.next();
        let lasting = self.device.notifies();
        tokio::select! {
            biased;
            () = self.shared.shutdown.cancelled() => Wake::Shutdown,
            order = self.orders.recv() => order.map_or(Wake::Shutdown, Wake::Order),
            () = self.signals.disconnected.notified() => Wake::Disconnected,
            (service, uuid, bytes) = notification(self.link.as_mut()) => Wake::Notification(service, uuid, bytes),
            () = self.signals.seen.notified() => Wake::Seen,
            () = sleep_until(Some(self.attend)), if lasting => Wake::Attend,
            () = sleep_until(due) => Wake::Due,
        }
    }

    /// A device waited for in vain is tried at once when it is heard.
    fn seen(&mut self) {
        if self.reachable != Some(true) {
            self.schedule.hurry(now());
            self.attend = self.attend.min(now());
        }
    }

    /// Makes a lasting connection, or makes sure that it still is one.
    async fn attend(&mut self) {
        self.attend = now() + CHECK_EVERY;
        match &self.link {
            Some(link) if link.is_ready() => self.disconnected().await,
            Some(_) | None => {
                if self.ensure_link().await.is_ok() {
                    self.read_notifying().await;
                }
            }
        }
    }

    /// A device may not notify for long; what can be read is read once.
    async fn read_notifying(&mut self) {
        for at in 0..self.device.characteristics.len() {
            let (Some(plan), Some(link)) = (self.device.characteristics.get(at), &self.link) else {
                return;
            };
            let wanted = plan.delivery == Delivery::Notified && link.offers_reading(plan);
            if wanted
                && self
                    .read_and_report(at)
                    .await
                    .is_err_and(|error| error.is_fatal())
            {
                return;
            }
        }
    }

    async fn disconnected(&mut self) {
        // The end of an earlier connection, closed by this worker itself, is no news.
        let Some(link) = &self.link else { return };
        if !link.is_connected().await {
            self.failed(&GattError::Disconnected).await;
        }
    }

    async fn poll(&mut self) {
        let mut failure = None;
        for at in self.schedule.take(now()) {
            match &failure {
                None => failure = self.read_and_report(at).await.err().filter(GattError::is_fatal),
                // Trying the others too would only take the radio from other devices.
                Some(error) => self.report_failure(at, error).await,
            }
        }
    }

    async fn read_and_report(&mut self, at: usize) -> Result<(), GattError> {
        let Some(plan) = self.device.characteristics.get(at).cloned() else {
            return Ok(());
        };
        match self.read(&plan).await {
            Ok(bytes) => {
                // Only data shows that a connection is of use; some devices accept it and leave at once.
                self.backoff.reset();
                self.report_value(&plan, plan.codec.decode(&bytes)).await;
                Ok(())
            }
            Err(error) => {
                self.report_failure(at, &error).await;
                Err(error)
            }
        }
    }

    async fn report_failure(&self, at: usize, error: &GattError) {
        if let Some(plan) = self.device.characteristics.get(at) {
            self.report_value(plan, Err(error.clone().into())).await;
        }
    }

    async fn notified(&mut self, service: Uuid, uuid: Uuid, bytes: &[u8]) {
        let plans = self.device.characteristics.clone();
        let of_it = |plan: &&CharacteristicPlan| (plan.service, plan.uuid) == (service, uuid);
        for plan in plans
            .iter()
            .filter(of_it)
            .filter(|plan| plan.delivery == Delivery::Notified)
        {
            self.report_value(plan, plan.codec.decode(bytes)).await;
        }
    }

    async fn report_value(&self, plan: &CharacteristicPlan, result: Result<Value, NoValue>) {
        let report = GattReport::Value {
            point: plan.point,
            result,
            at: SystemTime::now(),
        };
        // The adapter only stops listening when it ends, and then ends its workers.
        let _ = self.shared.reports.send(report).await;
    }

    async fn read(&mut self, plan: &CharacteristicPlan) -> Result<Vec<u8>, GattError> {
        let link = self.ensure_link().await?;
        let result = link.read(plan).await;
        self.settle(result).await
    }

    async fn write(
        &mut self,
        plan: &CharacteristicPlan,
        write: WritePlan,
        bytes: &[u8],
    ) -> Result<(), GattError> {
        let link = self.ensure_link().await?;
        let result = link.write(plan, bytes, write.mode).await;
        self.settle(result).await
    }

    /// The connection, made if need be.
    async fn ensure_link(&mut self) -> Result<&Link, GattError> {
        if !self.link.as_ref().is_some_and(Link::is_ready) {
            self.close().await;
            let result = self.connect().await;
            self.settle(result).await?;
            self.report_state(true, None).await;
        }
        self.link.as_ref().ok_or(GattError::Disconnected)
    }

    async fn connect(&mut self) -> Result<(), GattError> {
        let link = Link::prepare(&self.shared, &self.device).await?;
        // Kept before it is connected, so that giving up in the middle disconnects too.
        let link = self.link.insert(link);
        link.establish(&self.shared, &self.device).await
    }

    async fn settle<T>(&mut self, result: Result<T, GattError>) -> Result<T, GattError> {
        match &result {
            Err(error) if error.is_fatal() => self.failed(error).await,
            Err(_) => self.give_up().await,
            Ok(_) => {}
        }
        result
    }

    /// The device cannot be reached: leave it alone for a while.
    async fn failed(&mut self, error: &GattError) {
        self.close().await;
        let retry = now() + self.backoff.next_delay(RandomState::new().hash_one(self.index));
        self.schedule.retry_at(retry);
        self.attend = retry;
        self.report_state(false, Some(error)).await;
    }

    async fn report_state(&mut self, reachable: bool, error: Option<&GattError>) {
        if self.reachable == Some(reachable) {
            return;
        }
        self.reachable = Some(reachable);
        let state = match error {
            Some(error) => DeviceState::Offline {
                reason: error.to_string(),
            },
            None => DeviceState::Online,
        };
        // See `report_value`.
        let _ = self
            .shared
            .reports
            .send(GattReport::State {
                device: self.index,
                state,
            })
            .await;
    }

    /// An operation was left in the middle: a connection that was being made is of no use any more.
    async fn give_up(&mut self) {
        if !self.link.as_ref().is_some_and(Link::is_ready) {
            self.close().await;
        }
    }

    async fn close(&mut self) {
        if let Some(link) = self.link.take() {
            link.close().await;
        }
    }
}

async fn notification(link: Option<&mut Link>) -> (Uuid, Uuid, Vec<u8>) {
    match link {
        Some(link) => link.notification().await,
        None => std::future::pending().await,
    }
}
