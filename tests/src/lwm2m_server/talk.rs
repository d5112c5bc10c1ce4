//! The conversation with the server script: lines of JSON over its pipes.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::process::{ChildStdin, ChildStdout};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde_json::{Value as Json, json};

use super::observation::Notice;
use super::{Happening, LwError};
use crate::process::Pipes;

/// How long an answer may take: longer than the script's own patience with a client.
const PATIENCE: Duration = Duration::from_secs(30);

/// The notifications that may wait for a test.
const MAX_WAITING: usize = 4096;

/// What is remembered of the clients; a test sees some dozens.
const MAX_HISTORY: usize = 100_000;

/// The near end of the pipes.
#[derive(Debug)]
pub(super) struct Talk {
    stdin: Mutex<ChildStdin>,
    next: AtomicU64,
    heard: Arc<Mutex<Heard>>,
}

/// What the script said, and who waits for what.
#[derive(Debug, Default)]
struct Heard {
    is_ready: bool,
    has_ended: bool,
    replies: HashMap<u64, SyncSender<Json>>,
    observations: HashMap<u64, SyncSender<Notice>>,
    history: Vec<Happening>,
}

impl Talk {
    pub(super) fn new(pipes: Pipes) -> Self {
        let heard = Arc::<Mutex<Heard>>::default();
        let shared = Arc::clone(&heard);
        std::thread::spawn(move || listen(pipes.stdout, &shared));
        Self {
            stdin: Mutex::new(pipes.stdin),
            next: AtomicU64::new(1),
            heard,
        }
    }

    pub(super) fn is_ready(&self) -> bool {
        lock(&self.heard).is_ready
    }

    /// What happened so far, from the happening with the index on.
    pub(super) fn history(&self, from: usize) -> Vec<Happening> {
        lock(&self.heard).history.get(from..).unwrap_or_default().to_vec()
    }

    pub(super) fn happenings(&self) -> usize {
        lock(&self.heard).history.len()
    }

    /// Lets notifications of a new observation come in, whose number it returns.
    pub(super) fn expect_notices(&self) -> (u64, Receiver<Notice>) {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let (sender, notices) = sync_channel(MAX_WAITING);
        lock(&self.heard).observations.insert(number, sender);
        (number, notices)
    }

    /// Gives a command, and returns the member `answer` of the reply.
    ///
    /// # Panics
    ///
    /// When the script has ended or says nothing.
    pub(super) fn ask(&self, mut command: Json) -> Result<Json, LwError> {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        command["id"] = json!(id);
        let (sender, reply) = sync_channel(1);
        let mut heard = lock(&self.heard);
        assert!(!heard.has_ended, "the LwM2M server has ended");
        heard.replies.insert(id, sender);
        drop(heard);
        let mut stdin = self.stdin.lock().unwrap_or_else(PoisonError::into_inner);
        writeln!(stdin, "{command}").unwrap_or_else(|error| panic!("the LwM2M server is gone: {error}"));
        drop(stdin);
        let reply = reply
            .recv_timeout(PATIENCE)
            .unwrap_or_else(|error| panic!("the LwM2M server did not reply to {command}: {error}"));
        match reply.get("error").and_then(Json::as_str) {
            Some(error) => Err(LwError::from_text(error)),
            None => Ok(reply["answer"].clone()),
        }
    }
}

/// Reads lines until the script ends.
fn listen(stdout: ChildStdout, heard: &Mutex<Heard>) {
    for line in BufReader::new(stdout).lines().map_while(Result::ok) {
        let at = Instant::now();
        match serde_json::from_str(&line) {
            Ok(json) => lock(heard).take(at, json),
            // Who waits for this line learns by waiting in vain; the log shows the line.
            Err(error) => eprintln!("the LwM2M server wrote {line:?}: {error}"),
        }
    }
    let mut heard = lock(heard);
    heard.has_ended = true;
    heard.replies.clear();
    heard.observations.clear();
}

impl Heard {
    fn take(&mut self, at: Instant, json: Json) {
        if let Some(id) = json.get("id").and_then(Json::as_u64) {
            if let Some(reply) = self.replies.remove(&id) {
                // Has room for it; fails only if nobody waits any more.
                drop(reply.try_send(json));
            }
            return;
        }
        let event = json.get("event").and_then(Json::as_str).unwrap_or_default();
        if event == "ready" {
            self.is_ready = true;
        } else if let Some((number, notice)) = Notice::from_json(event, &json) {
            self.notify(number, notice);
        } else {
            let happening = Happening::from_json(at, event, &json);
            let happening = happening.unwrap_or_else(|| panic!("the LwM2M server wrote {json}"));
            assert!(
                self.history.len() < MAX_HISTORY,
                "too much happens at the LwM2M server"
            );
            self.history.push(happening);
        }
    }

    fn notify(&mut self, number: u64, notice: Notice) {
        let Some(observation) = self.observations.get(&number) else {
            return;
        };
        match observation.try_send(notice) {
            Ok(()) => {}
            // The test has dropped its end.
            Err(TrySendError::Disconnected(_)) => drop(self.observations.remove(&number)),
            Err(TrySendError::Full(_)) => panic!("more than {MAX_WAITING} notifications wait for a test"),
        }
    }
}

fn lock(heard: &Mutex<Heard>) -> MutexGuard<'_, Heard> {
    heard.lock().unwrap_or_else(PoisonError::into_inner)
}
