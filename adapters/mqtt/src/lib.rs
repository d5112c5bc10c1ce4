//! The MQTT adapter.
