#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| coap::fuzzing::coap_message(data));
