//! From samples to what a server reads.

use adapter::NoValue;
use objects::{ObjectId, Path, ResourcePath, Value};

use super::harness::{
    LEVEL, LEVEL_AT, ONE_DEVICE, QUALITY_AT, TEMPERATURE, TEMPERATURE_AT, World, at, confirmed,
};

const MIN: ResourcePath = ResourcePath::literal(3303, 0, 5601);
const MAX: ResourcePath = ResourcePath::literal(3303, 0, 5602);
const RESET: ResourcePath = ResourcePath::literal(3303, 0, 5605);
const TIMESTAMP: ResourcePath = ResourcePath::literal(3303, 0, 5518);

fn float(value: f64) -> Value {
    Value::Float(value)
}

const GPS: &str = r#"
[gateway]
endpoint-name = "gps"
[server.main]
uri = "coap://127.0.0.1"
short-server-id = 1
security = "none"
[adapter.a]
type = "sim"
[adapter.a.device.d.point]
latitude = { values = [1.0], resource = { object = 6, resource = 0 } }
longitude = { values = [1.0], resource = { object = 6, resource = 1 } }
"#;

#[tokio::test(start_paused = true)]
async fn a_position_a_device_delivers_has_the_time_of_its_delivery() {
    let [latitude, longitude, time] = [0, 1, 5].map(|id| ResourcePath::literal(6, 0, id));
    let mut world = World::new(GPS).await;
    world
        .sample(adapter::PointId(0), Value::Float(60.17), at(7))
        .await;
    world
        .sample(adapter::PointId(1), Value::Float(24.94), at(7))
        .await;
    assert_eq!(world.read(latitude).await, Some(Value::Float(60.17)));
    assert_eq!(world.read(longitude).await, Some(Value::Float(24.94)));
    assert_eq!(world.read(time).await, Some(Value::Time(1_700_000_007)));
    // Another receiver in the place of the old one has the one instance there is.
    let mut world = world.restart(&GPS.replace("device.d.", "device.e.")).await;
    world.sample(adapter::PointId(0), Value::Float(1.0), at(9)).await;
    assert_eq!(world.read(latitude).await, Some(Value::Float(1.0)));
}

#[tokio::test(start_paused = true)]
async fn whoever_observes_a_position_hears_that_it_is_still_the_same() {
    let mut world = World::new(GPS).await;
    let latitude = adapter::PointId(0);
    world.sample(latitude, Value::Float(60.17), at(7)).await;
    let object = Path::Object(ObjectId::new(6));
    world
        .ask(|server, now| server.observe(now, object, None, &[]))
        .await;
    world.sample(latitude, Value::Float(60.17), at(9)).await;
    assert!(world.notified().contains(&Value::Time(1_700_000_009)));
    let heard = world.notified().len();
    world.sample(latitude, Value::Float(60.17), at(9)).await;
    assert_eq!(world.notified().len(), heard, "nothing is new");
}

#[tokio::test(start_paused = true)]
async fn a_value_comes_with_its_time_unit_range_label_and_quality() {
    let mut world = World::new(ONE_DEVICE).await;
    world.sample(TEMPERATURE, float(21.5), at(5)).await;
    assert_eq!(world.read(TEMPERATURE_AT).await, Some(float(21.5)));
    assert_eq!(world.read(TIMESTAMP).await, Some(Value::Time(1_700_000_005)));
    assert_eq!(world.read(QUALITY_AT).await, Some(Value::Integer(4)));
    let beside = |resource| ResourcePath::literal(3303, 0, resource);
    assert_eq!(world.read(beside(5701)).await, Some(Value::String("Cel".into())));
    assert_eq!(world.read(beside(5603)).await, Some(float(-40.0)));
    assert_eq!(world.read(beside(5604)).await, Some(float(120.0)));
    let label = Value::String("a/d/temperature".into());
    assert_eq!(world.read(beside(5750)).await, Some(label));
}

#[tokio::test(start_paused = true)]
async fn nothing_is_read_before_the_device_has_delivered_something() {
    let mut world = World::new(ONE_DEVICE).await;
    assert_eq!(world.read(TEMPERATURE_AT).await, None);
    assert_eq!(world.read(QUALITY_AT).await, None);
}

#[tokio::test(start_paused = true)]
async fn a_sentinel_makes_the_value_absent_until_there_is_one_again() {
    let mut world = World::new(ONE_DEVICE).await;
    world.sample(TEMPERATURE, float(21.5), at(0)).await;
    world.no_value(TEMPERATURE, NoValue::Sentinel).await;
    assert_eq!(world.read(TEMPERATURE_AT).await, None);
    assert_eq!(world.read(QUALITY_AT).await, Some(Value::Integer(2)));
    world.sample(TEMPERATURE, float(22.0), at(1)).await;
    assert_eq!(world.read(TEMPERATURE_AT).await, Some(float(22.0)));
    assert_eq!(world.read(QUALITY_AT).await, Some(Value::Integer(4)));
}

#[tokio::test(start_paused = true)]
async fn an_implausible_value_is_no_value_and_no_extreme() {
    let mut world = World::new(ONE_DEVICE).await;
    for implausible in [250.0, f64::NAN, f64::INFINITY] {
        world.sample(TEMPERATURE, float(21.5), at(0)).await;
        world.sample(TEMPERATURE, float(implausible), at(1)).await;
        assert_eq!(world.read(TEMPERATURE_AT).await, None, "{implausible}");
    }
    assert_eq!(world.read(MAX).await, Some(float(21.5)));
}

#[tokio::test(start_paused = true)]
async fn a_value_that_its_resource_cannot_express_replaces_the_one_before_by_nothing() {
    let text = ONE_DEVICE.replace("range = [0, 80]", "");
    let mut world = World::new(&text).await;
    world.sample(LEVEL, Value::Integer(5), at(0)).await;
    world.sample(LEVEL, Value::Unsigned(u64::MAX), at(1)).await;
    assert_eq!(world.read(LEVEL_AT).await, None);
}

#[tokio::test(start_paused = true)]
async fn extremes_follow_the_values_and_start_again_from_the_current_one() {
    let mut world = World::new(ONE_DEVICE).await;
    for value in [20.0, 25.0, 15.0, 22.0] {
        world.sample(TEMPERATURE, float(value), at(0)).await;
    }
    assert_eq!(world.read(MIN).await, Some(float(15.0)));
    assert_eq!(world.read(MAX).await, Some(float(25.0)));
    let request = world.ask(|server, now| server.execute(now, RESET, "")).await;
    assert_eq!(world.code(request), Some(coap::Code::CHANGED));
    assert_eq!(world.read(MIN).await, Some(float(22.0)));
    assert_eq!(world.read(MAX).await, Some(float(22.0)));
    world.sample(TEMPERATURE, float(23.0), at(0)).await;
    assert_eq!(world.read(MAX).await, Some(float(23.0)));
}

#[tokio::test(start_paused = true)]
async fn a_reset_without_a_current_value_leaves_no_extremes() {
    let mut world = World::new(ONE_DEVICE).await;
    world.sample(TEMPERATURE, float(20.0), at(0)).await;
    world.no_value(TEMPERATURE, NoValue::Sentinel).await;
    world.ask(|server, now| server.execute(now, RESET, "")).await;
    assert_eq!(world.read(MIN).await, None);
    assert_eq!(world.read(MAX).await, None);
}

#[tokio::test(start_paused = true)]
async fn an_older_sample_does_not_overwrite_a_confirmed_write() {
    let mut world = World::new(ONE_DEVICE).await;
    world.write(LEVEL_AT, Value::Integer(7)).await;
    world.obey(confirmed(None, at(10))).await;
    world.sample(LEVEL, Value::Integer(3), at(9)).await;
    assert_eq!(world.read(LEVEL_AT).await, Some(Value::Integer(7)));
    world.sample(LEVEL, Value::Integer(4), at(11)).await;
    assert_eq!(world.read(LEVEL_AT).await, Some(Value::Integer(4)));
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_is_set_back_does_not_freeze_values() {
    let mut world = World::new(ONE_DEVICE).await;
    world.sample(TEMPERATURE, float(20.0), at(86_400)).await;
    world.sample(TEMPERATURE, float(21.0), at(0)).await;
    assert_eq!(world.read(TEMPERATURE_AT).await, Some(float(21.0)));
    world.write(LEVEL_AT, Value::Integer(7)).await;
    world.obey(confirmed(None, at(86_400))).await;
    world.advance(std::time::Duration::from_secs(11)).await;
    world.sample(LEVEL, Value::Integer(4), at(0)).await;
    assert_eq!(world.read(LEVEL_AT).await, Some(Value::Integer(4)));
}

#[tokio::test(start_paused = true)]
async fn a_report_about_a_point_that_does_not_exist_changes_nothing() {
    let mut world = World::new(ONE_DEVICE).await;
    let stranger = adapter::PointId(u32::MAX);
    world.sample(stranger, float(1.0), at(0)).await;
    world.no_value(stranger, NoValue::Sentinel).await;
    world.sample(TEMPERATURE, float(20.0), at(0)).await;
    assert_eq!(world.read(TEMPERATURE_AT).await, Some(float(20.0)));
}

#[tokio::test(start_paused = true)]
async fn an_observer_hears_of_every_other_value_once() {
    let mut world = World::new(ONE_DEVICE).await;
    world.sample(TEMPERATURE, float(20.0), at(0)).await;
    world
        .ask(|server, now| server.observe(now, TEMPERATURE_AT.into(), None, &[]))
        .await;
    for value in [20.0, 21.0, 21.0, 22.0] {
        world.sample(TEMPERATURE, float(value), at(1)).await;
    }
    assert_eq!(world.notified(), [float(21.0), float(22.0)]);
}

#[test]
fn what_follows_from_a_value_has_the_expected_kind_in_every_object() {
    use crate::hub::mapping;
    use objects::ValueKind;
    let expected = [
        (5518, ValueKind::Time),
        (5603, ValueKind::Float),
        (5604, ValueKind::Float),
        (5701, ValueKind::String),
        (5750, ValueKind::String),
        (6042, ValueKind::Integer),
    ];
    let mut measured = 0;
    for def in objects::Registry::standard().objects() {
        for (id, kind) in expected {
            let found = def.resource(objects::ResourceId::new(id));
            assert!(
                found.is_none_or(|found| found.kind == Some(kind)),
                "/{}/{id}",
                def.id
            );
        }
        for resource in def.resources.iter() {
            let path = ResourcePath::new(def.id, objects::InstanceId::new(0), resource.id);
            if let Some(extremes) = mapping::extremes(def, path) {
                measured += 1;
                for path in [extremes.min, extremes.max] {
                    let kind = def.resource(path.resource).and_then(|def| def.kind);
                    assert_eq!(kind, Some(ValueKind::Float), "{path}");
                }
            }
        }
    }
    assert!(measured > 0);
}
