//! Checks when a server is registered with, and what follows failures.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::config::key::KeyPath;
use crate::config::model::{Schedule, Server};
use crate::config::raw;
use crate::config::report::Report;

/// OMA LwM2M core 1.2.1, Server object, resource 19: all bits set means that there is no second sequence.
const NEVER: u64 = u32::MAX as u64;

pub(super) fn schedule(raw: &raw::Server, path: &KeyPath, report: &mut Report) -> Schedule {
    check_time("initial-delay", raw.initial_delay, 0, path, report);
    check_time("retry-delay", raw.retry_delay, 1, path, report);
    check_time("sequence-delay", raw.sequence_delay, 1, path, report);
    for (key, count) in [
        ("retry-count", raw.retry_count),
        ("sequence-count", raw.sequence_count),
    ] {
        if count == Some(0) {
            report.value(&path.key(key), "it has to be at least 1", None);
        }
    }
    if raw.block_on_failure == Some(true) && raw.priority.is_none() {
        let help = "add priority: a server without one does not keep others waiting";
        report.conflict(
            &path.key("block-on-failure"),
            "block-on-failure needs priority",
            Some(help),
        );
    }
    Schedule {
        priority: raw.priority,
        initial_delay: raw.initial_delay,
        block_on_failure: raw.block_on_failure.unwrap_or(false),
        bootstrap_on_failure: raw.bootstrap_on_failure,
        retry_count: raw.retry_count,
        retry_delay: raw.retry_delay,
        sequence_delay: raw.sequence_delay,
        sequence_count: raw.sequence_count,
    }
}

/// OMA LwM2M core 1.2.1, Server object: resources 14, 18 and 19 hold seconds.
fn check_time(key: &str, time: Option<Duration>, least: u64, path: &KeyPath, report: &mut Report) {
    let wrong =
        |time: Duration| time.subsec_nanos() != 0 || time.as_secs() < least || time.as_secs() >= NEVER;
    if time.is_some_and(wrong) {
        let problem = format!(
            "this time is a number of whole seconds from {least} to {}",
            NEVER - 1
        );
        report.value(&path.key(key), problem, None);
    }
}

/// There is no bootstrap server, so no server can send for it.
pub(super) fn check_bootstrap(servers: &BTreeMap<String, Server>, report: &mut Report) {
    for (name, server) in servers {
        if server.schedule.bootstrap_on_failure == Some(true) {
            let path = KeyPath::of(&["server", name, "bootstrap-on-failure"]);
            let help = "add [bootstrap], or remove it: without one attempts never end";
            report.conflict(&path, "there is no bootstrap server", Some(help));
        }
    }
}
