//! What is written to the Server object, over restarts and changes of the configuration.

use coap::{Code, ContentFormat};
use lwm2m::{Outcome, WriteMode};
use objects::{InstanceId, ObjectId, Path, ResourcePath, Value};

use super::harness::{ONE_DEVICE, World};

const LIFETIME: ResourcePath = ResourcePath::literal(1, 0, 1);
const PMIN: ResourcePath = ResourcePath::literal(1, 0, 2);
const STORING: ResourcePath = ResourcePath::literal(1, 0, 6);
const RETRY_TIMER: ResourcePath = ResourcePath::literal(1, 0, 18);

fn with_lifetime(lifetime: &str) -> String {
    let line = format!("short-server-id = 1\nlifetime = \"{lifetime}\"");
    ONE_DEVICE.replace("short-server-id = 1", &line)
}

async fn write(world: &mut World, path: ResourcePath, value: Value) {
    let request = world.write(path, value).await;
    assert_eq!(world.code(request), Some(Code::CHANGED), "{path}");
}

#[tokio::test(start_paused = true)]
async fn what_a_server_and_the_bus_have_written_survives_a_restart() {
    let mut world = World::new(ONE_DEVICE).await;
    write(&mut world, LIFETIME, Value::Integer(333)).await;
    write(&mut world, PMIN, Value::Integer(7)).await;
    let answer = world.bus_write(STORING, "false").await;
    assert_eq!(answer.await, Ok(Outcome::Changed));
    let mut world = world.restart(ONE_DEVICE).await;
    assert_eq!(world.read(LIFETIME).await, Some(Value::Integer(333)));
    assert_eq!(world.read(PMIN).await, Some(Value::Integer(7)));
    assert_eq!(world.read(STORING).await, Some(Value::Boolean(false)));
}

#[tokio::test(start_paused = true)]
async fn what_a_server_has_taken_away_stays_away() {
    let mut world = World::new(ONE_DEVICE).await;
    assert!(world.read(RETRY_TIMER).await.is_some());
    let target = Path::Instance(ObjectId::new(1), InstanceId::new(0));
    let values = [
        (LIFETIME, Value::Integer(333)),
        (STORING, Value::Boolean(true)),
        (ResourcePath::literal(1, 0, 7), Value::String("U".into())),
    ];
    let request = world
        .ask(|server, now| {
            let format = ContentFormat::LWM2M_TLV;
            server.write_values(now, target, WriteMode::Replace, format, &values)
        })
        .await;
    assert_eq!(world.code(request), Some(Code::CHANGED));
    let mut world = world.restart(ONE_DEVICE).await;
    assert_eq!(world.read(RETRY_TIMER).await, None);
    assert_eq!(world.read(LIFETIME).await, Some(Value::Integer(333)));
}

#[tokio::test(start_paused = true)]
async fn a_changed_configuration_wins_for_good_and_leaves_other_settings_alone() {
    let mut world = World::new(&with_lifetime("10min")).await;
    write(&mut world, LIFETIME, Value::Integer(333)).await;
    write(&mut world, PMIN, Value::Integer(7)).await;
    let mut world = world.restart(&with_lifetime("20min")).await;
    assert_eq!(world.read(LIFETIME).await, Some(Value::Integer(1200)));
    assert_eq!(world.read(PMIN).await, Some(Value::Integer(7)));
    let mut world = world.restart(&with_lifetime("10min")).await;
    assert_eq!(world.read(LIFETIME).await, Some(Value::Integer(600)));
}

#[tokio::test(start_paused = true)]
async fn a_reload_treats_settings_as_a_restart_does() {
    let mut world = World::new(&with_lifetime("10min")).await;
    write(&mut world, LIFETIME, Value::Integer(333)).await;
    write(&mut world, PMIN, Value::Integer(7)).await;
    assert!(world.reload(&with_lifetime("20min")).await.unwrap().servers);
    assert_eq!(world.read_tree(LIFETIME), Some(Value::Integer(1200)));
    assert_eq!(world.read_tree(PMIN), Some(Value::Integer(7)));
    let world = world.restart(&with_lifetime("20min")).await;
    assert_eq!(world.read_tree(LIFETIME), Some(Value::Integer(1200)));
}

#[tokio::test(start_paused = true)]
async fn a_setting_that_cannot_be_kept_is_not_made() {
    let mut world = World::new(ONE_DEVICE).await;
    let before = world.read_tree(LIFETIME);
    std::fs::remove_dir_all(world.folder()).unwrap();
    let request = world.write(LIFETIME, Value::Integer(333)).await;
    assert_eq!(world.code(request), Some(Code::INTERNAL_SERVER_ERROR));
    let request = world.write(PMIN, Value::Integer(7)).await;
    assert_eq!(world.code(request), Some(Code::INTERNAL_SERVER_ERROR));
    assert_eq!((world.read_tree(LIFETIME), world.read_tree(PMIN)), (before, None));
}
