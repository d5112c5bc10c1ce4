//! Updates of firmware, by a daemon that is killed in the middle of each of their steps.
//!
//! OMA LwM2M core 1.2.1, appendix E.6: whatever happens, the update is in one of its states afterwards, and a result
//! is kept until the next update.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use coap::Code;
use gatewayd_tests::daemon::Daemon;
use gatewayd_tests::file_server::FileServer;
use gatewayd_tests::test_server::TestServer;
use gatewayd_tests::wait;
use objects::Value;
use tempfile::TempDir;

use crate::support::{SOON, head};

/// Notes what it is called with and that it has ended, and between them does what files beside it say: it waits for
/// somebody to write into a pipe, kills the daemon, or ends with a number. What waits in vain ends by itself.
const HOOK: &str = r#"#!/bin/sh
cd "$(dirname "$0")" || exit 9
echo "$1" >> calls
[ -p "hold-$1" ] && timeout 60 cat "hold-$1"
[ "$1" = install ] && cp "$2" installed
[ -e "kill-$1" ] && kill -9 "$PPID"
echo "$1" >> ended
exit "$(cat "exit-$1" 2>/dev/null || echo 0)"
"#;

/// Not a multiple of a block, so that the last one is a short one.
const LENGTH: usize = 100_500;

struct World {
    daemon: Daemon,
    server: TestServer,
    home: TempDir,
}

fn package() -> Vec<u8> {
    (0..LENGTH).map(|index| (index / 11) as u8).collect()
}

impl World {
    /// A gateway that has registered.
    fn start(endpoint: &str) -> Self {
        let (server, home) = (
            TestServer::start(),
            tempfile::tempdir().expect("a folder can be made"),
        );
        let hook = home.path().join("hook");
        fs::write(&hook, HOOK).expect("the folder can be written");
        fs::set_permissions(&hook, fs::Permissions::from_mode(0o700)).expect("the file is ours");
        let configuration = format!(
            "{}[hooks]\nfirmware-install = \"{}\"\n[firmware]\nversion-file = \"{}\"\n",
            head(endpoint, &server.uri()),
            hook.display(),
            home.path().join("version").display(),
        );
        fs::write(home.path().join("version"), "1.0\n").expect("the folder can be written");
        let daemon = Daemon::start(&configuration);
        server.wait_registered();
        Self { daemon, server, home }
    }

    /// Starts the daemon after it was killed, and waits until it has registered.
    fn start_again(&mut self) {
        self.server.forget();
        self.daemon.start_again();
        self.server.wait_registered();
    }

    fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    fn set(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).expect("the folder can be written");
    }

    /// Has the hook wait when it is called with this word.
    fn hold(&self, word: &str) {
        let mode = rustix::fs::Mode::RWXU;
        rustix::fs::mkfifoat(rustix::fs::CWD, self.path(&format!("hold-{word}")), mode)
            .expect("a pipe can be made");
    }

    /// Lets a hook that waits go on, and waits for its end.
    fn release(&self, word: &str) {
        let pipe = self.path(&format!("hold-{word}"));
        // Opening the pipe waits for the hook to do so, too.
        fs::write(&pipe, "go").expect("the pipe can be written");
        fs::remove_file(&pipe).expect("the pipe is ours");
        self.wait_line("ended", word);
    }

    /// Waits until the hook has written this as the last line of a file.
    fn wait_line(&self, file: &str, word: &str) {
        wait::until(&format!("{word:?} at the end of {file}"), SOON, || {
            (lines(&self.path(file)).last().map(String::as_str) == Some(word)).then_some(())
        });
    }

    fn number(&self, path: &str) -> i64 {
        match self.server.value(path) {
            Some(Value::Integer(number)) => number,
            other => panic!("{path} is {other:?}"),
        }
    }

    /// State and result.
    fn state(&self) -> (i64, i64) {
        (self.number("/5/0/3"), self.number("/5/0/5"))
    }

    fn wait_state(&self, state: i64, result: i64) {
        let mut seen = self.state();
        let reached = wait::attempt(SOON, || {
            seen = self.state();
            (seen == (state, result)).then_some(())
        });
        assert!(reached.is_some(), "state and result stay {seen:?}");
    }

    fn stored(&self) -> PathBuf {
        self.daemon.state().join("firmware.package")
    }

    fn version(&self) -> Option<Value> {
        self.server.value("/3/0/3")
    }

    fn fetch(&self, files: &FileServer) {
        let uri = Value::String(files.uri());
        assert_eq!(self.server.write("/5/0/1", &uri).code, Code::CHANGED);
    }

    /// Has a package downloaded.
    fn download(&self) {
        let package = Value::Opaque(package());
        assert_eq!(self.server.write("/5/0/0", &package).code, Code::CHANGED);
        assert_eq!(self.state(), (2, 0));
    }

    fn update(&self) {
        assert_eq!(self.server.execute("/5/0/2").code, Code::CHANGED);
    }
}

fn lines(file: &Path) -> Vec<String> {
    let text = fs::read_to_string(file).unwrap_or_default();
    text.lines().map(str::to_owned).collect()
}

#[test]
fn killed_during_a_push_it_says_that_the_connection_was_lost_and_takes_the_next_package() {
    let mut world = World::start("push-killed");
    world.server.begin_write("/5/0/0", &Value::Opaque(package()));
    wait::until("some blocks", SOON, || {
        let length = fs::metadata(world.stored()).map_or(0, |file| file.len());
        (length > 10 * 1024).then_some(())
    });
    // From here on the server hears nothing, so it does not come to the end.
    world.server.lose_everything(true);
    world.daemon.kill();
    let stored = fs::metadata(world.stored()).expect("it is there").len();
    assert!(stored < LENGTH as u64, "it was killed in the middle");
    world.server.lose_everything(false);
    world.start_again();
    assert_eq!(world.state(), (0, 4));
    assert!(!world.stored().exists());
    // The result stays, whatever happens.
    world.daemon.kill();
    world.start_again();
    assert_eq!(world.state(), (0, 4));
    world.download();
    assert_eq!(fs::read(world.stored()).expect("it is there"), package());
}

#[test]
fn killed_during_a_download_it_goes_on_at_the_block_where_it_stood() {
    let mut world = World::start("pull-killed");
    let files = FileServer::start(package());
    for block in [0, 40, 41] {
        files.go_on();
        files.stop_before(block);
        if block == 0 {
            world.fetch(&files);
        } else {
            world.start_again();
        }
        files.wait_asked(block, SOON);
        assert_eq!(world.state(), (1, 0));
        world.daemon.kill();
    }
    files.go_on();
    world.start_again();
    world.wait_state(2, 0);
    let rest: Vec<u32> = (41..=98).collect();
    assert_eq!(files.asked(), rest, "nothing twice");
    assert_eq!(fs::read(world.stored()).expect("it is there"), package());
}

#[test]
fn killed_during_a_download_it_starts_over_when_the_package_has_changed() {
    let mut world = World::start("pull-changed");
    let files = FileServer::start(vec![1; LENGTH]);
    files.stop_before(40);
    world.fetch(&files);
    files.wait_asked(40, SOON);
    world.daemon.kill();
    files.with(|file| {
        file.content = package();
        file.etag = Some(vec![2]);
    });
    files.go_on();
    world.start_again();
    world.wait_state(2, 0);
    assert_eq!(files.asked()[..3], [40, 0, 1]);
    assert_eq!(fs::read(world.stored()).expect("it is there"), package());
}

#[test]
fn killed_while_the_package_is_checked_it_is_checked_again_and_not_fetched_again() {
    let mut world = World::start("check-killed");
    let files = FileServer::start(package());
    world.hold("check");
    world.fetch(&files);
    world.wait_line("calls", "check");
    assert_eq!(world.state(), (1, 0));
    world.daemon.kill();
    world.release("check");
    files.go_on();
    world.start_again();
    world.wait_state(2, 0);
    assert!(files.asked().is_empty());
    assert_eq!(lines(&world.path("calls")), ["check", "check"]);
}

#[test]
fn killed_with_a_package_it_still_has_it_and_installs_it() {
    let mut world = World::start("downloaded-killed");
    world.download();
    world.daemon.kill();
    world.start_again();
    assert_eq!(world.state(), (2, 0));
    world.set("version", "2.0\n");
    world.update();
    world.wait_state(0, 1);
    assert_eq!(fs::read(world.path("installed")).expect("it is there"), package());
    assert_eq!(world.version(), Some(Value::String("2.0".into())));
    world.daemon.kill();
    world.start_again();
    assert_eq!(world.state(), (0, 1), "the result is kept");
    assert_eq!(world.version(), Some(Value::String("2.0".into())));
}

/// As a loss of power during the installation.
#[test]
fn killed_while_the_program_installs_it_asks_what_came_of_it() {
    for (code, expected) in [("0", (0, 1)), ("8", (2, 8)), ("5", (0, 5)), ("6", (0, 8))] {
        let mut world = World::start("install-killed");
        world.download();
        world.hold("install");
        world.update();
        world.wait_line("calls", "install");
        assert_eq!(world.state(), (3, 0));
        world.daemon.kill();
        world.release("install");
        world.hold("confirm");
        world.set("exit-confirm", code);
        world.start_again();
        world.wait_line("calls", "confirm");
        assert_eq!(world.state(), (3, 0), "it is not known yet");
        assert_eq!(world.server.execute("/5/0/2").code, Code::METHOD_NOT_ALLOWED);
        world.release("confirm");
        world.wait_state(expected.0, expected.1);
        assert_eq!(world.stored().exists(), expected.0 == 2);
        world.daemon.kill();
        world.start_again();
        assert_eq!(world.state(), expected, "the result is kept");
    }
}

/// As an installation that ends with a restart of the machine.
#[test]
fn killed_by_the_installation_itself_it_has_the_new_version_afterwards() {
    let mut world = World::start("install-kills");
    assert_eq!(world.version(), Some(Value::String("1.0".into())));
    world.download();
    world.set("kill-install", "");
    world.set("version", "2.0\n");
    world.update();
    world.daemon.wait_for_end(SOON);
    world.wait_line("ended", "install");
    world.start_again();
    world.wait_state(0, 1);
    assert_eq!(lines(&world.path("calls")), ["check", "install", "confirm"]);
    assert_eq!(world.version(), Some(Value::String("2.0".into())));
}

/// The very moment between the end of the program and the result.
#[test]
fn killed_while_it_is_being_told_what_came_of_the_installation_it_asks_again() {
    let mut world = World::start("confirm-killed");
    world.download();
    world.set("kill-install", "");
    world.set("kill-confirm", "");
    world.update();
    world.daemon.wait_for_end(SOON);
    world.server.forget();
    world.daemon.start_again();
    world.daemon.wait_for_end(SOON);
    fs::remove_file(world.path("kill-confirm")).expect("it is there");
    world.start_again();
    world.wait_state(0, 1);
    assert_eq!(
        lines(&world.path("calls")),
        ["check", "install", "confirm", "confirm"]
    );
}

#[test]
fn killed_after_a_reset_it_does_not_go_on() {
    let mut world = World::start("reset-killed");
    let files = FileServer::start(package());
    files.stop_before(20);
    world.fetch(&files);
    files.wait_asked(20, SOON);
    let nothing = Value::String(String::new());
    assert_eq!(world.server.write("/5/0/1", &nothing).code, Code::CHANGED);
    world.daemon.kill();
    files.go_on();
    world.start_again();
    assert_eq!(world.state(), (0, 0));
    assert_eq!(world.server.value("/5/0/1"), Some(nothing));
    assert!(!world.stored().exists());
    assert!(files.asked().is_empty());
}
