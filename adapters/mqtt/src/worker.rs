//! What the adapter does with each message, event and command.

use std::collections::HashSet;
use std::time::{Instant, SystemTime};

use adapter::{
    Access, Action, Command, CommandError, CommandResult, DeviceState, NoValue, PointId, Quality, Reports,
    Sample,
};
use rumqttc::{
    AsyncClient, Event, Outgoing, Packet, Publish, QoS, SubAck, SubscribeFilter, SubscribeReasonCode,
};
use tokio::sync::oneshot;
use tracing::{debug, warn};

use crate::command::CommandRule;
use crate::config::{AvailabilityConfig, Confirm};
use crate::confirm::{Answer, Confirmations, Proof};
use crate::outbox::Outbox;
use crate::payload::{MAX_PAYLOAD, Payload, Reader, Reading};
use crate::plan::{Plan, Target};
use crate::session::Session;

type Reply = oneshot::Sender<CommandResult>;

/// The adapter while it runs.
pub(crate) struct Worker {
    plan: Plan,
    client: AsyncClient,
    reports: Reports,
    outbox: Outbox,
    session: Session,
    confirmations: Confirmations<Reply>,
    /// Whether each device is there, at its position in the plan; `None` until it is known.
    online: Vec<Option<bool>>,
    connected: bool,
    /// Command topics with a retained message, to warn once of each; no more than there are points.
    warned: HashSet<String>,
}

impl Worker {
    pub(crate) fn new(plan: Plan, session: Session, client: AsyncClient, reports: Reports) -> Self {
        let online = vec![None; plan.devices.len()];
        Self {
            plan,
            client,
            reports,
            outbox: Outbox::default(),
            session,
            confirmations: Confirmations::new(),
            online,
            connected: false,
            warned: HashSet::new(),
        }
    }

    /// Whether the broker has accepted the connection.
    pub(crate) const fn is_connected(&self) -> bool {
        self.connected
    }

    /// Whether reports wait for room in the hub's channel.
    pub(crate) fn has_backlog(&self) -> bool {
        !self.outbox.is_empty()
    }

    /// The way to the hub.
    pub(crate) const fn reports(&self) -> &Reports {
        &self.reports
    }

    /// Sends waiting reports, once the hub has room.
    pub(crate) async fn flush(&mut self) -> Result<(), adapter::AdapterError> {
        self.outbox.flush_ready(&self.reports).await
    }

    /// Whether no command waits for its proof.
    pub(crate) fn is_idle(&self) -> bool {
        self.confirmations.is_empty()
    }

    /// When [`handle_timeout`](Self::handle_timeout) has something to do.
    pub(crate) fn next_deadline(&self) -> Option<Instant> {
        self.confirmations.next_deadline()
    }

    /// Answers the commands whose time is over.
    pub(crate) fn handle_timeout(&mut self, now: Instant) {
        answer(self.confirmations.handle_timeout(now));
    }

    /// Answers every command that waits, because nothing will arrive any more.
    pub(crate) fn abandon(&mut self) {
        answer(self.confirmations.abandon());
    }

    /// Takes what the connection tells.
    pub(crate) fn handle_event(&mut self, event: Event) {
        match event {
            Event::Incoming(Packet::ConnAck(acknowledgement)) => {
                self.handle_connected(acknowledgement.session_present)
            }
            Event::Incoming(Packet::PubAck(receipt)) => {
                answer(self.confirmations.handle_receipt(receipt.pkid, SystemTime::now()));
            }
            Event::Incoming(Packet::Publish(message)) => self.handle_message(&message, SystemTime::now()),
            Event::Incoming(Packet::SubAck(acknowledgement)) => self.handle_subscribed(&acknowledgement),
            Event::Outgoing(Outgoing::Publish(packet)) => self.confirmations.handle_sent(packet),
            Event::Outgoing(Outgoing::Subscribe(packet)) => self.session.handle_sent(packet),
            Event::Incoming(_) | Event::Outgoing(_) => {}
        }
        self.outbox.flush(&self.reports);
    }

    fn handle_connected(&mut self, session_present: bool) {
        self.connected = true;
        self.outbox.up();
        for group in self.session.handle_connected(session_present) {
            let filters = group
                .iter()
                .map(|filter| SubscribeFilter::new(filter.to_string(), QoS::AtLeastOnce));
            // The channel has room for every group, so this fails only when the client has ended.
            if self.client.try_subscribe_many(filters).is_err() {
                warn!("A subscription could not be sent.");
            }
        }
    }

    fn handle_subscribed(&mut self, acknowledgement: &SubAck) {
        let granted = |code: &SubscribeReasonCode| *code != SubscribeReasonCode::Failure;
        let granted = acknowledgement.return_codes.iter().map(granted);
        for filter in self.session.handle_answer(acknowledgement.pkid, granted) {
            let points = self.plan.points_under(&filter);
            // Command topics are only watched; a broker may well forbid that.
            if points.is_empty() {
                debug!(topic = %filter, "The broker refused a subscription.");
                continue;
            }
            warn!(topic = %filter, "The broker refused a subscription, so its points have no values.");
            for point in points {
                let reason = format!("the broker refused the subscription to {filter}");
                self.outbox.no_value(point, NoValue::DeviceError(reason));
            }
        }
    }

    fn handle_message(&mut self, message: &Publish, arrival: SystemTime) {
        let payload = Payload::new(&message.payload);
        let targets: Vec<Target> = self.plan.targets(&message.topic).collect();
        for target in targets {
            match target {
                Target::Availability(device) => self.handle_availability(device, &payload),
                Target::Commands if message.retain && !message.payload.is_empty() => {
                    self.warn_of_retained_command(&message.topic);
                }
                Target::Commands => {}
                Target::Point(point) => self.handle_value(point, &payload, message.retain, arrival),
            }
        }
    }

    fn warn_of_retained_command(&mut self, topic: &str) {
        if self.warned.insert(topic.to_owned()) {
            warn!(
                topic,
                "A retained message lies on a command topic: the device obeys it whenever it connects."
            );
        }
    }

    fn handle_availability(&mut self, device: usize, payload: &Payload<'_>) {
        let Some(availability) = self
            .plan
            .devices
            .get(device)
            .and_then(|device| device.availability.as_ref())
        else {
            return;
        };
        match availability.tells(payload) {
            Some(true) => self.set_online(device),
            Some(false) => self.set_offline(device),
            None => debug!(
                topic = availability.topic,
                "A message on an availability topic is neither word."
            ),
        }
    }

    fn handle_value(&mut self, id: PointId, payload: &Payload<'_>, retained: bool, arrival: SystemTime) {
        let Some(point) = self.plan.points.get(id.index()) else {
            return;
        };
        let device = point.device;
        let Some(reading) = point
            .reader
            .as_ref()
            .map(|reader: &Reader| reader.read(payload, arrival))
        else {
            return;
        };
        match reading {
            Reading::Absent => return,
            Reading::NoValue(reason) => self.outbox.no_value(id, reason),
            Reading::Value(value, time) => {
                // A retained message is of an unknown age, unless it tells its own.
                let doubtful = retained && time.is_none();
                let quality = if doubtful {
                    Quality::Suspicious
                } else {
                    Quality::Good
                };
                let at = time.unwrap_or(arrival);
                if !retained && let Some(rule) = &point.command {
                    let is_proof = |wanted: &_| rule.is_proof(wanted, &value);
                    answer(self.confirmations.handle_state(id, &value, arrival, is_proof));
                }
                self.outbox.sample(Sample {
                    point: id,
                    value,
                    quality,
                    at,
                });
            }
        }
        if !retained {
            self.set_online(device);
        }
    }

    fn set_online(&mut self, device: usize) {
        self.set_state(device, true, DeviceState::Online);
    }

    fn set_offline(&mut self, device: usize) {
        let reason = "the device says so, or its will does".into();
        self.set_state(device, false, DeviceState::Offline { reason });
    }

    fn set_state(&mut self, device: usize, online: bool, state: DeviceState) {
        let (Some(known), Some(plan)) = (self.online.get_mut(device), self.plan.devices.get(device)) else {
            return;
        };
        if known.replace(online) != Some(online) {
            self.outbox.device(plan.id.clone(), state);
        }
    }

    /// Takes a command: publishes it, or answers at once why not.
    pub(crate) fn handle_command(&mut self, command: Command, now: Instant) {
        let Command {
            point,
            action,
            deadline,
            reply,
        } = command;
        if deadline <= now {
            answer([(reply, Err(CommandError::Timeout))]);
            return;
        }
        match self.publish(point, &action) {
            Ok((proof, timeout)) => {
                self.confirmations
                    .begin(point, proof, deadline.min(now + timeout), reply)
            }
            Err(error) => answer([(reply, Err(error))]),
        }
    }

    fn publish(&self, point: PointId, action: &Action) -> Result<(Proof, std::time::Duration), CommandError> {
        let point = self
            .plan
            .points
            .get(point.index())
            .ok_or(CommandError::NotSupported)?;
        let rule = point.command.as_ref().ok_or(CommandError::NotSupported)?;
        let (payload, proof) = match action {
            Action::Write(value) if point.access.writable() => {
                let payload = rule.write_payload(value);
                let payload = payload.map_err(|error| CommandError::Unrepresentable(error.to_string()))?;
                (payload, proof_of(rule, value.clone()))
            }
            Action::Execute(arguments) if point.access == Access::Execute => {
                (rule.execute_payload(arguments), Proof::Receipt)
            }
            // MQTT has no way to ask a device for a value.
            Action::Execute(_) | Action::Read | Action::Write(_) => return Err(CommandError::NotSupported),
        };
        if payload.len() > MAX_PAYLOAD {
            return Err(CommandError::Unrepresentable(
                "it is too long for a message".into(),
            ));
        }
        self.check_reachable(point.device)?;
        let qos = if rule.acknowledged {
            QoS::AtLeastOnce
        } else {
            QoS::AtMostOnce
        };
        // Never retained: the device would obey again whenever it connects. And never awaited: the task
        // that empties the channel is this one.
        self.client
            .try_publish(&rule.topic, qos, false, payload)
            .map_err(|_| CommandError::Unreachable("the queue to the broker is full".into()))?;
        Ok((proof, rule.timeout))
    }

    fn check_reachable(&self, device: usize) -> Result<(), CommandError> {
        let reason = if !self.connected {
            "the broker is not connected"
        } else if self.online.get(device) == Some(&Some(false)) {
            // The broker might keep the command and hand it over hours later.
            "the device is offline"
        } else if self.confirmations.is_full() {
            "too many commands wait for their confirmation"
        } else {
            return Ok(());
        };
        Err(CommandError::Unreachable(reason.into()))
    }
}

impl AvailabilityConfig {
    /// Whether a payload says that the device is there; `None` when it says neither.
    fn tells(&self, payload: &Payload<'_>) -> Option<bool> {
        let word = payload.word(self.pointer.as_deref()).ok()??;
        if word.eq_ignore_ascii_case(&self.online) {
            Some(true)
        } else if word.eq_ignore_ascii_case(&self.offline) {
            Some(false)
        } else {
            None
        }
    }
}

fn proof_of(rule: &CommandRule, wanted: objects::Value) -> Proof {
    match rule.confirm {
        Confirm::None => Proof::Receipt,
        Confirm::State => Proof::State(wanted),
    }
}

fn answer(answers: impl IntoIterator<Item = Answer<Reply>>) {
    for (reply, result) in answers {
        // Whoever asked may have given up waiting.
        drop(reply.send(result));
    }
}

#[cfg(test)]
mod tests;
