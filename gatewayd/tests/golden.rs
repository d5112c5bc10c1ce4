//! Configurations and what becomes of them: every folder of `tests/golden` is one case.
//!
//! A case has a `gatewayd.toml` and, as it likes, `conf.d/*.toml`, key files, a folder `credentials` and a file
//! `environment` with `NAME=value` lines. It loads to what `tree.expected` shows or fails with what
//! `error.expected` says. `UPDATE=1 cargo test -p gatewayd --test golden` writes both anew.

#![cfg(all(feature = "modbus", feature = "ble", feature = "mqtt", feature = "sim"))]
#![cfg_attr(
    all(feature = "modbus", feature = "ble", feature = "mqtt", feature = "sim"),
    expect(clippy::unwrap_used, reason = "a test that cannot read its files has failed")
)]

use std::ffi::OsString;
use std::fmt::Write;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use gatewayd::adapters;
use gatewayd::config::{
    self, AdapterEntry, Config, Disk, Loaded, Machine, Scheme, Security, Server, Surroundings,
};

const TOP: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
const MACHINE_ID: &str = "0123456789abcdef0123456789abcdef";
const KEY: &str = "000102030405060708090a0b0c0d0e0f\n";

fn top(path: &str) -> PathBuf {
    Path::new(TOP).join(path)
}

fn sorted(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

/// Copies a case to where its files get the modes they need; version control keeps no modes.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for path in sorted(from) {
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
            let mode = if path.ends_with("open.key") { 0o644 } else { 0o600 };
            fs::set_permissions(&target, fs::Permissions::from_mode(mode)).unwrap();
        }
    }
}

fn surroundings(folder: &Path) -> Surroundings {
    let environment = fs::read_to_string(folder.join("environment")).unwrap_or_default();
    let pairs = environment.lines().filter_map(|line| line.split_once('='));
    Surroundings {
        variables: pairs
            .map(|(name, value)| (OsString::from(name), OsString::from(value)))
            .collect(),
        credentials: Some(folder.join("credentials")),
        machine_id: Some(MACHINE_ID.into()),
        disk: Disk::Present,
        models: Some(folder.join("packaged-models")),
    }
}

/// What the case in `folder` leads to: the name of the file that expects it, and its text.
fn outcome(folder: &Path) -> (&'static str, String) {
    let home = tempfile::tempdir().unwrap();
    copy(folder, home.path());
    let (name, text) = match config::load_in(&home.path().join("gatewayd.toml"), &surroundings(home.path())) {
        Ok(loaded) => ("tree.expected", render(&loaded)),
        Err(errors) => ("error.expected", format!("{errors}\n")),
    };
    (name, text.replace(&format!("{}/", home.path().display()), ""))
}

fn render(loaded: &Loaded) -> String {
    let Config {
        gateway,
        device,
        bootstrap,
        machine,
        servers,
        adapters,
        models,
    } = &loaded.config;
    let mut text = String::new();
    for warning in &loaded.warnings {
        writeln!(text, "warning: {warning}").unwrap();
    }
    writeln!(text, "{} {:?}", gateway.endpoint_name, gateway.exposure).unwrap();
    writeln!(text, "{device:?}").unwrap();
    if let Some(bootstrap) = bootstrap {
        writeln!(text, "bootstrap: {bootstrap:?}").unwrap();
    }
    if *machine != Machine::default() {
        writeln!(text, "{machine:?}").unwrap();
    }
    for def in models {
        let resources = def.resources.len();
        writeln!(
            text,
            "object {} {} ({}), {resources} resources",
            def.id, def.version, def.name
        )
        .unwrap();
    }
    for (name, server) in servers {
        writeln!(text, "{name}: {server:?}").unwrap();
    }
    for (name, entry) in adapters {
        render_adapter(name, entry, &mut text);
    }
    text
}

fn render_adapter(name: &str, entry: &AdapterEntry, text: &mut String) {
    let built = adapters::build(name, &entry.config);
    writeln!(text, "{name}: {:?}", built.exclusive()).unwrap();
    for device in built.devices() {
        writeln!(text, "  {} at {}", device.id, device.address).unwrap();
    }
    for point in built.points() {
        let place = format!("{}/{}", point.device, point.name);
        writeln!(text, "  {place}: {:?} {:?}", point.kind, point.access).unwrap();
        writeln!(text, "    {:?}", entry.point(point.device.as_str(), &point.name)).unwrap();
    }
}

#[test]
fn every_case_loads_or_fails_as_it_is_expected_to() {
    let update = std::env::var_os("UPDATE").is_some();
    let mut wrong = Vec::new();
    let cases = sorted(&top("tests/golden"));
    assert!(cases.len() >= 20, "only {} cases", cases.len());
    for case in cases {
        let (name, text) = outcome(&case);
        if update {
            fs::remove_file(case.join("tree.expected")).ok();
            fs::remove_file(case.join("error.expected")).ok();
            fs::write(case.join(name), &text).unwrap();
        }
        let expected = fs::read_to_string(case.join(name)).unwrap_or_default();
        if expected != text {
            wrong.push(format!(
                "{}/{name}: expected\n{expected}\nbut got\n{text}",
                case.display()
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_case_shows_a_secret() {
    for case in sorted(&top("tests/golden")) {
        let (_, text) = outcome(&case);
        // The keys of all cases, as digits and as the list of numbers that `Debug` makes of bytes.
        for secret in ["0001020304", "[0, 1, 2, 3", "5eaf00d"] {
            assert!(!text.contains(secret), "{}: {text}", case.display());
        }
    }
}

#[test]
fn every_file_in_config_loads() {
    let home = tempfile::tempdir().unwrap();
    for name in ["psk.key", "broker-password"] {
        let path = home.path().join(name);
        fs::write(&path, KEY).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    }
    let surroundings = Surroundings {
        credentials: Some(home.path().to_owned()),
        machine_id: Some(MACHINE_ID.into()),
        disk: Disk::Present,
        ..Surroundings::default()
    };
    let mut files = sorted(&top("config/examples"));
    files.push(top("config/gatewayd.toml"));
    files.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    for file in files {
        match config::load_in(&file, &surroundings) {
            Ok(Loaded { warnings, .. }) => assert_eq!(warnings, [], "{}", file.display()),
            Err(errors) => panic!("{errors}"),
        }
    }
}

/// The default file is all comments; every line of it that is a setting has to be understood too.
#[test]
fn the_default_file_loads_with_its_comments_taken_away() {
    let home = tempfile::tempdir().unwrap();
    let text = fs::read_to_string(top("config/gatewayd.toml")).unwrap();
    let settings = text.lines().map(|line| {
        line.strip_prefix('#')
            .filter(|rest| !rest.starts_with(' '))
            .unwrap_or(line)
    });
    let file = home.path().join("gatewayd.toml");
    fs::write(&file, settings.collect::<Vec<_>>().join("\n")).unwrap();
    for name in ["psk.key", "packages.key"] {
        let key = home.path().join(name);
        fs::write(&key, KEY).unwrap();
        fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
    }
    let surroundings = Surroundings {
        disk: Disk::Present,
        ..Surroundings::default()
    };
    let loaded = config::load_in(&file, &surroundings).unwrap_or_else(|errors| panic!("{errors}"));
    assert!(loaded.config.adapters.len() > 1);
    let server: &Server = loaded.config.servers.values().next().unwrap();
    assert_eq!(server.uri.scheme, Scheme::Coaps);
    assert!(matches!(server.security, Security::Psk { .. }));
}
