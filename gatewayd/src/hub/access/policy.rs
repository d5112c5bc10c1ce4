//! Which rules of access control there are to be: those that were given, those that servers have made since, and
//! one for everything else that the gateway has.

use std::collections::{BTreeMap, BTreeSet};

use lwm2m::{Accounts, Rights, Rule, ServerId};
use objects::{InstanceId, ObjectId, ObjectTree};

use crate::config::{Config, ServerRights};
use crate::hub::server_object::SERVER;
use crate::hub::stored::{SERVER_OWNED, server_owned};

/// The Access Control object.
pub(super) const RULES: ObjectId = ObjectId::new(2);

/// Objects that no rule is about: no server sees them, or every server does (core, appendix E).
const WITHOUT_RULES: [u16; 4] = [0, 2, 21, 23];

/// Rules by their instance number.
pub(super) type Rules = BTreeMap<InstanceId, Rule>;

/// An instance, or an object whose instances are created.
pub(super) type Target = (ObjectId, Option<InstanceId>);

pub(super) const fn target(rule: &Rule) -> Target {
    (rule.object, rule.instance)
}

/// What decides about the rules.
#[derive(Clone, Debug, Default)]
pub(super) struct Policy {
    /// All servers.
    pub(super) servers: Vec<ServerId>,
    /// The Server instance of each.
    pub(super) accounts: BTreeMap<InstanceId, ServerId>,
    /// The rules of the bootstrap server.
    pub(super) given: Rules,
    /// What the configuration says, where there are none of these and it restricts a server.
    pub(super) configured: BTreeMap<ServerId, Rights>,
}

const fn rights(rights: ServerRights) -> Rights {
    match rights {
        ServerRights::Full => Rights::ALL,
        ServerRights::Read => Rights::READ,
    }
}

impl Policy {
    pub(super) fn new(accounts: &Accounts, config: &Config) -> Self {
        let given: Rules = accounts.rules().collect();
        let servers: Vec<ServerId> = accounts.servers().map(|(server, ..)| server).collect();
        let configured = |server: &ServerId| {
            let mut tables = config.servers.values();
            let table = tables.find(|table| table.short_server_id == server.number());
            (*server, table.map_or(Rights::ALL, |table| rights(table.rights)))
        };
        let mut configured: BTreeMap<_, _> = servers.iter().map(configured).collect();
        if !given.is_empty() || configured.values().all(|rights| *rights == Rights::ALL) {
            configured.clear();
        }
        Self {
            accounts: accounts
                .servers()
                .map(|(server, _, instance)| (instance, server))
                .collect(),
            servers,
            given,
            configured,
        }
    }

    /// Whether there is access control at all (core §8.1): with one server, or with several that may do
    /// everything, there are no rules.
    pub(super) fn in_force(&self) -> bool {
        self.servers.len() > 1 && !(self.given.is_empty() && self.configured.is_empty())
    }

    /// The rule of an instance that the gateway has made.
    pub(super) fn of_gateway(&self, object: ObjectId, instance: Option<InstanceId>) -> Rule {
        let rule = Rule::new(object, instance);
        let account = instance.and_then(|instance| self.accounts.get(&instance));
        match account {
            Some(server) if object == SERVER => rule.with_owner(*server),
            Some(_) | None if self.configured.is_empty() => rule.with(None, Rights::READ),
            Some(_) | None => self.configured.iter().fold(rule, |rule, (server, rights)| {
                let create = instance.is_none();
                let rights = match (create, *rights == Rights::ALL) {
                    (true, true) => Rights::CREATE,
                    (true, false) => Rights::NONE,
                    (false, true) => Rights::READ | Rights::WRITE | Rights::EXECUTE | Rights::DELETE,
                    (false, false) => *rights,
                };
                rule.with(Some(*server), rights)
            }),
        }
    }

    /// These rules, and one for every instance that has none.
    pub(super) fn completed(&self, mut rules: Rules, present: &BTreeSet<Target>) -> Rules {
        let ruled: BTreeSet<Target> = rules.values().map(target).collect();
        let mut free = free_numbers(&rules);
        // Who may create is up to the bootstrap server, or else follows from what the server may do at all.
        let objects = SERVER_OWNED.map(|object| (object, None));
        let objects = objects.into_iter().filter(|_| !self.configured.is_empty());
        let wanted: BTreeSet<Target> = present.iter().copied().chain(objects).collect();
        for (object, instance) in wanted.difference(&ruled) {
            if let Some(number) = free.next() {
                rules.insert(number, self.of_gateway(*object, *instance));
            }
        }
        rules
    }

    /// What the rules of before are good for under this policy: those of instances that servers have created stay,
    /// without servers that are gone. Also tells which of these instances nobody may use any more (core §8.1,
    /// unbootstrapping).
    pub(super) fn succeed(
        &self,
        before: &Rules,
        former: &[ServerId],
        present: &BTreeSet<Target>,
    ) -> (Rules, Vec<Target>) {
        let gone: Vec<ServerId> = former
            .iter()
            .filter(|server| !self.servers.contains(server))
            .copied()
            .collect();
        let given: BTreeSet<Target> = self.given.values().map(target).collect();
        let mut rules = self.given.clone();
        for (number, rule) in self.of_servers(before, former, present) {
            if given.contains(&target(&rule)) {
                continue;
            }
            let rule = gone
                .iter()
                .fold(rule, |rule, server| rule.without(*server, &self.servers));
            let taken = rules.contains_key(&number);
            let number = if taken {
                free_numbers(&rules).next()
            } else {
                Some(number)
            };
            if let Some(number) = number {
                rules.insert(number, rule);
            }
        }
        let useless = |rule: &Rule| {
            let created = server_owned(rule.object) && present.contains(&target(rule));
            created && rule.instance.is_some() && rule.owner.is_none() && rule.excludes_all(&self.servers)
        };
        let mut doomed = Vec::new();
        if !gone.is_empty() {
            rules.retain(|_, rule| {
                let useless = useless(rule);
                doomed.extend(useless.then(|| target(rule)));
                !useless
            });
        }
        (rules, doomed)
    }

    /// The rules of what servers have created. A server that was alone had none; all was its own.
    fn of_servers(&self, before: &Rules, former: &[ServerId], present: &BTreeSet<Target>) -> Rules {
        let created = |target: &Target| target.1.is_some() && server_owned(target.0);
        if let ([server], true) = (former, before.is_empty()) {
            if !self.servers.contains(server) {
                return Rules::new();
            }
            let rule = |(object, instance): &Target| Rule::new(*object, *instance).with_owner(*server);
            let all = present.iter().filter(|target| created(target)).map(rule);
            return free_numbers(&Rules::new()).zip(all).collect();
        }
        let living = before.iter().filter(|(_, rule)| {
            let target = target(rule);
            created(&target) && present.contains(&target)
        });
        living.map(|(number, rule)| (*number, rule.clone())).collect()
    }
}

/// The instance numbers that no rule has, in ascending order.
fn free_numbers(rules: &Rules) -> impl Iterator<Item = InstanceId> + use<> {
    let taken: BTreeSet<InstanceId> = rules.keys().copied().collect();
    let all = (0..u16::MAX).map(InstanceId::new);
    all.filter(move |number| !taken.contains(number))
}

/// Every instance that a rule may be about.
pub(super) fn present(tree: &ObjectTree) -> BTreeSet<Target> {
    let objects = tree.objects().filter(|(id, _)| ruled(*id));
    objects
        .flat_map(|(id, object)| object.instances().map(move |(instance, _)| (id, Some(instance))))
        .collect()
}

/// Whether instances of an object have rules.
pub(super) fn ruled(object: ObjectId) -> bool {
    !WITHOUT_RULES.contains(&object.number())
}
