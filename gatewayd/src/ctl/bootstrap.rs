//! `gatewayctl bootstrap`: has the bootstrap server asked now.

use std::io::Write;

use serde_json::json;

use super::daemon::Daemon;
use super::error::CtlError;

pub(super) async fn bootstrap(daemon: &Daemon, as_json: bool, out: &mut impl Write) -> Result<(), CtlError> {
    daemon.bootstrap().await?;
    match as_json {
        true => Ok(writeln!(out, "{}", json!({ "bootstrap": "started" }))?),
        false => Ok(writeln!(
            out,
            "The bootstrap server is asked; gatewayctl status shows how that goes."
        )?),
    }
}
