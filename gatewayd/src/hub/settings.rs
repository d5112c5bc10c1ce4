//! What servers and the bus have written to the Server object (1): kept on the disk beside the accounts.
//!
//! A setting is remembered together with what the accounts said when it was written. Where they say something else
//! today, they have been changed since, and what was written before has no say any more.

use std::collections::BTreeSet;
use std::time::{Instant, SystemTime};

use lwm2m::{Accounts, Outcome, ServerId, WriteMode};
use objects::{InstanceId, ObjectTree, Path, Registry, ResourceId, ResourcePath, Value};
use serde::{Deserialize, Serialize};
use tracing::{error, warn};

use super::Hub;
use super::account_file::Base;
use super::local::kind_of;
use super::server_object::SERVER;
use crate::state::StateDir;

/// The file in the state directory.
const FILE: &str = "server-settings.json";

/// What the file holds.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub(super) struct Settings {
    /// The bootstrap that the accounts come from; a later one voids the settings.
    generation: u64,
    settings: Vec<Setting>,
}

/// One resource that is not as the accounts say.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
struct Setting {
    /// The Short Server ID.
    server: u16,
    resource: u16,
    /// The resource instance, where there are several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    element: Option<u16>,
    /// What the accounts said, as [`Value::parse`] reads it; nothing when they had no value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    before: Option<String>,
    /// What was written; nothing when the value was taken away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    value: Option<String>,
}

impl Settings {
    /// What was kept, as far as it belongs to these accounts.
    pub(super) fn load(base: &Base, state: &StateDir) -> anyhow::Result<Self> {
        let stored: Self = state.read_json(FILE)?.unwrap_or_default();
        Ok(if stored.generation == base.generation {
            stored
        } else {
            Self::default()
        })
    }

    /// How the Server object differs from what the accounts say.
    fn of(base: &Base, tree: &ObjectTree) -> Self {
        let mut settings = Vec::new();
        for (server, _, instance) in base.accounts.servers() {
            for path in writable(&base.accounts, tree, instance) {
                let before = base.accounts.value(path).map(Value::to_string);
                let value = tree.entry(path).map(|entry| entry.value.to_string());
                if before != value {
                    settings.push(Setting {
                        server: server.number(),
                        resource: path.resource.number(),
                        element: path.element,
                        before,
                        value,
                    });
                }
            }
        }
        Self {
            generation: base.generation,
            settings,
        }
    }

    /// The accounts with what was written to them.
    pub(super) fn applied(&self, base: &Base, registry: &Registry) -> Accounts {
        let mut accounts = base.accounts.clone();
        for setting in &self.settings {
            let Some(path) = setting.path(&base.accounts) else {
                continue;
            };
            if base.accounts.value(path).map(Value::to_string) == setting.before
                && setting.apply(&mut accounts, path, registry).is_none()
            {
                warn!(file = FILE, %path, "A setting does not fit its resource, and is left out.");
            }
        }
        accounts
    }
}

impl Setting {
    fn path(&self, accounts: &Accounts) -> Option<ResourcePath> {
        let server = ServerId::try_from(self.server).ok()?;
        let (.., instance) = accounts.servers().find(|(id, ..)| *id == server)?;
        let path = ResourcePath::new(SERVER, instance, ResourceId::new(self.resource));
        Some(match self.element {
            Some(element) => path.with_element(element),
            None => path,
        })
    }

    fn apply(&self, accounts: &mut Accounts, path: ResourcePath, registry: &Registry) -> Option<()> {
        let def = registry.object(SERVER)?.resource(path.resource)?;
        if !def.operations.writable() {
            return None;
        }
        match &self.value {
            Some(text) => {
                let value = Value::parse(text, kind_of(registry, path)?).ok()?;
                accounts.set(path, value).ok()
            }
            None => {
                accounts.unset(path);
                Some(())
            }
        }
    }
}

/// Every writable resource that an instance has now or has by its account.
fn writable(accounts: &Accounts, tree: &ObjectTree, instance: InstanceId) -> BTreeSet<ResourcePath> {
    let known = accounts
        .instance(SERVER, instance)
        .map(|((resource, element), _)| at(instance, resource, element));
    let living = image(tree, instance).into_iter().map(|(path, _)| path);
    let def = tree.registry().object(SERVER);
    let takes = |path: &ResourcePath| {
        let def = def.and_then(|def| def.resource(path.resource));
        def.is_some_and(|def| def.operations.writable())
    };
    known.chain(living).filter(takes).collect()
}

/// All values of an instance.
fn image(tree: &ObjectTree, instance: InstanceId) -> Vec<(ResourcePath, Value)> {
    let living = tree.instance(SERVER, instance).into_iter();
    let resources = living.flat_map(|instance| instance.resources());
    let values = resources.flat_map(|(resource, content)| {
        let entries = content.entries();
        entries.map(move |(element, entry)| (at(instance, resource, element), entry.value.clone()))
    });
    values.collect()
}

fn at(instance: InstanceId, resource: ResourceId, element: Option<u16>) -> ResourcePath {
    let path = ResourcePath::new(SERVER, instance, resource);
    element.map_or(path, |element| path.with_element(element))
}

impl Hub {
    /// Writes to an instance of the Server object: all of it and for ever, or nothing.
    pub(super) fn configure(
        &mut self,
        now: Instant,
        target: Path,
        mode: WriteMode,
        values: Vec<(ResourcePath, Value)>,
    ) -> Outcome {
        let written = self.alter_settings(now, |hub| {
            hub.prepare(now, target, mode, &values)?;
            hub.write_all_local(now, values)
        });
        written.map_or_else(|outcome| outcome, |()| Outcome::Changed)
    }

    /// Writes single values of the Server object.
    pub(super) fn patch_settings(
        &mut self,
        now: Instant,
        values: Vec<(ResourcePath, Value)>,
    ) -> Result<(), Outcome> {
        if values.is_empty() {
            return Ok(());
        }
        self.alter_settings(now, |hub| hub.write_all_local(now, values))
    }

    /// Alters the Server object: what cannot be kept has not happened.
    fn alter_settings(
        &mut self,
        now: Instant,
        alter: impl FnOnce(&mut Self) -> Result<(), Outcome>,
    ) -> Result<(), Outcome> {
        let instances = super::stored::instances(&self.tree, SERVER);
        let before: Vec<_> = instances
            .iter()
            .flat_map(|instance| image(&self.tree, *instance))
            .collect();
        let result = alter(self).and_then(|()| {
            self.save_settings().map_err(|problem| {
                error!(
                    error = format!("{problem:#}"),
                    "Cannot keep what was written to the Server object."
                );
                Outcome::Internal
            })
        });
        if result.is_err() {
            self.restore(now, &instances, before);
        }
        result
    }

    fn restore(&mut self, now: Instant, instances: &[InstanceId], before: Vec<(ResourcePath, Value)>) {
        let time = SystemTime::now();
        let living = instances.iter().flat_map(|id| image(&self.tree, *id));
        let added: Vec<_> = living
            .map(|(path, _)| path)
            .filter(|path| !before.iter().any(|(known, _)| known == path))
            .collect();
        for path in added {
            let change = self.tree.remove(path, time);
            self.announce(now, change);
        }
        for (path, value) in before {
            self.set(now, path, value, time);
        }
    }

    /// Brings the file up to date with the tree, where they differ.
    pub(super) fn save_settings(&mut self) -> anyhow::Result<()> {
        let settings = Settings::of(&self.base, &self.tree);
        if settings != self.settings {
            self.state.write_json(FILE, &settings)?;
            self.settings = settings;
        }
        Ok(())
    }

    /// After accounts were replaced: settings that lost their say go from the disk too.
    pub(super) fn settle_settings(&mut self) {
        if let Err(error) = self.save_settings() {
            error!(
                error = format!("{error:#}"),
                "What was written to the Server object before cannot be erased."
            );
        }
    }
}
