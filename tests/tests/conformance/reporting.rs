//! Information reporting: cases 300 to 399.
//!
//! Where a case observes /3/0/7 and /3/0/8, power sources that this product does not have, /3/0/3 and /3/0/16 are
//! observed: neither changes, so that what comes is what is due.

use coap::{Code, ExchangeId, Request};
use gatewayd::hub::control::Control;

use crate::configurations::{c1, c3};
use crate::stage::{
    Asked, SENML_CBOR, Stage, TEXT, TLV, assert_contains, attributes, delete, fetch, hex, observe, post, put,
    server,
};

/// Two observations under attributes, as the cases 301 to 303 have them.
async fn observed() -> (Stage, [ExchangeId; 2]) {
    let mut stage = Stage::registered(c3()).await;
    for target in ["/3/0/3?pmin=5&pmax=15", "/3/0/16?pmin=10&pmax=20"] {
        stage.ask(attributes(target)).await.is(Code::CHANGED);
    }
    let (first, reply) = stage.observe(observe("/3/0/3")).await;
    assert_eq!(reply.text(TEXT), "1.0");
    let (second, reply) = stage.observe(observe("/3/0/16")).await;
    assert_eq!(reply.text(TEXT), "U");
    stage.wait(61).await;
    assert_eq!(stage.notified_at(first), [15, 30, 45, 60]);
    assert_eq!(stage.notified_at(second), [20, 40, 60]);
    (stage, [first, second])
}

#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_301_observation_and_notification_of_parameter_values() {
    let (stage, [first, _]) = observed().await;
    let mut sequence = 0;
    for notified in stage
        .notified()
        .iter()
        .filter(|notified| notified.observation == first)
    {
        assert_eq!(notified.reply.text(TEXT), "1.0");
        let number = notified.reply.observe.expect("a sequence number");
        assert!(number > sequence, "{notified:?}");
        sequence = number;
    }
}

#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_302_cancelling_observations_with_reset() {
    let (mut stage, [first, second]) = observed().await;
    stage.world.peer_mut(server(1)).reject(first);
    stage.wait(60).await;
    assert_eq!(stage.notified_at(first).len(), 4);
    assert_eq!(stage.notified_at(second), [20, 40, 60, 80, 100, 120]);
    stage.world.peer_mut(server(1)).reject(second);
    stage.wait(60).await;
    assert_eq!(stage.notified().len(), 10);
    assert_eq!(
        stage.transmitted_since(30),
        0,
        "nothing is sent that would be rejected"
    );
}

/// The case cancels with a GET on /3/0, which is observed by nobody; the observed paths are meant.
#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_303_cancelling_observations_with_observe_1() {
    let (mut stage, observations) = observed().await;
    let before = stage.notified().len();
    for (observation, text) in observations.into_iter().zip(["1.0", "U"]) {
        let reply = stage.cancel(observation).await;
        assert_eq!(reply.text(TEXT), text);
        assert_eq!(reply.observe, None);
    }
    stage.wait(60).await;
    assert_eq!(stage.notified().len(), before);
    assert_eq!(stage.transmitted_since(59), 0);
}

/// The composite observation of the cases 304 and 305.
async fn observed_composite() -> (Stage, ExchangeId) {
    let mut stage = Stage::registered(c1()).await;
    stage
        .ask(attributes("/1/0/1?pmin=30&pmax=45"))
        .await
        .is(Code::CHANGED);
    let request = fetch(&["/1/0/1", "/3/0/11/0", "/3/0/16"]).observed();
    let (observation, reply) = stage.observe(request).await;
    assert_eq!(names(&reply.records()), ["/1/0/1", "/3/0/11/0", "/3/0/16"]);
    stage.wait(46).await;
    (stage, observation)
}

fn names(records: &[(String, serde_json::Value)]) -> Vec<&str> {
    records.iter().map(|(name, _)| name.as_str()).collect()
}

#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_304_observe_composite() {
    let (stage, observation) = observed_composite().await;
    let times = stage.notified_at(observation);
    assert!(matches!(times.as_slice(), [30..=45]), "{times:?}");
    let records = stage.notified()[0].reply.records();
    assert_eq!(names(&records), ["/1/0/1", "/3/0/11/0", "/3/0/16"]);
}

#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_305_cancelling_observe_composite() {
    let (mut stage, observation) = observed_composite().await;
    let reply = stage.cancel(observation).await;
    assert_eq!(names(&reply.records()), ["/1/0/1", "/3/0/11/0", "/3/0/16"]);
    assert_eq!(reply.observe, None);
    stage.wait(100).await;
    assert_eq!(stage.notified_at(observation).len(), 1);
}

/// Creates /16/x with one element.
fn portfolio(instance: u8) -> Request {
    let mut bytes = hex("0800 05 8300 41 00 61");
    bytes[1] = instance;
    post("/16", TLV, &bytes)
}

/// C.1 with portfolios, observed as the cases 308 and 309 do.
async fn observed_portfolios(instances: &[u8]) -> (Stage, ExchangeId) {
    let mut stage = Stage::registered(c1()).await;
    for instance in instances {
        stage.ask(portfolio(*instance)).await.is(Code::CREATED);
    }
    stage
        .ask(attributes("/16/0?pmin=30&pmax=45"))
        .await
        .is(Code::CHANGED);
    let (observation, _) = stage.observe(fetch(&["/16/0", "/16/1"]).observed()).await;
    (stage, observation)
}

/// What each notification holds, when none is later than 45 s after the one before.
fn contents(stage: &Stage) -> Vec<Vec<String>> {
    let mut before = 0;
    let mut contents = Vec::new();
    for notified in stage.notified() {
        assert!(notified.at - before <= 45, "{notified:?}");
        before = notified.at;
        let records = notified.reply.records();
        contents.push(names(&records).into_iter().map(str::to_owned).collect());
    }
    contents
}

#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_308_observe_composite_and_creating_an_instance() {
    let (mut stage, _) = observed_portfolios(&[0]).await;
    stage.wait(46).await;
    assert_eq!(contents(&stage), [["/16/0/0/0"]]);
    stage.ask(portfolio(1)).await.is(Code::CREATED);
    stage.wait(100).await;
    let later = contents(&stage).split_off(1);
    assert!(later.len() >= 2, "{later:?}");
    assert!(
        later.iter().all(|names| *names == ["/16/0/0/0", "/16/1/0/0"]),
        "{later:?}"
    );
}

/// The case calls the answer to the Delete "2.04 Deleted"; 2.02 it is.
#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_309_observe_composite_and_deleting_an_instance() {
    let (mut stage, _) = observed_portfolios(&[0, 1]).await;
    stage.wait(46).await;
    assert_eq!(contents(&stage), [["/16/0/0/0", "/16/1/0/0"]]);
    stage.ask(delete("/16/1")).await.is(Code::DELETED);
    stage.wait(100).await;
    let later = contents(&stage).split_off(1);
    assert!(later.len() >= 2, "{later:?}");
    assert!(later.iter().all(|names| *names == ["/16/0/0/0"]), "{later:?}");
}

/// The case calls /1/0/3 Lifetime, which is /1/0/1.
#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_310_observe_composite_and_changed_attributes() {
    let mut stage = Stage::registered(c1()).await;
    let (observation, reply) = stage.observe(fetch(&["/1/0/1", "/3/0"]).observed()).await;
    let first = reply.records();
    assert_eq!(first[0].0, "/1/0/1");
    assert!(names(&first).contains(&"/3/0/16"), "{first:?}");
    stage.ask(attributes("/3?pmax=5")).await.is(Code::CHANGED);
    stage.wait(21).await;
    let times = stage.notified_at(observation);
    assert!(times.len() >= 4, "{times:?}");
    assert!(
        times[0] <= 5 && times.windows(2).all(|two| two[1] - two[0] <= 5),
        "{times:?}"
    );
    for notified in stage.notified() {
        assert_eq!(names(&notified.reply.records()), names(&first));
    }
}

#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_2_int_312_observe_with_attributes() {
    let mut stage = Stage::registered(c3()).await;
    let (observation, _) = stage.observe(observe("/3/0/3?pmin=5&pmax=15")).await;
    stage.wait(46).await;
    assert_eq!(stage.notified_at(observation), [15, 30, 45]);
}

#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_2_int_313_observe_with_attributes_that_override_others() {
    let mut stage = Stage::registered(c3()).await;
    stage
        .ask(attributes("/3/0/3?pmin=5&pmax=60"))
        .await
        .is(Code::CHANGED);
    let (observation, _) = stage.observe(observe("/3/0/3?pmin=5&pmax=10")).await;
    stage.wait(31).await;
    assert_eq!(stage.notified_at(observation), [10, 20, 30]);
}

/// Asks for a Send of these paths, as a person does on the bus; returns what the server has been sent since.
async fn sent(stage: &mut Stage, paths: &[&str]) -> Vec<Asked> {
    let told = stage.asked(server(1)).len();
    let paths = paths.iter().map(|path| path.parse().expect("a path")).collect();
    let _outcome = stage
        .world
        .bus(|reply| Control::Send {
            paths,
            server: None,
            later: false,
            reply,
        })
        .await;
    stage.wait(1).await;
    stage.asked(server(1)).split_off(told)
}

/// C.1 with Mute Send, which is off.
async fn unmuted() -> Stage {
    let mut stage = Stage::registered(c1()).await;
    stage.ask(put("/1/0/23", TEXT, b"0")).await.is(Code::CHANGED);
    stage
}

/// What is sent is SenML CBOR, the preferred format of the client; the case allows it and SenML JSON.
#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_306_send() {
    let mut stage = unmuted().await;
    let sent = sent(&mut stage, &["/3/0/16"]).await;
    assert_eq!(sent.len(), 1, "{sent:?}");
    assert_eq!(sent[0].line(), "POST /dp");
    assert_eq!(sent[0].request.content_format, Some(SENML_CBOR));
    assert_contains(&sent[0].request.payload, b"/3/0/16");
    assert_contains(&sent[0].request.payload, &hex("036155"));
}

#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_307_muting_send() {
    let mut stage = unmuted().await;
    assert_eq!(sent(&mut stage, &["/3/0/16"]).await.len(), 1);
    stage.ask(put("/1/0/23", TEXT, b"1")).await.is(Code::CHANGED);
    assert!(sent(&mut stage, &["/3/0/16"]).await.is_empty());
    stage.ask(put("/1/0/23", TEXT, b"0")).await.is(Code::CHANGED);
    assert_eq!(sent(&mut stage, &["/3/0/16"]).await.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_311_send_of_several_values() {
    let mut stage = unmuted().await;
    let sent = sent(&mut stage, &["/1/0/1", "/3/0/11"]).await;
    assert_eq!(sent.len(), 1, "{sent:?}");
    assert_eq!(sent[0].line(), "POST /dp");
    assert_contains(&sent[0].request.payload, b"/1/0/1");
    assert_contains(&sent[0].request.payload, &hex("021a00015180"));
    assert_contains(&sent[0].request.payload, b"/3/0/11/0");
}
