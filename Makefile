# Every task of the project by one word; each line is also a command of its own.

.PHONY: demo test lint proofs bench build clean

# Shows the main job with no hardware and no server. DEMO="--for 30s" is passed on.
demo:
	packaging/install-build-tools.sh
	cargo run --package gatewayd --features demo --bin gatewayd -- demo $(DEMO)

# Installs what the tests need, and runs every check there is.
test:
	packaging/install-build-tools.sh
	.ci/lint.sh
	.ci/proofs.sh
	.ci/test.sh

lint:
	.ci/lint.sh

proofs:
	.ci/proofs.sh

build:
	packaging/install-build-tools.sh
	cargo build --release --package gatewayd

# Figures for docs/performance.md; nothing here passes or fails.
bench:
	packaging/install-build-tools.sh
	cargo bench --workspace --benches --features gatewayd-security/dtls

clean:
	cargo clean
