//! A server of one file behind a loopback socket, for gateways that fetch their firmware.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::wait;

/// How often the server looks whether it is to end; the socket itself is never waited for any longer.
const INTERVAL: Duration = Duration::from_millis(5);

/// Longer than any request for a block.
const MAX_DATAGRAM: usize = 2048;

/// A server of one file, on a loopback port of its own.
#[derive(Debug)]
pub struct FileServer {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
    network: Option<JoinHandle<()>>,
}

#[derive(Debug)]
struct State {
    file: lwm2m::server::FileServer,
    ended: bool,
}

impl FileServer {
    /// Serves this content.
    ///
    /// # Panics
    ///
    /// When there is no loopback port left.
    pub fn start(content: Vec<u8>) -> Self {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).expect("a socket can be made");
        socket
            .set_read_timeout(Some(INTERVAL))
            .expect("some milliseconds are a valid time");
        let address = socket.local_addr().expect("the socket is bound");
        let file = lwm2m::server::FileServer::new(content);
        let state = Arc::new(Mutex::new(State { file, ended: false }));
        let shared = Arc::clone(&state);
        Self {
            address,
            state,
            network: Some(thread::spawn(move || serve(&socket, &shared))),
        }
    }

    /// The address of the file.
    pub fn uri(&self) -> String {
        format!("coap://{}/image", self.address)
    }

    /// Looks at what is served and was asked for, or alters it.
    pub fn with<T>(&self, look: impl FnOnce(&mut lwm2m::server::FileServer) -> T) -> T {
        look(&mut self.state().file)
    }

    /// Does not answer from this block on, until [`FileServer::go_on`].
    pub fn stop_before(&self, block: u32) {
        self.with(|file| file.silent_from = Some(block));
    }

    /// Answers everything again, and forgets what it was asked for so far.
    pub fn go_on(&self) {
        self.with(|file| {
            file.silent_from = None;
            file.asked.clear();
        });
    }

    /// Which blocks it was asked for.
    pub fn asked(&self) -> Vec<u32> {
        self.with(|file| file.asked.clone())
    }

    /// Waits until a block was asked for.
    ///
    /// # Panics
    ///
    /// When it is not asked for in time.
    pub fn wait_asked(&self, block: u32, within: Duration) {
        wait::until(&format!("a request for block {block}"), within, || {
            self.asked().contains(&block).then_some(())
        });
    }

    fn state(&self) -> MutexGuard<'_, State> {
        locked(&self.state)
    }
}

impl Drop for FileServer {
    fn drop(&mut self) {
        self.state().ended = true;
        // A network that panicked has said so already.
        let _ = self.network.take().map(JoinHandle::join);
    }
}

fn serve(socket: &UdpSocket, shared: &Mutex<State>) {
    let mut buffer = [0; MAX_DATAGRAM];
    loop {
        let received = socket.recv_from(&mut buffer);
        let mut state = locked(shared);
        if state.ended {
            return;
        }
        match received {
            Ok((length, from)) => {
                let answer = state.file.answer(buffer.get(..length).unwrap_or_default());
                // A client that has just been killed does not hear it.
                let _ = answer.map(|answer| socket.send_to(&answer, from));
            }
            Err(error)
                if matches!(
                    error.kind(),
                    ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::ConnectionRefused
                ) => {}
            Err(error) => panic!("the file server cannot receive: {error}"),
        }
    }
}

fn locked(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}
