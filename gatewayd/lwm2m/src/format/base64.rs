//! Base64 in the forms the text formats need (RFC 4648).

use base64::Engine as _;
use base64::alphabet;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD, URL_SAFE_NO_PAD};

/// Servers differ in whether they pad, whatever the specification says.
const TOLERANT: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
const STANDARD_TOLERANT: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, TOLERANT);
const URL_SAFE_TOLERANT: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, TOLERANT);

/// Appends `bytes` in the standard alphabet with padding (plain text, OMA JSON).
pub(super) fn write_standard(bytes: &[u8], out: &mut Vec<u8>) {
    write(&STANDARD, bytes, out);
}

/// Appends `bytes` in the alphabet for URLs without padding (SenML JSON).
pub(super) fn write_url_safe(bytes: &[u8], out: &mut Vec<u8>) {
    write(&URL_SAFE_NO_PAD, bytes, out);
}

fn write(engine: &GeneralPurpose, bytes: &[u8], out: &mut Vec<u8>) {
    /// A multiple of three, so that only the last chunk has padding.
    const CHUNK: usize = 192;
    let mut buffer = [0; CHUNK / 3 * 4];
    for chunk in bytes.chunks(CHUNK) {
        let length = engine
            .encode_slice(chunk, &mut buffer)
            .expect("four characters for three bytes fit the buffer");
        out.extend_from_slice(buffer.get(..length).unwrap_or_default());
    }
}

/// Reads either alphabet, padded or not.
pub(super) fn read(text: &str) -> Option<Vec<u8>> {
    let url_safe = text.bytes().any(|byte| matches!(byte, b'-' | b'_'));
    let engine = if url_safe {
        URL_SAFE_TOLERANT
    } else {
        STANDARD_TOLERANT
    };
    engine.decode(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_alphabets_are_read_with_and_without_padding() {
        for text in ["+/8=", "+/8", "-_8=", "-_8"] {
            assert_eq!(read(text), Some(vec![0xfb, 0xff]), "{text}");
        }
        assert_eq!(read("+_8="), None);
        assert_eq!(read("A"), None);
        assert_eq!(read(" AQ=="), None);
    }

    #[test]
    fn long_data_is_padded_at_its_end_only() {
        let bytes: Vec<u8> = (0..=255).cycle().take(1000).collect();
        let mut out = Vec::new();
        write_standard(&bytes, &mut out);
        assert_eq!(out, STANDARD.encode(&bytes).into_bytes());
    }
}
