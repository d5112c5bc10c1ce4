//! `gatewayctl check`: reads a configuration as the daemon would, and says everything that is wrong.

use std::io::{self, Write};
use std::path::Path;

use serde_json::{Value, json};

use crate::config::{self, Config, ConfigError, Loaded, Location, Surroundings};
use crate::exit::Exit;

/// Checks the configuration at `path` and prints what there is to say.
///
/// # Errors
/// When it cannot be printed.
pub fn check(path: &Path, as_json: bool, out: &mut impl Write) -> io::Result<Exit> {
    check_in(path, &Surroundings::of_process(), as_json, out)
}

fn check_in(
    path: &Path,
    surroundings: &Surroundings,
    as_json: bool,
    out: &mut impl Write,
) -> io::Result<Exit> {
    let result = config::load_in(path, surroundings);
    let exit = if result.is_ok() {
        Exit::Done
    } else {
        Exit::Configuration
    };
    if as_json {
        let (errors, warnings) = match &result {
            Ok(Loaded { warnings, .. }) => (Vec::new(), warnings.iter().map(as_value).collect()),
            Err(errors) => (errors.iter().map(as_value).collect(), Vec::new()),
        };
        writeln!(out, "{}", json!({ "errors": errors, "warnings": warnings }))?;
        return Ok(exit);
    }
    match &result {
        Ok(Loaded { config, warnings }) => {
            warnings
                .iter()
                .try_for_each(|warning| writeln!(out, "warning: {warning}"))?;
            writeln!(out, "{}: {}", path.display(), summary(config))?;
        }
        Err(errors) => {
            let count = errors.count();
            let noun = if count == 1 { "problem" } else { "problems" };
            writeln!(out, "{errors}\n{}: {count} {noun}", path.display())?;
        }
    }
    Ok(exit)
}

fn summary(config: &Config) -> String {
    let points: usize = config.adapters.values().map(|adapter| adapter.points.len()).sum();
    let models = match config.models.len() {
        0 => String::new(),
        count => format!(", {}", counted(count, "object definition")),
    };
    format!(
        "correct: endpoint {}, {}, {}, {}{models}",
        config.gateway.endpoint_name,
        counted(config.servers.len(), "server"),
        counted(config.adapters.len(), "adapter"),
        counted(points, "point"),
    )
}

fn counted(count: usize, noun: &str) -> String {
    if count == 1 {
        format!("1 {noun}")
    } else {
        format!("{count} {noun}s")
    }
}

fn as_value(error: &ConfigError) -> Value {
    let mut value = json!({ "key": error.key.to_string(), "problem": error.problem, "help": error.help });
    match &error.location {
        Location::File {
            path, line, column, ..
        } => {
            value["file"] = json!(path.to_string_lossy());
            value["line"] = json!(line);
            value["column"] = json!(column);
        }
        Location::Variable(name) => value["variable"] = json!(name),
        Location::WholeFile { path, .. } => value["file"] = json!(path.to_string_lossy()),
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    const CORRECT: &str = "[server.main]\nuri = 'coap://localhost'\nshort-server-id = 1\nsecurity = 'none'\n";

    fn checked(text: &str, as_json: bool) -> (Exit, String) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("gatewayd.toml");
        std::fs::write(&path, text).unwrap();
        let surroundings = Surroundings {
            machine_id: Some("test".into()),
            ..Surroundings::default()
        };
        let mut out = Vec::new();
        let exit = check_in(&path, &surroundings, as_json, &mut out).unwrap();
        let out = String::from_utf8(out).unwrap();
        (exit, out.replace(&format!("{}/", folder.path().display()), ""))
    }

    #[test]
    fn a_correct_configuration_is_summed_up() {
        let (exit, out) = checked(&format!("[gateway]\nendpoint-name = 'gw'\n{CORRECT}"), false);
        assert_eq!(exit, Exit::Done);
        assert_eq!(
            out,
            "gatewayd.toml: correct: endpoint gw, 1 server, 0 adapters, 0 points\n"
        );
    }

    #[test]
    fn all_problems_are_printed_and_the_exit_code_is_that_of_systemd() {
        let (exit, out) = checked(
            &format!("{CORRECT}lifetime = 5\n[gateway]\nexposures = 1\n"),
            false,
        );
        assert_eq!(exit.code(), 78);
        let expected = "\
gatewayd.toml:5:12: server.main.lifetime: expected a duration such as \"500ms\", \"30s\" or \"5min\", found the integer 5
gatewayd.toml:7:1: gateway.exposures: unknown key
  help: did you mean `exposure`?
gatewayd.toml: 2 problems
";
        assert_eq!(out, expected);
    }

    #[test]
    fn programs_get_the_same_as_json() {
        let (exit, out) = checked(&format!("{CORRECT}lifetim = 5\n"), true);
        assert_eq!(exit, Exit::Configuration);
        let expected = json!({
            "errors": [{
                "file": "gatewayd.toml", "line": 5, "column": 1, "key": "server.main.lifetim",
                "problem": "unknown key", "help": "did you mean `lifetime`?",
            }],
            "warnings": [],
        });
        assert_eq!(serde_json::from_str::<Value>(&out).unwrap(), expected);
    }
}
