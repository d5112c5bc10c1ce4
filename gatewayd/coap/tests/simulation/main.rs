//! Two endpoints over a bad wire: what must hold whatever happens on it.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

// The name the crate has elsewhere.
extern crate gatewayd_coap as coap;

#[path = "../netem/mod.rs"]
mod netem;
mod observation;
mod transfer;
mod world;

use std::time::Duration;

use netem::Conditions;

/// How many different fates every property is checked against.
const SEEDS: u64 = 1000;

/// MAX_TRANSMIT_WAIT and the wait for the response: the longest one message exchange may take.
const STEP_LIMIT: Duration = Duration::from_secs(93 + 93);

/// From a good wire to a very bad one.
fn conditions(seed: u64) -> Conditions {
    Conditions {
        loss: seed % 5 * 8,
        duplication: seed % 3 * 15,
        latency: Duration::from_millis(10),
        jitter: Duration::from_millis(seed % 7 * 400),
    }
}
