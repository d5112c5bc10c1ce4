//! `gatewayctl reload`: lets the daemon read its configuration again.

use std::io::Write;

use super::daemon::{Daemon, Dict};
use super::error::CtlError;
use crate::hub::reload::ReloadReport;

pub(super) async fn reload(daemon: &Daemon, as_json: bool, out: &mut impl Write) -> Result<(), CtlError> {
    let report = report(daemon.reload().await?)?;
    match as_json {
        true => Ok(writeln!(out, "{}", serde_json::json!(report))?),
        false => Ok(write!(out, "{}", to_text(&report))?),
    }
}

fn report(mut answer: Dict) -> Result<ReloadReport, CtlError> {
    Ok(ReloadReport {
        added: answer.take("added")?,
        changed: answer.take("changed")?,
        removed: answer.take("removed")?,
        servers: answer.take("servers")?,
        needs_restart: answer.take("needs-restart")?,
    })
}

fn to_text(report: &ReloadReport) -> String {
    if *report == ReloadReport::default() {
        return "Nothing has changed.\n".into();
    }
    let mut text = String::new();
    for (what, adapters) in [
        ("Started", &report.added),
        ("Restarted", &report.changed),
        ("Stopped", &report.removed),
    ] {
        if !adapters.is_empty() {
            text.push_str(&format!("{what}: {}\n", adapters.join(", ")));
        }
    }
    if report.servers {
        text.push_str("Servers that have changed are registered with anew.\n");
    }
    if report.needs_restart {
        text.push_str("Some changes take effect only after: systemctl restart gatewayd\n");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_says_what_happened_and_what_is_left_to_do() {
        let report = ReloadReport {
            added: vec!["a".into(), "b".into()],
            changed: vec![],
            removed: vec!["c".into()],
            servers: true,
            needs_restart: true,
        };
        assert_eq!(
            to_text(&report),
            "Started: a, b\nStopped: c\nServers that have changed are registered with anew.\n\
             Some changes take effect only after: systemctl restart gatewayd\n"
        );
        assert_eq!(to_text(&ReloadReport::default()), "Nothing has changed.\n");
    }
}
