//! Why content could not be written or read.

use objects::{InvalidPath, Path, ResourcePath, ValueKind};

/// Content cannot be expressed in the wanted format; the server gets 4.06.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum EncodeError {
    /// Only text, opaque and CBOR content of a single value can be written in the format.
    #[error("content format {0} carries exactly one value")]
    NotSingle(u16),
    /// The opaque format was asked for a value of another kind.
    #[error("{0} does not hold opaque data")]
    NotOpaque(ResourcePath),
    /// Text cannot express NaN and the infinities.
    #[error("the number at {0} is not finite")]
    NotFinite(ResourcePath),
    /// The format knows neither composite content nor gateway prefixes.
    #[error("content format {0} is bound to one object")]
    NotComposite(u16),
    /// Only SenML has time stamps.
    #[error("content format {0} has no time stamps")]
    Timed(u16),
    /// A TLV value is longer than 2^24 - 1 bytes.
    #[error("the value at {0} is too long for TLV")]
    TooLong(Path),
    /// The format is unknown, or nothing is ever written in it.
    #[error("content format {0} is not written by a client")]
    Unsupported(u16),
}

/// A payload cannot be read.
///
/// [`Unsupported`](Self::Unsupported) becomes 4.15, [`Undefined`](Self::Undefined) 4.04 and everything else 4.00.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum DecodeError {
    /// The format is unknown or has no meaning in this operation.
    #[error("content format {0} is not understood here")]
    Unsupported(u16),
    /// The resource is not in the definition of its object.
    #[error("{0} is not defined")]
    Undefined(ResourcePath),
    /// The bytes do not follow the grammar of the format.
    #[error("the payload is malformed at byte {offset}")]
    Malformed {
        /// How many bytes made sense.
        offset: usize,
    },
    /// The payload goes on after its end.
    #[error("unexpected data follows at byte {offset}")]
    Trailing {
        /// Where the surplus starts.
        offset: usize,
    },
    /// The payload has nothing where something is needed.
    #[error("the payload names no resource")]
    Empty,
    /// The payload has more records than are handled at once.
    #[error("the payload has more than {0} records")]
    TooMany(usize),
    /// The name of a record, or a list of identifiers, is not a path.
    #[error("record {record} has no valid path")]
    Path {
        /// Which record, counted from 0.
        record: usize,
        /// What is wrong with it.
        source: InvalidPath,
    },
    /// The name of a record starts with the prefix of another device, or lacks the one of this device.
    #[error("record {record} names another device")]
    Prefix {
        /// Which record, counted from 0.
        record: usize,
    },
    /// A value belongs to a resource or resource instance; this path is neither.
    #[error("{0} cannot hold a value")]
    Level(Path),
    /// The payload reaches beyond the path of the request.
    #[error("{0} is not part of the request")]
    Outside(Path),
    /// An array stands where one value is wanted, or the other way round.
    #[error("{0} is nested in the wrong way")]
    Nesting(Path),
    /// A path occurs twice.
    #[error("{0} occurs twice")]
    Duplicate(ResourcePath),
    /// The value is not of the kind the definition demands.
    #[error("the value of {path} is not of kind {kind}")]
    Value {
        /// Which resource.
        path: ResourcePath,
        /// What it holds.
        kind: ValueKind,
    },
    /// A null stands where nothing can be removed.
    #[error("{0} cannot be removed")]
    Null(Path),
    /// A record has no value.
    #[error("record {record} has no value")]
    NoValue {
        /// Which record, counted from 0.
        record: usize,
    },
    /// A record has more than one value, or says something else twice.
    #[error("record {record} says something twice")]
    Repeated {
        /// Which record, counted from 0.
        record: usize,
    },
    /// A record of a list of paths has a value or another field that does not belong there.
    #[error("record {record} has a field that a list of paths cannot have")]
    NotAPath {
        /// Which record, counted from 0.
        record: usize,
    },
    /// A record has a field that must be understood and is not, or is of a later SenML version.
    #[error("record {record} needs an unknown extension")]
    Extension {
        /// Which record, counted from 0.
        record: usize,
    },
    /// One request creates one instance.
    #[error("the payload describes several instances")]
    SeveralInstances,
}
