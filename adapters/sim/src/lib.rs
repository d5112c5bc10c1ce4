//! The simulated adapter: scripted values and faults.
