//! Objects of the user's own over the wire.

use coap::Code;
use objects::Value;

use crate::world::World;

const PUMP: &str = include_str!("../../../tests/fuzz/corpus/ddf/pump.xml");

const POINTS: &str = r#"
[adapter.s]
type = "sim"
[adapter.s.device.d.point]
flow = { values = [1.5], resource = { object = 33000, resource = 5700 } }
speed = { initial = 20, access = "read-write", resource = { object = 33000, resource = 1 } }
"#;

/// The pump with a resource that can be set.
fn pump() -> String {
    let item = "<Item ID=\"1\"><Name>Speed</Name><Operations>RW</Operations>\
                <MultipleInstances>Single</MultipleInstances><Mandatory>Optional</Mandatory>\
                <Type>Integer</Type><RangeEnumeration>0..3, 20</RangeEnumeration></Item></Resources>";
    PUMP.replace("</Resources>", item)
}

#[tokio::test]
async fn an_object_of_the_users_own_is_announced_with_its_version_read_and_written() {
    let mut world = World::prepared(POINTS).await;
    world.define(&pump());
    world.start().await;
    let announced = world.announced();
    assert!(announced.contains("</33000>;ver=2.1,</33000/0>"), "{announced}");
    world.until("/33000/0/1", 20).await;
    assert_eq!(world.read("/33000/0/5700").await, Some(Value::Float(1.5)));
    assert_eq!(world.write("/33000/0/1", Value::Integer(3)).await, Code::CHANGED);
    assert_eq!(world.number("/33000/0/1").await, 3);
    let between = world.write("/33000/0/1", Value::Integer(4)).await;
    assert_eq!(between, Code::BAD_REQUEST);
    assert_eq!(world.execute("/33000/0/3").await, Code::NOT_FOUND);
}
