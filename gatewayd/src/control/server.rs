//! A server the gateway registers with.

use tokio::sync::watch;
use zbus::interface;

use super::Error;
use super::announce::Object;
use super::requests::Requests;
use super::value::text;
use crate::hub::control::Control;
use crate::hub::status::ServerInfo;

/// The object of one server.
pub(super) struct Server {
    info: watch::Sender<ServerInfo>,
    requests: Requests,
}

impl Server {
    pub(super) fn new(info: ServerInfo, requests: Requests) -> Self {
        Self {
            info: watch::Sender::new(info),
            requests,
        }
    }
}

impl Object for Server {
    type Info = ServerInfo;

    fn replace(&self, info: ServerInfo) {
        self.info.send_replace(info);
    }
}

/// Has the bootstrap server asked.
pub(super) async fn bootstrap(requests: &Requests, server: Option<u16>) -> Result<(), Error> {
    match requests.ask(|reply| Control::Bootstrap { server, reply }).await? {
        true => Ok(()),
        false => Err(Error::NotFound("there is no bootstrap account".into())),
    }
}

/// A server the gateway registers with.
#[interface(name = "org.gatewayd.Gateway1.Server1")]
impl Server {
    /// The name of its table in the configuration.
    #[zbus(property)]
    fn name(&self) -> String {
        text(&self.info.borrow().name)
    }

    /// Its Short Server ID.
    #[zbus(property)]
    fn short_server_id(&self) -> u16 {
        self.info.borrow().short_server_id
    }

    /// Where it is, such as coaps://lwm2m.example.net.
    #[zbus(property)]
    fn uri(&self) -> String {
        text(&self.info.borrow().uri)
    }

    /// "registered", "registering", "waiting" for its turn, "backing-off", "disabled" by itself, "failed" for good, or
    /// "stopped".
    #[zbus(property)]
    fn state(&self) -> String {
        text(&self.info.borrow().state)
    }

    /// "none" or "psk".
    #[zbus(property)]
    fn security(&self) -> String {
        text(&self.info.borrow().security)
    }

    /// The version of LwM2M that is spoken with it.
    #[zbus(property)]
    fn version(&self) -> String {
        text(&self.info.borrow().version)
    }

    /// How many observations it has.
    #[zbus(property)]
    fn observations(&self) -> u64 {
        self.info.borrow().observations
    }

    /// When it last confirmed that it knows the gateway, in Unix seconds; absent before the first time.
    #[zbus(property)]
    fn last_confirmed(&self) -> Result<i64, Error> {
        let confirmed = self.info.borrow().last_confirmed;
        confirmed.ok_or_else(|| Error::NotFound("the server has not confirmed anything yet".into()))
    }

    /// Why the last attempt failed; empty after one that succeeded.
    #[zbus(property)]
    fn last_error(&self) -> String {
        text(self.info.borrow().last_error.as_deref().unwrap_or_default())
    }

    /// Asks the bootstrap server now, as when this server executes /1/x/9, but without the hold-off time.
    async fn bootstrap(&self) -> Result<(), Error> {
        let server = Some(self.info.borrow().short_server_id);
        bootstrap(&self.requests, server).await
    }

    /// Tells the server now that the gateway is still there; one that could not be reached is tried again at once.
    async fn update(&self) -> Result<(), Error> {
        let server = self.info.borrow().short_server_id;
        match self
            .requests
            .ask(|reply| Control::Update { server, reply })
            .await?
        {
            true => Ok(()),
            false => Err(Error::NotFound(
                "the configuration has this server no longer".into(),
            )),
        }
    }
}
