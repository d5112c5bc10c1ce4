use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use super::*;
use crate::config::{Device, Exposure, Gateway, Machine};

fn bootstrap_only(uri: &str) -> Config {
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
    }
}

/// What a bootstrap server makes of them.
fn with_server(mut accounts: Accounts, uri: &str) -> Accounts {
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

const BOOTSTRAP: &str = "coaps://bootstrap.example.net";

struct Fixture {
    folder: tempfile::TempDir,
    state: StateDir,
    config: Config,
    factory: Accounts,
}

impl Fixture {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = bootstrap_only(BOOTSTRAP);
        Self {
            state: StateDir::open(folder.path()).unwrap(),
            factory: of_configuration(&config).unwrap(),
            config,
            folder,
        }
    }

    /// The accounts after a start of the program.
    fn loaded(&self) -> Accounts {
        load(&self.config, &self.state, &Registry::standard()).unwrap().0
    }
}

#[test]
fn without_a_bootstrap_the_accounts_are_those_of_the_configuration() {
    let fixture = Fixture::new();
    let accounts = fixture.loaded();
    assert_eq!(accounts, fixture.factory);
    assert_eq!(
        accounts.bootstrap().map(|id| id.number()),
        Some(BOOTSTRAP_INSTANCE)
    );
    assert_eq!(accounts.servers().count(), 0);
}

#[test]
fn accounts_read_back_as_they_were_stored_and_only_for_their_owner() {
    let fixture = Fixture::new();
    let accounts = with_server(fixture.factory.clone(), "coaps://server.example.net");
    store(&fixture.config, &fixture.state, &accounts).unwrap();
    assert_eq!(fixture.loaded(), accounts);
    let file = fixture.folder.path().join(FILE);
    assert_eq!(fs::metadata(file).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn another_bootstrap_server_in_the_configuration_voids_what_the_last_one_wrote() {
    let mut fixture = Fixture::new();
    let accounts = with_server(fixture.factory.clone(), "coaps://server.example.net");
    store(&fixture.config, &fixture.state, &accounts).unwrap();
    fixture.config = bootstrap_only("coaps://other.example.net");
    assert_eq!(fixture.loaded(), of_configuration(&fixture.config).unwrap());
}

// Storing writes a new file, renames it and synchronises the folder. The power may fail anywhere.
#[test]
fn after_a_power_cut_there_are_the_old_accounts_or_the_new_ones() {
    let fixture = Fixture::new();
    let old = with_server(fixture.factory.clone(), "coaps://old.example.net");
    let new = with_server(fixture.factory.clone(), "coaps://new.example.net");
    store(&fixture.config, &fixture.state, &new).unwrap();
    let file = fixture.folder.path().join(FILE);
    let bytes = fs::read(&file).unwrap();
    store(&fixture.config, &fixture.state, &old).unwrap();
    let unfinished = fixture.folder.path().join(format!("{FILE}.new"));
    for length in 0..=bytes.len() {
        fs::write(&unfinished, &bytes[..length]).unwrap();
        assert_eq!(fixture.loaded(), old, "cut after {length} bytes");
    }
    fs::rename(&unfinished, &file).unwrap();
    assert_eq!(fixture.loaded(), new);
    store(&fixture.config, &fixture.state, &old).unwrap();
    assert_eq!(fixture.loaded(), old, "what was left over is no hindrance");
}

#[test]
fn accounts_of_several_servers_make_several_links() {
    let fixture = Fixture::new();
    let mut accounts = with_server(fixture.factory.clone(), "coaps://server.example.net");
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
    let plan = Plan::new(&accounts, &fixture.config).unwrap();
    let names: Vec<&str> = plan.servers.iter().map(|planned| &*planned.name).collect();
    assert_eq!(names, ["server-101", "server-102"]);
    assert_eq!(plan.targets().count(), 3, "and the bootstrap server");
}

#[test]
fn accounts_that_no_link_can_be_made_of_are_named() {
    let fixture = Fixture::new();
    let refused = |altered: &[(ObjectId, u16, u16, Value)]| {
        let mut accounts = with_server(fixture.factory.clone(), "coaps://server.example.net");
        for (object, instance, id, value) in altered {
            let path = resource(*object, InstanceId::new(*instance), *id);
            accounts.set(path, value.clone()).unwrap();
        }
        Plan::new(&accounts, &fixture.config).unwrap_err().to_string()
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
