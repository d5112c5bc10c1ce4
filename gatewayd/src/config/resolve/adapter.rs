//! Checks the `[adapter.*]` tables.

use std::collections::BTreeMap;

use adapter::config::Problem;
use adapter::{Adapter, Exclusive};
use toml::{Table, Value};

use super::models::Models;
use super::point::Points;
use super::{Context, kind_of};
use crate::adapters::{self, AdapterConfig, AdapterType, NamedFile, UnavailableType};
use crate::config::hint;
use crate::config::key::{KeyPath, Segment};
use crate::config::model::AdapterEntry;
use crate::config::report::{Conflict, Report};
use crate::config::section::Section;

/// Every device and point may be wrong by itself; each time round one of them at least is left out.
const MAX_ROUNDS: usize = 1000;

pub(super) fn adapters(
    tables: Vec<(String, Table)>,
    models: &Models,
    context: &Context<'_>,
    report: &mut Report,
) -> BTreeMap<String, AdapterEntry> {
    let registry = models.registry();
    let mut points = Points::new(&registry, models);
    let mut exclusives = BTreeMap::new();
    let mut entries = BTreeMap::new();
    for (name, mut table) in tables {
        let path = KeyPath::of(&["adapter", &name]);
        let kind = take_type(&mut table, &path, report);
        let common = points.take(&path, &mut table, report);
        let Some(kind) = kind else { continue };
        let Some(mut config) = read(kind, Section::new(path.clone(), table, report)) else {
            continue;
        };
        find_files(&mut config, &path, context, report);
        let built = adapters::build(&name, &config);
        points.check(&path, built.points(), &common, report);
        claim(&name, &path, built.as_ref(), &mut exclusives, context, report);
        entries.insert(
            name,
            AdapterEntry {
                config,
                points: common,
            },
        );
    }
    entries
}

fn take_type(table: &mut Table, path: &KeyPath, report: &mut Report) -> Option<AdapterType> {
    let key = path.key("type");
    let words = AdapterType::WORDS;
    let word = match table.remove("type") {
        None => {
            missing_type(table, path, report);
            return None;
        }
        Some(Value::String(word)) => word,
        Some(other) => {
            report.value(
                &key,
                format!("expected a string, found {}", kind_of(&other)),
                None,
            );
            return None;
        }
    };
    match word.parse() {
        Ok(kind) => Some(kind),
        Err(UnavailableType::LeftOut { feature }) => {
            let problem = format!("this gatewayd was built without the `{feature}` feature");
            report.value(&key, problem, None);
            None
        }
        Err(UnavailableType::Unknown) => {
            let help = hint::help(&word, &words);
            report.value(&key, format!("unknown value {word:?}"), help.as_deref());
            None
        }
    }
}

fn missing_type(table: &Table, path: &KeyPath, report: &mut Report) {
    if let Some(slip) = hint::closest("type", table.keys().map(String::as_str)) {
        report.key(&path.key(slip), "unknown key", Some("did you mean `type`?"));
    } else {
        let words = AdapterType::WORDS.map(|word| format!("\"{word}\""));
        report.missing(
            path,
            "type",
            Some(&format!("its value is one of {}", words.join(", "))),
        );
    }
}

/// Reads what belongs to the adapter, and leaves devices and points out that its own checks refuse, so that
/// the others are checked all the same.
fn read(kind: AdapterType, mut section: Section<'_>) -> Option<AdapterConfig> {
    for _ in 0..MAX_ROUNDS {
        let config = kind.read(&mut section)?;
        let problems = config.validate();
        if problems.is_empty() {
            for Problem { key, message, help } in config.hints() {
                let path = below(section.path(), &key);
                section.report().warn(&path, message, help.as_deref());
            }
            return Some(config);
        }
        let conflicts = problems
            .iter()
            .map(|problem| conflict(section.path(), problem))
            .collect();
        section.report().conflicts(conflicts);
        let left_out = problems
            .iter()
            .filter(|problem| section.cut_entry(&problem.key).is_some())
            .count();
        if left_out == 0 {
            return None;
        }
    }
    None
}

fn conflict(path: &KeyPath, problem: &Problem) -> Conflict {
    Conflict {
        path: below(path, &problem.key),
        problem: problem.message.clone(),
        help: problem.help.clone(),
    }
}

fn below(path: &KeyPath, keys: &[String]) -> KeyPath {
    path.join(&keys.iter().cloned().map(Segment::Key).collect::<Vec<_>>())
}

/// Replaces the names of files by where they are.
fn find_files(config: &mut AdapterConfig, path: &KeyPath, context: &Context<'_>, report: &mut Report) {
    for NamedFile {
        key,
        path: file,
        is_secret,
    } in config.files()
    {
        match context.surroundings.file(file, context.folder, is_secret) {
            Ok(found) => *file = found,
            Err(error) => report.value(&path.key(key), error.to_string(), error.help().as_deref()),
        }
    }
}

/// Claims what no other adapter may use.
fn claim(
    name: &str,
    path: &KeyPath,
    built: &dyn Adapter,
    exclusives: &mut BTreeMap<Exclusive, String>,
    context: &Context<'_>,
    report: &mut Report,
) {
    for wanted in built.exclusive() {
        let (thing, key) = match &wanted {
            Exclusive::BluetoothController(_) => (wanted.clone(), "controller"),
            Exclusive::SerialPort(port) => (
                Exclusive::SerialPort(context.surroundings.canonical(port)),
                "port",
            ),
        };
        if let Some(other) = exclusives.get(&thing) {
            let problem = format!("{wanted} is used by adapter `{other}` already");
            let help = "only one adapter can use it; write all its devices there";
            report.conflict(&path.key(key), problem, Some(help));
        } else {
            exclusives.insert(thing, name.to_owned());
        }
    }
}
