//! Connectivity Monitoring (4), Location (6) and Connectivity Statistics (7).

use coap::Code;
use serde_json::json;

use crate::configurations::{Setup, c3, c7};
use crate::stage::{SENML_JSON, Stage, TEXT, TLV, attributes, execute, get, observe, put, read, tlv_ids};

/// The links of this suite have no addresses, so that the list in resource 4 is there and empty.
#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_701_connectivity_monitoring_querying() {
    let mut stage = Stage::registered(c3()).await;
    let reply = stage.ask(read("/4/0", TLV)).await;
    let ids = tlv_ids(reply.content(TLV));
    for mandatory in [0, 1, 2, 4] {
        assert!(ids.contains(&mandatory), "{ids:?}");
    }
}

/// Observes an instance with pmin = 2 and pmax = 10 as the cases of all objects do, for half a minute.
async fn observed(setup: Setup, instance: &str) -> (Stage, Vec<u64>) {
    let mut stage = Stage::registered(setup).await;
    stage
        .ask(attributes(&format!("{instance}?pmin=2&pmax=10")))
        .await
        .is(Code::CHANGED);
    let (observation, _) = stage.observe(observe(instance)).await;
    stage.wait(31).await;
    let times = stage.notified_at(observation);
    assert!(times.len() >= 3, "{times:?}");
    let mut before = 0;
    for at in &times {
        assert!((2..=10).contains(&(at - before)), "{times:?}");
        before = *at;
    }
    (stage, times)
}

#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_710_connectivity_monitoring_observation() {
    observed(c3(), "/4/0").await;
}

#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_801_location_querying() {
    let mut stage = Stage::registered(c7()).await;
    let records = stage.ask(read("/6/0", SENML_JSON)).await.records();
    for (name, value) in [
        ("/6/0/0", json!(43.5723)),
        ("/6/0/1", json!(153.2176)),
        ("/6/0/2", json!(140)),
    ] {
        let found = records.iter().find(|(found, _)| found == name);
        let found = found.map(|(_, value)| value.as_f64());
        assert_eq!(found, Some(value.as_f64()), "{name} in {records:?}");
    }
    assert!(records.iter().any(|(name, _)| name == "/6/0/5"), "{records:?}");
}

#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_810_location_observation() {
    let (_, times) = observed(c7(), "/6/0").await;
    assert_eq!(times, [10, 20, 30]);
}

async fn statistic(stage: &mut Stage, resource: u16) -> u64 {
    let reply = stage.ask(get(&format!("/7/0/{resource}"))).await;
    reply.text(TEXT).parse().expect("a number")
}

#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_901_connectivity_statistics_querying() {
    let mut stage = Stage::registered(c3()).await;
    stage.ask(execute("/7/0/6")).await.is(Code::CHANGED);
    for _ in 0..40 {
        stage.ask(get("/3")).await.is(Code::CONTENT);
        stage.wait(1).await;
    }
    stage.ask(execute("/7/0/7")).await.is(Code::CHANGED);
    let reply = stage.ask(read("/7/0", TLV)).await;
    assert!(
        [2, 3, 4, 5]
            .iter()
            .all(|id| tlv_ids(reply.content(TLV)).contains(id))
    );
    let [sent, received] = [statistic(&mut stage, 2).await, statistic(&mut stage, 3).await];
    let [largest, average] = [statistic(&mut stage, 4).await, statistic(&mut stage, 5).await];
    // Forty answers of some hundred bytes, to requests of some ten bytes and as many headers.
    assert!((8..40).contains(&sent), "{sent} kB sent");
    assert!((1..5).contains(&received), "{received} kB received");
    assert!(largest > average && average > 10, "{largest}, {average}");
    // Nothing is counted any more.
    stage.ask(get("/3")).await.is(Code::CONTENT);
    assert_eq!(statistic(&mut stage, 4).await, largest);
    assert_eq!(statistic(&mut stage, 2).await, sent);
}

#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_905_connectivity_statistics_setting_the_period() {
    let mut stage = Stage::registered(c3()).await;
    stage.ask(put("/7/0/8", TEXT, b"15")).await.is(Code::CHANGED);
    assert_eq!(stage.ask(get("/7/0/8")).await.text(TEXT), "15");
}

#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_910_connectivity_statistics_observation() {
    let mut stage = Stage::registered(c3()).await;
    stage
        .ask(attributes("/7/0?pmin=2&pmax=10"))
        .await
        .is(Code::CHANGED);
    stage.ask(put("/7/0/8", TEXT, b"0")).await.is(Code::CHANGED);
    let (observation, _) = stage.observe(observe("/7/0")).await;
    stage.ask(execute("/7/0/6")).await.is(Code::CHANGED);
    stage.wait(31).await;
    stage.ask(execute("/7/0/7")).await.is(Code::CHANGED);
    let times = stage.notified_at(observation);
    assert!(times.len() >= 3, "{times:?}");
    let gaps = times.windows(2).map(|two| two[1] - two[0]);
    assert!(gaps.into_iter().all(|gap| (2..=10).contains(&gap)), "{times:?}");
    let last = stage.notified().pop().expect("a notification");
    assert!(last.reply.payload.len() > 5, "{last:?}");
}
