//! `gatewayctl execute`: executes a resource as a server would.

use std::io::Write;

use objects::ResourcePath;
use serde_json::json;

use super::daemon::Daemon;
use super::error::CtlError;

pub(super) async fn execute(
    daemon: &Daemon,
    path: ResourcePath,
    arguments: &str,
    as_json: bool,
    out: &mut impl Write,
) -> Result<(), CtlError> {
    daemon.execute(path, arguments).await?;
    match as_json {
        true => Ok(writeln!(out, "{}", json!({ "executed": path.to_string() }))?),
        false => Ok(writeln!(out, "Executed.")?),
    }
}
