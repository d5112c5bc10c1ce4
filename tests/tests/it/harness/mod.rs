//! Tests of the harness itself: a peer that does not do what it should would make the other tests say nothing.

mod dbus;
mod faulty_slave;
mod leshan;
mod lwm2m_server;
mod minimal_client;
mod mosquitto;
mod pty;
mod slave;
