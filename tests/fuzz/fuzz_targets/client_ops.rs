#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| lwm2m::fuzzing::client_ops(data));
