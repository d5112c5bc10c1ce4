//! Randomness of the system, for seeds and jitter.

use std::fs::File;
use std::io::{self, Read as _};

/// A random number for the seeds of the protocol engines.
///
/// # Errors
/// When the system has no randomness to give, which a booted Linux always has.
pub(crate) fn seed() -> io::Result<u64> {
    let mut bytes = [0; 8];
    File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(u64::from_ne_bytes(bytes))
}
