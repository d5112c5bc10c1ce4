//! Runs the daemon under test with a configuration, a state and secrets of its own.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::ExitStatus;
use std::time::Duration;

use rustix::process::Signal;
use tempfile::TempDir;

use crate::dbus::Bus;
use crate::log::{Log, Mark};
use crate::process::{self, Process};

/// Names a daemon binary to test instead of the one built beside the tests.
pub const BINARY_VARIABLE: &str = "GATEWAYD_TEST_BINARY";

/// What a daemon is started with.
#[derive(Debug)]
pub struct Setup {
    folder: TempDir,
    bus: String,
    environment: Vec<(String, String)>,
}

/// The daemon, running or stopped; it is killed when this is dropped.
#[derive(Debug)]
pub struct Daemon {
    process: Option<Process>,
    setup: Setup,
}

impl Setup {
    /// Prepares a daemon with the text of its `gatewayd.toml`, no bus and no secrets.
    ///
    /// # Panics
    ///
    /// When the disk is full.
    pub fn new(configuration: &str) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        for part in ["config/conf.d", "state", "secrets"] {
            fs::create_dir_all(folder.path().join(part)).expect("the folder can be written");
        }
        let environment = vec![("GATEWAYD_LOG".to_owned(), "debug".to_owned())];
        let setup = Self {
            folder,
            bus: "none".to_owned(),
            environment,
        };
        setup.configure(configuration);
        setup
    }

    /// Lets the daemon appear on a private bus.
    #[must_use]
    pub fn on(mut self, bus: &Bus) -> Self {
        bus.address().clone_into(&mut self.bus);
        self
    }

    /// Adds a variable to the daemon's environment.
    #[must_use]
    pub fn with_variable(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Adds a file that only the daemon may read, found by its name in `$CREDENTIALS_DIRECTORY`.
    ///
    /// # Panics
    ///
    /// When the disk is full.
    #[must_use]
    pub fn with_secret(self, name: &str, contents: impl AsRef<[u8]>) -> Self {
        let file = self.folder.path().join("secrets").join(name);
        let written = fs::write(&file, contents)
            .and_then(|()| fs::set_permissions(&file, fs::Permissions::from_mode(0o600)));
        written.expect("the folder can be written");
        self
    }

    /// Starts the daemon.
    ///
    /// # Panics
    ///
    /// When the binary is missing.
    pub fn start(self) -> Daemon {
        let mut daemon = Daemon {
            process: None,
            setup: self,
        };
        daemon.start_again();
        daemon
    }

    fn configure(&self, configuration: &str) {
        fs::write(self.configuration_file(), configuration).expect("the folder can be written");
    }

    fn configuration_file(&self) -> PathBuf {
        self.folder.path().join("config/gatewayd.toml")
    }

    fn state(&self) -> PathBuf {
        self.folder.path().join("state")
    }

    fn command(&self) -> std::process::Command {
        let mut command = process::command(&binary("gatewayd"));
        command
            .arg("--config")
            .arg(self.configuration_file())
            .arg("--state-dir")
            .arg(self.state());
        command
            .args(["--bus", &self.bus])
            .env("CREDENTIALS_DIRECTORY", self.folder.path().join("secrets"));
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command
    }
}

impl Daemon {
    /// Starts a daemon that needs nothing but its `gatewayd.toml`.
    ///
    /// # Panics
    ///
    /// When the binary is missing.
    pub fn start(configuration: &str) -> Self {
        Setup::new(configuration).start()
    }

    /// Starts the daemon again with the same state; one that runs is killed first, as by a loss of power.
    ///
    /// # Panics
    ///
    /// When the binary is missing.
    pub fn start_again(&mut self) {
        self.process = None;
        self.process = Some(Process::spawn("gatewayd", self.setup.command(), &self.log()));
    }

    /// Kills the daemon, as a loss of power does.
    pub fn kill(&mut self) {
        self.process = None;
    }

    /// Has the daemon die in the middle of the first write that makes a file longer than this; see
    /// [`Process::limit_file_size`].
    ///
    /// # Panics
    ///
    /// When it is not running.
    pub fn limit_file_size(&mut self, bytes: u64) {
        self.running().limit_file_size(bytes);
    }

    /// Asks the daemon to end (SIGTERM), and returns how it did.
    ///
    /// # Panics
    ///
    /// When it is not running, or does not end.
    pub fn stop(&mut self) -> ExitStatus {
        self.process.take().expect("the daemon runs").stop()
    }

    /// Asks the daemon to end (SIGTERM), and does not wait for it.
    ///
    /// # Panics
    ///
    /// When it is not running.
    pub fn terminate(&mut self) {
        self.running().signal(Signal::TERM);
    }

    /// Waits for the daemon to end by itself, and returns how it did.
    ///
    /// # Panics
    ///
    /// When it is not running, or runs on.
    pub fn wait_for_end(&mut self, within: Duration) -> ExitStatus {
        self.running().wait_for_end(within)
    }

    /// Replaces the configuration and asks the daemon to read it (SIGHUP).
    ///
    /// # Panics
    ///
    /// When it is not running.
    pub fn reload(&mut self, configuration: &str) {
        self.setup.configure(configuration);
        self.running().signal(Signal::HUP);
    }

    /// The log of the daemon, over all its starts.
    pub fn log(&self) -> Log {
        Log::at(self.setup.folder.path().join("gatewayd.log"))
    }

    /// Waits for a line of the log, written after `mark`, that contains `text`.
    ///
    /// # Panics
    ///
    /// When no such line comes in time, or the daemon ends.
    pub fn wait_for_line(&mut self, mark: Mark, text: &str, within: Duration) -> String {
        self.running().wait_for_line(mark, text, within)
    }

    /// The process id, to look at its memory and threads.
    ///
    /// # Panics
    ///
    /// When it is not running.
    pub fn id(&self) -> u32 {
        self.process.as_ref().expect("the daemon runs").id()
    }

    /// The configuration file, for programs that read it too.
    pub fn configuration_file(&self) -> PathBuf {
        self.setup.configuration_file()
    }

    /// The state directory.
    pub fn state(&self) -> PathBuf {
        self.setup.state()
    }

    fn running(&mut self) -> &mut Process {
        self.process.as_mut().expect("the daemon runs")
    }
}

/// The path of a program of the project, built into the same profile as the tests.
///
/// # Panics
///
/// With a sentence naming the remedy, when it is not there.
pub fn binary(name: &str) -> PathBuf {
    let test = std::env::current_exe().expect("the tests know where they are");
    // The tests are in target/PROFILE/deps, the programs in target/PROFILE.
    let beside = test.ancestors().nth(2).unwrap_or(Path::new("/")).join(name);
    let chosen = std::env::var_os(BINARY_VARIABLE).map(|daemon| PathBuf::from(daemon).with_file_name(name));
    let binary = chosen.unwrap_or(beside);
    assert!(
        binary.is_file(),
        "the program under test is not at {}: `make test` builds it, as `cargo build -p gatewayd` does",
        binary.display()
    );
    binary
}
