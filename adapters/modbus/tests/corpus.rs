//! The inputs of the fuzz target, on every build.

use std::path::Path;

use proptest::prelude::*;

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

proptest! {
    #[test]
    fn any_bytes_are_survived(data in prop::collection::vec(any::<u8>(), 0..300)) {
        gatewayd_adapter_modbus::fuzzing::modbus_reply(&data);
    }

    #[test]
    fn a_damaged_reply_is_survived(at in 0usize..16, byte: u8, kind: u8) {
        let mut data = [
            2, 0x11, 0x00, 0x6B, 3, 0x11, 0x03, 0x06, 0x02, 0x2B, 0x00, 0x00, 0x00, 0x64, 0xC8, 0xBA,
        ];
        data[0] = kind;
        data[at] = byte;
        gatewayd_adapter_modbus::fuzzing::modbus_reply(&data);
    }
}
