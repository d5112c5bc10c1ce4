//! The note beside a package that lets its download go on after a restart.

use std::fs;

use serde::{Deserialize, Serialize};

use crate::machine::download::Have;

/// Tells one start of the system from another (random(4)).
const BOOT_ID: &str = "/proc/sys/kernel/random/boot_id";

/// How far the download of a package is.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Progress {
    /// Where it comes from.
    pub(super) uri: String,
    /// Which state of it is being fetched.
    pub(super) etag: Option<Vec<u8>>,
    /// Since which start of the system the file is written.
    pub(super) boot: String,
    /// How much of the file a power cut cannot take away.
    pub(super) synced: u64,
    /// How large it is, once it is complete.
    pub(super) complete: Option<u64>,
}

impl Progress {
    /// Nothing is there of the package at this address.
    pub(super) fn new(uri: &str) -> Self {
        Self {
            uri: uri.to_owned(),
            etag: None,
            boot: boot(),
            synced: 0,
            complete: None,
        }
    }

    /// The same for the download, when so much of the file counts.
    pub(super) fn have(&self, length: u64) -> Have {
        Have {
            offset: length,
            etag: self.etag.clone(),
        }
    }

    /// How much of a file can be trusted: all of it, unless the system has stopped since and the disk may have missed
    /// the end.
    pub(super) fn safe_length(&self, length: u64, boot: &str) -> u64 {
        if !boot.is_empty() && self.boot == boot {
            length
        } else {
            length.min(self.synced)
        }
    }
}

/// Names this start of the system; empty when it does not say.
pub(super) fn boot() -> String {
    fs::read_to_string(BOOT_ID)
        .map(|text| text.trim().to_owned())
        .unwrap_or_default()
}
