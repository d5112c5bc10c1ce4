//! Reads one table of the merged configuration into a type, and goes on after every mistake.

use serde::de::DeserializeOwned;
use serde_path_to_error as path_to_error;
use toml::Value;

use super::hint;
use super::key::{KeyPath, Segment};
use super::raw;
use super::report::{MAX_PROBLEMS, Report};
use super::strict::{Fault, Strict};

/// A mistake is cut out and the rest is read again, that often in one table.
const MAX_MISTAKES: usize = 2 * MAX_PROBLEMS;

/// A table on its way to a type.
pub(crate) struct Section<'a> {
    value: Value,
    path: KeyPath,
    report: &'a mut Report,
    /// What was cut out because it was wrong.
    removed: Vec<KeyPath>,
}

impl<'a> Section<'a> {
    /// The table that stands at `path`.
    pub(super) fn new(path: KeyPath, table: toml::Table, report: &'a mut Report) -> Self {
        Self {
            value: Value::Table(table),
            path,
            report,
            removed: Vec::new(),
        }
    }

    /// The table as a `T`, without what is wrong in it; nothing when nothing sensible remains.
    pub(crate) fn read<T: DeserializeOwned>(&mut self) -> Option<T> {
        for _ in 0..MAX_MISTAKES {
            let error = match path_to_error::deserialize(Strict(&self.value)) {
                Ok(read) => return Some(read),
                Err(error) => error,
            };
            let mut at = self.existing(error.path());
            let fault = error.into_inner();
            if let Fault::UnknownKey { key: Some(key), .. } = &fault {
                let deeper = [at.as_slice(), &[Segment::Key(key.clone())]].concat();
                if lookup(&self.value, &deeper).is_some() {
                    at = deeper;
                }
            }
            self.explain(&self.path.join(&at), fault);
            self.cut(&at)?;
        }
        None
    }

    /// Cuts a device or point out that cannot work, so that the others can still be checked.
    /// Nothing when the mistake lies outside of all devices.
    pub(super) fn cut_entry(&mut self, keys: &[String]) -> Option<()> {
        let words: Vec<&str> = keys.iter().map(String::as_str).collect();
        let depth = match words.as_slice() {
            ["device", _, "point", _, ..] => 4,
            ["device", _, ..] => 2,
            _ => return None,
        };
        let at: Vec<Segment> = keys.iter().take(depth).cloned().map(Segment::Key).collect();
        lookup(&self.value, &at)?;
        self.cut(&at)
    }

    /// Where the table stands.
    pub(super) fn path(&self) -> &KeyPath {
        &self.path
    }

    /// Where mistakes go.
    pub(super) fn report(&mut self) -> &mut Report {
        self.report
    }

    /// The longest part of serde's path that leads to something in the table.
    fn existing(&self, path: &path_to_error::Path) -> Vec<Segment> {
        let mut at = Vec::new();
        for step in path {
            let step = match step {
                path_to_error::Segment::Seq { index } => Segment::Index(*index),
                path_to_error::Segment::Map { key } => Segment::Key(key.clone()),
                path_to_error::Segment::Enum { variant } => Segment::Key(variant.clone()),
                path_to_error::Segment::Unknown => break,
            };
            at.push(step);
            if lookup(&self.value, &at).is_none() {
                at.pop();
            }
        }
        at
    }

    fn explain(&mut self, path: &KeyPath, fault: Fault) {
        match fault {
            // The key is there, it was only wrong.
            Fault::MissingKey(key) if self.removed.contains(&path.key(key)) => {}
            Fault::MissingKey(key) => self.report.missing(path, key, None),
            Fault::UnknownKey { expected, .. } => self.unknown_key(path, expected),
            Fault::UnknownWord { ref word, expected } => {
                let help = hint::help(word, expected);
                self.report.value(path, fault.to_string(), help.as_deref());
            }
            Fault::Mismatch {
                ref found,
                ref expected,
            } => {
                self.report
                    .value(path, fault.to_string(), quotes(found, expected));
            }
            Fault::Custom(text) => self.report.value(path, text, None),
        }
    }

    fn unknown_key(&mut self, path: &KeyPath, expected: &[&str]) {
        let Some(Segment::Key(key)) = path.segments().last() else {
            return self.report.key(path, "unknown key", None);
        };
        let candidates = candidates(path, expected);
        self.report
            .key(path, "unknown key", hint::help(key, &candidates).as_deref());
        // The key that was meant is not missing.
        let meant = hint::closest(key, candidates).zip(path.parent());
        self.removed.extend(meant.map(|(meant, table)| table.key(meant)));
    }

    /// Removes the key at `at`, or around it when that is an array's item. The root cannot be removed.
    fn cut(&mut self, at: &[Segment]) -> Option<()> {
        let end = at
            .iter()
            .rposition(|segment| matches!(segment, Segment::Key(_)))?;
        let (parent, last) = (at.get(..end)?, at.get(end)?);
        let Segment::Key(key) = last else { return None };
        lookup_mut(&mut self.value, parent)?.as_table_mut()?.remove(key)?;
        self.removed.push(self.path.join(parent).key(key));
        Some(())
    }
}

/// Quotes that are missing or too many.
fn quotes(found: &str, expected: &str) -> Option<&'static str> {
    let is_scalar = ["the integer ", "the number ", "the boolean "]
        .iter()
        .any(|kind| found.starts_with(kind));
    let text = found
        .strip_prefix("the string \"")
        .and_then(|text| text.strip_suffix('"'));
    let is_number_in_quotes = text.is_some_and(|text| text.parse::<f64>().is_ok());
    if expected == "a string" && is_scalar {
        Some("a text is written in quotes")
    } else if (expected.starts_with("an integer") || expected == "a number") && is_number_in_quotes {
        Some("a number is written without quotes")
    } else {
        None
    }
}

/// The keys that could have been meant at `path`, also those the section's type never sees.
fn candidates<'a>(path: &KeyPath, expected: &[&'a str]) -> Vec<&'a str> {
    let mut candidates = expected.to_vec();
    let keys = path.segments().iter().filter_map(|segment| match segment {
        Segment::Key(key) => Some(key.as_str()),
        Segment::Index(_) => None,
    });
    match keys.collect::<Vec<_>>().as_slice() {
        ["adapter", _, "device", _, "point", _, _] => candidates.extend(raw::POINT_KEYS),
        ["adapter", _, _] => candidates.push("type"),
        _ => {}
    }
    candidates
}

fn lookup<'v>(value: &'v Value, at: &[Segment]) -> Option<&'v Value> {
    at.iter().try_fold(value, |value, segment| match segment {
        Segment::Index(index) => value.as_array()?.get(*index),
        Segment::Key(key) => value.as_table()?.get(key),
    })
}

fn lookup_mut<'v>(value: &'v mut Value, at: &[Segment]) -> Option<&'v mut Value> {
    at.iter().try_fold(value, |value, segment| match segment {
        Segment::Index(index) => value.as_array_mut()?.get_mut(*index),
        Segment::Key(key) => value.as_table_mut()?.get_mut(key),
    })
}
