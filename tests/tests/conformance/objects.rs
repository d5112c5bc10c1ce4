//! The objects of the enabler: cases 500 to 999.

use coap::Code;

use crate::configurations::c1;
use crate::stage::{Stage, TEXT, TLV, delete, execute, get, hex, post};

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
