//! Runs a child process that cannot outlive the tests.

use std::io;
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::OnceLock;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::time::Duration;

use rustix::process::{Pid, Resource, Rlimit, Signal, kill_process, prlimit};

use crate::log::{Log, Mark};
use crate::wait;

/// How long a child has to end after it was asked to.
const GRACE: Duration = Duration::from_secs(10);

/// A running child; it is killed when this is dropped.
#[derive(Debug)]
pub struct Process {
    name: String,
    child: Child,
    log: Log,
}

/// The ends of the pipes to a child that is talked to.
#[derive(Debug)]
pub struct Pipes {
    /// What the child reads.
    pub stdin: ChildStdin,
    /// What the child writes.
    pub stdout: ChildStdout,
}

/// Prepares a child that dies with the tests, however these end.
pub fn command(program: &Path) -> Command {
    // The request made by setpriv outlives its exec; making it here would need unsafe code between fork and exec.
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "KILL", "--"]).arg(program);
    command
}

impl Process {
    /// Starts a child made by [`command`], with both its outputs appended to the log at `log`.
    ///
    /// # Panics
    ///
    /// When it cannot be started.
    pub fn spawn(name: &str, mut command: Command, log: &Log) -> Self {
        command
            .stdin(Stdio::null())
            .stdout(append(log))
            .stderr(append(log));
        Self::start(name, command, log)
    }

    /// Starts a child made by [`command`] that is talked to by pipes; what it complains about goes to the log.
    ///
    /// # Panics
    ///
    /// When it cannot be started.
    pub fn spawn_with_pipes(name: &str, mut command: Command, log: &Log) -> (Self, Pipes) {
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(append(log));
        let mut process = Self::start(name, command, log);
        let stdin = process
            .child
            .stdin
            .take()
            .expect("standard input was asked to be a pipe");
        let stdout = process
            .child
            .stdout
            .take()
            .expect("standard output was asked to be a pipe");
        (process, Pipes { stdin, stdout })
    }

    fn start(name: &str, command: Command, log: &Log) -> Self {
        let child =
            spawn_for_good(command).unwrap_or_else(|error| panic!("{name} could not be started: {error}"));
        Self {
            name: name.to_owned(),
            child,
            log: log.clone(),
        }
    }

    /// The log of the child.
    pub fn log(&self) -> &Log {
        &self.log
    }

    /// The process id of the child.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// How the child ended, if it has.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.child
            .try_wait()
            .unwrap_or_else(|error| panic!("{} cannot be waited for: {error}", self.name))
    }

    /// Waits until `ready` finds something, and notices if the child ends before.
    ///
    /// # Panics
    ///
    /// With the end of the log, when time has passed or the child has ended.
    pub fn wait_until<T>(&mut self, what: &str, within: Duration, mut ready: impl FnMut() -> Option<T>) -> T {
        let found = wait::attempt(within, || match ready() {
            Some(found) => Some(Ok(found)),
            None => self.ended().map(Err),
        });
        let problem = match found {
            Some(Ok(found)) => return found,
            Some(Err(status)) => format!("it ended: {status}"),
            None => format!("waited {within:?}"),
        };
        panic!(
            "{}: {what} did not happen; {problem}; its log ends with:\n{}",
            self.name,
            self.log.tail()
        )
    }

    /// Waits for a line of the log, written after `mark`, that contains `text`.
    ///
    /// # Panics
    ///
    /// As [`Process::wait_until`].
    pub fn wait_for_line(&mut self, mark: Mark, text: &str, within: Duration) -> String {
        let log = self.log.clone();
        self.wait_until(&format!("a line with {text:?}"), within, || {
            log.find_after(mark, text)
        })
    }

    /// Sends a signal to the child.
    ///
    /// # Panics
    ///
    /// When the child is gone already.
    pub fn signal(&mut self, signal: Signal) {
        if let Some(status) = self.ended() {
            panic!(
                "{} has ended ({status}); its log ends with:\n{}",
                self.name,
                self.log.tail()
            );
        }
        kill_process(Pid::from_child(&self.child), signal)
            .unwrap_or_else(|error| panic!("{} cannot be sent a signal: {error}", self.name));
    }

    /// Has the child die of SIGXFSZ, which nothing can be done about, as soon as it writes the byte behind this many
    /// to any file; the log is one too.
    ///
    /// # Panics
    ///
    /// When the child is gone already.
    pub fn limit_file_size(&mut self, bytes: u64) {
        for (resource, limit) in [(Resource::Core, 0), (Resource::Fsize, bytes)] {
            let limit = Rlimit {
                current: Some(limit),
                maximum: Some(limit),
            };
            prlimit(Some(Pid::from_child(&self.child)), resource, limit)
                .unwrap_or_else(|error| panic!("{} cannot be limited: {error}", self.name));
        }
    }

    /// Asks the child to end (SIGTERM), and returns how it did.
    ///
    /// # Panics
    ///
    /// When the child ignores the request.
    pub fn stop(mut self) -> ExitStatus {
        self.signal(Signal::TERM);
        self.wait_for_end(GRACE)
    }

    /// Waits for the child to end by itself.
    ///
    /// # Panics
    ///
    /// With the end of the log, when it runs on.
    pub fn wait_for_end(&mut self, within: Duration) -> ExitStatus {
        wait::attempt(within, || self.ended()).unwrap_or_else(|| {
            panic!(
                "{} still runs after {within:?}; its log ends with:\n{}",
                self.name,
                self.log.tail()
            )
        })
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Both fail only when the child is gone already, which is what is wanted.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn append(log: &Log) -> Stdio {
    let file = std::fs::File::options()
        .create(true)
        .append(true)
        .open(log.path());
    file.map_or_else(
        |error| panic!("the log {} cannot be written: {error}", log.path().display()),
        Stdio::from,
    )
}

struct Order {
    command: Command,
    reply: SyncSender<io::Result<Child>>,
}

/// Starts a child from a thread that lives as long as the tests do.
///
/// A child that asked to die with its parent dies with the *thread* that started it (prctl(2), PR_SET_PDEATHSIG), and
/// every test has a thread of its own; a server shared by all tests must not die with the first of them.
fn spawn_for_good(command: Command) -> io::Result<Child> {
    static SPAWNER: OnceLock<SyncSender<Order>> = OnceLock::new();
    let spawner = SPAWNER.get_or_init(|| {
        let (orders, inbox) = sync_channel::<Order>(1);
        std::thread::spawn(move || {
            for mut order in inbox {
                // Whoever gave the order waits for the reply, or has panicked and needs none.
                let _ = order.reply.send(order.command.spawn());
            }
        });
        orders
    });
    let (reply, answer) = sync_channel(1);
    spawner.send(Order { command, reply }).map_err(io::Error::other)?;
    answer.recv().map_err(io::Error::other)?
}
