//! The named errors of the service, and which outcome has which name.

use lwm2m::Outcome;

use crate::hub::control::ReadError;

/// What a caller is told; the names on the bus are `org.gatewayd.Error.NotFound` and so on.
#[derive(Clone, Debug, Eq, PartialEq, zbus::DBusError)]
#[zbus(prefix = "org.gatewayd.Error")]
pub enum Error {
    /// Too many requests are waiting already.
    Busy(String),
    /// The configuration cannot be used; the text is everything that is wrong with it.
    ConfigInvalid(String),
    /// Something else went wrong.
    Failed(String),
    /// A path, a value or an argument cannot be understood or does not fit.
    InvalidArgument(String),
    /// The resource does not allow this operation.
    NotAllowed(String),
    /// There is nothing at the path.
    NotFound(String),
    /// The device did not answer in time; whether it acted is unknown.
    Timeout(String),
    /// The device or its bus is down.
    Unavailable(String),
}

/// Turns what became of a write or an execution into what the caller is told.
pub(super) fn checked(outcome: Outcome) -> Result<(), Error> {
    match outcome {
        Outcome::Changed | Outcome::Created(_) | Outcome::Deleted => Ok(()),
        Outcome::BadRequest => Err(Error::InvalidArgument(
            "the value does not fit the resource".into(),
        )),
        Outcome::DeviceTimeout => Err(Error::Timeout("the device did not answer in time".into())),
        Outcome::Internal => Err(Error::Failed("the device failed".into())),
        Outcome::MethodNotAllowed => Err(Error::NotAllowed(
            "the resource does not allow this operation".into(),
        )),
        Outcome::NotAcceptable | Outcome::UnsupportedFormat => {
            Err(Error::InvalidArgument("the value is in the wrong format".into()))
        }
        Outcome::NotFound => Err(Error::NotFound("there is no such resource".into())),
        Outcome::NotImplemented => Err(Error::NotAllowed(
            "gatewayd does not support this operation".into(),
        )),
        Outcome::TooLarge => Err(Error::InvalidArgument("the value is too large".into())),
        Outcome::Unauthorized => Err(Error::NotAllowed("the object holds credentials".into())),
        Outcome::Unavailable => Err(Error::Unavailable("the device cannot be reached".into())),
    }
}

impl From<ReadError> for Error {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Hidden => Self::NotAllowed("the object holds credentials".into()),
            ReadError::NotFound => Self::NotFound("there is nothing at this path".into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use objects::InstanceId;
    use zbus::DBusError;

    use super::*;

    #[test]
    fn success_is_no_error_and_every_failure_has_a_name_and_a_reason() {
        for outcome in [
            Outcome::Changed,
            Outcome::Created(InstanceId::new(0)),
            Outcome::Deleted,
        ] {
            assert_eq!(checked(outcome), Ok(()));
        }
        for (outcome, name) in [
            (Outcome::BadRequest, "InvalidArgument"),
            (Outcome::DeviceTimeout, "Timeout"),
            (Outcome::Internal, "Failed"),
            (Outcome::MethodNotAllowed, "NotAllowed"),
            (Outcome::NotAcceptable, "InvalidArgument"),
            (Outcome::NotFound, "NotFound"),
            (Outcome::NotImplemented, "NotAllowed"),
            (Outcome::TooLarge, "InvalidArgument"),
            (Outcome::Unauthorized, "NotAllowed"),
            (Outcome::Unavailable, "Unavailable"),
            (Outcome::UnsupportedFormat, "InvalidArgument"),
        ] {
            let error = checked(outcome).unwrap_err();
            assert_eq!(
                error.name().as_str(),
                format!("org.gatewayd.Error.{name}"),
                "{outcome:?}"
            );
            assert!(
                error.description().is_some_and(|reason| !reason.is_empty()),
                "{outcome:?}"
            );
        }
    }
}
