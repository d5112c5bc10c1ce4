//! The adapter with a real broker, mosquitto, and independent clients of it.

mod bench;
mod broker;
mod commands;
mod corpus;
mod recovery;
mod security;
mod values;
