//! The loop: one thing at a time, and never waiting for an adapter.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::time::{Duration, Instant};

use adapter::DeviceState;
use lwm2m::{LinkId, LinkRequest, Output};
use tokio::time::{Sleep, sleep_until};
use tracing::{debug, error, info, warn};

use super::Hub;
use super::adapters::{AdapterState, CommandSender};
use crate::supervisor::{SupervisorEvent, UnitId};
use crate::upstream::UpstreamEvent;

/// How long servers get to confirm that we leave.
const FAREWELL: Duration = Duration::from_secs(3);

/// Far enough away to mean "never", near enough for every clock.
const NEVER: Duration = Duration::from_secs(365 * 86_400);

/// How often the engine may have something due before the others get their turn.
const MAX_TIMEOUTS: u32 = 8;

/// What the engine wants of the network.
#[derive(Debug)]
pub(super) enum Step {
    Link(LinkRequest),
    Transmit {
        to: LinkId,
        datagram: Vec<u8>,
    },
    /// Nothing, until this instant.
    Wait(Option<Instant>),
}

/// The clock of the runtime, which tests can set.
pub(super) fn now() -> Instant {
    tokio::time::Instant::now().into_std()
}

/// Whether the program is to go on.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Phase {
    Running,
    /// De-registering, until this instant at the latest.
    Stopping(Instant),
}

impl Hub {
    /// Starts the adapters and registers with the servers.
    pub(super) fn start(&mut self, now: Instant) {
        let units: Vec<_> = self.adapters.iter().map(|(unit, _)| unit).collect();
        for unit in units {
            self.start_adapter(unit);
        }
        self.refresh_machine(now);
        self.start_machine(now);
        self.keep_disabled(now);
        self.client.start(now, &self.tree);
    }

    /// Runs until shutdown; servers are told before it ends.
    pub async fn run(mut self) {
        let mut now = now();
        self.start(now);
        let mut phase = Phase::Running;
        let mut next_beat = self.beat(now);
        let mut timer = pin!(sleep_until((now + NEVER).into()));
        let mut reports = Vec::with_capacity(64);
        loop {
            let deadline = self.drain(now);
            let publish_at = self.publish(now);
            if let Phase::Stopping(until) = phase
                && (until <= now || self.all_stopped())
            {
                self.stop_machine(now);
                return;
            }
            let stop_at = match phase {
                Phase::Running => None,
                Phase::Stopping(until) => Some(until),
            };
            set_timer(timer.as_mut(), [deadline, next_beat, stop_at, publish_at], now);
            let shutdown = self.shutdown.clone();
            // Whoever is ready is chosen by chance: no flood from one side can keep the others waiting.
            tokio::select! {
                () = shutdown.cancelled(), if phase == Phase::Running => {
                    now = self::now();
                    info!("Stopping.");
                    self.stop(now);
                    phase = Phase::Stopping(now + FAREWELL);
                }
                () = self.upstream.ready() => {
                    now = self::now();
                    self.take_upstream(now);
                }
                () = timer.as_mut() => now = self::now(),
                (order, operation, result) = poll_fn(|cx| self.in_flight.poll_next(cx)) => {
                    now = self::now();
                    self.command_answered(now, order, operation, result);
                }
                (waiting, finding) = poll_fn(|cx| self.machine.poll_next(cx)) => {
                    now = self::now();
                    self.work_done(now, waiting, finding);
                }
                () = self.adapters.reports(&mut reports) => {
                    now = self::now();
                    for (unit, report) in reports.drain(..) {
                        self.handle_report(now, unit, report);
                    }
                }
                Some(event) = self.adapter_events.recv() => {
                    now = self::now();
                    self.handle_adapter_event(now, event);
                }
                Some(control) = self.control.recv() => {
                    now = self::now();
                    self.handle_control(now, control);
                }
            }
            if next_beat.is_some_and(|at| at <= now) {
                next_beat = self.beat(now);
            }
        }
    }

    /// Shows that the loop turns; returns when it is to be shown again.
    fn beat(&mut self, now: Instant) -> Option<Instant> {
        let every = self.heartbeat.every?;
        (self.heartbeat.beat)();
        Some(now + every)
    }

    fn take_upstream(&mut self, now: Instant) {
        self.refresh_clock();
        while let Some(event) = self.upstream.pop_event() {
            self.handle_upstream(now, event);
        }
    }

    pub(super) fn handle_upstream(&mut self, now: Instant, event: UpstreamEvent) {
        match event {
            UpstreamEvent::Datagram(link, datagram) => {
                let before = self.observations();
                self.client.handle_datagram(now, link, &datagram, &self.tree);
                // A server may start a thousand of them in a row, so this may wait for its turn.
                self.devices_stale |= self.observations() != before;
            }
            UpstreamEvent::Link(link, state) => {
                self.refresh_connectivity(now);
                debug!(server = %link, ?state, "The link has changed.");
                self.client.handle_link(now, link, state, &self.tree);
                self.status_stale = true;
            }
        }
    }

    /// Does what the engine wants of the network; returns when it wants to be called again.
    pub(super) fn drain_engine(&mut self, now: Instant) -> Option<Instant> {
        let mut timeouts = 0;
        loop {
            match self.step(now, &mut timeouts) {
                Step::Transmit { to, datagram } => self.upstream.send(now, to, &datagram),
                Step::Link(request) => self.upstream.request(now, request),
                Step::Wait(at) => return at,
            }
        }
    }

    /// How many observations there are.
    fn observations(&self) -> usize {
        self.client.servers().map(|server| server.observations).sum()
    }

    /// Does everything that is due and returns when something is due next.
    pub(super) fn drain(&mut self, now: Instant) -> Option<Instant> {
        self.do_due(now);
        if self.upstream.next_deadline().is_some_and(|at| at <= now) {
            self.upstream.handle_timeout(now);
        }
        let engine = self.drain_engine(now);
        self.keep_bootstrap_times(now);
        self.watch_bootstrap(now);
        self.next_deadline(engine)
    }

    /// Does what is due beside the engine and its links.
    pub(super) fn do_due(&mut self, now: Instant) {
        self.expire(now);
        self.machine_due(now);
        if self.status_stale {
            self.refresh_errors(now);
        }
    }

    /// When something is due next, when that is so for the engine.
    pub(super) fn next_deadline(&self, engine: Option<Instant>) -> Option<Instant> {
        [
            engine,
            self.upstream.next_deadline(),
            self.staleness.next_deadline(),
            self.machine.next_deadline(),
        ]
        .into_iter()
        .flatten()
        .min()
    }

    /// Goes on with the engine until it wants something of the network, or nothing.
    pub(super) fn step(&mut self, now: Instant, timeouts: &mut u32) -> Step {
        loop {
            match self.client.poll_output() {
                Output::Transmit { to, datagram } => return Step::Transmit { to, datagram },
                Output::Link(request) => return Step::Link(request),
                Output::Event(event) => self.handle_event(now, event),
                Output::Wait(Some(at)) if at <= now && *timeouts < MAX_TIMEOUTS => {
                    *timeouts += 1;
                    self.client.handle_timeout(now, &self.tree);
                }
                Output::Wait(at) => {
                    self.save_rules_if_due();
                    return Step::Wait(at);
                }
            }
        }
    }

    fn all_stopped(&self) -> bool {
        self.client
            .servers()
            .all(|server| server.registration == lwm2m::RegistrationStatus::Stopped)
            && self.in_flight.is_empty()
    }

    pub(super) fn handle_adapter_event(&mut self, now: Instant, event: SupervisorEvent) {
        self.status_stale = true;
        let number = event.unit();
        let Some(unit) = self.adapters.get_mut(number) else {
            return debug!("News of an adapter that was removed.");
        };
        match event {
            SupervisorEvent::Started {
                reports, commands, ..
            } => {
                // It will tell of its devices what it finds out anew.
                unit.devices.values_mut().for_each(|device| device.state = None);
                unit.state = AdapterState::Running {
                    up: false,
                    commands: CommandSender::new(commands),
                    reports,
                };
            }
            SupervisorEvent::Ended { error, .. } => {
                // A transport that stays down is one line, however often it is tried.
                if unit.last_error.as_ref() != Some(&error) {
                    warn!(adapter = %unit.name, %error, "The adapter is down.");
                }
                unit.restarts = unit.restarts.saturating_add(1);
                unit.last_error = Some(error);
                self.adapter_down(now, number, AdapterState::BackingOff, "its adapter is down");
            }
            SupervisorEvent::Failed { error, .. } => {
                error!(adapter = %unit.name, %error, "The adapter cannot work with its configuration.");
                unit.last_error = Some(error);
                self.adapter_down(now, number, AdapterState::Failed, "its adapter cannot work");
            }
        }
    }

    /// Takes what an adapter has reported before its end; after that nothing is known of its devices.
    fn adapter_down(&mut self, now: Instant, number: UnitId, state: AdapterState, reason: &str) {
        let Some(unit) = self.adapters.get_mut(number) else {
            return;
        };
        let before = std::mem::replace(&mut unit.state, state);
        if let AdapterState::Running { mut reports, .. } = before {
            while let Ok(report) = reports.try_recv() {
                self.handle_report(now, number, report);
            }
        }
        if let Some(unit) = self.adapters.get_mut(number) {
            for device in unit.devices.values_mut() {
                device.state = Some(DeviceState::Offline {
                    reason: reason.to_owned(),
                });
            }
        }
        self.doubt_all(now, number);
    }
}

fn set_timer(timer: Pin<&mut Sleep>, deadlines: [Option<Instant>; 4], now: Instant) {
    let at = deadlines.into_iter().flatten().min().unwrap_or(now + NEVER);
    if timer.deadline() != at.into() || timer.is_elapsed() {
        timer.reset(at.into());
    }
}
