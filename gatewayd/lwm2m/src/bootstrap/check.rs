//! Whether the accounts a bootstrap leaves behind can be used (core §6.1.7.5, "Bootstrap-Finish").

use std::collections::BTreeSet;

use objects::{InstanceId, ObjectId, ObjectLink, Registry, ResourceId, ResourcePath, Value};

use crate::access::Rule;
use crate::account::{SERVER_OBJECT, ServerId};
use crate::accounts::{
    ACCESS_CONTROL_OBJECT, Accounts, OSCORE_OBJECT, SECURITY_OBJECT, security, security_path,
};

/// Why accounts cannot be used.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Inconsistent {
    /// An account has a resource too few.
    #[error("{0} is missing")]
    Missing(ResourcePath),
    /// A Server instance has no Security instance, or shares it.
    #[error("the Server instance {0} has no Security instance of its own")]
    NoSecurity(InstanceId),
    /// There is nothing to register with.
    #[error("there is no server account")]
    NoServer,
    /// A Security instance has no Server instance.
    #[error("server {0} has no Server instance")]
    NoServerInstance(ServerId),
    /// A Security instance has no usable Short Server ID.
    #[error("the Security instance {0} has no valid Short Server ID")]
    NoServerId(InstanceId),
    /// A link leads to an OSCORE instance that is not there or belongs to another account.
    #[error("the OSCORE link of Security instance {0} leads nowhere")]
    Oscore(InstanceId),
    /// A rule of access control names a server that has no account.
    #[error("the Access Control instance {0} names a server that has no account")]
    RuleServer(InstanceId),
    /// A rule of access control is about an object that this client does not have.
    #[error("the Access Control instance {0} is about nothing this client has")]
    RuleTarget(InstanceId),
    /// Two rules of access control are about the same.
    #[error("the Access Control instance {0} is about the same as another")]
    RuleTwice(InstanceId),
    /// Two accounts are of the same server.
    #[error("server {0} has two accounts")]
    Twice(ServerId),
    /// More than one new bootstrap account was written.
    #[error("there are several bootstrap accounts")]
    TwoBootstrapAccounts,
}

/// The accounts that count from now on, if `written` can be used: without an old bootstrap account that was
/// replaced, and without what is left of servers that were deleted.
pub(super) fn finished(
    before: &Accounts,
    written: &Accounts,
    registry: &Registry,
) -> Result<Accounts, Inconsistent> {
    let mut accounts = written.clone();
    settle_bootstrap_account(before, &mut accounts)?;
    forget_deleted_servers(before, &mut accounts);
    fill_unused_keys(&mut accounts);
    check_pairs(&accounts)?;
    check_oscore(&accounts)?;
    check_mandatory(&accounts, registry)?;
    check_rules(&accounts, registry)?;
    Ok(accounts)
}

/// At most one bootstrap account stays: a new one, or else the old one, elsewhere if a server account was
/// written over it.
fn settle_bootstrap_account(before: &Accounts, accounts: &mut Accounts) -> Result<(), Inconsistent> {
    let Some(old) = before.bootstrap() else {
        return Ok(());
    };
    let all: Vec<InstanceId> = accounts
        .instances(SECURITY_OBJECT)
        .filter(|id| accounts.is_bootstrap(*id))
        .collect();
    let untouched = |id: InstanceId| {
        id == old && accounts.content(SECURITY_OBJECT, id) == before.content(SECURITY_OBJECT, old)
    };
    match all.as_slice() {
        [] => {
            let content = before.content(SECURITY_OBJECT, old).cloned().unwrap_or_default();
            let free = accounts.free_instance(SECURITY_OBJECT);
            if let Some(free) = free {
                accounts.put(SECURITY_OBJECT, free, content);
            }
        }
        [_] => {}
        [one, other] if untouched(*one) || untouched(*other) => accounts.remove_security(old),
        _ => return Err(Inconsistent::TwoBootstrapAccounts),
    }
    Ok(())
}

/// A server whose Security instance was deleted loses its Server instance and its rights (core §6.1.7.6,
/// "unbootstrapping").
fn forget_deleted_servers(before: &Accounts, accounts: &mut Accounts) {
    let remain: Vec<ServerId> = accounts
        .instances(SECURITY_OBJECT)
        .filter_map(|id| accounts.server_id(id))
        .collect();
    let gone: Vec<ServerId> = before
        .servers()
        .map(|(server, ..)| server)
        .filter(|server| !remain.contains(server))
        .collect();
    for server in gone {
        let instance = accounts.server_instance(server);
        if let Some(instance) = instance {
            accounts.remove(SERVER_OBJECT, instance);
        }
        let rules: Vec<(InstanceId, Rule)> = accounts.rules().collect();
        for (number, rule) in rules {
            if instance.is_some() && (rule.object, rule.instance) == (SERVER_OBJECT, instance) {
                accounts.remove(ACCESS_CONTROL_OBJECT, number);
            } else {
                accounts.put_rule(number, &rule.without(server, &remain));
            }
        }
    }
}

/// Security modes (core §E.1, resource 2) of which keys are not used.
const MODE_PSK: Value = Value::Integer(0);
const MODE_NONE: Value = Value::Integer(3);

/// Keys that the mode does not use need not be written, though they are mandatory.
fn fill_unused_keys(accounts: &mut Accounts) {
    let all: Vec<InstanceId> = accounts.instances(SECURITY_OBJECT).collect();
    for instance in all {
        let unused: &[u16] = match accounts.value(security_path(instance, security::MODE)) {
            Some(mode) if *mode == MODE_PSK => &[security::SERVER_KEY],
            Some(mode) if *mode == MODE_NONE => {
                &[security::IDENTITY, security::SERVER_KEY, security::SECRET_KEY]
            }
            Some(_) | None => &[],
        };
        for id in unused {
            let content = accounts.content_mut(SECURITY_OBJECT, instance);
            if !content.has(ResourceId::new(*id)) {
                content.insert((ResourceId::new(*id), None), Value::Opaque(Vec::new()));
            }
        }
    }
}

/// Each server has one Security and one Server instance, and nothing is left over.
fn check_pairs(accounts: &Accounts) -> Result<(), Inconsistent> {
    let mut servers = BTreeSet::new();
    for security in accounts.instances(SECURITY_OBJECT) {
        if accounts.is_bootstrap(security) {
            continue;
        }
        let server = accounts
            .server_id(security)
            .ok_or(Inconsistent::NoServerId(security))?;
        if !servers.insert(server) {
            return Err(Inconsistent::Twice(server));
        }
        accounts
            .server_instance(server)
            .ok_or(Inconsistent::NoServerInstance(server))?;
    }
    let mut paired = BTreeSet::new();
    for instance in accounts.instances(SERVER_OBJECT) {
        match accounts.id_of_server(instance) {
            Some(server) if servers.contains(&server) && paired.insert(server) => {}
            Some(_) | None => return Err(Inconsistent::NoSecurity(instance)),
        }
    }
    if servers.is_empty() {
        return Err(Inconsistent::NoServer);
    }
    Ok(())
}

/// An OSCORE instance belongs to the one account that links to it.
fn check_oscore(accounts: &Accounts) -> Result<(), Inconsistent> {
    let mut linked = BTreeSet::new();
    for security in accounts.instances(SECURITY_OBJECT) {
        let link = accounts.value(security_path(security, security::OSCORE));
        if link.is_none_or(|link| *link == Value::ObjectLink(ObjectLink::NULL)) {
            continue;
        }
        match accounts.oscore_of(security) {
            Some(oscore) if accounts.contains(OSCORE_OBJECT, oscore) && linked.insert(oscore) => {}
            Some(_) | None => return Err(Inconsistent::Oscore(security)),
        }
    }
    Ok(())
}

/// The rules of access control name servers that are there and objects that this client has, each target once.
fn check_rules(accounts: &Accounts, registry: &Registry) -> Result<(), Inconsistent> {
    let servers: BTreeSet<u16> = accounts.servers().map(|(server, ..)| server.number()).collect();
    let mut targets = BTreeSet::new();
    let numbers: BTreeSet<InstanceId> = accounts.instances(ACCESS_CONTROL_OBJECT).collect();
    for (number, rule) in accounts.rules() {
        let owned = rule.owner.is_none_or(|owner| servers.contains(&owner.number()));
        let known = |id: &u16| *id == 0 || servers.contains(id);
        if !owned || !rule.acl.keys().all(known) {
            return Err(Inconsistent::RuleServer(number));
        }
        if registry.object(rule.object).is_none() {
            return Err(Inconsistent::RuleTarget(number));
        }
        if !targets.insert((rule.object, rule.instance)) {
            return Err(Inconsistent::RuleTwice(number));
        }
    }
    let understood: BTreeSet<InstanceId> = accounts.rules().map(|(number, _)| number).collect();
    match numbers.difference(&understood).next() {
        Some(number) => Err(Inconsistent::RuleTarget(*number)),
        None => Ok(()),
    }
}

/// Every instance has its mandatory values; executables are there by themselves.
fn check_mandatory(accounts: &Accounts, registry: &Registry) -> Result<(), Inconsistent> {
    for object in crate::accounts::ACCOUNT_OBJECTS {
        for instance in accounts.instances(object) {
            check_instance(accounts, registry, object, instance)?;
        }
    }
    Ok(())
}

fn check_instance(
    accounts: &Accounts,
    registry: &Registry,
    object: ObjectId,
    instance: InstanceId,
) -> Result<(), Inconsistent> {
    let (Some(def), Some(content)) = (registry.object(object), accounts.content(object, instance)) else {
        return Ok(());
    };
    let absent = def
        .resources
        .iter()
        .find(|def| def.mandatory && def.kind.is_some() && !content.has(def.id));
    match absent {
        Some(def) => Err(Inconsistent::Missing(ResourcePath::new(object, instance, def.id))),
        None => Ok(()),
    }
}
