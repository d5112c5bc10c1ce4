#!/bin/bash
# Installs what building and testing gatewayd needs, on Debian 12 or newer and on Ubuntu.
#
# It asks nothing, may run any number of times, and takes seconds when everything is there. System packages come from
# the distribution; the rest goes into tests/.tools. Tools that GATEWAYD_TEST_SKIP names (mosquitto, leshan, dbus,
# pymodbus, aiocoap, mbedtls, separated by commas) are left out, as their tests are.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

tools=tests/.tools
packages=()

say() { printf 'install-test-tools: %s\n' "$*"; }
fail() { say "$*" >&2; exit 1; }
wanted() { [[ ",${GATEWAYD_TEST_SKIP:-}," != *",$1,"* ]]; }
as_root() { if [[ $EUID -eq 0 ]]; then "$@"; else sudo "$@"; fi; }
# Daemons are not on every user's path.
has() { PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin" command -v "$1" >/dev/null; }
has_library() { has pkg-config && pkg-config --exists "$1"; }

# Calls the check in the remaining arguments, and notes the package if it fails.
need() {
    local package=$1
    shift
    "$@" || packages+=("$package")
}

list_missing_packages() {
    need build-essential has cc
    need pkg-config has pkg-config
    need libssl-dev has_library openssl
    need libdbus-1-dev has_library dbus-1
    need openssl has openssl
    if wanted dbus; then
        need dbus has dbus-daemon
        need dbus has dbus-send
    fi
    if wanted mosquitto; then
        need mosquitto has mosquitto
        need mosquitto-clients has mosquitto_sub
    fi
    if wanted pymodbus || wanted aiocoap; then
        need python3 has python3
        need python3-venv python_has_venv
    fi
    if wanted leshan; then
        need default-jdk-headless has java
        need maven has mvn
    fi
}

python_has_venv() { python3 -c 'import ensurepip, venv' 2>/dev/null; }

# The tests start a broker of their own; the package must not start one for the system.
install_packages() {
    local policy=/usr/sbin/policy-rc.d
    if [[ ! -e $policy ]]; then
        trap 'as_root rm -f /usr/sbin/policy-rc.d' EXIT
        printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
        as_root chmod +x "$policy"
    fi
    as_root apt-get update -q || say "the package lists could not be renewed; the old ones may do"
    as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -q -y --no-install-recommends "$@" </dev/null
}

install_python_packages() {
    local wish=tests/tools/requirements.txt venv=$tools/venv
    if cmp -s "$wish" "$venv/installed.txt" &&
        "$venv/bin/python" -c 'import pymodbus, serial, aiocoap, cbor2' 2>/dev/null; then
        return
    fi
    say "installing pymodbus and aiocoap"
    rm -rf "$venv"
    python3 -m venv "$venv"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --requirement "$wish"
    cp "$wish" "$venv/installed.txt"
}

# Not fatal: there are Pythons it is not built for, and few tests need it.
install_mbedtls() {
    local wish=tests/tools/requirements-dtls.txt venv=$tools/venv
    if "$venv/bin/python" -c 'import mbedtls' 2>/dev/null; then
        return
    fi
    say "installing mbedtls"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --only-binary :all: \
        --requirement "$wish" ||
        say "mbedtls is not to be had for this Python; GATEWAYD_TEST_SKIP=mbedtls leaves its tests out" >&2
}

install_leshan() {
    local wish=tests/leshan/pom.xml folder=$tools/leshan
    # Where the server comes from elsewhere, the tests are told so by the same variable.
    if [[ -n ${GATEWAYD_TEST_LESHAN:-} ]] || cmp -s "$wish" "$folder/installed.xml"; then
        return
    fi
    say "resolving Leshan"
    rm -rf "$folder"
    mvn --batch-mode --quiet --file "$wish" dependency:copy-dependencies \
        -DincludeScope=runtime -DoutputDirectory="$PWD/$folder/lib" </dev/null ||
        fail "Maven could not resolve Leshan; GATEWAYD_TEST_SKIP=leshan leaves its tests out," \
            "GATEWAYD_TEST_LESHAN=FOLDER names a folder with its jars"
    cp "$wish" "$folder/installed.xml"
}

list_missing_packages
if ((${#packages[@]})); then
    say "installing ${packages[*]}"
    install_packages "${packages[@]}" || fail "the packages could not be installed: ${packages[*]}"
fi
mkdir -p "$tools"
if wanted pymodbus || wanted aiocoap; then install_python_packages; fi
if wanted aiocoap && wanted mbedtls; then install_mbedtls; fi
if wanted leshan; then install_leshan; fi
say "everything is there${GATEWAYD_TEST_SKIP:+, but for: $GATEWAYD_TEST_SKIP}"
