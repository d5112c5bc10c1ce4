//! gatewayd: an LwM2M gateway daemon.
