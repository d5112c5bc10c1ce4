//! A package that a server writes part by part.

use std::time::Instant;

use lwm2m::{Outcome, RequestId, ServerId};
use objects::ResourcePath;
use tracing::{error, warn};

use super::{PACKAGE, PUSH_PATIENCE, PackageError, Transfer, Update};
use crate::hub::Hub;
use crate::hub::commands::Requester;
use crate::hub::machine::Work;
use crate::machine::firmware::{DownloadFailure, Input};

/// A part was not taken.
enum Refusal {
    /// The transfer it belongs to was reset or given up.
    NotExpected,
    Package(PackageError),
}

impl Update {
    /// Empties the place for the package.
    pub(super) fn prepare(&mut self, now: Instant, from: Option<ServerId>) -> Result<(), PackageError> {
        self.number += 1;
        self.transfer = Transfer::None;
        self.transfer = Transfer::Receiving {
            from,
            package: self.package.create(None)?,
            due: now + PUSH_PATIENCE,
        };
        Ok(())
    }

    /// Appends a part; the last one leads to work.
    fn append(
        &mut self,
        now: Instant,
        offset: u64,
        last: bool,
        bytes: &[u8],
    ) -> Result<Option<Work>, Refusal> {
        let Transfer::Receiving { package, due, .. } = &mut self.transfer else {
            return Err(Refusal::NotExpected);
        };
        if offset != package.length {
            return Err(Refusal::NotExpected);
        }
        package.append(bytes).map_err(Refusal::Package)?;
        *due = now + PUSH_PATIENCE;
        if !last {
            return Ok(None);
        }
        match std::mem::replace(&mut self.transfer, Transfer::None) {
            Transfer::Receiving { package, .. } => Ok(Some(self.check(package.file))),
            Transfer::Checking { .. } | Transfer::Fetching(_) | Transfer::None => Err(Refusal::NotExpected),
        }
    }

    /// A first part from whoever sends a package already starts that over.
    fn beginning(&self, from: Option<ServerId>) -> Input {
        match &self.transfer {
            Transfer::Receiving { from: sender, .. } if *sender == from => Input::PushRestarts,
            Transfer::Checking { .. }
            | Transfer::Fetching(_)
            | Transfer::None
            | Transfer::Receiving { .. } => Input::PushBegins,
        }
    }
}

impl Hub {
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

    pub(super) fn take_part(
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
        let update = self.machine.firmware.as_ref().ok_or(Outcome::NotFound)?;
        // What is complete has to be checked, or it would never become anything.
        if last && self.machine.is_busy() {
            return Err(Outcome::Unavailable);
        }
        if offset == 0 {
            let input = update.beginning(from);
            self.step_firmware(now, input, from)?;
        }
        let update = self.machine.firmware.as_mut().ok_or(Outcome::NotFound)?;
        match update.append(now, offset, last, bytes) {
            Ok(work) => Ok(work),
            Err(Refusal::NotExpected) => Err(Outcome::MethodNotAllowed),
            Err(Refusal::Package(problem)) => {
                error!(error = %problem, "Cannot keep a firmware package.");
                self.step_firmware(now, Input::Failed(problem.failure()), None)?;
                Err(Outcome::TooLarge)
            }
        }
    }

    /// The next part of a push does not come.
    pub(super) fn push_abandoned(&mut self, now: Instant) {
        warn!("The server has not gone on with its firmware package.");
        let _reported = self.step_firmware(now, Input::Failed(DownloadFailure::Connection), None);
    }
}
