//! How bootstrapping stands, and a person who starts it.

use std::time::Duration;

use lwm2m::Outcome;
use objects::ResourcePath;

use super::harness::{ONE_DEVICE, World};
use crate::hub::control::Control;
use crate::hub::status::BootstrapInfo;

const WITH_BOOTSTRAP: &str = r#"
[bootstrap]
uri = "coap://bootstrap.example.net"
security = "none"
hold-off = "1h"
"#;

const TRIGGER: ResourcePath = ResourcePath::literal(1, 0, 9);

async fn bootstrap(world: &mut World, server: Option<u16>) -> Result<bool, impl std::fmt::Debug> {
    let asked = world.bus(|reply| Control::Bootstrap { server, reply }).await;
    asked.await
}

fn shown(world: &World) -> BootstrapInfo {
    world.status().bootstrap.clone().unwrap()
}

#[tokio::test(start_paused = true)]
async fn without_a_bootstrap_server_there_is_nothing_to_show_or_to_start() {
    let mut world = World::new(ONE_DEVICE).await;
    assert_eq!(world.status().bootstrap, None);
    assert_eq!(bootstrap(&mut world, None).await.ok(), Some(false));
}

#[tokio::test(start_paused = true)]
async fn a_bootstrap_is_started_at_once_and_its_failure_shown_with_the_next_attempt() {
    let mut world = World::new(&(ONE_DEVICE.to_owned() + WITH_BOOTSTRAP)).await;
    let idle = shown(&world);
    assert_eq!((idle.state.as_str(), idle.next_attempt), ("idle", None));
    assert_eq!(idle.uri, "coap://bootstrap.example.net:5683");
    assert_eq!(
        bootstrap(&mut world, Some(7)).await.ok(),
        Some(false),
        "no such server"
    );
    assert_eq!(bootstrap(&mut world, Some(1)).await.ok(), Some(true));
    assert_eq!(shown(&world).state, "in-progress");
    // The far end of the test is no bootstrap server, so nobody answers.
    let mut seen = shown(&world);
    for _ in 0..300 {
        world.advance(Duration::from_secs(1)).await;
        seen = shown(&world);
        if seen.state == "backing-off" {
            break;
        }
    }
    assert_eq!(seen.state, "backing-off");
    assert!(seen.next_attempt.is_some());
    assert!(
        seen.last_error
            .as_ref()
            .is_some_and(|error| error.starts_with("no answer")),
        "{seen:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn executing_the_trigger_over_the_bus_is_the_same() {
    let mut world = World::new(&(ONE_DEVICE.to_owned() + WITH_BOOTSTRAP)).await;
    let answer = world
        .bus(|reply| Control::Execute {
            path: TRIGGER,
            arguments: String::new(),
            reply,
        })
        .await;
    assert_eq!(answer.await, Ok(Outcome::Changed));
    assert_eq!(shown(&world).state, "in-progress");
}
