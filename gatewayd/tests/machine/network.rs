//! Connectivity Monitoring and Statistics over the wire.

use coap::Code;
use objects::Value;

use crate::world::World;

#[tokio::test]
async fn the_way_to_the_server_is_named_by_the_address_it_leaves_from() {
    let mut world = World::registered("").await;
    assert_eq!(
        world.read("/4/0/4/0").await,
        Some(Value::String("127.0.0.1".into()))
    );
    assert_eq!(world.number("/4/0/0").await, 41);
    assert_eq!(world.number("/4/0/2").await, 0);
}

#[tokio::test]
async fn traffic_is_counted_between_start_and_stop() {
    let mut world = World::registered("").await;
    for _ in 0..20 {
        world.number("/7/0/2").await;
    }
    assert_eq!(world.number("/7/0/4").await, 0, "nobody has started it");
    assert_eq!(world.write("/7/0/8", Value::Integer(-1)).await, Code::BAD_REQUEST);
    assert_eq!(world.execute("/7/0/6").await, Code::CHANGED);
    let large = Value::String("x".repeat(5_000));
    assert_eq!(world.write("/16/0/0/0", large).await, Code::NOT_FOUND);
    assert_eq!(world.execute("/7/0/7").await, Code::CHANGED);
    let (received, largest) = (world.number("/7/0/3").await, world.number("/7/0/4").await);
    assert!((5..10).contains(&received), "{received} kB");
    assert!((1_000..1_200).contains(&largest), "{largest} B");
    for _ in 0..20 {
        world.number("/7/0/2").await;
    }
    assert_eq!(world.number("/7/0/3").await, received, "it has stopped");
}

#[tokio::test]
async fn the_collection_period_outlasts_a_power_cut() {
    let mut world = World::registered("").await;
    assert_eq!(world.number("/7/0/8").await, 0);
    assert_eq!(world.write("/7/0/8", Value::Integer(3_600)).await, Code::CHANGED);
    world.kill().await;
    world.start().await;
    assert_eq!(world.number("/7/0/8").await, 3_600);
}
