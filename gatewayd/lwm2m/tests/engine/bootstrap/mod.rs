//! The bootstrap interface.

mod accounts;
mod formats;
mod operations;
mod pack;
mod requests;
mod several;
mod stage;
mod times;
