//! What is announced when the status changes.

use std::collections::{HashMap, HashSet};

use futures_util::StreamExt;
use gatewayd::control::NAME;
use zbus::fdo::{ObjectManagerProxy, PropertiesChangedStream};
use zbus::{OwnedVariant, Str};

use crate::fixture::{Fixture, ROOT, server, soon};

pub(crate) async fn changes(fixture: &Fixture, path: &str) -> PropertiesChangedStream {
    fixture
        .properties(path)
        .await
        .receive_properties_changed()
        .await
        .unwrap()
}

/// The interface, what has changed and what is there no longer.
pub(crate) async fn next(
    changes: &mut PropertiesChangedStream,
) -> (String, HashMap<String, OwnedVariant>, Vec<String>) {
    let signal = soon(changes.next()).await.unwrap();
    let args = signal.args().unwrap();
    let changed = args.changed_properties().iter();
    (
        args.interface_name().to_string(),
        changed
            .map(|(name, value)| ((*name).to_owned(), value.try_to_owned().unwrap()))
            .collect(),
        args.invalidated_properties()
            .iter()
            .map(|name| (*name).to_owned())
            .collect(),
    )
}

fn text(text: &'static str) -> OwnedVariant {
    Str::from(text).into()
}

#[tokio::test]
async fn all_that_changed_in_an_object_is_announced_by_one_signal() {
    let fixture = Fixture::start().await;
    let path = format!("{ROOT}/servers/101");
    let mut changes = changes(&fixture, &path).await;
    fixture.publish(|status| {
        "registered".clone_into(&mut status.servers[0].state);
        status.servers[0].last_confirmed = Some(1_700_000_000);
    });
    let (interface, changed, gone) = next(&mut changes).await;
    assert_eq!(interface, "org.gatewayd.Gateway1.Server1");
    let confirmed = ("LastConfirmed".to_owned(), 1_700_000_000_i64.into());
    assert_eq!(
        changed,
        HashMap::from([("State".to_owned(), text("registered")), confirmed])
    );
    assert_eq!(gone, [""; 0]);

    fixture.publish(|status| status.servers[0].last_confirmed = None);
    let (_, changed, gone) = next(&mut changes).await;
    assert_eq!((changed.len(), gone), (0, vec!["LastConfirmed".to_owned()]));
}

#[tokio::test]
async fn the_gateway_as_a_whole_is_announced_too() {
    let fixture = Fixture::start().await;
    let mut changes = changes(&fixture, ROOT).await;
    fixture.publish(|status| status.configuration_error = Some("gatewayd.toml:1:1: wrong".into()));
    let (interface, changed, _) = next(&mut changes).await;
    assert_eq!(interface, "org.gatewayd.Gateway1.Manager1");
    assert_eq!(
        changed,
        HashMap::from([("ConfigurationError".to_owned(), text("gatewayd.toml:1:1: wrong"))])
    );
}

#[tokio::test]
async fn that_a_device_was_heard_again_is_no_news() {
    let fixture = Fixture::start().await;
    let path = format!("{ROOT}/devices/meters_2ffeeder_2d1");
    let mut changes = changes(&fixture, &path).await;
    fixture.publish(|status| status.devices[0].last_seen = Some(1_700_000_001));
    fixture.publish(|status| {
        status.devices[0].last_seen = Some(1_700_000_002);
        "offline".clone_into(&mut status.devices[0].state);
        status.devices[0].last_error = Some("no answer".into());
    });
    let (_, changed, _) = next(&mut changes).await;
    assert_eq!(
        changed,
        HashMap::from([
            ("State".to_owned(), text("offline")),
            ("LastError".to_owned(), text("no answer"))
        ])
    );
}

#[tokio::test]
async fn objects_come_and_go_with_what_they_stand_for() {
    let fixture = Fixture::start().await;
    let builder = ObjectManagerProxy::builder(&fixture.client)
        .destination(NAME)
        .path(ROOT);
    let manager = builder.build().await.unwrap();
    let ours = async || -> HashSet<String> {
        let objects = soon(manager.get_managed_objects()).await.unwrap();
        let with_interfaces = objects
            .into_iter()
            .filter(|(_, interfaces)| !interfaces.is_empty());
        with_interfaces
            .map(|(path, _)| path.as_str().strip_prefix(ROOT).unwrap().to_owned())
            .collect()
    };
    let before = ["/adapters/meters", "/devices/meters_2ffeeder_2d1", "/servers/101"].map(str::to_owned);
    assert_eq!(ours().await, HashSet::from(before));

    let mut added = manager.receive_interfaces_added().await.unwrap();
    let mut removed = manager.receive_interfaces_removed().await.unwrap();
    fixture.publish(|status| status.servers = vec![server(102)]);
    let signal = soon(removed.next()).await.unwrap();
    let args = signal.args().unwrap();
    assert_eq!(args.object_path().as_str(), format!("{ROOT}/servers/101"));
    assert_eq!(args.interfaces()[0].as_str(), "org.gatewayd.Gateway1.Server1");
    let signal = soon(added.next()).await.unwrap();
    let args = signal.args().unwrap();
    assert_eq!(args.object_path().as_str(), format!("{ROOT}/servers/102"));
    let (interface, properties) = args.interfaces_and_properties().iter().next().unwrap();
    assert_eq!(interface.as_str(), "org.gatewayd.Gateway1.Server1");
    assert_eq!(properties["ShortServerId"], zbus::Variant::U16(102));

    let after = ["/adapters/meters", "/devices/meters_2ffeeder_2d1", "/servers/102"].map(str::to_owned);
    assert_eq!(ours().await, HashSet::from(after));
}
