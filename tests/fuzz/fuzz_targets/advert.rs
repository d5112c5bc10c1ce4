#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| adapter_ble::fuzzing::advertisement(data));
