#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| lwm2m::format::fuzzing::lwm2m_cbor(data));
