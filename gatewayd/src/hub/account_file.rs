//! What a bootstrap server has made of the accounts, on the disk.
//!
//! It is one file, which is replaced as a whole before the bootstrap server learns that its accounts were taken, so
//! that a power cut leaves either the old accounts or the new ones.

use anyhow::Context as _;
use lwm2m::Accounts;
use objects::{Registry, Value};
use serde::{Deserialize, Serialize};
use tracing::warn;
use zeroize::Zeroize as _;

use super::accounts::{Plan, of_configuration};
use super::local::kind_of;
use crate::config::Config;
use crate::state::StateDir;

/// The file in the state directory.
const FILE: &str = "accounts.json";

/// What the file holds.
#[derive(Default, Deserialize, Serialize)]
struct Stored {
    /// The configured address of the bootstrap server: under another one the file does not count.
    bootstrap: String,
    /// How many bootstraps there have been.
    #[serde(default)]
    generation: u64,
    /// Whether the time of the bootstrap account is over.
    #[serde(default)]
    forgotten: bool,
    /// What the bootstrap server wrote; before it has, the accounts are those of the configuration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    values: Option<Vec<StoredValue>>,
}

/// One value: path and text form.
#[derive(Deserialize, Serialize)]
struct StoredValue {
    path: String,
    /// As [`Value::parse`] reads it. It may be a key.
    value: String,
}

impl Drop for StoredValue {
    fn drop(&mut self) {
        self.value.zeroize();
    }
}

/// The accounts that nobody but configuration and bootstrap server has a say in.
#[derive(Debug)]
pub(super) struct Base {
    pub(super) accounts: Accounts,
    /// Which bootstrap they come from; 0 is the configuration.
    pub(super) generation: u64,
    /// How many bootstraps there have been, those that do not count any more among them.
    bootstraps: u64,
    /// Whether the time of the bootstrap account is over.
    forgotten: bool,
}

impl Base {
    /// The accounts after a start of the program. What a bootstrap server wrote comes first.
    pub(super) fn load(config: &Config, state: &StateDir, registry: &Registry) -> anyhow::Result<Self> {
        let stored = match &config.bootstrap {
            Some(bootstrap) => of_server(state.read_json(FILE)?, &bootstrap.uri.to_string()),
            None => Stored::default(),
        };
        // Whatever was written was written by some bootstrap, also by one before they were counted.
        let generation = match stored.values {
            Some(_) => stored.generation.max(1),
            None => stored.generation,
        };
        let mut base = Self {
            accounts: of_configuration(config)?,
            generation: 0,
            bootstraps: generation,
            forgotten: stored.forgotten,
        };
        if let Some(values) = &stored.values {
            let accounts = parse(values, registry)?;
            match Plan::new(&accounts, config) {
                Ok(_) => {
                    base.accounts = accounts;
                    base.generation = generation;
                }
                Err(error) => warn!(%error, "The accounts of the bootstrap server cannot be used any more."),
            }
        } else if stored.forgotten {
            base.accounts.remove_bootstrap();
        }
        Ok(base)
    }

    /// What these accounts become when a bootstrap server has finished.
    pub(super) fn after_bootstrap(&self, accounts: Accounts) -> Self {
        Self {
            accounts,
            generation: self.bootstraps + 1,
            bootstraps: self.bootstraps + 1,
            forgotten: false,
        }
    }

    /// Takes the bootstrap account away.
    pub(super) fn forget_bootstrap(&mut self) {
        self.accounts.remove_bootstrap();
        self.forgotten = true;
    }

    /// Writes what is not in the configuration.
    pub(super) fn store(&self, config: &Config, state: &StateDir) -> anyhow::Result<()> {
        let bootstrap = config
            .bootstrap
            .as_ref()
            .context("no bootstrap server is configured")?;
        let values = self.accounts.values().map(|(path, value)| StoredValue {
            path: path.to_string(),
            value: value.to_string(),
        });
        let stored = Stored {
            bootstrap: bootstrap.uri.to_string(),
            generation: self.bootstraps,
            forgotten: self.forgotten,
            values: (self.generation != 0).then(|| values.collect()),
        };
        Ok(state.write_json(FILE, &stored)?)
    }
}

/// What is stored, if it is from the bootstrap server that the configuration names.
fn of_server(stored: Option<Stored>, uri: &str) -> Stored {
    match stored {
        Some(stored) if stored.bootstrap == uri => stored,
        Some(stored) => {
            warn!(
                file = FILE,
                "The accounts are from another bootstrap server, and do not count."
            );
            Stored {
                generation: stored.generation,
                ..Stored::default()
            }
        }
        None => Stored::default(),
    }
}

fn parse(values: &[StoredValue], registry: &Registry) -> anyhow::Result<Accounts> {
    let mut accounts = Accounts::new();
    for StoredValue { path, value } in values {
        let context = || format!("{FILE}: {path}");
        let objects::Path::Resource(path) = path.parse().with_context(context)? else {
            anyhow::bail!("{FILE}: {path} is no resource")
        };
        let kind = kind_of(registry, path).with_context(context)?;
        // The text may be a key, so it does not become part of the error.
        accounts.set(path, Value::parse(value, kind).with_context(context)?)?;
    }
    Ok(accounts)
}

#[cfg(test)]
#[path = "account_file_tests.rs"]
mod tests;
