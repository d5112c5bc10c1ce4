//! What becomes of registrations.

use coap::Code;

use crate::version::EnablerVersion;

/// What a server does with a request of the client.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Reaction {
    /// Grants it.
    #[default]
    Accept,
    /// Does not answer.
    Ignore,
    /// Answers that it is busy, and for how many seconds (5.03 with Max-Age).
    Postpone(u32),
    /// Answers with this error.
    Refuse(Code),
}

/// What a server does with each operation of the registration interface.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    /// Versions of the enabler that are refused with 4.12.
    pub refused_versions: Vec<EnablerVersion>,
    /// Register, in a version that is not refused.
    pub register: Reaction,
    /// Update of a registration that exists.
    pub update: Reaction,
    /// De-register of a registration that exists.
    pub deregister: Reaction,
}
