//! Commands: what a worker does when it is told to.

use std::time::SystemTime;

use adapter::{Action, Command, CommandError, CommandResult, Confirmation, NoValue};
use objects::Value;
use tokio::time::timeout_at;

use super::Worker;
use crate::clock::now;
use crate::plan::{CharacteristicPlan, WritePlan};

impl Worker {
    /// Carries a command out before its deadline, and answers it in any case.
    pub(super) async fn carry_out(&mut self, command: Command) {
        let Command {
            point,
            action,
            deadline,
            reply,
        } = command;
        let plan = self
            .device
            .characteristics
            .iter()
            .find(|plan| plan.point == point)
            .cloned();
        let result = match plan {
            None => Err(CommandError::NotSupported),
            Some(_) if now() >= deadline => Err(CommandError::Timeout),
            Some(plan) => match timeout_at(deadline.into(), self.execute(&plan, action)).await {
                Ok(result) => result,
                Err(_) => {
                    self.give_up().await;
                    Err(CommandError::Timeout)
                }
            },
        };
        // Nobody may wait for the answer any more.
        let _ = reply.send(result);
    }

    async fn execute(&mut self, plan: &CharacteristicPlan, action: Action) -> CommandResult {
        match (action, plan.write) {
            (Action::Execute(_), _) | (Action::Write(_), None) => Err(CommandError::NotSupported),
            (Action::Read, _) if !plan.readable() => Err(CommandError::NotSupported),
            (Action::Read, _) => {
                let bytes = self.read(plan).await?;
                Ok(confirmation(Some(decode(plan, &bytes)?)))
            }
            (Action::Write(value), Some(write)) => self.execute_write(plan, write, &value).await,
        }
    }

    async fn execute_write(
        &mut self,
        plan: &CharacteristicPlan,
        write: WritePlan,
        value: &Value,
    ) -> CommandResult {
        let unrepresentable =
            |error: crate::decode::EncodeError| CommandError::Unrepresentable(error.to_string());
        let bytes = plan.codec.encode(value).map_err(unrepresentable)?;
        self.write(plan, write, &bytes).await?;
        if write.verify {
            let now = self.read(plan).await?;
            if !now.starts_with(&bytes) {
                let shown =
                    decode(plan, &now).map_or_else(|error| error.to_string(), |value| value.to_string());
                return Err(CommandError::Unverified(shown));
            }
        }
        // What the device holds: the value as far as its type can express it.
        Ok(confirmation(plan.codec.decode(&bytes).ok()))
    }
}

fn decode(plan: &CharacteristicPlan, bytes: &[u8]) -> Result<Value, CommandError> {
    plan.codec.decode(bytes).map_err(|reason| {
        CommandError::Rejected(match reason {
            NoValue::DeviceError(text) | NoValue::Undecodable(text) => text,
            NoValue::Sentinel => "the device has no value".into(),
            NoValue::Timeout => "the device did not answer".into(),
        })
    })
}

fn confirmation(value: Option<Value>) -> Confirmation {
    Confirmation {
        value,
        at: SystemTime::now(),
    }
}
