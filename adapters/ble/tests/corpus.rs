//! Replays what the fuzzer starts from and what it has found.

use std::path::Path;

#[test]
fn the_corpus_of_advertisements_is_read_without_panic() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fuzz/corpus/advert");
    let mut inputs = 0;
    for entry in std::fs::read_dir(&folder).expect("the corpus is part of the sources") {
        let data =
            std::fs::read(entry.expect("the folder can be listed").path()).expect("an input can be read");
        gatewayd_adapter_ble::fuzzing::advertisement(&data);
        inputs += 1;
    }
    assert!(inputs >= 20, "{inputs} inputs are fewer than were committed");
}
