//! CBOR.
use super::collect::Collector;
use super::{DecodeError, Record};
pub(super) fn encode(_record: &Record<'_>, _out: &mut Vec<u8>) {}
pub(super) fn decode(_payload: &[u8], _collector: &mut Collector<'_>) -> Result<(), DecodeError> {
    Err(DecodeError::Unsupported(60))
}
