//! The layers of a configuration: the main file, its drop-ins and the environment; later ones win.

use std::io::Read;
use std::path::{Path, PathBuf};

use ::config::{Map, Source as _, ValueKind};
use toml::Value;

use super::error::{ConfigError, Location};
use super::key::KeyPath;
use super::source::Source;

/// Far more than a person writes, and little enough to read at once.
const MAX_FILE: u64 = 4 << 20;

/// Reads the main file and the `conf.d/*.toml` beside it, in the order of their names.
pub(super) fn read_files(main: &Path) -> (Vec<Source>, Vec<ConfigError>) {
    let mut errors = Vec::new();
    let drop_ins = main.parent().unwrap_or(Path::new("")).join("conf.d");
    let mut paths = vec![main.to_owned()];
    match list(&drop_ins) {
        Ok(found) => paths.extend(found),
        Err(problem) => errors.push(whole_file(0, drop_ins, problem)),
    }
    let mut sources = Vec::new();
    for (layer, path) in paths.into_iter().enumerate() {
        match read_text(&path) {
            Ok(text) => sources.push(Source { layer, path, text }),
            Err(problem) => errors.push(whole_file(layer, path, problem)),
        }
    }
    (sources, errors)
}

fn list(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(format!("cannot be read: {error}")),
    };
    let paths = entries.map(|entry| entry.map(|entry| entry.path()));
    let mut paths: Vec<PathBuf> = paths
        .collect::<Result<_, _>>()
        .map_err(|error| format!("cannot be read: {error}"))?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    paths.sort();
    Ok(paths)
}

fn read_text(path: &Path) -> Result<String, String> {
    let file = std::fs::File::open(path).map_err(|error| format!("cannot be read: {error}"))?;
    let mut bytes = Vec::new();
    file.take(MAX_FILE + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| format!("cannot be read: {error}"))?;
    if bytes.len() as u64 > MAX_FILE {
        return Err("is longer than 4 MiB".into());
    }
    String::from_utf8(bytes).map_err(|error| {
        let line = error
            .as_bytes()
            .iter()
            .take(error.utf8_error().valid_up_to())
            .filter(|b| **b == b'\n')
            .count()
            + 1;
        format!("is not UTF-8 text, from line {line} on")
    })
}

fn whole_file(layer: usize, path: PathBuf, problem: String) -> ConfigError {
    ConfigError {
        location: Location::WholeFile { layer, path },
        key: KeyPath::default(),
        problem,
        help: None,
    }
}

/// Lays the tables over each other: tables merge, everything else is replaced.
pub(super) fn merge(layers: impl IntoIterator<Item = toml::Table>) -> toml::Table {
    let mut layers: Vec<toml::Table> = layers.into_iter().filter(|layer| !layer.is_empty()).collect();
    // The usual case: one file. Merging copies everything several times, which is felt with thousands of
    // points.
    if layers.len() <= 1 {
        return layers.pop().unwrap_or_default();
    }
    let mut builder = ::config::Config::builder();
    for layer in layers {
        builder = builder.add_source(Layer(
            layer
                .into_iter()
                .map(|(key, value)| (key, outward(value)))
                .collect(),
        ));
    }
    // A layer cannot fail: it is in memory.
    let merged = builder
        .build()
        .and_then(|merged| merged.collect())
        .unwrap_or_default();
    merged
        .into_iter()
        .filter_map(|(key, value)| Some((key, inward(value)?)))
        .collect()
}

/// A table that was read already, as a source for the `config` crate.
#[derive(Clone, Debug)]
struct Layer(Map<String, ::config::Value>);

impl ::config::Source for Layer {
    fn clone_into_box(&self) -> Box<dyn ::config::Source + Send + Sync> {
        Box::new(self.clone())
    }

    fn collect(&self) -> Result<Map<String, ::config::Value>, ::config::ConfigError> {
        Ok(self.0.clone())
    }
}

fn outward(value: Value) -> ::config::Value {
    let kind = match value {
        Value::Array(items) => ValueKind::Array(items.into_iter().map(outward).collect()),
        Value::Boolean(value) => ValueKind::Boolean(value),
        Value::Datetime(value) => ValueKind::String(value.to_string()),
        Value::Float(value) => ValueKind::Float(value),
        Value::Integer(value) => ValueKind::I64(value),
        Value::String(text) => ValueKind::String(text),
        Value::Table(table) => ValueKind::Table(
            table
                .into_iter()
                .map(|(key, value)| (key, outward(value)))
                .collect(),
        ),
    };
    ::config::Value::new(None, kind)
}

fn inward(value: ::config::Value) -> Option<Value> {
    Some(match value.kind {
        ValueKind::Array(items) => Value::Array(items.into_iter().filter_map(inward).collect()),
        ValueKind::Boolean(value) => Value::Boolean(value),
        ValueKind::Float(value) => Value::Float(value),
        ValueKind::I64(value) => Value::Integer(value),
        ValueKind::String(text) => Value::String(text),
        ValueKind::Table(table) => Value::Table(
            table
                .into_iter()
                .filter_map(|(key, value)| Some((key, inward(value)?)))
                .collect(),
        ),
        // Never put in by `outward`.
        ValueKind::I128(_) | ValueKind::Nil | ValueKind::U64(_) | ValueKind::U128(_) => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_merge_and_everything_else_is_replaced() {
        let lower = toml::toml! { adapter = { "a.b" = { Port = 1, list = [1, 2], kept = 2.5 } } };
        let upper = toml::toml! { adapter = { "a.b" = { Port = "x", list = [3] }, c = { } } };
        let expected = toml::toml! { adapter = { "a.b" = { Port = "x", list = [3], kept = 2.5 }, c = { } } };
        assert_eq!(merge([lower, upper]), expected);
    }
}
