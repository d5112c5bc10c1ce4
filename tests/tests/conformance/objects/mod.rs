//! The objects of the enabler: cases 500 to 999.

mod device;
mod firmware;
mod machine;
mod servers;
