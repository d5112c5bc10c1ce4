//! Link format.
