//! The test cases of OMA's Enabler Test Specification for LwM2M, played against the whole hub: its configuration as
//! text, its engine, its objects, in simulated time. Only sockets and adapters are not there.
//!
//! A test is named after its case: `lightweightm2m_1_1_int_221_…` is LightweightM2M-1.1-int-221. What became of every
//! case is in `docs/conformance.md`, which a test here compares with the tests there are.

mod accounts;
mod additional;
mod bootstrap;
mod configurations;
mod device_management;
mod files;
mod further;
mod ids;
mod objects;
mod registration;
mod reporting;
mod requests;
mod security;
mod stage;
mod table;
