//! The accounts of the configuration, and what a server does to its own.

use std::time::Duration;

use coap::Code;
use objects::{ResourcePath, Value};

use super::access;
use super::harness::{ONE_DEVICE, World};
use crate::hub::run::now;

const DISABLE: ResourcePath = ResourcePath::literal(1, 0, 4);
const DISABLE_TIMEOUT: ResourcePath = ResourcePath::literal(1, 0, 5);

/// The configuration with more in the table of its server.
fn with(keys: &str) -> String {
    ONE_DEVICE.replace("[server.main]", &format!("[server.main]\n{keys}"))
}

/// A hub whose server has disabled its account for this long.
async fn disabled_for(seconds: i64) -> World {
    let mut world = World::new(ONE_DEVICE).await;
    world.write(DISABLE_TIMEOUT, Value::Integer(seconds)).await;
    let request = world.ask(|server, now| server.execute(now, DISABLE, "")).await;
    assert_eq!(world.code(request), Some(Code::CHANGED));
    assert_eq!(world.status().servers[0].state, "disabled");
    world
}

#[tokio::test(start_paused = true)]
async fn a_configured_server_may_be_told_unasked_and_is_soon_tried_again() {
    let mut world = World::new(ONE_DEVICE).await;
    for (id, value) in [
        (5, Value::Integer(86_400)),
        (18, Value::Unsigned(10)),
        (19, Value::Unsigned(300)),
        (23, Value::Boolean(false)),
    ] {
        assert_eq!(world.read(ResourcePath::literal(1, 0, id)).await, Some(value));
    }
    for id in [13, 14, 15, 16, 17, 20] {
        assert_eq!(world.read(ResourcePath::literal(1, 0, id)).await, None, "{id}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_schedule_of_the_configuration_is_in_the_server_object() {
    let keys = r#"
priority = 7
initial-delay = "2s"
block-on-failure = true
bootstrap-on-failure = false
retry-count = 3
retry-delay = "4s"
sequence-delay = "6s"
sequence-count = 9
"#;
    let mut world = World::new(&with(keys)).await;
    assert_eq!(world.status().servers[0].state, "waiting");
    world.advance(Duration::from_secs(2)).await;
    assert_eq!(world.status().servers[0].state, "registered");
    for (id, value) in [
        (13, Value::Unsigned(7)),
        (14, Value::Unsigned(2)),
        (15, Value::Boolean(true)),
        (16, Value::Boolean(false)),
        (17, Value::Unsigned(3)),
        (18, Value::Unsigned(4)),
        (19, Value::Unsigned(6)),
        (20, Value::Unsigned(9)),
    ] {
        assert_eq!(world.read(ResourcePath::literal(1, 0, id)).await, Some(value));
    }
}

#[tokio::test(start_paused = true)]
async fn queue_mode_is_announced_where_it_is_configured() {
    let world = World::new(ONE_DEVICE).await;
    assert!(!world.registered_with().contains(&"Q".to_owned()));
    let world = World::new(&with("queue-mode = true")).await;
    assert!(world.registered_with().contains(&"Q".to_owned()));
}

#[tokio::test(start_paused = true)]
async fn a_server_that_has_disabled_its_account_is_left_alone_over_a_restart() {
    let world = disabled_for(300).await;
    let mut world = world.restart(ONE_DEVICE).await;
    assert_eq!(
        (world.registrations(), &*world.status().servers[0].state),
        (0, "disabled")
    );
    world.advance(Duration::from_secs(301)).await;
    assert_eq!(
        (world.registrations(), &*world.status().servers[0].state),
        (1, "registered")
    );
    let mut world = world.restart(ONE_DEVICE).await;
    world.settle().await;
    assert_eq!(world.registrations(), 1, "it is over");
}

#[tokio::test(start_paused = true)]
async fn whoever_changes_the_servers_wants_them_now() {
    let mut world = disabled_for(300).await;
    world.reload(&with("lifetime = \"10min\"")).await.unwrap();
    assert_eq!(world.status().servers[0].state, "registered");
    let world = world.restart(ONE_DEVICE).await;
    assert_eq!(world.status().servers[0].state, "registered");
}

#[tokio::test(start_paused = true)]
async fn a_bootstrap_ends_the_silence_a_server_has_asked_for() {
    let mut world = World::new(&access::configuration("")).await;
    let request = world.ask(|server, now| server.execute(now, DISABLE, "")).await;
    assert_eq!(world.code(request), Some(Code::CHANGED));
    assert_eq!(world.status().servers[0].state, "disabled");
    world.hub.take_accounts(now(), &access::accounts(1, &[]));
    world.settle().await;
    assert_eq!(
        (world.registrations(), &*world.status().servers[0].state),
        (2, "registered")
    );
    let world = world.restart(&access::configuration("")).await;
    assert_eq!(world.status().servers[0].state, "registered");
}
