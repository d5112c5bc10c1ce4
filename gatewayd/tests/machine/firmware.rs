//! The Firmware Update object over the wire and over restarts.

use std::fs;

use coap::Code;
use objects::Value;

use crate::world::World;

const CONFIG: &str = "[hooks]\nfirmware-install = \"HOOK\"\n[firmware]\nmax-size = 300000\n";

fn package(length: usize) -> Value {
    Value::Opaque((0..length).map(|index| (index / 11) as u8).collect())
}

#[tokio::test]
async fn a_pushed_package_of_200_kilobytes_is_installed_while_other_requests_are_answered() {
    let mut world = World::registered(CONFIG).await;
    assert_eq!(world.number("/5/0/9").await, 2, "push and pull");
    let push = world.send_write("/5/0/0", &package(200_000));
    world.until("/5/0/3", 1).await;
    assert_eq!(world.execute("/5/0/2").await, Code::METHOD_NOT_ALLOWED);
    assert_eq!(world.answer(push).await.code, Code::CHANGED);
    assert_eq!(world.firmware().await, (2, 0));
    assert_eq!(world.execute("/5/0/2").await, Code::CHANGED);
    world.until("/5/0/5", 1).await;
    assert_eq!(world.firmware().await, (0, 1));
    assert_eq!(world.calls(), ["check", "install"]);
    let installed = fs::read(world.path("installed")).unwrap();
    assert_eq!(Value::Opaque(installed), package(200_000));
    assert!(!world.path("state/firmware.package").exists());
}

#[tokio::test]
async fn a_package_the_program_refuses_is_deleted_and_the_result_is_the_exit_code() {
    let mut world = World::registered(CONFIG).await;
    for (code, result) in [("2", 2), ("3", 3), ("5", 5), ("6", 6), ("1", 5)] {
        world.write_file("exit-check", code);
        assert_eq!(world.write("/5/0/0", package(3_000)).await, Code::CHANGED);
        assert_eq!(world.firmware().await, (0, result));
        assert!(!world.path("state/firmware.package").exists());
    }
}

#[tokio::test]
async fn a_package_that_is_too_large_is_refused_when_it_becomes_so() {
    let mut world = World::registered(CONFIG).await;
    assert_eq!(
        world.write("/5/0/0", package(300_001)).await,
        Code::REQUEST_ENTITY_TOO_LARGE
    );
    assert_eq!(world.firmware().await, (0, 2));
}

#[tokio::test]
async fn an_installation_that_fails_keeps_the_package_for_another_try() {
    let mut world = World::registered(CONFIG).await;
    world.write_file("exit-install", "8");
    assert_eq!(world.write("/5/0/0", package(3_000)).await, Code::CHANGED);
    assert_eq!(world.execute("/5/0/2").await, Code::CHANGED);
    world.until("/5/0/5", 8).await;
    assert_eq!(world.firmware().await, (2, 8));
    world.write_file("exit-install", "0");
    assert_eq!(world.execute("/5/0/2").await, Code::CHANGED);
    world.until("/5/0/5", 1).await;
}

/// The program may ask somebody, who does not want it now.
#[tokio::test]
async fn an_installation_that_is_put_off_keeps_the_package() {
    let mut world = World::registered(CONFIG).await;
    world.write_file("exit-install", "11");
    assert_eq!(world.write("/5/0/0", package(3_000)).await, Code::CHANGED);
    assert_eq!(world.execute("/5/0/2").await, Code::CHANGED);
    world.until("/5/0/5", 11).await;
    assert_eq!(world.firmware().await, (2, 11));
}

#[tokio::test]
async fn the_version_is_read_anew_after_an_installation_and_stays_when_that_fails() {
    let mut world = World::prepared(
        "[device]\nfirmware-version = \"0\"\n[hooks]\nfirmware-install = \"HOOK\"\n\
         [firmware]\nversion-file = \"HOOK-version\"\n",
    )
    .await;
    world.start().await;
    let text = |version: &str| Some(Value::String(version.into()));
    assert_eq!(world.read("/3/0/3").await, text("0"), "there is no file yet");
    world.write_file("hook-version", "1.0\nbuilt yesterday\n");
    world.kill().await;
    world.start().await;
    assert_eq!(world.read("/3/0/3").await, text("1.0"));
    world.write_file("exit-install", "8");
    assert_eq!(world.write("/5/0/0", package(3_000)).await, Code::CHANGED);
    assert_eq!(world.execute("/5/0/2").await, Code::CHANGED);
    world.until("/5/0/5", 8).await;
    assert_eq!(world.read("/3/0/3").await, text("1.0"));
    world.write_file("exit-install", "0");
    world.write_file("hook-version", "2.0\n");
    assert_eq!(world.execute("/5/0/2").await, Code::CHANGED);
    world.until("/5/0/5", 1).await;
    assert_eq!(world.read("/3/0/3").await, text("2.0"));
}

/// The time is longer than any check takes, and nothing but the result ends the wait for it.
#[tokio::test]
async fn a_program_that_does_not_end_is_killed_and_has_failed() {
    let mut world = World::registered(&(CONFIG.to_owned() + "install-timeout = \"3s\"\n")).await;
    assert_eq!(world.write("/5/0/0", package(3_000)).await, Code::CHANGED);
    world.hold("install");
    assert_eq!(world.execute("/5/0/2").await, Code::CHANGED);
    assert_eq!(world.firmware().await, (3, 0));
    for refused in ["/5/0/2", "/5/0/10"] {
        assert_eq!(
            world.execute(refused).await,
            Code::METHOD_NOT_ALLOWED,
            "{refused}"
        );
    }
    for (path, value) in [
        ("/5/0/0", Value::Opaque(vec![0])),
        ("/5/0/1", Value::String(String::new())),
    ] {
        assert_eq!(world.write(path, value).await, Code::METHOD_NOT_ALLOWED, "{path}");
    }
    world.until("/5/0/5", 8).await;
    assert_eq!(world.firmware().await, (2, 8));
}

/// What the program has started holds a pipe open, which nothing but its end closes.
#[tokio::test]
async fn what_a_killed_program_has_started_is_killed_with_it() {
    let mut world = World::registered(&(CONFIG.to_owned() + "install-timeout = \"3s\"\n")).await;
    assert_eq!(world.write("/5/0/0", package(3_000)).await, Code::CHANGED);
    let started = world.start_within("install");
    assert_eq!(world.execute("/5/0/2").await, Code::CHANGED);
    world.until("/5/0/5", 8).await;
    started.await.unwrap();
}

#[tokio::test]
async fn a_check_of_a_package_that_was_reset_is_ended() {
    let mut world = World::registered(CONFIG).await;
    let started = world.start_within("check");
    let pushed = world.send_write("/5/0/0", &package(500));
    while world.calls().is_empty() {
        world.number("/3/0/13").await;
    }
    assert_eq!(
        world.write("/5/0/1", Value::String(String::new())).await,
        Code::CHANGED
    );
    started.await.unwrap();
    assert_eq!(world.answer(pushed).await.code, Code::SERVICE_UNAVAILABLE);
    assert_eq!(world.firmware().await, (0, 0));
}

/// The time is set so often that the program cannot be called about the package.
#[tokio::test]
async fn a_package_that_cannot_be_checked_now_is_not_taken() {
    let config = CONFIG.replace("[firmware]", "time-set = \"HOOK\"\n[firmware]");
    let mut world = World::registered(&config).await;
    world.hold("time");
    for second in 0..8 {
        world.send_write("/3/0/13", &Value::Time(1_700_000_000 + second));
    }
    while world.calls().len() < 8 {
        world.number("/5/0/3").await;
    }
    let busy = world.write("/5/0/0", package(500)).await;
    assert_eq!(busy, Code::SERVICE_UNAVAILABLE);
    assert_eq!(world.firmware().await, (0, 0));
    world.release("time");
    while world.write("/5/0/0", package(500)).await != Code::CHANGED {
        assert_eq!(world.firmware().await, (0, 0));
    }
    assert_eq!(world.firmware().await, (2, 0));
}

#[tokio::test]
async fn without_a_package_there_is_nothing_to_install() {
    let mut world = World::registered(CONFIG).await;
    assert_eq!(world.execute("/5/0/2").await, Code::METHOD_NOT_ALLOWED);
    assert_eq!(world.firmware().await, (0, 0));
    assert!(world.calls().is_empty());
}

#[tokio::test]
async fn whoever_observes_the_state_hears_of_the_package() {
    let mut world = World::registered(CONFIG).await;
    world.observe("/5/0/3").await;
    world.send_write("/5/0/0", &package(3_000));
    world.notified("/5/0/3", &Value::Integer(1)).await;
    world.notified("/5/0/3", &Value::Integer(2)).await;
    assert_eq!(world.firmware().await, (2, 0));
}

#[tokio::test]
async fn the_whole_object_is_read_at_once() {
    let mut world = World::registered(CONFIG).await;
    let values = world.read_all("/5/0").await;
    let value = |path: &str| {
        let wanted = crate::world::resource(path);
        values
            .iter()
            .find(|(path, _)| *path == wanted)
            .map(|(_, value)| value)
    };
    for (path, number) in [
        ("/5/0/3", 0),
        ("/5/0/5", 0),
        ("/5/0/8/0", 0),
        ("/5/0/9", 2),
        ("/5/0/11", 1),
    ] {
        assert_eq!(value(path), Some(&Value::Integer(number)), "{path}");
    }
    assert_eq!(value("/5/0/0"), None, "a package cannot be read");
}

#[tokio::test]
async fn a_zero_byte_an_empty_address_and_cancel_each_do_away_with_a_package() {
    let mut world = World::registered(CONFIG).await;
    assert_eq!(world.execute("/5/0/10").await, Code::METHOD_NOT_ALLOWED);
    assert_eq!(world.write("/5/0/0", package(2_000)).await, Code::CHANGED);
    assert_eq!(
        world.write("/5/0/0", package(2_000)).await,
        Code::METHOD_NOT_ALLOWED
    );
    assert_eq!(world.write("/5/0/0", Value::Opaque(vec![0])).await, Code::CHANGED);
    assert_eq!(world.firmware().await, (0, 0));
    assert_eq!(world.write("/5/0/0", package(2_000)).await, Code::CHANGED);
    assert_eq!(
        world.write("/5/0/1", Value::String(String::new())).await,
        Code::CHANGED
    );
    assert_eq!(world.firmware().await, (0, 0));
    assert_eq!(world.write("/5/0/0", package(500)).await, Code::CHANGED);
    assert_eq!(world.execute("/5/0/10").await, Code::CHANGED);
    assert_eq!(world.firmware().await, (0, 10));
}

#[tokio::test]
async fn automatic_upgrade_installs_without_being_told_and_is_remembered() {
    let mut world = World::registered(CONFIG).await;
    assert_eq!(world.write("/5/0/14", Value::Boolean(true)).await, Code::CHANGED);
    world.kill().await;
    world.start().await;
    assert_eq!(world.read("/5/0/14").await, Some(Value::Boolean(true)));
    assert_eq!(world.write("/5/0/0", package(2_000)).await, Code::CHANGED);
    world.until("/5/0/5", 1).await;
}

#[tokio::test]
async fn a_power_cut_during_a_push_is_a_lost_connection() {
    let mut world = World::registered(CONFIG).await;
    world.send_write("/5/0/0", &package(200_000));
    world.until("/5/0/3", 1).await;
    world.kill().await;
    assert!(world.path("state/firmware.package").exists());
    world.start().await;
    assert_eq!(world.firmware().await, (0, 4));
    assert!(!world.path("state/firmware.package").exists());
    // And the next one is taken.
    assert_eq!(world.write("/5/0/0", package(2_000)).await, Code::CHANGED);
    assert_eq!(world.firmware().await, (2, 0));
}

#[tokio::test]
async fn a_package_is_still_there_after_a_power_cut_unless_its_file_is_gone() {
    let mut world = World::registered(CONFIG).await;
    assert_eq!(world.write("/5/0/0", package(2_000)).await, Code::CHANGED);
    world.kill().await;
    world.start().await;
    assert_eq!(world.firmware().await, (2, 0));
    world.kill().await;
    fs::remove_file(world.path("state/firmware.package")).unwrap();
    world.start().await;
    assert_eq!(world.firmware().await, (0, 5));
}

/// The machine was restarted by the installation: the program knows whether it has succeeded.
#[tokio::test]
async fn after_a_restart_in_the_middle_of_an_installation_the_program_is_asked() {
    for (code, state, result) in [("0", 0, 1), ("8", 2, 8), ("5", 0, 5), ("6", 0, 8)] {
        let mut world = World::prepared(CONFIG).await;
        let stored = r#"{"state": "updating", "source": "push", "result": "initial"}"#;
        world.write_file("state/firmware.json", stored);
        world.write_file("state/firmware.package", "package");
        world.write_file("exit-confirm", code);
        world.start().await;
        world.until("/5/0/5", result).await;
        assert_eq!(world.firmware().await, (state, result));
        assert_eq!(world.calls(), ["confirm"]);
        // The result is kept over further restarts.
        world.kill().await;
        world.start().await;
        assert_eq!(world.firmware().await, (state, result));
    }
}

#[tokio::test]
async fn without_a_program_there_is_no_object() {
    let mut world = World::registered("").await;
    assert_eq!(
        world.write("/5/0/1", Value::String(String::new())).await,
        Code::NOT_FOUND
    );
    assert_eq!(world.write("/5/0/0", package(3_000)).await, Code::NOT_FOUND);
}
