//! Why a command could not be carried out, and with which code the program ends then.

use std::io;

use zbus::fdo;

use crate::exit::Exit;

/// A command was not carried out.
#[derive(Debug, thiserror::Error)]
pub(super) enum CtlError {
    /// The daemon said something that this program does not understand; it may be of another version.
    #[error("the answer of gatewayd cannot be understood: {0}")]
    Answer(String),
    /// The user is not allowed to do this.
    #[error("not permitted; root and the members of the group gatewayd may do this")]
    Denied,
    /// The result cannot be printed.
    #[error("the result cannot be printed: {0}")]
    Output(#[from] io::Error),
    /// The daemon was reached and did not do it.
    #[error("{0}")]
    Refused(String),
    /// There is no daemon, or no bus.
    #[error("gatewayd cannot be reached: {0}")]
    Unreachable(String),
}

impl CtlError {
    /// The exit code that tells scripts the difference.
    pub(super) const fn exit(&self) -> Exit {
        match self {
            Self::Answer(_) | Self::Output(_) => Exit::Internal,
            Self::Denied | Self::Refused(_) => Exit::Refused,
            Self::Unreachable(_) => Exit::Unavailable,
        }
    }
}

impl From<zbus::Error> for CtlError {
    fn from(error: zbus::Error) -> Self {
        match error {
            zbus::Error::MethodError(name, reason, _) => {
                Self::Refused(reason.unwrap_or_else(|| name.to_string()))
            }
            zbus::Error::FDO(error) => (*error).into(),
            zbus::Error::Address(_)
            | zbus::Error::Connection(..)
            | zbus::Error::Handshake(_)
            | zbus::Error::InputOutput(_) => Self::Unreachable(error.to_string()),
            other => Self::Answer(other.to_string()),
        }
    }
}

impl From<fdo::Error> for CtlError {
    fn from(error: fdo::Error) -> Self {
        match error {
            fdo::Error::ZBus(error) => error.into(),
            fdo::Error::AccessDenied(_) => Self::Denied,
            fdo::Error::NameHasNoOwner(_) | fdo::Error::ServiceUnknown(_) => {
                Self::Unreachable("it is not running, or not on this bus".into())
            }
            fdo::Error::Disconnected(_) | fdo::Error::NoReply(_) | fdo::Error::Timeout(_) => {
                Self::Unreachable("it has not answered".into())
            }
            fdo::Error::FileNotFound(reason) => Self::Unreachable(reason),
            other => Self::Answer(other.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_can_tell_a_refusal_from_a_daemon_that_is_away() {
        for (error, expected) in [
            (fdo::Error::AccessDenied("by the policy".into()), Exit::Refused),
            (fdo::Error::ServiceUnknown("no name".into()), Exit::Unavailable),
            (fdo::Error::NoReply("it died".into()), Exit::Unavailable),
            (fdo::Error::UnknownMethod("too old".into()), Exit::Internal),
        ] {
            let said = CtlError::from(zbus::Error::FDO(error.into()));
            assert_eq!(said.exit(), expected, "{said}");
        }
    }
}
