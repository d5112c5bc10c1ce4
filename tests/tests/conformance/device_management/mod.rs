//! Device management and service enablement: cases 200 to 299.

mod composite;
mod discover;
mod querying;
mod setting;

use coap::{Code, Method, Response};

use crate::configurations::{c1, c3};
use crate::stage::{Stage, TLV, hex, post};

/// /16/0/0 with the elements 0 and 1: "a" and "b".
const PORTFOLIO: &str = "08 00 08  86 00 41 00 61 41 01 62";

/// Records of SenML as [`crate::stage::Reply::records`] reads them.
fn named(values: &[(&str, serde_json::Value)]) -> Vec<(String, serde_json::Value)> {
    let values = values.iter();
    values
        .map(|(name, value)| ((*name).to_owned(), value.clone()))
        .collect()
}

/// C.1 and a Portfolio instance with two elements.
async fn with_portfolio() -> Stage {
    let mut stage = Stage::registered(c1()).await;
    stage
        .ask(post("/16", TLV, &hex(PORTFOLIO)))
        .await
        .is(Code::CREATED);
    stage
}

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
