//! The Security (0) and Server (1) objects of the accounts in force, and the client that uses them.

use std::collections::BTreeSet;
use std::time::{Instant, SystemTime};

use lwm2m::{Accounts, BootstrapConfig, Client, ClientConfig, EnablerVersion, ServerId};
use objects::{Change, InstanceId, ObjectId, ObjectTree, Registry, ResourceId, ResourcePath, Value};

use super::account_file::Base;
use super::accounts::Plan;
use super::bootstrap_times;
use super::settings::Settings;
use crate::config::Config;
use crate::state::StateDir;
use crate::upstream::Upstream;

pub(super) const SECURITY: ObjectId = ObjectId::new(0);
pub(super) const SERVER: ObjectId = ObjectId::new(1);

/// Security mode, resource 0/x/2.
pub(super) const MODE_PSK: i64 = 0;
pub(super) const MODE_X509: i64 = 2;
pub(super) const MODE_NONE: i64 = 3;

/// Resource 0/x/5.
const SECRET_KEY: u16 = 5;
/// Resource 1/x/4.
const DISABLE: u16 = 4;
/// Resource 1/x/9.
const BOOTSTRAP_TRIGGER: u16 = 9;

/// Instances of the two objects that stay as they are.
pub(super) type Untouched = BTreeSet<(ObjectId, InstanceId)>;

/// Puts the accounts into the tree, in the place of those that are there; tells which instances have come and gone.
pub(super) fn replace(
    tree: &mut ObjectTree,
    accounts: &Accounts,
    kept: &Untouched,
    at: SystemTime,
) -> anyhow::Result<Vec<Change>> {
    let mut changes = Vec::new();
    for object in [SECURITY, SERVER] {
        let other = |instance: &InstanceId| !kept.contains(&(object, *instance));
        tree.add_object(object)?;
        for instance in instances(tree, object).into_iter().filter(other) {
            changes.extend(tree.remove_instance(object, instance, at));
        }
        for instance in accounts.instances(object).filter(other) {
            changes.push(tree.create_instance(object, instance, at)?);
        }
    }
    for (path, value) in accounts.values() {
        let ours = path.object == SECURITY || path.object == SERVER;
        if ours && !kept.contains(&(path.object, path.instance)) {
            tree.set(path, shown(path, value), at)?;
        }
    }
    for instance in accounts.instances(SERVER) {
        let path = |id| ResourcePath::new(SERVER, instance, ResourceId::new(id));
        tree.enable_executable(path(DISABLE))?;
        if accounts.bootstrap().is_some() {
            tree.enable_executable(path(BOOTSTRAP_TRIGGER))?;
        }
    }
    Ok(changes)
}

fn instances(tree: &ObjectTree, object: ObjectId) -> Vec<InstanceId> {
    let object = tree.object(object).into_iter();
    object
        .flat_map(|object| object.instances().map(|(id, _)| id))
        .collect()
}

/// The key itself stays out of the tree: nobody reads it from there, and what is not there cannot leak.
fn shown(path: ResourcePath, value: &Value) -> Value {
    if path.object == SECURITY && path.resource.number() == SECRET_KEY {
        Value::Opaque(Vec::new())
    } else {
        value.clone()
    }
}

/// A client for the servers of a configuration and the links it will ask for; nothing is sent yet.
pub(super) struct Prepared {
    pub(super) base: Base,
    pub(super) settings: Settings,
    /// The accounts in force: those of the base with the settings.
    pub(super) accounts: Accounts,
    pub(super) plan: Plan,
    pub(super) client: Client,
    pub(super) upstream: Upstream,
}

/// Finds out whether the servers of a configuration can be used, without altering anything.
pub(super) fn prepare(
    registry: &Registry,
    config: &Config,
    state: &StateDir,
    now: Instant,
) -> anyhow::Result<Prepared> {
    let base = Base::load(config, state, registry)?;
    let settings = Settings::load(&base, state)?;
    let accounts = settings.applied(&base, registry);
    let plan = Plan::new(&accounts, config)?;
    let mut client = Client::new(
        client_config(config),
        &plan.accounts(),
        crate::random::seed()?,
        now,
    )
    .with_queue_mode(queued(config));
    if let Some(bootstrap) = &config.bootstrap {
        client = client.with_bootstrap(BootstrapConfig {
            accounts: accounts.clone(),
            pack: bootstrap.request_pack,
            left: bootstrap_times::left(config, &base, state, SystemTime::now())?,
        });
    }
    let upstream = Upstream::new(plan.targets())?;
    Ok(Prepared {
        base,
        settings,
        accounts,
        plan,
        client,
        upstream,
    })
}

/// The servers that are asked to send nothing while the gateway has been silent for a while.
pub(super) fn queued(config: &Config) -> impl Iterator<Item = ServerId> {
    let queued = config.servers.values().filter(|server| server.queue_mode);
    queued.filter_map(|server| ServerId::try_from(server.short_server_id).ok())
}

fn client_config(config: &Config) -> ClientConfig {
    ClientConfig {
        endpoint_name: config.gateway.endpoint_name.clone(),
        version: EnablerVersion::V1_2,
        coap: coap::Params {
            streamed: super::machine::streamed,
            ..coap::Params::default()
        },
    }
}
