//! LwM2M CBOR.

use super::collect::Collector;
use super::{Content, DecodeError, EncodeError};

pub(super) fn encode(_parts: &[Content<'_>], _out: &mut Vec<u8>) -> Result<(), EncodeError> {
    Err(EncodeError::Unsupported(0))
}

pub(super) fn decode(_payload: &[u8], _collector: &mut Collector<'_>) -> Result<(), DecodeError> {
    Err(DecodeError::Unsupported(0))
}
