//! `gatewayd demo`: the main job on one machine, with no hardware, no server and no privileges.
//!
//! Everything between the devices and the server is the product itself: the adapters speak to a Modbus
//! slave behind a pseudo terminal, to an MQTT broker on a socket and decode Bluetooth advertisements; the
//! engine registers over UDP. Only the far ends are simulated.

mod broker;
mod line;
mod radio;
mod scene;
mod server;
mod view;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context as _, bail};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};

use crate::adapters::{self, AdapterConfig};
use crate::args::{BusOrNone, Demo};
use crate::config;
use crate::daemon::{Gateway, Parts};
use crate::exit::Exit;
use crate::hub::Heartbeat;
use crate::signals::Signals;
use crate::supervisor::Builder;
use view::View;

/// Advertisements that may wait for the adapter; a radio loses what is not taken.
const ADVERTISEMENTS: usize = 16;

/// A directory that goes with the demonstration.
struct Workplace(PathBuf);

impl Workplace {
    fn create() -> anyhow::Result<Self> {
        let path = std::env::temp_dir().join(format!("gatewayd-demo-{}", std::process::id()));
        std::fs::create_dir_all(&path).with_context(|| format!("cannot create {}", path.display()))?;
        Ok(Self(path))
    }
}

impl Drop for Workplace {
    fn drop(&mut self) {
        // What is left behind is in the system's temporary directory.
        std::fs::remove_dir_all(&self.0).ok();
    }
}

/// Runs the demonstration until its time is over or it is interrupted.
///
/// # Errors
/// When a part of the scene cannot be set up, or the main job did not happen within the time given.
pub(crate) async fn run(args: &Demo) -> anyhow::Result<Exit> {
    let workplace = Workplace::create()?;
    let line = line::Line::open()?;
    let broker = broker::Broker::start()?;
    let server = match &args.server {
        Some(_) => None,
        None => Some(server::Server::bind().await?),
    };
    let uri = match (&args.server, &server) {
        (Some(uri), _) => uri.clone(),
        (None, Some(server)) => server.uri()?,
        (None, None) => bail!("there is no server"),
    };
    let text = scene::configuration(&args.endpoint_name, &uri, line.path(), broker.port());
    let file = workplace.0.join("gatewayd.toml");
    std::fs::write(&file, &text).with_context(|| format!("cannot write {}", file.display()))?;
    let loaded = config::load(&file).map_err(|errors| anyhow::anyhow!("{errors}"))?;
    let (advertisements, heard) = mpsc::channel(ADVERTISEMENTS);
    let parts = Parts {
        config: loaded.config,
        state_dir: workplace.0.join("state"),
        bus: BusOrNone::None,
        loader: Box::new(|| Err("a demonstration keeps its configuration".to_owned())),
        build: builder(heard),
    };
    let view = View::start(&uri, line.path(), broker.port(), args.duration);
    let mut gateway = Gateway::start(
        parts,
        Heartbeat {
            every: None,
            beat: Box::new(|| {}),
        },
    )?;
    let world = World {
        line,
        broker,
        advertisements,
        server,
    };
    world.run(args, &mut gateway, &view).await?;
    Ok(view.finish(args))
}

/// The far ends of the gateway.
struct World {
    line: line::Line,
    broker: broker::Broker,
    advertisements: mpsc::Sender<adapter_ble::advert::Advertisement>,
    server: Option<server::Server>,
}

impl World {
    async fn run(self, args: &Demo, gateway: &mut Gateway, view: &View) -> anyhow::Result<()> {
        let mut signals = Signals::listen()?;
        let status = gateway.status.clone();
        let mut everything = Box::pin(async {
            tokio::select! {
                ended = self.line.run(view) => ended.context("the serial line has ended"),
                ended = self.broker.run(view) => ended.context("the broker has ended"),
                () = radio::run(self.advertisements) => Ok(()),
                ended = server::run(self.server, status, view) => ended.context("the server has ended"),
            }
        });
        let end = args.duration.map(|duration| Instant::now() + duration);
        tokio::select! {
            ended = &mut everything => return ended,
            () = sleep_until(end.unwrap_or_else(Instant::now)), if end.is_some() => {}
            _ = signals.next() => {}
        }
        // The server is still there to hear the farewell.
        tokio::select! {
            ended = &mut everything => ended,
            () = gateway.stop() => Ok(()),
        }
    }
}

/// Adapters as the product builds them, but for the one that would need a radio.
fn builder(heard: mpsc::Receiver<adapter_ble::advert::Advertisement>) -> Builder {
    let heard = Arc::new(Mutex::new(Some(heard)));
    Box::new(move |name, config| match config {
        AdapterConfig::Ble(config) => {
            let heard = heard.lock().unwrap_or_else(PoisonError::into_inner).take();
            // An adapter that is started a second time hears nothing more.
            let heard = heard.unwrap_or_else(|| mpsc::channel(1).1);
            Box::new(adapter_ble::BleAdapter::with_advertisements(
                name,
                config.clone(),
                heard,
            ))
        }
        AdapterConfig::ModbusRtu(_)
        | AdapterConfig::ModbusTcp(_)
        | AdapterConfig::Mqtt(_)
        | AdapterConfig::Sim(_) => adapters::build(name, config),
    })
}
