//! Registration: cases 100 to 199.

use coap::{Code, Method, Response};

use crate::configurations::{Setup, c1, c1_lifetime, c3};
use crate::stage::{LINKS, Stage, TEXT, execute, get, put, server};

#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_101_initial_registration() {
    let stage = Stage::power_on(c1()).await;
    let asked = stage.asked(server(1));
    assert_eq!(asked.len(), 1);
    // The client is one of 1.2, where the case, written for 1.1, has lwm2m=1.1.
    assert_eq!(asked[0].line(), "POST /rd?ep=ets&lt=86400&lwm2m=1.2&b=U");
    assert_eq!(asked[0].request.content_format, Some(LINKS));
    let links: Vec<&str> = asked[0].text().split(',').collect();
    assert!(links[0].starts_with("</>;"), "{links:?}");
    assert!(
        links.contains(&"</1/0>") && links.contains(&"</3/0>"),
        "{links:?}"
    );
    for hidden in ["</0", "</21", "</23"] {
        assert!(!links.iter().any(|link| link.starts_with(hidden)), "{links:?}");
    }
    assert!(stage.world.peer(server(1)).is_registered());
}

#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_102_registration_update() {
    let mut stage = Stage::registered(c1()).await;
    stage.ask(put("/1/0/1", TEXT, b"20")).await.is(Code::CHANGED);
    assert_eq!(stage.last_line(), "POST /rd/1?lt=20");
    // Further Updates before the lifetime is over: it never ends while the client is there.
    let told = stage.lines().len();
    stage.wait(100).await;
    let asked = stage.asked(server(1)).split_off(told);
    assert!(asked.len() >= 5, "{asked:?}");
    let mut before = 0;
    for update in asked {
        assert_eq!(update.line(), "POST /rd/1");
        assert!(update.at - before < 20, "{update:?}");
        before = update.at;
    }
}

#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_104_registration_update_trigger() {
    let mut stage = Stage::registered(c1_lifetime(20)).await;
    let told = stage.lines().len();
    stage.ask(execute("/1/0/8")).await.is(Code::CHANGED);
    assert_eq!(stage.lines()[told..], ["POST /rd/1"]);
    assert!(stage.asked(server(1))[told].request.payload.is_empty());
    stage.wait(60).await;
    assert!(stage.world.peer(server(1)).is_registered());
    assert!(stage.lines()[told..].iter().all(|line| line == "POST /rd/1"));
}

#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_105_discarded_register_update() {
    let mut stage = Stage::registered(c1_lifetime(20)).await;
    let told = stage.lines().len();
    stage.world.peer_mut(server(1)).forget_registration();
    stage.wait(20).await;
    // The Update is answered with 4.04.
    assert_eq!(
        stage.lines()[told..told + 2],
        ["POST /rd/1", "POST /rd?ep=ets&lt=20&lwm2m=1.2&b=U"]
    );
    assert!(stage.world.peer(server(1)).is_registered());
}

#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_107_extending_the_lifetime_of_a_registration() {
    let mut stage = Stage::registered(c1_lifetime(60)).await;
    assert_eq!(stage.lines()[0], "POST /rd?ep=ets&lt=60&lwm2m=1.2&b=U");
    stage.wait(10).await;
    let told = stage.lines().len();
    stage.ask(put("/1/0/1", TEXT, b"120")).await.is(Code::CHANGED);
    assert_eq!(stage.lines()[told..], ["POST /rd/1?lt=120"]);
    assert_eq!(stage.asked(server(1))[told].at, 10, "at once");
    stage.wait(120).await;
    let next = &stage.asked(server(1))[told + 1];
    assert_eq!(next.line(), "POST /rd/1");
    assert!(next.at > 20 && next.at < 130, "{next:?}");
}

/// Not a step of the case: a server of an older version is served in it.
#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_101_registration_with_a_server_of_1_1() {
    let stage = Stage::power_on_with(c3(), |_, peer| {
        let refused = Response::new(Code::PRECONDITION_FAILED);
        peer.script(Method::Post, "rd", Some(refused));
    })
    .await;
    assert_eq!(
        stage.lines(),
        [
            "POST /rd?ep=ets&lt=86400&lwm2m=1.2&b=U",
            "POST /rd?ep=ets&lt=86400&lwm2m=1.1&b=U"
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_103_deregistration() {
    let mut stage = Stage::registered(c3()).await;
    let told = stage.lines().len();
    stage.ask(execute("/1/0/4")).await.is(Code::CHANGED);
    stage.wait(1).await;
    assert_eq!(stage.lines()[told..], ["Delete /rd/1"]);
    assert!(!stage.world.peer(server(1)).is_registered());
    // Silence for the Disable Timeout, which C.3 has as a day.
    stage.wait(86_390).await;
    assert_eq!(stage.lines().len(), told + 1);
    stage.wait(20).await;
    assert_eq!(stage.last_line(), "POST /rd?ep=ets&lt=86400&lwm2m=1.2&b=U");
}

/// C.1 in queue mode.
fn queued(lifetime: u64) -> Setup {
    c1_lifetime(lifetime).with("queue-mode = true\n")
}

#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_108_turning_on_queue_mode() {
    let stage = Stage::power_on(queued(86_400)).await;
    // Since 1.1 the queue mode is a parameter of its own, where the case prints it behind the binding.
    assert_eq!(stage.lines(), ["POST /rd?ep=ets&lt=86400&lwm2m=1.2&b=U&Q"]);
}

/// The server keeps its Read back until the client shows that it is awake.
#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_109_behaviour_with_queue_mode() {
    let mut stage = Stage::registered(queued(86_400)).await;
    let told = stage.lines().len();
    stage.ask(put("/1/0/1", TEXT, b"240")).await.is(Code::CHANGED);
    assert_eq!(stage.lines()[told..], ["POST /rd/1?lt=240"]);
    stage.wait(120).await;
    // The client has been silent since, and longer than the 93 s that a server may count on.
    assert_eq!(stage.transmitted_since(119), 0);
    stage.wait(120).await;
    let update = stage.asked(server(1)).pop().expect("an Update");
    assert_eq!(update.line(), "POST /rd/1");
    assert!(update.at > 93 && update.at < 240, "{update:?}");
    assert_eq!(stage.ask(get("/1/0/1")).await.text(TEXT), "240");
}
