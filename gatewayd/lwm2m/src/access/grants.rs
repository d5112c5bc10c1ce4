//! What the rules give to one server, ready to be looked up.

use std::collections::HashMap;

use objects::{InstanceId, ObjectId, ObjectTree, Path, ResourcePath, Value};

use super::{ACL, EVERYBODY, NOBODY, OWNER, Rights, Rule, number, rules};
use crate::account::ServerId;
use crate::accounts::ACCESS_CONTROL_OBJECT;
use crate::outcome::Outcome;

/// What an operation needs of an instance (core §8.2.2).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Need {
    Delete,
    Execute,
    Read,
    Write,
}

impl Need {
    const fn right(self) -> Rights {
        match self {
            Self::Delete => Rights::DELETE,
            Self::Execute => Rights::EXECUTE,
            Self::Read => Rights::READ,
            Self::Write => Rights::WRITE,
        }
    }
}

/// What one server may do.
#[derive(Debug, Default)]
pub(crate) enum Grants {
    /// Everything: it is the only server, or there are no rules (core §8.1).
    #[default]
    Open,
    /// What the rules say.
    Guarded(Box<Guarded>),
}

/// An object instance, or an object whose instances may be created.
type Target = (ObjectId, Option<InstanceId>);

#[derive(Debug)]
pub(crate) struct Guarded {
    server: ServerId,
    /// All servers there are.
    known: Vec<ServerId>,
    by_target: HashMap<Target, (InstanceId, Rights)>,
    by_rule: HashMap<InstanceId, (Target, Ownership)>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Ownership {
    Own,
    Foreign,
}

impl Grants {
    /// What the rules in a tree give to a server, which is one of `known`.
    pub(crate) fn read(tree: &ObjectTree, server: ServerId, known: &[ServerId]) -> Self {
        let mut rules = rules(tree).peekable();
        if known.len() <= 1 || rules.peek().is_none() {
            return Self::Open;
        }
        let mut guarded = Guarded {
            server,
            known: known.to_vec(),
            by_target: HashMap::new(),
            by_rule: HashMap::new(),
        };
        for (number, rule) in rules {
            guarded.put(number, &rule);
        }
        Self::Guarded(Box::new(guarded))
    }

    /// Takes note that a rule has come, gone or changed; tells what it is about when this server's rights are others
    /// now.
    pub(crate) fn refresh(
        &mut self,
        tree: &ObjectTree,
        rule: InstanceId,
        (server, known): (ServerId, &[ServerId]),
    ) -> Vec<Path> {
        let Self::Guarded(guarded) = self else {
            // The first rule closes everything that it is not about.
            *self = Self::read(tree, server, known);
            return match self {
                Self::Open => Vec::new(),
                Self::Guarded(_) => vec![Path::Root],
            };
        };
        let before = guarded.take(rule);
        let after = Rule::read(tree, rule).map(|now| guarded.put(rule, &now));
        if guarded.by_rule.is_empty() {
            *self = Self::Open;
            return vec![Path::Root];
        }
        if before == after {
            return Vec::new();
        }
        let altered = [before, after].into_iter().flatten();
        altered.map(|(target, _)| path(target)).collect()
    }

    /// Whether the server may do this with an instance that exists.
    pub(crate) fn permit(&self, need: Need, object: ObjectId, instance: InstanceId) -> Result<(), Outcome> {
        match self {
            Self::Open => Ok(()),
            Self::Guarded(guarded) if guarded.permits(need, object, instance) => Ok(()),
            Self::Guarded(_) => Err(Outcome::Unauthorized),
        }
    }

    /// Whether the server may create instances of an object.
    pub(crate) fn permit_create(&self, object: ObjectId) -> Result<(), Outcome> {
        match self {
            Self::Open => Ok(()),
            Self::Guarded(guarded) if guarded.holds((object, None), Rights::CREATE) => Ok(()),
            Self::Guarded(_) => Err(Outcome::Unauthorized),
        }
    }

    pub(crate) fn may_read(&self, object: ObjectId, instance: InstanceId) -> bool {
        self.permit(Need::Read, object, instance).is_ok()
    }

    /// Whether a value may stand in a rule: it names servers that are there.
    pub(crate) fn check_value(&self, path: ResourcePath, value: &Value) -> Result<(), Outcome> {
        let Self::Guarded(guarded) = self else {
            return Ok(());
        };
        let known = |id| guarded.known.iter().any(|server| server.number() == id);
        let fits = match (path.object, path.resource, path.element) {
            (ACCESS_CONTROL_OBJECT, ACL, Some(server)) => server == EVERYBODY || known(server),
            (ACCESS_CONTROL_OBJECT, OWNER, None) => {
                number(Some(value)).is_some_and(|owner| owner == NOBODY || known(owner))
            }
            _ => true,
        };
        if fits { Ok(()) } else { Err(Outcome::BadRequest) }
    }
}

impl Guarded {
    fn permits(&self, need: Need, object: ObjectId, instance: InstanceId) -> bool {
        if object != ACCESS_CONTROL_OBJECT {
            return self.holds((object, Some(instance)), need.right());
        }
        // Every server may see the rules; only its owner may alter one (core §8.1).
        need == Need::Read
            || self
                .by_rule
                .get(&instance)
                .is_some_and(|(_, ownership)| *ownership == Ownership::Own)
    }

    fn holds(&self, target: Target, right: Rights) -> bool {
        self.by_target
            .get(&target)
            .is_some_and(|(_, rights)| rights.contains(right))
    }

    fn put(&mut self, number: InstanceId, rule: &Rule) -> (Target, Rights) {
        let target = (rule.object, rule.instance);
        let ownership = if rule.owner == Some(self.server) {
            Ownership::Own
        } else {
            Ownership::Foreign
        };
        let rights = rule.rights(self.server);
        self.by_rule.insert(number, (target, ownership));
        self.by_target.insert(target, (number, rights));
        (target, rights)
    }

    fn take(&mut self, number: InstanceId) -> Option<(Target, Rights)> {
        let (target, _) = self.by_rule.remove(&number)?;
        let (current, _) = self.by_target.get(&target)?;
        if *current != number {
            return None;
        }
        let (_, rights) = self.by_target.remove(&target)?;
        Some((target, rights))
    }
}

fn path((object, instance): Target) -> Path {
    instance.map_or(Path::Object(object), |instance| Path::Instance(object, instance))
}
