//! The inputs of the fuzz target, on every build.

use std::path::Path;

#[test]
fn every_input_of_the_corpus_is_survived() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fuzz/corpus/modbus_reply");
    let mut inputs = 0;
    for entry in std::fs::read_dir(&folder).expect("the corpus is there") {
        let data = std::fs::read(entry.expect("a readable folder").path()).expect("a readable file");
        gatewayd_adapter_modbus::fuzzing::modbus_reply(&data);
        inputs += 1;
    }
    assert!(inputs > 0, "{} is empty", folder.display());
}
