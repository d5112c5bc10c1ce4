//! The adapter as the supervisor sees it.

use std::time::{Duration, SystemTime};

use adapter::{
    Adapter, AdapterError, AdapterFuture, Command, CommandResult, Context, DeviceInfo, Exclusive, PointDef,
    Report,
};
use tokio::sync::oneshot;
use tokio::time::{Instant, sleep_until};

use crate::config::Config;
use crate::script::{self, Script};
use crate::simulation::Simulation;

/// Simulated devices, for tests and demonstrations.
#[derive(Debug)]
pub struct SimAdapter {
    config: Config,
    devices: Vec<DeviceInfo>,
    points: Vec<PointDef>,
}

impl SimAdapter {
    /// The adapter with its configuration; its name changes nothing.
    #[must_use]
    pub fn new(_name: &str, config: Config) -> Self {
        let (devices, points) = script::definitions(&config);
        Self {
            config,
            devices,
            points,
        }
    }
}

impl Adapter for SimAdapter {
    fn points(&self) -> &[PointDef] {
        &self.points
    }

    fn devices(&self) -> Vec<DeviceInfo> {
        self.devices.clone()
    }

    fn exclusive(&self) -> Vec<Exclusive> {
        Vec::new()
    }

    fn run(self: Box<Self>, context: Context) -> AdapterFuture {
        Box::pin(async move { run(&self.config, context).await })
    }
}

async fn run(config: &Config, mut context: Context) -> Result<(), AdapterError> {
    let script = Script::build(config).map_err(|problems| {
        let one =
            |problem: &adapter::config::Problem| format!("{}: {}", problem.key.join("."), problem.message);
        AdapterError::Configuration(problems.iter().map(one).collect::<Vec<_>>().join("; "))
    })?;
    let start = Instant::now();
    let mut simulation = Simulation::new(script, SystemTime::now());
    context.reports.send(Report::Up).await?;
    loop {
        let elapsed = start.elapsed();
        for report in simulation.advance(elapsed) {
            context.reports.send(report).await?;
        }
        let (answers, reports) = simulation.obey(elapsed);
        for (reply, result) in answers {
            answer(reply, result);
        }
        for report in reports {
            context.reports.send(report).await?;
        }
        let next = simulation.next_event(elapsed);
        tokio::select! {
            biased;
            () = context.shutdown.cancelled() => return Ok(()),
            command = context.commands.recv() => match command {
                Some(command) => take(&mut simulation, command, start),
                None => return Ok(()),
            },
            () = until(start, next) => {}
        }
    }
}

fn take(simulation: &mut Simulation<oneshot::Sender<CommandResult>>, command: Command, start: Instant) {
    let Command {
        point,
        action,
        deadline,
        reply,
    } = command;
    let now = Instant::now();
    let remaining = deadline.saturating_duration_since(now.into_std());
    if let Some((reply, result)) = simulation.handle_command(point, action, reply, remaining, now - start) {
        answer(reply, result);
    }
}

fn answer(reply: oneshot::Sender<CommandResult>, result: CommandResult) {
    // Whoever asked may have given up waiting.
    drop(reply.send(result));
}

async fn until(start: Instant, next: Option<Duration>) {
    match next.and_then(|next| start.checked_add(next)) {
        Some(instant) => sleep_until(instant).await,
        None => std::future::pending().await,
    }
}

#[cfg(test)]
mod tests;
