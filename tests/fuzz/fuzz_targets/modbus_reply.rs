#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| adapter_modbus::fuzzing::modbus_reply(data));
