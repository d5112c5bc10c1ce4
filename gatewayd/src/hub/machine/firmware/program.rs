//! The program that checks and installs packages, and what its exit code means.

use std::fs::File;
use std::future::pending;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;

use tokio_util::sync::CancellationToken;
use tracing::{error, warn};

use super::{Finding, Transfer, Update};
use crate::hub::machine::hook::{self, HookError};
use crate::hub::machine::{self, Work};
use crate::machine::firmware::{DownloadFailure, Input, InstallFailure};

/// A version is short; more of the file is not looked at.
const MAX_VERSION: u64 = 255;

impl Update {
    /// The work of making the package safe on the disk and having it checked.
    pub(super) fn check(&mut self, file: File) -> Work {
        let wanted = CancellationToken::new();
        let called = self.call("check", wanted.clone().cancelled_owned());
        self.transfer = Transfer::Checking {
            _wanted: wanted.drop_guard(),
        };
        let transfer = self.number;
        Box::pin(async move {
            let synced = tokio::task::spawn_blocking(move || file.sync_all()).await;
            let input = match synced {
                Ok(Ok(())) => checked(called.await),
                Ok(Err(_)) | Err(_) => Input::Failed(DownloadFailure::Storage),
            };
            machine::Finding::Firmware(Finding::Checked { transfer, input })
        })
    }

    /// The work of calling the program about an installation: `install`, or `confirm` after a restart.
    pub(super) fn install(&self, word: &'static str) -> Work {
        let called = self.call(word, pending());
        Box::pin(async move { machine::Finding::Firmware(Finding::Installed(installed(called.await))) })
    }

    fn call<G: Future<Output = ()> + Send>(
        &self,
        word: &'static str,
        given_up: G,
    ) -> impl Future<Output = Result<(), HookError>> + Send + use<G> {
        let (program, package) = (self.program.clone(), self.package.path().to_owned());
        let limit = self.settings.install_timeout;
        async move {
            let arguments = [word.as_ref(), package.as_os_str()];
            hook::run_unless(&program, &arguments, limit, given_up).await
        }
    }
}

/// The program speaks in Update Results.
fn checked(called: Result<(), HookError>) -> Input {
    let Err(problem) = called else {
        return Input::Completed;
    };
    if !matches!(problem, HookError::GivenUp) {
        warn!(error = %problem, "The firmware package was refused.");
    }
    Input::Failed(match problem.code() {
        Some(2) => DownloadFailure::Storage,
        Some(3) => DownloadFailure::Memory,
        Some(6) => DownloadFailure::PackageType,
        Some(_) | None => DownloadFailure::Integrity,
    })
}

fn installed(called: Result<(), HookError>) -> Input {
    let Err(problem) = called else {
        return Input::Installed;
    };
    if problem.code() == Some(11) {
        warn!("The installation of firmware was put off.");
        return Input::Deferred;
    }
    error!(error = %problem, "The firmware was not updated.");
    Input::InstallFailed(match problem.code() {
        Some(5) => InstallFailure::Integrity,
        Some(6) => InstallFailure::Package,
        Some(_) | None => InstallFailure::Transient,
    })
}

/// The first line of a file, if it says something.
pub(super) fn version(file: &Path) -> Option<String> {
    let mut line = String::new();
    let read = File::open(file).and_then(|file| BufReader::new(file.take(MAX_VERSION)).read_line(&mut line));
    if let Err(problem) = read {
        warn!(error = %problem, file = %file.display(), "The version of the firmware is not known.");
        return None;
    }
    let version = line.trim();
    (!version.is_empty()).then(|| version.to_owned())
}
