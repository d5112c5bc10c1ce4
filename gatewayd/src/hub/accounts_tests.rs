use std::collections::BTreeMap;

use super::*;
use crate::config::{Device, Exposure, Gateway, Machine};

pub(in crate::hub) fn bootstrap_only(uri: &str) -> Config {
    let security = Security::Psk {
        identity: "gateway".into(),
        key: Secret::new(b"bootstrap key 16".to_vec()),
    };
    Config {
        gateway: Gateway {
            endpoint_name: "gateway".into(),
            exposure: Exposure::Flat,
        },
        device: Device::default(),
        machine: Machine::default(),
        bootstrap: Some(Bootstrap {
            uri: uri.parse().unwrap(),
            security,
            hold_off: Some(Duration::from_secs(3)),
            account_timeout: None,
            request_pack: false,
        }),
        servers: BTreeMap::new(),
        adapters: BTreeMap::new(),
        models: Vec::new(),
    }
}

/// What a bootstrap server makes of them.
pub(in crate::hub) fn with_server(mut accounts: Accounts, uri: &str) -> Accounts {
    let instance = InstanceId::new(0);
    let values = [
        (SECURITY, 0, Value::String(uri.into())),
        (SECURITY, 1, Value::Boolean(false)),
        (SECURITY, 2, Value::Integer(MODE_PSK)),
        (SECURITY, 3, Value::Opaque(b"identity".to_vec())),
        (SECURITY, 4, Value::Opaque(Vec::new())),
        (SECURITY, 5, Value::Opaque(b"0123456789abcdef".to_vec())),
        (SECURITY, 10, Value::Integer(101)),
        (SERVER, 0, Value::Integer(101)),
        (SERVER, 1, Value::Integer(60)),
        (SERVER, 6, Value::Boolean(true)),
        (SERVER, 7, Value::String("U".into())),
    ];
    for (object, id, value) in values {
        accounts.set(resource(object, instance, id), value).unwrap();
    }
    accounts
}

#[test]
fn accounts_of_several_servers_make_several_links() {
    let config = bootstrap_only("coaps://bootstrap.example.net");
    let factory = of_configuration(&config).unwrap();
    let mut accounts = with_server(factory, "coaps://server.example.net");
    let first: Vec<_> = accounts
        .values()
        .filter(|(path, _)| path.instance == InstanceId::new(0))
        .map(|(path, value)| (path, value.clone()))
        .collect();
    for (path, value) in first {
        let instance = InstanceId::new(7);
        accounts.set(ResourcePath { instance, ..path }, value).unwrap();
    }
    for (object, id) in [(SECURITY, 10), (SERVER, 0)] {
        let path = resource(object, InstanceId::new(7), id);
        accounts.set(path, Value::Integer(102)).unwrap();
    }
    let plan = Plan::new(&accounts, &config).unwrap();
    let names: Vec<&str> = plan.servers.iter().map(|planned| &*planned.name).collect();
    assert_eq!(names, ["server-101", "server-102"]);
    assert_eq!(plan.targets().count(), 3, "and the bootstrap server");
}

#[test]
fn accounts_that_no_link_can_be_made_of_are_named() {
    let config = bootstrap_only("coaps://bootstrap.example.net");
    let factory = of_configuration(&config).unwrap();
    let refused = |altered: &[(ObjectId, u16, u16, Value)]| {
        let mut accounts = with_server(factory.clone(), "coaps://server.example.net");
        for (object, instance, id, value) in altered {
            let path = resource(*object, InstanceId::new(*instance), *id);
            accounts.set(path, value.clone()).unwrap();
        }
        Plan::new(&accounts, &config).unwrap_err().to_string()
    };
    let text = |text: &str| Value::String(text.into());
    let address = refused(&[(SECURITY, 0, 0, text("coap+tcp://server.example.net"))]);
    assert!(address.contains("coap+tcp is not available yet"), "{address}");
    let mode = refused(&[(SECURITY, 0, 2, Value::Integer(2))]);
    assert!(mode.contains("mode"), "{mode}");
    let contradiction = refused(&[(SECURITY, 0, 2, Value::Integer(MODE_NONE))]);
    assert!(contradiction.contains("do not fit"), "{contradiction}");
    let identity = refused(&[(SECURITY, 0, 3, Value::Opaque(vec![0xff]))]);
    assert!(identity.contains("not text"), "{identity}");
    let link = Value::ObjectLink(ObjectLink {
        object: 21,
        instance: 0,
    });
    assert_eq!(refused(&[(SECURITY, 0, 17, link)]), "OSCORE is not available yet");
}
