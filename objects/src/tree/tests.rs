use std::time::{Duration, SystemTime};

use super::*;
use crate::{InstanceId, ObjectId, ValueKind};

const TEMPERATURE: ObjectId = ObjectId::new(3303);
const FIRST: InstanceId = InstanceId::new(0);
const SENSOR_VALUE: ResourcePath = ResourcePath::literal(3303, 0, 5700);
const ERROR_CODE: ResourcePath = ResourcePath::literal(3, 0, 11);

fn at(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}

fn tree() -> ObjectTree {
    let mut tree = ObjectTree::new(Registry::standard());
    tree.create_instance(TEMPERATURE, FIRST, at(0)).unwrap();
    tree.create_instance(ObjectId::new(3), FIRST, at(0)).unwrap();
    tree
}

#[test]
fn the_same_value_is_no_change_but_renews_the_time() {
    let mut tree = tree();
    let set = |tree: &mut ObjectTree, v, t| tree.set(SENSOR_VALUE, Value::Float(v), at(t)).unwrap();
    assert_eq!(set(&mut tree, 21.5, 1).unwrap().kind, ChangeKind::Created);
    assert_eq!(set(&mut tree, 21.5, 2), None);
    assert_eq!(tree.entry(SENSOR_VALUE).unwrap().at, at(2));
    assert_eq!(set(&mut tree, 21.6, 3).unwrap().kind, ChangeKind::Value);
    set(&mut tree, f64::NAN, 4).unwrap();
    assert_eq!(set(&mut tree, f64::NAN, 5), None);
}

#[test]
fn a_value_that_does_not_conform_is_refused() {
    let mut tree = tree();
    let refused = |tree: &mut ObjectTree, path, value| tree.set(path, value, at(1)).unwrap_err();
    assert_eq!(
        refused(&mut tree, SENSOR_VALUE, Value::Integer(21)),
        SetError::WrongKind {
            path: SENSOR_VALUE,
            wanted: ValueKind::Float
        }
    );
    let element = SENSOR_VALUE.with_element(0);
    assert_eq!(
        refused(&mut tree, element, Value::Float(1.0)),
        SetError::Multiplicity(element)
    );
    assert_eq!(
        refused(&mut tree, ERROR_CODE, Value::Integer(0)),
        SetError::Multiplicity(ERROR_CODE)
    );
    let reboot = ResourcePath::literal(3, 0, 4);
    assert_eq!(
        refused(&mut tree, reboot, Value::Integer(0)),
        SetError::NoValue(reboot)
    );
    let absent = ResourcePath::literal(3303, 1, 5700);
    assert_eq!(
        refused(&mut tree, absent, Value::Float(0.0)),
        SetError::NoInstance(absent)
    );
    let undefined = ResourcePath::literal(3303, 0, 1);
    assert_eq!(
        refused(&mut tree, undefined, Value::Float(0.0)),
        SetError::Undefined(undefined)
    );
}

#[test]
fn mandatory_executables_come_with_the_instance_and_optional_ones_on_demand() {
    let mut tree = tree();
    assert_eq!(
        tree.resource(ResourcePath::literal(3, 0, 4)),
        Some(&Resource::Executable)
    );
    let factory_reset = ResourcePath::literal(3, 0, 5);
    assert_eq!(tree.resource(factory_reset), None);
    tree.enable_executable(factory_reset).unwrap();
    assert_eq!(tree.resource(factory_reset), Some(&Resource::Executable));
    assert_eq!(
        tree.enable_executable(SENSOR_VALUE),
        Err(SetError::NotExecutable(SENSOR_VALUE))
    );
}

#[test]
fn the_elements_of_a_multiple_resource_come_and_go_one_by_one() {
    let mut tree = tree();
    for element in [0, 7] {
        let change = tree
            .set(ERROR_CODE.with_element(element), Value::Integer(8), at(1))
            .unwrap()
            .unwrap();
        assert_eq!(change.kind, ChangeKind::Created);
    }
    assert!(tree.remove(ERROR_CODE.with_element(7), at(2)).is_some());
    assert!(tree.remove(ERROR_CODE.with_element(7), at(2)).is_none());
    assert_eq!(
        tree.entry(ERROR_CODE.with_element(0)).unwrap().value,
        Value::Integer(8)
    );
    assert!(tree.clear_elements(ERROR_CODE, at(3)).unwrap().is_some());
    assert!(tree.clear_elements(ERROR_CODE, at(3)).unwrap().is_none());
    assert_eq!(
        tree.resource(ERROR_CODE),
        Some(&Resource::Multiple(BTreeMap::new()))
    );
}

#[test]
fn instances_are_created_once_and_the_lowest_free_number_is_found() {
    let mut tree = tree();
    let before = tree.structure_version();
    assert_eq!(
        tree.create_instance(TEMPERATURE, FIRST, at(1)),
        Err(StructureError::InstanceExists(TEMPERATURE, FIRST))
    );
    assert_eq!(
        tree.create_instance(ObjectId::new(3), InstanceId::new(1), at(1)),
        Err(StructureError::SingleInstance(ObjectId::new(3)))
    );
    assert_eq!(tree.structure_version(), before);
    tree.create_instance(TEMPERATURE, InstanceId::new(2), at(1))
        .unwrap();
    assert_eq!(
        tree.object(TEMPERATURE).unwrap().free_instance(),
        Some(InstanceId::new(1))
    );
    assert!(tree.remove_instance(TEMPERATURE, FIRST, at(2)).is_some());
    assert_eq!(tree.object(TEMPERATURE).unwrap().free_instance(), Some(FIRST));
    assert_eq!(tree.structure_version(), before + 2);
}

#[test]
fn a_write_is_checked_against_operations_kind_and_range() {
    let mut tree = tree();
    tree.create_instance(ObjectId::new(3306), FIRST, at(0)).unwrap();
    let check = |path, value| tree.check_write(path, &value);
    let dimmer = ResourcePath::literal(3306, 0, 5851);
    assert_eq!(check(dimmer, Value::Integer(100)), Ok(()));
    assert_eq!(check(dimmer, Value::Integer(101)), Err(WriteError::OutOfRange));
    assert_eq!(check(dimmer, Value::Float(1.0)), Err(WriteError::WrongKind));
    assert_eq!(
        check(dimmer.with_element(0), Value::Integer(1)),
        Err(WriteError::Multiplicity)
    );
    assert_eq!(
        check(SENSOR_VALUE, Value::Float(1.0)),
        Err(WriteError::NotWritable)
    );
    assert_eq!(
        check(ResourcePath::literal(3306, 1, 5851), Value::Integer(1)),
        Err(WriteError::NotFound)
    );
    assert_eq!(
        check(ResourcePath::literal(9999, 0, 0), Value::Integer(1)),
        Err(WriteError::NotFound)
    );
}

#[test]
fn an_object_goes_when_it_has_no_instances() {
    let mut tree = tree();
    let version = tree.structure_version();
    tree.remove_object(TEMPERATURE);
    assert!(tree.object(TEMPERATURE).is_some());
    tree.remove_instance(TEMPERATURE, FIRST, at(1));
    tree.remove_object(TEMPERATURE);
    assert!(tree.object(TEMPERATURE).is_none());
    assert_eq!(tree.structure_version(), version + 2);
}

#[test]
fn a_definition_is_replaced_when_nothing_conforms_to_the_old_one() {
    let mut tree = tree();
    let mut def = (**tree.registry().object(TEMPERATURE).unwrap()).clone();
    def.version.minor += 1;
    let in_use = DefineError::InUse(TEMPERATURE);
    assert_eq!(tree.define(def.clone()), Err(in_use));
    tree.remove_instance(TEMPERATURE, FIRST, at(1));
    let before = tree.structure_version();
    tree.define(def.clone()).unwrap();
    assert!(tree.object(TEMPERATURE).is_none() && tree.structure_version() > before);
    tree.create_instance(TEMPERATURE, FIRST, at(2)).unwrap();
    assert_eq!(tree.object(TEMPERATURE).unwrap().def(), &def);
    def.resources.to_mut().reverse();
    def.id = ObjectId::new(33000);
    assert!(matches!(tree.define(def), Err(DefineError::Registry(_))));
}
