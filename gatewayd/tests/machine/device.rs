//! The Device and Location objects over the wire.

use coap::Code;
use objects::Value;

use crate::world::World;

#[tokio::test]
async fn a_reboot_nobody_carries_out_is_not_implemented() {
    let mut world = World::registered("").await;
    assert_eq!(world.execute("/3/0/4").await, Code::NOT_IMPLEMENTED);
    assert_eq!(world.execute("/3/0/5").await, Code::NOT_FOUND);
}

#[tokio::test]
async fn the_answer_to_a_reboot_comes_before_it() {
    let mut world = World::registered("[hooks]\nreboot = \"HOOK\"\nfactory-reset = \"HOOK\"\n").await;
    assert_eq!(world.execute("/3/0/4").await, Code::CHANGED);
    assert!(world.calls().is_empty(), "the answer first");
    while world.calls().is_empty() {
        world.number("/3/0/13").await;
    }
    assert_eq!(world.execute("/3/0/5").await, Code::CHANGED);
    while world.calls().len() < 2 {
        world.number("/3/0/13").await;
    }
}

#[tokio::test]
async fn a_server_that_asks_for_reset_after_reset_does_not_start_programs_without_end() {
    let mut world = World::registered("[hooks]\nfactory-reset = \"HOOK\"\n").await;
    world.hold("");
    for _ in 0..8 {
        assert_eq!(world.execute("/3/0/5").await, Code::CHANGED);
    }
    while world.calls().len() < 8 {
        world.number("/3/0/13").await;
    }
    assert_eq!(world.execute("/3/0/5").await, Code::SERVICE_UNAVAILABLE);
    world.release("");
}

#[tokio::test]
async fn the_clock_is_set_by_its_program() {
    let noon = Value::Time(1_700_000_000);
    let mut world = World::registered("[hooks]\ntime-set = \"HOOK\"\n").await;
    assert_eq!(world.write("/3/0/13", noon).await, Code::CHANGED);
    let zone = Value::String("Europe/Paris".into());
    assert_eq!(world.write("/3/0/15", zone).await, Code::CHANGED);
    assert_eq!(world.calls(), ["time 1700000000", "timezone Europe/Paris"]);
    world.write_file("exit-utc-offset", "1");
    let offset = Value::String("+02:00".into());
    assert_eq!(world.write("/3/0/14", offset).await, Code::INTERNAL_SERVER_ERROR);
}

/// OMA ETS LightweightM2M-1.2-int-651.
#[tokio::test]
async fn time_offset_and_zone_are_kept_beside_a_clock_that_nobody_sets() {
    let mut world = World::registered("").await;
    let text = |text: &str| Value::String(text.into());
    let zone = text("Europe/Paris");
    assert_eq!(
        world.write("/3/0/13", Value::Time(1_367_491_215)).await,
        Code::CHANGED
    );
    assert_eq!(world.write("/3/0/14", text("+02:00")).await, Code::CHANGED);
    assert_eq!(world.write("/3/0/15", zone.clone()).await, Code::CHANGED);
    let shown = world.number("/3/0/13").await;
    assert!((1_367_491_215..1_367_491_275).contains(&shown), "{shown}");
    assert_eq!(world.read("/3/0/14").await, Some(text("+02:00")));
    assert_eq!(world.read("/3/0/15").await, Some(zone.clone()));
    assert_eq!(world.write("/3/0/14", text("noon")).await, Code::BAD_REQUEST);

    world.kill().await;
    world.start().await;
    assert_eq!(world.read("/3/0/14").await, Some(text("+02:00")));
    assert_eq!(world.read("/3/0/15").await, Some(zone));
    assert!(world.number("/3/0/13").await > 1_600_000_000, "the machine's own");
}

#[tokio::test]
async fn storage_and_clock_are_those_of_the_machine() {
    let mut world = World::registered("").await;
    let (free, total) = (world.number("/3/0/10").await, world.number("/3/0/21").await);
    assert!(0 < free && free <= total, "{free} of {total}");
    let Some(Value::String(offset)) = world.read("/3/0/14").await else {
        panic!("no offset")
    };
    assert_eq!(offset.len(), 6, "{offset}");
    assert_eq!(world.number("/3/0/11/0").await, 0);
}

#[cfg(feature = "modbus")]
#[tokio::test]
async fn an_adapter_that_is_down_is_a_peripheral_malfunction_that_cannot_be_reset_away() {
    // A port nobody listens on: it was free a moment ago.
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .unwrap()
        .port();
    let line = format!(
        "[adapter.line]\ntype = \"modbus-tcp\"\nhost = \"127.0.0.1\"\nport = {port}\n\
         [adapter.line.device.d]\nunit = 1\n[adapter.line.device.d.point.p]\n\
         register = {{ table = \"coil\", address = 1 }}\nresource = {{ object = 3306, resource = 5850 }}\n"
    );
    let mut world = World::registered(&line).await;
    world.until("/3/0/11/0", 8).await;
    assert_eq!(world.execute("/3/0/12").await, Code::CHANGED);
    world.until("/3/0/11/0", 8).await;
}

#[tokio::test]
async fn the_configured_place_is_the_location() {
    let mut world = World::registered("[location]\nlatitude = 60.17\nlongitude = 24.94\n").await;
    assert_eq!(world.read("/6/0/0").await, Some(Value::Float(60.17)));
    assert_eq!(world.read("/6/0/1").await, Some(Value::Float(24.94)));
    assert_eq!(world.read("/6/0/2").await, None);
    assert!(world.number("/6/0/5").await > 1_600_000_000);
}
