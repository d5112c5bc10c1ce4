//! Programs and system services that act for the gateway.

use std::ffi::OsStr;
use std::io;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tokio::process::Command;
use tokio::time::timeout;

/// A hook did not do what it was called for.
#[derive(Debug, thiserror::Error)]
pub(in crate::hub) enum HookError {
    #[error("{0}")]
    Bus(#[from] zbus::Error),
    #[error("it ended with {0}")]
    Failed(std::process::ExitStatus),
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
            Self::Bus(_) | Self::Start(_) | Self::TimedOut(_) => None,
        }
    }
}

/// Runs a program to its end; one that takes too long is killed.
pub(super) async fn run(
    program: &Path,
    arguments: &[impl AsRef<OsStr>],
    limit: Duration,
) -> Result<(), HookError> {
    let mut child = Command::new(program)
        .args(arguments)
        .env_remove("CREDENTIALS_DIRECTORY")
        .env_remove("NOTIFY_SOCKET")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()?;
    match timeout(limit, child.wait()).await {
        Ok(status) => match status? {
            status if status.success() => Ok(()),
            status => Err(HookError::Failed(status)),
        },
        Err(_) => {
            child.kill().await?;
            Err(HookError::TimedOut(limit))
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
