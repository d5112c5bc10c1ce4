//! Firmware Update (5): cases 750 to 799.

use coap::{Code, ContentFormat};
use gatewayd::testing::{LiteralPeer, World};
use objects::{Path, Value};

use crate::configurations::c8;
use crate::files::Files;
use crate::stage::{
    Stage, TEXT, TLV, assert_contains, attributes, execute, get, hex, observe, put, read, server,
};

const OPAQUE: ContentFormat = ContentFormat::OCTET_STREAM;

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
