//! The accounts in force: those of the configuration, or those a bootstrap server has made of them.

use std::collections::BTreeSet;
use std::time::{Duration, Instant, SystemTime};

use anyhow::Context as _;
use lwm2m::{Account, Accounts, LinkId, Outcome, ServerId};
use objects::{InstanceId, ObjectId, ObjectLink, ResourceId, ResourcePath, Value};
use tracing::{error, info, warn};

use super::Hub;
use super::server_object::{MODE_NONE, MODE_PSK, MODE_X509, SECURITY, SERVER, Untouched};
use super::status::ServerState;
use crate::config::{Bootstrap, Config, Schedule, Secret, Security, Server, ServerRights, ServerUri, X509};
use crate::upstream::{TargetError, Upstream};

/// The instance of the bootstrap account among the accounts of the configuration: behind the servers, and where
/// OMA's test configurations (ETS, C.13) have it.
const BOOTSTRAP_INSTANCE: u16 = 1;

/// Seconds for which a server that disables its account is left alone (resource 1/x/5).
const DISABLE_TIMEOUT: i64 = 86_400;
/// Seconds before the second attempt to register, doubled with each further one (resource 1/x/18).
const RETRY_TIMER: u64 = 10;
/// Seconds between two sequences of attempts (resource 1/x/19).
const SEQUENCE_DELAY: u64 = 300;

/// Accounts as links and the engine need them.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) servers: Vec<Planned>,
    /// The bootstrap server; only address and security matter.
    pub(super) bootstrap: Option<Server>,
}

/// One server of a plan.
#[derive(Debug)]
pub(super) struct Planned {
    /// The name of its table, or one made from its number.
    pub(super) name: String,
    pub(super) account: Account,
    pub(super) server: Server,
}

/// Accounts cannot be used by this gateway.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unusable {
    #[error("the Security instance {instance} has an unusable address: {problem}")]
    Address { instance: InstanceId, problem: String },
    #[error(transparent)]
    Credentials(#[from] TargetError),
    #[error(
        "security mode and address of Security instance {0} do not fit, or the mode is not available yet"
    )]
    Mode(InstanceId),
    #[error("the Security instance {0} has an identity that is not text")]
    Identity(InstanceId),
    #[error("OSCORE is not available yet")]
    Oscore,
}

impl Plan {
    /// Reads what links need out of the accounts.
    pub(super) fn new(accounts: &Accounts, config: &Config) -> Result<Self, Unusable> {
        let mut servers = Vec::new();
        for (id, security, instance) in accounts.servers() {
            let named = |(_, server): &(&String, &Server)| server.short_server_id == id.number();
            let name = config.servers.iter().find(named).map(|(name, _)| name.clone());
            servers.push(Planned {
                name: name.unwrap_or_else(|| format!("server-{id}")),
                account: Account { server: id, instance },
                server: server(accounts, security, Some((id, instance)))?,
            });
        }
        let bootstrap = accounts
            .bootstrap()
            .map(|instance| server(accounts, instance, None));
        Ok(Self {
            servers,
            bootstrap: bootstrap.transpose()?,
        })
    }

    /// The far ends of all links.
    pub(super) fn targets(&self) -> impl Iterator<Item = (LinkId, &Server)> {
        let servers = self.servers.iter();
        servers
            .map(|planned| (LinkId::Server(planned.account.server), &planned.server))
            .chain(self.bootstrap.iter().map(|server| (LinkId::Bootstrap, server)))
    }

    pub(super) fn accounts(&self) -> Vec<Account> {
        self.servers.iter().map(|planned| planned.account).collect()
    }
}

fn server(
    accounts: &Accounts,
    security: InstanceId,
    server: Option<(ServerId, InstanceId)>,
) -> Result<Server, Unusable> {
    let value = |id| accounts.value(resource(SECURITY, security, id));
    if value(17).is_some_and(|link| *link != Value::ObjectLink(ObjectLink::NULL)) {
        return Err(Unusable::Oscore);
    }
    let text = value(0).map(Value::to_string).unwrap_or_default();
    let uri = text.parse::<ServerUri>().map_err(|problem| Unusable::Address {
        instance: security,
        problem,
    })?;
    let lifetime = server.and_then(|(_, instance)| accounts.value(resource(SERVER, instance, 1)));
    let lifetime = match lifetime {
        Some(Value::Integer(seconds)) => u64::try_from(*seconds).unwrap_or(0),
        Some(_) | None => 0,
    };
    let bytes = |id| match value(id) {
        Some(Value::Opaque(bytes)) => bytes.clone(),
        Some(_) | None => Vec::new(),
    };
    let unsigned = |id| match value(id) {
        Some(Value::Unsigned(number)) => Some(*number),
        Some(_) | None => None,
    };
    let protection = match value(2) {
        Some(Value::Integer(MODE_NONE)) if !uri.is_protected() => Security::None,
        Some(Value::Integer(MODE_PSK)) if uri.is_protected() => Security::Psk {
            identity: String::from_utf8(bytes(3)).map_err(|_| Unusable::Identity(security))?,
            key: Secret::new(bytes(5)),
        },
        Some(Value::Integer(MODE_X509)) if uri.is_protected() => Security::X509(Box::new(X509 {
            certificate: bytes(3),
            private_key: Secret::new(bytes(5)),
            server_certificate: bytes(4),
            matching: unsigned(13),
            usage: unsigned(15),
            server_name: value(14).map(Value::to_string),
        })),
        Some(_) | None => return Err(Unusable::Mode(security)),
    };
    Ok(Server {
        uri,
        short_server_id: server.map_or(0, |(id, _)| id.number()),
        lifetime: Duration::from_secs(lifetime),
        security: protection,
        // What the server may do is in rules.
        rights: ServerRights::Full,
        // Both are known to the engine by other ways: the one from the configuration, the other from the tree.
        queue_mode: false,
        schedule: Schedule::default(),
    })
}

/// The accounts that the configuration spells out.
pub(super) fn of_configuration(config: &Config) -> anyhow::Result<Accounts> {
    let mut accounts = Accounts::new();
    for (number, server) in (0..).zip(config.servers.values()) {
        let instance = InstanceId::try_from(number).context("too many servers")?;
        let id = Value::Integer(server.short_server_id.into());
        set_security(&mut accounts, instance, &server.uri, &server.security)?;
        accounts.set(resource(SECURITY, instance, 1), Value::Boolean(false))?;
        accounts.set(resource(SECURITY, instance, 10), id.clone())?;
        let lifetime = i64::try_from(server.lifetime.as_secs()).context("the lifetime is too long")?;
        let values = [
            (0, id),
            (1, Value::Integer(lifetime)),
            (5, Value::Integer(DISABLE_TIMEOUT)),
            (6, Value::Boolean(true)),
            (7, Value::String("U".into())),
            // Whoever is configured may be told what nobody has asked for.
            (23, Value::Boolean(false)),
        ];
        for (number, value) in values.into_iter().chain(schedule(&server.schedule)) {
            accounts.set(resource(SERVER, instance, number), value)?;
        }
    }
    if let Some(bootstrap) = &config.bootstrap {
        add_bootstrap(&mut accounts, config.servers.len(), bootstrap)?;
    }
    Ok(accounts)
}

/// Resources 13 to 20 of the Server object.
fn schedule(schedule: &Schedule) -> impl Iterator<Item = (u16, Value)> {
    let number = |value: u32| Value::Unsigned(value.into());
    let seconds = |time: Duration| Value::Unsigned(time.as_secs());
    [
        (13, schedule.priority.map(number)),
        (14, schedule.initial_delay.map(seconds)),
        (15, schedule.block_on_failure.then_some(Value::Boolean(true))),
        (16, schedule.bootstrap_on_failure.map(Value::Boolean)),
        (17, schedule.retry_count.map(number)),
        (
            18,
            Some(schedule.retry_delay.map_or(Value::Unsigned(RETRY_TIMER), seconds)),
        ),
        (
            19,
            Some(
                schedule
                    .sequence_delay
                    .map_or(Value::Unsigned(SEQUENCE_DELAY), seconds),
            ),
        ),
        (20, schedule.sequence_count.map(number)),
    ]
    .into_iter()
    .filter_map(|(id, value)| Some((id, value?)))
}

fn add_bootstrap(accounts: &mut Accounts, servers: usize, bootstrap: &Bootstrap) -> anyhow::Result<()> {
    let number = u16::try_from(servers)?.max(BOOTSTRAP_INSTANCE);
    let instance = InstanceId::try_from(number)?;
    set_security(accounts, instance, &bootstrap.uri, &bootstrap.security)?;
    accounts.set(resource(SECURITY, instance, 1), Value::Boolean(true))?;
    for (id, time) in [(11, bootstrap.hold_off), (12, bootstrap.account_timeout)] {
        if let Some(time) = time {
            let seconds = Value::Integer(i64::try_from(time.as_secs())?);
            accounts.set(resource(SECURITY, instance, id), seconds)?;
        }
    }
    Ok(())
}

fn set_security(
    accounts: &mut Accounts,
    instance: InstanceId,
    uri: &ServerUri,
    security: &Security,
) -> anyhow::Result<()> {
    let opaque = |bytes: &[u8]| Value::Opaque(bytes.to_vec());
    let (mode, identity, server_key, key) = match security {
        Security::None => (MODE_NONE, &[][..], &[][..], &[][..]),
        Security::Psk { identity, key } => (MODE_PSK, identity.as_bytes(), &[][..], key.expose()),
        Security::X509(x509) => (
            MODE_X509,
            &x509.certificate[..],
            &x509.server_certificate[..],
            x509.private_key.expose(),
        ),
    };
    let mut values = vec![
        (0, Value::String(uri.to_string())),
        (2, Value::Integer(mode)),
        (3, opaque(identity)),
        (4, opaque(server_key)),
        (5, opaque(key)),
    ];
    if let Security::X509(x509) = security {
        values.extend(x509.matching.map(|number| (13, Value::Unsigned(number))));
        values.extend(x509.server_name.clone().map(|name| (14, Value::String(name))));
        values.extend(x509.usage.map(|number| (15, Value::Unsigned(number))));
    }
    for (id, value) in values {
        accounts.set(resource(SECURITY, instance, id), value)?;
    }
    Ok(())
}

/// Everything that makes up the account of a server, but for the time it was made.
fn content(
    accounts: &Accounts,
    security: InstanceId,
    server: InstanceId,
) -> impl Iterator<Item = ((ResourceId, Option<u16>), &Value)> {
    let server = accounts.instance(SERVER, server);
    accounts
        .instance(SECURITY, security)
        .chain(server.filter(|((id, _), _)| *id != LAST_BOOTSTRAPPED))
}

/// The servers that have the same account as before, in the same place: whether it was made anew does not count.
pub(super) fn unchanged(before: &Accounts, after: &Accounts) -> Vec<(ServerId, InstanceId, InstanceId)> {
    let same = |place: &(ServerId, InstanceId, InstanceId)| {
        let (_, security, server) = *place;
        let stays = before.servers().any(|former| former == *place);
        stays && content(before, security, server).eq(content(after, security, server))
    };
    after.servers().filter(same).collect()
}

/// Resource 1/x/12.
const LAST_BOOTSTRAPPED: ResourceId = ResourceId::new(12);

const fn resource(object: ObjectId, instance: InstanceId, id: u16) -> ResourcePath {
    ResourcePath::new(object, instance, ResourceId::new(id))
}

impl Hub {
    /// The bootstrap server has finished: its accounts are stored, then used, and only then confirmed.
    pub(super) fn take_accounts(&mut self, now: Instant, accounts: &Accounts) {
        self.status_stale = true;
        match self.adopt(now, accounts) {
            Ok(plan) => {
                info!(servers = plan.servers.len(), "Bootstrapped.");
                self.bootstrapping.succeeded();
                self.client.accept_accounts(now, &plan.accounts(), &self.tree);
            }
            Err(error) => {
                warn!(
                    error = format!("{error:#}"),
                    "The accounts of the bootstrap server cannot be used."
                );
                self.bootstrapping.failed(format!("{error:#}"));
                self.client
                    .refuse_accounts(now, Outcome::NotAcceptable, &self.tree);
            }
        }
    }

    /// An error leaves everything as it was.
    fn adopt(&mut self, now: Instant, written: &Accounts) -> anyhow::Result<Plan> {
        let at = SystemTime::now();
        let mut accounts = written.clone();
        self.note_bootstrap(&mut accounts, at)?;
        let plan = Plan::new(&accounts, &self.config)?;
        Upstream::new(plan.targets())?;
        let base = self.base.after_bootstrap(accounts);
        base.store(&self.config, &self.state)?;
        if let Err(error) =
            super::server_object::replace(&mut self.tree, &base.accounts, &Untouched::new(), at)
        {
            // Whatever the reason, the accounts are valid and stored: what is missing is only their image.
            error!(%error, "The accounts do not fit the tree.");
        }
        self.base = base;
        self.settle_settings();
        self.collect_statistics();
        self.upstream.replace(now, plan.targets())?;
        self.in_flight.forget_servers(&BTreeSet::new());
        self.servers = ServerState::of(&plan);
        self.renew_rules(now, written);
        self.forget_disabled(&BTreeSet::new());
        Ok(plan)
    }

    /// Writes down since when there are accounts that are new or other ones (resource 1/x/12).
    fn note_bootstrap(&self, accounts: &mut Accounts, at: SystemTime) -> anyhow::Result<()> {
        let before = self.settings.applied(&self.base, self.tree.registry());
        let all: Vec<_> = accounts.servers().collect();
        for (server, security, instance) in all {
            let old = before.servers().find(|(id, ..)| *id == server);
            let same = old.is_some_and(|(_, old_security, old_instance)| {
                content(accounts, security, instance).eq(content(&before, old_security, old_instance))
            });
            if !same {
                let path = ResourcePath::new(SERVER, instance, LAST_BOOTSTRAPPED);
                accounts.set(path, Value::Time(super::samples::seconds(at)))?;
            }
        }
        Ok(())
    }

    /// The bootstrap account is to be forgotten, on the disk as well.
    pub(super) fn forget_bootstrap_account(&mut self) {
        info!("The bootstrap account has reached its end.");
        self.status_stale = true;
        self.base.forget_bootstrap();
        if let Err(error) = self.base.store(&self.config, &self.state) {
            error!(
                error = format!("{error:#}"),
                "The bootstrap account cannot be erased."
            );
        }
    }
}

#[cfg(test)]
#[path = "accounts_tests.rs"]
pub(super) mod tests;
