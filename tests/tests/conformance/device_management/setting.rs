//! Writes in every format at every level, and what is refused; Execute.

use coap::Code;
use serde_json::json;

use super::{named, of_1_0, with_portfolio};
use crate::configurations::{c1, c3};
use crate::stage::{
    CBOR, OMA_JSON, SENML_CBOR, SENML_JSON, Stage, TEXT, TLV, assert_contains, attributes, execute, get, hex,
    post, put, read,
};

/// What a Read of /1/0 shows of the values a case writes.
async fn server_values(stage: &mut Stage) -> Vec<(String, serde_json::Value)> {
    let all = stage.ask(read("/1/0", SENML_JSON)).await.records();
    let numbers = ["/1/0/1", "/1/0/2", "/1/0/3", "/1/0/5", "/1/0/6", "/1/0/7"];
    all.into_iter()
        .filter(|(name, _)| numbers.contains(&name.as_str()))
        .collect()
}

#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_205_setting_in_plain_text() {
    let mut stage = Stage::registered(c3()).await;
    for (path, text) in [("/1/0/2", "101"), ("/1/0/3", "1010"), ("/1/0/5", "2000")] {
        stage
            .ask(put(path, TEXT, text.as_bytes()))
            .await
            .is(Code::CHANGED);
    }
    let reply = stage.ask(read("/1/0", TLV)).await;
    for resource in ["c10265", "c20303f2", "c20507d0"] {
        assert_contains(reply.content(TLV), &hex(resource));
    }
    for (path, text) in [("/1/0/2", "1"), ("/1/0/3", "10"), ("/1/0/5", "86400")] {
        stage
            .ask(put(path, TEXT, text.as_bytes()))
            .await
            .is(Code::CHANGED);
    }
}

#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_212_setting_in_cbor() {
    let mut stage = Stage::registered(c3()).await;
    for (path, bytes) in [("/1/0/2", "1865"), ("/1/0/3", "1903f2"), ("/1/0/6", "f5")] {
        stage.ask(put(path, CBOR, &hex(bytes))).await.is(Code::CHANGED);
    }
    let wanted = [
        ("/1/0/1", json!(86400)),
        ("/1/0/2", json!(101)),
        ("/1/0/3", json!(1010)),
        ("/1/0/5", json!(86400)),
        ("/1/0/6", json!(true)),
        ("/1/0/7", json!("U")),
    ];
    assert_eq!(server_values(&mut stage).await, named(&wanted));
}

/// The values that the cases 215 and 220 set.
fn partial_values() -> Vec<(String, serde_json::Value)> {
    named(&[
        ("/1/0/1", json!(86400)),
        ("/1/0/2", json!(101)),
        ("/1/0/3", json!(1010)),
        ("/1/0/5", json!(2000)),
        ("/1/0/6", json!(true)),
        ("/1/0/7", json!("U")),
    ])
}

#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_215_setting_in_tlv() {
    let mut stage = Stage::registered(c3()).await;
    let before = server_values(&mut stage).await;
    let saved = stage.ask(read("/1/0", TLV)).await.payload;
    let payload = hex("c10265c20303f2c20507d0c10601c10755");
    stage.ask(post("/1/0", TLV, &payload)).await.is(Code::CHANGED);
    assert_eq!(server_values(&mut stage).await, partial_values());
    // What a server saved includes what cannot be written, such as the Short Server ID.
    stage.ask(put("/1/0", TLV, &saved)).await.is(Code::CHANGED);
    assert_eq!(server_values(&mut stage).await, before);
}

/// The example of the case has `"v":0101`, which is no JSON, for 101. The format is one of 1.0, see 204.
#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_220_setting_in_json() {
    let mut stage = of_1_0().await;
    for (path, text) in [("/1/0/2", "1"), ("/1/0/3", "10")] {
        stage
            .ask(put(path, TEXT, text.as_bytes()))
            .await
            .is(Code::CHANGED);
    }
    let saved = stage.ask(read("/1/0", OMA_JSON)).await;
    let saved = saved.text(OMA_JSON);
    let payload = br#"{"bn":"/1/0/","e":[{"n":"2","v":101},{"n":"3","v":1010},{"n":"5","v":2000},
        {"n":"6","bv":true},{"n":"7","sv":"U"}]}"#;
    stage.ask(post("/1/0", OMA_JSON, payload)).await.is(Code::CHANGED);
    for (path, text) in [
        ("/1/0/2", "101"),
        ("/1/0/3", "1010"),
        ("/1/0/5", "2000"),
        ("/1/0/6", "1"),
    ] {
        assert_eq!(stage.ask(read(path, TEXT)).await.text(TEXT), text);
    }
    stage
        .ask(put("/1/0", OMA_JSON, saved.as_bytes()))
        .await
        .is(Code::CHANGED);
    assert_eq!(stage.ask(read("/1/0", OMA_JSON)).await.text(OMA_JSON), saved);
}

#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_221_attempts_on_the_security_object() {
    let mut stage = Stage::registered(c1()).await;
    for request in [
        get("/0"),
        put("/0/0/0", TEXT, b"coap://attacker.example.com"),
        attributes("/0?pmin=30&pmax=45"),
    ] {
        stage.ask(request).await.is(Code::UNAUTHORIZED);
    }
}

#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_226_write_partial_update_on_an_instance() {
    let mut stage = Stage::registered(c1()).await;
    let payload = hex("c1013d c10601");
    stage.ask(post("/1/0", TLV, &payload)).await.is(Code::CHANGED);
    assert_eq!(stage.last_line(), "POST /rd/1?lt=61");
    let wanted = [
        ("/1/0/1", json!(61)),
        ("/1/0/5", json!(86400)),
        ("/1/0/6", json!(true)),
        ("/1/0/7", json!("U")),
    ];
    let found = server_values(&mut stage).await;
    assert!(
        found.iter().all(|value| named(&wanted).contains(value)),
        "{found:?}"
    );
    assert!(found.contains(&("/1/0/1".to_owned(), json!(61))), "{found:?}");
    assert!(found.contains(&("/1/0/6".to_owned(), json!(true))), "{found:?}");
    let payload = hex("c40100015180 c10600");
    stage.ask(post("/1/0", TLV, &payload)).await.is(Code::CHANGED);
    assert_eq!(stage.last_line(), "POST /rd/1?lt=86400");
}

#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_227_write_replace_on_a_resource() {
    let mut stage = Stage::registered(c1()).await;
    stage.ask(put("/1/0/1", TEXT, b"63")).await.is(Code::CHANGED);
    assert_eq!(stage.last_line(), "POST /rd/1?lt=63");
    assert_eq!(stage.ask(get("/1/0/1")).await.text(TEXT), "63");
    stage.ask(put("/1/0/1", TEXT, b"86400")).await.is(Code::CHANGED);
    assert_eq!(stage.last_line(), "POST /rd/1?lt=86400");
}

/// The case prints POST, which is no Write of a resource instance (core, table of operations): PUT is meant.
#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_228_write_on_a_resource_instance() {
    let mut stage = with_portfolio().await;
    stage.ask(put("/16/0/0/0", TEXT, b"test")).await.is(Code::CHANGED);
    assert_eq!(stage.ask(get("/16/0/0/0")).await.text(TEXT), "test");
    assert_eq!(stage.ask(get("/16/0/0/1")).await.text(TEXT), "b");
}

/// Cases 233 and 234: the same in two formats.
async fn set_in(format: coap::ContentFormat, payloads: [&[u8]; 3]) {
    let [partial, element, lifetime] = payloads;
    let mut stage = with_portfolio().await;
    stage.ask(post("/1/0", format, partial)).await.is(Code::CHANGED);
    assert_eq!(stage.last_line(), "POST /rd/1?lt=61");
    assert_eq!(stage.ask(get("/1/0/1")).await.text(TEXT), "61");
    assert_eq!(stage.ask(get("/1/0/6")).await.text(TEXT), "1");
    stage
        .ask(put("/16/0/0/0", format, element))
        .await
        .is(Code::CHANGED);
    assert_eq!(stage.ask(get("/16/0/0/0")).await.text(TEXT), "test");
    stage.ask(put("/1/0/1", format, lifetime)).await.is(Code::CHANGED);
    assert_eq!(stage.last_line(), "POST /rd/1?lt=63");
    assert_eq!(stage.ask(get("/1/0/1")).await.text(TEXT), "63");
}

#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_233_setting_in_senml_cbor() {
    let payloads = [
        // [{-2: "/1/0/", 0: "1", 2: 61}, {0: "6", 4: true}]
        hex("82 a3 21 65 2f312f302f 00 61 31 02 183d  a2 00 61 36 04 f5"),
        // [{-2: "/16/0/0/0", 3: "test"}]
        hex("81 a2 21 69 2f31362f302f302f30 03 64 74657374"),
        // [{-2: "/1/0/1", 2: 63}]
        hex("81 a2 21 66 2f312f302f31 02 183f"),
    ];
    set_in(SENML_CBOR, payloads.each_ref().map(Vec::as_slice)).await;
}

#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_234_setting_in_senml_json() {
    let payloads: [&[u8]; 3] = [
        br#"[{"bn":"/1/0/","n":"1","v":61},{"n":"6","vb":true}]"#,
        br#"[{"bn":"/16/0/0/0","vs":"test"}]"#,
        br#"[{"bn":"/1/0/1","v":63}]"#,
    ];
    set_in(SENML_JSON, payloads).await;
}

#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_241_executing_reboot() {
    let mut stage = Stage::registered(c1()).await;
    stage.ask(execute("/3/0/4")).await.is(Code::CHANGED);
    // The answer leaves first.
    stage.wait(2).await;
    stage.work().await;
    assert_eq!(stage.calls(), ["reboot"]);
    let told = stage.lines().len();
    let stage = stage.power_cycle().await;
    assert_eq!(stage.lines()[told..], ["POST /rd?ep=ets&lt=86400&lwm2m=1.2&b=U"]);
}

#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_256_a_write_that_fails() {
    let mut stage = Stage::registered(c1()).await;
    stage
        .ask(put("/1/0/0", TEXT, b"123"))
        .await
        .is(Code::METHOD_NOT_ALLOWED);
    assert_eq!(stage.ask(get("/1/0/0")).await.text(TEXT), "1");
}
