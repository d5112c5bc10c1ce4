//! Finds loopback ports that nobody uses.

use std::collections::HashSet;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::sync::{LazyLock, Mutex, PoisonError};
use std::time::Duration;

/// The ports given out so far: tests run side by side, and the system may offer a port that was given back again.
static GIVEN: LazyLock<Mutex<HashSet<u16>>> = LazyLock::new(Mutex::default);

/// A UDP port that is free on the loopback address.
pub fn free_udp() -> u16 {
    unused("UDP", || {
        UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|socket| socket.local_addr())
    })
}

/// A TCP port that is free on the loopback address.
pub fn free_tcp() -> u16 {
    unused("TCP", || {
        TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|listener| listener.local_addr())
    })
}

/// Whether somebody accepts TCP connections on the loopback port.
pub fn accepts_tcp(port: u16) -> bool {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    TcpStream::connect_timeout(&address, Duration::from_secs(1)).is_ok()
}

fn unused(kind: &str, offer: impl Fn() -> std::io::Result<SocketAddr>) -> u16 {
    loop {
        let address = offer().unwrap_or_else(|error| panic!("there is no free {kind} port: {error}"));
        // One set for both kinds: a server may want the same number for UDP and TCP.
        if GIVEN
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(address.port())
        {
            return address.port();
        }
    }
}
