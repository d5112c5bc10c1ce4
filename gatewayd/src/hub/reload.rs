//! A new configuration, applied to what it changes and to nothing else.

use std::collections::BTreeSet;
use std::time::{Instant, SystemTime};

use objects::{InstanceId, ObjectId, ObjectTree};
use serde::Serialize;
use tracing::{error, info, warn};

use super::Hub;
use super::server_object;
use super::status::ServerState;
use crate::config::{AdapterEntry, Config, diff};
use crate::supervisor::SupervisorRequest;

/// What a reload did.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize)]
pub struct ReloadReport {
    /// Adapters that were started.
    pub added: Vec<String>,
    /// Adapters that were started again with what is new.
    pub changed: Vec<String>,
    /// Adapters that were stopped.
    pub removed: Vec<String>,
    /// Whether the servers were registered with anew.
    pub servers: bool,
    /// Whether something, such as the endpoint name, takes effect only after a restart of the program.
    pub needs_restart: bool,
}

impl Hub {
    /// Loads the configuration; one that cannot be used changes nothing.
    pub(super) fn reload(&mut self, now: Instant) -> Result<ReloadReport, String> {
        self.status_stale = true;
        let loaded = (self.loader)();
        let result = loaded.and_then(|config| self.apply(now, config).map_err(|error| format!("{error:#}")));
        match &result {
            Ok(report) => info!(?report, "Reloaded the configuration."),
            Err(problems) => warn!(error = %problems, "The new configuration cannot be used."),
        }
        self.configuration_error = result.as_ref().err().cloned();
        result
    }

    fn apply(&mut self, now: Instant, new: Config) -> anyhow::Result<ReloadReport> {
        let changes = diff(&self.config, &new);
        let at = SystemTime::now();
        let report = ReloadReport {
            added: changes.adapters.added.clone(),
            changed: changes.adapters.changed.clone(),
            removed: changes.adapters.removed.clone(),
            servers: !changes.servers.is_empty(),
            needs_restart: changes.needs_restart || changes.device,
        };
        for name in report.removed.iter().chain(&report.changed).chain(&report.added) {
            self.replace_adapter(now, name, new.adapters.get(name), at)?;
        }
        self.instances.save(&self.state)?;
        let servers_changed = report.servers;
        // What needs a restart keeps its old value until then.
        self.config = Config {
            gateway: self.config.gateway.clone(),
            device: self.config.device.clone(),
            ..new
        };
        if servers_changed {
            self.replace_client(now, at)?;
        }
        Ok(report)
    }

    /// Puts an adapter in the place of the one of the same name. Instances that both use stay, and so do
    /// the observations of them.
    fn replace_adapter(
        &mut self,
        now: Instant,
        name: &str,
        entry: Option<&AdapterEntry>,
        at: SystemTime,
    ) -> anyhow::Result<()> {
        let before = match self.adapters.number(name) {
            Some(number) => self.unmap_adapter(number),
            None => BTreeSet::new(),
        };
        let known: BTreeSet<(ObjectId, InstanceId)> = instances(&self.tree);
        let after = match entry {
            Some(entry) => self.map_adapter(name, entry, at)?,
            None => BTreeSet::new(),
        };
        for (object, instance) in before.difference(&after) {
            let change = self.tree.remove_instance(*object, *instance, at);
            self.announce(now, change);
        }
        for (object, instance) in after.difference(&known) {
            let path = objects::Path::Instance(*object, *instance);
            let change = objects::Change {
                path,
                kind: objects::ChangeKind::Created,
                at,
            };
            self.announce(now, Some(change));
        }
        let request = match entry {
            Some(entry) => SupervisorRequest::Start {
                name: name.to_owned(),
                config: entry.config.clone(),
            },
            None => SupervisorRequest::Stop {
                name: name.to_owned(),
            },
        };
        if !self.supervisor.try_send(request) {
            error!(adapter = name, "The supervisor did not take a request.");
        }
        Ok(())
    }

    /// Registers anew with the servers of the new configuration.
    fn replace_client(&mut self, now: Instant, at: SystemTime) -> anyhow::Result<()> {
        // The old servers are told, without waiting for their answers.
        self.client.stop(now);
        self.drain(now);
        for object in [ObjectId::new(0), ObjectId::new(1)] {
            let old: Vec<InstanceId> = self
                .tree
                .object(object)
                .into_iter()
                .flat_map(|object| object.instances().map(|(id, _)| id).collect::<Vec<_>>())
                .collect();
            for instance in old {
                self.tree.remove_instance(object, instance, at);
            }
        }
        let accounts = server_object::create(&mut self.tree, &self.config, at)?;
        (self.client, self.upstream) = server_object::connect(&self.config, &accounts, now)?;
        self.servers = ServerState::of(&self.config);
        self.client.start(now, &self.tree);
        Ok(())
    }
}

fn instances(tree: &ObjectTree) -> BTreeSet<(ObjectId, InstanceId)> {
    tree.objects()
        .flat_map(|(id, object)| object.instances().map(move |(instance, _)| (id, instance)))
        .collect()
}
