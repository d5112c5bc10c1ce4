//! The rules that let the service reboot the machine and set its clock, run as polkit runs them.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const REBOOT: &str = "org.freedesktop.login1.reboot";
const REBOOT_SESSIONS: &str = "org.freedesktop.login1.reboot-multiple-sessions";
const POWER_OFF: &str = "org.freedesktop.login1.power-off";
const TIME: &str = "org.freedesktop.timedate1.set-time";
const TIMEZONE: &str = "org.freedesktop.timedate1.set-timezone";
const NTP: &str = "org.freedesktop.timedate1.set-ntp";

/// A JavaScript engine: polkitd itself runs rules for the system bus only.
fn node() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut found =
        std::env::split_paths(&path).flat_map(|folder| ["node", "nodejs"].map(|name| folder.join(name)));
    let node = found.find(|file| file.is_file());
    if node.is_none() {
        // Written past the capture of the test runner: a test that was left out must be seen to be.
        let _ = writeln!(std::io::stderr(), "left out: the polkit rules (there is no node)");
    }
    node
}

fn verdicts(rules: &str, requests: &[(&str, &str)]) -> Option<Vec<String>> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut child = Command::new(node()?)
        .arg(tests.join("tools/polkit.js"))
        .arg(tests.join("../config/polkit").join(rules))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("node runs");
    let lines: String = requests
        .iter()
        .map(|(user, action)| format!("{user} {action}\n"))
        .collect();
    let mut stdin = child.stdin.take().expect("it was asked to be a pipe");
    stdin.write_all(lines.as_bytes()).expect("node reads");
    drop(stdin);
    let output = child.wait_with_output().expect("node ends");
    assert!(output.status.success(), "the rules are no program");
    let text = String::from_utf8(output.stdout).expect("node writes text");
    Some(text.lines().map(str::to_owned).collect())
}

#[test]
fn gatewayd_may_reboot_the_machine_and_nothing_else() {
    let requests = [
        ("gatewayd", REBOOT),
        ("gatewayd", REBOOT_SESSIONS),
        ("gatewayd", POWER_OFF),
        ("gatewayd", TIME),
        ("somebody", REBOOT),
    ];
    let expected = ["yes", "yes", "not handled", "not handled", "not handled"];
    if let Some(verdicts) = verdicts("50-gatewayd-reboot.rules", &requests) {
        assert_eq!(verdicts, expected);
    }
}

#[test]
fn gatewayd_may_set_clock_and_zone_and_nothing_else() {
    let requests = [
        ("gatewayd", TIME),
        ("gatewayd", TIMEZONE),
        ("gatewayd", NTP),
        ("gatewayd", REBOOT),
        ("somebody", TIME),
    ];
    let expected = ["yes", "yes", "not handled", "not handled", "not handled"];
    if let Some(verdicts) = verdicts("50-gatewayd-time.rules", &requests) {
        assert_eq!(verdicts, expected);
    }
}

/// polkit loads a directory in the order of the names, and only files that end like this.
#[test]
fn every_rule_has_a_name_that_polkit_loads_and_an_action_that_is_listed_here() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../config/polkit");
    let known = [REBOOT, REBOOT_SESSIONS, TIME, TIMEZONE];
    for entry in std::fs::read_dir(folder).expect("the rules are there") {
        let path = entry.expect("the rules can be read").path();
        assert_eq!(path.extension().and_then(|end| end.to_str()), Some("rules"));
        let text = std::fs::read_to_string(&path).expect("the rules are text");
        assert!(
            text.contains("polkit.addRule(function (action, subject) {"),
            "{}",
            path.display()
        );
        let actions = text
            .split('"')
            .filter(|word| word.starts_with("org.freedesktop."));
        for action in actions {
            assert!(known.contains(&action), "{}: {action}", path.display());
        }
    }
}
