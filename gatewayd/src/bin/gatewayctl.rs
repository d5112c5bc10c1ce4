//! The command line for the daemon.
fn main() {}
