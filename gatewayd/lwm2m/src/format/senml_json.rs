//! SenML JSON.

use super::collect::Collector;
use super::{Content, DecodeError, EncodeError};

pub(super) fn encode(_parts: &[Content<'_>], _out: &mut Vec<u8>) -> Result<(), EncodeError> {
    Err(EncodeError::Unsupported(0))
}

pub(super) fn decode(_payload: &[u8], _collector: &mut Collector<'_>) -> Result<(), DecodeError> {
    Err(DecodeError::Unsupported(0))
}

pub(super) fn decode_paths(
    _payload: &[u8],
    _scope: &super::Scope<'_>,
    _fields: super::senml::Fields,
) -> Result<Vec<objects::Path>, DecodeError> {
    Err(DecodeError::Unsupported(0))
}
