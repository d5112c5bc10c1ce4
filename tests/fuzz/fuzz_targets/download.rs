#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| gatewayd::machine::download::fuzzing::download(data));
