//! An MQTT broker in this process, and a device that talks to it.

use std::net::{Ipv4Addr, TcpListener};
use std::time::Duration;

use anyhow::Context as _;
use rumqttd::{ConnectionSettings, Notification, RouterConfig, ServerSettings};
use tokio::time::interval;

use super::scene::{FAN_TOPIC, STATE_TOPIC};
use super::view::View;

/// The broker and the device's own way into it.
pub(super) struct Broker {
    port: u16,
    sender: rumqttd::local::LinkTx,
    receiver: rumqttd::local::LinkRx,
}

impl Broker {
    pub(super) fn start() -> anyhow::Result<Self> {
        // Taken and given back: the broker binds by itself.
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no free port for the broker")?;
        let port = free.local_addr()?.port();
        drop(free);
        let mut broker = rumqttd::Broker::new(settings(port));
        let (mut sender, receiver) = broker.link("greenhouse").context("cannot reach the broker")?;
        sender
            .subscribe(FAN_TOPIC)
            .context("cannot subscribe at the broker")?;
        // The broker blocks the thread that starts it, for as long as the process lives.
        std::thread::Builder::new()
            .name("broker".into())
            .spawn(move || {
                if let Err(error) = broker.start() {
                    tracing::error!(%error, "The broker has ended.");
                }
            })
            .context("cannot start the broker")?;
        Ok(Self {
            port,
            sender,
            receiver,
        })
    }

    pub(super) const fn port(&self) -> u16 {
        self.port
    }

    /// Plays the greenhouse: publishes its state, and obeys commands to its fan.
    pub(super) async fn run(mut self, view: &View) -> anyhow::Result<()> {
        let mut tick = interval(Duration::from_secs(3));
        let (mut fan, mut humidity) = (false, 55.0_f64);
        loop {
            tokio::select! {
                _ = tick.tick() => humidity = if fan { humidity - 1.5 } else { humidity + 1.0 }.clamp(30.0, 90.0),
                received = self.receiver.next() => {
                    let Some(Notification::Forward(forward)) = received? else { continue };
                    fan = forward.publish.payload.as_ref() == b"ON";
                    let state = if fan { "on" } else { "off" };
                    view.device("mqtt", &format!("greenhouse fan was switched {state}"));
                }
            }
            let fan = if fan { "ON" } else { "OFF" };
            let state = format!("{{\"humidity\":{humidity:.1},\"fan\":\"{fan}\"}}");
            self.sender
                .try_publish(STATE_TOPIC, state)
                .context("cannot publish")?;
        }
    }
}

fn settings(port: u16) -> rumqttd::Config {
    let connections = ConnectionSettings {
        connection_timeout_ms: 5_000,
        max_payload_size: 20_480,
        max_inflight_count: 100,
        auth: None,
        external_auth: None,
        dynamic_filters: false,
    };
    let server = ServerSettings {
        name: "demo".into(),
        listen: (Ipv4Addr::LOCALHOST, port).into(),
        tls: None,
        next_connection_delay_ms: 1,
        connections,
    };
    let router = RouterConfig {
        max_connections: 16,
        max_outgoing_packet_count: 200,
        max_segment_size: 1_048_576,
        max_segment_count: 10,
        ..RouterConfig::default()
    };
    rumqttd::Config {
        router,
        v4: Some([("demo".to_owned(), server)].into()),
        ..rumqttd::Config::default()
    }
}
