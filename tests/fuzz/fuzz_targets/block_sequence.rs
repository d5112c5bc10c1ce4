#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| coap::fuzzing::block_sequence(data));
