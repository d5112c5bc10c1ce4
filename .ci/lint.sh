#!/usr/bin/env bash
# Formatting, lints, documentation and licences. Runs locally as it is.
set -euo pipefail
cd "$(dirname "$0")/.."

cargo fmt --all --check
cargo clippy --workspace --all-targets --features gatewayd/demo -- -D warnings
RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --quiet
if ! cargo deny --version >/dev/null 2>&1; then
    cargo install cargo-deny --locked --version 0.20.2 --quiet
fi
# No advisories: those are fetched, and this check must work without a network.
cargo deny check licenses bans sources
