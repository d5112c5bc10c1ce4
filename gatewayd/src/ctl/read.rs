//! `gatewayctl read`: the value of a resource, or all values below a path.

use std::io::Write;

use objects::Path;

use super::daemon::Daemon;
use super::error::CtlError;
use super::item::Item;
use super::now;
use super::render::{age, plain};
use super::tree;

pub(super) async fn read(
    daemon: &Daemon,
    path: Path,
    as_json: bool,
    out: &mut impl Write,
) -> Result<(), CtlError> {
    let items = daemon.list(path).await?;
    match items.as_slice() {
        [item] if Path::from(item.path) == path => Ok(print(item, as_json, now(), out)?),
        _ if as_json => {
            let items: Vec<_> = items.iter().map(Item::to_json).collect();
            Ok(writeln!(out, "{}", serde_json::Value::from(items))?)
        }
        several => Ok(write!(out, "{}", tree::to_text(several, now()))?),
    }
}

fn print(item: &Item, as_json: bool, now: i64, out: &mut impl Write) -> Result<(), CtlError> {
    if item.value.is_none() {
        return Err(CtlError::Refused(format!(
            "{} {} has no value",
            item.path, item.name
        )));
    }
    if as_json {
        return Ok(writeln!(out, "{}", item.to_json())?);
    }
    let (value, age) = (plain(&item.to_text()), age(now, item.time));
    match age.is_empty() {
        true => Ok(writeln!(out, "{value}")?),
        false => Ok(writeln!(out, "{value}  {age}")?),
    }
}
