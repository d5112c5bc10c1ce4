//! The hub: the only writer of the object tree.
//!
//! One task owns the LwM2M engine, the tree, the mapping of points to resources and the requests under
//! way; everybody else sends it messages. It never waits for an adapter.

mod access;
mod account_file;
mod accounts;
mod adapters;
mod bootstrap_times;
mod bootstrapping;
mod commands;
pub mod control;
mod device_object;
mod disabled;
mod install;
mod instances;
mod local;
mod machine;
mod mapping;
mod quality;
pub mod reload;
mod requests;
mod run;
mod samples;
pub mod sends;
mod server_object;
mod settings;
mod staleness;
pub mod status;
mod stored;
#[cfg(any(all(test, feature = "sim"), feature = "testing"))]
pub mod testing;
#[cfg(all(test, feature = "sim"))]
mod tests;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Instant, SystemTime};

use lwm2m::{Client, ServerId};
use objects::{Change, ObjectTree, ResourcePath, Value};
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;
use tracing::error;

use crate::config::Config;
use crate::state::StateDir;
use crate::supervisor::{SupervisorEvent, SupervisorHandle};
use crate::upstream::Upstream;
use access::Access;
use account_file::Base;
use adapters::{AdapterTable, PointKey};
use bootstrap_times::Kept;
use bootstrapping::Bootstrapping;
use commands::InFlight;
use control::Control;
use instances::Instances;
use machine::Machine;
pub(crate) use samples::seconds;
use sends::Sends;
use server_object::{Prepared, Untouched};
use settings::Settings;
use staleness::Staleness;
use status::{ServerState, Status};

/// What the hub is built with.
pub struct HubParts {
    /// The configuration.
    pub config: Config,
    /// Where state is kept.
    pub state: StateDir,
    /// Requests from the bus.
    pub control: mpsc::Receiver<Control>,
    /// News of the adapters.
    pub adapters: mpsc::Receiver<SupervisorEvent>,
    /// Starts and stops adapters.
    pub supervisor: SupervisorHandle,
    /// Where the status is published.
    pub status: watch::Sender<Arc<Status>>,
    /// Cancelled when the program is to end.
    pub shutdown: CancellationToken,
    /// Called at least every third of the watchdog time.
    pub heartbeat: Heartbeat,
    /// Loads the configuration anew.
    pub loader: Loader,
}

/// How the hub shows that it is alive.
pub struct Heartbeat {
    /// How often, if anybody wants to know.
    pub every: Option<std::time::Duration>,
    /// Shows it.
    pub beat: Box<dyn FnMut() + Send>,
}

/// How the configuration is loaded anew, and what a person is told when it cannot.
pub type Loader = Box<dyn Fn() -> Result<Config, String> + Send>;

/// The hub.
pub struct Hub {
    config: Config,
    /// What is wrong with the configuration that was last loaded in vain.
    configuration_error: Option<String>,
    client: Client,
    tree: ObjectTree,
    upstream: Upstream,
    base: Base,
    /// What is on the disk of what was written to the Server object.
    settings: Settings,
    kept_times: Kept,
    bootstrapping: Bootstrapping,
    sends: Sends,
    state: StateDir,
    access: Access,
    instances: Instances,
    machine: Machine,
    adapters: AdapterTable,
    /// Which point fills a resource.
    mapped: HashMap<ResourcePath, PointKey>,
    staleness: Staleness,
    in_flight: InFlight,
    servers: HashMap<ServerId, ServerState>,
    control: mpsc::Receiver<Control>,
    adapter_events: mpsc::Receiver<SupervisorEvent>,
    supervisor: SupervisorHandle,
    status: watch::Sender<Arc<Status>>,
    status_stale: bool,
    devices_stale: bool,
    published_at: Option<Instant>,
    shutdown: CancellationToken,
    heartbeat: Heartbeat,
    loader: Loader,
}

impl Hub {
    /// Builds the tree and the mapping; nothing is sent before [`Hub::run`].
    ///
    /// # Errors
    /// When the state cannot be read, or the configuration contradicts it.
    pub fn new(parts: HubParts) -> anyhow::Result<Self> {
        let now = run::now();
        let at = SystemTime::now();
        let mut tree = ObjectTree::new(parts.config.registry());
        let Prepared {
            base,
            settings,
            accounts,
            plan,
            client,
            upstream,
        } = server_object::prepare(tree.registry(), &parts.config, &parts.state, now)?;
        server_object::replace(&mut tree, &accounts, &Untouched::new(), at)?;
        device_object::create(&mut tree, &parts.config.device, at)?;
        let mut instances = Instances::load(&parts.state)?;
        let entries = parts.config.adapters.iter().collect();
        let plans = mapping::plan(tree.registry(), &mut instances, &entries)?;
        instances.save(&parts.state)?;
        let machine = Machine::create(&mut tree, &parts.config.machine, &parts.state, at)?;
        let mut hub = Self {
            client,
            tree,
            upstream,
            access: Access::default(),
            base,
            settings,
            kept_times: Kept::default(),
            bootstrapping: Bootstrapping::default(),
            sends: Sends::default(),
            instances,
            machine,
            adapters: AdapterTable::default(),
            mapped: HashMap::new(),
            staleness: Staleness::default(),
            in_flight: InFlight::default(),
            servers: ServerState::of(&plan),
            state: parts.state,
            config: parts.config,
            configuration_error: None,
            control: parts.control,
            adapter_events: parts.adapters,
            supervisor: parts.supervisor,
            status: parts.status,
            status_stale: true,
            devices_stale: false,
            published_at: None,
            shutdown: parts.shutdown,
            heartbeat: parts.heartbeat,
            loader: parts.loader,
        };
        hub.settle_settings();
        hub.load_local_objects(at)?;
        for plan in plans {
            hub.install(now, plan, &[], at);
        }
        hub.load_rules(now, &accounts)?;
        Ok(hub)
    }

    /// Gives a resource a value and tells the engine what that altered.
    fn set(&mut self, now: Instant, path: ResourcePath, value: Value, at: SystemTime) {
        match self.tree.set(path, value, at) {
            Ok(Some(change)) => self.client.handle_change(now, &change, &self.tree),
            Ok(None) => {}
            // Kinds and paths are checked before; this would be a mistake of ours, not of the device.
            Err(error) => error!(%path, %error, "A value does not fit the tree."),
        }
    }

    /// Gives a resource a value that nobody is notified of for its own sake, such as a time stamp.
    fn set_quietly(&mut self, path: ResourcePath, value: Value, at: SystemTime) {
        if let Err(error) = self.tree.set(path, value, at) {
            error!(%path, %error, "A value does not fit the tree.");
        }
    }

    /// Tells the engine of a change, if there was one; the rules of access control follow it.
    fn announce(&mut self, now: Instant, change: Option<Change>) {
        if let Some(change) = change {
            self.client.handle_change(now, &change, &self.tree);
            self.follow_with_rules(now, &change);
        }
    }
}
