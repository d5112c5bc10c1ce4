//! The LwM2M client engine, sans-IO.
