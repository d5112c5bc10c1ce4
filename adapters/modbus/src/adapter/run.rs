//! The loop: commands first, then the read that is due, else waiting for either.

use std::time::SystemTime;

use ::adapter::{
    AdapterError, Command, CommandError, DeviceState, NoValue, PointId, Quality, Report, Reports, Sample,
};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;

use super::{Addressed, Device};
use crate::bus::{Bus, Target};
use crate::codec::DecodeError;
use crate::error::BusError;
use crate::pdu::{Read, bit};
use crate::plan::Item;
use crate::point::Point;
use crate::poller::{Edge, Next, Poller, Ticket, Verdict};

/// An adapter at work.
pub(super) struct Runner {
    pub(super) name: String,
    pub(super) bus: Bus,
    pub(super) poller: Poller,
    pub(super) devices: Vec<Device>,
    pub(super) points: Vec<Addressed>,
    pub(super) retries: u8,
    pub(super) reports: Reports,
}

/// What there is to do when no read is due.
enum Event {
    Command(Command),
    Idle,
    Time,
}

impl Runner {
    /// Works until shutdown, or until the bus or the hub is lost.
    pub(super) async fn run(
        mut self,
        mut commands: mpsc::Receiver<Command>,
        shutdown: CancellationToken,
    ) -> Result<(), AdapterError> {
        let outcome = self.work(&mut commands, &shutdown).await;
        let reason = match &outcome {
            Ok(()) => "the adapter is ending".to_owned(),
            Err(error) => error.to_string(),
        };
        refuse_all(&mut commands, &reason);
        if matches!(outcome, Err(AdapterError::Transport { .. })) {
            self.report_all_offline(&reason).await?;
        }
        outcome
    }

    async fn work(
        &mut self,
        commands: &mut mpsc::Receiver<Command>,
        shutdown: &CancellationToken,
    ) -> Result<(), AdapterError> {
        self.reports.send(Report::Up).await?;
        while !shutdown.is_cancelled() {
            // Between any two requests a command goes first, so that no write waits behind the polling.
            let command = match commands.try_recv() {
                Ok(command) => Some(command),
                Err(mpsc::error::TryRecvError::Disconnected) => return Err(AdapterError::HubGone),
                Err(mpsc::error::TryRecvError::Empty) => tokio::select! {
                    biased;
                    () = shutdown.cancelled() => None,
                    command = self.poll_or_wait(commands) => command?,
                },
            };
            // Not in the select: a command that has begun is carried through and answered.
            if let Some(command) = command {
                self.carry_out(command).await?;
            }
        }
        Ok(())
    }

    /// Polls what is due, or waits until something is or a command comes.
    async fn poll_or_wait(
        &mut self,
        commands: &mut mpsc::Receiver<Command>,
    ) -> Result<Option<Command>, AdapterError> {
        match self.poller.next(Instant::now().into_std()) {
            Next::Poll(ticket) => self.poll(ticket).await?,
            Next::Wait(until) => match self.wait(commands, until).await? {
                Event::Command(command) => return Ok(Some(command)),
                Event::Idle => self.bus.close(),
                Event::Time => {}
            },
        }
        Ok(None)
    }

    async fn wait(
        &self,
        commands: &mut mpsc::Receiver<Command>,
        until: Option<std::time::Instant>,
    ) -> Result<Event, AdapterError> {
        let poll = until.map(Instant::from_std);
        let close = self.bus.close_at();
        tokio::select! {
            biased;
            command = commands.recv() => command.map(Event::Command).ok_or(AdapterError::HubGone),
            () = at(poll) => Ok(Event::Time),
            () = at(close) => Ok(Event::Idle),
        }
    }

    async fn poll(&mut self, ticket: Ticket) -> Result<(), AdapterError> {
        let (Some(device), Some(batch)) = (self.devices.get(ticket.device), self.poller.batch(ticket)) else {
            return Ok(());
        };
        let (read, started) = (batch.read, Instant::now());
        match self.bus.read(device.target, read).await {
            Ok(data) => {
                let at = SystemTime::now();
                let decoded = decode_all(&batch.items, &self.points, read, data, at);
                let edge = self.poller.answered(ticket, Instant::now().into_std());
                self.report_edge(ticket.device, edge, "").await?;
                self.report_decoded(decoded).await
            }
            Err(BusError::Refused(exception)) => {
                let points = numbers(&batch.items);
                let now = Instant::now().into_std();
                let (verdict, edge) = self.poller.refused(ticket, exception, now);
                self.report_edge(ticket.device, edge, "").await?;
                self.report_verdict(verdict, &points, NoValue::DeviceError(exception.to_string()))
                    .await
            }
            Err(BusError::Timeout) => {
                let points = numbers(&batch.items);
                let now = Instant::now();
                let (verdict, edge) = self.poller.silent(ticket, now - started, now.into_std());
                self.report_verdict(verdict, &points, NoValue::Timeout).await?;
                self.report_edge(ticket.device, edge, "it does not answer").await
            }
            Err(BusError::Lost(error)) => Err(error),
        }
    }

    async fn report_decoded(&self, decoded: Decoded) -> Result<(), AdapterError> {
        if !decoded.samples.is_empty() {
            self.reports.send(Report::Samples(decoded.samples)).await?;
        }
        for (point, error) in decoded.failures {
            self.reports
                .send(Report::NoValue {
                    point,
                    reason: error.into(),
                })
                .await?;
        }
        Ok(())
    }

    async fn report_verdict(
        &self,
        verdict: Verdict,
        points: &[PointId],
        reason: NoValue,
    ) -> Result<(), AdapterError> {
        match verdict {
            Verdict::Again => {}
            Verdict::NoValue => {
                for &point in points {
                    self.reports
                        .send(Report::NoValue {
                            point,
                            reason: reason.clone(),
                        })
                        .await?;
                }
            }
        }
        Ok(())
    }

    /// Tells the hub and the log that a device came or went.
    pub(super) async fn report_edge(
        &self,
        device: usize,
        edge: Option<Edge>,
        reason: &str,
    ) -> Result<(), AdapterError> {
        let (Some(edge), Some(device)) = (edge, self.devices.get(device)) else {
            return Ok(());
        };
        let state = match edge {
            Edge::Online => {
                tracing::info!(adapter = %self.name, device = %device.id, "The device answers.");
                DeviceState::Online
            }
            Edge::Offline => {
                tracing::warn!(adapter = %self.name, device = %device.id, "The device does not answer.");
                DeviceState::Offline {
                    reason: reason.to_owned(),
                }
            }
        };
        self.reports
            .send(Report::Device {
                device: device.id.clone(),
                state,
            })
            .await
    }

    async fn report_all_offline(&self, reason: &str) -> Result<(), AdapterError> {
        for device in self.poller.online().filter_map(|number| self.devices.get(number)) {
            let state = DeviceState::Offline {
                reason: reason.to_owned(),
            };
            self.reports
                .send(Report::Device {
                    device: device.id.clone(),
                    state,
                })
                .await?;
        }
        Ok(())
    }

    /// A device's address.
    pub(super) fn target(&self, device: usize) -> Option<Target> {
        self.devices.get(device).map(|device| device.target)
    }
}

/// What became of the points of one reply.
pub(super) struct Decoded {
    pub(super) samples: Vec<Sample>,
    failures: Vec<(PointId, DecodeError)>,
}

pub(super) fn decode_all(
    items: &[Item],
    points: &[Addressed],
    read: Read,
    data: &[u8],
    at: SystemTime,
) -> Decoded {
    let mut decoded = Decoded {
        samples: Vec::with_capacity(items.len()),
        failures: Vec::new(),
    };
    for item in items {
        let Some(addressed) = points.get(item.point) else {
            continue;
        };
        let point = point_id(item.point);
        match decode(&addressed.point, read, data) {
            Ok(value) => decoded.samples.push(Sample {
                point,
                value,
                quality: Quality::Good,
                at,
            }),
            Err(error) => decoded.failures.push((point, error)),
        }
    }
    decoded
}

/// The value of one point in the data of a reply to `read`.
pub(super) fn decode(point: &Point, read: Read, data: &[u8]) -> Result<objects::Value, DecodeError> {
    let offset = usize::from(point.address.checked_sub(read.start).ok_or(DecodeError::Length)?);
    if point.table.is_bits() {
        return bit(data, offset)
            .map(|bit| point.codec.decode_bit(bit))
            .ok_or(DecodeError::Length);
    }
    let bytes = data.get(2 * offset..2 * (offset + usize::from(point.count())));
    point.codec.decode(bytes.ok_or(DecodeError::Length)?)
}

/// Answers every command that waits, as nobody will carry them out.
pub(super) fn refuse_all(commands: &mut mpsc::Receiver<Command>, reason: &str) {
    commands.close();
    while let Ok(command) = commands.try_recv() {
        // Nobody may be waiting any more, which is fine.
        let _ = command
            .reply
            .send(Err(CommandError::Unreachable(reason.to_owned())));
    }
}

fn numbers(items: &[Item]) -> Vec<PointId> {
    items.iter().map(|item| point_id(item.point)).collect()
}

fn point_id(number: usize) -> PointId {
    PointId(u32::try_from(number).unwrap_or(u32::MAX))
}

/// Waits until a time, or for ever.
async fn at(time: Option<Instant>) {
    match time {
        Some(time) => sleep_until(time).await,
        None => std::future::pending().await,
    }
}
