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
    write(world, WriteMode::Replace, values).await
}

async fn write(world: &mut World, mode: WriteMode, values: &[(ResourcePath, Value)]) -> Code {
    let request = world
        .ask(|server, now| {
            let format = ContentFormat::LWM2M_TLV;
            server.write_values(now, DATA.into(), mode, format, values)
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
async fn servers_create_and_delete_resource_instances_and_both_outlast_a_restart() {
    let mut world = World::new(ONE_DEVICE).await;
    create(&mut world, "one").await;
    let second = DATA.with_element(1);
    let written = write(&mut world, WriteMode::Update, &[(second, data("two"))]).await;
    assert_eq!(written, Code::CHANGED);
    let mut world = world.restart(ONE_DEVICE).await;
    assert_eq!(world.read(second).await, Some(data("two")));
    for element in [0, 1] {
        let path = Path::Resource(DATA.with_element(element));
        let request = world.ask(|server, now| server.delete(now, path)).await;
        assert_eq!(world.code(request), Some(Code::DELETED));
    }
    let mut world = world.restart(ONE_DEVICE).await;
    assert_eq!(world.read(second).await, None);
    let left = world.hub.tree.resource(DATA);
    assert!(matches!(left, Some(objects::Resource::Multiple(elements)) if elements.is_empty()));
    let written = write(&mut world, WriteMode::Update, &[(second, data("three"))]).await;
    assert_eq!(written, Code::CHANGED);
}

/// OMA ETS LightweightM2M-1.2-int-1630 and 1635.
#[tokio::test(start_paused = true)]
async fn portfolios_come_and_go_and_the_object_stays() {
    let mut world = World::new(ONE_DEVICE).await;
    let portfolio = ObjectId::new(16);
    let identity = ResourcePath::literal(16, 1, 0);
    let values = [0, 1].map(|element| (identity.with_element(element), Value::String("host".into())));
    let request = world
        .ask(|server, now| server.create(now, portfolio, Some(InstanceId::new(1)), &values))
        .await;
    assert_eq!(world.code(request), Some(Code::CREATED));
    assert_eq!(
        world.read(identity.with_element(1)).await,
        Some(Value::String("host".into()))
    );
    let request = world
        .ask(|server, now| server.delete(now, Path::Instance(portfolio, InstanceId::new(1))))
        .await;
    assert_eq!(world.code(request), Some(Code::DELETED));
    let object = world.hub.tree.object(portfolio).unwrap();
    assert_eq!(object.instances().len(), 0);
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_saved_has_not_happened() {
    let mut world = World::new(ONE_DEVICE).await;
    create(&mut world, "one").await;
    std::fs::remove_dir_all(world.folder()).unwrap();
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
