//! CoRE link format.

use gatewayd_lwm2m::format::DecodeError;
use gatewayd_lwm2m::format::link::{LinkWriter, parse};
use objects::Version;

use crate::support::path;

const MAX: usize = 100;

fn written(write: impl FnOnce(&mut LinkWriter<'_>)) -> String {
    let mut out = Vec::new();
    write(&mut LinkWriter::new(&mut out));
    String::from_utf8(out).unwrap()
}

#[test]
fn a_registration_lists_its_objects() {
    let list = written(|links| {
        links.link(path("/"));
        links
            .quoted("rt", "oma.lwm2m")
            .quoted("ct", "60 110 112 11542 11544");
        links.link(path("/1/0"));
        links.link(path("/3/0"));
        links.link(path("/5"));
        links
            .link(path("/25"))
            .attribute("ver", Version { major: 2, minor: 0 });
    });
    let expected = r#"</>;rt="oma.lwm2m";ct="60 110 112 11542 11544",</1/0>,</3/0>,</5>,</25>;ver=2.0"#;
    assert_eq!(list, expected);
}

#[test]
fn discover_shows_attributes() {
    // OMA LwM2M core 1.2.1 §6.3.2.
    let list = written(|links| {
        let link = links.link(path("/3/0/7"));
        link.attribute("dim", 2)
            .attribute("pmin", 10)
            .attribute("gt", 50.0)
            .attribute("lt", 42.2);
        links.link("/3/0/8").attribute("st", -10.5);
    });
    assert_eq!(list, "</3/0/7>;dim=2;pmin=10;gt=50;lt=42.2,</3/0/8>;st=-10.5");
}

#[test]
fn bootstrap_discover_names_the_accounts() {
    // OMA LwM2M core 1.2.1 §6.1.7.
    let list = written(|links| {
        links.link(path("/")).attribute("lwm2m", "1.2");
        let account = links.link(path("/0/0")).attribute("ssid", 101);
        account.quoted("uri", "coaps://server_1.example.com");
        links.link(path("/0/1"));
        links.link(path("/1/0")).attribute("ssid", 101);
    });
    let expected =
        r#"</>;lwm2m=1.2,</0/0>;ssid=101;uri="coaps://server_1.example.com",</0/1>,</1/0>;ssid=101"#;
    assert_eq!(list, expected);
}

#[test]
fn quotes_and_backslashes_are_kept() {
    let list = written(|links| {
        links.link("/a").quoted("title", r#"a "b" \c, <d>; e"#);
    });
    assert_eq!(list, r#"</a>;title="a \"b\" \\c, <d>; e""#);
    let links = parse(list.as_bytes(), MAX).unwrap();
    assert_eq!(links[0].attribute("title").unwrap(), r#"a "b" \c, <d>; e"#);
}

#[test]
fn links_are_read_with_their_attributes() {
    let list = br#"</>;rt="oma.lwm2m";ct=110, </1/0/> ; ver="1.2",</5>;obs;pmin=10"#;
    let links = parse(list, MAX).unwrap();
    let paths: Vec<_> = links.iter().map(|link| link.path().unwrap()).collect();
    assert_eq!(paths, [path("/"), path("/1/0"), path("/5")]);
    assert_eq!(links[0].attribute("ct").unwrap(), "110");
    assert_eq!(links[1].attribute("ver").unwrap(), "1.2");
    assert_eq!(links[2].attribute("obs").unwrap(), "");
    assert_eq!(links[2].attribute("pmin").unwrap(), "10");
    assert_eq!(links[2].attribute("pmax"), None);
    let attributes: Vec<_> = links[0].attributes().collect();
    assert_eq!(
        attributes,
        [("rt", Some("oma.lwm2m".into())), ("ct", Some("110".into()))]
    );
}

#[test]
fn a_target_may_be_something_else_than_a_path() {
    let links = parse(b"<coap://host/3>,<>,</lwm2m/3/0>", MAX).unwrap();
    assert_eq!(links.len(), 3);
    assert!(links.iter().all(|link| link.path().is_none()));
}

#[test]
fn no_link_at_all_is_an_empty_payload() {
    assert_eq!(written(|_| {}), "");
    assert_eq!(parse(b"", MAX), Ok(vec![]));
}

#[test]
fn what_is_no_list_of_links_is_refused_with_the_place() {
    for (list, offset) in [
        (&b"3"[..], 0),
        (b"</3", 3),
        (b"</3>x", 4),
        (b"</3>,", 5),
        (b"</3>;", 5),
        (b"</3>;=1", 5),
        (b"</3>;a=\"b", 9),
        (b"</3>;a=\"b\\", 9),
        (b"</3>,,</4>", 5),
        (b"</3>\xff", 4),
    ] {
        let refused = parse(list, MAX);
        assert_eq!(
            refused,
            Err(DecodeError::Malformed { offset }),
            "{}",
            list.escape_ascii()
        );
    }
    assert_eq!(parse(b"</1>,</2>,</3>", 2), Err(DecodeError::TooMany(2)));
}
