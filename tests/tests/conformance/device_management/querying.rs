//! Reads in every format at every level.

use coap::Code;
use serde_json::json;

use super::{named, of_1_0};
use crate::configurations::c1;
use crate::stage::{
    CBOR, OMA_JSON, SENML_CBOR, SENML_JSON, Stage, TEXT, TLV, assert_contains, get, hex, read,
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
async fn lightweightm2m_1_1_int_211_querying_in_cbor() {
    let mut stage = Stage::registered(c1()).await;
    for (path, bytes) in [("/1/0/0", "01"), ("/1/0/6", "f4"), ("/1/0/7", "6155")] {
        assert_eq!(stage.ask(read(path, CBOR)).await.content(CBOR), hex(bytes));
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

#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_237_read_without_accept() {
    let mut stage = Stage::registered(c1()).await;
    for path in ["/1", "/3"] {
        let reply = stage.ask(get(path)).await;
        // The client chooses SenML CBOR, the preferred format of 1.1 and later.
        assert_contains(reply.content(SENML_CBOR), path.as_bytes());
    }
}
