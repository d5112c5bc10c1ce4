//! Short names for what the tests say often.

use std::time::SystemTime;

use lwm2m::{Account, ServerId};
use objects::{InstanceId, ObjectId, ObjectTree, Path, Registry, ResourceId, ResourcePath, Value};

/// When everything in the trees of the tests was measured.
pub(crate) const EPOCH: SystemTime = SystemTime::UNIX_EPOCH;

pub(crate) fn path(text: &str) -> Path {
    text.parse().unwrap()
}

pub(crate) fn resource(text: &str) -> ResourcePath {
    match path(text) {
        Path::Resource(path) => path,
        other => panic!("{other} is no resource"),
    }
}

pub(crate) fn text(text: &str) -> Value {
    Value::String(text.to_owned())
}

pub(crate) fn account() -> Account {
    Account {
        server: ServerId::try_from(101).unwrap(),
        instance: InstanceId::new(0),
    }
}

/// Adds an instance with values, given as a path below it and what it holds.
pub(crate) fn add(tree: &mut ObjectTree, object: u16, instance: u16, values: &[(u16, Value)]) {
    let (object, instance) = (ObjectId::new(object), InstanceId::new(instance));
    tree.create_instance(object, instance, EPOCH).unwrap();
    for (id, value) in values {
        let path = ResourcePath::new(object, instance, ResourceId::new(*id));
        tree.set(path, value.clone(), EPOCH).unwrap();
    }
}

/// A client with one server, a device, two thermometers, a switch, and a place for data.
pub(crate) fn tree(lifetime: i64) -> ObjectTree {
    let mut tree = ObjectTree::new(Registry::standard());
    add(&mut tree, 0, 0, &[(0, text("coap://localhost"))]);
    let server = [
        (0, Value::Integer(101)),
        (1, Value::Integer(lifetime)),
        (6, Value::Boolean(true)),
        (7, text("U")),
    ];
    add(&mut tree, 1, 0, &server);
    add(
        &mut tree,
        3,
        0,
        &[(0, text("ACME")), (9, Value::Integer(80)), (16, text("U"))],
    );
    for (element, voltage) in [(0, 3800), (1, 5000)] {
        let path = resource("/3/0/7").with_element(element);
        tree.set(path, Value::Integer(voltage), EPOCH).unwrap();
    }
    for instance in 0..2 {
        add(
            &mut tree,
            3303,
            instance,
            &[(5700, Value::Float(21.5)), (5701, text("Cel"))],
        );
    }
    add(
        &mut tree,
        3306,
        0,
        &[(5850, Value::Boolean(false)), (5851, Value::Integer(10))],
    );
    add(&mut tree, 16, 0, &[]);
    add(&mut tree, 19, 0, &[(1, Value::Integer(1))]);
    for (element, identity) in [(0, "Red"), (1, "Green")] {
        tree.set(resource("/16/0/0").with_element(element), text(identity), EPOCH)
            .unwrap();
    }
    let data = resource("/19/0/0").with_element(0);
    tree.set(data, Value::Opaque(vec![1, 2, 3]), EPOCH).unwrap();
    tree
}
