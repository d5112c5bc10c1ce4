//! A download under way: its link, and the disk it goes to.

use std::collections::VecDeque;
use std::fmt;
use std::io;
use std::task::{Context, Poll};
use std::time::Instant;

use lwm2m::LinkState;
use tracing::{debug, error, info, warn};

use super::Finding;
use super::package::{OpenPackage, Package, PackageError};
use super::progress::Progress;
use crate::config::Security;
use crate::hub::machine::{self, Work};
use crate::machine::download::{Address, Bounds, Download, LinkNews, Output};
use crate::machine::firmware::DownloadFailure;
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

/// A download cannot be started.
#[derive(Debug, thiserror::Error)]
pub(super) enum FetchError {
    #[error("there is no randomness: {0}")]
    Random(#[from] io::Error),
    #[error(transparent)]
    Target(#[from] TargetError),
}

impl FetchError {
    /// What it means for the update.
    pub(super) const fn failure(&self) -> DownloadFailure {
        match self {
            Self::Random(_) => DownloadFailure::Connection,
            Self::Target(TargetError::Credentials { .. }) => DownloadFailure::Uri,
            Self::Target(TargetError::WithoutDtls(_)) => DownloadFailure::Protocol,
        }
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
pub(super) enum Step {
    /// It has ended.
    Ended(Result<OpenPackage, DownloadFailure>),
    /// What came so far is to be made safe.
    Sync(Work),
    /// Nothing, for the time being.
    Wait,
}

impl Fetch {
    /// A download that goes on behind what is there.
    pub(super) fn new(
        now: Instant,
        address: &Address,
        security: &Security,
        bounds: Bounds,
        (package, progress): (Option<OpenPackage>, Progress),
    ) -> Result<Self, FetchError> {
        let link = Link::new(PackageServer, &address.server, security)?;
        let have = package.as_ref().map(|package| progress.have(package.length));
        let have = have.unwrap_or_default();
        info!(from = %address.server, offset = have.offset, "Fetching firmware.");
        Ok(Self {
            link,
            events: VecDeque::new(),
            download: Download::new(now, random::seed()?, address, bounds, have),
            due: None,
            package,
            progress,
            syncing: false,
        })
    }

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

    /// Closes the link; the far end is told where the protocol has a word for it.
    pub(super) fn close(&mut self, now: Instant) {
        self.link.close(now);
    }

    pub(super) fn handle_timeout(&mut self, now: Instant) {
        self.link.handle_timeout(now, &mut self.events);
        self.download.handle_timeout(now);
    }

    /// Does what the download says, until it waits.
    pub(super) fn drive(&mut self, now: Instant, place: &Package, transfer: u64) -> Step {
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
    pub(super) fn synced(
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
