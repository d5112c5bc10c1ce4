//! What the specification of tests leaves out and servers meet: tests here, or where they are.

use std::time::Duration;

use coap::{Code, Method, Response};
use gatewayd::testing::Heard;

use crate::accounts::two_servers;
use crate::configurations::{c1, c3, c13};
use crate::stage::{
    BS, SENML_JSON, Stage, TEXT, TLV, attributes, discover, execute, get, hex, observe, post, put, read,
    server,
};

/// Behaviour, and the function that tests it: its file below the top folder, and its name.
#[rustfmt::skip]
pub(crate) const ELSEWHERE: [(&str, &str, &str); 46] = [
    ("Bootstrap: Discover with several accounts", "gatewayd/lwm2m/tests/engine/bootstrap/several.rs", "a_discover_says_which_instance_belongs_to_which_server"),
    ("Bootstrap: hold-off", "gatewayd/lwm2m/tests/engine/bootstrap/requests.rs", "the_hold_off_time_passes_first"),
    ("Bootstrap: everything as before after a refused Finish", "gatewayd/lwm2m/tests/engine/bootstrap/accounts.rs", "a_host_that_cannot_use_or_keep_the_accounts_leaves_everything_as_it_was"),
    ("Bootstrap: everything as before after silence", "gatewayd/lwm2m/tests/engine/bootstrap/requests.rs", "a_server_that_falls_silent_has_changed_nothing"),
    ("Bootstrap-Pack: fallback", "gatewayd/lwm2m/tests/engine/bootstrap/pack.rs", "without_a_usable_pack_the_client_bootstraps_in_steps"),
    ("Bootstrap-Pack: in blocks", "gatewayd/lwm2m/tests/engine/bootstrap/pack.rs", "a_large_pack_comes_down_in_blocks"),
    ("Blocks: smaller ones wanted by the server", "gatewayd/coap/tests/conversation/negotiation.rs", "the_requester_may_ask_for_smaller_and_smaller_blocks"),
    ("Blocks: smaller ones sent by the server", "gatewayd/coap/tests/conversation/negotiation.rs", "the_sender_may_go_on_with_smaller_blocks"),
    ("Blocks: a large object list", "gatewayd/lwm2m/tests/engine/registration.rs", "a_long_object_list_goes_up_in_blocks"),
    ("Critical options", "gatewayd/coap/tests/conversation/options.rs", "critical_options_that_are_not_supported_are_bad_options"),
    ("Duplicates", "gatewayd/lwm2m/tests/engine/duplicates.rs", "a_duplicate_write_reaches_the_device_once"),
    ("Separate responses", "gatewayd/lwm2m/tests/engine/duplicates.rs", "a_slow_device_is_answered_for_later_while_other_requests_go_on"),
    ("Retransmission", "gatewayd/coap/tests/conversation/client.rs", "an_unacknowledged_request_is_retransmitted_four_times"),
    ("DTLS: resumption", "gatewayd/security/tests/dtls/resumption.rs", "the_second_handshake_is_shorter"),
    ("Registration: retries", "gatewayd/lwm2m/tests/engine/retry.rs", "pauses_double_within_a_sequence_and_a_day_lies_between_sequences"),
    ("Registration: a busy server", "gatewayd/lwm2m/tests/engine/retry.rs", "a_busy_server_is_asked_again_when_it_says"),
    ("Registration: lower versions", "gatewayd/lwm2m/tests/engine/registration.rs", "a_refused_version_is_followed_by_the_next_lower_at_once"),
    ("Registration: requests before it", "gatewayd/lwm2m/tests/engine/registration.rs", "a_request_before_the_registration_is_not_answered_but_served_when_repeated_after_it"),
    ("Update: after a lost link", "gatewayd/lwm2m/tests/engine/update.rs", "a_lost_link_is_reopened_at_once_and_the_registration_goes_on"),
    ("Update: new instances", "gatewayd/lwm2m/tests/engine/update.rs", "new_instances_are_told_at_once_and_together"),
    ("Observe: inherited attributes", "gatewayd/lwm2m/tests/engine/attributes.rs", "a_resource_instance_inherits_from_all_five_levels"),
    ("Observe: attributes below the observed level", "gatewayd/lwm2m/tests/engine/attributes.rs", "attributes_below_the_observed_level_do_not_count"),
    ("Observe: a deleted target", "gatewayd/lwm2m/tests/engine/observe.rs", "the_observation_of_something_deleted_ends_with_not_found"),
    ("Notify: thresholds", "gatewayd/lwm2m/tests/engine/notify.rs", "limits_are_told_when_crossed_in_either_direction"),
    ("Notify: edges", "gatewayd/lwm2m/tests/engine/notify.rs", "an_edge_is_told_in_its_direction_only"),
    ("Notify: evaluation periods", "gatewayd/lwm2m/tests/engine/notify.rs", "an_evaluation_period_delays_what_lies_within_it"),
    ("Notify: hqmax and historical values", "gatewayd/lwm2m/tests/engine/storing.rs", "the_newest_values_arrive_with_their_times_in_one_notification"),
    ("Notify: storing switched off", "gatewayd/lwm2m/tests/engine/storing.rs", "a_server_that_wants_nothing_stored_gets_the_state_that_differs"),
    ("Notify: a confirmable one each day", "gatewayd/lwm2m/tests/engine/notify.rs", "once_a_day_a_notification_is_confirmable"),
    ("Composite: paths that overlap", "gatewayd/lwm2m/tests/engine/composite.rs", "paths_that_overlap_are_delivered_once"),
    ("Composite: all or nothing", "gatewayd/lwm2m/tests/engine/composite.rs", "one_record_that_is_refused_refuses_the_whole"),
    ("Composite: removing resource instances", "gatewayd/lwm2m/tests/engine/composite.rs", "a_null_removes_a_resource_instance_whether_it_is_there_or_not"),
    ("Discover: every depth", "gatewayd/lwm2m/tests/engine/discover.rs", "the_depth_says_how_many_levels_are_shown"),
    ("Formats: text of every kind, base64 included", "gatewayd/lwm2m/tests/format/single.rs", "every_kind_is_written_and_read"),
    ("Firmware: a download over a restart", "gatewayd/tests/machine/pull.rs", "a_power_cut_during_a_download_costs_nothing_of_what_is_there"),
    ("Firmware: a push over a power cut", "gatewayd/tests/machine/firmware.rs", "a_power_cut_during_a_push_is_a_lost_connection"),
    ("Accounts over a power cut", "gatewayd/tests/bootstrap.rs", "a_gateway_is_bootstrapped_registers_and_remembers_its_server"),
    ("Loss, repetition, delay and reordering", "gatewayd/lwm2m/tests/engine/simulation.rs", "on_a_bad_wire_the_client_stays_registered_and_executes_nothing_twice"),
    ("Disable: silence", "gatewayd/lwm2m/tests/engine/disable.rs", "nothing_is_said_and_nothing_heard_while_the_account_is_disabled"),
    ("Disable: over a restart", "gatewayd/src/hub/tests/servers.rs", "a_server_that_has_disabled_its_account_is_left_alone_over_a_restart"),
    ("Several servers: order", "gatewayd/lwm2m/tests/engine/order.rs", "servers_with_a_priority_come_one_after_the_other_and_the_others_at_once"),
    ("Several servers: one that blocks", "gatewayd/lwm2m/tests/engine/order.rs", "a_server_that_blocks_keeps_those_behind_it_waiting_until_it_is_reached"),
    ("Queue mode: notifications in the sleep", "gatewayd/lwm2m/tests/engine/queue.rs", "what_is_due_in_the_sleep_is_told_after_an_update_that_was_answered"),
    ("Access control: every operation", "gatewayd/lwm2m/tests/engine/access/matrix.rs", "each_operation_needs_its_right_and_no_other"),
    ("Access control: owners", "gatewayd/lwm2m/tests/engine/access/rules.rs", "only_the_owner_may_alter_a_rule"),
    ("Access control: lost rights of an observer", "gatewayd/lwm2m/tests/engine/access/notify.rs", "a_server_that_may_not_read_is_not_told_and_is_told_again_when_it_may"),
];

/// A client that its server does not want comes again with growing pauses, and counts as without connection.
#[tokio::test(start_paused = true)]
async fn a_client_that_is_forbidden_to_register_comes_again_later() {
    let stage = Stage::power_on_with(c1(), |_, peer| {
        for _ in 0..3 {
            peer.script(Method::Post, "rd", Some(Response::new(Code::FORBIDDEN)));
        }
    });
    let mut stage = stage.await;
    assert_eq!(stage.lines().len(), 1);
    assert!(!stage.world.peer(server(1)).is_registered());
    stage.wait(600).await;
    let at: Vec<u64> = stage.asked(server(1)).iter().map(|asked| asked.at).collect();
    let pauses: Vec<u64> = at.windows(2).map(|two| two[1] - two[0]).collect();
    assert_eq!(pauses.len(), 3, "{at:?}");
    assert!(
        pauses[0] >= 10 && pauses.windows(2).all(|two| two[1] > two[0]),
        "{pauses:?}"
    );
    assert!(
        stage
            .asked(server(1))
            .iter()
            .all(|asked| asked.line().contains("lwm2m=1.2"))
    );
    assert_eq!(stage.ask(get("/3/0/11/0")).await.text(TEXT), "0");
}

#[tokio::test(start_paused = true)]
async fn a_server_that_has_moved_is_registered_with_anew() {
    let mut stage = Stage::registered(c1().and_bootstrap()).await;
    stage.ask(execute("/1/0/9")).await.is(Code::CHANGED);
    stage.wait(1).await;
    let told = stage.lines().len();
    let uri = hex("c8001a636f6170733a2f2f7365727665722e6578616d706c652e6f7267");
    stage
        .ask_from(BS, put("/0/0/0", TLV, &uri))
        .await
        .is(Code::CHANGED);
    stage.ask_from(BS, execute("/bs")).await.is(Code::CHANGED);
    stage.wait(1).await;
    assert_eq!(stage.lines()[told..], ["POST /rd?ep=ets&lt=86400&lwm2m=1.2&b=U"]);
    let reply = stage.ask(discover("/1/0?depth=0")).await;
    assert_eq!(reply.links(), ["</1/0>"]);
}

/// Notifications of a time without a server come afterwards, in one and with their times.
#[tokio::test(start_paused = true)]
async fn what_happens_while_the_server_is_away_is_told_when_it_is_back() {
    let mut stage = Stage::registered(c1()).await;
    stage.ask(put("/1/0/6", TEXT, b"1")).await.is(Code::CHANGED);
    stage
        .ask(post("/19", TLV, &hex("0800 08 8300 41 00 01 c10101")))
        .await
        .is(Code::CREATED);
    let target = "/19/0/1?hqmax=3";
    stage.ask(attributes(target)).await.is(Code::CHANGED);
    let (observation, _) = stage.observe(observe("/19/0/1").with_accept(SENML_JSON)).await;
    stage.world.peer_mut(server(1)).set_reachable(false);
    stage.world.lose_link(server(1), "the network is down").await;
    for value in ["2", "3", "4", "5"] {
        let path = objects::ResourcePath::literal(19, 0, 1);
        stage
            .world
            .bus_write(path, value)
            .await
            .await
            .expect("it is written");
        stage.wait(200).await;
    }
    stage.world.peer_mut(server(1)).set_reachable(true);
    stage.wait(600).await;
    let last = stage.notified().pop().expect("a notification");
    assert_eq!(last.observation, observation);
    let values: Vec<_> = last.reply.records().into_iter().map(|(_, value)| value).collect();
    assert_eq!(values, [3, 4, 5], "{last:?}");
    // The first is at the base time, the others are relative to it (RFC 8428 §4.5).
    let text = last.reply.text(SENML_JSON);
    assert_eq!(
        (text.matches("\"bt\"").count(), text.matches("\"t\"").count()),
        (1, 2),
        "{text}"
    );
}

/// 1.2: the attribute decides, one way or the other.
#[tokio::test(start_paused = true)]
async fn a_notification_is_confirmable_when_its_attribute_says_so() {
    for (attribute, wanted) in [("con=1", true), ("con=0", false)] {
        let mut stage = Stage::registered(c3()).await;
        stage
            .observe(observe(&format!("/3/0/16?pmax=10&{attribute}")))
            .await;
        stage.wait(11).await;
        let heard = stage.world.peer(server(1)).heard().iter();
        let kinds: Vec<bool> = heard
            .filter_map(|heard| match heard {
                Heard::Notification { confirmable, .. } => Some(*confirmable),
                Heard::Answer { .. } | Heard::Request { .. } => None,
            })
            .collect();
        assert_eq!(kinds, [wanted]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_write_that_is_too_large_is_refused_as_such() {
    let mut stage = Stage::registered(c3()).await;
    stage
        .ask(post("/19", TLV, &hex("0800 05 8300 41 00 01")))
        .await
        .is(Code::CREATED);
    let large = vec![0; 1024 * 1024];
    let exchange = stage
        .send_from(
            server(1),
            put("/19/0/0/0", coap::ContentFormat::OCTET_STREAM, &large),
        )
        .await;
    let reply = stage.reply(server(1), exchange).expect("an answer");
    reply.is(Code::REQUEST_ENTITY_TOO_LARGE);
    assert_eq!(
        stage.ask(read("/19/0/0", TLV)).await.content(TLV),
        hex("8300410001")
    );
}

/// Opaque values as text are base64 (core, plain text).
#[tokio::test(start_paused = true)]
async fn an_opaque_value_is_written_and_read_as_text() {
    let mut stage = Stage::registered(c3()).await;
    stage
        .ask(post("/19", TLV, &hex("0800 05 8300 41 00 01")))
        .await
        .is(Code::CREATED);
    stage
        .ask(put("/19/0/0/0", TEXT, b"AQIDBAU="))
        .await
        .is(Code::CHANGED);
    assert_eq!(stage.ask(read("/19/0/0/0", TEXT)).await.text(TEXT), "AQIDBAU=");
    let reply = stage.ask(read("/19/0/0", TLV)).await;
    assert_eq!(reply.content(TLV), hex("8700 4500 0102030405"));
    stage
        .ask(put("/19/0/0/0", TEXT, b"not base64"))
        .await
        .is(Code::BAD_REQUEST);
}

/// The whole of the objects in small blocks, as a server on a narrow link asks for them.
#[tokio::test(start_paused = true)]
async fn a_large_answer_is_served_in_the_blocks_that_the_server_wants() {
    let mut stage = Stage::registered(c3()).await;
    let whole = stage.ask(read("/3", SENML_JSON)).await;
    let mut request = read("/3", SENML_JSON);
    request.block_size = coap::BlockSize::fitting(64);
    let before = stage.world.peer(server(1)).datagrams().len();
    let parts = stage.ask(request).await;
    let names = |reply: &crate::stage::Reply| -> Vec<String> {
        reply.records().into_iter().map(|(name, _)| name).collect()
    };
    assert_eq!(names(&parts), names(&whole));
    let datagrams = &stage.world.peer(server(1)).datagrams()[before..];
    assert!(datagrams.len() >= whole.payload.len() / 64, "{}", datagrams.len());
    assert!(datagrams.iter().all(|(_, datagram)| datagram.len() < 64 + 40));
}

#[tokio::test(start_paused = true)]
async fn new_devices_are_told_with_the_whole_list() {
    let setup = c1();
    let text = setup.text.clone();
    let mut stage = Stage::registered(setup).await;
    let told = stage.lines().len();
    let sensor = "[adapter.a]\ntype = \"sim\"\n[adapter.a.device.d.point.t]\nvalues = [1.0]\n\
        resource = { object = 3303, resource = 5700 }\n";
    let folder = stage.world.folder().to_str().expect("a plain name").to_owned();
    let text = format!("{text}{sensor}").replace("FOLDER", &folder);
    stage.world.reload(&text).await.expect("it can be used");
    stage.world.advance(Duration::from_secs(1)).await;
    let asked = stage.asked(server(1)).split_off(told);
    assert_eq!(asked.len(), 1, "{asked:?}");
    assert_eq!(asked[0].line(), "POST /rd/1");
    for link in ["</1/0>", "</3/0>", "</3303/0>"] {
        assert!(asked[0].text().contains(link), "{asked:?}");
    }
}

/// Before a Finish nothing of what is written counts, and after a power cut the session begins anew.
#[tokio::test(start_paused = true)]
async fn a_bootstrap_that_a_power_cut_interrupts_begins_anew() {
    let mut stage = Stage::power_on(c13()).await;
    let before = stage.asked(BS).len();
    stage
        .ask_from(BS, put("/1/0/5", TEXT, b"86400"))
        .await
        .is(Code::CHANGED);
    let mut stage = stage.power_cycle().await;
    assert_eq!(stage.asked(BS).len(), before + 1);
    let reply = stage.ask_from(BS, discover("/1")).await;
    assert_eq!(reply.links().last(), Some(&"</1>"));
}

/// Server 1 may do everything with the device, server 2 may read it; each has its own Server object instance.
#[tokio::test(start_paused = true)]
async fn servers_do_what_they_have_the_right_to() {
    let mut stage = two_servers([
        "c10001 c10100 8302 41010f c10301",
        "c10001 c10101 8302 41020f c10302",
        "c10003 c10100 8602 41010f 410201 c4030000ffff",
    ])
    .await;
    let time = || put("/3/0/13", TEXT, b"1367491215");
    stage.ask_from(server(1), time()).await.is(Code::CHANGED);
    let reply = stage.ask_from(server(2), get("/3/0/13")).await;
    assert_eq!(reply.text(TEXT), "1367491215");
    for request in [
        time(),
        execute("/3/0/4"),
        get("/1/0/1"),
        put("/1/0/1", TEXT, b"60"),
    ] {
        stage.ask_from(server(2), request).await.is(Code::UNAUTHORIZED);
    }
    stage
        .ask_from(server(2), put("/1/1/1", TEXT, b"60"))
        .await
        .is(Code::CHANGED);
    let update = stage.asked(server(2)).pop().expect("an Update");
    assert_eq!(update.line(), "POST /rd/1?lt=60");
    // An object shows what its asker may read.
    let records = stage.ask_from(server(2), read("/1", SENML_JSON)).await.records();
    assert!(
        records.iter().all(|(name, _)| name.starts_with("/1/1/")),
        "{records:?}"
    );
}

/// A server that observes is told of what another one writes.
#[tokio::test(start_paused = true)]
async fn what_one_server_writes_another_is_notified_of() {
    let mut stage = two_servers([
        "c10001 c10100 8302 41010f c10301",
        "c10001 c10101 8302 41020f c10302",
        "c10003 c10100 8602 41010f 41020f c4030000ffff",
    ])
    .await;
    stage.ask(put("/3/0/14", TEXT, b"+01:00")).await.is(Code::CHANGED);
    let (observation, reply) = stage.observe(observe("/3/0/14")).await;
    assert_eq!(reply.text(TEXT), "+01:00");
    let written = put("/3/0/14", TEXT, b"+05:45");
    stage.ask_from(server(2), written).await.is(Code::CHANGED);
    stage.wait(1).await;
    let notified = stage.notified();
    assert_eq!(notified.len(), 1);
    assert_eq!(notified[0].observation, observation);
    assert_eq!(notified[0].reply.text(TEXT), "+05:45");
}
