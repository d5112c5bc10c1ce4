//! The gateway as a whole.

use objects::Path;
use tokio::sync::watch;
use zbus::{OwnedVariant, Variant, interface};

use super::Error;
use super::announce::Object;
use super::error::checked;
use super::requests::Requests;
use super::value::{self, Dict};
use crate::hub::control::{Control, Item};
use crate::hub::status::Status;
use objects::ResourcePath;

/// What the properties show.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Overview {
    state: String,
    endpoint_name: String,
    configuration_error: String,
}

impl Overview {
    pub(super) fn of(status: &Status) -> Self {
        Self {
            state: state(status).to_owned(),
            endpoint_name: status.endpoint_name.clone(),
            configuration_error: status.configuration_error.clone().unwrap_or_default(),
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

    /// Loads the configuration anew and applies what has changed. A configuration that cannot be used changes
    /// nothing and is org.gatewayd.Error.ConfigInvalid.
    ///
    /// The report has the names of adapters as "added", "changed" and "removed" (as), and whether "servers" are
    /// registered with anew and whether something "needs-restart" of the daemon (b).
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
    /// Each has its "path", its "name" and its "operations" (R, W, RW, E or nothing), and as far as there is one
    /// its "value" in its native type, its "kind" such as float, its "unit" (all s) and the "time" at which its
    /// device delivered it, in Unix seconds (x).
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
