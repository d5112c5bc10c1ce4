//! Device (3): cases 650 to 699.

use coap::Code;

use crate::configurations::{c1, c3};
use crate::stage::{Stage, TEXT, TLV, assert_contains, delete, execute, get, hex, post, put, read};

/// The values of /3/0/13 to 15.
async fn clock(stage: &mut Stage) -> [String; 3] {
    let mut values = [const { String::new() }; 3];
    for (value, path) in values.iter_mut().zip(["/3/0/13", "/3/0/14", "/3/0/15"]) {
        stage.ask(get(path)).await.text(TEXT).clone_into(value);
    }
    values
}

/// Without a program that sets the machine's clock, the gateway shows servers a clock of its own.
#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_651_device_setting_resources() {
    let mut stage = Stage::registered(c3()).await;
    let payload = hex("c40d5182428fc60e2b30323a3030c80f0c4575726f70652f5061726973");
    stage.ask(post("/3/0", TLV, &payload)).await.is(Code::CHANGED);
    assert_eq!(clock(&mut stage).await, ["1367491215", "+02:00", "Europe/Paris"]);
    let reply = stage.ask(read("/3/0", TLV)).await;
    assert_contains(reply.content(TLV), &payload);
    // What was saved before, here some seconds and another zone, is written back.
    let saved = hex("c40d5182427fc60e2b30313a3030c80f0d4575726f70652f4c6f6e646f6e");
    stage.ask(put("/3/0", TLV, &saved)).await.is(Code::CHANGED);
    assert_eq!(clock(&mut stage).await, ["1367491199", "+01:00", "Europe/London"]);
    stage.wait(10).await;
    assert_eq!(clock(&mut stage).await[0], "1367491209", "it runs");
    let device = stage.ask(get("/3/0/0")).await;
    assert_eq!(device.text(TEXT), "Open Mobile Alliance", "the rest stays");
}

#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_652_device_firmware_version() {
    let mut stage = Stage::registered(c3()).await;
    assert_eq!(stage.ask(get("/3/0/3")).await.text(TEXT), "1.0");
}

#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_680_creating_the_device_object() {
    let mut stage = Stage::registered(c1()).await;
    for request in [post("/3", TLV, &hex("08 01 03 c10041")), execute("/3")] {
        stage.ask(request).await.is(Code::METHOD_NOT_ALLOWED);
    }
    stage.ask(get("/3/1")).await.is(Code::NOT_FOUND);
}

#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_685_deleting_the_device_object() {
    let mut stage = Stage::registered(c1()).await;
    stage.ask(delete("/3/0")).await.is(Code::METHOD_NOT_ALLOWED);
    assert_eq!(stage.ask(get("/3/0/16")).await.text(TEXT), "U");
}
