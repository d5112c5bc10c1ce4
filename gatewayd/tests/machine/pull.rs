//! Packages that are fetched from an address, over the wire and over restarts.

use std::fs;
#[cfg(feature = "dtls")]
use std::time::{Duration, Instant};

use coap::{BlockSize, Code};
use objects::Value;

use crate::files::Files;
use crate::world::World;

const CONFIG: &str = "[hooks]\nfirmware-install = \"HOOK\"\n[firmware]\nmax-size = 300000\nretries = 1\n";

fn package(length: usize) -> Vec<u8> {
    (0..length).map(|index| (index / 11) as u8).collect()
}

fn address(text: &str) -> Value {
    Value::String(text.to_owned())
}

/// Waits until a block was asked for, while the server goes on.
async fn until_asked(world: &mut World, files: &Files, block: u32) {
    while !files.was_asked(block) {
        world.number("/5/0/3").await;
    }
}

#[tokio::test]
async fn a_package_is_fetched_while_other_requests_are_answered_and_is_installed() {
    let mut world = World::registered(CONFIG).await;
    let files = Files::start(package(50_000));
    assert_eq!(world.number("/5/0/9").await, 2, "push and pull");
    assert_eq!(world.number("/5/0/8/0").await, 0, "coap");
    files.with(|server| server.silent_from = Some(20));
    assert_eq!(world.write("/5/0/1", address(&files.uri())).await, Code::CHANGED);
    assert_eq!(world.firmware().await, (1, 0));
    until_asked(&mut world, &files, 20).await;
    assert_eq!(world.read("/5/0/1").await, Some(address(&files.uri())));
    assert_eq!(world.execute("/5/0/2").await, Code::METHOD_NOT_ALLOWED);
    for other in ["coap://127.0.0.1/other", "coap://127.0.0.1/image"] {
        assert_eq!(
            world.write("/5/0/1", address(other)).await,
            Code::METHOD_NOT_ALLOWED
        );
    }
    let push = Value::Opaque(package(100));
    assert_eq!(world.write("/5/0/0", push).await, Code::METHOD_NOT_ALLOWED);
    files.with(|server| server.silent_from = None);
    world.until("/5/0/3", 2).await;
    assert_eq!(world.firmware().await, (2, 0));
    assert_eq!(world.calls(), ["check"]);
    assert_eq!(world.execute("/5/0/2").await, Code::CHANGED);
    world.until("/5/0/5", 1).await;
    assert_eq!(fs::read(world.path("installed")).unwrap(), package(50_000));
    assert_eq!(files.with(|server| server.target.clone()), "/image");
    assert_eq!(world.read("/5/0/1").await, Some(address("")));
    for gone in ["state/firmware.package", "state/firmware.download.json"] {
        assert!(!world.path(gone).exists(), "{gone}");
    }
}

#[tokio::test]
async fn a_power_cut_during_a_download_costs_nothing_of_what_is_there() {
    let mut world = World::registered(CONFIG).await;
    let files = Files::start(package(50_000));
    files.with(|server| server.silent_from = Some(30));
    assert_eq!(world.write("/5/0/1", address(&files.uri())).await, Code::CHANGED);
    until_asked(&mut world, &files, 30).await;
    world.kill().await;
    files.with(|server| {
        server.asked.clear();
        server.silent_from = None;
    });
    world.start().await;
    world.until("/5/0/3", 2).await;
    let asked = files.with(|server| server.asked.clone());
    assert_eq!(asked, (30..49).collect::<Vec<_>>());
    assert_eq!(
        fs::read(world.path("state/firmware.package")).unwrap(),
        package(50_000)
    );
}

#[tokio::test]
async fn a_package_that_has_changed_over_a_power_cut_is_fetched_anew() {
    let mut world = World::registered(CONFIG).await;
    let files = Files::start(package(50_000));
    files.with(|server| server.silent_from = Some(30));
    assert_eq!(world.write("/5/0/1", address(&files.uri())).await, Code::CHANGED);
    until_asked(&mut world, &files, 30).await;
    world.kill().await;
    files.with(|server| {
        server.content = vec![7; 40_000];
        server.etag = Some(vec![2]);
        server.asked.clear();
        server.silent_from = None;
    });
    world.start().await;
    world.until("/5/0/3", 2).await;
    let asked = files.with(|server| server.asked.clone());
    assert_eq!(asked[..3], [30, 0, 1]);
    assert_eq!(
        fs::read(world.path("state/firmware.package")).unwrap(),
        [7; 40_000]
    );
}

/// Another boot id is what tells a loss of power from the end of a process.
#[tokio::test]
async fn after_a_loss_of_power_only_what_was_made_safe_on_the_disk_counts() {
    let mut world = World::registered(&CONFIG.replace("300000", "3000000")).await;
    let files = Files::start(package(2_000_000));
    files.with(|server| server.silent_from = Some(1_500));
    assert_eq!(world.write("/5/0/1", address(&files.uri())).await, Code::CHANGED);
    until_asked(&mut world, &files, 1_500).await;
    let note = world.path("state/firmware.download.json");
    let read = || serde_json::from_slice::<serde_json::Value>(&fs::read(&note).unwrap()).unwrap();
    let synced = loop {
        // What is synced is noted once the disk has it.
        world.number("/5/0/3").await;
        match read()["synced"].as_u64().unwrap() {
            0 => {}
            synced => break synced,
        }
    };
    assert!((1_048_576..1_536_000).contains(&synced), "{synced}");
    world.kill().await;
    let mut lost = read();
    lost["boot"] = "another".into();
    world.write_file("state/firmware.download.json", &lost.to_string());
    files.with(|server| {
        server.asked.clear();
        server.silent_from = None;
    });
    world.start().await;
    world.until("/5/0/3", 2).await;
    assert_eq!(files.with(|server| u64::from(server.asked[0])), synced / 1024);
    assert_eq!(
        fs::read(world.path("state/firmware.package")).unwrap(),
        package(2_000_000)
    );
}

#[tokio::test]
async fn a_power_cut_while_the_program_checks_does_not_lead_to_another_download() {
    let mut world = World::registered(CONFIG).await;
    let files = Files::start(package(2_048));
    world.hold("check");
    assert_eq!(world.write("/5/0/1", address(&files.uri())).await, Code::CHANGED);
    while world.calls().is_empty() {
        assert_eq!(world.firmware().await, (1, 0));
    }
    world.kill().await;
    world.release("check");
    files.with(|server| server.asked.clear());
    world.start().await;
    world.until("/5/0/3", 2).await;
    assert!(files.with(|server| server.asked.is_empty()));
}

#[tokio::test]
async fn small_blocks_make_a_package_too() {
    let mut world = World::registered(CONFIG).await;
    let files = Files::start(package(1_000));
    files.with(|server| server.block_size = BlockSize::fitting(64).unwrap());
    assert_eq!(world.write("/5/0/1", address(&files.uri())).await, Code::CHANGED);
    world.until("/5/0/3", 2).await;
    assert_eq!(
        fs::read(world.path("state/firmware.package")).unwrap(),
        package(1_000)
    );
}

#[tokio::test]
async fn what_stands_against_a_download_is_its_result() {
    let mut world = World::registered(CONFIG).await;
    for (uri, result) in [
        ("http://127.0.0.1/image", 9),
        ("coap+tcp://127.0.0.1/image", 9),
        ("image", 7),
        ("coap://", 7),
        ("coap://127.0.0.1:0/image", 7),
    ] {
        assert_eq!(world.write("/5/0/1", address(uri)).await, Code::CHANGED, "{uri}");
        assert_eq!(world.firmware().await, (0, result), "{uri}");
    }
    let files = Files::start(package(300_001));
    assert_eq!(world.write("/5/0/1", address(&files.uri())).await, Code::CHANGED);
    world.until("/5/0/5", 2).await;
    files.with(|server| server.refusal = Some((0, Code::NOT_FOUND)));
    assert_eq!(world.write("/5/0/1", address(&files.uri())).await, Code::CHANGED);
    world.until("/5/0/5", 7).await;
    files.with(|server| *server = lwm2m::server::FileServer::new(package(3_000)));
    for (code, result) in [("5", 5), ("6", 6)] {
        world.write_file("exit-check", code);
        assert_eq!(world.write("/5/0/1", address(&files.uri())).await, Code::CHANGED);
        world.until("/5/0/5", result).await;
        assert_eq!(world.firmware().await, (0, result));
        assert!(!world.path("state/firmware.package").exists());
    }
}

#[tokio::test]
async fn a_connection_that_stays_lost_ends_the_download() {
    let mut world = World::registered(&CONFIG.replace("retries = 1", "retries = 0")).await;
    let files = Files::start(package(50_000));
    files.with(|server| server.refusal = Some((7, Code::SERVICE_UNAVAILABLE)));
    assert_eq!(world.write("/5/0/1", address(&files.uri())).await, Code::CHANGED);
    world.until("/5/0/5", 4).await;
    assert_eq!(world.firmware().await, (0, 4));
    assert!(!world.path("state/firmware.package").exists());
    // And the next one is fetched from its start.
    files.with(|server| {
        server.asked.clear();
        server.refusal = None;
    });
    assert_eq!(world.write("/5/0/1", address(&files.uri())).await, Code::CHANGED);
    world.until("/5/0/3", 2).await;
    assert_eq!(files.with(|server| server.asked[0]), 0);
}

#[tokio::test]
async fn an_empty_address_a_zero_byte_and_cancel_each_end_a_download() {
    let mut world = World::registered(CONFIG).await;
    let files = Files::start(package(50_000));
    for (way, result) in [("address", 0), ("zero", 0), ("empty", 0), ("cancel", 10)] {
        files.with(|server| {
            server.asked.clear();
            server.silent_from = Some(5);
        });
        assert_eq!(world.write("/5/0/1", address(&files.uri())).await, Code::CHANGED);
        until_asked(&mut world, &files, 5).await;
        let code = match way {
            "address" => world.write("/5/0/1", address("")).await,
            "zero" => world.write("/5/0/0", Value::Opaque(vec![0])).await,
            "empty" => world.write("/5/0/0", Value::Opaque(Vec::new())).await,
            _ => world.execute("/5/0/10").await,
        };
        assert_eq!(code, Code::CHANGED, "{way}");
        assert_eq!(world.firmware().await, (0, result), "{way}");
        assert!(!world.path("state/firmware.package").exists(), "{way}");
        files.with(|server| server.silent_from = None);
        let asked = files.with(|server| server.asked.len());
        // It is not gone on with, neither at once nor after a restart.
        world.kill().await;
        world.start().await;
        assert_eq!(world.firmware().await, (0, result), "{way}");
        assert_eq!(files.with(|server| server.asked.len()), asked, "{way}");
    }
}

#[tokio::test]
async fn an_automatic_upgrade_is_installed_as_soon_as_it_is_fetched() {
    let mut world = World::registered(CONFIG).await;
    let files = Files::start(package(5_000));
    assert_eq!(world.write("/5/0/14", Value::Boolean(true)).await, Code::CHANGED);
    assert_eq!(world.write("/5/0/1", address(&files.uri())).await, Code::CHANGED);
    world.until("/5/0/5", 1).await;
    assert_eq!(world.calls(), ["check", "install"]);
}

#[tokio::test]
async fn a_download_is_counted_to_its_end() {
    let mut world = World::registered(CONFIG).await;
    let files = Files::start(package(290_000));
    assert_eq!(world.execute("/7/0/6").await, Code::CHANGED);
    assert_eq!(world.write("/5/0/1", address(&files.uri())).await, Code::CHANGED);
    world.until("/5/0/3", 2).await;
    assert_eq!(world.execute("/7/0/7").await, Code::CHANGED);
    let received = world.number("/7/0/3").await;
    assert!((300..400).contains(&received), "{received} kB");
}

#[tokio::test]
async fn who_does_not_want_it_fetches_nothing() {
    let mut world = World::registered(&(CONFIG.to_owned() + "pull = false\n")).await;
    assert_eq!(world.number("/5/0/9").await, 1, "push");
    assert_eq!(world.read("/5/0/8").await, None);
    let files = Files::start(package(5_000));
    assert_eq!(world.write("/5/0/1", address(&files.uri())).await, Code::CHANGED);
    assert_eq!(world.firmware().await, (0, 9));
    assert!(files.with(|server| server.asked.is_empty()));
}

#[cfg(feature = "dtls")]
mod secure {
    use super::*;
    use crate::files::Protection;

    const KEY: &[u8] = b"0123456789abcdef";
    const KEY_TEXT: &str = "30313233343536373839616263646566";

    async fn world(identity: &str) -> World {
        let keys = format!("psk-identity = \"{identity}\"\npsk-key-file = \"package.key\"\n");
        let mut world = World::prepared(&(CONFIG.to_owned() + &keys)).await;
        world.write_secret("package.key", KEY_TEXT);
        world.start().await;
        world
    }

    #[tokio::test]
    async fn a_package_is_fetched_over_a_secure_channel_with_the_key_for_packages() {
        let mut world = world("packages").await;
        assert_eq!(world.number("/5/0/8/1").await, 1, "coaps");
        let files = Files::protected(package(20_000), Protection::Psk("packages", KEY));
        assert_eq!(world.write("/5/0/1", address(&files.uri())).await, Code::CHANGED);
        world.until("/5/0/3", 2).await;
        assert_eq!(
            fs::read(world.path("state/firmware.package")).unwrap(),
            package(20_000)
        );
    }

    #[tokio::test]
    async fn a_package_on_the_host_of_an_account_is_fetched_with_the_key_of_that() {
        // The key for packages is one that this server does not know.
        let config = format!(
            "[bootstrap]\nuri = \"coaps://127.0.0.1\"\nsecurity = \"psk\"\npsk-identity = \"account\"\n\
             psk-key-file = \"package.key\"\n{CONFIG}psk-identity = \"packages\"\npsk-key-file = \"package.key\"\n"
        );
        let mut world = World::prepared(&config).await;
        world.write_secret("package.key", KEY_TEXT);
        world.start().await;
        let files = Files::protected(package(20_000), Protection::Psk("account", KEY));
        assert_eq!(world.write("/5/0/1", address(&files.uri())).await, Code::CHANGED);
        world.until("/5/0/3", 2).await;
    }

    #[tokio::test]
    async fn a_gateway_that_is_told_to_end_takes_leave_of_the_server_of_a_package() {
        let mut world = world("packages").await;
        let files = Files::protected(package(20_000), Protection::Psk("packages", KEY));
        files.with(|server| server.silent_from = Some(3));
        assert_eq!(world.write("/5/0/1", address(&files.uri())).await, Code::CHANGED);
        until_asked(&mut world, &files, 3).await;
        assert_eq!(files.closed(), 0);
        world.stop().await;
        let begin = Instant::now();
        while files.closed() == 0 {
            assert!(begin.elapsed() < Duration::from_secs(10), "no farewell");
            tokio::task::yield_now().await;
        }
    }

    #[tokio::test]
    async fn without_a_key_nothing_is_fetched_over_a_secure_channel() {
        let mut world = World::registered(CONFIG).await;
        let uri = address("coaps://127.0.0.1:9/image");
        assert_eq!(world.write("/5/0/1", uri).await, Code::CHANGED);
        assert_eq!(world.firmware().await, (0, 7));
    }
}
