//! Send on a person's wish, and what that person is told.

use std::time::Duration;

use coap::Code;
use lwm2m::server::{Payload, Policy, Reaction, ServerEvent};
use lwm2m::{Outcome, SendError, SendFailure};
use objects::{Path, ResourcePath, Value};
use tokio::sync::oneshot::Receiver;

use super::harness::{ONE_DEVICE, TEMPERATURE, TEMPERATURE_AT, World, at};
use crate::hub::control::{Control, ReadError};
use crate::hub::sends::{SendOutcome, SendRefused, SendReport};

const MUTE: ResourcePath = ResourcePath::literal(1, 0, 23);

type Told = Receiver<Result<Vec<SendReport>, SendRefused>>;

async fn send(world: &mut World, path: &str, server: Option<&str>, later: bool) -> Told {
    send_all(world, vec![path.parse().unwrap()], server, later).await
}

async fn send_all(world: &mut World, paths: Vec<Path>, server: Option<&str>, later: bool) -> Told {
    let server = server.map(str::to_owned);
    world
        .bus(|reply| Control::Send {
            paths,
            server,
            later,
            reply,
        })
        .await
}

/// A hub with a temperature, whose server wants to be told.
async fn unmuted() -> World {
    let mut world = World::new(ONE_DEVICE).await;
    let unmuted = world.bus_write(MUTE, "false").await;
    assert_eq!(unmuted.await, Ok(Outcome::Changed));
    world.sample(TEMPERATURE, Value::Float(21.5), at(0)).await;
    world
}

fn told(mut told: Told) -> Option<SendOutcome> {
    let mut reports = told.try_recv().ok()?.unwrap();
    assert_eq!(reports.len(), 1);
    let SendReport { server, outcome } = reports.remove(0);
    assert_eq!(server, "main");
    Some(outcome)
}

fn received(world: &World) -> Vec<Payload> {
    let heard = world.heard().iter();
    heard
        .filter_map(|event| match event {
            ServerEvent::Sent(payload) => Some(payload.clone()),
            _ => None,
        })
        .collect()
}

#[tokio::test(start_paused = true)]
async fn a_server_takes_the_values_and_the_caller_learns_of_it() {
    let mut world = unmuted().await;
    let answer = send(&mut world, "/3303/0/5700", Some("main"), false).await;
    assert_eq!(told(answer), Some(SendOutcome::Sent));
    let expected = vec![(TEMPERATURE_AT, Value::Float(21.5))];
    assert_eq!(received(&world), [Payload::Values(expected)]);
}

#[tokio::test(start_paused = true)]
async fn instances_and_objects_are_sent_with_everything_that_can_be_read() {
    let mut world = unmuted().await;
    for (path, server) in [("/3303/0", Some("1")), ("/3303", None)] {
        let answer = send(&mut world, path, server, false).await;
        assert_eq!(told(answer), Some(SendOutcome::Sent), "{path}");
    }
    let payloads = received(&world);
    let [Payload::Values(instance), Payload::Values(object)] = &payloads[..] else {
        panic!("{payloads:?}")
    };
    assert!(instance.len() > 3 && instance == object, "{instance:?}");
}

#[tokio::test(start_paused = true)]
async fn every_failure_has_its_own_name() {
    let mut world = World::new(ONE_DEVICE).await;
    world.sample(TEMPERATURE, Value::Float(21.5), at(0)).await;
    world.bus_write(MUTE, "true").await.await.unwrap();
    let muted = send(&mut world, "/3303", None, false).await;
    assert_eq!(told(muted), Some(SendOutcome::NotSent(SendError::Muted)));
    world.bus_write(MUTE, "false").await.await.unwrap();
    for (path, server, expected) in [
        ("/3303/9", None, SendRefused::Path(ReadError::NotFound)),
        ("/0", None, SendRefused::Path(ReadError::Hidden)),
        ("/3303", Some("nobody"), SendRefused::Server),
    ] {
        let answer = send(&mut world, path, server, false).await;
        assert_eq!(answer.await.unwrap(), Err(expected), "{path}");
    }
    let many = send_all(&mut world, vec![Path::Root; 4097], None, false).await;
    assert_eq!(many.await.unwrap(), Err(SendRefused::TooMany));
    let nothing = send(&mut world, "/3/0/4", None, false).await;
    assert_eq!(told(nothing), Some(SendOutcome::NotSent(SendError::Nothing)));
}

#[tokio::test(start_paused = true)]
async fn a_server_that_falls_silent_is_reported_when_it_is_certain() {
    let mut world = unmuted().await;
    world.cut(true);
    let mut answer = send(&mut world, "/3303", None, false).await;
    assert!(answer.try_recv().is_err(), "nobody knows yet");
    world.advance(Duration::from_secs(300)).await;
    let outcome = told(answer);
    assert!(
        matches!(outcome, Some(SendOutcome::Failed(SendFailure::NoAnswer(_)))),
        "{outcome:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_server_that_is_away_is_told_later_if_that_is_wanted() {
    let mut world = unmuted().await;
    world.policy(Policy {
        register: Reaction::Refuse(Code::FORBIDDEN),
        update: Reaction::Refuse(Code::NOT_FOUND),
        ..Policy::default()
    });
    let asked = world.bus(|reply| Control::Update { server: 1, reply }).await;
    assert_eq!(asked.await, Ok(true));
    let now = send(&mut world, "/3303/0/5700", None, false).await;
    assert_eq!(told(now), Some(SendOutcome::NotSent(SendError::NotRegistered)));
    let later = send(&mut world, "/3303/0/5700", None, true).await;
    assert_eq!(told(later), Some(SendOutcome::Deferred));
    assert_eq!(received(&world), []);
    world.policy(Policy::default());
    world.advance(Duration::from_secs(600)).await;
    let expected = vec![(TEMPERATURE_AT, Value::Float(21.5))];
    assert_eq!(received(&world), [Payload::Values(expected)]);
}

#[tokio::test(start_paused = true)]
async fn whoever_waits_when_the_servers_change_is_told() {
    let mut world = unmuted().await;
    world.cut(true);
    let answer = send(&mut world, "/3303", None, false).await;
    let changed = ONE_DEVICE.replace("short-server-id = 1", "short-server-id = 2");
    assert!(world.reload(&changed).await.unwrap().servers);
    assert_eq!(told(answer), Some(SendOutcome::Failed(SendFailure::Stopped)));
}
