//! The LwM2M client engine, sans-IO.
//!
//! [`Client`] registers with its servers, answers their requests from an [`ObjectTree`](objects::ObjectTree)
//! it is lent, and notifies them of changes. Feed it with the `handle_*` methods in any order; afterwards
//! call [`Client::poll_output`] until it returns [`Output::Wait`].

mod access;
mod account;
mod accounts;
mod attributes;
mod bootstrap;
mod client;
mod composite;
mod discover;
mod event;
mod execute;
pub mod format;
#[doc(hidden)]
pub mod fuzzing;
mod object_list;
mod observation;
mod operation;
mod order;
mod outcome;
mod planner;
mod read;
mod retry;
mod send;
#[cfg(feature = "server")]
pub mod server;
mod session;
mod stored;
mod version;
mod write;

pub use access::{Rights, Rule, rules};
pub use account::{Account, InvalidServerId, ServerId};
pub use accounts::{Accounts, NotAnAccount};
pub use attributes::{AttributeError, AttributeUpdate, Attributes, TargetKind};
pub use bootstrap::{BootstrapConfig, BootstrapStatus, BootstrapTimes, Inconsistent, TimesLeft};
pub use client::{Client, ClientConfig, ServerStatus};
pub use event::{
    BootstrapError, Event, LinkId, LinkRequest, LinkState, Output, RegistrationError, RequestId, WriteMode,
};
pub use outcome::Outcome;
pub use send::{SendError, SendFailure, SendId, SendValue};
pub use session::RegistrationStatus;
pub use version::EnablerVersion;
