//! Starts the LwM2M server of Eclipse Leshan, and drives clients through its REST interface.

mod answer;
mod bootstrap;
mod client;
mod events;
mod http;
mod node;
mod rest;
mod server;
mod value;

pub use answer::{Answer, Link, RestError};
pub use bootstrap::{BootstrapPlan, LeshanBootstrap, Sessions};
pub use client::Client;
pub use events::{CoapMessage, Event, EventKind, Events};
pub use node::Node;
pub use rest::Format;
pub use server::Leshan;
pub use value::Value;
