#!/usr/bin/env bash
# Proves the directions of dependency that docs/architecture.md promises. Runs locally as it is.
set -euo pipefail
cd "$(dirname "$0")/.."

# forbid PACKAGE FEATURES NAME...: none of the names may be among the package's normal dependencies.
forbid() {
    local package=$1 features=$2
    shift 2
    local tree
    tree=$(cargo tree --package "$package" --features "$features" --edges normal --prefix none --format '{p}')
    local name
    for name in "$@"; do
        if grep -qE "^$name v" <<<"$tree"; then
            printf 'proofs: %s must not depend on %s\n' "$package" "$name" >&2
            exit 1
        fi
    done
}

# I1: the protocol is pure.
for package in gatewayd-objects gatewayd-coap gatewayd-lwm2m; do
    forbid "$package" "" tokio mio socket2 zbus rand
done
forbid gatewayd-security dtls tokio mio socket2 zbus rand

# I5: adapters know devices, not LwM2M.
for package in gatewayd-adapter gatewayd-adapter-modbus gatewayd-adapter-mqtt gatewayd-adapter-ble \
    gatewayd-adapter-sim; do
    forbid "$package" "" gatewayd-lwm2m gatewayd-coap gatewayd-security gatewayd
done

# What only tests need is not in the program.
forbid gatewayd "" tempfile

# The engine asks for a link; what protects it is none of its business.
forbid gatewayd-lwm2m "" gatewayd-security

# I2: the pure crates repeat the bans of the top, because their own file replaces it, and add the same ones.
for crate in gatewayd/coap gatewayd/lwm2m gatewayd/security; do
    cmp objects/clippy.toml "$crate/clippy.toml"
done
while IFS= read -r ban; do
    if ! grep -qxF -- "$ban" objects/clippy.toml; then
        printf 'proofs: objects/clippy.toml lacks the line of clippy.toml: %s\n' "$ban" >&2
        exit 1
    fi
done <clippy.toml

# Every combination of adapters that a packager may choose compiles on its own, tests included, without a warning.
for features in "" modbus ble mqtt sim dtls; do
    cargo clippy --quiet --package gatewayd --all-targets --no-default-features --features "$features" -- -D warnings
done
printf 'proofs: all hold\n'
