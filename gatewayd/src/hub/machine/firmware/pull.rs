//! A package that is fetched: its link, and the disk it goes to.

use std::collections::VecDeque;
use std::fmt;
use std::io;
use std::task::{Context, Poll};
use std::time::Instant;

use lwm2m::LinkState;
use tracing::{debug, error, info, warn};

use super::package::{OpenPackage, PackageError, Progress, Remains};
use super::{Finding, Package, Transfer};
use crate::config::{Security, ServerUri};
use crate::hub::Hub;
use crate::hub::account_file::Base;
use crate::hub::accounts::Plan;
use crate::hub::machine::{self, Work};
use crate::machine::download::{Address, Bounds, Download, LinkNews, Output};
use crate::machine::firmware::{DownloadFailure, Input};
use crate::machine::statistics::Traffic;
use crate::random;
use crate::upstream::{Link, TargetError, UpstreamEvent};

/// What the link of a download is called.
#[derive(Clone, Copy, Debug)]
struct PackageServer;

impl fmt::Display for PackageServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("package")
    }
}

/// A download under way.
pub(super) struct Fetch {
    link: Link<PackageServer>,
    events: VecDeque<UpstreamEvent<PackageServer>>,
    download: Download,
    due: Option<Instant>,
    /// Where it goes to, once something has come.
    package: Option<OpenPackage>,
    progress: Progress,
    /// Whether the disk is being waited for.
    syncing: bool,
}

/// What is to be done for a download.
enum Step {
    /// It has ended.
    Ended(Result<OpenPackage, DownloadFailure>),
    /// What came so far is to be made safe.
    Sync(Work),
    /// Nothing, for the time being.
    Wait,
}

impl Fetch {
    pub(super) fn deadline(&self) -> Option<Instant> {
        [self.due, self.link.deadline()].into_iter().flatten().min()
    }

    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        self.link.poll(cx, &mut self.events);
        match self.events.is_empty() {
            true => Poll::Pending,
            false => Poll::Ready(()),
        }
    }

    pub(super) fn take_traffic(&mut self) -> Traffic {
        self.link.take_traffic()
    }

    fn handle_timeout(&mut self, now: Instant) {
        self.link.handle_timeout(now, &mut self.events);
        self.download.handle_timeout(now);
    }

    /// Does what the download says, until it waits.
    fn drive(&mut self, now: Instant, place: &Package, transfer: u64) -> Step {
        loop {
            while let Some(event) = self.events.pop_front() {
                self.take_event(now, event);
            }
            let done = match self.download.poll_output() {
                Output::Begin { etag, size } => self.begin(place, etag, size),
                Output::Close => {
                    self.link.close(now);
                    Ok(())
                }
                Output::Finished(Ok(_)) => return self.complete(place),
                Output::Finished(Err(failure)) => return Step::Ended(Err(failure)),
                Output::Open => {
                    self.link.open(now);
                    Ok(())
                }
                Output::Store(bytes) => match &mut self.package {
                    Some(package) => package.append(&bytes),
                    None => Ok(()),
                },
                Output::Transmit(datagram) => {
                    self.link.send(now, &datagram, &mut self.events);
                    Ok(())
                }
                Output::Wait(at) => {
                    self.due = at;
                    if self.events.is_empty() {
                        return self.sync(transfer);
                    }
                    Ok(())
                }
            };
            if let Err(problem) = done {
                error!(error = %problem, "Cannot keep a firmware package.");
                return Step::Ended(Err(problem.failure()));
            }
        }
    }

    fn take_event(&mut self, now: Instant, event: UpstreamEvent<PackageServer>) {
        match event {
            UpstreamEvent::Datagram(_, datagram) => self.download.handle_datagram(now, &datagram),
            UpstreamEvent::Link(_, LinkState::Up) => self.download.handle_link(now, LinkNews::Up),
            UpstreamEvent::Link(_, LinkState::Down(reason)) => {
                warn!(error = %reason, "The link to the server of a package is down.");
                let news = match self.link.is_found() {
                    true => LinkNews::Down,
                    false => LinkNews::NotFound,
                };
                self.download.handle_link(now, news);
            }
        }
    }

    fn begin(
        &mut self,
        place: &Package,
        etag: Option<Vec<u8>>,
        size: Option<u64>,
    ) -> Result<(), PackageError> {
        debug!(?size, "A package is being fetched.");
        self.progress = Progress {
            etag,
            ..Progress::new(&self.progress.uri)
        };
        self.package = Some(place.begin(size, &self.progress)?);
        Ok(())
    }

    fn complete(&mut self, place: &Package) -> Step {
        let Some(package) = self.package.take() else {
            return Step::Ended(Err(DownloadFailure::Integrity));
        };
        self.progress.complete = Some(package.length);
        if let Err(problem) = place.note(&self.progress) {
            error!(error = %problem, "Cannot keep a firmware package.");
            return Step::Ended(Err(problem.failure()));
        }
        Step::Ended(Ok(package))
    }

    /// Has what came so far made safe, if it is enough.
    fn sync(&mut self, transfer: u64) -> Step {
        let ahead = self
            .package
            .as_ref()
            .filter(|package| !self.syncing && package.is_ahead_of(self.progress.synced));
        let Some(package) = ahead else {
            return Step::Wait;
        };
        let (file, length) = (package.file.try_clone(), package.length);
        self.syncing = true;
        Step::Sync(Box::pin(async move {
            let synced = tokio::task::spawn_blocking(move || file?.sync_data()).await;
            let result = synced.map_err(io::Error::other).flatten();
            machine::Finding::Firmware(Finding::Synced {
                transfer,
                length,
                result: result.map_err(PackageError::from),
            })
        }))
    }

    /// What came is safe up to here.
    fn synced(
        &mut self,
        place: &Package,
        length: u64,
        result: Result<(), PackageError>,
    ) -> Result<(), PackageError> {
        self.syncing = false;
        result?;
        self.progress.synced = length;
        place.note(&self.progress)
    }
}

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
        let (package, progress) = match update.package.remains(uri) {
            Remains::Whole(file) => {
                self.check_package(now, file);
                return Ok(());
            }
            Remains::Part(package, progress) => (Some(package), progress),
            Remains::Nothing => (None, Progress::new(uri)),
        };
        let security = self.package_security(&address.server, &pull.security)?;
        let link = Link::new(PackageServer, &address.server, &security).map_err(|problem| {
            warn!(error = %problem, "A package cannot be fetched.");
            match problem {
                TargetError::Credentials { .. } => DownloadFailure::Uri,
                TargetError::WithoutDtls(_) => DownloadFailure::Protocol,
            }
        })?;
        let have = package
            .as_ref()
            .map(|package| progress.have(package))
            .unwrap_or_default();
        info!(from = %address.server, offset = have.offset, "Fetching firmware.");
        let seed = random::seed().map_err(|_| DownloadFailure::Connection)?;
        let fetch = Fetch {
            link,
            events: VecDeque::new(),
            download: Download::new(now, seed, &address, bounds, have),
            due: None,
            package,
            progress,
            syncing: false,
        };
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
        let base = Base::load(&self.config, &self.state, self.tree.registry()).ok();
        let plan = base.and_then(|base| Plan::new(&base.accounts, &self.config).ok());
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
            Step::Ended(Ok(package)) => self.check_package(now, package.file),
            Step::Ended(Err(failure)) => self.fetch_failed(now, failure),
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

    fn check_package(&mut self, now: Instant, file: std::fs::File) {
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
