//! `gatewayctl write`: writes a resource as a server would.

use std::io::Write;

use objects::ResourcePath;
use serde_json::json;

use super::daemon::Daemon;
use super::error::CtlError;

pub(super) async fn write(
    daemon: &Daemon,
    path: ResourcePath,
    value: &str,
    as_json: bool,
    out: &mut impl Write,
) -> Result<(), CtlError> {
    daemon.write(path, value).await?;
    match as_json {
        true => Ok(writeln!(out, "{}", json!({ "written": path.to_string() }))?),
        false => Ok(writeln!(out, "Written.")?),
    }
}
