//! The rules on the disk.

use std::collections::BTreeMap;

use lwm2m::{Rights, Rule, ServerId};
use objects::{InstanceId, ObjectId};
use serde::{Deserialize, Serialize};

use super::policy::{Policy, Rules};
use crate::state::{StateDir, StateError};

/// The file in the state directory.
const FILE: &str = "access.json";

/// What the file holds.
#[derive(Deserialize, Serialize)]
struct Stored {
    /// What the rules were made for. For anything else they are the rules of before.
    basis: Basis,
    rules: BTreeMap<u16, StoredRule>,
}

/// What decides about the rules.
#[derive(Debug, Deserialize, PartialEq, Serialize)]
struct Basis {
    servers: Vec<u16>,
    given: BTreeMap<u16, StoredRule>,
    configured: BTreeMap<u16, u8>,
}

/// An instance of the Access Control object, without the numbers that stand for nobody.
#[derive(Debug, Deserialize, PartialEq, Serialize)]
struct StoredRule {
    object: u16,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    instance: Option<u16>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    owner: Option<u16>,
    acl: BTreeMap<u16, u8>,
}

/// The rules as they were stored.
#[derive(Debug, PartialEq)]
pub(super) enum Found {
    /// For another policy, with these servers.
    Former(Rules, Vec<ServerId>),
    /// There are none.
    Nothing,
    /// For this policy.
    Valid(Rules),
}

/// Reads what was stored, and whether it is for this policy.
pub(super) fn load(state: &StateDir, policy: &Policy) -> Result<Found, StateError> {
    let Some(stored) = state.read_json::<Stored>(FILE)? else {
        return Ok(Found::Nothing);
    };
    let rules = read(&stored.rules);
    if stored.basis == basis(policy) {
        return Ok(Found::Valid(rules));
    }
    let servers = stored.basis.servers.iter();
    let servers = servers.filter_map(|server| ServerId::try_from(*server).ok());
    Ok(Found::Former(rules, servers.collect()))
}

/// Replaces what is stored.
pub(super) fn save(state: &StateDir, policy: &Policy, rules: &Rules) -> Result<(), StateError> {
    let stored = Stored {
        basis: basis(policy),
        rules: written(rules),
    };
    state.write_json(FILE, &stored)
}

fn basis(policy: &Policy) -> Basis {
    let configured = policy.configured.iter();
    Basis {
        servers: policy.servers.iter().map(|server| server.number()).collect(),
        given: written(&policy.given),
        configured: configured
            .map(|(server, rights)| (server.number(), rights.number()))
            .collect(),
    }
}

fn written(rules: &Rules) -> BTreeMap<u16, StoredRule> {
    let rule = |rule: &Rule| StoredRule {
        object: rule.object.number(),
        instance: rule.instance.map(InstanceId::number),
        owner: rule.owner.map(ServerId::number),
        acl: rule
            .acl
            .iter()
            .map(|(server, rights)| (*server, rights.number()))
            .collect(),
    };
    rules
        .iter()
        .map(|(number, one)| (number.number(), rule(one)))
        .collect()
}

/// What no rule can be made of, such as one of the object 65535, is left out.
fn read(stored: &BTreeMap<u16, StoredRule>) -> Rules {
    let rule = |(number, stored): (&u16, &StoredRule)| {
        let acl = stored.acl.iter();
        let instance = match stored.instance {
            Some(instance) => Some(InstanceId::try_from(instance).ok()?),
            None => None,
        };
        let rule = Rule {
            object: ObjectId::try_from(stored.object).ok()?,
            instance,
            owner: stored.owner.and_then(|owner| ServerId::try_from(owner).ok()),
            acl: acl
                .map(|(server, rights)| (*server, Rights::from_number((*rights).into())))
                .collect(),
        };
        Some((InstanceId::try_from(*number).ok()?, rule))
    };
    stored.iter().filter_map(rule).collect()
}
