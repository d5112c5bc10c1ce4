//! The D-Bus service: how people and programs on this machine see and control the gateway.
//!
//! It only translates. Every method sends the hub a [`Control`] and waits for the reply, and every property
//! shows what the hub has published; the hub checks a write from here as it checks one of a server.

mod adapter;
mod announce;
mod bus;
mod device;
mod error;
mod live;
mod manager;
mod objects;
mod requests;
mod server;
mod value;

use std::sync::Arc;
use std::time::Duration;

use ::adapter::Backoff;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep, timeout};
use tokio_util::sync::CancellationToken;
use tracing::{debug, error, info, warn};
use zbus::Connection;
use zbus::fdo::RequestNameFlags;

pub use bus::{NAME, ROOT, connect};
pub use error::Error;
pub(crate) use value::to_input;

use crate::args::{Bus, BusOrNone};
use crate::hub::control::Control;
use crate::hub::status::Status;
use crate::random;
use objects::Objects;
use requests::Requests;

/// The pause before the second attempt to reach the bus, and the longest pause.
const PAUSES: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(60));

/// How long the answers that are under way may take when the program ends.
const FAREWELL: Duration = Duration::from_secs(1);

/// The service cannot be offered, and waiting will not help.
#[derive(Debug, thiserror::Error)]
pub enum ControlError {
    /// What was given as the address of the bus is none.
    #[error("{address:?} is not the address of a bus")]
    Address {
        /// What was given.
        address: String,
        /// What is wrong with it.
        source: zbus::Error,
    },
    /// There is another gatewayd on this bus.
    #[error("the name {NAME} belongs to another program; is gatewayd running already?")]
    NameTaken,
}

/// Offers the service until `shutdown`, or until the hub has ended.
///
/// A bus that is away, or goes away, is tried again with growing pauses; that is no error.
///
/// # Errors
/// When the first attempt shows that there will never be a service.
pub async fn serve(
    bus: BusOrNone,
    control: mpsc::Sender<Control>,
    status: watch::Receiver<Arc<Status>>,
    shutdown: CancellationToken,
) -> Result<(), ControlError> {
    let BusOrNone::Bus(bus) = bus else {
        shutdown.cancelled().await;
        return Ok(());
    };
    check(&bus)?;
    let service = Service {
        bus,
        requests: Requests::new(control),
        status,
        shutdown,
    };
    service.run().await
}

fn check(bus: &Bus) -> Result<(), ControlError> {
    match bus {
        Bus::Address(address) => match zbus::Address::try_from(address.as_str()) {
            Ok(_) => Ok(()),
            Err(source) => Err(ControlError::Address {
                address: address.clone(),
                source,
            }),
        },
        Bus::Session | Bus::System => Ok(()),
    }
}

struct Service {
    bus: Bus,
    requests: Requests,
    status: watch::Receiver<Arc<Status>>,
    shutdown: CancellationToken,
}

/// Why a time on the bus has ended.
enum End {
    /// The bus has gone away.
    Lost,
    /// The program ends.
    Shutdown,
}

impl Service {
    async fn run(mut self) -> Result<(), ControlError> {
        let mut backoff = Backoff::new(PAUSES.0, PAUSES.1);
        let mut first = true;
        let mut away = false;
        loop {
            let shutdown = self.shutdown.clone();
            let Some(attempt) = shutdown.run_until_cancelled(self.attempt()).await else {
                return Ok(());
            };
            match attempt {
                Ok((connection, objects)) => {
                    info!("The gateway can be controlled over D-Bus.");
                    let since = Instant::now();
                    match self.stay(connection, objects).await {
                        End::Shutdown => return Ok(()),
                        End::Lost => warn!("Lost the D-Bus connection."),
                    }
                    // A bus that throws us out at once does not get to do so every second.
                    if since.elapsed() > PAUSES.1 {
                        backoff.reset();
                    }
                }
                Err(zbus::Error::NameTaken) if first => return Err(ControlError::NameTaken),
                Err(error) if away => debug!(%error, "The D-Bus is still away."),
                Err(error) => warn!(%error, "The gateway cannot be controlled over D-Bus for now."),
            }
            (first, away) = (false, true);
            let pause = sleep(backoff.next_delay(random::seed().unwrap_or_default()));
            if shutdown.run_until_cancelled(pause).await.is_none() {
                return Ok(());
            }
        }
    }

    /// Connects and puts everything in its place before the name makes it known.
    async fn attempt(&mut self) -> zbus::Result<(Connection, Objects)> {
        let connection = connect(&self.bus).await?;
        let status = Arc::clone(&self.status.borrow_and_update());
        let objects = Objects::create(&connection, self.requests.clone(), &status).await?;
        connection
            .request_name_with_flags(NAME, RequestNameFlags::DO_NOT_QUEUE)
            .await?;
        Ok((connection, objects))
    }

    async fn stay(&mut self, connection: Connection, mut objects: Objects) -> End {
        loop {
            tokio::select! {
                () = self.shutdown.cancelled() => break,
                () = connection.closed() => return End::Lost,
                changed = self.status.changed() => if changed.is_err() { break },
            }
            let status = Arc::clone(&self.status.borrow_and_update());
            let updated = self
                .shutdown
                .run_until_cancelled(objects.update(&connection, &status))
                .await;
            if let Some(Err(error)) = updated
                && !connection.is_closed()
            {
                error!(%error, "A change could not be announced on the D-Bus.");
            }
        }
        drop(objects);
        if timeout(FAREWELL, connection.graceful_shutdown()).await.is_err() {
            debug!("Somebody on the D-Bus did not get an answer in time.");
        }
        End::Shutdown
    }
}
