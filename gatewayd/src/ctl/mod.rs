//! The commands of `gatewayctl`.

pub mod check;
