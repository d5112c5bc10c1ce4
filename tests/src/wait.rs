//! Waits for a condition that another process brings about.

use std::time::{Duration, Instant};

/// How often a condition is looked at: short beside every deadline, long beside one look.
const INTERVAL: Duration = Duration::from_millis(10);

/// Looks at `condition` until it holds, and returns what it found.
///
/// # Panics
///
/// With a sentence naming `what`, when `within` has passed.
pub fn until<T>(what: &str, within: Duration, condition: impl FnMut() -> Option<T>) -> T {
    attempt(within, condition).unwrap_or_else(|| panic!("waited {within:?} in vain for {what}"))
}

/// Looks at `condition` until it holds or `within` has passed, for a caller with more to say about a failure.
pub fn attempt<T>(within: Duration, mut condition: impl FnMut() -> Option<T>) -> Option<T> {
    let deadline = Instant::now() + within;
    loop {
        let found = condition();
        if found.is_some() || Instant::now() >= deadline {
            return found;
        }
        std::thread::sleep(INTERVAL);
    }
}

/// Looks at `condition` for the whole of `during`, and fails as soon as it does not hold: for what must not happen.
///
/// # Panics
///
/// With a sentence naming `what`, when the condition broke.
pub fn throughout(what: &str, during: Duration, mut condition: impl FnMut() -> bool) {
    let end = Instant::now() + during;
    while Instant::now() < end {
        assert!(condition(), "it did not stay true for {during:?} that {what}");
        std::thread::sleep(INTERVAL);
    }
}
