//! `gatewayctl send`: tells servers values that they have not asked for.

use std::io::Write;

use objects::Path;
use serde::Serialize;

use super::daemon::{Daemon, Dict};
use super::error::CtlError;
use super::render::Table;
use crate::exit::Exit;

/// What became of it at one server.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
struct Report {
    server: String,
    outcome: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
}

/// Everybody who was to be told has been, or will be.
fn all_told(reports: &[Report]) -> bool {
    let told = |report: &Report| matches!(report.outcome.as_str(), "sent" | "deferred");
    !reports.is_empty() && reports.iter().all(told)
}

pub(super) async fn send(
    daemon: &Daemon,
    (paths, server, later): (&[Path], Option<&str>, bool),
    as_json: bool,
    out: &mut impl Write,
) -> Result<Exit, CtlError> {
    let answers = daemon.send(paths, server.unwrap_or_default(), later).await?;
    let reports: Vec<Report> = answers.into_iter().map(report).collect::<Result<_, _>>()?;
    if as_json {
        writeln!(out, "{}", serde_json::json!(reports))?;
    } else {
        write!(out, "{}", to_text(&reports))?;
    }
    Ok(if all_told(&reports) {
        Exit::Done
    } else {
        Exit::Refused
    })
}

fn report(mut answer: Dict) -> Result<Report, CtlError> {
    Ok(Report {
        server: answer.take("server")?,
        outcome: answer.take("outcome")?,
        detail: answer.take_if_there("detail")?,
    })
}

fn to_text(reports: &[Report]) -> String {
    if reports.is_empty() {
        return "There is no server to send to.\n".into();
    }
    let mut table = Table::titled(["SERVER", "OUTCOME", "DETAIL"]);
    for report in reports {
        let detail = report.detail.as_deref().unwrap_or_default();
        table.row([&report.server, &report.outcome, detail]);
    }
    table.lines().into_iter().map(|line| line + "\n").collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reported(outcome: &str) -> Report {
        Report {
            server: "main".into(),
            outcome: outcome.into(),
            detail: None,
        }
    }

    #[test]
    fn only_when_everybody_was_told_or_will_be_is_it_done() {
        assert!(all_told(&[reported("sent"), reported("deferred")]));
        assert!(!all_told(&[reported("sent"), reported("muted")]));
        assert!(!all_told(&[]), "nobody was told anything");
    }

    #[test]
    fn a_refusal_is_shown_beside_a_success() {
        let refused = Report {
            detail: Some("refused with 4.04".into()),
            ..reported("refused")
        };
        assert_eq!(
            to_text(&[reported("sent"), refused]),
            "SERVER  OUTCOME  DETAIL\nmain    sent\nmain    refused  refused with 4.04\n"
        );
    }
}
