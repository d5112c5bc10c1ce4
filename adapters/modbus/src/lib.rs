//! The Modbus adapter: RTU and TCP master.
