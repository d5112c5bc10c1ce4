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
    let mode = refused(&[(SECURITY, 0, 2, Value::Integer(1))]);
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

#[cfg(feature = "dtls")]
mod certificates {
    use super::*;

    const CLIENT: &[u8] = include_bytes!("../../../tests/certificates/client.der");
    const KEY: &[u8] = include_bytes!("../../../tests/certificates/client-key.der");
    const OF_SERVER: &[u8] = include_bytes!("../../../tests/certificates/server.der");

    fn with_certificate(altered: &[(u16, Value)]) -> Accounts {
        let config = bootstrap_only("coaps://bootstrap.example.net");
        let mut accounts = with_server(of_configuration(&config).unwrap(), "coaps://server.example.com");
        let values = [
            (2, Value::Integer(MODE_X509)),
            (3, Value::Opaque(CLIENT.to_vec())),
            (4, Value::Opaque(OF_SERVER.to_vec())),
            (5, Value::Opaque(KEY.to_vec())),
        ];
        for (id, value) in values.iter().chain(altered) {
            let path = resource(SECURITY, InstanceId::new(0), *id);
            accounts.set(path, value.clone()).unwrap();
        }
        accounts
    }

    /// Why no link can be made of the accounts.
    fn problem(altered: &[(u16, Value)]) -> String {
        let config = bootstrap_only("coaps://bootstrap.example.net");
        let plan = Plan::new(&with_certificate(altered), &config).unwrap();
        let error = Upstream::new(plan.targets()).map(drop).unwrap_err();
        format!("{:#}", anyhow::Error::from(error))
    }

    #[test]
    fn certificates_of_a_bootstrap_server_make_a_link() {
        let config = bootstrap_only("coaps://bootstrap.example.net");
        for usage in [None, Some(2), Some(3)] {
            let usage = usage.map(|usage| (15, Value::Unsigned(usage)));
            let plan = Plan::new(&with_certificate(usage.as_slice()), &config).unwrap();
            assert!(Upstream::new(plan.targets()).is_ok());
        }
    }

    #[test]
    fn certificates_that_no_link_can_be_made_of_are_named() {
        let opaque = |bytes: &[u8]| Value::Opaque(bytes.to_vec());
        for (id, value, word) in [
            (3, opaque(b"x"), "the certificate is neither"),
            (3, opaque(OF_SERVER), "do not belong together"),
            (4, opaque(b""), "nothing tells which certificate"),
            (4, opaque(b"x"), "the certificate of the server is neither"),
            (5, opaque(b"x"), "the private key is neither"),
            (13, Value::Unsigned(1), "a hash of"),
            (14, Value::String("two words".into()), "no host name"),
            (15, Value::Unsigned(0), "certificate usage 0"),
        ] {
            let problem = problem(&[(id, value)]);
            assert!(problem.contains(word), "{id}: {problem}");
            assert!(problem.contains("server 101"), "{problem}");
        }
    }

    #[test]
    fn certificates_of_the_configuration_come_back_out_of_the_accounts() {
        let x509 = X509 {
            certificate: CLIENT.to_vec(),
            private_key: Secret::new(KEY.to_vec()),
            server_certificate: OF_SERVER.to_vec(),
            matching: Some(0),
            usage: Some(2),
            server_name: Some("another.example.com".into()),
        };
        let mut config = bootstrap_only("coaps://bootstrap.example.net");
        let bootstrap = config.bootstrap.as_mut().unwrap();
        bootstrap.security = Security::X509(Box::new(x509));
        let wanted = bootstrap.security.clone();
        let plan = Plan::new(&of_configuration(&config).unwrap(), &config).unwrap();
        assert_eq!(plan.bootstrap.unwrap().security, wanted);
    }
}
