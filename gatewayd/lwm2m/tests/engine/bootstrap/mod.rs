//! The bootstrap interface.

mod accounts;
mod formats;
mod operations;
mod pack;
mod requests;
mod rules;
mod several;
mod stage;
mod times;
