//! Discover and Write-Attributes.

use coap::Code;

use crate::configurations::{c1, c3};
use crate::stage::{LINKS, Reply, Stage, attributes, discover};

/// The links of a Discover that are among these, in the order of these.
fn links_of<'a>(reply: &'a Reply, paths: &[&str]) -> Vec<&'a str> {
    let links = reply.links();
    let find = |path: &&str| {
        let link = format!("<{path}>");
        let found = links.iter().find(|found| found.split(';').next() == Some(&link));
        *found.unwrap_or_else(|| panic!("{path} is not in {links:?}"))
    };
    paths.iter().map(find).collect()
}

/// The order of attributes is free (RFC 6690). Arrays are only shown when they exist: 6, 7 and 8 (power sources) are not part of this product, so that the arrays
/// here are 11 (Error Code) and those the case has beside it.
#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_260_discover() {
    let mut stage = Stage::registered(c3()).await;
    let reply = stage.ask(discover("/3")).await;
    let paths = [
        "/3", "/3/0", "/3/0/0", "/3/0/1", "/3/0/2", "/3/0/3", "/3/0/4", "/3/0/11", "/3/0/16",
    ];
    let wanted = [
        "</3>",
        "</3/0>",
        "</3/0/0>",
        "</3/0/1>",
        "</3/0/2>",
        "</3/0/3>",
        "</3/0/4>",
        "</3/0/11>;dim=1",
        "</3/0/16>",
    ];
    let without_version = |link: &str| link.replace(";ver=1.2", "");
    let found: Vec<String> = links_of(&reply, &paths)
        .into_iter()
        .map(without_version)
        .collect();
    assert_eq!(found, wanted);
    stage
        .ask(attributes("/3?pmin=10&pmax=200"))
        .await
        .is(Code::CHANGED);
    let reply = stage.ask(discover("/3/0")).await;
    let found: Vec<String> = links_of(&reply, &["/3/0", "/3/0/11"])
        .into_iter()
        .map(without_version)
        .collect();
    assert_eq!(found, ["</3/0>;pmin=10;pmax=200", "</3/0/11>;dim=1"]);
    stage
        .ask(attributes("/3/0/11?lt=1&gt=6&st=1"))
        .await
        .is(Code::CHANGED);
    let reply = stage.ask(discover("/3/0")).await;
    assert_eq!(links_of(&reply, &["/3/0/11"]), ["</3/0/11>;dim=1;gt=6;lt=1;st=1"]);
    // The case expects one link; since 1.2 the instances of the resource follow (core, depth of Discover).
    let reply = stage.ask(discover("/3/0/11")).await;
    assert_eq!(
        reply.links(),
        ["</3/0/11>;dim=1;pmin=10;pmax=200;gt=6;lt=1;st=1", "</3/0/11/0>"]
    );
}

/// The case prints the attributes of its answer with `&`; link format has `;`.
#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_1_int_261_write_attributes_on_several_levels() {
    let mut stage = Stage::registered(c1()).await;
    assert_eq!(
        stage.ask(discover("/3/0/11")).await.links(),
        ["</3/0/11>;dim=1", "</3/0/11/0>"]
    );
    for target in [
        "/3?pmin=10&pmax=200",
        "/3/0?pmax=320",
        "/3/0/11/0?pmax=100&epmin=1&epmax=20",
    ] {
        stage.ask(attributes(target)).await.is(Code::CHANGED);
    }
    assert_eq!(
        stage.ask(discover("/3/0/11")).await.links(),
        [
            "</3/0/11>;dim=1;pmin=10;pmax=320",
            "</3/0/11/0>;pmax=100;epmin=1;epmax=20"
        ]
    );
}

/// The case shows the default periods of the server as attributes of /3. Core §7.3 knows attached and inherited ones
/// only, and case 260 shows none in the same situation.
#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_2_int_264_discover_with_depth_1() {
    let mut stage = Stage::registered(c3()).await;
    let without_version = |reply: Reply| reply.text(LINKS).replace(";ver=1.2", "");
    let reply = stage.ask(discover("/3?depth=1")).await;
    assert_eq!(without_version(reply), "</3>,</3/0>");
    stage.ask(attributes("/3/0?pmax=200")).await.is(Code::CHANGED);
    let reply = stage.ask(discover("/3?depth=1")).await;
    assert_eq!(without_version(reply), "</3>,</3/0>;pmax=200");
}

/// On /3/0/11 instead of /3/0/7, which this product does not have. The case prints the attributes of /3 on /3/0.
#[tokio::test(start_paused = true)]
async fn lightweightm2m_1_2_int_266_discover_with_depth_3() {
    let mut stage = Stage::registered(c3()).await;
    let reply = stage.ask(discover("/3?depth=2")).await;
    assert!(reply.links().contains(&"</3/0/11>;dim=1"), "{reply:?}");
    assert!(!reply.text(LINKS).contains("</3/0/11/0>"), "{reply:?}");
    for target in ["/3?pmin=10", "/3/0/11?pmax=60", "/3/0/11/0?gt=8"] {
        stage.ask(attributes(target)).await.is(Code::CHANGED);
    }
    let reply = stage.ask(discover("/3?depth=3")).await;
    let found = links_of(&reply, &["/3", "/3/0", "/3/0/11", "/3/0/11/0"]);
    let found: Vec<String> = found.iter().map(|link| link.replace(";ver=1.2", "")).collect();
    assert_eq!(
        found,
        [
            "</3>;pmin=10",
            "</3/0>",
            "</3/0/11>;dim=1;pmax=60",
            "</3/0/11/0>;gt=8"
        ]
    );
}
