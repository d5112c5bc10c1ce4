//! The bootstrap interface.

mod accounts;
mod operations;
mod pack;
mod requests;
mod stage;
mod times;
