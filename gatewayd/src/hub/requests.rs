//! What servers and the bus ask for: carried out here, or by the device and answered after it.

use std::collections::VecDeque;
use std::time::{Duration, Instant, SystemTime};

use adapter::{Access, Action, Command, CommandError, CommandResult, Confirmation};
use lwm2m::{Event, Outcome, WriteMode};
use objects::{Path, ResourcePath, Value};
use tokio::sync::oneshot;
use tracing::{info, warn};

use super::Hub;
use super::access::holds_rules;
use super::adapters::PointKey;
use super::commands::{Operation, Requester, Step};
use super::machine;
use super::server_object::SERVER;
use super::status::ServerState;
use super::stored::server_owned;

/// How long a device may take. A server waits longer than this for a separate response: RFC 7252 §4.8.2
/// gives an exchange 247 s, servers in the field 30 s and more.
const COMMAND_TIME: Duration = Duration::from_secs(20);

impl Hub {
    pub(super) fn handle_event(&mut self, now: Instant, event: Event) {
        match event {
            Event::Write {
                request,
                target,
                mode,
                values,
            } => {
                self.write_at(now, Requester::Server(request), target, mode, values);
            }
            Event::WriteComposite {
                request,
                values,
                removed,
            } => self.write_composite(now, Requester::Server(request), values, &removed),
            Event::Execute {
                request,
                path,
                arguments,
            } => {
                self.execute(now, Requester::Server(request), path, arguments);
            }
            Event::Create {
                request,
                object,
                instance,
                values,
            } => {
                let outcome = self.create(now, request.server(), object, (instance, values));
                self.finish(now, Requester::Server(request), outcome);
            }
            Event::Delete { request, path } => {
                let outcome = self.delete(now, path);
                self.finish(now, Requester::Server(request), outcome);
            }
            Event::Upload {
                request,
                path,
                offset,
                last,
                bytes,
            } => self.firmware_part(now, request, (path, offset, last), &bytes),
            Event::Registered {
                server,
                version,
                lifetime,
            } => {
                info!(%server, %version, ?lifetime, "Registered.");
                self.server_state(server, ServerState::registered);
            }
            Event::Sent { server, send, result } => self.send_ended(server, send, result),
            Event::Updated { server } => self.server_state(server, ServerState::updated),
            Event::RegistrationFailed {
                server,
                reason,
                retry_at,
            } => {
                let wait = retry_at.saturating_duration_since(now);
                // A server that stays away for the same reason is one line.
                if self
                    .servers
                    .get(&server)
                    .is_some_and(|state| state.is_news(&reason))
                {
                    warn!(%server, error = %reason, retry_in = ?wait, "Not registered.");
                }
                self.server_state(server, |state| state.failed(&reason));
            }
            Event::AccountsChanged { accounts } => self.take_accounts(now, &accounts),
            Event::BootstrapAccountExpired { .. } => self.forget_bootstrap_account(),
            Event::BootstrapFailed { reason, retry_at } => {
                let wait = retry_at.saturating_duration_since(now);
                warn!(error = %reason, retry_in = ?wait, "Not bootstrapped.");
                self.bootstrapping.failed(reason.to_string());
                self.status_stale = true;
            }
            Event::BootstrapInconsistent { problem } => {
                warn!(%problem, "The accounts of the bootstrap server are inconsistent.");
                self.bootstrapping.failed(problem.to_string());
                self.status_stale = true;
            }
            Event::Deregistered { server } => {
                info!(%server, "De-registered.");
                self.server_state(server, |_| {});
            }
        }
    }

    /// Writes at and below a path.
    pub(super) fn write_at(
        &mut self,
        now: Instant,
        requester: Requester,
        target: Path,
        mode: WriteMode,
        values: Vec<(ResourcePath, Value)>,
    ) {
        if target.object().is_some_and(holds_rules) {
            let outcome = self.write_rule(now, target, mode, values);
            return self.finish(now, requester, outcome);
        }
        if target.object().is_some_and(server_owned) {
            let outcome = self.store(now, target, mode, values);
            return self.finish(now, requester, outcome);
        }
        if target.object() == Some(SERVER) {
            let outcome = self.configure(now, target, mode, values);
            return self.finish(now, requester, outcome);
        }
        match self.prepare(now, target, mode, &values) {
            Ok(()) => self.write(now, requester, values.into()),
            Err(outcome) => self.finish(now, requester, outcome),
        }
    }

    /// Writes one value after the other; the first that fails decides the outcome, and what was confirmed
    /// before stays confirmed.
    pub(super) fn write(
        &mut self,
        now: Instant,
        requester: Requester,
        mut values: VecDeque<(ResourcePath, Value)>,
    ) {
        while let Some((path, value)) = values.pop_front() {
            let Some(key) = self.mapped.get(&path).copied() else {
                if machine::owns(path) {
                    match self.write_machine(now, &requester, path, value) {
                        Ok(None) => continue,
                        Ok(Some(work)) => return self.start_work(now, work, Some((requester, values))),
                        Err(outcome) => return self.finish(now, requester, outcome),
                    }
                }
                match self.write_local(now, path, value) {
                    Ok(()) => continue,
                    Err(outcome) => return self.finish(now, requester, outcome),
                }
            };
            return match self.write_command(key, &value) {
                Ok(action) => {
                    let operation = Operation {
                        requester,
                        key,
                        current: Step::Write(path, value),
                        rest: values,
                    };
                    self.command(now, action, operation);
                }
                Err(outcome) => self.finish(now, requester, outcome),
            };
        }
        self.finish(now, requester, Outcome::Changed);
    }

    /// Writes values of several instances when nothing stands against any of them.
    fn write_composite(
        &mut self,
        now: Instant,
        requester: Requester,
        values: Vec<(ResourcePath, Value)>,
        removed: &[ResourcePath],
    ) {
        let removals = removed.iter().try_for_each(|path| self.check_removal(*path));
        let checked = values
            .iter()
            .try_for_each(|(path, value)| self.check_write(*path, value))
            .and(removals);
        let (rules, values): (Vec<_>, Vec<_>) =
            values.into_iter().partition(|(path, _)| holds_rules(path.object));
        let (entries, removed): (Vec<_>, Vec<_>) = removed.iter().partition(|path| holds_rules(path.object));
        let (stored, rest): (Vec<_>, Vec<_>) = values
            .into_iter()
            .partition(|(path, _)| server_owned(path.object));
        let (settings, rest): (Vec<_>, Vec<_>) =
            rest.into_iter().partition(|(path, _)| path.object == SERVER);
        let kept = checked.and_then(|()| {
            self.with_rules(now, |hub| {
                entries
                    .into_iter()
                    .for_each(|path| hub.remove_from_rule(now, path));
                hub.set_in_rules(now, rules)?;
                hub.patch_settings(now, settings)?;
                hub.patch_stored(now, stored, &removed)
            })
        });
        match kept {
            Ok(()) => self.write(now, requester, rest.into()),
            Err(outcome) => self.finish(now, requester, outcome),
        }
    }

    /// Whether a value would be written, as far as that is known without the device.
    fn check_write(&self, path: ResourcePath, value: &Value) -> Result<(), Outcome> {
        match self.mapped.get(&path).copied() {
            Some(key) => self.write_command(key, value).map(drop),
            None if machine::owns(path) => machine::check_write(path, value),
            None => self.check_local(path),
        }
    }

    /// The command that writes a value to a point, if the point takes it.
    fn write_command(&self, key: PointKey, value: &Value) -> Result<Action, Outcome> {
        let point = self.adapters.point(key).ok_or(Outcome::Internal)?;
        if !point.access.writable() {
            return Err(Outcome::MethodNotAllowed);
        }
        let plausible = match (point.common.range, value.number()) {
            (Some(range), Some(number)) => (range.min..=range.max).contains(&number),
            (Some(_) | None, _) => true,
        };
        match value.convert(point.kind) {
            Some(value) if plausible => Ok(Action::Write(value)),
            Some(_) | None => Err(Outcome::BadRequest),
        }
    }

    pub(super) fn execute(
        &mut self,
        now: Instant,
        requester: Requester,
        path: ResourcePath,
        arguments: String,
    ) {
        let Some(key) = self.mapped.get(&path).copied() else {
            if machine::owns(path) {
                return match self.execute_machine(now, path) {
                    Ok(None) => self.finish(now, requester, Outcome::Changed),
                    Ok(Some(work)) => self.start_work(now, work, Some((requester, VecDeque::new()))),
                    Err(outcome) => self.finish(now, requester, outcome),
                };
            }
            let outcome = self.execute_local(now, path);
            return self.finish(now, requester, outcome);
        };
        if self
            .adapters
            .point(key)
            .is_none_or(|point| point.access != Access::Execute)
        {
            return self.finish(now, requester, Outcome::MethodNotAllowed);
        }
        let operation = Operation {
            requester,
            key,
            current: Step::Execute(path),
            rest: VecDeque::new(),
        };
        self.command(now, Action::Execute(arguments), operation);
    }

    /// Hands a command to the adapter of a point; when it cannot take it, that is the outcome.
    fn command(&mut self, now: Instant, action: Action, operation: Operation) {
        let key = operation.key;
        let deadline = now + COMMAND_TIME;
        let (reply, answer) = oneshot::channel();
        let command = Command {
            point: key.point,
            action,
            deadline,
            reply,
        };
        let unit = self.adapters.get(key.unit);
        let sent = match unit {
            Some(_) if self.in_flight.full() => Err("too many commands wait"),
            Some(unit) => unit.send(command),
            None => Err("it was removed"),
        };
        match sent {
            Ok(()) => self.in_flight.push(operation, answer, deadline),
            Err(reason) => {
                let adapter = unit.map_or("", |unit| &unit.name);
                warn!(adapter, error = reason, "A command did not reach its adapter.");
                self.finish(now, operation.requester, Outcome::Unavailable);
            }
        }
    }

    /// An adapter has answered: the tree learns what the device has now, and the operation goes on.
    pub(super) fn command_answered(
        &mut self,
        now: Instant,
        order: u64,
        operation: Operation,
        result: CommandResult,
    ) {
        let Operation {
            requester,
            key,
            current,
            rest,
        } = operation;
        match result {
            Ok(confirmation) => {
                if let Step::Write(_, written) = current {
                    let Confirmation { value, at } = confirmation;
                    // Under the key of then: after a reload, the path may belong to another device.
                    self.accept_written(now, key, &value.unwrap_or(written), order, at);
                }
                self.write(now, requester, rest);
            }
            Err(error) => {
                let path = match &current {
                    Step::Execute(path) | Step::Write(path, _) => path,
                };
                warn!(%path, %error, "A command failed.");
                if matches!(error, CommandError::Timeout) {
                    // Whether the device acted is unknown.
                    self.suspect(now, key);
                }
                self.finish(now, requester, outcome(&error));
            }
        }
    }

    /// Prepares the place for a Write that replaces: what is not written goes, where that is possible.
    pub(super) fn prepare(
        &mut self,
        now: Instant,
        target: Path,
        mode: WriteMode,
        values: &[(ResourcePath, Value)],
    ) -> Result<(), Outcome> {
        match (mode, target) {
            // Nothing of the machine goes away because it is not written.
            (WriteMode::Replace, Path::Instance(object, _)) if machine::owns_object(object) => Ok(()),
            (WriteMode::Replace, Path::Instance(object, instance)) => {
                self.replace_instance(now, object, instance, values)
            }
            (WriteMode::Replace, Path::Resource(path)) if path.element.is_none() => {
                self.replace_elements(now, path);
                Ok(())
            }
            (WriteMode::Replace | WriteMode::Update, _) => Ok(()),
        }
    }

    pub(super) fn finish(&mut self, now: Instant, requester: Requester, outcome: Outcome) {
        match requester {
            // A caller that has gone does not need the answer.
            Requester::Bus(reply) => drop(reply.send(outcome)),
            Requester::Nobody => {}
            Requester::Server(request) => self.client.respond(now, request, outcome),
        }
    }

    fn server_state(&mut self, server: lwm2m::ServerId, alter: impl FnOnce(&mut ServerState)) {
        if let Some(state) = self.servers.get_mut(&server) {
            alter(state);
        }
        self.status_stale = true;
    }

    /// The clock resource is read more often than it is set.
    pub(super) fn refresh_clock(&mut self) {
        let at = SystemTime::now();
        let now = super::run::now();
        let time = Value::Time(self.machine.seconds(now, super::samples::seconds(at)));
        self.set_quietly(super::device_object::CURRENT_TIME, time, at);
        self.refresh_machine(now);
    }
}

/// How a failed command is answered: 5.03 when the device cannot be reached, 5.04 when it does not answer
/// in time, 4.00 when the value does not fit, 4.05 when there is no such operation, 5.00 for the rest.
fn outcome(error: &CommandError) -> Outcome {
    match error {
        CommandError::NotSupported => Outcome::MethodNotAllowed,
        CommandError::Rejected(_) | CommandError::Unverified(_) => Outcome::Internal,
        CommandError::Timeout => Outcome::DeviceTimeout,
        CommandError::Unreachable(_) => Outcome::Unavailable,
        CommandError::Unrepresentable(_) => Outcome::BadRequest,
    }
}
