//! Runs the inputs of the fuzz corpus as ordinary tests.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::fs;
use std::path::Path;

use gatewayd_coap::fuzzing;

/// Gives every file of a target's corpus to its body; how many there were.
fn replay(target: &str, body: fn(&[u8])) -> usize {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/fuzz/corpus")
        .join(target);
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let inputs = entries.map(|entry| fs::read(entry.unwrap().path()).unwrap());
    inputs.inspect(|input| body(input)).count()
}

#[test]
fn every_known_message_is_read_or_refused() {
    assert!(replay("coap_message", fuzzing::coap_message) > 0);
}

#[test]
fn every_known_sequence_keeps_the_bounds() {
    assert!(replay("block_sequence", fuzzing::block_sequence) > 0);
}

/// What a fuzzer would do, briefly: bytes of a seeded generator.
#[test]
fn random_sequences_keep_the_bounds() {
    let mut state = 1u64;
    for _ in 0..3000 {
        let bytes: Vec<u8> = std::iter::repeat_with(|| {
            // Xorshift64.
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 32) as u8
        })
        .take(400)
        .collect();
        fuzzing::block_sequence(&bytes);
        fuzzing::coap_message(&bytes);
    }
}
