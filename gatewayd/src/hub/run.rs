//! The loop: one thing at a time, and never waiting for an adapter.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::time::{Duration, Instant};

use lwm2m::Output;
use tokio::time::{Sleep, sleep_until};
use tracing::{debug, error, info, warn};

use super::Hub;
use super::adapters::{AdapterState, CommandSender};
use crate::supervisor::SupervisorEvent;
use crate::upstream::UpstreamEvent;

/// How long servers get to confirm that we leave.
const FAREWELL: Duration = Duration::from_secs(3);

/// Far enough away to mean "never", near enough for every clock.
const NEVER: Duration = Duration::from_secs(365 * 86_400);

/// Whether the program is to go on.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Phase {
    Running,
    /// De-registering, until this instant at the latest.
    Stopping(Instant),
}

impl Hub {
    /// Runs until shutdown; servers are told before it ends.
    pub async fn run(mut self) {
        let mut now = Instant::now();
        self.client.start(now, &self.tree);
        let mut phase = Phase::Running;
        let mut next_beat = self.beat(now);
        let mut timer = pin!(sleep_until((now + NEVER).into()));
        let mut reports = Vec::with_capacity(64);
        loop {
            let deadline = self.drain(now);
            self.publish();
            if let Phase::Stopping(until) = phase
                && (until <= now || self.all_stopped())
            {
                return;
            }
            let stop_at = match phase {
                Phase::Running => None,
                Phase::Stopping(until) => Some(until),
            };
            set_timer(timer.as_mut(), [deadline, next_beat, stop_at], now);
            let shutdown = self.shutdown.clone();
            tokio::select! {
                biased;
                () = shutdown.cancelled(), if phase == Phase::Running => {
                    now = Instant::now();
                    info!("Stopping.");
                    self.client.stop(now);
                    phase = Phase::Stopping(now + FAREWELL);
                }
                () = self.upstream.ready() => {
                    now = Instant::now();
                    self.take_upstream(now);
                }
                () = timer.as_mut() => now = Instant::now(),
                (operation, result) = poll_fn(|cx| self.in_flight.poll_next(cx)) => {
                    now = Instant::now();
                    self.command_answered(now, operation, result);
                }
                () = self.adapters.reports(&mut reports) => {
                    now = Instant::now();
                    for (adapter, report) in reports.drain(..) {
                        self.handle_report(now, adapter, report);
                    }
                }
                Some(event) = self.adapter_events.recv() => {
                    now = Instant::now();
                    self.handle_adapter_event(event);
                }
                Some(control) = self.control.recv() => {
                    now = Instant::now();
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
            match event {
                UpstreamEvent::Datagram(server, datagram) => {
                    self.client.handle_datagram(now, server, &datagram, &self.tree);
                }
                UpstreamEvent::Link(server, state) => {
                    debug!(%server, ?state, "The link has changed.");
                    self.client.handle_link(now, server, state, &self.tree);
                    self.status_stale = true;
                }
            }
        }
    }

    /// Does everything that is due and returns when something is due next.
    pub(super) fn drain(&mut self, now: Instant) -> Option<Instant> {
        self.expire(now);
        if self.upstream.next_deadline().is_some_and(|at| at <= now) {
            self.upstream.handle_timeout(now);
        }
        let mut timeouts = 0;
        let engine = loop {
            match self.client.poll_output() {
                Output::Transmit { to, datagram } => self.upstream.send(now, to, &datagram),
                Output::Link(request) => self.upstream.request(now, request),
                Output::Event(event) => self.handle_event(now, event),
                Output::Wait(Some(at)) if at <= now && timeouts < 8 => {
                    timeouts += 1;
                    self.client.handle_timeout(now, &self.tree);
                }
                Output::Wait(at) => break at,
            }
        };
        [
            engine,
            self.upstream.next_deadline(),
            self.staleness.next_deadline(),
        ]
        .into_iter()
        .flatten()
        .min()
    }

    fn all_stopped(&self) -> bool {
        self.client
            .servers()
            .all(|server| server.registration == lwm2m::RegistrationStatus::Stopped)
            && self.in_flight.is_empty()
    }

    fn handle_adapter_event(&mut self, event: SupervisorEvent) {
        self.status_stale = true;
        let name = event.adapter().to_owned();
        let Some(unit) = self
            .adapters
            .number(&name)
            .and_then(|number| self.adapters.get_mut(number))
        else {
            return debug!(adapter = name, "News of an adapter that was removed.");
        };
        match event {
            SupervisorEvent::Started {
                reports, commands, ..
            } => {
                let commands = CommandSender::new(commands);
                unit.state = AdapterState::Running {
                    up: false,
                    commands,
                    reports,
                };
            }
            SupervisorEvent::Ended { error, .. } => {
                // A transport that stays down is one line, however often it is tried.
                if unit.last_error.as_ref() != Some(&error) {
                    warn!(adapter = name, %error, "The adapter is down.");
                }
                unit.restarts = unit.restarts.saturating_add(1);
                unit.lose_devices("its adapter is down");
                unit.state = AdapterState::BackingOff;
                unit.last_error = Some(error);
            }
            SupervisorEvent::Failed { error, .. } => {
                error!(adapter = name, %error, "The adapter cannot work with its configuration.");
                unit.lose_devices("its adapter cannot work");
                unit.state = AdapterState::Failed;
                unit.last_error = Some(error);
            }
        }
    }
}

fn set_timer(timer: Pin<&mut Sleep>, deadlines: [Option<Instant>; 3], now: Instant) {
    let at = deadlines.into_iter().flatten().min().unwrap_or(now + NEVER);
    if timer.deadline() != at.into() || timer.is_elapsed() {
        timer.reset(at.into());
    }
}
