//! The one integration test binary.

mod harness;
mod interop_leshan;
mod support;
