//! Additional objects: cases 1000 to 2099.

use coap::Code;
use serde_json::json;

use crate::configurations::c3;
use crate::stage::{
    LINKS, SENML_JSON, Stage, TLV, attributes, delete, discover, hex, observe, post, put, read, server,
};

/// C.12: a Portfolio of four strings.
async fn c12() -> Stage {
    let mut stage = Stage::registered(c3()).await;
    let strings: [&[u8]; 4] = [b"Host Device ID #1", b"Manufacturer", b"Model", b"1.0"];
    let mut elements = Vec::new();
    for (id, text) in (0_u8..).zip(strings) {
        elements.extend([0x48, id, text.len() as u8]);
        elements.extend(text);
    }
    let mut resource = vec![0x88, 0, elements.len() as u8];
    resource.extend(elements);
    let mut instance = vec![0x08, 0, resource.len() as u8];
    instance.extend(resource);
    stage.ask(post("/16", TLV, &instance)).await.is(Code::CREATED);
    stage
}

/// The payload of the case has the type 80 for an array whose length takes a byte of its own; 88 is meant.
#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_1630_portfolio_creating_an_instance() {
    let mut stage = c12().await;
    let reply = stage.ask(discover("/16/0")).await;
    assert_eq!(reply.links()[..2], ["</16/0>", "</16/0/0>;dim=4"]);
    let payload = hex("08012e88002b480011486f737420446576696365204944202332480114\
        486f737420446576696365204d6f64656c202332");
    let told = stage.lines().len();
    let reply = stage.ask(post("/16", TLV, &payload)).await;
    reply.is(Code::CREATED);
    // The server is told of the new instance.
    let update = &stage.asked(server(1))[told];
    assert_eq!(update.line(), "POST /rd/1");
    assert!(update.text().contains("</16/1>"), "{update:?}");
    let reply = stage.ask(discover("/16/1")).await;
    assert_eq!(reply.links()[..2], ["</16/1>", "</16/1/0>;dim=2"]);
    let records = stage.ask(read("/16", SENML_JSON)).await.records();
    assert_eq!(records.len(), 6, "{records:?}");
    for (name, value) in [
        ("/16/0/0/0", json!("Host Device ID #1")),
        ("/16/1/0/0", json!("Host Device ID #2")),
        ("/16/1/0/1", json!("Host Device Model #2")),
    ] {
        assert!(
            records.contains(&(name.to_owned(), value)),
            "{name} in {records:?}"
        );
    }
}

/// The case expects 2.04; the answer to a Delete is 2.02.
#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_1635_portfolio_deleting_instances() {
    let mut stage = c12().await;
    let second = hex("0801 05 8300 41 00 61");
    stage.ask(post("/16", TLV, &second)).await.is(Code::CREATED);
    for path in ["/16/0", "/16/1"] {
        stage.ask(delete(path)).await.is(Code::DELETED);
    }
    assert_eq!(stage.ask(discover("/16")).await.text(LINKS), "</16>");
}

/// C.15: /19/0 and /19/1 with data.
async fn c15() -> Stage {
    let mut stage = Stage::registered(c3()).await;
    for instance in ["0800 05 8300 41 00 01", "0801 05 8300 41 00 02"] {
        stage
            .ask(post("/19", TLV, &hex(instance)))
            .await
            .is(Code::CREATED);
    }
    stage
}

/// The case expects version 1.1 of the object; the registry has 1.0.
#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_1900_binary_app_data_observation() {
    let mut stage = c15().await;
    let reply = stage.ask(discover("/19")).await;
    for link in [
        "</19>",
        "</19/0>",
        "</19/0/0>;dim=1",
        "</19/1>",
        "</19/1/0>;dim=1",
    ] {
        assert!(reply.links().contains(&link), "{link} in {reply:?}");
    }
    stage
        .ask(attributes("/19/0/0?pmin=300&pmax=3600"))
        .await
        .is(Code::CHANGED);
    let (observation, reply) = stage.observe(observe("/19/0/0").with_accept(TLV)).await;
    assert_eq!(reply.content(TLV), hex("8300410001"));
    stage.wait(10).await;
    let written = hex("8300410007");
    stage.ask(put("/19/0/0", TLV, &written)).await.is(Code::CHANGED);
    stage.wait(4000).await;
    assert_eq!(stage.notified_at(observation), [300, 3900]);
    for notified in stage.notified() {
        assert_eq!(notified.reply.content(TLV), written);
    }
}

#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_1901_binary_app_data_writing() {
    let mut stage = c15().await;
    let written = hex("88000b 480008 0102030405060708");
    stage.ask(put("/19/1/0", TLV, &written)).await.is(Code::CHANGED);
    assert_eq!(stage.ask(read("/19/1/0", TLV)).await.content(TLV), written);
}
