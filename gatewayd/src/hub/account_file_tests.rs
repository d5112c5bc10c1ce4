use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use super::*;
use crate::hub::accounts::tests::{bootstrap_only, with_server};

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
        self.base().accounts
    }

    fn base(&self) -> Base {
        Base::load(&self.config, &self.state, &Registry::standard()).unwrap()
    }

    /// A bootstrap server has left these accounts behind.
    fn bootstrapped(&self, accounts: Accounts) {
        let base = self.base().after_bootstrap(accounts);
        base.store(&self.config, &self.state).unwrap();
    }
}

#[test]
fn without_a_bootstrap_the_accounts_are_those_of_the_configuration() {
    let fixture = Fixture::new();
    let accounts = fixture.loaded();
    assert_eq!(accounts, fixture.factory);
    assert_eq!(accounts.bootstrap().map(|id| id.number()), Some(1));
    assert_eq!(accounts.servers().count(), 0);
}

#[test]
fn accounts_read_back_as_they_were_stored_and_only_for_their_owner() {
    let fixture = Fixture::new();
    let accounts = with_server(fixture.factory.clone(), "coaps://server.example.net");
    fixture.bootstrapped(accounts.clone());
    assert_eq!(fixture.loaded(), accounts);
    let file = fixture.folder.path().join(FILE);
    assert_eq!(fs::metadata(file).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn another_bootstrap_server_in_the_configuration_voids_what_the_last_one_wrote() {
    let mut fixture = Fixture::new();
    let accounts = with_server(fixture.factory.clone(), "coaps://server.example.net");
    fixture.bootstrapped(accounts.clone());
    fixture.config = bootstrap_only("coaps://other.example.net");
    assert_eq!(fixture.loaded(), of_configuration(&fixture.config).unwrap());
}

// Storing writes a new file, renames it and synchronises the folder. The power may fail anywhere.
#[test]
fn after_a_power_cut_there_are_the_old_accounts_or_the_new_ones() {
    let fixture = Fixture::new();
    let old = with_server(fixture.factory.clone(), "coaps://old.example.net");
    let new = with_server(fixture.factory.clone(), "coaps://new.example.net");
    fixture.bootstrapped(new.clone());
    let file = fixture.folder.path().join(FILE);
    let bytes = fs::read(&file).unwrap();
    fixture.bootstrapped(old.clone());
    let unfinished = fixture.folder.path().join(format!("{FILE}.new"));
    for length in 0..=bytes.len() {
        fs::write(&unfinished, &bytes[..length]).unwrap();
        assert_eq!(fixture.loaded(), old, "cut after {length} bytes");
    }
    fs::rename(&unfinished, &file).unwrap();
    assert_eq!(fixture.loaded(), new);
    fixture.bootstrapped(old.clone());
    assert_eq!(fixture.loaded(), old, "what was left over is no hindrance");
}

#[test]
fn an_account_that_was_forgotten_stays_away_until_another_one_is_configured() {
    let mut fixture = Fixture::new();
    let mut base = fixture.base();
    base.forget_bootstrap();
    base.store(&fixture.config, &fixture.state).unwrap();
    assert_eq!(fixture.loaded().bootstrap(), None);
    fixture.config = bootstrap_only("coaps://other.example.net");
    assert!(fixture.loaded().bootstrap().is_some());
}

#[test]
fn what_was_forgotten_before_any_bootstrap_leaves_the_servers_to_the_configuration() {
    let fixture = Fixture::new();
    let mut base = fixture.base();
    base.forget_bootstrap();
    base.store(&fixture.config, &fixture.state).unwrap();
    assert_eq!(fixture.base().generation, 0);
}

#[test]
fn accounts_from_before_bootstraps_were_counted_are_kept_when_their_bootstrap_account_is_forgotten() {
    let fixture = Fixture::new();
    let accounts = with_server(fixture.factory.clone(), "coaps://server.example.net");
    fixture.bootstrapped(accounts);
    let file = fixture.folder.path().join(FILE);
    let text = fs::read_to_string(&file).unwrap();
    let uncounted = text.replace("  \"generation\": 1,\n", "");
    assert_ne!(text, uncounted);
    fs::write(&file, uncounted).unwrap();
    let mut base = fixture.base();
    base.forget_bootstrap();
    base.store(&fixture.config, &fixture.state).unwrap();
    assert_eq!(fixture.loaded().servers().count(), 1);
}

#[test]
fn every_bootstrap_has_a_number_of_its_own() {
    let mut fixture = Fixture::new();
    let accounts = with_server(fixture.factory.clone(), "coaps://server.example.net");
    fixture.bootstrapped(accounts.clone());
    assert_eq!(fixture.base().generation, 1);
    fixture.config = bootstrap_only("coaps://other.example.net");
    assert_eq!(fixture.base().generation, 0);
    fixture.bootstrapped(accounts);
    assert_eq!(fixture.base().generation, 2);
}
