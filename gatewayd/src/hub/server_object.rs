//! The Security (0) and Server (1) objects of the configured servers, and the client that uses them.

use std::time::{Instant, SystemTime};

use anyhow::Context as _;
use lwm2m::{Account, Client, ClientConfig, EnablerVersion, ServerId};
use objects::{InstanceId, ObjectId, ObjectTree, Registry, ResourceId, ResourcePath, Value};

use crate::config::{Config, Security, Server};
use crate::upstream::Upstream;

const SECURITY: ObjectId = ObjectId::new(0);
const SERVER: ObjectId = ObjectId::new(1);

/// Seconds before the second attempt to register, doubled with each further one (resource 1/x/18).
const RETRY_TIMER: u64 = 10;
/// Seconds between two sequences of attempts (resource 1/x/19).
const SEQUENCE_DELAY: u64 = 300;

/// Security mode, resource 0/x/2.
const MODE_PSK: i64 = 0;
const MODE_NONE: i64 = 3;

/// Puts the accounts of the configuration into the tree.
pub(super) fn create(tree: &mut ObjectTree, config: &Config, at: SystemTime) -> anyhow::Result<Vec<Account>> {
    let mut accounts = Vec::new();
    for (number, (name, server)) in (0..).zip(&config.servers) {
        let instance = InstanceId::try_from(number).context("too many servers")?;
        let id = server_id(server).with_context(|| format!("server {name}"))?;
        create_security(tree, instance, server, at)?;
        create_server(tree, instance, server, at)?;
        accounts.push(Account { server: id, instance });
    }
    Ok(accounts)
}

/// A client for the servers of a configuration and the links it will ask for; nothing is sent yet.
pub(super) struct Prepared {
    pub(super) client: Client,
    pub(super) upstream: Upstream,
}

/// Finds out whether the servers of a configuration can be used, without altering anything.
pub(super) fn prepare(
    registry: &Registry,
    config: &Config,
    now: Instant,
    at: SystemTime,
) -> anyhow::Result<Prepared> {
    let accounts = create(&mut ObjectTree::new(registry.clone()), config, at)?;
    let client_config = ClientConfig {
        endpoint_name: config.gateway.endpoint_name.clone(),
        version: EnablerVersion::V1_2,
        coap: coap::Params {
            streamed: super::machine::streamed,
            ..coap::Params::default()
        },
    };
    let client = Client::new(client_config, &accounts, crate::random::seed()?, now);
    let servers: Vec<(ServerId, &Server)> = config
        .servers
        .values()
        .map(|server| Ok((server_id(server)?, server)))
        .collect::<anyhow::Result<_>>()?;
    let upstream = Upstream::new(servers)?;
    Ok(Prepared { client, upstream })
}

pub(super) fn server_id(server: &Server) -> anyhow::Result<ServerId> {
    Ok(ServerId::try_from(server.short_server_id)?)
}

/// The key itself stays out of the tree: nobody reads it from there, and what is not there cannot leak.
fn create_security(
    tree: &mut ObjectTree,
    instance: InstanceId,
    server: &Server,
    at: SystemTime,
) -> anyhow::Result<()> {
    tree.create_instance(SECURITY, instance, at)?;
    let (mode, identity) = match &server.security {
        Security::None => (MODE_NONE, Vec::new()),
        Security::Psk { identity, .. } => (MODE_PSK, identity.clone().into_bytes()),
    };
    let values = [
        (0, Value::String(server.uri.to_string())),
        (1, Value::Boolean(false)),
        (2, Value::Integer(mode)),
        (3, Value::Opaque(identity)),
        (4, Value::Opaque(Vec::new())),
        (5, Value::Opaque(Vec::new())),
        (10, Value::Integer(server.short_server_id.into())),
    ];
    fill(tree, SECURITY, instance, values, at)
}

fn create_server(
    tree: &mut ObjectTree,
    instance: InstanceId,
    server: &Server,
    at: SystemTime,
) -> anyhow::Result<()> {
    tree.create_instance(SERVER, instance, at)?;
    let lifetime = i64::try_from(server.lifetime.as_secs()).context("the lifetime is too long")?;
    let values = [
        (0, Value::Integer(server.short_server_id.into())),
        (1, Value::Integer(lifetime)),
        (6, Value::Boolean(true)),
        (7, Value::String("U".into())),
        // The recommended values of the specification, one minute and a day, leave a gateway alone for long.
        (18, Value::Unsigned(RETRY_TIMER)),
        (19, Value::Unsigned(SEQUENCE_DELAY)),
    ];
    fill(tree, SERVER, instance, values, at)
}

fn fill(
    tree: &mut ObjectTree,
    object: ObjectId,
    instance: InstanceId,
    values: impl IntoIterator<Item = (u16, Value)>,
    at: SystemTime,
) -> anyhow::Result<()> {
    for (id, value) in values {
        tree.set(
            ResourcePath::new(object, instance, ResourceId::new(id)),
            value,
            at,
        )?;
    }
    Ok(())
}
