//! What servers create, write and delete for themselves.

use coap::{Code, ContentFormat};
use lwm2m::WriteMode;
use objects::{InstanceId, ObjectId, Path, ResourcePath, Value};

use super::harness::{ONE_DEVICE, World};

/// BinaryAppDataContainer, and its data.
const CONTAINER: ObjectId = ObjectId::new(19);
const DATA: ResourcePath = ResourcePath::literal(19, 0, 0);

fn data(text: &str) -> Value {
    Value::Opaque(text.as_bytes().to_vec())
}

async fn create(world: &mut World, text: &str) -> Code {
    let values = [(DATA.with_element(0), data(text))];
    let request = world
        .ask(|server, now| server.create(now, CONTAINER, None, &values))
        .await;
    world.code(request).unwrap()
}

async fn replace(world: &mut World, values: &[(ResourcePath, Value)]) -> Code {
    let request = world
        .ask(|server, now| {
            let format = ContentFormat::LWM2M_TLV;
            server.write_values(now, DATA.into(), WriteMode::Replace, format, values)
        })
        .await;
    world.code(request).unwrap()
}

#[tokio::test(start_paused = true)]
async fn what_a_server_has_stored_survives_a_restart() {
    let mut world = World::new(ONE_DEVICE).await;
    assert_eq!(create(&mut world, "one").await, Code::CREATED);
    assert_eq!(create(&mut world, "two").await, Code::CREATED);
    let mut world = world.restart(ONE_DEVICE).await;
    assert_eq!(world.read(DATA.with_element(0)).await, Some(data("one")));
    let request = world
        .ask(|server, now| server.delete(now, Path::Instance(CONTAINER, InstanceId::new(0))))
        .await;
    assert_eq!(world.code(request), Some(Code::DELETED));
    let mut world = world.restart(ONE_DEVICE).await;
    assert_eq!(world.read(DATA.with_element(0)).await, None);
}

#[tokio::test(start_paused = true)]
async fn what_a_replacement_has_left_out_is_gone_after_a_restart_too() {
    let mut world = World::new(ONE_DEVICE).await;
    create(&mut world, "one").await;
    let other = DATA.with_element(7);
    assert_eq!(replace(&mut world, &[(other, data("two"))]).await, Code::CHANGED);
    let mut world = world.restart(ONE_DEVICE).await;
    assert_eq!(world.read(DATA.with_element(0)).await, None);
    assert_eq!(world.read(other).await, Some(data("two")));
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_saved_has_not_happened() {
    let mut world = World::new(ONE_DEVICE).await;
    create(&mut world, "one").await;
    std::fs::remove_dir_all(world.folder.path()).unwrap();
    let failed = Code::INTERNAL_SERVER_ERROR;
    assert_eq!(create(&mut world, "two").await, failed);
    assert_eq!(
        replace(&mut world, &[(DATA.with_element(0), data("new"))]).await,
        failed
    );
    let request = world
        .ask(|server, now| server.delete(now, Path::Instance(CONTAINER, InstanceId::new(0))))
        .await;
    assert_eq!(world.code(request), Some(failed));
    assert_eq!(world.read(DATA.with_element(0)).await, Some(data("one")));
    let second = ResourcePath::literal(19, 1, 0);
    assert_eq!(world.read(second.with_element(0)).await, None);
}

#[tokio::test(start_paused = true)]
async fn a_server_cannot_fill_the_memory() {
    let mut world = World::new(ONE_DEVICE).await;
    let mut last = Code::CREATED;
    for _ in 0..65 {
        last = create(&mut world, "one").await;
    }
    assert_eq!(last, Code::SERVICE_UNAVAILABLE);
    let large = data(&"x".repeat(4000));
    for element in 0..64 {
        let path = DATA.with_element(element);
        let values = [(path, large.clone())];
        let request = world
            .ask(|server, now| {
                let format = ContentFormat::LWM2M_TLV;
                server.write_values(now, DATA.into(), WriteMode::Update, format, &values)
            })
            .await;
        // The payload may take several blocks.
        world.advance(std::time::Duration::from_secs(1)).await;
        last = world.code(request).unwrap();
    }
    assert_eq!(last, Code::REQUEST_ENTITY_TOO_LARGE);
}

#[tokio::test(start_paused = true)]
async fn the_instances_of_devices_are_not_created_or_deleted_by_servers() {
    let mut world = World::new(ONE_DEVICE).await;
    let sensors = ObjectId::new(3303);
    let request = world
        .ask(|server, now| server.create(now, sensors, Some(InstanceId::new(5)), &[]))
        .await;
    assert_eq!(world.code(request), Some(Code::METHOD_NOT_ALLOWED));
    let request = world
        .ask(|server, now| server.delete(now, Path::Instance(sensors, InstanceId::new(0))))
        .await;
    assert_eq!(world.code(request), Some(Code::METHOD_NOT_ALLOWED));
}
