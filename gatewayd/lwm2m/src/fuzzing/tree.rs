//! What the client has: accounts, objects and values, and how they change.

use std::time::SystemTime;

use objects::{
    Change, InstanceId, ObjectId, ObjectLink, ObjectTree, Path, Registry, ResourceDef, ResourceId,
    ResourcePath, Value, ValueKind,
};

use super::host::Host;
use crate::account::{Account, SERVER_OBJECT};
use crate::accounts::Accounts;

const AT: SystemTime = SystemTime::UNIX_EPOCH;

/// The Security and Server instance of a server with this number.
pub(super) fn account(security: u16, instance: u16, server: i64) -> Vec<(ResourcePath, Value)> {
    let text = |text: &str| Value::String(text.to_owned());
    let security = [
        (0, text("coap://example.net")),
        (1, Value::Boolean(false)),
        (2, Value::Integer(3)),
        (10, Value::Integer(server)),
    ]
    .map(|(id, value)| (ResourcePath::literal(0, security, id), value));
    let instance = [
        (0, Value::Integer(server)),
        (1, Value::Integer(300)),
        (6, Value::Boolean(true)),
        (7, text("U")),
        (23, Value::Boolean(false)),
    ]
    .map(|(id, value)| (ResourcePath::literal(1, instance, id), value));
    security.into_iter().chain(instance).collect()
}

/// A bootstrap account and two servers.
pub(super) fn accounts() -> Accounts {
    let mut accounts = Accounts::new();
    let bootstrap = [
        (0, Value::String("coap://bootstrap.example.net".to_owned())),
        (1, Value::Boolean(true)),
        (2, Value::Integer(3)),
    ]
    .map(|(id, value)| (ResourcePath::literal(0, 9, id), value));
    let servers = account(0, 0, 1).into_iter().chain(account(1, 1, 2));
    for (path, value) in bootstrap.into_iter().chain(servers) {
        accounts.set(path, value).expect("it is part of an account");
    }
    accounts
}

/// Shows the Server objects of accounts in the tree, in the place of those there.
pub(super) fn show(tree: &mut ObjectTree, accounts: &Accounts) -> Vec<Account> {
    for instance in instances(tree, SERVER_OBJECT) {
        tree.remove_instance(SERVER_OBJECT, instance, AT);
    }
    let servers: Vec<Account> = accounts
        .servers()
        .map(|(server, _, instance)| Account { server, instance })
        .collect();
    for Account { instance, .. } in &servers {
        tree.create_instance(SERVER_OBJECT, *instance, AT)
            .expect("the instance is free");
        for executable in [4, 9] {
            let path = ResourcePath::new(SERVER_OBJECT, *instance, ResourceId::new(executable));
            tree.enable_executable(path).expect("it is an executable");
        }
    }
    for (path, value) in accounts.values().filter(|(path, _)| path.object == SERVER_OBJECT) {
        tree.set(path, value.clone(), AT)
            .expect("what is in accounts conforms to the definitions");
    }
    servers
}

fn instances(tree: &ObjectTree, object: ObjectId) -> Vec<InstanceId> {
    let object = tree.object(object).into_iter();
    object
        .flat_map(|object| object.instances().map(|(id, _)| id))
        .collect()
}

pub(super) fn tree() -> ObjectTree {
    let mut tree = ObjectTree::new(Registry::standard());
    for (object, instance) in [(3, 0), (5, 0), (16, 0), (19, 0), (3303, 0), (3303, 1), (3306, 0)] {
        tree.create_instance(ObjectId::new(object), InstanceId::new(instance), AT)
            .expect("the standard objects have these");
    }
    for (path, value) in [
        ("/3/0/0", Value::String("ACME".to_owned())),
        ("/3/0/7/0", Value::Integer(3800)),
        ("/5/0/3", Value::Integer(0)),
        ("/16/0/0/0", Value::String("Red".to_owned())),
        ("/19/0/0/0", Value::Opaque(vec![1, 2, 3])),
        ("/3303/0/5700", Value::Float(21.5)),
        ("/3306/0/5850", Value::Boolean(false)),
    ] {
        set(&mut tree, path, value).expect("a value of the kind of its resource");
    }
    tree
}

/// Some value of the kind of a resource.
pub(super) fn sample(def: &ResourceDef, choice: u8) -> Value {
    let number = i64::from(choice);
    match def.kind {
        Some(ValueKind::Boolean) => Value::Boolean(choice & 1 == 1),
        Some(ValueKind::Float) => Value::Float(f64::from(choice) / 4.0),
        Some(ValueKind::Integer) => Value::Integer(number),
        Some(ValueKind::ObjectLink) => Value::ObjectLink(ObjectLink::NULL),
        Some(ValueKind::Time) => Value::Time(number),
        Some(ValueKind::Unsigned) => Value::Unsigned(u64::from(choice)),
        Some(ValueKind::Opaque) => Value::Opaque(vec![choice; usize::from(choice & 7)]),
        Some(ValueKind::String | ValueKind::CoreLink) | None => Value::String("U".to_owned()),
    }
}

/// A device delivers a value, comes or goes, or a setting changes by other hands.
pub(super) fn change(host: &mut Host, detail: u8, argument: u8) {
    let thermometers = ObjectId::new(3303);
    let instance = InstanceId::new(u16::from(argument >> 6));
    let value = ResourcePath::new(thermometers, instance, ResourceId::new(5700));
    let tree = &mut host.tree;
    let change = match detail {
        0 => tree.create_instance(thermometers, instance, AT).ok(),
        1 => tree.remove_instance(thermometers, instance, AT),
        2 => tree.remove(value, AT),
        3 => set(
            tree,
            "/1/0/1",
            Value::Integer(i64::from(argument) << (argument & 63)),
        ),
        4 => set(tree, "/1/0/3", Value::Integer(i64::from(argument) - 8)),
        5 => set(tree, "/1/1/2", Value::Integer(i64::from(argument) - 8)),
        6 => set(tree, "/3306/0/5850", Value::Boolean(argument & 1 == 1)),
        7 => set(
            tree,
            "/3/0/0",
            Value::String("x".repeat(usize::from(argument) * 16)),
        ),
        _ => tree
            .set(value, Value::Float(f64::from(argument) / 4.0), AT)
            .ok()
            .flatten(),
    };
    change.into_iter().for_each(|change| host.changed(&change));
}

fn set(tree: &mut ObjectTree, path: &str, value: Value) -> Option<Change> {
    match path.parse() {
        Ok(Path::Resource(path)) => tree.set(path, value, AT).ok().flatten(),
        Ok(Path::Root | Path::Object(_) | Path::Instance(..)) | Err(_) => None,
    }
}

/// Carries out what a server asked for, as far as that is still possible.
pub(super) fn carry_out(host: &mut Host, change: impl FnOnce(&mut ObjectTree, SystemTime) -> Option<Change>) {
    if let Some(change) = change(&mut host.tree, AT) {
        host.changed(&change);
    }
}
