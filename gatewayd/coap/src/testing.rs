//! What the unit tests share.

use std::time::Instant;

/// Some instant to count from.
pub(crate) fn start() -> Instant {
    #[expect(clippy::disallowed_methods, reason = "a test needs one origin")]
    Instant::now()
}
