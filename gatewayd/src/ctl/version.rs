//! `gatewayctl version`: the versions of this program and of the daemon.

use std::io::Write;

use serde_json::json;

use super::daemon::Daemon;
use super::error::CtlError;

/// The version of this program.
const OWN: &str = env!("CARGO_PKG_VERSION");

/// Prints both; that the daemon cannot be reached does not hide the version of this program.
pub(super) async fn version(
    daemon: impl Future<Output = Result<Daemon, CtlError>>,
    as_json: bool,
    out: &mut impl Write,
) -> Result<(), CtlError> {
    if !as_json {
        writeln!(out, "gatewayctl {OWN}")?;
    }
    let running = running(daemon).await;
    match (as_json, &running) {
        (true, running) => writeln!(
            out,
            "{}",
            json!({ "gatewayctl": OWN, "gatewayd": running.as_ref().ok() })
        )?,
        (false, Ok(version)) => writeln!(out, "gatewayd {version}")?,
        (false, Err(_)) => {}
    }
    running.map(drop)
}

async fn running(daemon: impl Future<Output = Result<Daemon, CtlError>>) -> Result<String, CtlError> {
    daemon.await?.overview().await?.take("Version")
}
