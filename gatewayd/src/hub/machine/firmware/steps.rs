//! The steps of an update: kept, shown, and followed by what they lead to.

use std::time::{Instant, SystemTime};

use lwm2m::{Outcome, ServerId};
use objects::{ResourcePath, Value};
use tracing::{error, info};

use super::{
    AUTOMATIC, CANCEL, Finding, LAST_CHANGE, PACKAGE, PACKAGE_URI, SEVERITY, STATE, STATE_NUMBER, Transfer,
    UPDATE, UPDATE_RESULT,
};
use crate::hub::Hub;
use crate::hub::machine::Work;
use crate::hub::samples::seconds;
use crate::machine::firmware::{DownloadFailure, Effect, Firmware, Input};

/// What the object says of the update.
pub(super) fn values(firmware: &Firmware) -> [(ResourcePath, Value); 5] {
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
    pub(in crate::hub::machine) fn start_firmware(&mut self, now: Instant) {
        let Some(update) = &self.machine.firmware else {
            return;
        };
        let lost = update.firmware.state() == 2 && !update.package.path().exists();
        let input = match lost {
            true => Input::Failed(DownloadFailure::Integrity),
            false => Input::Started,
        };
        // The only refusal is that of the disk, which was reported.
        let _reported = self.step_firmware(now, input, None);
    }

    pub(in crate::hub::machine) fn write_firmware(
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

    pub(in crate::hub::machine) fn execute_firmware(
        &mut self,
        now: Instant,
        path: ResourcePath,
    ) -> Result<(), Outcome> {
        match path {
            UPDATE => self.step_firmware(now, Input::Update, None),
            CANCEL => self.step_firmware(now, Input::Cancel, None),
            _ => Err(Outcome::MethodNotAllowed),
        }
    }

    /// Does what is due.
    pub(in crate::hub::machine) fn firmware_due(&mut self, now: Instant) {
        let Some(update) = &self.machine.firmware else {
            return;
        };
        if update.deadline().is_none_or(|at| at > now) {
            return;
        }
        match update.transfer {
            Transfer::Receiving { .. } => self.push_abandoned(now),
            Transfer::Fetching(_) => self.fetch_is_due(now),
            Transfer::None | Transfer::Checking { .. } => {}
        }
    }

    /// What has come to light about a package; the outcome is for whoever waits for it.
    pub(in crate::hub::machine) fn firmware_found(&mut self, now: Instant, finding: Finding) -> Outcome {
        let Some(update) = &mut self.machine.firmware else {
            return Outcome::Internal;
        };
        let input = match finding {
            Finding::Arrived => {
                self.drive_fetch(now);
                return Outcome::Changed;
            }
            Finding::Synced {
                transfer,
                length,
                result,
            } => {
                self.fetch_synced(now, transfer, length, result);
                return Outcome::Changed;
            }
            Finding::Checked { transfer, .. } if transfer != update.number => return Outcome::Unavailable,
            Finding::Checked { input, .. } => {
                update.transfer = Transfer::None;
                input
            }
            Finding::Installed(input) => input,
        };
        let outcome = self.step_firmware(now, input.clone(), None);
        if input == Input::Installed {
            self.refresh_version(now);
        }
        outcome.err().unwrap_or(Outcome::Changed)
    }

    /// Another firmware may run now.
    fn refresh_version(&mut self, now: Instant) {
        if let Some((path, value)) = super::version(&self.config.machine.firmware) {
            self.set(now, path, value, SystemTime::now());
        }
    }

    /// Takes one step: keeps the new state, shows it, and does what follows from it.
    pub(super) fn step_firmware(
        &mut self,
        now: Instant,
        input: Input,
        from: Option<ServerId>,
    ) -> Result<(), Outcome> {
        let update = self.machine.firmware.as_ref().ok_or(Outcome::NotFound)?;
        let mut next = update.firmware.clone();
        let effect = next.step(input).map_err(|_| Outcome::MethodNotAllowed)?;
        self.keep(now, next)?;
        if effect == Effect::Discard {
            self.collect_statistics();
        }
        let update = self.machine.firmware.as_mut().ok_or(Outcome::NotFound)?;
        match effect {
            Effect::Nothing => {}
            Effect::Discard => update.discard(now),
            Effect::Prepare => {
                if let Err(problem) = update.prepare(now, from) {
                    error!(error = %problem, "Cannot keep a firmware package.");
                    self.step_firmware(now, Input::Failed(problem.failure()), None)?;
                    return Err(Outcome::Internal);
                }
            }
            Effect::Fetch(uri) => {
                if let Err(failure) = self.fetch(now, &uri) {
                    self.step_firmware(now, Input::Failed(failure), None)?;
                }
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
        let update = self.machine.firmware.as_mut().ok_or(Outcome::NotFound)?;
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
