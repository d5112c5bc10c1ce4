//! The gateway as a whole.

use objects::Path;
use tokio::sync::watch;
use zbus::{OwnedVariant, Variant, interface};

use super::Error;
use super::announce::Object;
use super::error::checked;
use super::requests::Requests;
use super::server;
use super::value::{self, Dict};
use crate::hub::control::{Control, Item};
use crate::hub::sends::SendRefused;
use crate::hub::status::{BootstrapInfo, Status};
use objects::ResourcePath;

/// What the properties show.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Overview {
    state: String,
    endpoint_name: String,
    configuration_error: String,
    bootstrap: Option<BootstrapInfo>,
}

impl Overview {
    pub(super) fn of(status: &Status) -> Self {
        Self {
            state: state(status).to_owned(),
            endpoint_name: status.endpoint_name.clone(),
            configuration_error: status.configuration_error.clone().unwrap_or_default(),
            bootstrap: status.bootstrap.clone(),
        }
    }
}

/// The state of the server that is best off.
fn state(status: &Status) -> &str {
    let any = |state: &&&str| status.servers.iter().any(|server| server.state == **state);
    [
        "registered",
        "registering",
        "waiting",
        "backing-off",
        "disabled",
        "failed",
    ]
    .iter()
    .find(any)
    .copied()
    .unwrap_or("stopped")
}

/// The object at the root.
pub(super) struct Manager {
    overview: watch::Sender<Overview>,
    requests: Requests,
}

impl Manager {
    pub(super) fn new(overview: Overview, requests: Requests) -> Self {
        Self {
            overview: watch::Sender::new(overview),
            requests,
        }
    }

    fn of_bootstrap(&self, show: impl Fn(&BootstrapInfo) -> String) -> String {
        let overview = self.overview.borrow();
        overview.bootstrap.as_ref().map(show).unwrap_or_default()
    }

    async fn list(&self, path: Path) -> Result<Vec<Item>, Error> {
        Ok(self.requests.ask(|reply| Control::List { path, reply }).await??)
    }
}

impl Object for Manager {
    type Info = Overview;

    fn replace(&self, info: Overview) {
        self.overview.send_replace(info);
    }
}

/// The gateway: what it is called, whether it is registered, its object tree and its configuration.
#[interface(name = "org.gatewayd.Gateway1.Manager1")]
impl Manager {
    /// The version of the daemon.
    #[zbus(property(emits_changed_signal = "const"))]
    fn version(&self) -> &'static str {
        env!("CARGO_PKG_VERSION")
    }

    /// "registered" when at least one server knows the gateway, else "registering", "waiting", "backing-off",
    /// "disabled", "failed" or "stopped", whichever is the first that fits a server.
    #[zbus(property)]
    fn state(&self) -> String {
        self.overview.borrow().state.clone()
    }

    /// The endpoint client name that servers know the gateway by.
    #[zbus(property)]
    fn endpoint_name(&self) -> String {
        value::text(&self.overview.borrow().endpoint_name)
    }

    /// Everything that is wrong with the configuration that was last loaded in vain; empty when there is none.
    #[zbus(property)]
    fn configuration_error(&self) -> String {
        value::text(&self.overview.borrow().configuration_error)
    }

    /// Where the bootstrap server is; empty when none is configured.
    #[zbus(property)]
    fn bootstrap_uri(&self) -> String {
        self.of_bootstrap(|bootstrap| value::text(&bootstrap.uri))
    }

    /// "idle", "waiting" for the hold-off, "in-progress", "backing-off", "finished", "forgotten" when the time of
    /// the bootstrap account is over, or "none" when no bootstrap server is configured.
    #[zbus(property)]
    fn bootstrap_state(&self) -> String {
        let state = self.of_bootstrap(|bootstrap| bootstrap.state.clone());
        if state.is_empty() { "none".into() } else { state }
    }

    /// Why the last bootstrap failed; empty after one that succeeded.
    #[zbus(property)]
    fn bootstrap_error(&self) -> String {
        self.of_bootstrap(|bootstrap| value::text(bootstrap.last_error.as_deref().unwrap_or_default()))
    }

    /// When the bootstrap server is asked next, in Unix seconds; absent when nothing is planned.
    #[zbus(property)]
    fn bootstrap_next_attempt(&self) -> Result<i64, Error> {
        let overview = self.overview.borrow();
        let next = overview
            .bootstrap
            .as_ref()
            .and_then(|bootstrap| bootstrap.next_attempt);
        next.ok_or_else(|| Error::NotFound("no attempt is planned".into()))
    }

    /// Asks the bootstrap server now, without waiting for the hold-off or the pause after a failure. How that goes
    /// is seen in the properties.
    async fn bootstrap(&self) -> Result<(), Error> {
        server::bootstrap(&self.requests, None).await
    }

    /// Sends the values at and below paths to servers that have not asked for them (LwM2M Send), and returns when
    /// they have answered. The server is named by its name or Short Server ID; an empty name means all. With
    /// "later", a server that does not know the gateway at the moment is told when it does, with the time of now.
    ///
    /// For each server there is its name as "server", and as "outcome" one of sent, deferred, muted,
    /// not-registered, nothing, queue-full, version, encoding, refused, no-answer, displaced and stopped; where
    /// there is more to say it is "detail" (all s).
    #[zbus(out_args("reports"))]
    async fn send(&self, paths: Vec<String>, server: &str, later: bool) -> Result<Vec<Dict>, Error> {
        let paths = paths.iter().map(|path| parse(path)).collect::<Result<_, _>>()?;
        let server = (!server.is_empty()).then(|| server.to_owned());
        let sent = self
            .requests
            .ask(|reply| Control::Send {
                paths,
                server,
                later,
                reply,
            })
            .await?;
        let reports = sent.map_err(|refused| match refused {
            SendRefused::Busy => Error::Busy(refused.to_string()),
            SendRefused::Path(error) => error.into(),
            SendRefused::Server => Error::NotFound(refused.to_string()),
            SendRefused::TooMany => Error::InvalidArgument(refused.to_string()),
        })?;
        Ok(reports.iter().map(value::send_report).collect())
    }

    /// Loads the configuration anew and applies what has changed. A configuration that cannot be used changes
    /// nothing and is org.gatewayd.Error.ConfigInvalid.
    ///
    /// The report has the names of adapters as "added", "changed" and "removed" (as), and whether "servers" have
    /// changed, which are registered with anew, and whether something "needs-restart" of the daemon (b).
    #[zbus(out_args("report"))]
    async fn reload(&self) -> Result<Dict, Error> {
        let reloaded = self.requests.ask(|reply| Control::Reload { reply }).await?;
        reloaded
            .map(value::report)
            .map_err(|problems| Error::ConfigInvalid(value::text(&problems)))
    }

    /// Reads the configuration without using it. One that cannot be used is org.gatewayd.Error.ConfigInvalid,
    /// with everything that is wrong with it.
    async fn check_configuration(&self) -> Result<(), Error> {
        let checked = self.requests.ask(|reply| Control::Check { reply }).await?;
        checked.map_err(|problems| Error::ConfigInvalid(value::text(&problems)))
    }

    /// The value of a resource or resource instance, such as /3303/0/5700, in its native type: b, d, x, t, s or
    /// ay. Times are Unix seconds, object links text such as 66:0.
    #[zbus(out_args("value"))]
    async fn read_resource(&self, path: &str) -> Result<OwnedVariant, Error> {
        let path = resource(path)?;
        let items = self.list(path.into()).await?;
        let [item] = items.as_slice() else {
            return Err(Error::InvalidArgument(
                "there are several values, which ListObjects lists".into(),
            ));
        };
        if item.path != path {
            return Err(Error::InvalidArgument(format!(
                "the value is that of {}",
                item.path
            )));
        }
        match &item.value {
            Some(value) if item.operations.readable() => Ok(value::to_variant(value)),
            Some(_) | None => Err(Error::NotAllowed("the resource cannot be read".into())),
        }
    }

    /// Writes a resource as a server would, and returns when the device has confirmed it. The value is of the
    /// native type, of another type that holds it exactly, or text such as a person types.
    async fn write_resource(&self, path: &str, value: Variant<'_>) -> Result<(), Error> {
        let (path, input) = (resource(path)?, value::to_input(&value)?);
        checked(
            self.requests
                .ask(|reply| Control::Write { path, input, reply })
                .await?,
        )
    }

    /// Executes a resource as a server would, with arguments such as 0='300' or none, and returns when the
    /// device has confirmed it.
    async fn execute_resource(&self, path: &str, arguments: &str) -> Result<(), Error> {
        let (path, arguments) = (resource(path)?, arguments.to_owned());
        checked(
            self.requests
                .ask(|reply| Control::Execute {
                    path,
                    arguments,
                    reply,
                })
                .await?,
        )
    }

    /// All resources at and below a path; / lists everything.
    ///
    /// Each has its "path", the name of its "object", its own "name" and its "operations" (R, W, RW, E or nothing),
    /// and as far as there is one its "value" in its native type, its "kind" such as float, its "unit" (all s) and
    /// the "time" at which its device delivered it, in Unix seconds (x).
    #[zbus(out_args("resources"))]
    async fn list_objects(&self, path: &str) -> Result<Vec<Dict>, Error> {
        let items = self.list(parse(path)?).await?;
        Ok(items.iter().map(value::item).collect())
    }
}

fn parse(path: &str) -> Result<Path, Error> {
    path.parse()
        .map_err(|error: objects::InvalidPath| Error::InvalidArgument(error.to_string()))
}

fn resource(path: &str) -> Result<ResourcePath, Error> {
    match parse(path)? {
        Path::Resource(path) => Ok(path),
        Path::Root | Path::Object(_) | Path::Instance(..) => Err(Error::InvalidArgument(
            "this is no resource; ListObjects lists what is below a path".into(),
        )),
    }
}
