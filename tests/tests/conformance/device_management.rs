//! Device management and service enablement: cases 200 to 299.

use coap::{Code, Method, Response};
use serde_json::json;

use crate::configurations::{Setup, c1, c3};
use crate::stage::{
    CBOR, LINKS, OMA_JSON, Reply, SENML_CBOR, SENML_JSON, Stage, TEXT, TLV, assert_contains, attributes,
    discover, execute, fetch, get, hex, ipatch, post, put, read,
};

/// The Device resources of C.1 in TLV, with the example values of LwM2M core 1.2 §7.5: 0, 1, 2, 3, 11 and 16.
const DEVICE_TLV: [&str; 6] = [
    "c800144f70656e204d6f62696c6520416c6c69616e6365",
    "c801164c69676874776569676874204d324d20436c69656e74",
    "c80209333435303030313233",
    "c303312e30",
    "830b410000",
    "c11055",
];

/// The same in SenML CBOR, as records of /3/0.
const DEVICE_SENML: [&str; 5] = [
    "613103764c69676874776569676874204d324d20436c69656e74",
    "61320369333435303030313233",
    "61330363312e30",
    "6431312f300200",
    "623136036155",
];

/// What a Read of /1/0 shows of the values a case writes.
async fn server_values(stage: &mut Stage) -> Vec<(String, serde_json::Value)> {
    let all = stage.ask(read("/1/0", SENML_JSON)).await.records();
    let numbers = ["/1/0/1", "/1/0/2", "/1/0/3", "/1/0/5", "/1/0/6", "/1/0/7"];
    all.into_iter()
        .filter(|(name, _)| numbers.contains(&name.as_str()))
        .collect()
}

fn named(values: &[(&str, serde_json::Value)]) -> Vec<(String, serde_json::Value)> {
    let values = values.iter();
    values
        .map(|(name, value)| ((*name).to_owned(), value.clone()))
        .collect()
}

/// C.3, with a portfolio of `strings`.
async fn with_portfolio(setup: Setup, tlv: &str) -> Stage {
    let mut stage = Stage::registered(setup).await;
    stage.ask(post("/16", TLV, &hex(tlv))).await.is(Code::CREATED);
    stage
}

/// /16/0/0 with the elements 0 and 1: "a" and "b".
const PORTFOLIO: &str = "08 00 08  86 00 41 00 61 41 01 62";

/// C.3 with a server of 1.0, for the format that later versions do not know.
async fn of_1_0() -> Stage {
    let stage = Stage::power_on_with(c3(), |_, peer| {
        for _ in 0..2 {
            let refused = Response::new(Code::PRECONDITION_FAILED);
            peer.script(Method::Post, "rd", Some(refused));
        }
    })
    .await;
    assert_eq!(stage.last_line(), "POST /rd?ep=ets&lt=86400&lwm2m=1.0&b=U");
    stage
}

#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_201_querying_in_plain_text() {
    let mut stage = Stage::registered(c1()).await;
    for (path, text) in [
        ("/3/0/0", "Open Mobile Alliance"),
        ("/3/0/1", "Lightweight M2M Client"),
        ("/3/0/2", "345000123"),
    ] {
        assert_eq!(stage.ask(read(path, TEXT)).await.text(TEXT), text);
    }
}

/// The words of the case speak of a wrapper of the instance, its example has none: neither has the answer.
#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_203_querying_in_tlv() {
    let mut stage = Stage::registered(c1()).await;
    let reply = stage.ask(read("/3/0", TLV)).await;
    for resource in DEVICE_TLV {
        assert_contains(reply.content(TLV), &hex(resource));
    }
    assert_eq!(reply.payload[..4], hex("c800144f"));
}

/// Only a client of 1.0 has this format: LwM2M 1.1 took it away (core §7.4).
#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_204_querying_in_json() {
    let mut stage = of_1_0().await;
    let reply = stage.ask(read("/3/0", OMA_JSON)).await;
    let found: serde_json::Value = serde_json::from_str(reply.text(OMA_JSON)).unwrap();
    assert_eq!(found["bn"], "/3/0/");
    let entries = found["e"].as_array().unwrap();
    for entry in [
        json!({"n": "0", "sv": "Open Mobile Alliance"}),
        json!({"n": "1", "sv": "Lightweight M2M Client"}),
        json!({"n": "2", "sv": "345000123"}),
        json!({"n": "3", "sv": "1.0"}),
        json!({"n": "11/0", "v": 0}),
        json!({"n": "16", "sv": "U"}),
    ] {
        assert!(entries.contains(&entry), "{entry} is not in {found}");
    }
    let mut later = Stage::registered(c1()).await;
    later.ask(read("/3/0", OMA_JSON)).await.is(Code::NOT_ACCEPTABLE);
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
async fn lightweightm2m_1_1_int_211_querying_in_cbor() {
    let mut stage = Stage::registered(c1()).await;
    for (path, bytes) in [("/1/0/0", "01"), ("/1/0/6", "f4"), ("/1/0/7", "6155")] {
        assert_eq!(stage.ask(read(path, CBOR)).await.content(CBOR), hex(bytes));
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
async fn lightweightm2m_1_1_int_222_read_on_objects() {
    let mut stage = Stage::registered(c1()).await;
    let servers = stage.ask(read("/1", TLV)).await;
    // The instance, whole: its resources follow, the first of them the Short Server ID.
    assert_eq!(servers.content(TLV)[..2], [0x08, 0x00]);
    assert_contains(&servers.payload, &hex("c10001c40100015180"));
    let devices = stage.ask(read("/3", TLV)).await;
    for resource in DEVICE_TLV {
        assert_contains(devices.content(TLV), &hex(resource));
    }
    assert_eq!(devices.payload[..2], [0x08, 0x00]);
}

#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_223_read_on_instances() {
    let mut stage = Stage::registered(c1()).await;
    let server = stage.ask(read("/1/0", TLV)).await;
    for resource in ["c10001", "c40100015180", "c10600", "c10755"] {
        assert_contains(server.content(TLV), &hex(resource));
    }
    let device = stage.ask(read("/3/0", TLV)).await;
    for resource in DEVICE_TLV {
        assert_contains(device.content(TLV), &hex(resource));
    }
}

#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_224_read_on_resources() {
    let mut stage = Stage::registered(c1()).await;
    for (path, text) in [
        ("/1/0/0", "1"),
        ("/1/0/1", "86400"),
        ("/1/0/6", "0"),
        ("/1/0/7", "U"),
        ("/3/0/16", "U"),
    ] {
        assert_eq!(stage.ask(get(path)).await.text(TEXT), text);
    }
}

#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_225_read_on_a_resource_instance() {
    let mut stage = Stage::registered(c1()).await;
    let reply = stage.ask(read("/3/0/11/0", SENML_JSON)).await;
    assert_eq!(reply.records(), named(&[("/3/0/11/0", json!(0))]));
    assert_eq!(stage.ask(get("/3/0/11/0")).await.text(TEXT), "0");
    stage.ask(get("/3/0/11/1")).await.is(Code::NOT_FOUND);
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
    let mut stage = with_portfolio(c1(), PORTFOLIO).await;
    stage.ask(put("/16/0/0/0", TEXT, b"test")).await.is(Code::CHANGED);
    assert_eq!(stage.ask(get("/16/0/0/0")).await.text(TEXT), "test");
    assert_eq!(stage.ask(get("/16/0/0/1")).await.text(TEXT), "b");
}

/// Void since 1.2.1, where 280 is its successor.
#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_229_read_composite() {
    let mut stage = Stage::registered(c1()).await;
    let records = stage
        .ask(fetch(&["/3", "/1/0", "/1/0/1", "/3/0/11/0"]))
        .await
        .records();
    for value in [
        ("/3/0/0", json!("Open Mobile Alliance")),
        ("/3/0/16", json!("U")),
        ("/1/0/0", json!(1)),
        ("/1/0/1", json!(86400)),
        ("/3/0/11/0", json!(0)),
    ] {
        let value = (value.0.to_owned(), value.1);
        assert_eq!(
            records.iter().filter(|found| **found == value).count(),
            1,
            "{value:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_230_write_composite() {
    let mut stage = with_portfolio(c1(), PORTFOLIO).await;
    let payload = br#"[{"n":"/1/0/1","v":61},{"n":"/1/0/6","vb":true},{"n":"/16/0/0/0","vs":"w"},
        {"n":"/16/0/0/1","vs":"x"},{"n":"/16/0/0/2","vs":"y"},{"n":"/16/0/0/3","vs":"z"}]"#;
    stage.ask(ipatch(SENML_JSON, payload)).await.is(Code::CHANGED);
    assert_eq!(stage.last_line(), "POST /rd/1?lt=61");
    for (path, text) in [
        ("/1/0/1", "61"),
        ("/1/0/6", "1"),
        ("/16/0/0/0", "w"),
        ("/16/0/0/1", "x"),
        ("/16/0/0/2", "y"),
        ("/16/0/0/3", "z"),
    ] {
        assert_eq!(stage.ask(get(path)).await.text(TEXT), text);
    }
}

#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_231_querying_in_senml_json() {
    let mut stage = Stage::registered(c1()).await;
    let servers = stage.ask(read("/1", SENML_JSON)).await.records();
    let device = stage.ask(read("/3/0", SENML_JSON)).await.records();
    for (records, name, value) in [
        (&servers, "/1/0/0", json!(1)),
        (&servers, "/1/0/6", json!(false)),
        (&device, "/3/0/0", json!("Open Mobile Alliance")),
        (&device, "/3/0/11/0", json!(0)),
        (&device, "/3/0/16", json!("U")),
    ] {
        assert!(
            records.contains(&(name.to_owned(), value)),
            "{name} in {records:?}"
        );
    }
    for (path, value) in [("/3/0/16", json!("U")), ("/3/0/11/0", json!(0))] {
        assert_eq!(
            stage.ask(read(path, SENML_JSON)).await.records(),
            named(&[(path, value)])
        );
    }
}

#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_232_querying_in_senml_cbor() {
    let mut stage = Stage::registered(c1()).await;
    let servers = stage.ask(read("/1", SENML_CBOR)).await;
    // The name 0/1 (Lifetime) with the value 86400.
    assert_contains(servers.content(SENML_CBOR), &hex("63302f31021a00015180"));
    let device = stage.ask(read("/3/0", SENML_CBOR)).await;
    for record in DEVICE_SENML {
        assert_contains(device.content(SENML_CBOR), &hex(record));
    }
    assert_contains(&device.payload, &hex("21652f332f302f 006130 03744f70656e"));
    for (path, value) in [("/3/0/16", "036155"), ("/3/0/11/0", "0200")] {
        let reply = stage.ask(read(path, SENML_CBOR)).await;
        assert_eq!(reply.content(SENML_CBOR)[0], 0x81, "one record");
        assert!(reply.payload.ends_with(&hex(value)), "{reply:?}");
    }
}

/// Cases 233 and 234: the same in two formats.
async fn set_in(format: coap::ContentFormat, payloads: [&[u8]; 3]) {
    let [partial, element, lifetime] = payloads;
    let mut stage = with_portfolio(c1(), PORTFOLIO).await;
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
async fn lightweightm2m_1_1_int_235_read_composite_on_the_root() {
    let mut stage = Stage::registered(c1()).await;
    let records = stage.ask(fetch(&["/"])).await.records();
    assert!(records.contains(&("/1/0/0".to_owned(), json!(1))), "{records:?}");
    assert!(
        records.contains(&("/3/0/16".to_owned(), json!("U"))),
        "{records:?}"
    );
    for (name, _) in &records {
        let hidden = ["/0/", "/21/", "/23/"];
        assert!(!hidden.iter().any(|hidden| name.starts_with(hidden)), "{name}");
    }
}

#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_236_read_composite_of_what_is_partly_there() {
    let mut stage = Stage::registered(c1()).await;
    let paths = ["/1/0", "/1/0/1", "/3/0/11/0", "/3339/0/5522", "/3353/0/6030"];
    let records = stage.ask(fetch(&paths)).await.records();
    assert!(
        records.contains(&("/1/0/1".to_owned(), json!(86400))),
        "{records:?}"
    );
    assert!(
        records.contains(&("/3/0/11/0".to_owned(), json!(0))),
        "{records:?}"
    );
    let there = |(name, _): &(String, _)| name.starts_with("/1/0/") || name == "/3/0/11/0";
    assert!(records.iter().all(there), "{records:?}");
}

#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_237_read_without_accept() {
    let mut stage = Stage::registered(c1()).await;
    for path in ["/1", "/3"] {
        let reply = stage.ask(get(path)).await;
        // The client chooses SenML CBOR, the preferred format of 1.1 and later.
        assert_contains(reply.content(SENML_CBOR), path.as_bytes());
    }
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

#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_257_write_composite_on_server_and_device() {
    let mut stage = Stage::registered(c3()).await;
    let paths = ["/1/0/2", "/1/0/6", "/3/0/13"];
    assert_eq!(stage.ask(fetch(&paths)).await.records().len(), 3);
    let payload = hex("83a321612f0065312f302f32021865a20065312f302f3604f5a20066332f302f31330200");
    stage.ask(ipatch(SENML_CBOR, &payload)).await.is(Code::CHANGED);
    let records = stage.ask(fetch(&paths)).await.records();
    let wanted = [
        ("/1/0/2", json!(101)),
        ("/1/0/6", json!(true)),
        ("/3/0/13", json!(0)),
    ];
    assert_eq!(records, named(&wanted));
}

#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_280_read_composite_that_succeeds() {
    let mut stage = Stage::registered(c1()).await;
    let records = stage
        .ask(fetch(&["/3/0/16", "/3/0/11/0", "/1/0"]))
        .await
        .records();
    for (name, value) in [
        ("/3/0/16", json!("U")),
        ("/3/0/11/0", json!(0)),
        ("/1/0/0", json!(1)),
        ("/1/0/1", json!(86400)),
        ("/1/0/6", json!(false)),
        ("/1/0/7", json!("U")),
    ] {
        assert!(
            records.contains(&(name.to_owned(), value)),
            "{name} in {records:?}"
        );
    }
    let asked = |name: &str| ["/3/0/16", "/3/0/11/0"].contains(&name) || name.starts_with("/1/0/");
    assert!(records.iter().all(|(name, _)| asked(name)), "{records:?}");
}

/// /1/0/8 is executable and so has no value.
#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_281_read_composite_that_succeeds_in_part() {
    let mut stage = Stage::registered(c1()).await;
    let records = stage.ask(fetch(&["/1/0/1", "/1/0/7", "/1/0/8"])).await.records();
    assert_eq!(
        records,
        named(&[("/1/0/1", json!(86400)), ("/1/0/7", json!("U"))])
    );
}

/// The links of a Discover that are among these, in the order of these.
fn links_of<'a>(reply: &'a Reply, paths: &[&str]) -> Vec<&'a str> {
    let links = reply.links();
    let find = |path: &&str| {
        let link = format!("<{path}>");
        let found = links.iter().find(|found| found.split(';').next() == Some(&link));
        *found.unwrap_or_else(|| panic!("{path} is not in {links:?}"))
    };
    paths.iter().map(find).collect()
}

/// The order of attributes is free (RFC 6690). Arrays are only shown when they exist: 6, 7 and 8 (power sources) are not part of this product, so that the arrays
/// here are 11 (Error Code) and those the case has beside it.
#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_260_discover() {
    let mut stage = Stage::registered(c3()).await;
    let reply = stage.ask(discover("/3")).await;
    let paths = [
        "/3", "/3/0", "/3/0/0", "/3/0/1", "/3/0/2", "/3/0/3", "/3/0/4", "/3/0/11", "/3/0/16",
    ];
    let wanted = [
        "</3>",
        "</3/0>",
        "</3/0/0>",
        "</3/0/1>",
        "</3/0/2>",
        "</3/0/3>",
        "</3/0/4>",
        "</3/0/11>;dim=1",
        "</3/0/16>",
    ];
    let without_version = |link: &str| link.replace(";ver=1.2", "");
    let found: Vec<String> = links_of(&reply, &paths)
        .into_iter()
        .map(without_version)
        .collect();
    assert_eq!(found, wanted);
    stage
        .ask(attributes("/3?pmin=10&pmax=200"))
        .await
        .is(Code::CHANGED);
    let reply = stage.ask(discover("/3/0")).await;
    let found: Vec<String> = links_of(&reply, &["/3/0", "/3/0/11"])
        .into_iter()
        .map(without_version)
        .collect();
    assert_eq!(found, ["</3/0>;pmin=10;pmax=200", "</3/0/11>;dim=1"]);
    stage
        .ask(attributes("/3/0/11?lt=1&gt=6&st=1"))
        .await
        .is(Code::CHANGED);
    let reply = stage.ask(discover("/3/0")).await;
    assert_eq!(links_of(&reply, &["/3/0/11"]), ["</3/0/11>;dim=1;gt=6;lt=1;st=1"]);
    // The case expects one link; since 1.2 the instances of the resource follow (core, depth of Discover).
    let reply = stage.ask(discover("/3/0/11")).await;
    assert_eq!(
        reply.links(),
        ["</3/0/11>;dim=1;pmin=10;pmax=200;gt=6;lt=1;st=1", "</3/0/11/0>"]
    );
}

/// The case prints the attributes of its answer with `&`; link format has `;`.
#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_261_write_attributes_on_several_levels() {
    let mut stage = Stage::registered(c1()).await;
    assert_eq!(
        stage.ask(discover("/3/0/11")).await.links(),
        ["</3/0/11>;dim=1", "</3/0/11/0>"]
    );
    for target in [
        "/3?pmin=10&pmax=200",
        "/3/0?pmax=320",
        "/3/0/11/0?pmax=100&epmin=1&epmax=20",
    ] {
        stage.ask(attributes(target)).await.is(Code::CHANGED);
    }
    assert_eq!(
        stage.ask(discover("/3/0/11")).await.links(),
        [
            "</3/0/11>;dim=1;pmin=10;pmax=320",
            "</3/0/11/0>;pmax=100;epmin=1;epmax=20"
        ]
    );
}

/// The case shows the default periods of the server as attributes of /3. Core §7.3 knows attached and inherited ones
/// only, and case 260 shows none in the same situation.
#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_2_int_264_discover_with_depth_1() {
    let mut stage = Stage::registered(c3()).await;
    let without_version = |reply: Reply| reply.text(LINKS).replace(";ver=1.2", "");
    let reply = stage.ask(discover("/3?depth=1")).await;
    assert_eq!(without_version(reply), "</3>,</3/0>");
    stage.ask(attributes("/3/0?pmax=200")).await.is(Code::CHANGED);
    let reply = stage.ask(discover("/3?depth=1")).await;
    assert_eq!(without_version(reply), "</3>,</3/0>;pmax=200");
}

/// On /3/0/11 instead of /3/0/7, which this product does not have. The case prints the attributes of /3 on /3/0.
#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_2_int_266_discover_with_depth_3() {
    let mut stage = Stage::registered(c3()).await;
    let reply = stage.ask(discover("/3?depth=2")).await;
    assert!(reply.links().contains(&"</3/0/11>;dim=1"), "{reply:?}");
    assert!(!reply.text(LINKS).contains("</3/0/11/0>"), "{reply:?}");
    for target in ["/3?pmin=10", "/3/0/11?pmax=60", "/3/0/11/0?gt=8"] {
        stage.ask(attributes(target)).await.is(Code::CHANGED);
    }
    let reply = stage.ask(discover("/3?depth=3")).await;
    let found = links_of(&reply, &["/3", "/3/0", "/3/0/11", "/3/0/11/0"]);
    let found: Vec<String> = found.iter().map(|link| link.replace(";ver=1.2", "")).collect();
    assert_eq!(
        found,
        [
            "</3>;pmin=10",
            "</3/0>",
            "</3/0/11>;dim=1;pmax=60",
            "</3/0/11/0>;gt=8"
        ]
    );
}
