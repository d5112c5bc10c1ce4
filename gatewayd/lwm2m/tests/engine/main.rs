//! Conversations of the client engine with a server, in literal times.

#![cfg(test)]

// The name the crate has elsewhere.
extern crate gatewayd_lwm2m as lwm2m;

mod access;
mod attributes;
mod bootstrap;
mod composite;
mod composite_observe;
mod create;
mod disable;
mod discover;
mod duplicates;
mod execute;
mod fleet;
mod formats;
mod handover;
mod model;
mod notify;
mod observe;
mod order;
mod queue;
mod read;
mod refusals;
mod registration;
mod retry;
mod send;
mod send_later;
mod servers;
mod simulation;
mod storing;
mod support;
mod transport;
mod update;
mod upload;
mod world;
mod write;
