//! The Firmware Update object (5): packages that servers push, and the program that installs them.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use lwm2m::{Outcome, RequestId, ServerId};
use objects::{InstanceId, ObjectTree, ResourcePath, Value};
use tracing::{error, info, warn};

use super::{FIRMWARE, MachineError, Work, hook};
use crate::config::FirmwareLimits;
use crate::hub::Hub;
use crate::hub::commands::Requester;
use crate::hub::samples::seconds;
use crate::machine::firmware::{DownloadFailure, Effect, Firmware, Input, InstallFailure};
use crate::state::StateDir;

/// The files in the state directory.
const STATE: &str = "firmware.json";
const PACKAGE_FILE: &str = "firmware.package";

/// A push whose next part does not come within EXCHANGE_LIFETIME (RFC 7252 §4.8.2) is over.
const PUSH_PATIENCE: Duration = Duration::from_secs(247);

const PACKAGE: ResourcePath = resource(0);
const PACKAGE_URI: ResourcePath = resource(1);
const UPDATE: ResourcePath = resource(2);
const STATE_NUMBER: ResourcePath = resource(3);
const UPDATE_RESULT: ResourcePath = resource(5);
const DELIVERY_METHOD: ResourcePath = resource(9);
const CANCEL: ResourcePath = resource(10);
const SEVERITY: ResourcePath = resource(11);
const LAST_CHANGE: ResourcePath = resource(12);
const AUTOMATIC: ResourcePath = resource(14);

/// Delivery method "push only".
const PUSH: i64 = 1;

const fn resource(id: u16) -> ResourcePath {
    ResourcePath::literal(5, 0, id)
}

/// What the program says of a package.
#[derive(Debug)]
pub(in crate::hub) enum Finding {
    /// Whether the package is good.
    Checked {
        transfer: u64,
        result: Result<(), DownloadFailure>,
    },
    /// What became of the installation.
    Installed(Result<(), InstallFailure>),
}

/// The firmware update of this machine.
pub(super) struct Update {
    firmware: Firmware,
    program: PathBuf,
    limits: FirmwareLimits,
    package: PathBuf,
    transfer: Transfer,
    /// Counts transfers, so that news of one that was reset is not taken for news of the next.
    number: u64,
}

/// How far a package is.
enum Transfer {
    /// Nothing is under way.
    None,
    /// The program looks at it.
    Checking,
    /// Parts arrive.
    Receiving {
        from: Option<ServerId>,
        file: File,
        received: u64,
        due: Instant,
    },
}

impl Update {
    pub(super) fn create(
        tree: &mut ObjectTree,
        program: &Path,
        limits: &FirmwareLimits,
        state: &StateDir,
        at: SystemTime,
    ) -> Result<Self, MachineError> {
        tree.create_instance(FIRMWARE, InstanceId::new(0), at)?;
        tree.enable_executable(CANCEL)?;
        let firmware = state.read_json(STATE)?.unwrap_or_else(Firmware::new);
        tree.set(DELIVERY_METHOD, Value::Integer(PUSH), at)?;
        tree.set(LAST_CHANGE, Value::Time(seconds(at)), at)?;
        for (path, value) in values(&firmware) {
            tree.set(path, value, at)?;
        }
        Ok(Self {
            firmware,
            program: program.to_owned(),
            limits: limits.clone(),
            package: state.file(PACKAGE_FILE),
            transfer: Transfer::None,
            number: 0,
        })
    }

    pub(super) const fn deadline(&self) -> Option<Instant> {
        match &self.transfer {
            Transfer::Receiving { due, .. } => Some(*due),
            Transfer::None | Transfer::Checking => None,
        }
    }

    /// Empties the place for the package.
    fn prepare(&mut self, now: Instant, from: Option<ServerId>) -> io::Result<()> {
        self.number += 1;
        self.transfer = Transfer::None;
        let file = File::create(&self.package)?;
        self.transfer = Transfer::Receiving {
            from,
            file,
            received: 0,
            due: now + PUSH_PATIENCE,
        };
        Ok(())
    }

    fn discard(&mut self) {
        self.number += 1;
        self.transfer = Transfer::None;
        match fs::remove_file(&self.package) {
            Err(problem) if problem.kind() != io::ErrorKind::NotFound => {
                warn!(error = %problem, "Cannot delete a firmware package.");
            }
            Ok(()) | Err(_) => {}
        }
    }

    /// Appends a part.
    fn append(&mut self, now: Instant, offset: u64, bytes: &[u8]) -> Result<(), Trouble> {
        let Transfer::Receiving {
            file, received, due, ..
        } = &mut self.transfer
        else {
            return Err(Trouble::NotExpected);
        };
        if offset != *received {
            return Err(Trouble::NotExpected);
        }
        let after = *received + bytes.len() as u64;
        if after > self.limits.max_size {
            return Err(Trouble::TooLarge);
        }
        file.write_all(bytes).map_err(Trouble::Storage)?;
        (*received, *due) = (after, now + PUSH_PATIENCE);
        Ok(())
    }

    /// The work of making the package safe on the disk and having it checked.
    fn check(&mut self) -> Option<Work> {
        let Transfer::Receiving { file, .. } = std::mem::replace(&mut self.transfer, Transfer::Checking)
        else {
            return None;
        };
        let (program, package, limit) = self.call();
        let transfer = self.number;
        Some(Box::pin(async move {
            let synced = tokio::task::spawn_blocking(move || file.sync_all()).await;
            let result = match synced {
                Ok(Ok(())) => {
                    let called = hook::run(&program, &["check".as_ref(), package.as_os_str()], limit).await;
                    called.map_err(|problem| {
                        warn!(error = %problem, "The firmware package was refused.");
                        match problem.code() {
                            Some(2) => DownloadFailure::Storage,
                            Some(6) => DownloadFailure::PackageType,
                            Some(_) | None => DownloadFailure::Integrity,
                        }
                    })
                }
                Ok(Err(_)) | Err(_) => Err(DownloadFailure::Storage),
            };
            super::Finding::Firmware(Finding::Checked { transfer, result })
        }))
    }

    /// The work of calling the program about an installation: `install`, or `confirm` after a restart.
    fn install(&self, word: &'static str) -> Work {
        let (program, package, limit) = self.call();
        Box::pin(async move {
            let called = hook::run(&program, &[word.as_ref(), package.as_os_str()], limit).await;
            let result = called.map_err(|problem| {
                error!(error = %problem, "The firmware was not updated.");
                match problem.code() {
                    Some(5) => InstallFailure::Integrity,
                    Some(6) => InstallFailure::Package,
                    Some(_) | None => InstallFailure::Transient,
                }
            });
            super::Finding::Firmware(Finding::Installed(result))
        })
    }

    fn call(&self) -> (PathBuf, PathBuf, Duration) {
        (
            self.program.clone(),
            self.package.clone(),
            self.limits.install_timeout,
        )
    }
}

/// A part was not taken.
enum Trouble {
    NotExpected,
    Storage(io::Error),
    TooLarge,
}

/// What the object says of the update.
fn values(firmware: &Firmware) -> [(ResourcePath, Value); 5] {
    [
        (PACKAGE_URI, Value::String(firmware.uri().to_owned())),
        (STATE_NUMBER, Value::Integer(firmware.state())),
        (UPDATE_RESULT, Value::Integer(firmware.result().number())),
        (SEVERITY, Value::Integer(firmware.severity)),
        (AUTOMATIC, Value::Boolean(firmware.automatic)),
    ]
}

impl Hub {
    /// Goes on after a restart.
    pub(super) fn start_firmware(&mut self, now: Instant) {
        let Some(update) = &self.machine.firmware else {
            return;
        };
        let lost = update.firmware.state() == 2 && !update.package.exists();
        let input = match lost {
            true => Input::Failed(DownloadFailure::Integrity),
            false => Input::Started,
        };
        // The only refusal is that of the disk, which was reported.
        let _reported = self.step_firmware(now, input, None);
    }

    /// A part of a package arrives.
    pub(in crate::hub) fn firmware_part(
        &mut self,
        now: Instant,
        request: RequestId,
        part: (ResourcePath, usize, bool),
        bytes: &[u8],
    ) {
        let (path, offset, last) = part;
        let requester = Requester::Server(request);
        let result = match path {
            PACKAGE => self.take_part(now, Some(request.server()), offset as u64, last, bytes),
            _ => Err(Outcome::MethodNotAllowed),
        };
        match result {
            Ok(Some(work)) => self.start_work(now, work, Some((requester, [].into()))),
            Ok(None) => self.finish(now, requester, Outcome::Changed),
            Err(outcome) => self.finish(now, requester, outcome),
        }
    }

    fn take_part(
        &mut self,
        now: Instant,
        from: Option<ServerId>,
        offset: u64,
        last: bool,
        bytes: &[u8],
    ) -> Result<Option<Work>, Outcome> {
        // LwM2M core 1.2 §E.6: one zero byte resets; other clients take an empty package too.
        if offset == 0 && last && matches!(bytes, [] | [0]) {
            return self.step_firmware(now, Input::Reset, None).map(|()| None);
        }
        if offset == 0 {
            let input = match self.machine.firmware.as_ref().map(|update| &update.transfer) {
                Some(Transfer::Receiving { from: sender, .. }) if *sender == from => Input::PushRestarts,
                Some(Transfer::Checking | Transfer::None | Transfer::Receiving { .. }) | None => {
                    Input::PushBegins
                }
            };
            self.step_firmware(now, input, from)?;
        }
        let Some(update) = &mut self.machine.firmware else {
            return Err(Outcome::NotFound);
        };
        match update.append(now, offset, bytes) {
            Ok(()) if last => Ok(update.check()),
            Ok(()) => Ok(None),
            // The transfer it belongs to was reset or given up.
            Err(Trouble::NotExpected) => Err(Outcome::MethodNotAllowed),
            Err(trouble) => {
                if let Trouble::Storage(problem) = &trouble {
                    error!(error = %problem, "Cannot keep a firmware package.");
                }
                self.step_firmware(now, Input::Failed(DownloadFailure::Storage), None)?;
                Err(Outcome::TooLarge)
            }
        }
    }

    pub(super) fn write_firmware(
        &mut self,
        now: Instant,
        from: Option<ServerId>,
        path: ResourcePath,
        value: Value,
    ) -> Result<Option<Work>, Outcome> {
        match (path, value) {
            (PACKAGE, Value::Opaque(bytes)) => self.take_part(now, from, 0, true, &bytes),
            (PACKAGE_URI, Value::String(uri)) => {
                let input = match uri.is_empty() {
                    true => Input::Reset,
                    false => Input::Uri(uri),
                };
                self.step_firmware(now, input, None).map(|()| None)
            }
            (SEVERITY, Value::Integer(severity)) => self.keep_setting(now, |f| f.severity = severity),
            (AUTOMATIC, Value::Boolean(automatic)) => self.keep_setting(now, |f| f.automatic = automatic),
            _ => Err(Outcome::MethodNotAllowed),
        }
    }

    pub(super) fn execute_firmware(&mut self, now: Instant, path: ResourcePath) -> Result<(), Outcome> {
        match path {
            UPDATE => self.step_firmware(now, Input::Update, None),
            CANCEL => self.step_firmware(now, Input::Cancel, None),
            _ => Err(Outcome::MethodNotAllowed),
        }
    }

    /// What the program has found out about a package.
    pub(super) fn firmware_found(&mut self, now: Instant, finding: Finding) -> Outcome {
        let Some(update) = &mut self.machine.firmware else {
            return Outcome::Internal;
        };
        let input = match finding {
            Finding::Checked { transfer, .. } if transfer != update.number => return Outcome::Unavailable,
            Finding::Checked { result, .. } => {
                update.transfer = Transfer::None;
                match result {
                    Ok(()) => Input::Completed,
                    Err(failure) => Input::Failed(failure),
                }
            }
            Finding::Installed(Ok(())) => Input::Installed,
            Finding::Installed(Err(failure)) => Input::InstallFailed(failure),
        };
        match self.step_firmware(now, input, None) {
            Ok(()) => Outcome::Changed,
            Err(outcome) => outcome,
        }
    }

    /// The next part of a push does not come.
    pub(super) fn push_abandoned(&mut self, now: Instant) {
        warn!("The server has not gone on with its firmware package.");
        let _reported = self.step_firmware(now, Input::Failed(DownloadFailure::Connection), None);
    }

    /// Takes one step: keeps the new state, shows it, and does what follows from it.
    fn step_firmware(&mut self, now: Instant, input: Input, from: Option<ServerId>) -> Result<(), Outcome> {
        let update = self.machine.firmware.as_ref().ok_or(Outcome::NotFound)?;
        let mut next = update.firmware.clone();
        let effect = next.step(input).map_err(|_| Outcome::MethodNotAllowed)?;
        self.keep(now, next)?;
        let Some(update) = &mut self.machine.firmware else {
            return Err(Outcome::NotFound);
        };
        match effect {
            Effect::Nothing => {}
            Effect::Discard => update.discard(),
            Effect::Prepare => {
                if let Err(problem) = update.prepare(now, from) {
                    error!(error = %problem, "Cannot keep a firmware package.");
                    self.step_firmware(now, Input::Failed(DownloadFailure::Storage), None)?;
                    return Err(Outcome::Internal);
                }
            }
            // Only pushed packages are taken, as resource 9 says.
            Effect::Fetch(_) => {
                self.step_firmware(now, Input::Failed(DownloadFailure::Protocol), None)?;
            }
            Effect::Install => {
                info!("Installing firmware.");
                let work = update.install("install");
                self.start_work(now, work, None);
            }
            Effect::Confirm => {
                let work = update.install("confirm");
                self.start_work(now, work, None);
            }
        }
        Ok(())
    }

    fn keep_setting(
        &mut self,
        now: Instant,
        alter: impl FnOnce(&mut Firmware),
    ) -> Result<Option<Work>, Outcome> {
        let update = self.machine.firmware.as_ref().ok_or(Outcome::NotFound)?;
        let mut next = update.firmware.clone();
        alter(&mut next);
        self.keep(now, next).map(|()| None)
    }

    /// Puts a state on the disk and then into the tree.
    fn keep(&mut self, now: Instant, next: Firmware) -> Result<(), Outcome> {
        let Some(update) = &mut self.machine.firmware else {
            return Err(Outcome::NotFound);
        };
        if update.firmware == next {
            return Ok(());
        }
        self.machine.state.write_json(STATE, &next).map_err(|problem| {
            error!(error = %problem, "Cannot keep the state of the firmware update.");
            Outcome::Internal
        })?;
        let at = SystemTime::now();
        if (update.firmware.state(), update.firmware.result()) != (next.state(), next.result()) {
            info!(
                state = next.state(),
                result = next.result().number(),
                "The firmware update goes on."
            );
        }
        let moved = update.firmware.state() != next.state();
        let shown = values(&next);
        update.firmware = next;
        if moved {
            self.set(now, LAST_CHANGE, Value::Time(seconds(at)), at);
        }
        for (path, value) in shown {
            self.set(now, path, value, at);
        }
        Ok(())
    }
}
