//! A server of packages on a real socket: downloads have links of their own, outside of the simulated hub.

use std::cell::RefCell;
use std::net::{SocketAddr, UdpSocket};
use std::time::Instant;

use coap::{Code, ContentFormat, Endpoint, Event, Params, Response};

/// It has one file, `/image`.
pub(crate) struct Files {
    socket: UdpSocket,
    state: RefCell<State>,
}

struct State {
    endpoint: Endpoint,
    peer: Option<SocketAddr>,
    content: Vec<u8>,
    /// After how many datagrams it falls silent.
    silent_after: usize,
    heard: usize,
}

impl Files {
    pub(crate) fn new(content: Vec<u8>) -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").expect("a socket");
        socket.set_nonblocking(true).expect("a socket");
        Self {
            socket,
            state: RefCell::new(State {
                endpoint: Endpoint::new(Params::default(), 9, Instant::now()),
                peer: None,
                content,
                silent_after: usize::MAX,
                heard: 0,
            }),
        }
    }

    /// As if its connection broke after so many datagrams.
    pub(crate) fn silent_after(self, datagrams: usize) -> Self {
        self.state.borrow_mut().silent_after = datagrams;
        self
    }

    pub(crate) fn uri(&self) -> String {
        let address = self.socket.local_addr().expect("an address");
        format!("coap://{address}/image")
    }

    /// Answers what has arrived; returns how much was heard so far.
    pub(crate) fn serve(&self) -> usize {
        let state = &mut *self.state.borrow_mut();
        let mut buffer = [0; 2048];
        while let Ok((length, peer)) = self.socket.recv_from(&mut buffer) {
            state.heard += 1;
            if state.heard <= state.silent_after {
                state.peer = Some(peer);
                state.endpoint.handle_datagram(Instant::now(), &buffer[..length]);
                state.answer(&self.socket);
            }
        }
        state.heard
    }
}

impl State {
    fn answer(&mut self, socket: &UdpSocket) {
        while let Some(event) = self.endpoint.poll_event() {
            if let Event::Request(request) = event {
                let response = match request.path.to_string().as_str() {
                    "/image" => Response::content(ContentFormat::OCTET_STREAM, self.content.clone()),
                    _ => Response::new(Code::NOT_FOUND),
                };
                self.endpoint.respond(Instant::now(), request.id, response);
            }
        }
        while let (Some(peer), Some(datagram)) = (self.peer, self.endpoint.poll_transmit()) {
            socket.send_to(&datagram, peer).expect("the client is there");
        }
    }
}
