//! Instances that belong to the server: it creates and deletes them.

use std::collections::BTreeMap;

use gatewayd_tests::daemon::Daemon;
use gatewayd_tests::leshan::{Format, Leshan, Node, Value};
use gatewayd_tests::needs;

use crate::support::head;

/// An instance of BinaryAppDataContainer (19) with the mandatory resource 0, Data.
fn container(id: impl Into<Option<u16>>, data: &[u8]) -> Node {
    let data = Node::Multiple {
        id: 0,
        values: BTreeMap::from([(0, Value::Opaque(data.to_vec()))]),
    };
    Node::instance(id, vec![data])
}

fn data(node: &Node) -> Option<Value> {
    match node.child(0) {
        Some(Node::Multiple { values, .. }) => values.get(&0).cloned(),
        _ => None,
    }
}

/// As in LightweightM2M-1.1-int-270, LightweightM2M-1.1-int-290.
#[test]
fn a_created_instance_is_listed_read_kept_over_a_restart_and_deleted() -> anyhow::Result<()> {
    needs!(Leshan);
    let leshan = Leshan::shared();
    let mut daemon = Daemon::start(&head("objects", &leshan.coap_uri()));
    leshan.wait_registered("objects");
    let created = leshan.create("objects", "/19", &container(None, &[1, 2, 3]), Format::Tlv)?;
    assert_eq!((created.code(), created.location()), (201, "19/0"), "{created:?}");
    let created = leshan.create("objects", "/19", &container(7, &[4]), Format::SenmlCbor)?;
    assert_eq!(created.code(), 201, "{created:?}");
    leshan.wait_client("objects", "listing what was created", |client| {
        client.has("/19/0") && client.has("/19/7")
    });
    daemon.stop();
    leshan.wait_gone("objects", crate::support::SOON);
    daemon.start_again();
    leshan.wait_registered("objects");
    let read = leshan.read("objects", "/19/0", Format::Tlv)?;
    assert_eq!(data(&read.node()), Some(Value::Opaque(vec![1, 2, 3])));
    assert_eq!(leshan.delete("objects", "/19/0")?.code(), 202);
    leshan.wait_client("objects", "no longer listing what was deleted", |client| {
        !client.has("/19/0") && client.has("/19/7")
    });
    assert_eq!(leshan.read("objects", "/19/0", Format::Tlv)?.code(), 404);
    Ok(())
}

/// As in LightweightM2M-1.1-int-685.
#[test]
fn instances_that_stand_for_something_cannot_be_created_or_deleted() -> anyhow::Result<()> {
    needs!(Leshan);
    let leshan = Leshan::shared();
    let _daemon = Daemon::start(&head("objects-fixed", &leshan.coap_uri()));
    leshan.wait_registered("objects-fixed");
    assert_eq!(leshan.delete("objects-fixed", "/3/0")?.code(), 405);
    assert_eq!(
        leshan
            .create("objects-fixed", "/19", &Node::instance(3, vec![]), Format::Tlv)?
            .code(),
        400
    );
    let twice = [201, 400].map(|code| {
        let answer = leshan.create("objects-fixed", "/19", &container(5, &[0]), Format::Tlv);
        (answer.map(|answer| answer.code()).ok(), Some(code))
    });
    for (answered, expected) in twice {
        assert_eq!(answered, expected);
    }
    Ok(())
}
