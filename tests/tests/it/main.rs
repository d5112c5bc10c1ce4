//! The one integration test binary.

mod bootstrap;
mod control_bus;
mod firmware;
mod harness;
mod interop_aiocoap;
mod interop_leshan;
mod modbus_faults;
mod mqtt_faults;
mod polkit;
mod service;
mod support;
