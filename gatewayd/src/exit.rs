//! How the programs end: the exit codes of sysexits(3).

use std::process::{ExitCode, Termination};

/// Why a program ends, as its exit code.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[repr(u8)]
pub enum Exit {
    /// Everything was done (`EX_OK`).
    Done = 0,
    /// The daemon was reached, and refused or failed to do what was asked; sysexits has no number for it.
    Refused = 1,
    /// The command line cannot be understood (`EX_USAGE`).
    Usage = 64,
    /// The daemon cannot be reached (`EX_UNAVAILABLE`).
    Unavailable = 69,
    /// Something went wrong that should not (`EX_SOFTWARE`).
    Internal = 70,
    /// The configuration is wrong (`EX_CONFIG`); systemd does not restart the daemon then.
    Configuration = 78,
}

impl Exit {
    /// The number the shell sees.
    #[must_use]
    pub const fn code(self) -> u8 {
        self as u8
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

impl Termination for Exit {
    fn report(self) -> ExitCode {
        self.into()
    }
}
