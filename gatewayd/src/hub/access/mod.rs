//! Access control: the rules in the tree, kept in step with the instances they are about.
//!
//! Which rules there are to be is decided by [`Policy`]; here they come into the tree and go to the disk. With
//! one server, or with several that may do everything, there are none, and all of this does nothing.

mod file;
mod policy;
#[cfg(test)]
mod tests;

use std::collections::{BTreeSet, HashMap};
use std::time::{Instant, SystemTime};

use file::Found;
use lwm2m::{Accounts, Outcome, Rule, ServerId, WriteMode};
use objects::{Change, ChangeKind, InstanceId, ObjectId, Path, ResourcePath, Value};
use policy::{Policy, RULES, Rules, Target, present, ruled, target};
use tracing::{error, info};

use super::Hub;

/// The state of access control.
#[derive(Debug, Default)]
pub(super) struct Access {
    policy: Policy,
    /// Which rule is about what.
    by_target: HashMap<Target, InstanceId>,
    /// The rules are others than those on the disk.
    unsaved: bool,
}

/// Whether an object holds the rules.
pub(super) fn holds_rules(object: ObjectId) -> bool {
    object == RULES
}

impl Hub {
    /// Puts the rules into the tree when the program starts; everything else is there.
    pub(super) fn load_rules(&mut self, now: Instant, accounts: &Accounts) -> anyhow::Result<()> {
        self.access.policy = Policy::new(accounts, &self.config);
        let found = file::load(&self.state, &self.access.policy)?;
        match found {
            Found::Valid(rules) => self.establish(now, rules),
            Found::Former(rules, servers) => self.succeed(now, &rules, &servers),
            Found::Nothing => self.establish(now, self.access.policy.given.clone()),
        }
        Ok(())
    }

    /// The accounts are others now. Servers that were there before keep what they have created.
    pub(super) fn renew_rules(&mut self, now: Instant, accounts: &Accounts) {
        let before = self.rules();
        let policy = Policy::new(accounts, &self.config);
        let former = std::mem::replace(&mut self.access.policy, policy);
        self.succeed(now, &before, &former.servers);
    }

    fn succeed(&mut self, now: Instant, before: &Rules, former: &[ServerId]) {
        let present = present(&self.tree);
        let (rules, doomed) = self.access.policy.succeed(before, former, &present);
        for (object, instance) in doomed {
            let Some(instance) = instance else { continue };
            info!(%object, %instance, "Deleted what only a server could use that has no account any more.");
            if let Err(outcome) = self.delete_stored(now, Path::Instance(object, instance)) {
                error!(%object, %instance, ?outcome, "Cannot delete it.");
            }
        }
        // What is on the disk is for servers of the past.
        self.access.unsaved |= !before.is_empty();
        self.establish(now, rules);
    }

    /// Makes these the rules, with one for every instance that they leave out.
    fn establish(&mut self, now: Instant, rules: Rules) {
        let rules = if self.access.policy.in_force() {
            let present = present(&self.tree);
            self.access
                .policy
                .completed(self.useful(rules, &present), &present)
        } else {
            Rules::new()
        };
        self.put_rules(now, &rules);
        self.save_rules_if_due();
    }

    /// Without rules about what is not there, unless the bootstrap server has said so in advance.
    fn useful(&self, mut rules: Rules, present: &BTreeSet<Target>) -> Rules {
        let given: BTreeSet<Target> = self.access.policy.given.values().map(target).collect();
        rules.retain(|_, rule| {
            let target = target(rule);
            target.1.is_none() || present.contains(&target) || given.contains(&target)
        });
        rules
    }

    fn rules(&self) -> Rules {
        lwm2m::rules(&self.tree).collect()
    }

    /// Brings the tree to hold exactly these rules.
    fn put_rules(&mut self, now: Instant, rules: &Rules) {
        let at = SystemTime::now();
        let before = self.rules();
        for number in super::stored::instances(&self.tree, RULES) {
            if !rules.contains_key(&number) {
                self.remove_rule(now, number, at);
            }
        }
        for (number, rule) in rules {
            if before.get(number) != Some(rule) {
                self.put_rule(now, *number, rule, at);
            }
        }
        self.access.by_target = rules
            .iter()
            .map(|(number, rule)| (target(rule), *number))
            .collect();
        if rules.is_empty() {
            self.tree.remove_object(RULES);
        }
    }

    fn put_rule(&mut self, now: Instant, number: InstanceId, rule: &Rule, at: SystemTime) {
        let created = match self.tree.instance(RULES, number) {
            Some(_) => None,
            None => match self.tree.create_instance(RULES, number, at) {
                Ok(change) => Some(change),
                Err(error) => return error!(%error, "A rule of access control does not fit the tree."),
            },
        };
        let path = |(resource, element)| ResourcePath {
            element,
            ..ResourcePath::new(RULES, number, resource)
        };
        let instance = self.tree.instance(RULES, number);
        let resources = instance.into_iter().flat_map(|instance| instance.resources());
        let entries = resources.flat_map(|(resource, content)| {
            let elements = content.entries();
            elements.map(move |(element, _)| (resource, element))
        });
        let entries: Vec<ResourcePath> = entries.map(path).collect();
        for entry in entries {
            if entry
                .element
                .is_some_and(|server| !rule.acl.contains_key(&server))
            {
                let change = self.tree.remove(entry, at);
                self.announce(now, change);
            }
        }
        for (resource, element, value) in rule.values() {
            self.set(now, path((resource, element)), value, at);
        }
        self.access.by_target.insert(target(rule), number);
        self.access.unsaved = true;
        self.announce(now, created);
    }

    fn remove_rule(&mut self, now: Instant, number: InstanceId, at: SystemTime) {
        let change = self.tree.remove_instance(RULES, number, at);
        self.access.unsaved |= change.is_some();
        self.announce(now, change);
    }

    /// A rule comes and goes with what it is about.
    pub(super) fn follow_with_rules(&mut self, now: Instant, change: &Change) {
        let Path::Instance(object, instance) = change.path else {
            return;
        };
        if !ruled(object) || !self.access.policy.in_force() {
            return;
        }
        let about = (object, Some(instance));
        let known = self.access.by_target.get(&about).copied();
        match (change.kind, known) {
            (ChangeKind::Created, None) => {
                let rule = self.access.policy.of_gateway(object, Some(instance));
                self.add_rule(now, &rule);
            }
            (ChangeKind::Removed, Some(number)) => {
                let mut given = self.access.policy.given.values();
                // Of an instance that comes and goes with its device the bootstrap server has spoken for good.
                if super::stored::server_owned(object) || !given.any(|rule| target(rule) == about) {
                    self.access.by_target.remove(&about);
                    self.remove_rule(now, number, change.at);
                }
            }
            (ChangeKind::Created, Some(_)) | (ChangeKind::Removed, None) | (ChangeKind::Value, _) => {}
        }
    }

    fn add_rule(&mut self, now: Instant, rule: &Rule) {
        if self.tree.add_object(RULES).is_err() {
            return;
        }
        let free = self.tree.object(RULES).and_then(objects::Object::free_instance);
        match free {
            Some(number) => self.put_rule(now, number, rule, SystemTime::now()),
            None => error!("There are too many rules of access control."),
        }
    }

    /// What a server has created is its own (core §8.1).
    pub(super) fn claim(
        &mut self,
        now: Instant,
        creator: ServerId,
        object: ObjectId,
        instance: InstanceId,
    ) -> Result<(), Outcome> {
        if !self.access.policy.in_force() {
            return Ok(());
        }
        let rule = Rule::new(object, Some(instance)).with_owner(creator);
        match self.access.by_target.get(&target(&rule)).copied() {
            Some(number) => self.put_rule(now, number, &rule, SystemTime::now()),
            None => self.add_rule(now, &rule),
        }
        // First the rule, for a rule without its instance does no harm.
        self.save_rules()
    }

    /// Alters what has rules, as a whole: when anything fails, the rules are those of before.
    pub(super) fn with_rules<T>(
        &mut self,
        now: Instant,
        alter: impl FnOnce(&mut Self) -> Result<T, Outcome>,
    ) -> Result<T, Outcome> {
        if !self.access.policy.in_force() {
            return alter(self);
        }
        let before = self.rules();
        let result = alter(self).and_then(|done| self.save_rules().map(|()| done));
        if result.is_err() {
            self.put_rules(now, &before);
        }
        result
    }

    /// An owner writes to a rule.
    pub(super) fn write_rule(
        &mut self,
        now: Instant,
        place: Path,
        mode: WriteMode,
        values: Vec<(ResourcePath, Value)>,
    ) -> Outcome {
        let written = self.with_rules(now, |hub| {
            hub.prepare(now, place, mode, &values)?;
            hub.set_in_rules(now, values)
        });
        written.map_or_else(|outcome| outcome, |()| Outcome::Changed)
    }

    /// Sets values of rules; to be called within [`Self::with_rules`].
    pub(super) fn set_in_rules(
        &mut self,
        now: Instant,
        values: Vec<(ResourcePath, Value)>,
    ) -> Result<(), Outcome> {
        self.access.unsaved |= !values.is_empty();
        self.write_all_local(now, values)
    }

    /// An owner takes the entry of a server out of a rule.
    pub(super) fn remove_from_rule(&mut self, now: Instant, path: ResourcePath) {
        let change = self.tree.remove(path, SystemTime::now());
        self.access.unsaved |= change.is_some();
        self.announce(now, change);
    }

    fn save_rules(&mut self) -> Result<(), Outcome> {
        if !self.access.unsaved {
            return Ok(());
        }
        file::save(&self.state, &self.access.policy, &self.rules()).map_err(|problem| {
            error!(error = %problem, "Cannot keep the rules of access control.");
            Outcome::Internal
        })?;
        self.access.unsaved = false;
        Ok(())
    }

    /// Keeps the rules that have come and gone with their instances.
    pub(super) fn save_rules_if_due(&mut self) {
        if self.access.unsaved {
            // That it failed is logged, and the next change makes another attempt.
            let _ = self.save_rules();
            self.access.unsaved = false;
        }
    }
}
