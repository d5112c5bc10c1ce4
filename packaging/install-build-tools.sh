#!/bin/bash
# Installs what building gatewayd needs, on Debian 12 or newer and on Ubuntu: a C compiler and linker,
# pkg-config, and the headers of OpenSSL (DTLS, MQTT over TLS) and of D-Bus (Bluetooth through BlueZ).
#
# Asks nothing, may run any number of times, and does nothing when everything is there.
set -euo pipefail

packages=()
has() { command -v "$1" >/dev/null; }
has cc || packages+=(build-essential)
has pkg-config || packages+=(pkg-config)
has pkg-config && pkg-config --exists openssl || packages+=(libssl-dev)
has pkg-config && pkg-config --exists dbus-1 || packages+=(libdbus-1-dev)
if ((${#packages[@]})); then
    printf 'install-build-tools: installing %s\n' "${packages[*]}"
    as_root() { if [[ $EUID -eq 0 ]]; then "$@"; else sudo "$@"; fi; }
    as_root apt-get update -q || printf 'install-build-tools: the old package lists may do\n'
    as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -q -y --no-install-recommends "${packages[@]}" </dev/null
fi
has cargo || { printf 'install-build-tools: install Rust with rustup first, see README.md\n' >&2; exit 1; }
