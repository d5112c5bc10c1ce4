//! The objects of the enabler: cases 500 to 999.

use coap::{Code, ContentFormat};
use gatewayd::testing::{LiteralPeer, World};
use objects::{Path, Value};
use serde_json::json;

use crate::accounts::two_servers;
use crate::configurations::{Setup, c1, c3, c7, c8};
use crate::files::Files;
use crate::stage::{
    SENML_JSON, Stage, TEXT, TLV, assert_contains, attributes, delete, discover, execute, get, hex, observe,
    post, put, read, server, tlv_ids,
};

const OPAQUE: ContentFormat = ContentFormat::OCTET_STREAM;

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

/// State and Update Result.
async fn firmware(stage: &mut Stage) -> (String, String) {
    let state = stage.ask(get("/5/0/3")).await.text(TEXT).to_owned();
    let result = stage.ask(get("/5/0/5")).await.text(TEXT).to_owned();
    (state, result)
}

#[track_caller]
fn is((state, result): (String, String), wanted: (&str, &str)) {
    assert_eq!((state.as_str(), result.as_str()), wanted, "state and result");
}

/// More than one message can carry.
fn image() -> Vec<u8> {
    (0..3000_u32).map(|index| (index / 11) as u8).collect()
}

/// What a resource holds, without asking for it over the wire.
fn number(world: &World<LiteralPeer>, path: &str) -> Option<i64> {
    let Ok(Path::Resource(path)) = path.parse() else {
        panic!("{path} is no resource");
    };
    match world.read_tree(path) {
        Some(Value::Integer(number)) => Some(number),
        _ => None,
    }
}

/// Pushes a package and returns the code of the answer.
async fn push(stage: &mut Stage, bytes: &[u8]) -> Code {
    let exchange = stage.send_from(server(1), put("/5/0/0", OPAQUE, bytes)).await;
    stage.work().await;
    stage.reply(server(1), exchange).expect("an answer").code
}

/// Writes an address and waits until the state is this one.
async fn pull(stage: &mut Stage, files: &Files, state: i64) {
    let uri = files.uri();
    stage
        .ask(put("/5/0/1", TEXT, uri.as_bytes()))
        .await
        .is(Code::CHANGED);
    stage
        .until(|stage| {
            files.serve();
            number(stage, "/5/0/3") == Some(state)
        })
        .await;
}

/// C.8 with a program that says this when it is called for `word`.
async fn with_exit(word: &str, code: &str) -> Stage {
    let stage = Stage::registered(c8()).await;
    std::fs::write(stage.world.folder().join(format!("exit-{word}")), code).expect("a file");
    stage
}

#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_751_firmware_update_querying() {
    let mut stage = Stage::registered(c8()).await;
    let reply = stage.ask(read("/5/0", TLV)).await;
    assert_contains(reply.content(TLV), &hex("c10300"));
    assert_contains(&reply.payload, &hex("c10500"));
    // Protocols 0 (CoAP) and 1 (CoAPS); both deliveries.
    assert_contains(&reply.payload, &hex("8608 410000 410101"));
    assert_contains(&reply.payload, &hex("c10902"));
}

#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_755_firmware_update_writing_the_package() {
    let mut stage = Stage::registered(c8()).await;
    assert_eq!(push(&mut stage, &[0]).await, Code::CHANGED);
    is(firmware(&mut stage).await, ("0", "0"));
    assert_eq!(push(&mut stage, &image()).await, Code::CHANGED);
    is(firmware(&mut stage).await, ("2", "0"));
}

#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_756_firmware_update_writing_the_uri() {
    let mut stage = Stage::registered(c8()).await;
    stage.ask(put("/5/0/1", TEXT, b"")).await.is(Code::CHANGED);
    is(firmware(&mut stage).await, ("0", "0"));
    pull(&mut stage, &Files::new(image()), 2).await;
    is(firmware(&mut stage).await, ("2", "0"));
}

#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_760_firmware_update_observing_the_state() {
    let mut stage = Stage::registered(c8()).await;
    stage
        .ask(attributes("/5/0?pmin=2&pmax=10"))
        .await
        .is(Code::CHANGED);
    let (_, reply) = stage.observe(observe("/5/0/3")).await;
    assert_eq!(reply.text(TEXT), "0");
    assert_eq!(push(&mut stage, &image()).await, Code::CHANGED);
    stage.wait(2).await;
    let notified = stage.notified();
    assert_eq!(notified.last().expect("a notification").reply.text(TEXT), "2");
}

/// The end of the cases 770 and 771.
async fn install(stage: &mut Stage) {
    stage.ask(execute("/5/0/2")).await.is(Code::CHANGED);
    is(firmware(stage).await, ("3", "0"));
    stage.work().await;
    is(firmware(stage).await, ("0", "1"));
    let calls = stage.calls();
    assert!(
        calls
            .last()
            .is_some_and(|call| call.starts_with("firmware install")),
        "{calls:?}"
    );
}

/// Notifications tell the states on the way, which a Read would not meet.
#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_770_firmware_update_pushed() {
    let mut stage = Stage::registered(c8()).await;
    assert_eq!(stage.ask(get("/3/0/3")).await.text(TEXT), "1.0");
    assert_eq!(push(&mut stage, &[0]).await, Code::CHANGED);
    is(firmware(&mut stage).await, ("0", "0"));
    let (_, reply) = stage.observe(observe("/5/0/3?pmin=0")).await;
    assert_eq!(reply.text(TEXT), "0");
    assert_eq!(push(&mut stage, &image()).await, Code::CHANGED);
    is(firmware(&mut stage).await, ("2", "0"));
    install(&mut stage).await;
    let states: Vec<String> = stage
        .notified()
        .iter()
        .map(|notified| notified.reply.text(TEXT).to_owned())
        .collect();
    assert_eq!(states, ["1", "2", "3", "0"]);
    // The program has installed another version, which the machine runs after its restart.
    let mut stage = stage.power_cycle().await;
    assert_eq!(stage.ask(get("/3/0/3")).await.text(TEXT), "2.0");
    is(firmware(&mut stage).await, ("0", "1"));
}

#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_771_firmware_update_pulled() {
    let mut stage = Stage::registered(c8()).await;
    pull(&mut stage, &Files::new(image()), 2).await;
    is(firmware(&mut stage).await, ("2", "0"));
    install(&mut stage).await;
    let mut stage = stage.power_cycle().await;
    assert_eq!(stage.ask(get("/3/0/3")).await.text(TEXT), "2.0");
}

#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_772_firmware_update_installing_without_a_package() {
    let mut stage = Stage::registered(c8()).await;
    stage.ask(execute("/5/0/2")).await.is(Code::METHOD_NOT_ALLOWED);
    is(firmware(&mut stage).await, ("0", "0"));
    assert!(stage.calls().is_empty());
}

#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_773_firmware_update_without_storage() {
    let mut stage = Stage::registered(c8()).await;
    let large = vec![1; 300_001];
    assert_eq!(push(&mut stage, &large).await, Code::REQUEST_ENTITY_TOO_LARGE);
    is(firmware(&mut stage).await, ("0", "2"));
}

/// The case prints the result 2, which is that of 773; the object has 3 for memory.
#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_774_firmware_update_out_of_memory() {
    let mut stage = with_exit("check", "3").await;
    push(&mut stage, &image()).await;
    is(firmware(&mut stage).await, ("0", "3"));
}

#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_775_firmware_update_with_a_lost_connection() {
    let mut stage = Stage::registered(c8()).await;
    let files = Files::new(image()).silent_after(2);
    let uri = files.uri();
    stage
        .ask(put("/5/0/1", TEXT, uri.as_bytes()))
        .await
        .is(Code::CHANGED);
    stage.until(|_| files.serve() > 2).await;
    is(firmware(&mut stage).await, ("1", "0"));
    stage.wait(3600).await;
    is(firmware(&mut stage).await, ("0", "4"));
}

#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_776_firmware_update_with_a_damaged_package() {
    let mut stage = with_exit("check", "5").await;
    push(&mut stage, &image()).await;
    is(firmware(&mut stage).await, ("0", "5"));
}

/// The case prints the state 1 at the end, in which nothing would be under way.
#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_777_firmware_update_with_an_unsupported_package() {
    let mut stage = with_exit("check", "6").await;
    push(&mut stage, &image()).await;
    is(firmware(&mut stage).await, ("0", "6"));
}

#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_778_firmware_update_with_an_invalid_uri() {
    let mut stage = Stage::registered(c8()).await;
    stage.ask(put("/5/0/1", TEXT, b"nowhere")).await.is(Code::CHANGED);
    is(firmware(&mut stage).await, ("0", "7"));
    // As well when its server has no such file.
    let files = Files::new(image());
    let uri = files.uri().replace("image", "picture");
    stage
        .ask(put("/5/0/1", TEXT, uri.as_bytes()))
        .await
        .is(Code::CHANGED);
    stage
        .until(|stage| {
            files.serve();
            number(stage, "/5/0/5") == Some(7)
        })
        .await;
    is(firmware(&mut stage).await, ("0", "7"));
}

#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_779_firmware_update_with_a_failed_installation() {
    let mut stage = with_exit("install", "8").await;
    assert_eq!(push(&mut stage, &image()).await, Code::CHANGED);
    stage.ask(execute("/5/0/2")).await.is(Code::CHANGED);
    is(firmware(&mut stage).await, ("3", "0"));
    stage.work().await;
    is(firmware(&mut stage).await, ("2", "8"));
    assert_eq!(stage.ask(get("/3/0/3")).await.text(TEXT), "1.0");
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

/// C.14 when its bootstrap server has written it: two servers, both with all rights on /3. The case prints /2/0 for all
/// three instances of the Access Control object; 0, 1 and 2 are meant.
async fn c14() -> Stage {
    two_servers([
        "c10001 c10100 8302 41010f c10301",
        "c10001 c10101 8302 41020f c10302",
        "c10003 c10100 8602 41010f 41020f c4030000ffff",
    ])
    .await
}

#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_950_registration_with_two_servers() {
    let stage = c14().await;
    for id in [1, 2] {
        let asked = stage.asked(server(id));
        assert_eq!(asked.len(), 1, "server {id}");
        assert_eq!(asked[0].line(), "POST /rd?ep=ets&lt=86400&lwm2m=1.2&b=U");
        assert!(stage.world.peer(server(id)).is_registered());
    }
}

#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_951_attributes_of_each_server() {
    let mut stage = c14().await;
    for (id, target) in [(1, "/3/0?pmin=2&pmax=10"), (2, "/3/0?pmin=15&pmax=50")] {
        stage
            .ask_from(server(id), attributes(target))
            .await
            .is(Code::CHANGED);
    }
    for (id, link) in [(1, "</3/0>;pmin=2;pmax=10"), (2, "</3/0>;pmin=15;pmax=50")] {
        let reply = stage.ask_from(server(id), discover("/3/0")).await;
        let found = reply.links()[0].replace(";ver=1.2", "");
        assert_eq!(found, link);
    }
}
