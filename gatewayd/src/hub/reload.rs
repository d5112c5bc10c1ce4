//! A new configuration, applied to what it changes and to nothing else.

use std::collections::BTreeSet;
use std::time::{Instant, SystemTime};

use anyhow::ensure;
use lwm2m::{LinkId, ServerId};
use serde::Serialize;
use tracing::{error, info, warn};

use super::install::{Former, instances_of};
use super::server_object::{self, Prepared, Untouched};
use super::status::ServerState;
use super::{Hub, accounts, mapping};
use crate::config::{Config, diff};
use crate::supervisor::{SupervisorRequest, UnitId};

/// What a reload did.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize)]
pub struct ReloadReport {
    /// Adapters that were started.
    pub added: Vec<String>,
    /// Adapters that were started again with what is new.
    pub changed: Vec<String>,
    /// Adapters that were stopped.
    pub removed: Vec<String>,
    /// Whether servers have come, gone or changed; these are registered with anew.
    pub servers: bool,
    /// Whether something, such as the endpoint name, takes effect only after a restart of the program.
    pub needs_restart: bool,
}

/// The servers that a reload leaves alone.
#[derive(Debug, Default)]
struct Unchanged {
    servers: BTreeSet<ServerId>,
    /// Their instances of the Security and the Server object.
    instances: Untouched,
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

    /// First everything that can fail, without altering anything; then the rest.
    fn apply(&mut self, now: Instant, new: Config) -> anyhow::Result<ReloadReport> {
        let changes = diff(&self.config, &new);
        let at = SystemTime::now();
        let report = ReloadReport {
            added: changes.adapters.added,
            changed: changes.adapters.changed,
            removed: changes.adapters.removed,
            servers: !changes.servers.is_empty() || changes.bootstrap,
            needs_restart: changes.needs_restart || changes.device,
        };
        // What needs a restart keeps its old value until then.
        let new = Config {
            gateway: self.config.gateway.clone(),
            device: self.config.device.clone(),
            machine: self.config.machine.clone(),
            ..new
        };
        let report = ReloadReport {
            needs_restart: report.needs_restart || !self.define(&new),
            ..report
        };
        let mut instances = self.instances.clone();
        let wanted = report.added.iter().chain(&report.changed);
        let entries = wanted
            .filter_map(|name| new.adapters.get_key_value(name))
            .collect();
        let plans = mapping::plan(self.tree.registry(), &mut instances, &entries)?;
        let servers = match report.servers {
            true => {
                let prepared = server_object::prepare(self.tree.registry(), &new, &self.state, now)?;
                let stay = self.unchanged(&prepared, &new);
                Some((prepared, stay))
            }
            false => None,
        };
        let requests = report.removed.len() + report.added.len() + 2 * report.changed.len();
        ensure!(
            requests <= self.supervisor.room(),
            "too many adapters change at once; try again later"
        );
        instances.save(&self.state)?;

        self.instances = instances;
        self.config = new;
        for name in &report.removed {
            let formers = self.stop_adapter(now, name);
            self.clean(now, &instances_of(&formers), &formers);
        }
        for plan in plans {
            let formers = self.stop_adapter(now, &plan.name);
            let unit = self.install(now, plan, &formers, at);
            self.start_adapter(unit);
        }
        if let Some((prepared, stay)) = servers {
            self.replace_client(now, prepared, &stay, at);
        }
        Ok(report)
    }

    /// Takes in what has become of the object definitions; nothing of it shows before a point uses it.
    /// Returns whether all of them could be taken: an object with instances keeps its definition.
    fn define(&mut self, new: &Config) -> bool {
        let wanted = new.registry();
        let known = self.tree.registry();
        let differing: Vec<_> = wanted
            .objects()
            .filter(|def| known.object(def.id).is_none_or(|known| known.as_ref() != *def))
            .cloned()
            .collect();
        let mut complete = true;
        for def in differing {
            if let Err(error) = self.tree.define(def) {
                warn!(%error, "An object definition takes effect after a restart.");
                complete = false;
            }
        }
        complete
    }

    fn stop_adapter(&mut self, now: Instant, name: &str) -> Vec<Former> {
        let Some(unit) = self.adapters.number(name) else {
            return Vec::new();
        };
        self.tell_supervisor(SupervisorRequest::Stop { unit });
        self.uninstall(now, unit)
    }

    /// Has an adapter started that is installed.
    pub(super) fn start_adapter(&mut self, unit: UnitId) {
        let Some(name) = self.adapters.get(unit).map(|unit| unit.name.to_string()) else {
            return;
        };
        let entry = self.config.adapters.get(&name);
        let config = entry.map(|entry| &entry.config).cloned().map(Box::new);
        if let Some(config) = config {
            self.tell_supervisor(SupervisorRequest::Start { unit, name, config });
        }
    }

    fn tell_supervisor(&self, request: SupervisorRequest) {
        if !self.supervisor.try_send(request) {
            error!("The supervisor did not take a request.");
        }
    }

    /// The servers that a new configuration leaves as they are.
    fn unchanged(&self, prepared: &Prepared, new: &Config) -> Unchanged {
        if self.config.bootstrap != new.bootstrap {
            // It decides on what every server may execute.
            return Unchanged::default();
        }
        let before = self.settings.applied(&self.base, self.tree.registry());
        let queued = |config: &Config, id: ServerId| server_object::queued(config).any(|queued| queued == id);
        let mut unchanged = Unchanged::default();
        for (id, security, server) in accounts::unchanged(&before, &prepared.accounts) {
            if queued(&self.config, id) == queued(new, id) {
                unchanged.servers.insert(id);
                unchanged.instances.extend([
                    (server_object::SECURITY, security),
                    (server_object::SERVER, server),
                ]);
            }
        }
        unchanged
    }

    /// Registers anew with the servers of the new configuration, but for those that stay as they are.
    fn replace_client(&mut self, now: Instant, mut prepared: Prepared, stay: &Unchanged, at: SystemTime) {
        self.drain(now);
        let servers = stay.servers.iter().copied();
        self.client.hand_over(now, &mut prepared.client, servers.clone());
        let links: Vec<LinkId> = servers.map(LinkId::Server).collect();
        prepared.upstream.take_over(&mut self.upstream, &links);
        // The others are told, without waiting for their answers.
        self.drain_engine(now);
        // Whoever stays is to learn of everything that changes from here on.
        self.client = prepared.client;
        self.upstream.close(now);
        self.collect_statistics();
        self.upstream = prepared.upstream;
        self.in_flight.forget_servers(&stay.servers);
        let changes = server_object::replace(&mut self.tree, &prepared.accounts, &stay.instances, at);
        (self.base, self.settings) = (prepared.base, prepared.settings);
        match changes {
            Ok(changes) => changes
                .iter()
                .for_each(|change| self.client.handle_change(now, change, &self.tree)),
            Err(error) => error!(%error, "The servers do not fit the tree."),
        }
        self.settle_settings();
        let before = std::mem::replace(&mut self.servers, ServerState::of(&prepared.plan));
        for (id, state) in &mut self.servers {
            if let (true, Some(before)) = (stay.servers.contains(id), before.get(id)) {
                state.remember(before);
            }
        }
        self.renew_rules(now, &prepared.accounts);
        // Who changes a server wants it now.
        self.forget_disabled(&stay.servers);
        self.client.start(now, &self.tree);
    }
}
