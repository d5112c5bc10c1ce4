//! A new configuration, and the same one after a restart.

use coap::Code;
use objects::{InstanceId, ObjectId, ResourcePath, Value};

use super::harness::{
    ANOTHER_ADAPTER, LEVEL_AT, ONE_DEVICE, PUMP, PUMP_AT, QUALITY_AT, TEMPERATURE, TEMPERATURE_AT, World, at,
    configuration, confirmed,
};
use crate::supervisor::SupervisorRequest;

const OTHERS: ResourcePath = ResourcePath::literal(3303, 1, 5700);

fn both() -> String {
    format!("{ONE_DEVICE}{ANOTHER_ADAPTER}")
}

fn has_instance(world: &World, object: u16, instance: u16) -> bool {
    let (object, instance) = (ObjectId::new(object), InstanceId::new(instance));
    world.hub.tree.instance(object, instance).is_some()
}

#[tokio::test(start_paused = true)]
async fn the_same_configuration_again_changes_nothing() {
    let mut world = World::new(&both()).await;
    let report = world.reload_unattended(Ok(configuration(&both()))).await.unwrap();
    assert_eq!(report, crate::hub::reload::ReloadReport::default());
    assert!(world.supervisor.try_recv().is_err());
    assert_eq!(world.registrations(), 1);
}

#[tokio::test(start_paused = true)]
async fn reload_keeps_unchanged_adapters_running_with_their_values_and_observations() {
    let mut world = World::new(ONE_DEVICE).await;
    world.sample(TEMPERATURE, Value::Float(20.0), at(0)).await;
    let observe =
        |server: &mut lwm2m::server::Server, now| server.observe(now, TEMPERATURE_AT.into(), None, &[]);
    world.ask(observe).await;
    let report = world.reload_unattended(Ok(configuration(&both()))).await.unwrap();
    assert_eq!(report.added, ["b"]);
    let Ok(SupervisorRequest::Start { name, .. }) = world.supervisor.try_recv() else {
        panic!("something is started");
    };
    assert_eq!(name, "b");
    assert!(world.supervisor.try_recv().is_err());
    world.sample(TEMPERATURE, Value::Float(21.0), at(1)).await;
    assert_eq!(world.notified(), [Value::Float(21.0)]);
    assert_eq!(world.registrations(), 1);
}

/// A configuration with a definition that is not built in.
fn with_model(text: &str, version: u8) -> crate::config::Config {
    let mut def = (**objects::Registry::standard().object(ObjectId::new(3303)).unwrap()).clone();
    def.id = ObjectId::new(33000);
    def.version.minor = version;
    let mut config = configuration(ONE_DEVICE);
    config.models = vec![def];
    // Points are checked while the definition is there.
    let own = configuration(text).adapters.remove("b").map(|mut entry| {
        for point in entry.points.values_mut() {
            if let Some(target) = &mut point.resource {
                target.object = ObjectId::new(33000);
            }
        }
        entry
    });
    config.adapters.extend(own.map(|entry| ("b".to_owned(), entry)));
    config
}

#[tokio::test(start_paused = true)]
async fn a_definition_is_taken_in_by_a_reload_unless_there_are_instances_of_another() {
    let mut world = World::new(ONE_DEVICE).await;
    let report = world.reload_unattended(Ok(with_model(&both(), 0))).await.unwrap();
    assert_eq!(
        (report.added, report.needs_restart),
        (vec!["b".to_owned()], false)
    );
    assert!(has_instance(&world, 33000, 0));
    let report = world.reload_unattended(Ok(with_model(&both(), 1))).await.unwrap();
    assert!(report.needs_restart, "an instance keeps its definition");
    let report = world
        .reload_unattended(Ok(with_model(ONE_DEVICE, 1)))
        .await
        .unwrap();
    assert_eq!(report.removed, ["b"]);
    let report = world.reload_unattended(Ok(with_model(&both(), 1))).await.unwrap();
    assert!(!report.needs_restart, "nothing stands against it any more");
}

#[tokio::test(start_paused = true)]
async fn a_point_that_stays_keeps_its_value_in_doubt_and_its_observation() {
    let mut world = World::new(ONE_DEVICE).await;
    world.sample(TEMPERATURE, Value::Float(20.0), at(0)).await;
    world
        .ask(|server, now| server.observe(now, TEMPERATURE_AT.into(), None, &[]))
        .await;
    let report = world
        .reload(&ONE_DEVICE.replace("values = [1.0]", "values = [2.0]"))
        .await;
    assert_eq!(report.unwrap().changed, ["a"]);
    assert_eq!(world.read(TEMPERATURE_AT).await, Some(Value::Float(20.0)));
    assert_eq!(world.read(QUALITY_AT).await, Some(Value::Integer(3)));
    world.sample(TEMPERATURE, Value::Float(21.0), at(1)).await;
    assert_eq!(world.read(QUALITY_AT).await, Some(Value::Integer(4)));
    assert_eq!(world.notified(), [Value::Float(21.0)]);
}

#[tokio::test(start_paused = true)]
async fn a_value_is_not_taken_over_by_another_point_or_in_another_unit() {
    for (old, new) in [
        ("unit = \"Cel\"", "unit = \"K\""),
        ("point.temperature]", "point.warmth]"),
    ] {
        let mut world = World::new(ONE_DEVICE).await;
        world.sample(TEMPERATURE, Value::Float(20.0), at(0)).await;
        world.reload(&ONE_DEVICE.replace(old, new)).await.unwrap();
        for resource in [5700, 5601, 5602, 5518, 6042] {
            let path = ResourcePath::literal(3303, 0, resource);
            assert_eq!(world.read(path).await, None, "{path} after {new}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn labels_units_and_ranges_follow_the_configuration() {
    let mut world = World::new(ONE_DEVICE).await;
    let changed = ONE_DEVICE
        .replace("unit = \"Cel\"", "application-type = \"boiler\"")
        .replace("range = [-40.0, 120.0]", "range = [0.0, 90.0]");
    world.reload(&changed).await.unwrap();
    let path = |resource| ResourcePath::literal(3303, 0, resource);
    assert_eq!(world.read(path(5750)).await, Some(Value::String("boiler".into())));
    assert_eq!(world.read(path(5701)).await, None);
    assert_eq!(world.read(path(5604)).await, Some(Value::Float(90.0)));
}

#[tokio::test(start_paused = true)]
async fn a_point_that_has_gone_leaves_its_instance_and_cannot_be_written() {
    let mut world = World::new(ONE_DEVICE).await;
    world.write(LEVEL_AT, Value::Integer(7)).await;
    world.obey(confirmed(None, at(0))).await;
    world.sample(PUMP, Value::Boolean(true), at(0)).await;
    let without = ONE_DEVICE.replace("resource = { object = 3306, resource = 5851 }", "");
    world.reload(&without).await.unwrap();
    assert_eq!(world.read(LEVEL_AT).await, None);
    assert_eq!(world.read(PUMP_AT).await, Some(Value::Boolean(true)));
    let request = world.write(LEVEL_AT, Value::Integer(8)).await;
    assert_eq!(world.code(request), Some(Code::NOT_FOUND));
}

#[tokio::test(start_paused = true)]
async fn a_removed_adapter_is_stopped_and_its_instances_go() {
    let mut world = World::new(&both()).await;
    let unit = world.unit("b");
    let report = world
        .reload_unattended(Ok(configuration(ONE_DEVICE)))
        .await
        .unwrap();
    assert_eq!(report.removed, ["b"]);
    assert!(
        matches!(world.supervisor.try_recv(), Ok(SupervisorRequest::Stop { unit: stopped }) if stopped == unit)
    );
    assert!(!has_instance(&world, 3303, 1));
    assert!(has_instance(&world, 3303, 0));
    assert_eq!(world.read(OTHERS).await, None);
    let listed = world
        .status()
        .adapters
        .iter()
        .map(|a| a.name.clone())
        .collect::<Vec<_>>();
    assert_eq!(listed, ["a"]);
}

#[tokio::test(start_paused = true)]
async fn instance_numbers_survive_restart_and_removal() {
    let mut world = World::new(&both()).await;
    // `b` goes, `c` comes and gets a number of its own.
    let third = ANOTHER_ADAPTER.replace("adapter.b", "adapter.c");
    world.reload(&format!("{ONE_DEVICE}{third}")).await.unwrap();
    assert!(!has_instance(&world, 3303, 1));
    assert!(has_instance(&world, 3303, 2));
    let mut world = world.restart(&format!("{}{third}", both())).await;
    let label = |instance| ResourcePath::literal(3303, instance, 5750);
    let text = |text: &str| Some(Value::String(text.into()));
    assert_eq!(world.read(label(0)).await, text("a/d/temperature"));
    assert_eq!(world.read(label(1)).await, text("b/e/temperature"));
    assert_eq!(world.read(label(2)).await, text("c/e/temperature"));
}

#[tokio::test(start_paused = true)]
async fn a_number_that_one_reload_has_given_away_the_next_one_knows() {
    let mut world = World::new(ONE_DEVICE).await;
    world.reload(&both()).await.unwrap();
    let third = ANOTHER_ADAPTER.replace("adapter.b", "adapter.c");
    world.reload(&format!("{}{third}", both())).await.unwrap();
    assert!(has_instance(&world, 3303, 1));
    assert!(has_instance(&world, 3303, 2));
}

#[tokio::test(start_paused = true)]
async fn a_number_that_somebody_chose_is_not_given_to_somebody_else_first() {
    let chosen = both().replace(
        "[adapter.b.device.e.point.temperature]\nvalues = [1.0]\nresource = { object = 3303, resource = 5700 }",
        "[adapter.b.device.e.point.temperature]\nvalues = [1.0]\nresource = { object = 3303, instance = 0, resource = 5700 }",
    );
    let mut world = World::new(&chosen).await;
    let label = |instance| ResourcePath::literal(3303, instance, 5750);
    let text = |text: &str| Some(Value::String(text.into()));
    assert_eq!(world.read(label(0)).await, text("b/e/temperature"));
    assert_eq!(world.read(label(1)).await, text("a/d/temperature"));
}

#[tokio::test(start_paused = true)]
async fn an_invalid_reload_changes_nothing_and_says_why() {
    let mut world = World::new(ONE_DEVICE).await;
    let result = world.reload_unattended(Err("line 3: nonsense".to_owned())).await;
    assert_eq!(result, Err("line 3: nonsense".to_owned()));
    let status = world.status();
    assert_eq!(status.configuration_error.as_deref(), Some("line 3: nonsense"));
    assert!(world.supervisor.try_recv().is_err());
    world.reload(ONE_DEVICE).await.unwrap();
    assert_eq!(world.status().configuration_error, None);
}

#[tokio::test(start_paused = true)]
async fn a_reload_that_fails_late_changes_nothing() {
    let mut world = World::new(&both()).await;
    world.sample(TEMPERATURE, Value::Float(20.0), at(0)).await;
    // `a` could be changed, but a stranger wants the instance of `b`, which stays reserved.
    let stranger = "[adapter.z]\ntype = \"sim\"\n[adapter.z.device.z.point.z]\nvalues = [1.0]\nresource = { object = 3303, instance = 1, resource = 5700 }";
    let text = format!(
        "{}\n{stranger}",
        ONE_DEVICE.replace("values = [1.0]", "values = [2.0]")
    );
    let error = world
        .reload_unattended(Ok(configuration(&text)))
        .await
        .unwrap_err();
    assert!(error.contains("adapter z") && error.contains("b/e"), "{error}");
    assert!(world.supervisor.try_recv().is_err());
    assert_eq!(world.read(QUALITY_AT).await, Some(Value::Integer(4)));
    assert!(has_instance(&world, 3303, 1));
    // The configuration before is still what is compared with, and its numbers are still given away.
    let third = ANOTHER_ADAPTER.replace("adapter.b", "adapter.c");
    world.reload(&format!("{}{third}", both())).await.unwrap();
    assert!(has_instance(&world, 3303, 2));
}

#[tokio::test(start_paused = true)]
async fn a_reload_whose_instances_cannot_be_saved_changes_nothing() {
    let mut world = World::new(ONE_DEVICE).await;
    std::fs::remove_dir_all(world.folder()).unwrap();
    let error = world
        .reload_unattended(Ok(configuration(&both())))
        .await
        .unwrap_err();
    assert!(error.contains("instances.json"), "{error}");
    assert!(!has_instance(&world, 3303, 1));
    assert!(world.supervisor.try_recv().is_err());
    std::fs::create_dir_all(world.folder()).unwrap();
    assert_eq!(world.reload(&both()).await.unwrap().added, ["b"]);
}

#[tokio::test(start_paused = true)]
async fn news_of_the_adapter_before_a_reload_is_not_taken_for_news_of_its_successor() {
    let mut world = World::new(ONE_DEVICE).await;
    let old = world.unit("a");
    // Its points have other numbers now.
    let without = ONE_DEVICE.replace("device.d.point.level", "device.d.point.zlevel");
    world
        .reload_unattended(Ok(configuration(&without)))
        .await
        .unwrap();
    world.started(old, "a");
    assert!(!world.listens("a"));
    world.settle().await;
    assert_eq!(world.status().adapters[0].state, "starting");
}

#[tokio::test(start_paused = true)]
async fn changed_servers_are_registered_with_anew_and_old_answers_are_not_given_to_new_requests() {
    let mut world = World::new(ONE_DEVICE).await;
    world.write(PUMP_AT, Value::Boolean(true)).await;
    let old = world.command("a").unwrap();
    let changed = ONE_DEVICE.replace("short-server-id = 1", "short-server-id = 1\nlifetime = \"10min\"");
    let report = world.reload(&changed).await.unwrap();
    assert!(report.servers && report.changed.is_empty());
    assert_eq!(world.registrations(), 2);
    let request = world.write(LEVEL_AT, Value::Integer(7)).await;
    old.reply.send(confirmed(None, at(1))).unwrap();
    world.settle().await;
    assert_eq!(world.code(request), None);
    assert_eq!(world.read_tree(PUMP_AT), Some(Value::Boolean(true)));
    world.obey(confirmed(None, at(2))).await;
    assert_eq!(world.code(request), Some(Code::CHANGED));
    let lifetime = ResourcePath::literal(1, 0, 1);
    assert_eq!(world.read(lifetime).await, Some(Value::Integer(600)));
}

#[tokio::test(start_paused = true)]
async fn another_endpoint_name_waits_for_a_restart() {
    let mut world = World::new(ONE_DEVICE).await;
    let renamed = ONE_DEVICE.replace("\"tested\"", "\"renamed\"");
    assert!(world.reload(&renamed).await.unwrap().needs_restart);
    assert_eq!(world.status().endpoint_name, "tested");
    let world = world.restart(&renamed).await;
    assert_eq!(world.status().endpoint_name, "renamed");
}
