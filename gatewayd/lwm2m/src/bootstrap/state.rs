//! How far bootstrapping is.

use std::time::Instant;

use coap::{ExchangeId, RequestId};

use super::BootstrapStatus;
use crate::accounts::Accounts;

/// How far bootstrapping is. Each state owns what only it needs.
#[derive(Debug)]
pub(super) enum State {
    /// The last attempt failed.
    BackingOff { retry_at: Instant },
    /// The host stores what it was given; the Finish waits for it.
    Committing {
        /// What is stored.
        accounts: Accounts,
        /// What the server wrote, to go on with if the host refuses.
        staging: Staging,
        answer: CommitAnswer,
    },
    /// Done. The link stays until this instant, in case the Finish is repeated.
    Finished { close_at: Instant },
    /// No bootstrap is under way.
    Idle,
    /// The link is being opened.
    Opening,
    /// The server works on the accounts, and has until this instant for its next request.
    Receiving { staging: Staging, until: Instant },
    /// The server was asked to bootstrap us; it may begin before it answers.
    Requesting {
        exchange: ExchangeId,
        ask: Ask,
        staging: Staging,
    },
    /// Client Hold Off Time (core §E.1, resource 11).
    WaitingHoldOff { until: Instant },
}

/// Who is told whether the accounts were taken.
#[derive(Clone, Copy, Debug)]
pub(super) enum CommitAnswer {
    /// The server, which waits for the answer to its Finish.
    Finish(RequestId),
    /// Nobody: a pack has no Finish.
    Pack,
}

/// How the bootstrap server was asked.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Ask {
    /// For everything at once.
    Pack,
    /// For a bootstrap in steps, in any format.
    Plain,
    /// For a bootstrap in steps, in the format this client likes best.
    Preferring,
}

/// The accounts as the bootstrap server has made them so far.
#[derive(Clone, Debug)]
pub(super) struct Staging {
    pub(super) accounts: Accounts,
}

impl State {
    pub(super) const fn status(&self) -> BootstrapStatus {
        match self {
            Self::BackingOff { retry_at } => BootstrapStatus::BackingOff(*retry_at),
            Self::Finished { .. } => BootstrapStatus::Finished,
            Self::Idle => BootstrapStatus::Idle,
            Self::Committing { .. } | Self::Opening | Self::Receiving { .. } | Self::Requesting { .. } => {
                BootstrapStatus::InProgress
            }
            Self::WaitingHoldOff { until } => BootstrapStatus::Waiting(*until),
        }
    }

    /// What the server has written so far.
    pub(super) const fn staging(&self) -> Option<&Staging> {
        match self {
            Self::Committing { staging, .. }
            | Self::Receiving { staging, .. }
            | Self::Requesting { staging, .. } => Some(staging),
            Self::BackingOff { .. }
            | Self::Finished { .. }
            | Self::Idle
            | Self::Opening
            | Self::WaitingHoldOff { .. } => None,
        }
    }

    /// When it ends by itself.
    pub(super) const fn deadline(&self) -> Option<Instant> {
        match self {
            Self::BackingOff { retry_at } => Some(*retry_at),
            Self::Finished { close_at } => Some(*close_at),
            Self::Receiving { until, .. } | Self::WaitingHoldOff { until } => Some(*until),
            Self::Committing { .. } | Self::Idle | Self::Opening | Self::Requesting { .. } => None,
        }
    }

    /// Whether the bootstrap account is not needed at the moment.
    pub(super) const fn rests(&self) -> bool {
        match self {
            Self::Finished { .. } | Self::Idle => true,
            Self::BackingOff { .. }
            | Self::Committing { .. }
            | Self::Opening
            | Self::Receiving { .. }
            | Self::Requesting { .. }
            | Self::WaitingHoldOff { .. } => false,
        }
    }
}
