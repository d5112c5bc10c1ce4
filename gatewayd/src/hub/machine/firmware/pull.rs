//! A package that is fetched from the address a server has written.

use std::fs::File;
use std::time::Instant;

use tracing::{error, warn};

use super::Transfer;
use super::fetch::{Fetch, Step};
use super::package::{PackageError, Remains};
use super::progress::Progress;
use crate::config::{Security, ServerUri};
use crate::hub::Hub;
use crate::hub::accounts::Plan;
use crate::machine::download::{Address, Bounds};
use crate::machine::firmware::{DownloadFailure, Input};

impl Hub {
    /// Fetches a package, going on where an earlier attempt has ended.
    pub(super) fn fetch(&mut self, now: Instant, uri: &str) -> Result<(), DownloadFailure> {
        let Some(update) = &self.machine.firmware else {
            return Err(DownloadFailure::Protocol);
        };
        let pull = update.settings.pull.as_ref().ok_or(DownloadFailure::Protocol)?;
        let bounds = Bounds {
            max_size: update.settings.max_size,
            retries: pull.retries,
        };
        let address: Address = uri.parse()?;
        let begun = match update.package.remains(uri) {
            Remains::Whole(file) => {
                self.check_package(now, file);
                return Ok(());
            }
            Remains::Part(package, progress) => (Some(package), progress),
            Remains::Nothing => (None, Progress::new(uri)),
        };
        let security = self.package_security(&address.server, &pull.security)?;
        let fetch = Fetch::new(now, &address, &security, bounds, begun).map_err(|problem| {
            warn!(error = %problem, "A package cannot be fetched.");
            problem.failure()
        })?;
        if let Some(update) = &mut self.machine.firmware {
            update.number += 1;
            update.transfer = Transfer::Fetching(Box::new(fetch));
        }
        self.drive_fetch(now);
        Ok(())
    }

    /// LwM2M core 1.2 §E.6 leaves open whose credentials count: those of an LwM2M server on the same host, best on
    /// the same port; then those of the configuration.
    fn package_security(
        &self,
        server: &ServerUri,
        configured: &Security,
    ) -> Result<Security, DownloadFailure> {
        if !server.is_protected() {
            return Ok(Security::None);
        }
        let plan = Plan::new(&self.base.accounts, &self.config).ok();
        let known = plan
            .iter()
            .flat_map(|plan| plan.targets().map(|(_, server)| server));
        let on_host = known
            .filter(|known| known.uri.is_protected() && known.uri.host.eq_ignore_ascii_case(&server.host))
            .min_by_key(|known| known.uri.port != server.port);
        match (on_host, configured) {
            (Some(known), _) => Ok(known.security.clone()),
            (None, Security::None) => {
                warn!(%server, "There is no key for the server of a package.");
                Err(DownloadFailure::Uri)
            }
            (None, configured) => Ok(configured.clone()),
        }
    }

    /// Goes on with the download.
    pub(super) fn drive_fetch(&mut self, now: Instant) {
        let Some(update) = &mut self.machine.firmware else {
            return;
        };
        let Transfer::Fetching(fetch) = &mut update.transfer else {
            return;
        };
        match fetch.drive(now, &update.package, update.number) {
            Step::Wait => {}
            Step::Sync(work) => self.start_work(now, work, None),
            Step::Ended(result) => {
                // What the link has counted goes with it.
                self.collect_statistics();
                match result {
                    Ok(package) => self.check_package(now, package.file),
                    Err(failure) => self.fetch_failed(now, failure),
                }
            }
        }
    }

    pub(super) fn fetch_is_due(&mut self, now: Instant) {
        if let Some(update) = &mut self.machine.firmware
            && let Transfer::Fetching(fetch) = &mut update.transfer
        {
            fetch.handle_timeout(now);
        }
        self.drive_fetch(now);
    }

    pub(super) fn fetch_synced(
        &mut self,
        now: Instant,
        transfer: u64,
        length: u64,
        result: Result<(), PackageError>,
    ) {
        let Some(update) = self
            .machine
            .firmware
            .as_mut()
            .filter(|update| update.number == transfer)
        else {
            return;
        };
        let Transfer::Fetching(fetch) = &mut update.transfer else {
            return;
        };
        if let Err(problem) = fetch.synced(&update.package, length, result) {
            error!(error = %problem, "Cannot keep a firmware package.");
            self.fetch_failed(now, problem.failure());
        }
    }

    fn check_package(&mut self, now: Instant, file: File) {
        if let Some(update) = &mut self.machine.firmware {
            let work = update.check(file);
            self.start_work(now, work, None);
        }
    }

    fn fetch_failed(&mut self, now: Instant, failure: DownloadFailure) {
        warn!(?failure, "The package was not fetched.");
        // The only refusal is that of the disk, which was reported.
        let _reported = self.step_firmware(now, Input::Failed(failure), None);
    }
}
