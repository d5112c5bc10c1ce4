//! What the properties show.

use std::collections::HashMap;

use zbus::{OwnedVariant, Str};

use crate::fixture::{Fixture, ROOT, soon, status};

fn text(text: &str) -> OwnedVariant {
    Str::from(text.to_owned()).into()
}

fn expected<const N: usize>(pairs: [(&str, OwnedVariant); N]) -> HashMap<String, OwnedVariant> {
    pairs
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

#[tokio::test]
async fn the_properties_show_the_published_status() {
    let fixture = Fixture::start().await;
    let manager = expected([
        ("Version", text(env!("CARGO_PKG_VERSION"))),
        ("State", text("registering")),
        ("EndpointName", text("urn:dev:mac:b827eb123456")),
        ("BootstrapError", text("")),
        ("BootstrapState", text("none")),
        ("BootstrapUri", text("")),
        ("ConfigurationError", text("")),
    ]);
    assert_eq!(fixture.all(ROOT, "Manager1").await, manager);

    let adapter = expected([
        ("Name", text("meters")),
        ("Kind", text("modbus-rtu")),
        ("State", text("backing-off")),
        ("LastError", text("/dev/ttyUSB0 is away")),
        ("Restarts", 2_u32.into()),
    ]);
    assert_eq!(
        fixture.all(&format!("{ROOT}/adapters/meters"), "Adapter1").await,
        adapter
    );

    let paths = zbus::Variant::from(vec!["/3305/0/5800"]).try_into().unwrap();
    let device = expected([
        ("Name", text("meters/feeder-1")),
        ("Address", text("unit 3")),
        ("State", text("online")),
        ("LastError", text("")),
        ("LastSeen", 1_700_000_000_i64.into()),
        ("Paths", paths),
        ("FreshPoints", 1_u64.into()),
        ("Points", 2_u64.into()),
    ]);
    assert_eq!(
        fixture
            .all(&format!("{ROOT}/devices/meters_2ffeeder_2d1"), "Device1")
            .await,
        device
    );
}

#[tokio::test]
async fn what_has_never_happened_has_no_property() {
    let fixture = Fixture::start().await;
    let server = expected([
        ("Name", text("server-101")),
        ("ShortServerId", 101_u16.into()),
        ("Uri", text("coaps://lwm2m.example.net")),
        ("State", text("registering")),
        ("Security", text("psk")),
        ("Version", text("1.1")),
        ("Observations", 0_u64.into()),
        ("LastError", text("")),
    ]);
    let path = format!("{ROOT}/servers/101");
    assert_eq!(fixture.all(&path, "Server1").await, server);
    let properties = fixture.properties(&path).await;
    let interface = "org.gatewayd.Gateway1.Server1".try_into().unwrap();
    let got = soon(properties.get(interface, "LastConfirmed")).await;
    assert!(got.is_err(), "{got:?}");
}

#[tokio::test]
async fn the_state_is_that_of_the_server_that_is_best_off() {
    let fixture = Fixture::start().await;
    for (states, expected) in [
        (["stopped", "backing-off"], "backing-off"),
        (["registered", "backing-off"], "registered"),
        (["stopped", "stopped"], "stopped"),
        (["disabled", "waiting"], "waiting"),
        (["failed", "disabled"], "disabled"),
    ] {
        let mut changes = crate::signals::changes(&fixture, ROOT).await;
        fixture.publish(|status| {
            status.servers = vec![crate::fixture::server(1), crate::fixture::server(2)];
            for (server, state) in status.servers.iter_mut().zip(states) {
                state.clone_into(&mut server.state);
            }
        });
        crate::signals::next(&mut changes).await;
        assert_eq!(fixture.all(ROOT, "Manager1").await["State"], text(expected));
    }
}

#[tokio::test]
async fn when_a_device_was_last_heard_is_told_as_of_now_and_not_as_published() {
    let mut live = status();
    live.devices[0].last_seen = Some(1_700_000_009);
    let fixture = Fixture::start_with(live).await;
    let device = fixture
        .all(&format!("{ROOT}/devices/meters_2ffeeder_2d1"), "Device1")
        .await;
    assert_eq!(device["LastSeen"], 1_700_000_009_i64.into());
}

#[tokio::test]
async fn nobody_can_set_a_property() {
    let fixture = Fixture::start().await;
    let properties = fixture.properties(ROOT).await;
    let interface = "org.gatewayd.Gateway1.Manager1".try_into().unwrap();
    assert!(
        soon(properties.set(interface, "EndpointName", &"other".into()))
            .await
            .is_err()
    );
}
