//! A new configuration, applied to what it changes and to nothing else.

use std::time::{Instant, SystemTime};

use anyhow::ensure;
use serde::Serialize;
use tracing::{error, info, warn};

use super::install::{Former, instances_of};
use super::server_object::{self, Prepared};
use super::status::ServerState;
use super::{Hub, mapping};
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
            true => Some(server_object::prepare(
                self.tree.registry(),
                &new,
                &self.state,
                now,
            )?),
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
        if let Some(prepared) = servers {
            self.replace_client(now, prepared, at);
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

    /// Registers anew with the servers of the new configuration.
    fn replace_client(&mut self, now: Instant, prepared: Prepared, at: SystemTime) {
        // The old servers are told, without waiting for their answers.
        self.client.stop(now);
        self.drain(now);
        self.upstream.close(now);
        self.collect_statistics();
        self.in_flight.forget_servers();
        self.sends.give_up();
        if let Err(error) = server_object::replace(&mut self.tree, &prepared.accounts, at) {
            error!(%error, "The servers do not fit the tree.");
        }
        (self.client, self.upstream) = (prepared.client, prepared.upstream);
        (self.base, self.settings) = (prepared.base, prepared.settings);
        self.settle_settings();
        self.servers = ServerState::of(&prepared.plan);
        self.renew_rules(now, &prepared.accounts);
        // Who changes the servers wants them now.
        self.forget_disabled();
        self.client.start(now, &self.tree);
    }
}
