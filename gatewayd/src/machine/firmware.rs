//! The life of a firmware update (object 5), without the transfer and without the installation.
//!
//! LwM2M core 1.2 §E.6: every [`Input`] either leads to the next state or is refused, and refusals change
//! nothing. What has to be done because of it is the [`Effect`]; the state is to be kept on disk before that.

use serde::{Deserialize, Serialize};

/// Where an update stands; kept over restarts.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum Phase {
    /// There is no package.
    #[default]
    Idle,
    /// A package is on its way.
    Downloading {
        /// Where it comes from.
        source: Source,
    },
    /// A package is there and can be installed.
    Downloaded {
        /// Where it came from.
        source: Source,
    },
    /// The package is being installed, perhaps across a restart of the machine.
    Updating {
        /// Where it came from.
        source: Source,
    },
}

/// Where a package comes from.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// The server writes it into resource 5/0/0.
    Push,
    /// It is fetched from the address in resource 5/0/1.
    Pull(String),
}

/// What became of the last update: resource 5/0/5.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum UpdateResult {
    /// Nothing yet.
    #[default]
    Initial,
    /// The package runs.
    Updated,
    /// The package does not fit on the disk, or is larger than allowed.
    NotEnoughStorage,
    /// Memory ran out during the download.
    OutOfMemory,
    /// The transfer stopped and did not go on.
    ConnectionLost,
    /// The package is damaged.
    IntegrityCheckFailed,
    /// The package is not for this machine.
    UnsupportedPackageType,
    /// The address leads to nothing.
    InvalidUri,
    /// The installation failed.
    UpdateFailed,
    /// The address has a scheme that is not supported.
    UnsupportedProtocol,
    /// The server has cancelled.
    Cancelled,
    /// The user has put the installation off.
    Deferred,
}

impl UpdateResult {
    /// Its number in resource 5/0/5.
    #[must_use]
    pub const fn number(self) -> i64 {
        match self {
            Self::Initial => 0,
            Self::Updated => 1,
            Self::NotEnoughStorage => 2,
            Self::OutOfMemory => 3,
            Self::ConnectionLost => 4,
            Self::IntegrityCheckFailed => 5,
            Self::UnsupportedPackageType => 6,
            Self::InvalidUri => 7,
            Self::UpdateFailed => 8,
            Self::UnsupportedProtocol => 9,
            Self::Cancelled => 10,
            Self::Deferred => 11,
        }
    }
}

/// Why a download failed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum DownloadFailure {
    /// There is no room.
    Storage,
    /// Memory ran out.
    Memory,
    /// The transfer stopped.
    Connection,
    /// The package is damaged.
    Integrity,
    /// The package is not for this machine.
    PackageType,
    /// The address is malformed or leads to nothing.
    Uri,
    /// The scheme of the address is not supported.
    Protocol,
}

/// Why an installation failed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum InstallFailure {
    /// The package is damaged and of no use.
    Integrity,
    /// The package is of no use.
    Package,
    /// The package is good and may be tried again.
    Transient,
}

/// Something that happens to an update.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Input {
    /// The server executes Cancel (5/0/10).
    Cancel,
    /// The package is complete and was found good.
    Completed,
    /// The user puts the installation off.
    Deferred,
    /// The download failed.
    Failed(DownloadFailure),
    /// The installation failed.
    InstallFailed(InstallFailure),
    /// The package runs.
    Installed,
    /// The first part of a package arrives.
    PushBegins,
    /// The same server starts its push over.
    PushRestarts,
    /// The server writes an empty address, or a package that is one zero byte or empty.
    Reset,
    /// The program starts; whatever moved has stopped.
    Started,
    /// The server executes Update (5/0/2).
    Update,
    /// The server writes an address.
    Uri(String),
}

/// What is to be done after a step, once the new state is on the disk.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Effect {
    /// Delete the package or what is there of it, and stop its transfer.
    Discard,
    /// Empty the place for the package.
    Prepare,
    /// Fetch the package, going on where an earlier attempt has ended.
    Fetch(String),
    /// Install the package.
    Install,
    /// Find out whether the installation that was under way has succeeded.
    Confirm,
    /// Nothing.
    Nothing,
}

/// The input is not allowed in this state; to be answered with 4.05.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not in this state of the firmware update")]
pub struct NotInThisState;

/// An update of the firmware.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Firmware {
    #[serde(flatten)]
    phase: Phase,
    result: UpdateResult,
    /// Resource 5/0/14: whether a package is installed as soon as it is there.
    #[serde(default)]
    pub automatic: bool,
    /// Resource 5/0/11; 1 is "mandatory".
    #[serde(default = "mandatory")]
    pub severity: i64,
}

const fn mandatory() -> i64 {
    1
}

impl Firmware {
    /// An update of which nothing has happened.
    #[must_use]
    pub fn new() -> Self {
        Self {
            severity: mandatory(),
            ..Self::default()
        }
    }

    /// Where it stands.
    #[must_use]
    pub const fn phase(&self) -> &Phase {
        &self.phase
    }

    /// What became of the last one.
    #[must_use]
    pub const fn result(&self) -> UpdateResult {
        self.result
    }

    /// Its state as the number of resource 5/0/3.
    #[must_use]
    pub const fn state(&self) -> i64 {
        match self.phase {
            Phase::Idle => 0,
            Phase::Downloading { .. } => 1,
            Phase::Downloaded { .. } => 2,
            Phase::Updating { .. } => 3,
        }
    }

    /// The address of the package (5/0/1); empty unless it is pulled.
    #[must_use]
    pub fn uri(&self) -> &str {
        match &self.phase {
            Phase::Downloading { source } | Phase::Downloaded { source } | Phase::Updating { source } => {
                match source {
                    Source::Pull(uri) => uri,
                    Source::Push => "",
                }
            }
            Phase::Idle => "",
        }
    }

    /// Takes one step.
    ///
    /// # Errors
    /// When the input is not allowed in this state; nothing has changed then.
    pub fn step(&mut self, input: Input) -> Result<Effect, NotInThisState> {
        let (phase, result, effect) = match self.phase.clone() {
            Phase::Idle => self.idle(input)?,
            Phase::Downloading { source } => self.downloading(source, input)?,
            Phase::Downloaded { source } => self.downloaded(source, input)?,
            Phase::Updating { source } => self.updating(source, input)?,
        };
        (self.phase, self.result) = (phase, result);
        Ok(effect)
    }

    fn idle(&self, input: Input) -> Result<Step, NotInThisState> {
        match input {
            Input::PushBegins => Ok((
                Phase::Downloading { source: Source::Push },
                UpdateResult::Initial,
                Effect::Prepare,
            )),
            Input::Uri(uri) => {
                let source = Source::Pull(uri.clone());
                Ok((
                    Phase::Downloading { source },
                    UpdateResult::Initial,
                    Effect::Fetch(uri),
                ))
            }
            Input::Reset => Ok(gone(UpdateResult::Initial)),
            // What a crash between two steps has left is deleted; the result stays until the next update.
            Input::Started => Ok(gone(self.result)),
            Input::Cancel
            | Input::Completed
            | Input::Deferred
            | Input::Failed(_)
            | Input::InstallFailed(_)
            | Input::Installed
            | Input::PushRestarts
            | Input::Update => Err(NotInThisState),
        }
    }

    fn downloading(&self, source: Source, input: Input) -> Result<Step, NotInThisState> {
        match input {
            Input::Completed if self.automatic => Ok(install(source)),
            Input::Completed => Ok((
                Phase::Downloaded { source },
                UpdateResult::Initial,
                Effect::Nothing,
            )),
            Input::Failed(failure) => Ok(gone(failure.into())),
            Input::Reset => Ok(gone(UpdateResult::Initial)),
            Input::Cancel => Ok(gone(UpdateResult::Cancelled)),
            Input::PushRestarts if source == Source::Push => Ok((
                Phase::Downloading { source },
                UpdateResult::Initial,
                Effect::Prepare,
            )),
            // The server does not know how far it came: it has to start over. A pull is ours to go on with.
            Input::Started => Ok(match source {
                Source::Push => gone(UpdateResult::ConnectionLost),
                Source::Pull(uri) => {
                    let source = Source::Pull(uri.clone());
                    (
                        Phase::Downloading { source },
                        UpdateResult::Initial,
                        Effect::Fetch(uri),
                    )
                }
            }),
            Input::Deferred
            | Input::InstallFailed(_)
            | Input::Installed
            | Input::PushBegins
            | Input::PushRestarts
            | Input::Update
            | Input::Uri(_) => Err(NotInThisState),
        }
    }

    fn downloaded(&self, source: Source, input: Input) -> Result<Step, NotInThisState> {
        match input {
            Input::Update => Ok(install(source)),
            Input::Deferred => Ok((
                Phase::Downloaded { source },
                UpdateResult::Deferred,
                Effect::Nothing,
            )),
            Input::Reset => Ok(gone(UpdateResult::Initial)),
            Input::Cancel => Ok(gone(UpdateResult::Cancelled)),
            Input::Started => Ok((Phase::Downloaded { source }, self.result, Effect::Nothing)),
            // The package has vanished from the disk.
            Input::Failed(failure) => Ok(gone(failure.into())),
            Input::Completed
            | Input::InstallFailed(_)
            | Input::Installed
            | Input::PushBegins
            | Input::PushRestarts
            | Input::Uri(_) => Err(NotInThisState),
        }
    }

    fn updating(&self, source: Source, input: Input) -> Result<Step, NotInThisState> {
        match input {
            Input::Installed => Ok(gone(UpdateResult::Updated)),
            Input::InstallFailed(InstallFailure::Integrity) => Ok(gone(UpdateResult::IntegrityCheckFailed)),
            Input::InstallFailed(InstallFailure::Package) => Ok(gone(UpdateResult::UpdateFailed)),
            Input::InstallFailed(InstallFailure::Transient) => Ok((
                Phase::Downloaded { source },
                UpdateResult::UpdateFailed,
                Effect::Nothing,
            )),
            // Nothing was installed, because somebody who was asked does not want it now.
            Input::Deferred => Ok((
                Phase::Downloaded { source },
                UpdateResult::Deferred,
                Effect::Nothing,
            )),
            Input::Started => Ok((Phase::Updating { source }, UpdateResult::Initial, Effect::Confirm)),
            Input::Cancel
            | Input::Completed
            | Input::Failed(_)
            | Input::PushBegins
            | Input::PushRestarts
            | Input::Reset
            | Input::Update
            | Input::Uri(_) => Err(NotInThisState),
        }
    }
}

type Step = (Phase, UpdateResult, Effect);

const fn gone(result: UpdateResult) -> Step {
    (Phase::Idle, result, Effect::Discard)
}

const fn install(source: Source) -> Step {
    (Phase::Updating { source }, UpdateResult::Initial, Effect::Install)
}

impl From<DownloadFailure> for UpdateResult {
    fn from(failure: DownloadFailure) -> Self {
        match failure {
            DownloadFailure::Storage => Self::NotEnoughStorage,
            DownloadFailure::Memory => Self::OutOfMemory,
            DownloadFailure::Connection => Self::ConnectionLost,
            DownloadFailure::Integrity => Self::IntegrityCheckFailed,
            DownloadFailure::PackageType => Self::UnsupportedPackageType,
            DownloadFailure::Uri => Self::InvalidUri,
            DownloadFailure::Protocol => Self::UnsupportedProtocol,
        }
    }
}

#[cfg(test)]
mod tests;
