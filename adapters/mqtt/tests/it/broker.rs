//! A mosquitto of the test's own, and clients of it that share no code with the adapter.

use std::net::TcpListener;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use tempfile::TempDir;
use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStderr, ChildStdout, Command};

/// How long anything may take; only a failing test waits that long.
const PATIENCE: Duration = Duration::from_secs(30);

/// Waits for something that has to happen.
pub(crate) async fn within<T>(what: &str, future: impl Future<Output = T>) -> T {
    match tokio::time::timeout(PATIENCE, future).await {
        Ok(output) => output,
        Err(_) => panic!("{what}: still not after {} s", PATIENCE.as_secs()),
    }
}

/// A program of the mosquitto packages.
fn program(name: &str) -> Command {
    let directories = std::env::var_os("PATH").unwrap_or_default();
    let directories = std::env::split_paths(&directories).chain([PathBuf::from("/usr/sbin")]);
    let found = directories
        .map(|directory| directory.join(name))
        .find(|path| path.is_file());
    let Some(path) = found else {
        panic!("{name} is not installed: run the tests with `make test`, which sees to that");
    };
    let mut command = Command::new(path);
    command
        .kill_on_drop(true)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

async fn line_with(lines: &mut Lines<impl AsyncBufRead + Unpin>, text: &str) -> Option<String> {
    loop {
        let line = lines.next_line().await.expect("the program writes text")?;
        if line.contains(text) {
            return Some(line);
        }
    }
}

/// A broker on a port of its own; it ends with the value.
pub(crate) struct Broker {
    pub(crate) port: u16,
    child: Child,
    log: Lines<BufReader<ChildStderr>>,
    directory: TempDir,
    listeners: u32,
}

impl Broker {
    /// Starts a broker that lets everybody in.
    pub(crate) async fn start() -> Self {
        Self::start_with("allow_anonymous true").await
    }

    /// Starts a broker with further lines of configuration.
    pub(crate) async fn start_with(lines: &str) -> Self {
        loop {
            let socket = TcpListener::bind("127.0.0.1:0").expect("there is a free port");
            let port = socket.local_addr().expect("the socket is bound").port();
            drop(socket);
            // Somebody else may have taken the port meanwhile.
            if let Some(broker) = Self::try_start(port, lines).await {
                return broker;
            }
        }
    }

    async fn try_start(port: u16, lines: &str) -> Option<Self> {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let path = directory.path().join("mosquitto.conf");
        // As root it would become another user, who may not read the files of the test.
        let configuration =
            format!("listener {port} 127.0.0.1\npersistence false\nlog_type all\nuser root\n{lines}\n");
        std::fs::write(&path, configuration).expect("the configuration is written");
        let mut child = program("mosquitto")
            .arg("-c")
            .arg(&path)
            .stderr(Stdio::piped())
            .spawn()
            .expect("mosquitto starts");
        let log = child.stderr.take().expect("the log is piped");
        let mut log = BufReader::new(log).lines();
        within("mosquitto runs", line_with(&mut log, " running")).await?;
        Some(Self {
            port,
            child,
            log,
            directory,
            listeners: 0,
        })
    }

    /// Ends the broker as a power cut would, and starts it again.
    pub(crate) async fn restart(self) -> Self {
        let port = self.stop().await;
        let broker = Self::try_start(port, "allow_anonymous true").await;
        broker.expect("the port is free again")
    }

    /// Ends the broker; returns its port.
    pub(crate) async fn stop(mut self) -> u16 {
        self.child.kill().await.expect("mosquitto ends");
        drop(self.directory);
        self.port
    }

    /// Waits for a line of the broker's log.
    pub(crate) async fn logged(&mut self, text: &str) -> String {
        let line = within(text, line_with(&mut self.log, text)).await;
        line.expect("mosquitto runs")
    }

    /// Publishes with mosquitto_pub and waits for the broker's receipt.
    pub(crate) async fn publish(&self, topic: &str, payload: impl AsRef<[u8]>, retain: bool) {
        let mut publisher = program("mosquitto_pub");
        publisher.args([
            "-h",
            "127.0.0.1",
            "-p",
            &self.port.to_string(),
            "-q",
            "1",
            "-t",
            topic,
            "-s",
        ]);
        if retain {
            publisher.arg("-r");
        }
        let mut child = publisher
            .stdin(Stdio::piped())
            .spawn()
            .expect("mosquitto_pub starts");
        let mut stdin = child.stdin.take().expect("the input is piped");
        stdin
            .write_all(payload.as_ref())
            .await
            .expect("mosquitto_pub reads");
        drop(stdin);
        let status = within("mosquitto_pub ends", child.wait()).await;
        assert!(
            status.is_ok_and(|status| status.success()),
            "mosquitto_pub failed"
        );
    }

    /// Listens with mosquitto_sub.
    pub(crate) async fn listen(&mut self, topic: &str) -> Listener {
        // Its own output comes too late for this: it is buffered until the first message.
        self.listeners += 1;
        let id = format!("listener-{}", self.listeners);
        let mut child = program("mosquitto_sub")
            .args([
                "-h",
                "127.0.0.1",
                "-p",
                &self.port.to_string(),
                "-q",
                "1",
                "-t",
                topic,
            ])
            .args(["-i", &id, "-F", "%r %q %p"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("mosquitto_sub starts");
        let lines = BufReader::new(child.stdout.take().expect("the output is piped")).lines();
        self.logged(&format!("Sending SUBACK to {id}")).await;
        Listener { lines, _child: child }
    }
}

/// An independent subscriber.
pub(crate) struct Listener {
    lines: Lines<BufReader<ChildStdout>>,
    _child: Child,
}

impl Listener {
    /// The next message as `RETAINED QOS PAYLOAD`.
    pub(crate) async fn next(&mut self) -> String {
        let line = within("a message", self.lines.next_line()).await;
        line.expect("mosquitto_sub writes text")
            .expect("mosquitto_sub runs")
    }
}
