//! Programs and system services that act for the gateway.

use std::ffi::OsStr;
use std::future::{Future, pending};
use std::io;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::process::{Child, Command};
use tokio::time::{sleep, timeout};
use tracing::warn;

/// How long the system may take to end a program that was killed: one that waits for a broken disk never ends.
const KILL_TIME: Duration = Duration::from_secs(10);

/// A hook did not do what it was called for.
#[derive(Debug, thiserror::Error)]
pub(in crate::hub) enum HookError {
    #[error("{0}")]
    Bus(#[from] zbus::Error),
    #[error("it ended with {0}")]
    Failed(std::process::ExitStatus),
    #[error("nobody wants to know any more")]
    GivenUp,
    #[error("it cannot be run: {0}")]
    Start(#[from] io::Error),
    #[error("it did not end within {0:?}")]
    TimedOut(Duration),
}

impl HookError {
    /// What the program ended with.
    pub(super) fn code(&self) -> Option<i32> {
        match self {
            Self::Failed(status) => status.code(),
            Self::Bus(_) | Self::GivenUp | Self::Start(_) | Self::TimedOut(_) => None,
        }
    }
}

/// Runs a program to its end; one that takes too long is killed with everything it has started.
pub(super) async fn run(
    program: &Path,
    arguments: &[impl AsRef<OsStr>],
    limit: Duration,
) -> Result<(), HookError> {
    run_unless(program, arguments, limit, pending()).await
}

/// As [`run`]; the program is killed as well when it is given up.
pub(super) async fn run_unless(
    program: &Path,
    arguments: &[impl AsRef<OsStr>],
    limit: Duration,
    given_up: impl Future<Output = ()>,
) -> Result<(), HookError> {
    let mut child = Command::new(program)
        .args(arguments)
        .env_remove("CREDENTIALS_DIRECTORY")
        .env_remove("NOTIFY_SOCKET")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        // What it starts ends with it, if it has to be killed.
        .process_group(0)
        .spawn()?;
    let failure = tokio::select! {
        status = child.wait() => return match status? {
            status if status.success() => Ok(()),
            status => Err(HookError::Failed(status)),
        },
        () = sleep(limit) => HookError::TimedOut(limit),
        () = given_up => HookError::GivenUp,
    };
    kill(&mut child).await?;
    Err(failure)
}

/// Kills a program and what it has started.
async fn kill(child: &mut Child) -> io::Result<()> {
    let id = child.id().and_then(|id| i32::try_from(id).ok());
    if let Some(group) = id.and_then(Pid::from_raw) {
        kill_process_group(group, Signal::KILL)?;
    }
    match timeout(KILL_TIME, child.wait()).await {
        Ok(ended) => ended.map(drop),
        Err(_) => {
            warn!("A program cannot be killed; it is left alone.");
            Ok(())
        }
    }
}

#[zbus::proxy(
    interface = "org.freedesktop.login1.Manager",
    default_service = "org.freedesktop.login1",
    default_path = "/org/freedesktop/login1"
)]
trait Login {
    fn can_reboot(&self) -> zbus::Result<String>;
    fn reboot(&self, interactive: bool) -> zbus::Result<()>;
}

#[zbus::proxy(
    interface = "org.freedesktop.timedate1",
    default_service = "org.freedesktop.timedate1",
    default_path = "/org/freedesktop/timedate1"
)]
trait TimeDate {
    fn set_time(&self, usec_utc: i64, relative: bool, interactive: bool) -> zbus::Result<()>;
    fn set_timezone(&self, timezone: &str, interactive: bool) -> zbus::Result<()>;
}

/// Whether systemd-logind would let us reboot the machine.
pub(super) async fn may_reboot() -> Result<bool, HookError> {
    let bus = zbus::Connection::system().await?;
    // "challenge" would ask a person, and nobody is there.
    Ok(LoginProxy::new(&bus).await?.can_reboot().await? == "yes")
}

pub(super) async fn reboot() -> Result<(), HookError> {
    let bus = zbus::Connection::system().await?;
    Ok(LoginProxy::new(&bus).await?.reboot(false).await?)
}

pub(super) async fn set_time(seconds: i64) -> Result<(), HookError> {
    let bus = zbus::Connection::system().await?;
    let micros = seconds.saturating_mul(1_000_000);
    Ok(TimeDateProxy::new(&bus)
        .await?
        .set_time(micros, false, false)
        .await?)
}

pub(super) async fn set_timezone(name: &str) -> Result<(), HookError> {
    let bus = zbus::Connection::system().await?;
    Ok(TimeDateProxy::new(&bus).await?.set_timezone(name, false).await?)
}
