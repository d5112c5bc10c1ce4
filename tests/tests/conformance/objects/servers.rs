//! Several servers: cases 950 and 951.

use coap::Code;

use crate::accounts::two_servers;
use crate::stage::{Stage, attributes, discover, server};

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
