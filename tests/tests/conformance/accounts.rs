//! What bootstrap servers write, as TLV.

use coap::{Code, Request};

use crate::configurations::c13;
use crate::stage::{BS, Stage, TLV, execute, hex, put, server};

/// An object instance around its resources.
fn instance(id: u8, resources: &[u8]) -> Vec<u8> {
    let length = u8::try_from(resources.len()).expect("a short instance");
    // An instance with a length of up to 7 bytes has it in its first byte.
    assert!(length > 7, "it would be written shorter");
    let mut bytes = vec![0x08, id, length];
    bytes.extend(resources);
    bytes
}

/// PSK-SA: coaps://server.example.com, no bootstrap server, mode 0, identity "ets", an empty 4, a key, and the server.
pub(crate) fn security(id: u8, server: u8) -> Vec<u8> {
    let mut values = hex(
        "c8001a636f6170733a2f2f7365727665722e6578616d706c652e636f6d c10100 c10200 c303657473 c004 \
        c80510000102030405060708090a0b0c0d0e0f c10a",
    );
    values.push(server);
    instance(id, &values)
}

/// SRV-MIN: the server, 86400 s, no storing, "U".
pub(crate) fn account(id: u8, server: u8) -> Vec<u8> {
    let mut values = vec![0xc1, 0x00, server];
    values.extend(hex("c40100015180 c10600 c10755"));
    instance(id, &values)
}

/// Ends a session of the bootstrap server.
pub(crate) fn finish() -> Request {
    execute("/bs")
}

/// A client whose bootstrap server has written two servers and these instances of the Access Control object.
pub(crate) async fn two_servers(rules: [&str; 3]) -> Stage {
    let mut setup = c13();
    setup.links.push(server(2));
    let mut stage = Stage::power_on(setup).await;
    let rules = (0..).zip(rules).map(|(id, rule)| instance(id, &hex(rule)));
    for (path, bytes) in [
        ("/0", [security(0, 1), security(2, 2)].concat()),
        ("/1", [account(0, 1), account(1, 2)].concat()),
        ("/2", rules.collect::<Vec<_>>().concat()),
    ] {
        stage.ask_from(BS, put(path, TLV, &bytes)).await.is(Code::CHANGED);
    }
    stage.ask_from(BS, finish()).await.is(Code::CHANGED);
    stage.wait(1).await;
    stage
}
