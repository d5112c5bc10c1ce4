//! The inputs of the fuzz target, on every run of the tests.

use std::fs;
use std::path::Path;

#[test]
fn the_corpus_of_payloads_breaks_no_promise() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fuzz/corpus/mqtt_payload");
    let entries = fs::read_dir(&corpus).expect("the corpus is in the repository");
    let mut count = 0;
    for entry in entries {
        let data = fs::read(entry.expect("the corpus can be listed").path()).expect("the input can be read");
        gatewayd_adapter_mqtt::fuzzing::mqtt_payload(&data);
        count += 1;
    }
    assert!(count >= 19, "only {count} inputs");
}
