//! `gatewayctl tree`: the object tree as servers see it.

use std::io::Write;

use objects::Path;

use super::daemon::Daemon;
use super::error::CtlError;
use super::item::Item;
use super::now;
use super::render::{Table, age, plain};

pub(super) async fn tree(
    daemon: &Daemon,
    path: Path,
    as_json: bool,
    out: &mut impl Write,
) -> Result<(), CtlError> {
    let items = daemon.list(path).await?;
    if as_json {
        let items: Vec<_> = items.iter().map(Item::to_json).collect();
        return Ok(writeln!(out, "{}", serde_json::Value::from(items))?);
    }
    Ok(write!(out, "{}", to_text(&items, now()))?)
}

/// The resources under headings that name their instances.
pub(super) fn to_text(items: &[Item], now: i64) -> String {
    let mut table = Table::default();
    for item in items {
        let (value, age) = (item.to_text().replace('\n', " "), age(now, item.time));
        table.row([
            &format!("  {}", item.path),
            &item.name,
            &item.operations,
            &value,
            &age,
        ]);
    }
    let mut text = String::new();
    let mut heading = None;
    for (item, line) in items.iter().zip(table.lines()) {
        let instance = Path::Instance(item.path.object, item.path.instance);
        if heading.replace(instance) != Some(instance) {
            text.push_str(&format!("{instance} {}", plain(&item.object)));
            text.push('\n');
        }
        text.push_str(&line);
        text.push('\n');
    }
    if items.is_empty() {
        "There are no instances.\n".into()
    } else {
        text
    }
}
