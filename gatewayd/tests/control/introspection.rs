//! The descriptions in `docs/dbus` are those of the live service.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs};

use zbus::fdo::IntrospectableProxy;

use crate::fixture::{Fixture, ROOT, soon};

const TOP: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

const HEAD: &str = r#"<!DOCTYPE node PUBLIC "-//freedesktop//DTD D-BUS Object Introspection 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/introspect.dtd">
<node>
"#;

/// The description of our interface at every kind of object, by its name.
async fn live() -> BTreeMap<String, String> {
    let fixture = Fixture::start().await;
    let mut interfaces = BTreeMap::new();
    for path in [
        "",
        "/adapters/meters",
        "/devices/meters_2ffeeder_2d1",
        "/servers/101",
    ] {
        let builder = IntrospectableProxy::builder(&fixture.client).destination(gatewayd::control::NAME);
        let proxy = builder.path(format!("{ROOT}{path}")).build().await.unwrap();
        let xml = soon(proxy.introspect()).await.unwrap();
        let ours = "  <interface name=\"org.gatewayd.";
        let end = "  </interface>\n";
        let start = xml
            .find(ours)
            .unwrap_or_else(|| panic!("{path} has no interface of ours"));
        let length = xml[start..].find(end).unwrap() + end.len();
        let text = &xml[start..start + length];
        let name = text.split('"').nth(1).unwrap().to_owned();
        interfaces.insert(name, format!("{HEAD}{text}</node>\n"));
    }
    interfaces
}

fn file(name: &str) -> PathBuf {
    Path::new(TOP).join("docs/dbus").join(format!("{name}.xml"))
}

#[tokio::test]
async fn the_committed_descriptions_are_those_of_the_service() {
    let live = live().await;
    assert_eq!(live.len(), 4);
    for (name, xml) in live {
        let file = file(&name);
        if env::var_os("UPDATE").is_some() {
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(&file, &xml).unwrap();
        }
        let committed = fs::read_to_string(&file).unwrap_or_default();
        assert_eq!(committed, xml, "UPDATE=1 writes {} anew", file.display());
    }
}

#[tokio::test]
async fn the_bus_policy_names_only_what_there_is() {
    let policy = fs::read_to_string(Path::new(TOP).join("config/dbus/org.gatewayd.Gateway1.conf")).unwrap();
    let live = live().await;
    let attribute = |rule: &str, name: &str| {
        let (_, rest) = rule.split_once(&format!("{name}=\""))?;
        Some(rest.split_once('"')?.0.to_owned())
    };
    let mut checked = 0;
    for rule in policy.split("<allow ").skip(1) {
        let Some(interface) =
            attribute(rule, "send_interface").filter(|name| name.starts_with("org.gatewayd"))
        else {
            continue;
        };
        let xml = live
            .get(&interface)
            .unwrap_or_else(|| panic!("there is no {interface}"));
        if let Some(member) = attribute(rule, "send_member") {
            assert!(
                xml.contains(&format!("<method name=\"{member}\"")),
                "{interface} has no {member}"
            );
            checked += 1;
        }
    }
    assert!(checked > 0, "the policy lets everybody call some methods");
}
