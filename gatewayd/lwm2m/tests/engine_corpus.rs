//! Runs the inputs of the engine's fuzz corpus, and random ones, as ordinary tests.

#![cfg(test)]

use std::fs;
use std::path::Path;

use gatewayd_lwm2m::fuzzing::client_ops;

#[test]
fn every_known_sequence_is_survived() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fuzz/corpus/client_ops");
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let inputs = entries.map(|entry| fs::read(entry.unwrap().path()).unwrap());
    assert!(inputs.inspect(|input| client_ops(input)).count() > 0);
}

/// What a fuzzer would do, briefly: bytes of a seeded generator.
#[test]
fn random_sequences_are_survived() {
    let mut state = 1u64;
    for _ in 0..300 {
        let bytes: Vec<u8> = std::iter::repeat_with(|| {
            // Xorshift64.
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 32) as u8
        })
        .take(600)
        .collect();
        client_ops(&bytes);
    }
}
