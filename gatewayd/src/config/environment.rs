//! The layer of the environment: `GATEWAYD__SECTION__KEY` variables.
//!
//! `__` separates keys. Case does not count, and `_` stands for any of `_` and `-`: where such a key exists
//! in the files it is meant, otherwise `_` becomes `-`. The value is read as TOML where it is TOML, and as a
//! text otherwise: `9600` is a number, `"9600"` with its quotes a text, `coap://localhost` a text.

use std::ffi::{OsStr, OsString};

use toml::Value;

use super::error::{ConfigError, Location};
use super::key::KeyPath;
use super::position::{Positions, Spot};

const PREFIX: &str = "GATEWAYD__";

/// The variables as a table that lies over `files`.
pub(super) fn layer(
    variables: &[(OsString, OsString)],
    files: &toml::Table,
    positions: &mut Positions,
) -> (toml::Table, Vec<ConfigError>) {
    let mut ours: Vec<_> = variables.iter().filter(|(name, _)| is_ours(name)).collect();
    ours.sort();
    let mut table = toml::Table::new();
    let mut errors = Vec::new();
    for (name, value) in ours {
        match read(name, value, files) {
            Ok((keys, value)) => {
                note(&keys, name, positions);
                insert(&mut table, &keys, value);
            }
            Err(problem) => errors.push(ConfigError {
                location: Location::Variable(name.to_string_lossy().into_owned()),
                key: KeyPath::default(),
                problem,
                help: Some("write GATEWAYD__SECTION__KEY, such as GATEWAYD__GATEWAY__ENDPOINT_NAME".into()),
            }),
        }
    }
    (table, errors)
}

fn is_ours(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(PREFIX.as_bytes())
}

fn read(name: &OsStr, value: &OsStr, files: &toml::Table) -> Result<(Vec<String>, Value), String> {
    let name = name
        .to_str()
        .and_then(|name| name.strip_prefix(PREFIX))
        .ok_or("the name is not UTF-8 text")?;
    let value = value.to_str().ok_or("the value is not UTF-8 text")?;
    let mut level = Some(files);
    let mut keys = Vec::new();
    for word in name.split("__") {
        if word.is_empty() {
            return Err("the name lacks a key".into());
        }
        let key = key_for(word, level);
        level = level.and_then(|level| level.get(&key)?.as_table());
        keys.push(key);
    }
    Ok((keys, value_of(value)))
}

fn key_for(word: &str, level: Option<&toml::Table>) -> String {
    let plain = |key: &str| key.to_lowercase().replace('-', "_");
    let existing = level.and_then(|level| level.keys().find(|key| plain(key) == plain(word)));
    existing.cloned().unwrap_or_else(|| plain(word).replace('_', "-"))
}

fn value_of(text: &str) -> Value {
    match text.parse::<Value>() {
        Ok(Value::Datetime(_)) | Err(_) => Value::String(text.to_owned()),
        Ok(value) => value,
    }
}

fn note(keys: &[String], name: &OsStr, positions: &mut Positions) {
    let location = Location::Variable(name.to_string_lossy().into_owned());
    let mut path = KeyPath::default();
    for (at, key) in keys.iter().enumerate() {
        path = path.key(key);
        let value = (at + 1 == keys.len()).then(|| location.clone());
        positions.insert(
            path.clone(),
            Spot {
                key: location.clone(),
                value,
            },
        );
    }
}

fn insert(table: &mut toml::Table, keys: &[String], value: Value) {
    let Some((last, tables)) = keys.split_last() else {
        return;
    };
    let mut level = table;
    for key in tables {
        let slot = level
            .entry(key)
            .or_insert_with(|| Value::Table(toml::Table::new()));
        if !slot.is_table() {
            *slot = Value::Table(toml::Table::new());
        }
        let Value::Table(inner) = slot else { return };
        level = inner;
    }
    level.insert(last.clone(), value);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn over(files: &toml::Table, variables: &[(&str, &str)]) -> toml::Table {
        let variables: Vec<_> = variables
            .iter()
            .map(|(name, value)| (name.into(), value.into()))
            .collect();
        let mut positions = Positions::new(Location::Variable(String::new()));
        let (table, errors) = layer(&variables, files, &mut positions);
        assert_eq!(errors, []);
        table
    }

    #[test]
    fn a_value_is_toml_where_it_can_be_and_text_otherwise() {
        let table = over(
            &toml::Table::new(),
            &[
                ("GATEWAYD__A__NUMBER", "9600"),
                ("GATEWAYD__A__TEXT", "coap://localhost"),
                ("GATEWAYD__A__QUOTED", "\"0042\""),
                ("GATEWAYD__A__ID", "0042"),
                ("GATEWAYD__A__LIST", "[1, 2]"),
                ("GATEWAYD_LOG", "debug"),
            ],
        );
        let expected = toml::toml! {
            a = { number = 9600, text = "coap://localhost", quoted = "0042", id = "0042", list = [1, 2] }
        };
        assert_eq!(table, expected);
    }

    #[test]
    fn an_underscore_means_the_existing_key_or_else_a_hyphen() {
        let files = toml::toml! { adapter = { my_bus = { "baud-rate" = 1 } } };
        let table = over(
            &files,
            &[
                ("GATEWAYD__ADAPTER__MY_BUS__BAUD_RATE", "2"),
                ("GATEWAYD__A_B", "3"),
            ],
        );
        let expected = toml::toml! {
            adapter = { my_bus = { "baud-rate" = 2 } }
            a-b = 3
        };
        assert_eq!(table, expected);
    }

    #[test]
    fn a_name_without_keys_is_an_error() {
        let variables = [("GATEWAYD__A____B".into(), "1".into())];
        let mut positions = Positions::new(Location::Variable(String::new()));
        let (_, errors) = layer(&variables, &toml::Table::new(), &mut positions);
        assert_eq!(errors.len(), 1);
    }
}
