//! Reads what a child process has written so far.

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::wait;

/// The lines quoted when a test fails: enough to see the cause, few enough to read.
const TAIL_LINES: usize = 30;

/// The file that collects the output of a child process.
#[derive(Debug, Clone)]
pub struct Log {
    path: PathBuf,
}

/// A place in a log; what is asked for "after" it was written later.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Mark(usize);

impl Log {
    /// The log kept in the file at `path`, which need not exist yet.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// Where the log is kept.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Everything written so far; an unfinished last line is left out.
    pub fn text(&self) -> String {
        let bytes = std::fs::read(&self.path).unwrap_or_default();
        let whole = bytes
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |end| end + 1);
        String::from_utf8_lossy(&bytes[..whole]).into_owned()
    }

    /// The present end of the log.
    pub fn mark(&self) -> Mark {
        Mark(self.text().len())
    }

    /// The first line after `mark` that contains `text`.
    pub fn find_after(&self, mark: Mark, text: &str) -> Option<String> {
        let log = self.text();
        log.get(mark.0..)?
            .lines()
            .find(|line| line.contains(text))
            .map(str::to_owned)
    }

    /// How many lines after `mark` contain `text`.
    pub fn count_after(&self, mark: Mark, text: &str) -> usize {
        let log = self.text();
        log.get(mark.0..)
            .map_or(0, |rest| rest.lines().filter(|line| line.contains(text)).count())
    }

    /// Waits for a line after `mark` that contains `text`, and returns it.
    ///
    /// # Panics
    ///
    /// With the end of the log, when no such line came in time.
    pub fn wait_after(&self, mark: Mark, text: &str, within: Duration) -> String {
        let what = format!("a line with {text:?} in {}", self.path.display());
        match wait::attempt(within, || self.find_after(mark, text)) {
            Some(line) => line,
            None => panic!(
                "waited {within:?} in vain for {what}; it ends with:\n{}",
                self.tail()
            ),
        }
    }

    /// The last lines, for a failure message.
    pub fn tail(&self) -> String {
        let text = self.text();
        let lines: Vec<&str> = text.lines().collect();
        lines[lines.len().saturating_sub(TAIL_LINES)..].join("\n")
    }
}
