//! What becomes of a command.

use std::time::SystemTime;

use ::adapter::{Access, Action, AdapterError, Command, CommandError, CommandResult, Confirmation};
use objects::Value;
use tokio::time::Instant;

use super::run::{Runner, decode};
use crate::codec::Raw;
use crate::config::{Table, WriteFunction};
use crate::error::{BusError, Exception};
use crate::pdu::{Read, Request};
use crate::point::Point;

/// Why a command ends early.
enum Failure {
    /// The answer to the command.
    Command(CommandError),
    /// The bus or the hub is lost, and with it the adapter.
    Lost(AdapterError),
}

impl From<AdapterError> for Failure {
    fn from(error: AdapterError) -> Self {
        Self::Lost(error)
    }
}

impl From<CommandError> for Failure {
    fn from(error: CommandError) -> Self {
        Self::Command(error)
    }
}

/// A point and what one command wants of it.
#[derive(Clone, Copy)]
struct Task<'a> {
    device: usize,
    number: usize,
    point: &'a Point,
    deadline: std::time::Instant,
}

impl Runner {
    /// Carries the command out and answers it; an error means that the bus or the hub is lost.
    pub(super) async fn carry_out(&mut self, command: Command) -> Result<(), AdapterError> {
        let number = command.point.index();
        let outcome = match self.points.get(number) {
            // Nobody waits for the answer of a command that is given up.
            Some(_) if command.reply.is_closed() => return Ok(()),
            Some(addressed) => {
                let point = addressed.point.clone();
                let task = Task {
                    device: addressed.device,
                    number,
                    point: &point,
                    deadline: command.deadline,
                };
                self.perform(task, command.action).await
            }
            None => Err(CommandError::NotSupported.into()),
        };
        let (answer, end): (CommandResult, _) = match outcome {
            Ok(confirmation) => (Ok(confirmation), Ok(())),
            Err(Failure::Command(error)) => (Err(error), Ok(())),
            Err(Failure::Lost(error)) => (Err(CommandError::Unreachable(error.to_string())), Err(error)),
        };
        // Nobody may be waiting any more, which is fine.
        let _ = command.reply.send(answer);
        end
    }

    async fn perform(&mut self, task: Task<'_>, action: Action) -> Result<Confirmation, Failure> {
        in_time(task)?;
        if !self.poller.may_ask(task.device, Instant::now().into_std()) {
            return Err(CommandError::Unreachable("the device does not answer".into()).into());
        }
        let access = task.point.access;
        match action {
            Action::Read if access.readable() => self.fetch(task).await,
            Action::Write(value) if access.writable() => self.store(task, &value).await,
            Action::Execute(_) if access == Access::Execute => {
                let confirmation = self.store(task, &Value::Boolean(true)).await?;
                Ok(Confirmation {
                    value: None,
                    ..confirmation
                })
            }
            Action::Read | Action::Write(_) | Action::Execute(_) => Err(CommandError::NotSupported.into()),
        }
    }

    /// Reads the point now.
    async fn fetch(&mut self, task: Task<'_>) -> Result<Confirmation, Failure> {
        let read = self.range(task);
        let data = self.read(task, read).await?;
        let at = SystemTime::now();
        let value =
            decode(task.point, read, &data).map_err(|error| CommandError::Rejected(error.to_string()))?;
        Ok(Confirmation {
            value: Some(value),
            at,
        })
    }

    /// What to read for one point. Some devices give bits only as the whole block that is polled.
    fn range(&self, task: Task<'_>) -> Read {
        let own = task.point.read();
        if task.point.table.is_bits() {
            return self.poller.range_of(task.device, task.number).unwrap_or(own);
        }
        own
    }

    /// Writes, and reads back where the point asks for it.
    async fn store(&mut self, task: Task<'_>, value: &Value) -> Result<Confirmation, Failure> {
        let raw = task
            .point
            .codec
            .encode(value)
            .map_err(|error| CommandError::Unrepresentable(error.to_string()))?;
        let raw = match raw {
            Raw::Coil { .. } | Raw::Registers(_) => raw,
            Raw::Part(part) => {
                let current = self.read(task, task.point.read()).await?;
                in_time(task)?;
                let merged = part.merge(&current);
                Raw::Registers(merged.ok_or_else(|| CommandError::Rejected("too short an answer".into()))?)
            }
        };
        self.write(task, &raw).await?;
        let at = SystemTime::now();
        let written = written(task.point, &raw);
        if !task.point.verify {
            return Ok(Confirmation { value: written, at });
        }
        let found = self.fetch(task).await.map_err(|failure| match failure {
            Failure::Command(CommandError::Rejected(reason)) => CommandError::Unverified(reason).into(),
            Failure::Command(_) | Failure::Lost(_) => failure,
        })?;
        match (&found.value, written) {
            (Some(found), Some(written)) if *found != written => {
                Err(CommandError::Unverified(found.to_string()).into())
            }
            _ => Ok(found),
        }
    }

    /// Writes with the point's function, and with the other one where the device does not know that.
    async fn write(&mut self, task: Task<'_>, raw: &Raw) -> Result<(), Failure> {
        let usual = task.point.write_function;
        let request = request(task.point, raw, usual).ok_or(CommandError::NotSupported)?;
        let refused = match self.send(task, &request).await? {
            Ok(()) => return Ok(()),
            Err(exception) => exception,
        };
        let other = match usual {
            WriteFunction::Multiple => WriteFunction::Single,
            WriteFunction::Single => WriteFunction::Multiple,
        };
        let alternative = request_if(task.point, raw, other, refused);
        let Some(alternative) = alternative else {
            return Err(CommandError::Rejected(refused.to_string()).into());
        };
        in_time(task)?;
        match self.send(task, &alternative).await? {
            Ok(()) => {
                if let Some(addressed) = self.points.get_mut(task.number) {
                    addressed.point.write_function = other;
                }
                Ok(())
            }
            Err(exception) => Err(CommandError::Rejected(exception.to_string()).into()),
        }
    }

    async fn send(&mut self, task: Task<'_>, request: &Request) -> Result<Result<(), Exception>, Failure> {
        let target = self.target(task.device).ok_or(CommandError::NotSupported)?;
        let started = Instant::now();
        let outcome = self.bus.write(target, request).await;
        self.note(task.device, started, outcome).await
    }

    /// Reads for a command, again where there was no answer.
    async fn read(&mut self, task: Task<'_>, read: Read) -> Result<Vec<u8>, Failure> {
        let target = self.target(task.device).ok_or(CommandError::NotSupported)?;
        let mut left = self.retries;
        loop {
            let started = Instant::now();
            let outcome = self.bus.read(target, read).await.map(<[u8]>::to_vec);
            match self.note(task.device, started, outcome).await {
                Ok(Ok(data)) => return Ok(data),
                Ok(Err(exception)) => return Err(CommandError::Rejected(exception.to_string()).into()),
                Err(Failure::Command(CommandError::Timeout)) if left > 0 => left -= 1,
                Err(failure) => return Err(failure),
            }
            in_time(task)?;
        }
    }

    /// Lets the poller know whether the device was heard.
    async fn note<T>(
        &mut self,
        device: usize,
        started: Instant,
        outcome: Result<T, BusError>,
    ) -> Result<Result<T, Exception>, Failure> {
        let now = Instant::now();
        let (answer, edge) = match outcome {
            Ok(value) => (Ok(Ok(value)), self.poller.heard(device, now.into_std())),
            Err(BusError::Refused(exception)) => {
                (Ok(Err(exception)), self.poller.heard(device, now.into_std()))
            }
            Err(BusError::Timeout) => {
                let edge = self.poller.missed(device, now - started, now.into_std());
                (Err(CommandError::Timeout.into()), edge)
            }
            Err(BusError::Lost(error)) => return Err(error.into()),
        };
        self.report_edge(device, edge, "it does not answer").await?;
        answer
    }
}

fn in_time(task: Task<'_>) -> Result<(), CommandError> {
    if Instant::now().into_std() >= task.deadline {
        return Err(CommandError::Timeout);
    }
    Ok(())
}

/// The value of what was written, as the device would send it.
fn written(point: &Point, raw: &Raw) -> Option<Value> {
    match raw {
        Raw::Coil { bit, .. } => Some(Value::Boolean(*bit)),
        Raw::Registers(registers) => {
            let bytes: Vec<u8> = registers
                .iter()
                .flat_map(|register| register.to_be_bytes())
                .collect();
            point.codec.decode(&bytes).ok()
        }
        Raw::Part(_) => None,
    }
}

/// The request with the other function, when that may help and the person did not choose one.
fn request_if(point: &Point, raw: &Raw, other: WriteFunction, refused: Exception) -> Option<Request> {
    if refused != Exception::ILLEGAL_FUNCTION || point.write_function_fixed {
        return None;
    }
    request(point, raw, other)
}

/// The request that writes with a function; `None` when the function cannot.
fn request(point: &Point, raw: &Raw, function: WriteFunction) -> Option<Request> {
    let address = point.address;
    match (raw, function) {
        (Raw::Coil { raw, .. }, WriteFunction::Single) if point.table == Table::Coil => {
            Some(Request::WriteCoil { address, raw: *raw })
        }
        (Raw::Coil { bit, .. }, WriteFunction::Multiple) if point.table == Table::Coil => {
            Some(Request::WriteCoils {
                address,
                bits: vec![*bit],
            })
        }
        (Raw::Registers(registers), WriteFunction::Single) => match **registers {
            [register] => Some(Request::WriteRegister { address, register }),
            [..] => None,
        },
        (Raw::Registers(registers), WriteFunction::Multiple) => Some(Request::WriteRegisters {
            address,
            registers: registers.clone(),
        }),
        (Raw::Coil { .. }, WriteFunction::Single | WriteFunction::Multiple) | (Raw::Part(_), _) => None,
    }
}
