//! Bootstrap: cases 0 to 99.

use coap::{Code, Method};

use crate::accounts::{account, finish, security};
use crate::configurations::{c1, c13};
use crate::stage::{
    BS, LINKS, Reply, SENML_JSON, Stage, TLV, delete, discover, execute, get, hex, put, server,
};

/// A resource of a TLV (core, §7.4.4), in the longest form of its length.
fn resource(id: u8, value: &[u8]) -> Vec<u8> {
    let length = u16::try_from(value.len()).expect("a length").to_be_bytes();
    [&[0xd0, id, length[0], length[1]], value].concat()
}

/// The Security instance of C.17, with this private key.
fn security_with_certificates(key: &[u8]) -> Vec<u8> {
    let certificate = include_bytes!("../../certificates/client.der");
    let server = include_bytes!("../../certificates/server.der");
    let values = [
        resource(0, b"coaps://server.example.com"),
        hex("c10100 c10202 c10a01"),
        resource(3, certificate),
        resource(4, server),
        resource(5, key),
    ]
    .concat();
    let length = u16::try_from(values.len()).expect("a length").to_be_bytes();
    [&[0x10, 0, length[0], length[1]], &values[..]].concat()
}

/// C.13 when the bootstrap server has been asked.
async fn asked() -> Stage {
    let stage = Stage::power_on(c13()).await;
    let asked = stage.asked(BS);
    assert_eq!(asked.len(), 1);
    assert!(asked[0].line().starts_with("POST /bs?ep=ets"), "{asked:?}");
    assert!(asked[0].request.payload.is_empty());
    stage
}

/// What a session of the bootstrap server writes.
async fn write_accounts(stage: &mut Stage) {
    stage
        .ask_from(BS, put("/0", TLV, &security(0, 1)))
        .await
        .is(Code::CHANGED);
    stage
        .ask_from(BS, put("/1", TLV, &account(0, 1)))
        .await
        .is(Code::CHANGED);
}

/// The links that belong to accounts and to the device, among those of other objects.
fn account_links(reply: &Reply) -> Vec<&str> {
    let links = reply.links().into_iter();
    let starts = ["</>", "</0>", "</0/", "</1>", "</1/", "</3/"];
    links
        .filter(|link| starts.iter().any(|start| link.starts_with(start)))
        .collect()
}

const REGISTER: &str = "POST /rd?ep=ets&lt=86400&lwm2m=1.2&b=U";

/// The case lists no `uri`, which 1.2 adds to the Security instances of servers (core §6.1.7.3).
#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_0_client_initiated_bootstrap() {
    let mut stage = asked().await;
    write_accounts(&mut stage).await;
    let reply = stage.ask_from(BS, discover("/")).await;
    assert_eq!(
        account_links(&reply),
        [
            "</>;lwm2m=1.2",
            "</0/0>;ssid=1;uri=\"coaps://server.example.com\"",
            "</0/1>",
            "</1/0>;ssid=1",
            "</3/0>"
        ]
    );
    stage.ask_from(BS, finish()).await.is(Code::CHANGED);
}

#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_1_full_bootstrap_with_a_key() {
    let mut stage = asked().await;
    write_accounts(&mut stage).await;
    assert_eq!(stage.lines(), [""; 0], "not before the Finish");
    stage.ask_from(BS, finish()).await.is(Code::CHANGED);
    stage.wait(1).await;
    assert_eq!(stage.lines(), [REGISTER]);
    assert!(stage.world.peer(server(1)).is_registered());
}

/// The handshake itself is that of case 402. A key that does not belong to the certificate is not accepted (core,
/// §6.1.7.6: the client checks what it was given).
#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_2_full_bootstrap_with_certificates() {
    let mut stage = asked().await;
    let wrong = include_bytes!("../../golden/67-x509/key.der");
    let right = include_bytes!("../../certificates/client-key.der");
    for (key, code) in [(wrong, Code::NOT_ACCEPTABLE), (right, Code::CHANGED)] {
        let security = put("/0", TLV, &security_with_certificates(key));
        stage.ask_from(BS, security).await.is(Code::CHANGED);
        stage
            .ask_from(BS, put("/1", TLV, &account(0, 1)))
            .await
            .is(Code::CHANGED);
        assert_eq!(stage.lines(), [""; 0], "not before the Finish");
        stage.ask_from(BS, finish()).await.is(code);
    }
    stage.wait(1).await;
    assert_eq!(stage.lines(), [REGISTER]);
    assert!(stage.world.peer(server(1)).is_registered());
}

#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_4_bootstrap_delete() {
    let mut stage = asked().await;
    write_accounts(&mut stage).await;
    assert_eq!(account_links(&stage.ask_from(BS, discover("/")).await).len(), 5);
    let values = stage.ask_from(BS, get("/1").with_accept(TLV)).await;
    assert_eq!(values.content(TLV), account(0, 1));
    for path in ["/0", "/1"] {
        stage.ask_from(BS, delete(path)).await.is(Code::DELETED);
    }
    let reply = stage.ask_from(BS, discover("/")).await;
    assert_eq!(
        account_links(&reply),
        ["</>;lwm2m=1.2", "</0/1>", "</1>", "</3/0>"]
    );
    let values = stage.ask_from(BS, get("/1").with_accept(TLV)).await;
    assert_eq!(values.content(TLV), b"");
    write_accounts(&mut stage).await;
    stage.ask_from(BS, finish()).await.is(Code::CHANGED);
    stage.wait(1).await;
    assert_eq!(stage.lines(), [REGISTER]);
}

#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_5_server_initiated_bootstrap() {
    let mut stage = Stage::registered(c1().and_bootstrap()).await;
    assert!(stage.asked(BS).is_empty());
    stage.ask(execute("/1/0/9")).await.is(Code::CHANGED);
    stage.wait(1).await;
    assert!(stage.asked(BS)[0].line().starts_with("POST /bs?ep=ets"));
    write_accounts(&mut stage).await;
    stage.ask_from(BS, finish()).await.is(Code::CHANGED);
    stage.wait(1).await;
    assert!(stage.world.peer(server(1)).is_registered());
}

/// The smartcard comes first in the order of the case; this product has none. Factory accounts are those of the file.
#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_6_bootstrap_sequence() {
    // With an account of a server the bootstrap server is not asked, however long.
    let mut stage = Stage::power_on(c1().and_bootstrap()).await;
    assert_eq!(stage.lines(), [REGISTER]);
    stage.wait(600).await;
    assert!(stage.asked(BS).is_empty());
    // Without one it is asked at once, and first.
    let mut stage = asked().await;
    write_accounts(&mut stage).await;
    stage.ask_from(BS, finish()).await.is(Code::CHANGED);
    stage.wait(1).await;
    assert_eq!(stage.lines(), [REGISTER]);
    // What was bootstrapped counts after a restart: the servers first again.
    let before = stage.asked(BS).len();
    let stage = stage.power_cycle().await;
    assert_eq!(stage.lines(), [REGISTER, REGISTER]);
    assert_eq!(stage.asked(BS).len(), before);
}

#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_7_fallback_to_bootstrap() {
    let setup = c1().and_bootstrap();
    let mut stage = Stage::power_on_with(setup, |link, peer| peer.set_reachable(link == BS)).await;
    // Attempts, each given up after 93 s, with growing pauses between them (server object, resources 17 and 18).
    for _ in 0..3600 {
        if !stage.asked(BS).is_empty() {
            break;
        }
        stage.wait(1).await;
    }
    assert!(!stage.asked(BS).is_empty(), "the bootstrap server is asked");
    stage.world.peer_mut(server(1)).set_reachable(true);
    write_accounts(&mut stage).await;
    stage.ask_from(BS, finish()).await.is(Code::CHANGED);
    stage.wait(1).await;
    assert_eq!(stage.last_line(), REGISTER);
    assert!(stage.world.peer(server(1)).is_registered());
}

#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_8_bootstrap_read() {
    let mut stage = asked().await;
    write_accounts(&mut stage).await;
    // {0: 3, 1: 0, 2: {0: 31}, 3: 65535}
    let rule = hex("c10003 c10100 8302 41001f c4030000ffff");
    stage
        .ask_from(BS, put("/2/0", TLV, &rule))
        .await
        .is(Code::CHANGED);
    let servers = stage.ask_from(BS, get("/1").with_accept(TLV)).await;
    assert_eq!(servers.content(TLV), account(0, 1));
    let rules = stage.ask_from(BS, get("/2").with_accept(SENML_JSON)).await;
    let found: Vec<String> = rules
        .records()
        .into_iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    assert_eq!(found, ["/2/0/0=3", "/2/0/1=0", "/2/0/2/0=31", "/2/0/3=65535"]);
    stage.ask_from(BS, finish()).await.is(Code::CHANGED);
}

#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_9_configuration_consistency() {
    let mut stage = asked().await;
    stage
        .ask_from(BS, put("/1/0/5", coap::ContentFormat::TEXT, b"86400"))
        .await
        .is(Code::CHANGED);
    stage.ask_from(BS, finish()).await.is(Code::NOT_ACCEPTABLE);
    // The session goes on: what is missing can be written.
    write_accounts(&mut stage).await;
    stage.ask_from(BS, finish()).await.is(Code::CHANGED);
}

/// The case has the pack answered with 2.04; 2.05 carries it (core, table of the bootstrap interface).
#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_2_int_12_bootstrap_pack() {
    let pack = r#"[{"bn":"/0/0/","n":"0","vs":"coaps://server.example.com"},{"n":"1","vb":false},{"n":"2","v":0},
        {"n":"3","vd":"ZXRz"},{"n":"4","vd":""},{"n":"5","vd":"AAECAwQFBgcICQoLDA0ODw"},{"n":"10","v":1},
        {"bn":"/1/0/","n":"0","v":1},{"n":"1","v":86400},{"n":"6","vb":false},{"n":"7","vs":"U"}]"#;
    let setup = c13().with("request-pack = true\n");
    let mut stage = Stage::power_on_with(setup, |link, peer| {
        if link == BS {
            let response = coap::Response::content(SENML_JSON, pack);
            peer.script(Method::Get, "bspack", Some(response));
        }
    })
    .await;
    stage.wait(1).await;
    let asked = stage.asked(BS);
    assert_eq!(asked.len(), 1, "{asked:?}");
    assert_eq!(asked[0].line(), "Get /bspack?ep=ets&acc=</0/1>");
    assert!(asked[0].request.accept.is_some_and(|accept| accept != LINKS));
    assert_eq!(stage.lines(), [REGISTER]);
}
