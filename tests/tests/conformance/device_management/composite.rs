//! Composite operations.

use coap::Code;
use serde_json::json;

use super::{named, with_portfolio};
use crate::configurations::{c1, c3};
use crate::stage::{SENML_CBOR, SENML_JSON, Stage, TEXT, fetch, get, hex, ipatch};

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
    let mut stage = with_portfolio().await;
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
